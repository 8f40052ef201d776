"""A program run with each failure of memory that there can be, and what must hold afterwards."""

import ast
import gc
import io
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from tests.faults.injection import LOOK, Fault, Injector, Points
from tests.support.heap_checks import assert_empty, assert_sound
from tests.support.oracle import (
    Outcome,
    normalised,
    program_name,
    programs_in,
    quiet_session,
    runnable,
)
from toylang.session import Session

HERE: Final = Path(__file__).parent / "programs"
TESTS: Final = Path(__file__).parent.parent
FOLDERS: Final = (HERE, TESTS / "memory", TESTS / "language")

TIDY_UP: Final = """
import gc, sys
gc.callbacks.clear()
gc.garbage.clear()
gc.set_debug(0)
gc.set_threshold(700, 10, 10)
gc.unfreeze()
gc.enable()
sys.setrecursionlimit(1000)
for __name in list(globals()):
    if __name[:2] != '__' or __name[-2:] != '__':
        del globals()[__name]
"""

ERROR: Final = re.compile(
    r"^(?:[\w.]+\.)?(\w*(?:Error|Exception|Exit|Interrupt|Iteration))(?::|$)", re.M
)
STREAM: Final = "sys.stdout = "
"""What a program that is broken off may not have put back: nobody else could."""

UNTOLD: Final = "<exception str() failed>"
BROAD: Final = {"BaseException", "Exception", "MemoryError"}


class Survey(NamedTuple):
    """A program that runs as often as one likes in the same session, and its points."""

    path: Path
    outcome: Outcome
    running: Points
    whole: Points
    catches: bool

    def faults(self) -> list[Fault]:
        """Everything that can go wrong, the program's end included."""
        return self.whole.faults(Points(0, 0))

    def is_at_end(self, fault: Fault) -> bool:
        """Whether the program itself is through when this happens."""
        return fault not in self.running.faults(Points(0, 0))


def survey(path: Path) -> Survey | None:
    """Run a program without a fault; None if a second run in the same session may be another's."""
    session = quiet_session(path)
    injector = Injector(session)
    outcome = run(session, path)
    running = injector.points()
    session.close()
    whole = injector.points()
    session = quiet_session(path)
    first = run(session, path)
    tidy_up(session)
    second = run(session, path)
    session.close()
    if not outcome == first == second or STREAM in path.read_text(encoding="utf-8"):
        return None
    return Survey(path, outcome, running, whole, catches_all(path))


def run(session: Session, path: Path) -> Outcome:
    """Run a program in a session whose output is kept, and return what is new there."""
    with runnable(path) as (file, folder):
        status = session.run_file(str(file))
    return normalised(Outcome(*take(session), status), folder)


def take(session: Session) -> tuple[str, str]:
    """Empty the session's streams; what was in them."""
    taken = []
    for stream in (session.interpreter.stdout, session.interpreter.stderr):
        assert isinstance(stream, io.StringIO)
        taken.append(stream.getvalue())
        stream.seek(0)
        stream.truncate()
    return taken[0], taken[1]


def tidy_up(session: Session) -> None:
    """Let go of all that a program has left in its session; a finalizer may leave something new."""
    for _ in range(2):
        session.interpreter.exit_calls.clear()
        assert session.run(TIDY_UP) == 0, take(session)
        session.modules.forget_programs()
        session.heap.collector.collect()
        session.heap.collector.collect()
    session.heap.collector.reset_counts()
    take(session)


def catches_all(path: Path) -> bool:
    """Whether something in the program might keep a MemoryError to itself.

    Of a special method that cannot be read nobody hears, as in CPython's slot_tp_finalize and
    slot_tp_richcompare.
    """
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError:
        return True
    for node in ast.walk(tree):
        if isinstance(node, ast.With):
            return True
        if isinstance(node, ast.FunctionDef) and node.name[:2] == "__" and node.decorator_list:
            return True
        if isinstance(node, ast.ExceptHandler):
            names = {each.id for each in ast.walk(node.type or node) if isinstance(each, ast.Name)}
            if node.type is None or names & BROAD:
                return True
    return False


def try_fault(survey: Survey, fault: Fault) -> None:
    """Run the program with a fault, and then through; AssertionError if anything is wrong."""
    session = quiet_session(survey.path)
    injector = Injector(session, fault)
    outcome = run(session, survey.path)
    if survey.is_at_end(fault):
        assert outcome == survey.outcome
        session.close()
        check_errors(survey, fault, Outcome("", take(session)[1], 1))
    else:
        injector.leave()
        assert_sound(session)
        check_errors(survey, fault, outcome)
        tidy_up(session)
        again = run(session, survey.path)
        assert again == survey.outcome, f"{again}\n is not {survey.outcome}"
        session.close()
    assert_empty(session)


def check_errors(survey: Survey, fault: Fault, outcome: Outcome) -> None:
    """A program that has no answer to a MemoryError ends by it, or it is told of it.

    A look for no memory at all is not refused. Where the telling of another error has no memory,
    that is told. A program may meet it as the cause of another error, and print that.
    """
    if survey.catches or (fault.kind == LOOK and outcome == survey.outcome):
        return
    told = "MemoryError" in ERROR.findall(outcome.stderr) or UNTOLD in outcome.stderr
    assert told or "MemoryError" in outcome.stdout, f"no MemoryError was told:\n{outcome}"


class Memory:
    """Every fault of memory of every program that has no more than so many."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self.programs = 0
        self.faults = 0

    def cases(self) -> tuple[int, Iterable[Callable[[], None]]]:
        """The programs: one case each."""
        paths = [path for folder in FOLDERS for path in programs_in(folder)]
        return len(paths), (partial(self.try_program, path) for path in paths)

    def try_program(self, path: Path) -> None:
        """Run a program with each of its faults, if it is no too large one."""
        known = survey(path)
        if known is None or len(known.faults()) > self.largest:
            return
        self.programs += 1
        for fault in known.faults():
            self.faults += 1
            try:
                try_fault(known, fault)
            except Exception as problem:
                name = program_name(path, TESTS)
                raise AssertionError(f"{name}, {fault.kind} {fault.number}: {problem}") from problem
        gc.collect()

    def figures(self) -> str:
        """How much was tried."""
        return f"{self.programs} programs, {self.faults} faults"
