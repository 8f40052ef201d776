"""The time of making COUNT instances that stay, while collections start by themselves."""

import sys
import time


class Instance:
    def __init__(self, value):
        self.value = value


def build(count):
    kept = []
    for i in range(count):
        kept.append(Instance(i))
    return kept


def main(count):
    begin = time.process_time()
    kept = build(count)
    print([time.process_time() - begin])
    return kept


main(int(sys.argv[1]))
