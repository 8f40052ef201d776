"""`'%s and %r' % (a, b)` compiled as the f-string that it is: fields in a row, and no tuple.

CPython does so where the text is a literal and asks for nothing but strings (optimize_format in its
`Python/ast_opt.c`). A program can tell: each value is formatted before the next is evaluated.
"""

from __future__ import annotations

import re
from typing import Final

from toylang.syntax import tree

PIECE: Final = re.compile(
    r"""
    (?P<text> (?: [^%] | %% )+ )
    | % (?P<flags> [-+\ #0]* )
        (?P<width> [0-9]{0,2} )
        (?: (?P<point> \.) (?P<precision> [0-9]{0,2} ) )?
        (?P<conversion> [sra] )""",
    re.VERBOSE | re.DOTALL,
)


def as_fields(node: tree.BinOp) -> tree.JoinedStr | None:
    """The f-string that a percent formatting is, None if it is none or not so simple."""
    text, values = node.left, node.right
    if node.op != "%" or not isinstance(text, tree.Constant) or not isinstance(values, tree.Tuple):
        return None
    if not isinstance(text.value, str) or any(isinstance(e, tree.Starred) for e in values.elts):
        return None
    waiting = list(values.elts[::-1])
    parts: list[tree.Expression] = []
    position = 0
    while position < len(text.value):
        piece = PIECE.match(text.value, position)
        if piece is None:
            return None
        position = piece.end()
        if piece["text"]:
            parts.append(tree.Constant(piece["text"].replace("%%", "%"), span=text.span))
        elif not waiting:
            return None
        else:
            parts.append(_field(piece, waiting.pop()))
    return None if waiting else tree.JoinedStr(tuple(parts), span=node.span)


def _field(piece: re.Match[str], value: tree.Expression) -> tree.FormattedValue:
    """`%-9.9s` as `{value!s:9.9}`; without the minus it is aligned to the right."""
    words = piece["width"]
    if words and int(words) > 0 and "-" not in piece["flags"]:
        words = ">" + words
    if piece["point"]:
        words += f".{piece['precision'] or 0}"
    spec = tree.Constant(words, span=value.span) if words else None
    return tree.FormattedValue(value, ord(piece["conversion"]), spec, span=value.span)
