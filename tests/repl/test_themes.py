"""One style, for the line editor and for the views."""

import pytest
from prompt_toolkit.styles import parse_color
from rich.style import Style

from toylang.repl.themes import THEMES, editor_style, is_style, prompt_style, view_theme


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("none", "noreverse"),
        ("bold blue", "noreverse bold fg:ansiblue"),
        ("white on bright_white", "noreverse fg:ansigray bg:ansiwhite"),
        ("italic bright_black", "noreverse italic fg:ansibrightblack"),
        ("reverse", "noreverse reverse"),
        ("#ff8800 on default", "noreverse fg:#ff8800 bg:default"),
        ("underline orange3", "noreverse underline fg:#d78700"),
    ],
)
def test_in_the_words_of_the_editor(style: str, words: str) -> None:
    assert editor_style(style) == words
    for word in words.split():
        if ":" in word:
            parse_color(word.partition(":")[2])


def test_every_theme_has_every_colour() -> None:
    names = list(THEMES["terminal"])
    for name, palette in THEMES.items():
        assert list(palette) == names
        assert all(map(is_style, palette.values()))
        prompt_style(palette)
        assert view_theme(name, palette).styles["dim"] == Style.parse(palette["secondary"])


def test_no_style() -> None:
    assert not is_style("blu")
    assert not is_style("bold bold on")
