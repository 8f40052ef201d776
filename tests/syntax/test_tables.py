"""The parser's tables come from the cache when they can and from the grammar when they must."""

from pathlib import Path

import pytest

from toylang.syntax import tables


@pytest.fixture
def bytecode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python would keep the module's bytecode, were it in a checkout of its own."""
    folder = tmp_path / "bytecode"
    monkeypatch.setattr(tables.__spec__, "cached", str(folder / "tables.pyc"))
    monkeypatch.setattr(tables, "BROUGHT", str(tmp_path / "nothing"))
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    return tmp_path / "cache"


def fresh() -> tables.Tables:
    return tables.load.__wrapped__()


def test_the_second_load_reads_what_the_first_kept(bytecode: Path, home: Path) -> None:
    first = fresh()
    assert len(list(bytecode.iterdir())) == 1
    assert not home.exists()
    assert fresh() == first


@pytest.mark.parametrize("content", [b"", bytes(4), b"junk", b"x" * 5000])
def test_damaged_tables_are_replaced(bytecode: Path, content: bytes) -> None:
    first = fresh()
    (kept,) = bytecode.iterdir()
    whole = kept.read_bytes()
    for damaged in (content, whole[:-10]):
        kept.write_bytes(damaged)
        assert fresh().rules == first.rules
        assert kept.read_bytes() != damaged


def test_the_tables_of_another_grammar_are_replaced(
    bytecode: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fresh()
    grammar = tables.grammar_text()
    monkeypatch.setattr(tables, "grammar_text", lambda: grammar.replace("pass", "skip"))
    assert fresh() != first
    assert len(list(bytecode.iterdir())) == 1


def test_where_no_bytecode_can_be_kept_the_users_cache_serves(bytecode: Path, home: Path) -> None:
    bytecode.write_text("a file where the directory should be")
    first = fresh()
    assert len(list(home.iterdir())) == 1
    assert fresh() == first


def test_no_place_to_keep_it(bytecode: Path, home: Path) -> None:
    for folder in (bytecode, home):
        folder.write_text("a file where the directory should be")
    assert fresh().starts
