"""The oracle: the outcome of a program on CPython 3.11, and on Toy, in a form that compares.

A program is one `.toy` file; or a folder with a `main.toy` and the modules that it imports. The
files of a folder are run as `.py`, on both sides from a copy, because CPython imports no other.

CPython 3.11 is asked live where the tests run on it. On any other version its answer is read from
the recording beside the program, which `python -m tests.support.record` writes.
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.heap_checks import close_and_check
from toylang.heap.choice import GENERATIONAL
from toylang.session import Session

TESTS = Path(__file__).parent.parent
EXAMPLES = TESTS.parent / "examples"
STRESSED_PYTHON = TESTS / "support" / "stressed_python"
ORACLE_IS_RUNNING = sys.implementation.name == "cpython" and sys.version_info[:2] == (3, 11)
TIME_LIMIT = 60.0
MAIN = "main.toy"
BEYOND_PYTHON = "beyond_python"
"""The folder of programs that CPython does not end, or not survive: it is not asked about them."""

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
ELAPSED = re.compile(r"\b\d+\.\d{4}s elapsed")
FROZEN = re.compile(r"(gc: objects in permanent generation:) [1-9]\d*")
FILE_OF_FRAME = re.compile(r'File "[^"]*[/\\]([^"/\\]+\.toy)"')
FILE_OF_WARNING = re.compile(r"^\S*[/\\](\S+\.toy:\d+: \w*Warning: )", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """All that a finished program shows to the outside."""

    stdout: str
    stderr: str
    status: int

    def to_text(self) -> str:
        """Return the outcome as a recording: readable, and exact to the last newline."""
        return f"status {self.status}\n--- stdout\n{self.stdout}--- stderr\n{self.stderr}"

    @classmethod
    def from_text(cls, text: str) -> "Outcome":
        """Read back what `to_text` wrote."""
        head, _, rest = text.partition("\n--- stdout\n")
        stdout, _, stderr = rest.rpartition("--- stderr\n")
        return cls(stdout, stderr, int(head.removeprefix("status ")))


def normalised(outcome: Outcome, folder: str = "") -> Outcome:
    """Return the outcome without what the program cannot know.

    That is addresses, folders, times, and how many objects there were before the program began.
    """
    stdout, stderr = outcome.stdout, outcome.stderr
    if folder:
        stdout, stderr = stdout.replace(folder, ""), stderr.replace(folder, "")
    stderr = FILE_OF_FRAME.sub(r'File "\1"', ADDRESS.sub("0x…", stderr))
    stderr = FILE_OF_WARNING.sub(r"\1", stderr)
    stderr = FROZEN.sub(r"\1 …", ELAPSED.sub("0.0000s elapsed", stderr))
    return Outcome(ADDRESS.sub("0x…", stdout), stderr, outcome.status)


def programs_in(directory: Path) -> list[Path]:
    """Return the programs below a directory, sorted by path; of a folder its `main.toy`."""
    files = sorted(path for path in directory.rglob("*.toy") if BEYOND_PYTHON not in path.parts)
    folders = [path.parent for path in files if path.name == MAIN]
    parts = [path for path in files if any(folder in path.parents for folder in folders)]
    return [path for path in files if path not in parts or path.name == MAIN]


def program_name(path: Path, directory: Path) -> str:
    """Return the readable name of a program: subject and sentence."""
    whole = path.parent if path.name == MAIN else path.with_suffix("")
    return whole.relative_to(directory).as_posix()


def recording_of(path: Path) -> Path:
    """Return the file that keeps CPython's answer: beside the program, for examples in tests/."""
    if path.name == MAIN:
        return path.parent.with_suffix(".expected")
    directory = TESTS / "examples" if path.parent == EXAMPLES else path.parent
    return directory / f"{path.stem}.expected"


def recorded(path: Path) -> Outcome:
    """Return CPython's outcome of a program as it was recorded."""
    return Outcome.from_text(recording_of(path).read_text(encoding="utf-8"))


def run_on_python(path: Path, cache: Path | None = None, stressed: bool = False) -> Outcome:
    """Return what CPython 3.11 makes of a program: live where it is at hand, else as recorded.

    How a program ends under stress is not recorded.
    """
    if not ORACLE_IS_RUNNING:
        return recorded(path)
    if cache is None:
        return ask_python(path, stressed)
    files = sorted(path.parent.rglob("*.toy")) if path.name == MAIN else [path]
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(str(file.relative_to(path.parent)).encode() + file.read_bytes())
    if stressed:
        digest.update((STRESSED_PYTHON / "sitecustomize.py").read_bytes())
    answer = cache / digest.hexdigest()
    if not answer.exists():
        answer.write_text(ask_python(path, stressed).to_text(), encoding="utf-8", newline="")
    return Outcome.from_text(answer.read_bytes().decode("utf-8"))


def ask_python(path: Path, stressed: bool = False) -> Outcome:
    """Run a program on the running Python, in a process of its own.

    Under stress, Python's collector runs at every other allocation of a container.
    """
    environment = dict(plain_environment())
    if stressed:
        environment["PYTHONPATH"] = str(STRESSED_PYTHON)
    with runnable(path) as (file, folder):
        finished = subprocess.run(
            [sys.executable, str(file)],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=environment,
            timeout=TIME_LIMIT,
        )
    stdout, stderr = finished.stdout.decode("utf-8"), finished.stderr.decode("utf-8")
    return normalised(Outcome(stdout, stderr, finished.returncode), folder)


@contextmanager
def runnable(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the file to run, and the folder of a copy that the outcome must not show."""
    if path.name != MAIN:
        yield path, ""
        return
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory).resolve() / path.parent.name
        shutil.copytree(path.parent, folder)
        for file in folder.rglob("*.toy"):
            file.rename(file.with_suffix(".py"))
        yield folder / "main.py", f"{folder}{os.sep}"


def plain_environment() -> Iterator[tuple[str, str]]:
    """Yield the environment without what would change Python's behaviour, and UTF-8 everywhere.

    A Python whose coverage is measured would have another history of allocations.
    """
    for name, value in os.environ.items():
        if not name.startswith(("PYTHON", "COVERAGE")):
            yield name, value
    yield "PYTHONUTF8", "1"


def run_on_toy(path: Path, collector: str = GENERATIONAL, stressed: bool = False) -> Outcome:
    """Run a program on Toy in this process, and check its heap at the end and after the end."""
    session = quiet_session(path, collector, stressed)
    with runnable(path) as (file, folder):
        status = session.run_file(str(file))
        close_and_check(session)
    stdout, stderr = session.interpreter.stdout, session.interpreter.stderr
    assert isinstance(stdout, io.StringIO) and isinstance(stderr, io.StringIO)
    return normalised(Outcome(stdout.getvalue(), stderr.getvalue(), status), folder)


def quiet_session(path: Path, collector: str = GENERATIONAL, stressed: bool = False) -> Session:
    """Return a session for a program whose output is kept."""
    stdout, stderr = io.StringIO(), io.StringIO()
    return Session([str(path)], None, stdout, stderr, collector=collector, stressed=stressed)
