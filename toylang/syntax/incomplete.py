"""Does a text want another line? What an interactive prompt asks after every line."""

from __future__ import annotations

from typing import Final

from toylang.source import Source, ToySyntaxError
from toylang.syntax import tree
from toylang.syntax.machine import UnexpectedToken
from toylang.syntax.parser import read
from toylang.syntax.tokens import END, Tokens, tokenize

OPEN_ENDS: Final = "unterminated triple-quoted string"
COMPOUND: Final = (
    tree.If, tree.While, tree.For, tree.Try, tree.With, tree.Match, tree.FunctionDef, tree.ClassDef,
)  # fmt: skip


def incomplete(text: str) -> bool:
    """Say whether more input is needed.

    A bracket or triple quote is open, a backslash ends the text, a statement breaks off, or a
    block has not been ended by an empty line.
    """
    try:
        tokens = tokenize(Source(text))
        module = read(tokens)
    except UnexpectedToken as unexpected:
        if text.endswith("\\\n"):
            return incomplete(text + "\n")  # an empty line follows the backslash
        return _breaks_off(tokens, unexpected.index)
    except ToySyntaxError:
        return False
    last = module.body[-1] if module.body else None
    return isinstance(last, COMPOUND) and not text.endswith("\n")


def _breaks_off(tokens: Tokens, stopped: int) -> bool:
    """Say whether nothing is wrong except that the text ends."""
    if tokens.error is not None and tokens.kinds[stopped] == "ERROR":
        return tokens.error.message.startswith(OPEN_ENDS) or tokens.source.text.endswith("\\")
    return all(kind in ("DEDENT", END) for kind in tokens.kinds[stopped:])
