"""Random graphs, and random heaps of lists, dicts, tuples, instances and weak references."""

import random

from tests.heap.world import World
from toylang.facts.graphs import Graph
from toylang.heap.header import Container
from toylang.objects.dicts import Dict
from toylang.objects.instances import Instance
from toylang.objects.lists import List


def random_graph(seed: int) -> Graph:
    """A graph of up to 24 vertices, with more or less many edges, some of them double."""
    chance = random.Random(seed)
    size = chance.randint(1, 24)
    edges = chance.randint(0, size * chance.choice((1, 2, 3)))
    graph: Graph = [[] for _ in range(size)]
    for _ in range(edges):
        graph[chance.randrange(size)].append(chance.randrange(size))
    return graph


def reached(graph: Graph, start: int, without: int = -1) -> set[int]:
    """What `start` leads to, itself included, not through one vertex."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        vertex = waiting.pop()
        if vertex not in found and vertex != without:
            found.add(vertex)
            waiting.extend(graph[vertex])
    return found


class RandomHeap:
    """Containers that refer to one another at random; some are held, some are garbage.

    `generations`: collections happen meanwhile, so that not all are in one generation.
    """

    def __init__(self, world: World, seed: int, generations: bool = False) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.containers: list[Container] = []
        """Borrowed; the dead are among them."""

        self.kept: dict[str, Container] = {}
        """What is still held."""

        self.cls = world.hold_class("Node")
        size = self.chance.randint(2, 40)
        for number in range(size):
            self._make(number)
            if generations and self.chance.random() < 0.2:
                world.collector.collect(self.chance.choice((0, 0, 1)))
        for _ in range(self.chance.randint(0, 2 * size)):
            self._connect(self.chance.choice(self.containers), self.chance.choice(self.containers))
        for name in list(self.kept):
            if self.chance.random() < 0.8:
                del self.kept[name]
                world.drop(name)

    @property
    def living(self) -> list[Container]:
        return [each for each in self.containers if each.address != 0]

    def _make(self, number: int) -> None:
        world, chance = self.world, self.chance
        kind = chance.choice(("list", "list", "list", "dict", "tuple", "instance", "weak"))
        made: Container
        if kind == "list":
            made = world.new_list()
        elif kind == "dict":
            made = world.new_dict()
        elif kind == "tuple":
            made = world.new_tuple(*chance.sample(self.containers, min(2, len(self.containers))))
        elif kind == "weak" and "instance 0" in self.kept:
            made = world.weak_reference(self.kept["instance 0"])
        else:
            made = world.instance(self.cls)
            self._hold("instance 0", made)
        self._hold(f"value {number}", made)
        world.release(made)
        if made not in self.containers:
            self.containers.append(made)

    def _hold(self, name: str, value: Container) -> None:
        """Hold a (borrowed) container under a name that is free."""
        if name not in self.kept:
            value.refcount += 1
            self.kept[name] = value
            self.world.hold(name, value)

    def _connect(self, source: Container, target: Container) -> None:
        target.refcount += 1
        if isinstance(source, List):
            source.append(target)
        elif isinstance(source, Dict):
            source.set_text(f"key {self.chance.randrange(9)}", target)
        elif isinstance(source, Instance):
            source.set_attribute(self.chance.choice(("next", "other", "parent")), target)
        else:
            self.world.release(target)
