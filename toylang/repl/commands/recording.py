"""The command about time: what came and went so far."""

from __future__ import annotations

from toylang.repl.commands.table import MARK, Answer, CommandError, Section, Shell
from toylang.views.timeline import TimelineView

about = Section("The collector")


@about.command(
    "timeline",
    "",
    "objects alive, collections and pauses so far, as a plot",
    "sys.getallocatedblocks() says how many blocks there are now, and gc.callbacks hears of each "
    "collection; a course like this you would have to write down yourself.",
)
def _timeline(shell: Shell, argument: str) -> Answer:
    """How many objects were alive, from the beginning of the session until now.

    To the right goes not the time but the work: each column is as many objects allocated, so that
    waiting for you takes no room. Where a collection ran, the row `gen` has the oldest generation
    it collected, and the row `pauses` shows how long the program stood still.

    Cycles make a saw: objects pile up until a collection frees them.

    >>> for i in range(3000):
    ...     a = []
    ...     a.append(a)
    ...
    >>> :timeline
    """
    if argument:
        raise CommandError(f"{MARK}timeline shows the whole session; it wants nothing behind it.")
    timeline = shell.inspector.timeline()
    if timeline is None:
        shell.inspector.record()
        raise CommandError(f"Recording begins now; ask {MARK}timeline again later.")
    return Answer(timeline, TimelineView(timeline))
