"""The host's memory: Toy's collector alone keeps it flat, the host's own being off."""

import subprocess
import sys
from pathlib import Path

import pytest

PAIRS = 1_000_000
"""Cycles of two objects."""

FIRST_PAIRS = 100_000
TOLERANCE = 0.1

PROGRAM = f"""
class Node:
    pass

def make_and_drop(pairs):
    for _ in range(pairs):
        left = Node()
        right = Node()
        left.partner = right
        right.partner = left

make_and_drop({FIRST_PAIRS})
input("early")
make_and_drop({PAIRS - FIRST_PAIRS})
input("late")
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells the memory")
def test_a_million_cycles_leave_the_process_as_large_as_the_first_of_them(tmp_path: Path) -> None:
    path = tmp_path / "cycles.toy"
    path.write_text(PROGRAM)
    command = [sys.executable, "-m", "toylang", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        early = resident_pages_at(process, b"early")
        late = resident_pages_at(process, b"late")
        assert process.wait(timeout=30) == 0
    assert abs(late - early) <= TOLERANCE * early


def resident_pages_at(process: subprocess.Popen[bytes], word: bytes) -> int:
    """Wait until the program asks `word`; return its size in memory then, and let it go on."""
    assert process.stdin is not None and process.stdout is not None
    assert process.stdout.read(len(word)) == word
    resident = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    process.stdin.write(b"\n")
    process.stdin.flush()
    return resident
