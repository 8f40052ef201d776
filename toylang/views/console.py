"""The console that views are printed on."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.theme import Theme

from toylang.heap.wording import harmless


class SafeConsole(Console):
    """A console that sends a terminal no commands but its own colours, whatever is shown."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """As rich does, with escapes in place of what the terminal would obey."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else harmless(text), style, control)


def plain_console(stderr: bool = False, theme: Theme | None = None) -> Console:
    """A console that prints what it is given: no markup, no guessing of colours or emoji."""
    return SafeConsole(stderr=stderr, markup=False, highlight=False, emoji=False, theme=theme)
