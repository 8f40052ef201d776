"""The trace: replayed, it ends with the objects the heap has."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from toylang.inspection.trace import Trace
from toylang.session import Session

Line = dict[str, Any]

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.toy"))

FREE_LISTS = """
for i in range(300):
    a = [i, (i, 1.5), {i: "x" * i}]
    b = lambda: a
    a.append(b)
    if i % 3:
        a.append(a)
"""


def trace(session: Session, text: str) -> list[Line]:
    """The lines of a run, each by itself valid JSON."""
    output = io.StringIO()
    tracer = Trace(session.heap, output.write)
    assert session.run(text) == 0
    tracer.finish()
    assert session.heap.observer is None
    return [json.loads(line) for line in output.getvalue().splitlines()]


def replay(lines: list[Line]) -> int:
    """How many objects live at the end; no address is handed out twice or given back twice."""
    first, *events, last = lines
    assert (first["event"], last["event"]) == ("start", "end")
    assert [line["time"] for line in lines] == sorted(line["time"] for line in lines)
    count: int = first["objects"]
    alive: dict[int, Line] = {}
    allocated = 0
    for line in events:
        if line["event"] == "allocate":
            allocated += 1
            assert line["object"] == allocated
            assert line["address"] not in alive
            alive[line["address"]] = line
            count += 1
        elif line["event"] == "free":
            count -= 1
            known = alive.pop(line["address"], None)
            assert line["object"] == (None if known is None else known["object"])
            assert known is None or known["type"] == line["type"]
    assert count == last["objects"]
    return count


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_replayed(session: Session, path: Path) -> None:
    assert replay(trace(session, path.read_text())) == session.heap.objects


def test_free_lists_and_collections_replayed(session: Session) -> None:
    session.heap.collector.first.threshold = 50
    lines = trace(session, FREE_LISTS)
    assert replay(lines) == session.heap.objects
    events = [line["event"] for line in lines]
    assert events.count("collect") == events.count("collected") > 2


def test_three_lists_are_three_lines(session: Session) -> None:
    lines = trace(session, "a = []\nb = [a]\nc = [a, b]\ndel a, b, c")
    lists = [line for line in lines if line.get("type") == "list"]
    assert [line["event"] for line in lists] == ["allocate"] * 3 + ["free"] * 3
    a, b, c = (line["object"] for line in lists[:3])
    assert [line["object"] for line in lists[3:]] == [b, a, c], "contents go before what held them"
    assert {line["size"] for line in lists} == {56}


def test_a_collection_is_told_before_and_after_what_it_frees(session: Session) -> None:
    session.run("import gc\na = []\na.append(a)")
    lines = trace(session, "del a\nprint(gc.collect(1))")
    events = [line for line in lines if line["event"].startswith("collect") or "address" in line]
    start = next(place for place, line in enumerate(events) if line["event"] == "collect")
    collect, free, collected = events[start : start + 3]
    assert (collect["generation"], collect["automatic"]) == (1, False)
    assert (free["event"], free["type"], free["object"]) == ("free", "list", None)
    assert (collected["collected"], collected["freed_objects"]) == (1, 1)


def test_every_object_has_its_type(session: Session) -> None:
    text = "\n".join(path.read_text() for path in EXAMPLES[:3])
    types = {line["type"] for line in trace(session, text) if "type" in line}
    assert {"list", "str", "function", "code"} < types
    assert "object" not in types


def test_an_error_of_the_file_ends_the_trace_and_not_the_program(session: Session) -> None:
    written: list[str] = []

    def write(line: str) -> None:
        if len(written) == 5:
            raise OSError(28, "No space left on device")
        written.append(line)

    tracer = Trace(session.heap, write)
    assert session.run("a = [[i] for i in range(100)]") == 0
    tracer.finish()
    assert len(written) == 5
    assert tracer.problem is not None and tracer.problem.errno == 28
    assert session.heap.observer is None
