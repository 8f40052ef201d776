"""Ctrl-C, once or twice, at random instants at a prompt in a terminal: it is always there again."""

import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

import pexpect

from tests.faults.interrupts import HANGING, distribution

LINES: Final = (
    "any([index] is None for index in iter(int, 1))",
    "[gc.collect() for index in iter(int, 1)]",
    "sorted(range(10**6), key=lambda number: -number)",
    "list(map(str, iter(int, 1)))",
    "[print(index) for index in range(10**7)]",
    "input('a line: ')",
    "time.sleep(60)",
    "sum([1] in [[2], [1]] for index in iter(int, 1))",
    "nothing = 0",
    ":leaks",
    ":why gc",
    "nobody",
)
"""What is running when Ctrl-C is pressed, if it still is."""

SHORTEST_DELAY: Final = 0.02
"""Seconds in which the editor gives the terminal back: until then Ctrl-C is one of its keys."""

LONGEST_DELAY: Final = 0.12
LONGEST_PAUSE: Final = 0.01
"""Seconds between two presses, at most."""

CASES_OF_A_SESSION: Final = 20
CONTROL_C: Final = "\x03"
EDITOR_LEAVES: Final = "\x1b[?2004l"
HOST_TRACEBACK: Final = re.compile(r"File \"[^\"]*(toylang|prompt_toolkit|rich|python3)/")


class PromptInterrupts:
    """So many presses, a session after some of them, every other at a terminal that cannot draw."""

    def __init__(self, seed: int, count: int) -> None:
        self.seed = seed
        self.count = count
        self.latencies: list[float] = []
        self._terminal: Terminal | None = None

    def cases(self) -> tuple[int, Iterable[Callable[[], None]]]:
        """Sessions of some presses each."""
        return self.count, (partial(self.press, number) for number in range(self.count))

    def press(self, number: int) -> None:
        """Type a line, press Ctrl-C, and see that the prompt answers."""
        turn, place = divmod(number, CASES_OF_A_SESSION)
        if self._terminal is None:
            self._terminal = Terminal("dumb" if turn % 2 else "xterm")
        terminal = self._terminal
        chance = random.Random(f"{self.seed} {number}")
        try:
            terminal.begin(chance.choice(LINES))
            time.sleep(chance.uniform(SHORTEST_DELAY, LONGEST_DELAY))
            began = time.monotonic()
            terminal.child.send(CONTROL_C)
            if chance.random() < 0.5:
                time.sleep(chance.uniform(0, LONGEST_PAUSE))
                terminal.child.send(CONTROL_C)
            else:
                terminal.child.expect(["KeyboardInterrupt", "Interrupted"])
                self.latencies.append(time.monotonic() - began)
            terminal.answers(number)
            if place == CASES_OF_A_SESSION - 1 or number == self.count - 1:
                self._terminal = None
                terminal.leave()
        except (AssertionError, pexpect.ExceptionPexpect) as problem:
            self._terminal = None
            terminal.child.close(force=True)
            shown = terminal.shown()[-1500:]
            raise AssertionError(f"press {number}: {type(problem).__name__}\n{shown}") from problem

    def figures(self) -> str:
        """How soon it was told that Ctrl-C was heard, in milliseconds."""
        return distribution(self.latencies) if self.latencies else "none"


class Terminal:
    """A terminal with Toy in it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._home = tempfile.mkdtemp()
        environment = {"PATH": "/usr/bin:/bin", "HOME": self._home, "TERM": kind}
        environment |= {"PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONUTF8": "1"}
        environment["PYTHONPATH"] = ":".join(path for path in sys.path if path)
        self._log = open(Path(self._home, "shown"), "w+", encoding="utf-8")  # noqa: SIM115
        self.child = pexpect.spawn(
            sys.executable, ["-m", "toylang"], env=environment, encoding="utf-8", timeout=HANGING
        )
        self.child.logfile_read = self._log
        self.child.delaybeforesend = None
        self.child.expect_exact("leaves.", timeout=60)
        self.child.send("import gc, time\r")
        self.answers(-1)

    def begin(self, line: str) -> None:
        """Type a line, and wait until the editor, if there is one, has read it."""
        self.child.send(line + "\r")
        if self.kind != "dumb":
            self.child.expect_exact(EDITOR_LEAVES)

    def answers(self, number: int) -> None:
        """See that the prompt answers a question, which Ctrl-C may have taken from the line."""
        answer = f"answer {(number + 10_000) * 7}"
        for _ in range(20):
            self.child.send(f"'answer %d' % (7 * {number + 10_000})\r")
            if self.child.expect_exact([answer, pexpect.TIMEOUT], timeout=HANGING / 20) == 0:
                while self.child.expect([r"\S", pexpect.TIMEOUT], timeout=0.3) == 0:
                    pass
                break
        else:
            raise AssertionError("no answer")
        assert not HOST_TRACEBACK.search(self.shown()), "a traceback of the host"

    def shown(self) -> str:
        """All that the terminal has shown."""
        self._log.flush()
        return Path(self._log.name).read_text(encoding="utf-8")

    def leave(self) -> None:
        """Press Ctrl-D, and see how it ends."""
        self.child.send("\x04")
        self.child.expect(pexpect.EOF)
        self.child.close()
        self._log.close()
        shutil.rmtree(self._home)
        assert self.child.exitstatus == 0, f"exit status {self.child.exitstatus}"
