"""Themes: the colours of what is typed and shown, each for another kind of screen.

A style is written as rich writes it, `bold blue` or `#ff8800 on black`, for both the line editor
and the views. Colour is never the only sign of anything, so that any theme loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from prompt_toolkit.styles import ANSI_COLOR_NAMES
from prompt_toolkit.styles import Style as PromptStyle
from rich.color import Color, ColorType
from rich.errors import StyleSyntaxError
from rich.style import Style

if TYPE_CHECKING:
    from rich.theme import Theme

Palette = Mapping[str, str]
"""The style of each thing that has one."""

TERMINAL: Final[Palette] = {
    "prompt": "bold",
    "command": "bold",
    "keyword": "bold blue",
    "builtin": "cyan",
    "string": "green",
    "number": "magenta",
    "comment": "italic",
    "toolbar": "reverse",
    "secondary": "dim",
}
"""The terminal's own sixteen colours."""

DARK: Final[Palette] = {
    **TERMINAL,
    "keyword": "bold #82aaff",
    "builtin": "#89ddff",
    "string": "#c3e88d",
    "number": "#f78c6c",
    "comment": "italic #a0a0a0",
    "toolbar": "#d0d0d0 on #303030",
    "secondary": "#a0a0a0",
}

LIGHT: Final[Palette] = {
    **TERMINAL,
    "keyword": "bold #0033b3",
    "builtin": "#00627a",
    "string": "#067d17",
    "number": "#871094",
    "comment": "italic #606060",
    "toolbar": "#303030 on #e4e4e4",
    "secondary": "#606060",
}

CONTRAST: Final[Palette] = {
    "prompt": "bold",
    "command": "bold",
    "keyword": "bold",
    "builtin": "none",
    "string": "none",
    "number": "none",
    "comment": "none",
    "toolbar": "bold",
    "secondary": "none",
}
"""Nothing but the terminal's strongest contrast, that of its text, for a projector."""

THEMES: Final[dict[str, Palette]] = {
    "terminal": TERMINAL,
    "dark": DARK,
    "light": LIGHT,
    "contrast": CONTRAST,
}

PLACES: Final[dict[str, tuple[str, ...]]] = {
    "prompt": ("prompt",),
    "command": ("command",),
    "keyword": ("pygments.keyword", "pygments.operator.word"),
    "builtin": ("pygments.name.builtin",),
    "string": ("pygments.literal.string",),
    "number": ("pygments.literal.number",),
    "comment": ("pygments.comment",),
    "toolbar": ("bottom-toolbar",),
}
"""The classes of the line editor that a colour belongs to."""

IN_VIEWS: Final[dict[str, Palette]] = {
    "contrast": {"red": "bold", "cyan": "none", "green": "none", "yellow": "none"},
}
"""What becomes of the views' own colours under a theme that has none."""


def is_style(text: str) -> bool:
    """Whether `text` is the name of a style."""
    try:
        Style.parse(text)
    except StyleSyntaxError:
        return False
    return True


def prompt_style(palette: Palette) -> PromptStyle:
    """The colours for the line editor."""
    rules = {
        place: editor_style(palette[name]) for name, places in PLACES.items() for place in places
    }
    return PromptStyle.from_dict(rules)


def view_theme(theme: str, palette: Palette) -> Theme:
    """The colours for views: they say `dim` for the secondary."""
    from rich.theme import Theme

    return Theme({"dim": palette["secondary"], **IN_VIEWS.get(theme, {})})


def editor_style(text: str) -> str:
    """A style in the words of the line editor."""
    style = Style.parse(text)
    words = [
        attribute
        for attribute in ("bold", "italic", "underline", "reverse")
        if getattr(style, attribute)
    ]
    if style.color is not None:
        words.append(f"fg:{editor_colour(style.color)}")
    if style.bgcolor is not None:
        words.append(f"bg:{editor_colour(style.bgcolor)}")
    return " ".join(["noreverse", *words])


def editor_colour(colour: Color) -> str:
    """A colour's name in the line editor: one of the terminal's, or red, green and blue."""
    if colour.is_default:
        return "default"
    if colour.type is ColorType.STANDARD and colour.number is not None:
        return ANSI_COLOR_NAMES[colour.number + 1]
    return colour.get_truecolor().hex
