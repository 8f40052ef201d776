"""“Did you mean …?”: the nearest known name for one that does not exist.

Distance and limits are CPython's (`Python/suggestions.c`): a letter changed costs two, a change of
case one, and a suggestion may cost at most a third of both lengths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.evaluator.frames import Frame
from toylang.objects.code_operations import local_names
from toylang.objects.dicts import Dict
from toylang.objects.exceptions import ExceptionObject, Traceback, is_instance_of
from toylang.objects.object_operations import attribute_names
from toylang.objects.text import Str

if TYPE_CHECKING:
    from toylang.evaluator.interpreter import Interpreter

MOVE_COST: Final = 2
CASE_COST: Final = 1
LONGEST_NAME: Final = 40
MOST_CANDIDATES: Final = 750


def suggestion_for(interpreter: Interpreter, exception: ExceptionObject) -> str:
    """The words to append to a NameError or AttributeError, empty if nothing is near."""
    name = exception.fields.get("name")
    if not isinstance(name, Str):
        return ""
    places: list[list[str]] = []
    if is_instance_of(interpreter, exception, "AttributeError"):
        target = exception.fields.get("obj")
        if target is not None:
            places = [attribute_names(target)]
    elif is_instance_of(interpreter, exception, "NameError"):
        places = _visible_names(interpreter, exception)
    for candidates in places:
        best = nearest(name.value, candidates)
        if best is not None:
            return f". Did you mean: '{best}'?"
    return ""


def _visible_names(interpreter: Interpreter, exception: ExceptionObject) -> list[list[str]]:
    """Locals, globals and built-ins where the exception comes from.

    Names of a class body are not among them, nor any from outside of a function
    (get_suggestions_for_name_error in CPython's `Python/suggestions.c`).
    """
    entry: Traceback | None = exception.traceback
    while entry is not None and entry.next_entry is not None:
        entry = entry.next_entry
    if entry is None:
        return []
    frame = entry.frame
    assert isinstance(frame, Frame)
    outside = (frame.globals, interpreter.builtin_names)
    return [local_names(frame.code), *(text_keys(namespace) for namespace in outside)]


def text_keys(namespace: Dict) -> list[str]:
    """The names in a namespace, in order."""
    keys = [each.key for each in namespace.live_entries()]
    return [key.value for key in keys if isinstance(key, Str)]


def nearest(name: str, candidates: list[str]) -> str | None:
    """The candidate nearest to `name`, if any is near enough."""
    if len(candidates) > MOST_CANDIDATES or len(name) > LONGEST_NAME:
        return None
    best: str | None = None
    best_cost = 1 << 30
    for candidate in candidates:
        if candidate == name:
            continue
        limit = min((len(name) + len(candidate) + 3) * MOVE_COST // 6, best_cost - 1)
        cost = distance(name, candidate, limit)
        if cost <= limit:
            best, best_cost = candidate, cost
    return best


def distance(left: str, right: str, limit: int) -> int:
    """The Levenshtein distance with the costs above; anything over `limit` once that is sure."""
    if abs(len(left) - len(right)) * MOVE_COST > limit:
        return limit + 1
    row = [column * MOVE_COST for column in range(len(right) + 1)]
    for _index, letter in enumerate(left):
        diagonal = row[0]
        row[0] += MOVE_COST
        for column, other in enumerate(right):
            changed = diagonal + _change(letter, other)
            diagonal = row[column + 1]
            row[column + 1] = min(changed, row[column] + MOVE_COST, diagonal + MOVE_COST)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _change(letter: str, other: str) -> int:
    if letter == other:
        return 0
    return CASE_COST if letter.lower() == other.lower() else MOVE_COST
