"""The collectors compared: what each would find in the heap as it is, and what it has to do."""

from __future__ import annotations

from toylang.facts.comparison import Comparison, Opinion
from toylang.heap.choice import GENERATIONAL, MARKER
from toylang.heap.judgement import Judgement, judge
from toylang.heap.marker import Marker
from toylang.heap.search import TrialDeletion
from toylang.inspection.inspector import Inspector
from toylang.inspection.naming import Names


def compare_collectors(inspector: Inspector, generation: int) -> Comparison:
    """Ask both collectors about a generation and all younger ones; the heap stays as it is."""
    heap = inspector.session.heap
    with inspector.session.interruption:
        by_counting = judge(heap, TrialDeletion(), generation, inspector.progress)
        by_marking = judge(heap, Marker(heap), generation, inspector.progress)
    names = Names(inspector.numbering)  # what is Toy's own is never garbage
    shown, others = names.choose(by_counting.unreachable)
    return Comparison(
        generation,
        int(by_counting.examined),
        [_opinion(GENERATIONAL, by_counting), _opinion(MARKER, by_marking)],
        set(by_counting.unreachable) == set(by_marking.unreachable),
        [names.name(each) for each in shown],
        others,
    )


def _opinion(collector: str, judgement: Judgement) -> Opinion:
    return Opinion(
        collector,
        len(judgement.unreachable),
        int(judgement.visits),
        int(judgement.references),
        judgement.seconds,
    )
