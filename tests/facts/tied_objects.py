"""Small programs made at random that tie objects to one another and let go of them."""

import random

CLASSES = """
import gc
gc.disable()
class Node:
    pass
class Slotted:
    __slots__ = ("left", "right")
class Number(int):
    pass
"""
NAMES = ("a", "b", "c", "d", "e", "f")
MAKERS = {
    "Node()": "node",
    "Slotted()": "slotted",
    "Number(7)": "node",
    "[1, 'two', None]": "list",
    "{{'k': 3.5}}": "dict",
    "({y}, 1)": "other",
    "[{x}, {y}]": "list",
    "{{'x': {x}, 2: {y}}}": "dict",
    "(lambda kept: lambda: kept)({y})": "other",
}
TIES = {
    "node": ("{x}.next = {y}", "{x}.left = {y}", "vars({x})", "{x}.right = [{y}, {x}]"),
    "slotted": ("{x}.left = {y}", "{x}.right = {y}"),
    "list": ("{x}.append({y})", "{x}.append(({y}, {y}))"),
    "dict": ("{x}['k'] = {y}", "{x}[(1, 2)] = {y}", "{x}[3] = lambda: {x}"),
    "other": ("pass",),
}


def random_program(seed: int, steps: int = 60) -> str:
    """A program without output, which leaves living objects and garbage."""
    chance = random.Random(seed)
    kinds = dict.fromkeys(NAMES, "node")
    lines = [CLASSES, *(f"{name} = Node()" for name in NAMES)]
    for _ in range(steps):
        x, y = chance.choice(NAMES), chance.choice(NAMES)
        lot = chance.random()
        if lot < 0.25:
            maker = chance.choice(list(MAKERS))
            statement = f"{x} = {maker}"
            kinds[x] = MAKERS[maker]
        elif lot < 0.35:
            statement, kinds[x] = "{x} = {y}", kinds[y]
        else:
            statement = chance.choice(TIES[kinds[x]])
        lines.append(statement.format(x=x, y=y))
    return "\n".join(lines) + "\n"
