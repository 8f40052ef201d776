"""A home that cannot be written, a history that is none, tables that are spoilt: nobody notices."""

import marshal
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest
from prompt_toolkit.history import InMemoryHistory

from tests.command.test_command import TOY
from toylang.repl.history import MOST_READ, LastingHistory, open_history
from toylang.syntax import tables

pexpect = pytest.importorskip("pexpect")


def home_is_a_file(home: Path) -> None:
    home.rmdir()
    home.write_text("in the way")


def history_is_a_directory(home: Path) -> None:
    (home / ".local/state/toylang/history").mkdir(parents=True)


def history_is_a_pipe(home: Path) -> None:
    place = home / ".local/state/toylang"
    place.mkdir(parents=True)
    os.mkfifo(place / "history")


def history_is_no_text(home: Path) -> None:
    place = home / ".local/state/toylang"
    place.mkdir(parents=True)
    (place / "history").write_bytes(bytes(range(256)) * 500 + b"\n+\xff\n")


def history_is_on_a_full_disk(home: Path) -> None:
    place = home / ".local/state/toylang"
    place.mkdir(parents=True)
    (place / "history").symlink_to("/dev/full")


def cache_is_a_file(home: Path) -> None:
    (home / ".cache").write_text("in the way")
    (home / ".local").write_text("in the way")
    (home / ".config").write_text("in the way")


def home_is_unknown(home: Path) -> None:
    """Tell the prompt of no home at all, by an empty name."""


@pytest.mark.parametrize(
    "spoil",
    [
        home_is_a_file,
        history_is_a_directory,
        history_is_a_pipe,
        history_is_no_text,
        history_is_on_a_full_disk,
        cache_is_a_file,
        home_is_unknown,
    ],
)
def test_the_prompt_comes_and_says_nothing_of_it(
    spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    spoil(home)
    environment = {"PATH": "/usr/bin:/bin", "TERM": "dumb", "PYTHONUTF8": "1"}
    if spoil is not home_is_unknown:
        environment["HOME"] = str(home)
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    child = pexpect.spawn(
        TOY[0], TOY[1:], env=environment, encoding="utf-8", timeout=60, cwd=tmp_path
    )
    child.expect_exact("Ctrl-D leaves.\r\n>>> ")
    child.send("6 * 7\r")
    child.expect_exact("6 * 7\r\n42\r\n>>> ")
    child.send("\x04")
    child.expect(pexpect.EOF)
    child.close()
    assert child.before.strip() == ""
    assert child.exitstatus == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_a_huge_history_is_read_from_its_end(tmp_path: Path) -> None:
    line = b"\n# a time\n+x = 1\n+y = 2\n"
    (tmp_path / "history").write_bytes(line * (MOST_READ // len(line) * 3) + b"\n# now\n+last\n")
    history = open_history(tmp_path)
    found = list(history.load_history_strings())
    assert found[:2] == ["last", "x = 1\ny = 2"]
    assert len(found) <= MOST_READ // len(line) + 2


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_history_that_is_no_file_is_left_alone(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    make(tmp_path / "history")
    assert isinstance(open_history(tmp_path), InMemoryHistory)


def test_without_a_home_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert isinstance(open_history(Path("~/.local/state")), InMemoryHistory)
    assert list(tmp_path.iterdir()) == []


def test_a_history_on_a_full_disk(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    assert isinstance(history, LastingHistory)
    (tmp_path / "history").unlink()
    (tmp_path / "history").symlink_to("/dev/full")
    history.append_string("x = 1")
    assert history.get_strings() == ["x = 1"]


def test_tables_of_another_pythons_format_are_not_read(tmp_path: Path) -> None:
    for content in (b"\xfb\xff", b"(", marshal.dumps(7), marshal.dumps((1, 2, 3)), b"\x00"):
        place = tmp_path / "tables"
        place.write_bytes(crc32(content).to_bytes(4, "big") + content)
        assert tables._read(str(place), "identity") is None


def test_a_full_disk_leaves_no_piece_of_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    assert not tables._keep(str(tmp_path / "tables"), b"content")
    assert list(tmp_path.iterdir()) == []


def test_a_prompt_whose_answers_nobody_reads_any_more_ends() -> None:
    master, slave = os.openpty()
    with subprocess.Popen(
        TOY,
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TERM": "dumb"},
        text=True,
    ) as process:
        os.close(slave)
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().startswith("Toy ")
        process.stdout.close()
        os.write(master, b"6 * 7\n")
        os.write(master, b"6 * 7\n")
        assert process.stderr.read() == ""
    os.close(master)
    assert process.returncode == 141
