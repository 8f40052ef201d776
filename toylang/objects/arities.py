"""Built-in functions that take just one value, or just two, and take them as they are.

Most implementations get their arguments in a list. For the ones called most often that list would
cost more than the work; CPython has calling conventions of their own for them, too (METH_NOARGS
and METH_O). All values are borrowed, results are new references.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import HeapObject

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


class Unary:
    """What a function of one argument does: `len(x)`."""

    def call(self, runtime: Runtime, value: HeapObject) -> HeapObject:
        """The function's result."""
        raise NotImplementedError

    def of_list(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """As `call`, with the argument in a list."""
        return self.call(runtime, arguments[0])


class Binary:
    """What a method of one argument does with it and its receiver: `x.append(y)`."""

    def call(self, runtime: Runtime, receiver: HeapObject, argument: HeapObject) -> HeapObject:
        """The method's result."""
        raise NotImplementedError

    def of_list(self, runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
        """As `call`, with both in a list."""
        return self.call(runtime, arguments[0], arguments[1])
