"""An observer hears of each step within the phases of a collection."""

from tests.heap.world import World
from toylang.heap.events import Both, Collection, Observer
from toylang.heap.header import Container, HeapObject
from toylang.heap.marker import Marker
from toylang.heap.weak_references import WeakReference
from toylang.objects.instances import Instance


class Diary(Observer):
    """Writes down what is told, a tuple for each event; phases without their objects."""

    def __init__(self, *wanted: str) -> None:
        self.wanted = wanted
        self.events: list[tuple[object, ...]] = []

    def note(self, *event: object) -> None:
        if event[0] in self.wanted:
            self.events.append(event)

    def allocated(self, value: HeapObject) -> None:
        self.note("allocated", value)

    def freed(self, value: HeapObject) -> None:
        self.note("freed", value)

    def collection_started(self, collection: Collection) -> None:
        self.note("started", collection)

    def collection_finished(self, collection: Collection) -> None:
        self.note("finished", collection)

    def phase(self, name: str, objects: list[Container]) -> None:
        self.note("phase", name)

    def followed(self, source: HeapObject) -> None:
        self.note("followed", source)

    def subtracted(self, target: Container, source: Container) -> None:
        self.note("subtracted", target, source)

    def rooted(self, target: Container, root: str) -> None:
        self.note("rooted", target, root)

    def reached(self, target: Container, source: HeapObject) -> None:
        self.note("reached", target, source, target.unreachable)

    def weak_reference_cleared(self, reference: WeakReference, referent: Container) -> None:
        self.note("cleared", reference, referent)

    def callback_called(self, reference: WeakReference) -> None:
        self.note("called", reference)

    def finalizing(self, container: Container) -> None:
        self.note("finalizing", container)

    def clearing(self, container: Container) -> None:
        self.note("clearing", container)


def observe(world: World, *wanted: str) -> Diary:
    diary = Diary(*wanted)
    world.heap.observer = diary
    return diary


def test_each_reference_inside_is_told_with_both_its_ends(world: World) -> None:
    """A list that holds itself twice is told twice, in this search and in the one on the trash."""
    value = world.cycle(1)
    value.refcount += 1
    value.append(value)
    diary = observe(world, "subtracted")
    world.collector.collect()
    assert diary.events == [("subtracted", value, value)] * 4


def test_references_from_outside_are_not_subtracted(world: World) -> None:
    world.hold("old", old := world.new_list())
    world.collector.collect()
    old.append(world.new_list())
    diary = observe(world, "subtracted", "reached")
    world.collector.collect(0)
    assert diary.events == []


def test_who_rescues_is_told_and_whether_the_rescued_was_set_aside(world: World) -> None:
    """`early` stands before its holder and is brought back, `late` stands behind it.

    A list shows its items last to first.
    """
    early = world.new_list()
    holder = world.new_list(early)
    late = world.new_list()
    late.refcount += 1
    holder.append(late)
    world.release(early, late)
    world.hold("holder", holder)
    diary = observe(world, "reached")
    world.collector.collect(0)
    assert diary.events == [("reached", late, holder, False), ("reached", early, holder, True)]


def test_the_marker_tells_of_roots_and_of_what_they_lead_to(world: World) -> None:
    inner = world.new_list()
    world.hold("outer", outer := world.new_list(inner))
    world.release(inner)
    evaluated = world.new_list()
    world.collector.search = Marker(world.heap)
    diary = observe(world, "rooted", "reached", "phase")
    world.collector.collect(0)
    assert diary.events[:6] == [
        ("phase", "candidates"),
        ("rooted", outer, "outer"),
        ("rooted", evaluated, "being evaluated"),
        ("phase", "roots marked"),
        ("reached", inner, outer, False),
        ("phase", "reachable"),
    ]
    world.release(evaluated)


def test_weak_references_are_told_before_the_callbacks(world: World) -> None:
    value = world.instance(world.hold_class("Node"))
    value.set_attribute("itself", value)
    with_callback = world.weak_reference(value, lambda _: diary.note("heard"))
    without = world.weak_reference(value)
    world.hold("with", with_callback)
    world.hold("without", without)
    diary = observe(world, "cleared", "called", "heard")
    world.collector.collect(0)
    assert diary.events == [
        ("cleared", without, value),
        ("cleared", with_callback, value),
        ("called", with_callback),
        ("heard",),
    ]


def test_a_weak_reference_in_the_trash_is_told_although_nobody_calls_it(world: World) -> None:
    world.hold("node", node := world.instance(world.hold_class("Node")))
    value = world.cycle(1)
    value.append(reference := world.weak_reference(node, lambda _: None))
    diary = observe(world, "cleared", "called")
    world.collector.collect(0)
    assert diary.events == [("cleared", reference, node)]


def test_finalizers_are_told_before_they_run_and_clearing_before_the_deaths(world: World) -> None:
    def finalize(instance: Instance) -> None:
        diary.note("ran", instance)

    cls = world.hold_class("Node", finalize)
    first, second = world.instance(cls), world.instance(cls)
    first.set_attribute("other", second)
    second.set_attribute("other", first)
    diary = observe(world, "finalizing", "ran", "clearing", "freed")
    world.collector.collect(0)
    assert diary.events == [
        ("finalizing", first),
        ("ran", first),
        ("finalizing", second),
        ("ran", second),
        ("clearing", first),
        ("freed", second),
        ("freed", first),
    ]


def test_two_observers_hear_the_same(world: World) -> None:
    heap = ["allocated", "freed", "started", "finished", "phase"]
    search = ["followed", "subtracted", "rooted", "reached"]
    everything = [*heap, *search, "cleared", "called", "finalizing", "clearing"]
    left, right = Diary(*everything), Diary(*everything)
    world.heap.observer = Both(left, right)
    value = world.instance(world.hold_class("Node", lambda _: None))
    value.set_attribute("itself", value)
    world.hold("reference", world.weak_reference(value, lambda _: None))
    world.collector.collect()
    world.collector.search = Marker(world.heap)
    world.collector.collect()
    assert left.events == right.events
    assert {event[0] for event in left.events} == set(everything)


def test_a_reference_in_the_garbage_that_knows_nobody_is_not_told_to_be_cleared(
    world: World,
) -> None:
    dead, value = world.instance(world.hold_class("Dead")), world.new_list()
    value.append(world.weak_reference(dead))
    value.refcount += 1
    value.append(value)
    world.release(dead, value)
    diary = Diary("cleared")
    world.heap.observer = diary
    assert world.collector.collect().collected == 2
    assert diary.events == []
