"""Views in a notebook: what a terminal would show, as HTML."""

from __future__ import annotations

import io
from typing import Final

from rich.console import RenderableType

from toylang.views.console import SafeConsole

WIDTH: Final = 100
"""Columns of a notebook's output."""

FRAME: Final = '<pre style="white-space:pre;line-height:normal;font-family:monospace">{code}</pre>'


def as_html(content: RenderableType) -> str:
    """The content as an HTML element of its own."""
    console = SafeConsole(
        file=io.StringIO(),
        width=WIDTH,
        record=True,
        force_jupyter=False,
        force_terminal=True,
        color_system="truecolor",
        markup=False,
        highlight=False,
    )
    console.print(content)
    return console.export_html(inline_styles=True, code_format=FRAME)
