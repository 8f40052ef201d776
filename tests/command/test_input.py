"""What `input` reads from a pipe, and says where there is no more: as on CPython."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys


class Prompt:
    def __str__(self):
        return "from str> "


class Refusing:
    def __str__(self):
        raise ValueError("no prompt")


def ask(*arguments):
    try:
        print(repr(input(*arguments)))
    except (EOFError, TypeError, ValueError) as e:
        print(type(e).__name__, e)


ask("prompt? ")
ask(Refusing())
ask(3)
ask(Prompt())
ask()
ask("a", "b")
ask(None)
print(repr(sys.stdin.readline()))
ask("no newline follows: ")
ask("end: ")
ask()
input("uncaught: ")
"""

LINES = "first\n\n  spaced  \r\nthird\tline\nfor none\nfor readline\nlast"


def outcome(*command: str, text: str) -> tuple[int, str, str]:
    """Exit status, standard output and the last line of standard error."""
    done = subprocess.run(
        [sys.executable, *command, PROGRAM],
        check=False,
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr.splitlines()[-1]


@pytest.mark.parametrize("text", [LINES, LINES + "\n", "", "\n", "only\n"])
def test_input_reads_a_pipe_line_by_line(text: str) -> None:
    assert outcome("-m", "toylang", "-c", text=text) == outcome("-c", text=text)
