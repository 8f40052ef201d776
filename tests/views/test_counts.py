"""Who holds an object, in words."""

from tests.views.screen import fits, screen
from toylang.views.counts import count_view


def test_some_holders() -> None:
    view = count_view("a", "list #9", False, 3, ["global a", "c[0]", "b.next"])
    assert screen(view) == [
        "a is list #9, held by 3 references:",
        "  global a",
        "  c[0]",
        "  b.next",
        "sys.getrefcount would say 4: its own argument is one more.",
    ]


def test_one_holder() -> None:
    view = count_view("a", "list #9", False, 1, ["global a"])
    assert screen(view)[0] == "a is list #9, held by 1 reference:"


def test_an_immortal_object_has_no_number() -> None:
    lines = screen(count_view("None", "NoneType #1", True, 1 << 60, ["x", "y"]))
    assert lines[0] == "None is NoneType #1, and immortal: it lives as long as Toy does."
    assert not any(character.isdigit() for line in lines[1:] for character in line)


def test_a_temporary_object_has_no_holder() -> None:
    lines = screen(count_view("[1]", "list #2", False, 0, []))
    assert lines[0] == "[1] is list #2, made for this command only."
    assert "0 references" in lines[1]


def test_references_without_a_place_are_not_hidden() -> None:
    lines = screen(count_view("a", "list #9", False, 2, ["global a"]))
    assert "  and 1 more" in lines


def test_brackets_are_text() -> None:
    lines = screen(count_view("c['[red]x']", "str #1", False, 1, ["c['[red]x']"]))
    assert lines[1] == "  c['[red]x']"


def test_a_long_expression_is_cut_and_a_narrow_terminal_suffices() -> None:
    view = count_view("x" * 100, "list #9", False, 1, ["global " + "x" * 100])
    assert "…" in screen(view)[0]
    assert fits(view, 20)
