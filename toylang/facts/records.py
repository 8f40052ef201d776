"""The heap's records, of collections and of memory, as facts."""

from __future__ import annotations

from toylang.facts.pictures import Graph, Row
from toylang.heap.census import ArenaFacts, Census
from toylang.heap.events import Collection
from toylang.heap.pool_map import FREED, UNTOUCHED, USED, PoolFacts, PoolMap


def collection_facts(collection: Collection) -> dict[str, object]:
    """Everything a collection's record says; `seconds` it took."""
    return {
        "generation": collection.generation,
        "automatic": collection.automatic,
        "examined": collection.examined,
        "unreachable": collection.unreachable,
        "weak_references_cleared": collection.weak_references_cleared,
        "callbacks_called": collection.callbacks_called,
        "finalizers_called": collection.finalizers_called,
        "resurrected": collection.resurrected,
        "collected": collection.collected,
        "freed_objects": collection.freed_objects,
        "freed_bytes": collection.freed_bytes,
        "untracked": collection.untracked,
        "promoted": collection.promoted,
        "seconds": collection.seconds,
    }


def generations_facts(census: Census) -> list[dict[str, int]]:
    """Each generation's objects, counts and past collections."""
    return [
        {
            "generation": each.index,
            "objects": each.objects,
            "count": each.count,
            "threshold": each.threshold,
            "collections": each.collections,
            "collected": each.collected,
        }
        for each in census.generations
    ]


def threshold_facts(census: Census) -> dict[str, object]:
    """What decides about automatic collections."""
    return {
        "thresholds": [each.threshold for each in census.generations],
        "counts": [each.count for each in census.generations],
        "automatic": census.automatic,
        "long_lived_pending": census.long_lived_pending,
        "long_lived_total": census.long_lived_total,
    }


def arena_facts(arenas: ArenaFacts) -> dict[str, object]:
    """The arenas' bytes part by part, and the size classes."""
    return {
        "arenas_allocated": arenas.allocated,
        "arenas_in_use": arenas.in_use,
        "bytes": arenas.total,
        "bytes_in_used_blocks": arenas.used,
        "bytes_in_free_blocks": arenas.free,
        "unused_pools": arenas.unused_pools,
        "bytes_of_pool_headers": arenas.headers,
        "bytes_at_ends_of_pools": arenas.quantization,
        "size_classes": [
            {
                "block_size": each.block_size,
                "pools": each.pools,
                "used": each.used,
                "free": each.free,
            }
            for each in arenas.size_classes
        ],
    }


def graph_facts(graph: Graph) -> dict[str, object]:
    """The objects of a picture by their numbers, and the names that lead to them."""
    numbers = {box.address: box.number for box in graph.boxes}
    return {
        "object": numbers.get(graph.focus),
        "names": [_row_facts(row, numbers) for row in graph.names],
        "objects": [
            {
                "number": box.number,
                "type": box.name,
                "value": box.value or None,
                "immortal": box.immortal,
                "references": None if box.immortal else box.references,
                "references_not_shown": box.holders_left_out,
                "bytes": box.size,
                "unreachable": box.garbage,
                "refers_to": [_row_facts(row, numbers) for row in box.rows],
                "more": box.rows_left_out,
            }
            for box in graph.boxes
        ],
        "more_objects": graph.boxes_left_out,
        "more_unreachable": graph.garbage_left_out,
        "more_names": graph.names_left_out,
        "unreachable": graph.unreachable,
    }


def _row_facts(row: Row, numbers: dict[int, int]) -> dict[str, object]:
    if row.target == 0:
        return {"label": row.label, "value": row.text}
    return {"label": row.label, "object": numbers[row.target]}


def pool_map_facts(pools: PoolMap) -> dict[str, object]:
    """The arenas and the pools in them; blocks only of the pools that the map shows in full."""
    return {
        "arenas": [
            {
                "address": arena.base,
                "free_pools": arena.free_pools,
                "pools": [_pool_facts(pool) for pool in arena.pools if pool.block_size],
            }
            for arena in pools.arenas
        ],
        "letters": {USED: "in use", FREED: "free again", UNTOUCHED: "never used"},
        "system_blocks": pools.system_blocks,
        "system_bytes": pools.system_bytes,
    }


def _pool_facts(pool: PoolFacts) -> dict[str, object]:
    return {
        "address": pool.base,
        "block_size": pool.block_size,
        "capacity": pool.capacity,
        "used": pool.used,
        "blocks": pool.blocks or None,
    }
