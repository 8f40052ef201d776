"""Memory that is refused at a chosen point of a program's run.

Toy serves every request for memory. What is too much is refused with MemoryError in one of two
places only: at the next poll (a call, a turn of a loop), or at a look at the room there is, before
a piece of work whose size is known. All that a request beyond the limit does is to hurry the next
poll. So whichever request between two such points is the one that fails, what follows is the same:
a program that is run once for each poll and once for each look has seen the failure of every
request there is.
"""

from typing import Final, NamedTuple

from toylang.heap.allocator import NO_LIMIT
from toylang.objects.errors import memory_error
from toylang.session import Session

POLL: Final = "poll"
LOOK: Final = "look"
FAMINE: Final = "famine"
"""A poll, and from there on whatever else needs memory."""


class Fault(NamedTuple):
    """The point of a run, counted from 1, at which memory is refused."""

    kind: str
    number: int


class Points(NamedTuple):
    """How many points a run has had."""

    polls: int
    looks: int

    def faults(self, since: "Points") -> list[Fault]:
        """What can go wrong between two moments of a run."""
        polls = range(since.polls + 1, self.polls + 1)
        looks = range(since.looks + 1, self.looks + 1)
        return [Fault(kind, number) for kind in (POLL, FAMINE) for number in polls] + [
            Fault(LOOK, number) for number in looks
        ]


class Injector:
    """Counts the points of a session, from its making on, and lets one of them fail."""

    def __init__(self, session: Session, fault: Fault | None = None) -> None:
        self.interpreter = session.interpreter
        self.allocator = session.heap.allocator
        self.fault = fault
        self.polls = 0
        self._first_look = self.allocator.looks
        self._usual_alarm = self.allocator.alarm
        self._usual_checkpoint = self.interpreter.checkpoint
        self.interpreter.checkpoint = self._at_poll
        self.interpreter.hurry()
        if fault is not None and fault.kind == LOOK:
            self.allocator.blind_look = self._first_look + fault.number

    def points(self) -> Points:
        """The points until now."""
        return Points(self.polls, self.allocator.looks - self._first_look)

    def _at_poll(self) -> None:
        """Have every poll come here, however many the interpreter would pass over."""
        self.polls += 1
        self.interpreter.hurry()
        if self.fault in ((POLL, self.polls), (FAMINE, self.polls)):
            if self.fault == (FAMINE, self.polls):
                self.interpreter.limit_heap(0)
            raise memory_error(self.interpreter)

    def leave(self) -> None:
        """From now on there is memory."""
        self.interpreter.checkpoint = self._usual_checkpoint
        self.allocator.limit = NO_LIMIT
        self.allocator.alarm = self._usual_alarm
        self.allocator.blind_look = 0
