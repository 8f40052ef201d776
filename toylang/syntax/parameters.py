"""Parameters in their order: positional-only, ordinary, `*rest`, keyword-only, `**more`."""

# No annotation is put off (PEP 563): a named tuple would have each compiled as it is made.

from typing import NamedTuple

from toylang.source import Source, Span
from toylang.syntax import tree
from toylang.syntax.errors import fail


class Parameter(NamedTuple):
    """One item of a parameter list; its mark is "", "/", "*" or "**"."""

    mark: str
    arg: tree.arg | None
    default: tree.Expression | None
    span: Span


def arrange(
    source: Source, given: list[Parameter], span: Span, after: Span | None = None
) -> tree.arguments:
    """Sort a parameter list into its groups, or say what is out of order."""
    positional: list[tree.arg] = []
    ordinary: list[tree.arg] = []
    keyword_only: list[tree.arg] = []
    defaults: list[tree.Expression] = []
    keyword_defaults: list[tree.Expression | None] = []
    rest: tree.arg | None = None
    more: tree.arg | None = None
    star: Parameter | None = None
    slash = False
    for parameter in given:
        mark, arg, default, place = parameter
        if more is not None:
            fail(source, "arguments cannot follow var-keyword argument", place)
        if mark == "/":
            if slash:
                fail(source, "/ may appear only once", place)
            if star is not None:
                fail(source, "/ must be ahead of *", place)
            if not ordinary:
                fail(source, "invalid syntax", place)
            slash = True
            positional, ordinary = ordinary, []
        elif mark == "*":
            if star is not None:
                only_star = Span(place.line, place.column, place.line, place.column + 1)
                message = "invalid syntax" if arg is None else "* argument may appear only once"
                fail(source, message, only_star)
            star, rest = parameter, arg
        elif mark == "**":
            more = arg
        elif arg is not None and star is not None:
            keyword_only.append(arg)
            keyword_defaults.append(default)
        elif arg is not None:
            ordinary.append(arg)
            if default is not None:
                defaults.append(default)
            elif defaults:
                fail(source, "non-default argument follows default argument", place)
    if star is not None and rest is None and not keyword_only:
        fail(source, "named arguments must follow bare *", after or star.span)
    return tree.arguments(
        tuple(positional), tuple(ordinary), rest, tuple(keyword_only),
        tuple(keyword_defaults), more, tuple(defaults), span=span,
    )  # fmt: skip
