"""`:gc step`: each phase of a collection with each object's numbers, as worked out by hand."""

import time

import pytest
from rich.console import RenderableType

from tests.repl.shell import BareShell
from toylang.heap.events import Collection, Observer
from toylang.repl.commands import CommandError

PAIR = """
class Node:
    pass
"""

LESSON = """
a = Node()
b = Node()
a.next = b
b.next = a
b.data = [1.5]
x = [[]]
x[0].append(x)
del a, b
"""

PHASES_OF_LESSON = """
1  Candidates: 5 objects in generation 0
Containers only: what cannot hold a reference cannot be in a cycle.
  object    generation   count
  Node #1            0       1
  Node #2            0       1
  list #3            0       1
  list #4            0       1
  list #5            0       2

2  update_refs: each count is copied
The collector calculates with the copy, gc_refs. The counts themselves stay as
they are.
  object    count   gc_refs
  Node #1       1         1
  Node #2       1         1
  list #3       1         1
  list #4       1         1
  list #5       2         2

3  subtract_refs: 5 references inside taken off
A reference from one candidate to another proves nothing. What is left in
gc_refs comes from outside. 4 objects with nothing left.
  object    count   inside   gc_refs   held by
  Node #1       1       -1         0   Node #2
  Node #2       1       -1         0   Node #1
  list #3       1       -1         0   Node #2
  list #4       1       -1         0   list #5
  list #5       2       -1         1   list #4; outside: global x

4  Rescued: 1 object, so that 2 are reachable
Whatever a reachable object refers to is reachable, too.
  object    by
  list #4   list #5[0]   brought back

5  Unreachable, tentatively: 3 objects
Held only by one another. 2 survivors now in generation 1.
  object    count
  Node #1       1
  Node #2       1
  list #3       1

6  Once more, on the trash alone: 0 back to life
The program may have shown an object to the living. Who is still held only by
the trash is garbage: 3 objects.
  object    count   gc_refs
  Node #1       1         0   garbage
  Node #2       1         0   garbage
  list #3       1         0   garbage

7  Freed: 4 objects
The collector lets garbage let go of what it refers to; counting does the rest.
  in this order
  float #6        its count fell to 0
  list #3         its count fell to 0
  Node #2         its count fell to 0
  Node #1         cleared by the collector
"""

FINALIZERS = """
import weakref
class Node:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        global saved
        print('end of', self.name)
        if self.name == 'phoenix':
            saved = self
"""


@pytest.fixture
def shell(shell: BareShell) -> BareShell:
    """A prompt with old classes, and answers enough for every phase."""
    shell.answers = [""] * 20
    return shell


def prepare(shell: BareShell, classes: str, program: str) -> None:
    """Let the classes grow old, then run the program."""
    shell.session.interact(classes)
    shell.session.heap.collector.collect()
    shell.session.interact(program)


def step(shell: BareShell, line: str = ":gc step 0") -> tuple[list[str], list[str]]:
    """What was shown phase by phase, the questions left out, and the summary."""
    summary = shell.ask(line)
    return [text for text in shell.shown if not text.startswith("Enter")], summary


def section(lines: list[str], title: str) -> list[str]:
    """The lines of the phase with that title."""
    start = next(number for number, line in enumerate(lines) if title in line)
    rest = [*lines[start:], ""]
    return rest[: rest.index("")]


def test_every_phase_of_a_small_heap(shell: BareShell) -> None:
    prepare(shell, PAIR, LESSON)
    shown, summary = step(shell)
    assert "\n".join(shown) + "\n" == PHASES_OF_LESSON
    assert summary[1] == "Collected generation 0, the youngest."
    assert "  5  objects looked at" in summary
    assert any(line.startswith("  4  freed, ") for line in summary)


def test_the_finalizers_speak_before_the_phase_that_tells_of_them(shell: BareShell) -> None:
    prepare(shell, FINALIZERS, "a = Node('a')\na.me = a\ndel a\n")
    heard: list[tuple[str, str]] = []
    output = shell.session.interpreter.stdout
    show = shell.show

    def listen(content: RenderableType) -> None:
        before = len(shell.shown)
        show(content)
        heard.append((shell.shown[before + 1], output.getvalue()))  # type: ignore[attr-defined]

    shell.show = listen  # type: ignore[method-assign]
    shell.ask(":gc step 0")
    assert ("5  Unreachable, tentatively: 1 object", "") in heard
    assert ("6  Finalizers run: 1", "end of a\n") in heard


