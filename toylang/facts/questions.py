"""Questions about what a statement did, for somebody who has to predict it, and their answers.

What is asked depends on what happened, but the question must not give it away: whether an object is
freed is asked whenever it lost a reference.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from toylang.facts.differences import Change
from toylang.facts.episodes import Ending, Episode
from toylang.heap.snapshot import Node, Snapshot

COLLECTION: Final = "collection"
"""The kinds of questions. This one: how many objects will the collection find?"""

FREED: Final = "freed"
"""Will it be freed?"""

COUNT: Final = "count"
"""How many references will there be to it?"""

UNASKED: Final = ("type", "module", "code", "frame", "dict_keys", "traceback")
"""Types nobody is asked about: their counts follow from Toy's inner life."""

MOST_CANDIDATES: Final = 50
"""Objects looked at for each kind of question."""

ATOMS: Final = ("int", "float", "str", "bytes", "complex", "tuple")


class Question(NamedTuple):
    """One question and all that is needed to answer it and to give the reason."""

    kind: str
    name: str
    """The object, `list #9`; of a collection, the garbage it found."""

    place: str
    """A place where it was before, or is if it is new."""

    generation: int
    """The generation collected, else -1."""

    answer: int
    """A number; 1 or 0 for yes or no."""

    references: int
    """How many there are to the object now."""

    places: list[str]
    """Where they are; of very many only the first."""

    ending: Ending | None
    """How it was freed, if it was."""


class _Candidate(NamedTuple):
    """An object one could ask about."""

    kind: str
    node: Node
    """As it was, or as it is if it is new."""

    change: Change | None
    """If it lived before and lives on."""


def question_about(episode: Episode, text: str) -> Question | None:
    """The best question about what the statement `text` did; None if nothing is worth one."""
    if len(episode.collections) == 1:
        return _about_collection(episode)
    best: _Candidate | None = None
    best_rank = -1
    for candidate in _losses(episode) + _gains(episode) + _births(episode):
        rank = _rank(episode, candidate, text)
        if rank > best_rank:
            best, best_rank = candidate, rank
    return None if best is None else _question(episode, best)


def _about_collection(episode: Episode) -> Question:
    collection = episode.collections[0]
    names = [
        episode.before.name(node.address)
        for node in episode.differences.gone
        if episode.deaths[node.subject].was_garbage
    ]
    return Question(COLLECTION, "", "", collection.generation, collection.collected, 0, names, None)


# -- whom one could ask about ----------------------------------------------------------------------


def _losses(episode: Episode) -> list[_Candidate]:
    """Those that lost a reference; the question is whether they are freed."""
    gone = [
        _Candidate(FREED, node, None)
        for node in episode.differences.gone
        if episode.freed_holder(node) is None
    ]
    fewer = [
        _Candidate(FREED, change.before, change)
        for change in episode.differences.recounted()
        if change.after.refcount < change.before.refcount
    ]
    return gone[:MOST_CANDIDATES] + fewer[:MOST_CANDIDATES]


def _gains(episode: Episode) -> list[_Candidate]:
    """Those that got another reference; the question is how many there are."""
    more = [
        _Candidate(COUNT, change.before, change)
        for change in episode.differences.recounted()
        if change.after.refcount > change.before.refcount
    ]
    return more[:MOST_CANDIDATES]


def _births(episode: Episode) -> list[_Candidate]:
    """New objects with more than the one reference they were made for."""
    new = [_Candidate(COUNT, node, None) for node in episode.differences.new if node.refcount > 1]
    return new[:MOST_CANDIDATES]


def _rank(episode: Episode, candidate: _Candidate, text: str) -> int:
    """Objects that the statement names, of types with an inside, are asked about first."""
    if candidate.node.kind in UNASKED:
        return -1
    rank: int = 0
    place = _moment(episode, candidate).places(candidate.node.address, 1)
    if place and place[0].startswith("global "):
        rank += 2
    if place and place[0].removeprefix("global ") in text:
        rank += 4
    if candidate.node.kind not in ATOMS:
        rank += 8
    return rank


# -- the question ----------------------------------------------------------------------------------


def _question(episode: Episode, candidate: _Candidate) -> Question:
    node, change = candidate.node, candidate.change
    moment = _moment(episode, candidate)
    places = moment.places(node.address, 1)
    is_gone = change is None and candidate.kind == FREED
    later = node if change is None else change.after
    references = 0 if is_gone else len(episode.after.holders(later.address))
    return Question(
        kind=candidate.kind,
        name=moment.name(node.address),
        place=places[0] if places else "",
        generation=-1,
        answer=int(is_gone) if candidate.kind == FREED else references,
        references=references,
        places=[] if is_gone else episode.after.places(later.address),
        ending=episode.ending(node) if is_gone else None,
    )


def _moment(episode: Episode, candidate: _Candidate) -> Snapshot:
    """When the object was as it is in the candidate."""
    is_new = candidate.kind == COUNT and candidate.change is None
    return episode.after if is_new else episode.before
