"""Tables on terminals of any width: words are kept whole, and numbers above all."""

import io

import pytest
from rich.console import Console, RenderableType
from rich.text import Text

from tests.views.screen import screen
from toylang.views.table import counted, indented, inflected, plain_table


def figures() -> RenderableType:
    table = plain_table("", "type", ">objects", ">bytes", "where they are")
    table.add_row(Text(">"), "list", "1,234", "12,345,678", "in the arenas, most of them")
    table.add_row(Text(" "), Text("dictionary"), "5", "320", "")
    return table


def test_columns_are_aligned_where_there_is_room() -> None:
    assert screen(figures()) == [
        "    type         objects        bytes   where they are",
        ">   list           1,234   12,345,678   in the arenas, most of them",
        "    dictionary         5          320",
    ]


def test_the_last_column_gives_way_first() -> None:
    assert screen(figures(), 60) == [
        "    type         objects        bytes   where they are",
        ">   list           1,234   12,345,678   in the arenas, most",
        "                                        of them",
        "    dictionary         5          320",
    ]


def test_rows_stand_upright_where_columns_would_break() -> None:
    assert screen(figures(), 20) == [
        "> type list",
        "  objects 1,234",
        "  bytes 12,345,678",
        "  where they are in",
        "  the arenas, most",
        "  of them",
        "type dictionary",
        "  objects 5",
        "  bytes 320",
    ]


@pytest.mark.parametrize("width", range(14, 81))
def test_no_number_breaks_and_no_line_is_too_long(width: int) -> None:
    output = io.StringIO()
    Console(file=output, width=width).print(indented(figures()))
    lines = output.getvalue().splitlines()
    assert all(len(line) <= width for line in lines)
    assert {"1,234", "12,345,678", "5", "320"} <= set(output.getvalue().split())


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 entries wait"), (1, "1 entry waits"), (1234, "1,234 entries wait")],
)
def test_words_go_with_their_number(number: int, words: str) -> None:
    assert f"{counted(number, 'entry', 'entries')} {inflected(number, 'waits', 'wait')}" == words
