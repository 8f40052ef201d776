"""The times of full collections: KIND of container, `live` or `garbage`, COUNT of them."""

import gc
import sys
import time

REPETITIONS = 5


class Instance:
    def __init__(self, other):
        self.other = other


def instance(other):
    return Instance(other)


def tie_instance(container, other):
    container.other = other


def one_item(other):
    return [other]


def tie_list(container, other):
    container[0] = other


def one_entry(other):
    return {"other": other}


def tie_dict(container, other):
    container["other"] = other


KINDS = {
    "instances": (instance, tie_instance),
    "lists": (one_item, tie_list),
    "dicts": (one_entry, tie_dict),
}


def live(make, count):
    shared = []
    return [make(shared) for _ in range(count)]


def drop_pairs(make, tie, count):
    for _ in range(count // 2):
        first = make(None)
        tie(first, make(first))


def collection_time():
    begin = time.process_time()
    gc.collect()
    return time.process_time() - begin


def main(kind, state, count):
    make, tie = KINDS[kind]
    gc.disable()
    gc.collect()
    gc.freeze()
    kept = live(make, count) if state == "live" else None
    times = []
    for _ in range(REPETITIONS):
        if kept is None:
            drop_pairs(make, tie, count)
        times.append(collection_time())
    print(times)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
