"""Makes COUNT objects of a KIND, says so, and keeps them until a line comes."""

import sys


class Instance:
    def __init__(self, number):
        self.number = number
        self.name = "instance"


def instances(count):
    return [Instance(None) for _ in range(count)]


def lists(count):
    return [[None, None] for _ in range(count)]


def dicts(count):
    return [{"number": None} for _ in range(count)]


def tuples(count):
    return [(each, each) for each in [None] * count]


def ints(count):
    return [1_000_000 + number for number in range(count)]


def floats(count):
    return [number + 0.5 for number in range(count)]


def strings(count):
    return [str(1_000_000 + number) for number in range(count)]


KINDS = {
    "instances": instances,
    "lists": lists,
    "dicts": dicts,
    "tuples": tuples,
    "ints": ints,
    "floats": floats,
    "strings": strings,
}


def main(kind, count):
    kept = KINDS[kind](count)
    print("made", len(kept), flush=True)
    input()


main(sys.argv[1], int(sys.argv[2]))
