"""Snapshots: the heap as plain data, with a name for every place."""

import pytest

from tests.heap.world import World
from toylang.heap.frozen import NOWHERE
from toylang.heap.header import HeapObject
from toylang.heap.snapshot import Holder, Step
from toylang.objects.dicts import Dict


@pytest.fixture
def names(world: World) -> Dict:
    """A namespace of the program: its entries are called `global …`."""
    namespace = world.new_dict()
    world.hold("names", namespace)
    world.roots.named_namespaces = [(namespace, "global ")]
    return namespace


def places(world: World, value: HeapObject) -> list[str]:
    """The places of all references to `value`."""
    snapshot = world.snapshot()
    return [snapshot.place_name(holder) for holder in snapshot.holders(value.address)]


def path(world: World, value: HeapObject) -> list[str] | None:
    steps = world.snapshot().path_to(value.address)
    return None if steps is None else [step.label for step in steps]


# -- nodes and edges -----------------------------------------------------------


def test_a_node_tells_what_the_object_is(world: World) -> None:
    value = world.new_list(world.interpreter.none)
    world.hold("value", value)
    world.collector.collect(0)
    node = world.snapshot().nodes[value.address]
    assert (node.kind, node.words, node.refcount, node.generation) == ("list", "list", 1, 1)
    assert node.tracked
    assert not node.finalized
    assert not node.immortal


def test_a_nodes_size_is_that_of_all_its_blocks(world: World) -> None:
    value = world.new_list(world.interpreter.none)
    world.hold("value", value)
    assert world.snapshot().nodes[value.address].size == 56 + 8


def test_a_node_the_collector_does_not_watch_has_generation_minus_one(world: World) -> None:
    value = world.text("a text")
    world.hold("value", value)
    assert world.snapshot().nodes[value.address].generation == -1


def test_edges_have_labels(world: World) -> None:
    inner = world.new_list()
    value = world.new_list(inner)
    world.release(inner)
    world.hold("value", value)
    edges = world.snapshot().nodes[value.address].edges
    assert [(edge.label, edge.target) for edge in edges] == [("[0]", inner.address)]


def test_a_snapshot_does_not_change_with_the_heap(world: World) -> None:
    value = world.new_list()
    world.hold("value", value)
    snapshot = world.snapshot()
    value.append(world.new_list())
    assert snapshot.nodes[value.address].edges == []


def test_taking_a_snapshot_changes_nothing(world: World) -> None:
    value = world.new_list()
    world.hold("value", value)
    before = (value.refcount, world.heap.objects, world.collector.first.count)
    world.snapshot().name(value.address)
    assert (value.refcount, world.heap.objects, world.collector.first.count) == before


def test_garbage_that_waits_for_a_collection_is_there(world: World) -> None:
    value = world.cycle(2)
    snapshot = world.snapshot()
    assert value.address in snapshot.nodes
    assert snapshot.path_to(value.address) is None


def test_a_reference_to_a_freed_object_leads_nowhere(world: World) -> None:
    value, freed = world.new_list(), world.new_list()
    world.hold("value", value)
    world.release(freed)
    value.items.append(freed)
    snapshot = world.snapshot()
    (edge,) = snapshot.nodes[value.address].edges
    assert (edge.place, edge.target) == (NOWHERE, 0)
    assert snapshot.find(freed.address) is None
    assert snapshot.holders(value.address) == [Holder(None, "value")]
    value.items.pop()


def test_what_is_frozen_is_there(world: World) -> None:
    value = world.cycle(2)
    world.collector.freeze()
    assert world.snapshot().nodes[value.address].generation == 3


def test_an_address_where_nothing_lies_has_no_node_and_no_holders(world: World) -> None:
    with pytest.raises(KeyError):
        world.snapshot().node(16)
    assert world.snapshot().holders(16) == []


def test_a_namespace_that_is_gone_is_passed_over(world: World, names: Dict) -> None:
    value = world.new_list()
    names.set_text("a", value)
    gone = world.new_dict()
    world.roots.named_namespaces.append((gone, "gone "))
    world.release(gone)
    assert places(world, value) == ["global a"]


