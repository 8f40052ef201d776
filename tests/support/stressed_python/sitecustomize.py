"""Python imports this before a program when it is asked for an outcome under stress.

A full collection runs at every line and every call, and younger ones at every other allocation of a
container; thresholds that a program sets do not change that. As always, `gc.disable()` and a
threshold of 0 switch automatic collections off.
"""

import gc
import sys

set_threshold = gc.set_threshold


def keep_stress(first, *others):
    set_threshold(min(first, 1), 1, 1)


def collect(*event):
    if gc.isenabled() and gc.get_threshold()[0]:
        gc.collect()
    return collect


gc.set_threshold = keep_stress
gc.set_threshold(1)
gc.freeze()
sys.settrace(collect)
