"""Following the program: after each statement, what it changed; or before, what one thinks it will.

One follower serves both: a witness sees the statement, then the question about it is put, then its
changes are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.inspection import Node
from toylang.inspection.witness import Witness
from toylang.repl.attendants import Attendant
from toylang.views.episodes import episode_view, watched_view

if TYPE_CHECKING:
    from toylang.facts.episodes import Episode
    from toylang.repl.commands.table import Shell
    from toylang.repl.predicting import Predicting

FOLLOWER: Final = "follower"
"""The follower's name among the attendants."""


class Follower(Attendant):
    """Sees each statement with a witness, for those who want to know."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.predicting: Predicting | None = None
        self.watching: Watching | None = None
        self._witness: Witness | None = None

    def before_statement(self, text: str) -> None:
        self.leave()
        self._witness = Witness(self.shell.inspector)
        if self.predicting is not None:
            self.shell.hold_output()

    def after_statement(self, text: str) -> None:
        witness, self._witness = self._witness, None
        if witness is None:
            return
        try:
            episode = witness.tell()
            if self.predicting is not None and not self.predicting.ask(text, episode):
                self.predicting = None
        finally:
            self.shell.release_output()
        if self.watching is not None and not self.watching.tell(episode):
            self.watching = None
        self.leave_if_idle()

    def leave(self) -> None:
        """Call the witness off."""
        if self._witness is not None:
            self._witness.leave()
            self._witness = None

    def leave_if_idle(self) -> None:
        """Attend no longer if nobody wants to know."""
        if self.predicting is None and self.watching is None:
            self.shell.attendants.pop(FOLLOWER, None)


class Watching:
    """Tells what statements change: everything, or what they do to some objects."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.watched: list[Node] = []
        """The objects to tell of, as they were when they were chosen; none: all of them."""

    def watch(self, node: Node) -> None:
        """Tell of this object, too, from now on."""
        if all(node.subject is not each.subject for each in self.watched):
            self.watched.append(node)

    def names(self) -> list[str]:
        """The watched objects by name; none if all of them are."""
        if not self.watched:
            return []
        snapshot = self.shell.inspector.snapshot()
        return [snapshot.name(node.address) for node in self.watched if snapshot.same(node)]

    def tell(self, episode: Episode) -> bool:
        """Tell what happened; returns whether there is anything left to watch."""
        if not self.watched:
            self.shell.show(episode_view(episode))
            return True
        for node in self.watched:
            view = watched_view(node, episode)
            if view is not None:
                self.shell.show(view)
        self.watched = [node for node in self.watched if episode.after.same(node)]
        return bool(self.watched)


def follower_of(shell: Shell) -> Follower:
    """The follower that attends the program, from now on if there was none."""
    present = shell.attendants.get(FOLLOWER)
    if isinstance(present, Follower):
        return present
    follower = Follower(shell)
    shell.attendants[FOLLOWER] = follower
    return follower
