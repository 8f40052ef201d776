"""What the values need of whoever runs the program, and the handful of values there is one of.

The objects know how to add, compare, sort and print themselves; now and then that means running a
function of the program (`__eq__`, a sort key, `__del__`). They reach the evaluator only through
the `Runtime` declared here, which the evaluator implements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import HeapObject

if TYPE_CHECKING:
    from toylang.heap.heap import FreeList, Heap
    from toylang.objects.errors import Raised
    from toylang.objects.numbers import Bool, Int
    from toylang.objects.text import Str
    from toylang.objects.tuples import Tuple
    from toylang.objects.type_table import TypeTable
    from toylang.objects.types import Type


class Runtime:
    """One program's world as its values see it."""

    heap: Heap
    types: TypeTable
    none: HeapObject
    not_implemented: HeapObject
    ellipsis: HeapObject
    true: Bool
    false: Bool
    empty_tuple: Tuple
    empty_str: Str
    small_ints: list[Int]
    """The ints from -5 to 256, of which there is one each."""

    characters: list[Str]
    """The one-character strings of Latin-1, of which there is one each."""

    names: dict[str, Str]
    """The strings used as names, of which there is one each."""

    list_blocks: FreeList
    dict_blocks: FreeList
    tuple_blocks: list[FreeList]
    depth: i64 = 0
    """Calls and nested operations under way."""

    class_versions: i64 = 0
    """Versions given to classes so far."""

    def new_class_version(self) -> i64:
        """A version that no class has had."""
        self.class_versions += 1
        return self.class_versions

    def call(
        self,
        function: HeapObject,
        arguments: list[HeapObject],
        keywords: dict[str, HeapObject] | None = None,
    ) -> HeapObject:
        """Call a value with borrowed arguments; returns a new reference."""
        raise NotImplementedError

    def call_gathered(
        self, function: HeapObject, arguments: Tuple, keywords: dict[str, HeapObject] | None
    ) -> HeapObject:
        """Call with arguments that are in a tuple already; all is borrowed."""
        raise NotImplementedError

    def instantiate(
        self, cls: Type, arguments: list[HeapObject], keywords: dict[str, HeapObject] | None
    ) -> HeapObject:
        """Make an instance of a class from borrowed arguments; returns a new reference."""
        raise NotImplementedError

    def report_unraisable(self, raised: Raised, where: HeapObject) -> None:
        """Tell stderr of an exception nobody can catch, raised by `where`; uses `raised` up."""
        raise NotImplementedError

    def poll(self) -> None:
        """Stop here if the user asked for it; long operations call this now and then."""
        raise NotImplementedError

    def hurry(self) -> None:
        """Let the next poll look around: much memory was wanted, or much work was done."""
        raise NotImplementedError

    def enter(self, doing: str) -> None:
        """Go one level deeper; RecursionError beyond the limit, which says what was being done.

        Pair with `leave`.
        """
        raise NotImplementedError

    def module_name(self) -> HeapObject | None:
        """The name (borrowed) of the module whose code is running, None if it has none."""
        raise NotImplementedError

    def find_module(self, name: str) -> HeapObject:
        """The module of that name, a new reference; ModuleNotFoundError if there is none."""
        raise NotImplementedError

    def leave(self) -> None:
        """Come back from the level entered last."""
        self.depth -= 1
