"""What was typed is there in the next session, where there is a place to keep it."""

from pathlib import Path

from prompt_toolkit.history import InMemoryHistory

from toylang.repl.history import LastingHistory, open_history


def test_it_lasts(tmp_path: Path) -> None:
    open_history(tmp_path / "new" / "place").store_string("if x:\n    y\n")
    again = open_history(tmp_path / "new" / "place")
    assert list(again.load_history_strings()) == ["if x:\n    y\n"]


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert isinstance(open_history(tmp_path / "file"), InMemoryHistory)


def test_a_file_that_goes_away(tmp_path: Path) -> None:
    place = tmp_path / "place"
    history = open_history(place)
    assert isinstance(history, LastingHistory)
    (place / "history").unlink()
    (place / "history").mkdir()
    history.store_string("x = 1")
    assert list(history.load_history_strings()) == []


def test_text_that_is_no_unicode(tmp_path: Path) -> None:
    open_history(tmp_path).store_string("x = '\udc80'")
    assert list(open_history(tmp_path).load_history_strings()) == ["x = '?'"]
