"""Events: an observer hears of each allocation, each death, and each step of a collection."""

from tests.heap.world import World
from toylang.heap.events import Collection, Observer
from toylang.heap.header import Container, HeapObject


class Diary(Observer):
    """Writes everything down."""

    def __init__(self) -> None:
        self.born: list[HeapObject] = []
        self.died: list[tuple[HeapObject, bool]] = []
        self.phases: list[tuple[str, list[Container]]] = []
        self.collections: list[Collection] = []

    def allocated(self, value: HeapObject) -> None:
        self.born.append(value)

    def freed(self, value: HeapObject) -> None:
        self.died.append((value, value.address != 0))

    def collection_started(self, collection: Collection) -> None:
        self.phases.append(("started", []))

    def phase(self, name: str, objects: list[Container]) -> None:
        self.phases.append((name, objects))

    def collection_finished(self, collection: Collection) -> None:
        self.collections.append(collection)


def observe(world: World) -> Diary:
    diary = Diary()
    world.heap.observer = diary
    return diary


def test_an_allocation_is_told(world: World) -> None:
    diary = observe(world)
    value = world.new_list()
    assert diary.born == [value]
    world.release(value)


def test_an_allocation_from_a_free_list_is_told_too(world: World) -> None:
    world.release(world.new_list())
    diary = observe(world)
    value = world.new_list()
    assert diary.born == [value]
    world.release(value)


def test_a_death_is_told_while_the_object_still_has_its_address(world: World) -> None:
    value = world.new_list()
    diary = observe(world)
    world.release(value)
    assert diary.died == [(value, True)]


def test_the_phases_of_a_collection_are_told_in_order_with_their_objects(world: World) -> None:
    value = world.cycle(1)
    diary = observe(world)
    world.collector.collect()
    assert diary.phases == [
        ("started", []),
        ("candidates", [value]),
        ("counts copied", [value]),
        ("references subtracted", [value]),
        ("reachable", []),
        ("unreachable", [value]),
        ("weak references", [value]),
        ("finalized", [value]),
        ("counts copied", [value]),
        ("references subtracted", [value]),
        ("reachable", []),
        ("resurrected", []),
        ("garbage", [value]),
    ]


def test_the_record_of_a_collection_comes_last(world: World) -> None:
    diary = observe(world)
    collection = world.collector.collect(1)
    assert diary.collections == [collection]
    assert world.collector.last is collection
    assert (collection.generation, collection.automatic) == (1, False)


def test_an_automatic_collection_says_so(world: World) -> None:
    diary = observe(world)
    world.collector.first.count = world.collector.first.threshold
    world.hold("list", world.new_list())
    assert [collection.automatic for collection in diary.collections] == [True]
