"""The times of collections of 700 young lists beside COUNT old ones."""

import gc
import sys
import time

YOUNG = 700
REPETITIONS = 20


def lists(count):
    return [[None] for _ in range(count)]


def main(count):
    gc.disable()
    old = lists(count)
    gc.collect()
    times = []
    for _ in range(REPETITIONS):
        young = lists(YOUNG)
        begin = time.process_time()
        gc.collect(0)
        times.append(time.process_time() - begin)
        del young
    print(times)
    return old


main(int(sys.argv[1]))
