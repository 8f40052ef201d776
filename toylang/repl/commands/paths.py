"""Commands about ways through the heap: from object to object, from the roots, and weak ones."""

from __future__ import annotations

import re
from typing import Final

from toylang.facts.described import MOST, describe_path, describe_reference
from toylang.facts.paths import Path, shortest_path
from toylang.facts.reaching import frozen
from toylang.facts.references import find_roots
from toylang.facts.weak import weak_references
from toylang.facts.weak_report import describe_weak_link
from toylang.repl.commands.holders import about
from toylang.repl.commands.table import Answer, CommandError, Shell, need_expression
from toylang.views.paths import path_view, root_path_view
from toylang.views.references import roots_view
from toylang.views.weak import all_weak_view, weak_view

NUMBER_BEHIND: Final = re.compile(r"(.*\S)\s+(#\d+)")
"""A number at the end, which the language would take for a comment."""

BLANKS: Final = re.compile(r"\s+")
BETWEEN_PARENTHESES: Final = re.compile(r"(?<=\))\s+(?=\()")


@about.command(
    "path",
    "A [B]",
    "the shortest way from A to B, or from a root to A",
    "the same references are there; to find the way one has to follow gc.get_referents by hand.",
)
def _path(shell: Shell, argument: str) -> Answer:
    """Each step is one reference; weak references are no way.

    As long as the way is there, A keeps B alive.

    From an object to itself, the way is the shortest cycle it is in. With one expression, the way
    begins at a root. Put an expression with blanks into parentheses if it could be read as two.

    >>> a = {'list': [[]]}
    >>> b = a['list'][0]
    >>> :path a b          ['list'], then [0]
    >>> :path b            global b
    """
    texts = _two_expressions(shell, need_expression("path", argument))
    sights = shell.inspector.look_at_all(texts)
    snapshot = sights[0].snapshot
    if len(sights) == 1:
        steps = snapshot.path_to(sights[0].address)
        path = None if steps is None else describe_path(snapshot, Path(0, steps))
        facts = {"from": None, "to": sights[0].name, "path": path}
        return Answer(facts, root_path_view(sights[0].text, sights[0].name, path))
    found = shortest_path(snapshot, sights[0].address, sights[1].address)
    path = None if found is None else describe_path(snapshot, found)
    names = [sight.name for sight in sights]
    return Answer({"from": names[0], "to": names[1], "path": path}, path_view(texts, names, path))


def _two_expressions(shell: Shell, argument: str) -> list[str]:
    """The one or two expressions that were typed.

    What can be read as one is one, but for `(a) (b)`, which hardly anybody means as a call.
    """
    numbered = NUMBER_BEHIND.fullmatch(argument)
    if numbered is not None:
        return [numbered[1], numbered[2]]
    parted = _parted(shell, argument, BETWEEN_PARENTHESES)
    if not parted and not shell.inspector.is_expression(argument):
        parted = _parted(shell, argument, BLANKS)
    return parted or [argument]


def _parted(shell: Shell, argument: str, blanks: re.Pattern[str]) -> list[str]:
    """Two expressions with such blanks between them; empty if that is not what was typed."""
    for blank in blanks.finditer(argument):
        texts = [argument[: blank.start()], argument[blank.end() :]]
        if all(shell.inspector.is_expression(text) for text in texts):
            return texts
    return []


@about.command(
    "weakrefs",
    "[EXPR]",
    "who knows it weakly; or all weak references",
    "weakref.getweakrefs(x) gives those of one object; nothing lists them all.",
)
def _weakrefs(shell: Shell, argument: str) -> Answer:
    """A weak reference knows an object without holding it: it adds nothing to the count.

    When the object dies the reference is dead, w() is None, and its callback, if it has one, is
    called.

    >>> import weakref
    >>> class Node: pass
    >>> a = Node()
    >>> w = weakref.ref(a, print)
    >>> :weakrefs a        w, which calls print
    >>> del a
    >>> :weakrefs          w is dead
    """
    if argument:
        sight = shell.inspector.look_at(argument)
        snapshot, links = sight.snapshot, weak_references(sight.snapshot, sight.address)
    else:
        snapshot = shell.inspector.snapshot()
        links = weak_references(snapshot)
    rows = [describe_weak_link(snapshot, link) for link in links[:MOST]]
    more = len(links) - len(rows)
    facts = {"weak_references": rows, "more": more}
    if not argument:
        return Answer(facts, all_weak_view(rows, more))
    immortal, count = sight.node.immortal, sight.node.refcount
    view = weak_view(sight.text, sight.name, None if immortal else count, rows, more)
    return Answer({"object": sight.name, **facts}, view)


@about.command(
    "roots",
    "",
    "the names from which everything alive hangs",
    "the globals, the frames of running functions and the interpreter's own modules are the same "
    "roots; but its collector needs none of them: it works with counts alone.",
)
def _roots(shell: Shell, argument: str) -> Answer:
    """What one can get to from here is alive. Everything else is garbage, even if it is held.

    The roots are the program's names, the last value and the last error at this prompt, and what
    Toy itself keeps.

    >>> a = [1]
    >>> :roots             global a is one of them
    """
    if argument:
        raise CommandError("The roots are those of everything: no expression is wanted.")
    snapshot = shell.inspector.snapshot()
    roots = find_roots(snapshot)
    held = [describe_reference(snapshot, each.name, each.address) for each in roots.programs[:MOST]]
    more = len(roots.programs) - len(held)
    facts = {
        "roots": held,
        "more": more,
        "being_evaluated": roots.evaluated,
        "frozen": len(frozen(snapshot)),
        "toys_own": roots.toys,
    }
    return Answer(facts, roots_view(held, more, roots, len(frozen(snapshot))))