def test_untracked_objects_that_something_holds_are_there(world: World) -> None:
    text = world.text("a text")
    world.hold("list", world.new_list(text))
    world.release(text)
    assert text.address in world.snapshot().nodes


def test_what_an_evaluation_holds_has_a_root_of_its_own(world: World) -> None:
    value = world.new_list()
    value.refcount += 1
    assert places(world, value) == ["being evaluated", "being evaluated"]
    world.release(value, value)


# -- names ---------------------------------------------------------------------


def test_an_object_is_called_by_its_kind_and_number(world: World) -> None:
    value = world.new_list()
    world.hold("value", value)
    assert world.snapshot().name(value.address) == "list #1"


def test_objects_are_numbered_when_they_are_first_shown(world: World) -> None:
    first, second = world.new_list(), world.new_list()
    world.hold("first", first)
    world.hold("second", second)
    assert world.snapshot().name(second.address) == "list #1"
    assert world.snapshot().name(first.address) == "list #2"


def test_an_old_snapshot_knows_the_numbers_of_the_dead(world: World) -> None:
    value = world.new_list()
    address = value.address
    world.snapshot().number(address)
    snapshot = world.snapshot()
    world.release(value)
    world.snapshot()
    assert snapshot.number(address) == 1


# -- places --------------------------------------------------------------------


def test_a_root_is_a_place(world: World) -> None:
    value = world.new_list()
    world.hold("last error", value)
    assert places(world, value) == ["last error"]


def test_an_entry_of_a_namespace_is_called_as_the_namespace_says(world: World, names: Dict) -> None:
    value = world.new_list()
    names.set_text("a", value)
    assert places(world, value) == ["global a"]


def test_an_entry_of_a_namespace_without_a_word_has_just_its_name(world: World) -> None:
    value = world.new_list()
    namespace = world.new_dict(_=value)
    world.release(value)
    world.hold("built-in", namespace)
    world.roots.named_namespaces = [(namespace, "")]
    assert places(world, value) == ["_"]


def test_a_slot_is_called_by_the_path_to_its_list(world: World, names: Dict) -> None:
    value = world.new_list()
    names.set_text("c", world.new_list(value))
    world.release(value)
    assert places(world, value) == ["c[0]"]


def test_an_attribute_is_called_by_the_path_to_its_instance(world: World, names: Dict) -> None:
    value = world.new_list()
    names.set_text("b", world.instance(world.hold_class("Node"), next=value))
    world.release(value)
    assert places(world, value) == ["b.next"]


def test_an_entry_of_an_instances_dict_is_called_like_an_attribute(
    world: World, names: Dict
) -> None:
    value = world.new_list()
    instance = world.instance(world.hold_class("Node"), next=value)
    instance.own_dictionary()
    names.set_text("b", instance)
    world.release(value)
    assert places(world, value) == ["b.next"]


def test_a_place_in_a_local_variable_comes_before_the_functions_name(world: World) -> None:
    value = world.new_list()
    world.hold("local x in f", world.new_list(value))
    world.release(value)
    assert places(world, value) == ["local x[0] in f"]


def test_a_place_in_garbage_is_called_by_the_garbages_number(world: World) -> None:
    value = world.cycle(1)
    assert places(world, value) == ["list #1[0]"]


def test_a_place_a_long_way_off_is_called_by_number(world: World, names: Dict) -> None:
    values = [world.new_list()]
    for _ in range(5):
        values.append(world.new_list(values[-1]))
        world.release(values[-2])
    names.set_text("a", values[-1])
    assert places(world, values[1]) == ["a[0][0][0][0]"]
    assert places(world, values[0]) == ["list #1[0]"]


def test_the_shortest_path_gives_the_name(world: World, names: Dict) -> None:
    value, holder = world.new_list(), world.new_list()
    holder.append(value)
    names.set_text("long", world.new_list(holder))
    names.set_text("short", holder)
    assert places(world, value) == ["short[0]"]


def test_a_global_name_is_preferred_to_the_last_value(world: World, names: Dict) -> None:
    value, holder = world.new_list(), world.new_list()
    holder.append(value)
    holder.refcount += 1
    names.set_text("a", holder)
    built_in = world.new_dict(_=holder)
    world.release(holder)
    world.hold("built-in names", built_in)
    world.roots.named_namespaces.append((built_in, ""))
    assert places(world, value) == ["a[0]"]


