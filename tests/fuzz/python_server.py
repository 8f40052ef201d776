"""CPython's answers, quickly: one process that has started already, and forks for each program.

What a program sees is what it sees in a process of its own: `forking_python` stops the start of
Python just before the program would be read.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from select import select

from tests.support.oracle import TIME_LIMIT, Outcome, normalised, plain_environment

FORKING_PYTHON = Path(__file__).parent / "forking_python"


class PythonServer:
    """Runs one program after the other on CPython; `file` is where each is written."""

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory()
        folder = Path(self._directory.name).resolve()
        self.file = folder / "random.toy"
        self._outputs = folder / "stdout", folder / "stderr"
        self._process = subprocess.Popen(
            [sys.executable, str(self.file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**dict(plain_environment()), "PYTHONPATH": str(FORKING_PYTHON)},
            bufsize=0,
            start_new_session=True,  # Ctrl-C is not for the programs
        )

    def close(self) -> None:
        """End the process that forks."""
        self._process.communicate()
        self._directory.cleanup()

    def begin(self, text: str) -> None:
        """Start a program."""
        self.file.write_text(text, encoding="utf-8", newline="")
        assert self._process.stdin is not None
        self._process.stdin.write(b"x")

    def answer(self) -> Outcome:
        """Wait for the end of the program that was started last."""
        process = self._number()
        if not select([self._process.stdout], [], [], TIME_LIMIT)[0]:
            os.kill(process, signal.SIGKILL)
        status = self._number()
        stdout, stderr = (path.read_bytes().decode("utf-8") for path in self._outputs)
        return normalised(Outcome(stdout, stderr, status))

    def ask(self, text: str) -> Outcome:
        """Run a program, and return what CPython makes of it."""
        self.begin(text)
        return self.answer()

    def _number(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())
