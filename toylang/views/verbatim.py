"""Text that is more than something to read: programs and data, which no line break may change."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from toylang.heap.wording import harmless


def verbatim(text: str) -> Text:
    """The text for a terminal as it is; long lines are the terminal's affair."""
    return Text(text.rstrip("\n"), no_wrap=True, overflow="ignore")


def value_text(shown: str, encoding: str) -> str:
    """The repr of a value, escaped where a terminal of that encoding has no letters or obeys."""
    return harmless(shown).encode(encoding, "backslashreplace").decode(encoding)


def is_verbatim(content: RenderableType) -> bool:
    """Whether the content must be printed without breaking or cutting its lines."""
    return isinstance(content, Text) and content.no_wrap is True
