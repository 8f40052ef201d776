"""A terminal of some width, without colours, as text."""

import io

from rich.console import Console, RenderableType

from toylang.views.verbatim import is_verbatim


def screen(content: RenderableType, width: int = 80) -> list[str]:
    """The lines a terminal shows, without blanks at their ends."""
    output = io.StringIO()
    Console(file=output, width=width, markup=False, highlight=False).print(
        content, soft_wrap=is_verbatim(content)
    )
    return [line.rstrip() for line in output.getvalue().splitlines()]


def fits(content: RenderableType, width: int) -> bool:
    """Whether no line is longer than the terminal is wide."""
    return all(len(line) <= width for line in screen(content, width))
