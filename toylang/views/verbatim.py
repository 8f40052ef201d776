"""Text that is more than something to read: programs and data, which no line break may change."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text


def verbatim(text: str) -> Text:
    """The text for a terminal as it is; long lines are the terminal's affair."""
    return Text(text.rstrip("\n"), no_wrap=True, overflow="ignore")


def is_verbatim(content: RenderableType) -> bool:
    """Whether the content must be printed without breaking or cutting its lines."""
    return isinstance(content, Text) and content.no_wrap is True
