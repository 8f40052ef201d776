"""Short names for objects: `#7` is easier to remember and to type than an address.

An object gets its number when it is first shown to somebody and keeps it as long as it lives; no
number is given twice. The table stands beside the heap: being in it adds nothing to any count.
"""

from __future__ import annotations

from mypy_extensions import i64

from toylang.heap.header import HeapObject


class Numbering:
    """The numbers given so far."""

    def __init__(self) -> None:
        self._numbers: dict[HeapObject, int] = {}
        self.last: i64 = 0
        """The number given last."""

    def number_of(self, value: HeapObject) -> int:
        """The object's number; its first, if it has never been shown."""
        number = self._numbers.get(value)
        if number is None:
            self.last += 1
            number = self.last
            self._numbers[value] = number
        return number

    def find(self, number: int) -> HeapObject | None:
        """The living object of that number (borrowed), None if it is dead or was never given."""
        for value, known in self._numbers.items():
            if known == number:
                return value if value.address != 0 else None
        return None

    def living(self) -> dict[HeapObject, int]:
        """The numbered objects that still live; the dead are forgotten."""
        self._numbers = {
            value: number for value, number in self._numbers.items() if value.address != 0
        }
        return self._numbers
