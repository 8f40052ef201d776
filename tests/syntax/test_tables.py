"""The parser's tables come from the cache when they can and from the grammar when they must."""

from pathlib import Path

import pytest

from toylang.syntax import tables


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    return tmp_path / "cache"


def fresh() -> tables.Tables:
    return tables.load.__wrapped__()


def test_the_second_load_reads_what_the_first_kept(home: Path) -> None:
    first = fresh()
    assert len(list(home.iterdir())) == 1
    assert fresh() == first


@pytest.mark.parametrize("content", [b"", b"junk", b"x" * 5000])
def test_a_damaged_cache_is_replaced(home: Path, content: bytes) -> None:
    first = fresh()
    (kept,) = home.iterdir()
    whole = kept.read_bytes()
    for damaged in (content, whole[:-10]):
        kept.write_bytes(damaged)
        assert fresh().rules == first.rules
        assert kept.read_bytes() != damaged


def test_no_place_to_keep_it(home: Path) -> None:
    home.write_text("a file where the directory should be")
    assert fresh().starts
