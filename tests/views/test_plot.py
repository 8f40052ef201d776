"""Bars and heights: as long as their values say."""

from toylang.views.plot import bar, heights


def test_a_bar_is_as_long_as_its_share() -> None:
    assert bar(10, 10, 4) == "████"
    assert bar(5, 10, 4) == "██"
    assert bar(0, 10, 4) == ""


def test_eighths_of_a_letter() -> None:
    assert [bar(value, 8, 1) for value in range(9)] == ["", *"▏▎▍▌▋▊▉█"]


def test_what_is_not_nothing_is_seen() -> None:
    assert bar(1, 1_000_000, 4) == "▏"
    assert heights([0, 1, 1_000_000], 1_000_000, 1) == [" ▁█"]


def test_whole_letters_where_there_are_no_others() -> None:
    assert bar(5, 10, 4, ascii_only=True) == "##"
    assert heights([0, 3, 6], 6, 2, ascii_only=True) == ["  #", " ##"]


def test_heights_stand_side_by_side() -> None:
    assert heights([2, 16, 9, 0], 16, 2) == [" █▁ ", "▂██ "]


def test_no_height_is_above_nothing() -> None:
    assert heights([0, 0], 0, 2) == ["  ", "  "]
    assert heights([-3, 4], 4, 1) == [" █"]