def test_each_reference_is_listed_those_with_names_first(world: World, names: Dict) -> None:
    value = world.new_list()
    value.append(value)
    value.refcount += 1
    names.set_text("c", world.new_list(value))
    names.set_text("a", value)
    assert places(world, value) == ["global a", "a[0]", "c[0]"]


# -- paths ---------------------------------------------------------------------


def test_a_path_leads_from_a_named_place_to_the_object(world: World, names: Dict) -> None:
    value = world.new_list()
    holder = world.new_list(value)
    names.set_text("b", world.instance(world.hold_class("Node"), next=holder))
    world.release(value, holder)
    assert path(world, value) == ["global b", ".next", "[0]"]


def test_each_step_of_a_path_tells_where_it_leads(world: World, names: Dict) -> None:
    value = world.new_list()
    outer = world.new_list(value)
    names.set_text("a", outer)
    world.release(value)
    steps = world.snapshot().path_to(value.address)
    assert steps == [Step("global a", outer.address), Step("[0]", value.address)]


def test_a_weak_reference_is_no_path(world: World, names: Dict) -> None:
    value = world.instance(world.hold_class("Node"))
    value.set_attribute("itself", value)
    names.set_text("reference", world.weak_reference(value))
    assert path(world, value) is None


def test_what_only_an_evaluation_holds_is_reached_from_there(world: World) -> None:
    value = world.new_list()
    outer = world.new_list(value)
    world.release(value)
    assert path(world, value) == ["being evaluated", "[0]"]
    world.release(outer)


def test_a_snapshot_of_a_long_chain_needs_no_deep_recursion(world: World, names: Dict) -> None:
    value = inner = world.new_list()
    for _ in range(20_000):
        outer = world.new_list(inner)
        world.release(inner)
        inner = outer
    names.set_text("chain", inner)
    steps = world.snapshot().path_to(value.address)
    assert steps is not None
    assert len(steps) == 20_001


# -- large heaps ---------------------------------------------------------------


def test_an_edge_knows_the_place_of_its_target(world: World, names: Dict) -> None:
    names.set_text("a", world.instance(world.hold_class("Node"), next=names))
    snapshot = world.snapshot()
    for index, node in enumerate(snapshot.order):
        assert node.place == index
        assert snapshot.find(node.address) is node is snapshot.nodes[node.address]
        for edge in node.edges:
            assert snapshot.order[edge.place].address == edge.target
    assert len(snapshot.nodes) == len(snapshot.order)


def test_every_edge_is_a_holder(world: World, names: Dict) -> None:
    names.set_text("a", world.new_list(names, names))
    snapshot = world.snapshot()
    holders = sum(len(snapshot.holders(node.address)) for node in snapshot.order)
    edges = sum(len(node.edges) for node in snapshot.order)
    assert holders == edges + len(snapshot.roots)


def test_labels_are_those_the_objects_have_themselves(world: World) -> None:
    inner = world.new_list()
    values = [
        world.new_list(inner, inner),
        world.new_tuple(inner),
        world.new_dict(a=inner, b=inner),
        world.instance(world.hold_class("Node"), next=inner),
    ]
    for index, value in enumerate(values):
        world.hold(str(index), value)
    snapshot = world.snapshot()
    for value in values:
        edges = snapshot.nodes[value.address].edges
        expected = [(label, referent.address) for label, referent in value.all_edges()]
        assert [(edge.label, edge.target) for edge in edges] == expected
    world.release(inner)


def test_labels_do_not_change_with_the_heap(world: World) -> None:
    value = world.new_dict(key=world.interpreter.none)
    world.hold("value", value)
    snapshot = world.snapshot()
    world.drop("value")
    edges = next(node.edges for node in snapshot.order if node.subject is value)
    assert [edge.label for edge in edges] == ["['key']", " key 'key'"]


def test_where_nothing_lies_nothing_is_found(world: World) -> None:
    snapshot = world.snapshot()
    assert snapshot.find(0) is None
    assert snapshot.find(1 << 40) is None
    with pytest.raises(KeyError):
        snapshot.node(1 << 40)