def test_who_is_back_to_life_and_by_whom(shell: BareShell) -> None:
    """The phoenix is kept by a name, its friend by the phoenix; the stranger dies."""
    prepare(
        shell,
        FINALIZERS,
        "p = Node('phoenix')\np.me = p\np.friends = [p]\n"
        "s = Node('stranger')\ns.me = s\ndel p, s\n",
    )
    shown, summary = step(shell)
    assert section(shown, "Once more") == [
        "7  Once more, on the trash alone: 2 back to life",
        "The program may have shown an object to the living. Who is still held only by",
        "the trash is garbage: 1 object.",
        "  object    count   gc_refs",
        "  Node #1       3         1   alive: global saved",
        "  list #2       1         0   alive: saved.friends",
        "  Node #3       1         0   garbage",
    ]
    assert "  2  back to life   (a finalizer kept them)" in summary


def test_weak_references_and_their_callbacks(shell: BareShell) -> None:
    prepare(
        shell,
        FINALIZERS,
        "a = Node('a')\na.me = a\nb = Node('b')\n"
        "w = weakref.ref(a, print)\nv = weakref.ref(a)\na.w = weakref.ref(b, print)\ndel a\n",
    )
    shown, _ = step(shell)
    assert section(shown, "Weak references cleared") == [
        "6  Weak references cleared: 3",
        "First all are cleared, then the callbacks called: 1.",
        "  weak reference   to",
        "  weakref #4       Node #1   it has no callback",
        "  weakref #3       Node #1   its callback was called",
        "  weakref #5       Node #2   trash itself: it is not told",
    ]


def test_without_garbage_there_is_nothing_to_ask_after_the_search(shell: BareShell) -> None:
    prepare(shell, PAIR, "x = [[]]\n")
    shell.answers = [""] * 4
    shown, summary = step(shell)
    assert shown[-2:] == [
        "5  Unreachable, tentatively: 0 objects",
        "No garbage was found. 2 survivors now in generation 1.",
    ]
    assert shell.answers == []
    assert "  0  unreachable" in summary


def test_the_marker_shows_its_own_phases(shell: BareShell) -> None:
    prepare(shell, PAIR, LESSON)
    shell.ask(":collector marker")
    shown, _ = step(shell)
    assert section(shown, "The roots") == [
        "2  The roots: 1 object marked",
        "Held by a name, by an object that is not under collection, or by what runs now.",
        "  object    held by",
        "  list #5   global x",
    ]
    assert section(shown, "Rescued")[2:] == ["  object    by", "  list #4   list #5[0]"]
    assert section(shown, "Unreachable")[2:] == [
        "  object    count",
        "  Node #1       1",
        "  Node #2       1",
        "  list #3       1",
    ]
    assert section(shown, "Once more")[-1] == "  list #3       1         -   garbage"


def test_without_a_collector_nothing_is_found(shell: BareShell) -> None:
    prepare(shell, PAIR, LESSON)
    shell.ask(":collector none")
    shown, _ = step(shell)
    assert [line for line in shown if line[:1].isdigit()] == [
        "1  Candidates: 5 objects in generation 0",
        "2  Unreachable, tentatively: 0 objects",
    ]
    shell.ask(":collector generational")


def test_a_full_collection_leaves_toys_own_objects_out(shell: BareShell) -> None:
    prepare(shell, PAIR, LESSON)
    shown, _ = step(shell, ":gc step")
    candidates = section(shown, "Candidates")
    assert candidates[-1].startswith("  and ")
    assert candidates[-1].endswith(" of Toy's own")
    assert any(line.startswith("  class Node #") for line in candidates)


def test_of_many_objects_the_thirty_youngest_are_shown(shell: BareShell) -> None:
    prepare(shell, PAIR, "x = [[] for i in range(100)]\na = []\na.append(a)\ndel a\n")
    shown, _ = step(shell)
    subtracted = section(shown, "subtract_refs")
    assert len(subtracted) == 3 + 1 + 30 + 1
    assert subtracted[-1] == "  +72 more"
    (suspect,) = section(shown, "Unreachable")[3:]
    assert suspect.split()[1] in "\n".join(subtracted)


