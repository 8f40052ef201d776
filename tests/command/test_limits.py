"""--max-steps and --max-seconds: what reaches a limit ends, whatever the program tries."""

import subprocess

import pytest

from tests.command.test_command import TOY

STOPPED = 4

STUBBORN = """
class Stubborn:
    def __del__(self):
        print('del')

def go():
    held = Stubborn()
    while True:
        try:
            while True:
                pass
        except BaseException:
            print('except')
        finally:
            print('finally')

go()
"""


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the command."""
    done = subprocess.run(
        [*TOY, *arguments], check=False, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--max-steps", "100_000"), "100,000 steps"),
        (("--max-steps=1",), "1 step"),
        (("--max-seconds", "0.3"), "0.3 seconds"),
    ],
)
def test_nothing_of_the_program_outlasts_a_limit(options: tuple[str, ...], words: str) -> None:
    status, output, errors = run(*options, "-c", STUBBORN)
    assert (status, output) == (STOPPED, "")
    assert errors == f"toy: the program was stopped after {words}\n"


def test_a_program_within_its_limits_does_not_notice_them() -> None:
    program = "for i in range(10): print(i, end='')"
    assert run("--max-steps", "12", "--max-seconds", "60", "-c", program) == (0, "0123456789", "")


def test_what_was_printed_before_is_shown() -> None:
    status, output, _ = run("--max-steps", "7", "-c", "for i in range(100): print(i, end='')")
    assert status == STOPPED
    assert output == "012345"


@pytest.mark.parametrize("value", ["0", "-1", "many", ""])
@pytest.mark.parametrize("option", ["--max-steps", "--max-seconds"])
def test_a_limit_is_a_positive_number(option: str, value: str) -> None:
    status, _, errors = run(f"{option}={value}", "-c", "pass")
    assert status == 2
    assert option in errors


GREEDY = [
    "list(range(10**9))",
    "x = []\nwhile True: x.append('a' * 1000)",
    "'x' * 10**8",
    "[0] * 10**7",
    "2 ** 10**9",
    "1 << (1 << 40)",
    "x = {}\nfor i in range(10**9): x[i] = None",
    "''.join('ab' for i in range(10**9))",
    "sorted(iter(int, 1))",
    "x = bytearray()\nwhile True: x += b'x' * 1000",
    "f'{1:10000000000}'",
    "'%0100000000d' % 1",
    "class A: pass\nx = None\nwhile True: a = A(); a.x = x; x = a",
]


@pytest.mark.parametrize("program", GREEDY)
def test_a_program_that_wants_too_much_gets_its_memory_error(program: str) -> None:
    status, _, errors = run("--max-heap", "10M", "-c", program)
    assert status == 1
    assert errors.endswith("MemoryError\n")


def test_a_program_that_lets_go_of_what_was_too_much_goes_on() -> None:
    program = (
        "try:\n  x = []\n  while True: x.append([])\nexcept MemoryError: x = None\nprint('on')"
    )
    assert run("--max-heap=10_000K", "-c", program) == (0, "on\n", "")
