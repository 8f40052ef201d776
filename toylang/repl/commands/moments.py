"""Commands about what changes: moments kept and compared, statements watched and predicted."""

from __future__ import annotations

import re
from typing import Final

from toylang.facts.differences import Differences
from toylang.facts.moments import difference_facts, moment_facts
from toylang.inspection import Node
from toylang.repl.commands.table import MARK, Answer, CommandError, Section, Shell, need, take_flag
from toylang.repl.following import FOLLOWER, Follower, Watching, follower_of
from toylang.repl.predicting import Predicting
from toylang.views.differences import differences_view
from toylang.views.episodes import watching_view
from toylang.views.moments import moments_view
from toylang.views.questions import predicting_view

NOW: Final = "now"
DELETE: Final = "--delete"

about = Section("What changes")


@about.command(
    "snap",
    "[NAME]",
    "keeps this moment of the heap; or lists those kept",
    "tracemalloc.take_snapshot() keeps sizes and the lines that allocated them; no object, no "
    "count and no holder is in it.",
)
def _snap(shell: Shell, argument: str) -> Answer:
    """Freezes the heap as it is now, to be compared with a later moment by `:diff`.

    A snapshot holds nothing alive: what is in it may be freed as if it did not exist. It costs
    memory of its own, so throw away what is not needed: `:snap --delete NAME`.

    Without NAME, lists the snapshots with the program's objects and bytes in each.

    >>> :snap start
    >>> x = [1.5, 2.5]
    >>> :diff start        a list and two floats are new
    """
    name, delete = take_flag(argument, DELETE)
    moments = shell.inspector.moments
    if delete:
        del moments[known(shell, need(f"snap {DELETE}", name, "a name", "start"))]
    elif name:
        if not re.fullmatch(r"[\w.-]+", name) or name == NOW:
            raise CommandError(f"A snapshot's name is one word, and not {NOW}.")
        moments[name] = shell.inspector.snapshot()
    facts = [moment_facts(each, moments[each]) for each in moments]
    return Answer(facts, moments_view(facts))


@about.command(
    "diff",
    "A [B]",
    "what is new, gone or grown since a moment",
    "objgraph.show_growth() counts objects by type, tracemalloc's compare_to bytes by line; who "
    "holds the new ones one has to find out with gc.get_referrers, which sees containers only.",
)
def _diff(shell: Shell, argument: str) -> Answer:
    """Compares two moments kept by `:snap`; without B, one of them with now.

    Tells what is new and what is gone, by type and by who holds it; which objects have another
    size or another count, and how many a collection has moved up a generation. Toy's own objects
    are left out. An object is the same one only if it never died in between, whatever its address.

    >>> :snap start
    >>> cache = {}
    >>> for i in range(10): cache[i] = [i]
    >>> :diff start        10 lists are new, held by the dict `cache`
    """
    names = argument.split()
    if not 1 <= len(names) <= 2:
        raise CommandError(f"{MARK}diff wants a snapshot or two, for example: {MARK}diff start")
    first = shell.inspector.moments[known(shell, names[0])]
    name = names[1] if len(names) == 2 else NOW
    second = (
        shell.inspector.snapshot() if name == NOW else shell.inspector.moments[known(shell, name)]
    )
    differences = Differences(first, second)
    facts = {"from": names[0], "to": name, **difference_facts(differences)}
    return Answer(facts, differences_view(names[0], name, differences))


@about.command(
    "watch",
    "on|off|EXPR",
    "tells after each statement what changed, and why",
    "counts change in the same places. Since 3.12 None, True, small ints and interned strings are "
    "immortal there, too; 3.14 leaves out some references of running functions.",
)
def _watch(shell: Shell, argument: str) -> Answer:
    """Tells after each statement what became of the objects.

    Which were freed, and why; whose count changed, and who holds them now; what is new; which
    collections ran.

    `:watch EXPR` tells of that object only, until it is freed; several can be watched. `:watch on`
    tells of all, `:watch off` ends it. Alone, `:watch` says what is being watched.

    A generation's number is its count: it grows with new containers, and shrinks when they die.

    >>> :watch on
    >>> a = []             list #3 is new, held by a
    >>> b = a              list #3: 1 → 2, new holder b
    >>> del a, b           list #3 freed: its holders a and b were deleted
    """
    follower = _present(shell)
    if argument == "off" and follower is not None:
        follower.watching = None
        follower.leave_if_idle()
    elif argument == "on":
        follower_of(shell).watching = Watching(shell)
    elif argument and argument != "off":
        _watch_one(shell, _lasting(shell, argument))
    follower = _present(shell)
    watching = None if follower is None else follower.watching
    watched = [] if watching is None else watching.names()
    facts = {"watching": watching is not None, "objects": watched}
    return Answer(facts, watching_view(watching is not None, watched))


@about.command(
    "predict",
    "on|off",
    "asks what a statement will do before it is shown",
    "the answers are the same, and sys.getrefcount and gc.collect() show them, except that 3.14 "
    "leaves out some references of running functions.",
)
def _predict(shell: Shell, argument: str) -> Answer:
    """Asks one question about each statement that frees an object, changes a count or collects.

    The statement has run, but what it shows waits for your answer; unless it takes long or wants
    input. Enter alone skips the question. Ctrl-D ends predicting.

    >>> a = []
    >>> b = a
    >>> :predict on
    >>> del a              Is list #3 (a) freed?
    """
    if argument not in ("", "on", "off"):
        raise CommandError(f"It is {MARK}predict on or {MARK}predict off.")
    follower = _present(shell)
    predicting = None if follower is None else follower.predicting
    if argument == "on":
        predicting = predicting or Predicting(shell)
        follower_of(shell).predicting = predicting
    right, asked = (0, 0) if predicting is None else (predicting.right, predicting.asked)
    if argument == "off" and follower is not None:
        follower.predicting = None
        follower.leave_if_idle()
    goes_on = predicting is not None and argument != "off"
    facts = {"predicting": goes_on, "right": right, "asked": asked}
    return Answer(facts, predicting_view(goes_on, right, asked))


def known(shell: Shell, name: str) -> str:
    """A snapshot's name, if there is one of that name."""
    moments = shell.inspector.moments
    if name in moments:
        return name
    kept = f"kept: {', '.join(moments)}" if moments else f"{MARK}snap {name} makes one"
    raise CommandError(f"There is no snapshot {name}; {kept}.")


def _watch_one(shell: Shell, node: Node) -> None:
    """Watch one object, besides others that were chosen before."""
    follower = follower_of(shell)
    if follower.watching is None:
        follower.watching = Watching(shell)
    follower.watching.watch(node)


def _present(shell: Shell) -> Follower | None:
    """The follower, if there is one."""
    present = shell.attendants.get(FOLLOWER)
    return present if isinstance(present, Follower) else None


def _lasting(shell: Shell, text: str) -> Node:
    """The object of an expression, if the program holds it and counts its references."""
    sight = shell.inspector.look_at(text)
    if sight.node.immortal:
        raise CommandError(f"{sight.name} is immortal: nothing will become of it.")
    if sight.node.refcount == 0:
        raise CommandError(f"{sight.name} was made for this command only, and is freed already.")
    return sight.node