# -- letting it finish ---------------------------------------------------------


@pytest.mark.parametrize("answers", [["q"], ["", "Q"], []])
def test_who_has_seen_enough_lets_it_finish(shell: BareShell, answers: list[str]) -> None:
    prepare(shell, PAIR, LESSON)
    shell.answers = list(answers)
    shown, summary = step(shell)
    assert sum(line[:1].isdigit() for line in shown) == max(len(answers), 1)
    assert "  3  unreachable   (held only by one another)" in summary


def test_control_c_lets_it_finish_too(shell: BareShell) -> None:
    prepare(shell, PAIR, LESSON)

    def interrupt(question: str) -> str:
        raise KeyboardInterrupt

    shell.inquire = interrupt  # type: ignore[method-assign]
    _, summary = step(shell)
    assert any(line.startswith("  4  freed, ") for line in summary)


def test_a_screen_that_breaks_does_not_break_the_collection(shell: BareShell) -> None:
    prepare(shell, PAIR, LESSON)

    def fail(content: RenderableType) -> None:
        raise BrokenPipeError

    shell.show = fail  # type: ignore[method-assign]
    with pytest.raises(BrokenPipeError):
        shell.ask(":gc step 0")
    collector = shell.session.heap.collector
    assert not collector.collecting
    assert collector.last is not None
    assert (collector.last.collected, shell.session.heap.observer) == (3, None)


def test_a_look_that_is_stopped_before_the_collection_collects_nothing(
    shell: BareShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(shell, PAIR, LESSON)
    collector = shell.session.heap.collector
    last = collector.last

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("toylang.inspection.stepping.take_snapshot", fail)
    with pytest.raises(KeyboardInterrupt):
        shell.ask(":gc step 0")
    assert not collector.collecting
    assert (collector.last, shell.session.heap.observer) == (last, None)


def test_what_a_callback_makes_before_the_first_phase_is_known(shell: BareShell) -> None:
    shell.session.interact("import gc; made = []")
    shell.session.interact("def callback(phase, info):\n    made.append([phase])\n")
    shell.session.interact("gc.callbacks.append(callback)")
    shell.answers = [""] * 9
    shell.ask(":gc step 0")
    assert any("list #1[0]" in line for line in shell.shown)


def test_the_time_of_looking_is_not_the_collectors(shell: BareShell) -> None:
    prepare(shell, PAIR, LESSON)
    waited: list[float] = []

    def wait(question: str) -> str:
        time.sleep(0.2)
        waited.append(0.2)
        return ""

    shell.inquire = wait  # type: ignore[method-assign]
    shell.inspector.record()
    step(shell)
    last = shell.session.heap.collector.last
    assert last is not None
    assert 0 < last.seconds < sum(waited) / 2
    recorder = shell.session.heap.recorder
    assert recorder is not None
    assert recorder.totals[0].seconds == last.seconds


# -- others --------------------------------------------------------------------


def test_facts_for_machines_come_without_questions(shell: BareShell) -> None:
    prepare(shell, PAIR, LESSON)
    facts = shell.facts(":gc step 0")
    assert shell.shown == []
    assert [each["phase"] for each in facts["phases"]] == [
        "Candidates",
        "Copies",
        "Subtractions",
        "Reachable",
        "Unreachable",
        "Verdicts",
        "Deaths",
    ]
    assert facts["phases"][2]["facts"]["rows"][4] == {
        "object": "list #5",
        "refcount": 2,
        "inside": 1,
        "left": 1,
        "sources": ["list #4"],
        "holders": ["global x"],
    }
    assert facts["collection"]["collected"] == 3


def test_who_observes_the_heap_hears_of_a_stepped_collection_too(shell: BareShell) -> None:
    class Counter(Observer):
        finished = 0

        def collection_finished(self, collection: Collection) -> None:
            self.finished += 1

    counter = Counter()
    shell.session.heap.observer = counter
    step(shell)
    assert counter.finished == 1
    assert shell.session.heap.observer is counter


@pytest.mark.parametrize("argument", ["step 3", "step x", "0 step 1", "stepp", "step --compare"])
def test_what_is_no_way_to_collect(shell: BareShell, argument: str) -> None:
    before = shell.session.heap.collector.last
    with pytest.raises(CommandError):
        shell.ask(f":gc {argument}")
    assert shell.session.heap.collector.last is before
