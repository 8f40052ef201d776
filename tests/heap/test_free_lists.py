"""Free lists: blocks of dead lists, dicts and tuples wait for the next of their kind."""

from tests.heap.world import World


def count(world: World) -> int:
    return world.collector.first.count


def test_a_new_list_gets_the_block_of_the_dead_one(world: World) -> None:
    value = world.new_list()
    address = value.address
    world.release(value)
    again = world.new_list()
    assert again.address == address
    world.release(again)


def test_lists_made_and_dropped_in_turn_leave_the_count_alone(world: World) -> None:
    world.release(world.new_list())
    before = count(world)
    for _ in range(1000):
        world.release(world.new_list())
    assert count(world) == before


def test_tuples_of_each_length_have_their_own_blocks(world: World) -> None:
    none = world.interpreter.none
    pair = world.new_tuple(none, none)
    address = pair.address
    world.release(pair)
    triple = world.new_tuple(none, none, none)
    assert triple.address != address
    again = world.new_tuple(none, none)
    assert again.address == address
    world.release(triple, again)


def test_a_tuple_of_twenty_gives_its_block_back(world: World) -> None:
    before = world.heap.allocator.bytes_in_use
    world.release(world.new_tuple(*[world.interpreter.none] * 20))
    assert world.heap.allocator.bytes_in_use == before


def test_no_more_than_80_lists_are_kept(world: World) -> None:
    made = [world.new_list() for _ in range(100)]
    world.release(*made)
    assert world.interpreter.list_blocks.count == 80


def test_a_block_in_a_free_list_is_in_use_for_the_allocator(world: World) -> None:
    value = world.new_list()
    blocks = world.heap.allocator.blocks_in_use
    world.release(value)
    assert world.heap.allocator.blocks_in_use == blocks


def test_a_full_collection_gives_all_kept_blocks_back(world: World) -> None:
    blocks = world.heap.allocator.blocks_in_use
    world.release(world.new_list(), world.new_tuple(world.interpreter.none))
    world.collector.collect(1)
    assert world.heap.allocator.blocks_in_use == blocks + 2
    world.collector.collect(2)
    assert world.heap.allocator.blocks_in_use == blocks
