"""The collectors one can choose from, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.events import Observer
from toylang.heap.marker import Marker
from toylang.heap.object_list import ObjectList
from toylang.heap.search import Search, TrialDeletion

if TYPE_CHECKING:
    from toylang.heap.heap import Heap

GENERATIONAL: Final = "generational"
MARKER: Final = "marker"
NONE: Final = "none"

COLLECTORS: Final[dict[str, str]] = {
    GENERATIONAL: "CPython's, by the counts: what is held only by one another",
    MARKER: "by marking: what no way from a root leads to",
    NONE: "no garbage is found: cycles stay until the end",
}
"""How each of them finds garbage, in a line."""


class NoSearch(Search):
    """Finds nothing: cycles stay."""

    def deduce_unreachable(
        self, base: ObjectList, unreachable: ObjectList, observer: Observer | None
    ) -> i64:
        return base.size()


def choose_collector(heap: Heap, name: str) -> None:
    """Let `heap` find its garbage as the collector of that name does; KeyError for another name."""
    if name == GENERATIONAL:
        heap.collector.search = TrialDeletion()
    elif name == MARKER:
        heap.collector.search = Marker(heap)
    elif name == NONE:
        heap.collector.search = NoSearch()
    else:
        raise KeyError(name)


def chosen_collector(heap: Heap) -> str:
    """The name of the collector in use."""
    search = heap.collector.search
    if isinstance(search, Marker):
        return MARKER
    return NONE if isinstance(search, NoSearch) else GENERATIONAL


def forget_leaks(heap: Heap) -> None:
    """The heap's world ends: what nothing but a collector would free may go now, unheard."""
    if chosen_collector(heap) != NONE:
        return
    for container in heap.collector.tracked_objects():
        container.finalized = True
        while container.weak_references is not None:
            container.weak_references[0].detach()
    choose_collector(heap, GENERATIONAL)
