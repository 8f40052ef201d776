"""What to say when the parser cannot go on."""

from __future__ import annotations

from toylang.source import ToySyntaxError
from toylang.syntax.errors import error_at
from toylang.syntax.machine import UnexpectedToken
from toylang.syntax.tokens import Tokens


def diagnose(tokens: Tokens, unexpected: UnexpectedToken) -> ToySyntaxError:
    """Return the error for a token that does not fit."""
    if tokens.error is not None:
        return tokens.error
    return error_at(tokens.source, "invalid syntax", tokens.spans[unexpected.index])
