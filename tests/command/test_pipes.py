"""What becomes of a program whose output nobody reads any more: it ends, and says nothing."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.command.test_command import TOY

UNREAD = 141


def run_into_closed_pipe(*arguments: str) -> tuple[int, str]:
    """Exit status and standard error of the command whose reader has left before it began."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*TOY, *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr


def test_a_reader_who_leaves_after_a_line(tmp_path: Path) -> None:
    path = tmp_path / "program.toy"
    path.write_text("for i in range(100_000): print(i)\n")
    with subprocess.Popen(
        [*TOY, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "0\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == UNREAD


@pytest.mark.parametrize(
    "code",
    [
        "print(1)",
        "print(1, flush=True)",
        "print('x' * 100_000)",
        "import sys; print(1); sys.exit(3)",
        "import sys; sys.stdout.write('1'); sys.stdout.flush()",
        "def f():\n    try:\n        print(1, flush=True)\n    finally:\n        print(2)\nf()",
        "class A:\n    def __del__(self):\n        print('bye')\na = A()",
    ],
)
def test_nobody_reads_at_all(code: str) -> None:
    assert run_into_closed_pipe("-c", code) == (UNREAD, "")


@pytest.mark.parametrize("option", ["--gc-stress", "--timeline=-", "--trace=-"])
def test_neither_are_reports_read(option: str) -> None:
    assert run_into_closed_pipe(option, "-c", "a = []; print(a)") == (UNREAD, "")


def test_a_program_that_writes_nothing_ends_well() -> None:
    assert run_into_closed_pipe("-c", "a = 1") == (0, "")
