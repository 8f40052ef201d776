"""The types of numbers, put together: int and bool, float, complex."""

from __future__ import annotations

from typing import Final

from toylang.objects import complex_operations, float_operations, int_operations
from toylang.objects.builtins import TypeSpec

TYPES: Final[list[TypeSpec]] = [
    *int_operations.TYPES,
    *float_operations.TYPES,
    *complex_operations.TYPES,
]
