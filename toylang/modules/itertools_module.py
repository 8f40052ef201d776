"""The itertools module: its types of iterators, and tee."""

from __future__ import annotations

from typing import Final

from toylang.objects import (
    chaining_iterators,
    choosing_iterators,
    endless_iterators,
    selecting_iterators,
    splitting_iterators,
)
from toylang.objects.builtins import MethodSpec, TypeSpec

TYPES: Final[list[TypeSpec]] = [
    *endless_iterators.TYPES,
    *selecting_iterators.TYPES,
    *chaining_iterators.TYPES,
    *choosing_iterators.TYPES,
    *splitting_iterators.TYPES,
]
"""The types of the module."""

FUNCTIONS: Final[list[MethodSpec]] = [splitting_iterators.TEE_FUNCTION]
