"""The patterns of `match`: each says whether a value is as it describes, and what names it gets.

Names are bound only when the whole pattern of a case fits; until then what they will be bound to
waits in `Captures`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.nodes import Expression, Target
from toylang.heap.header import HeapObject
from toylang.objects.attributes import find_attribute
from toylang.objects.class_checks import is_instance
from toylang.objects.comparison import equal
from toylang.objects.deques import Deque
from toylang.objects.dict_merging import update
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import type_error, value_error
from toylang.objects.lists import List, make_list
from toylang.objects.numbers import Int, make_int
from toylang.objects.protocol import call_method, get_item, items_of, length, repr_text
from toylang.objects.ranges import Range
from toylang.objects.text import Str
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame

MATCH_THEMSELVES: Final = [
    "bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str",
    "tuple",
]  # fmt: skip
"""Classes whose one positional pattern is for the value itself: `int(n)`."""

SEQUENCE_FLAG: Final[i64] = 32
MAPPING_FLAG: Final[i64] = 64
"""What abstract sequences and mappings, and what derives from them, have as `__abc_tpflags__`."""


def is_declared(value: HeapObject, flag: i64) -> bool:
    """Whether a class of the program says that its instances are sequences, or mappings."""
    cls = type_of(value)
    found = cls.lookup("__abc_tpflags__") if cls.is_heap_type else None
    return isinstance(found, Int) and found.value == flag


class Captures:
    """What a case's names will be bound to, in their order; owned."""

    def __init__(self) -> None:
        self.targets: list[Target] = []
        self.values: list[HeapObject] = []

    def add(self, target: Target, value: HeapObject) -> None:
        """Keep a borrowed value for a target."""
        value.refcount += 1
        self.targets.append(target)
        self.values.append(value)

    def forget(self, frame: Frame, kept: i64) -> None:
        """Let go of all but the first `kept`."""
        released = self.values[kept:]
        del self.values[kept:]
        del self.targets[kept:]
        frame.heap.release_all(released)

    def bind(self, frame: Frame) -> None:
        """Store everything in its target."""
        targets, self.targets = self.targets, []
        values, self.values = self.values, []
        index = 0
        try:
            for target in targets:
                index += 1
                target.store(frame, values[index - 1])
        except BaseException:
            frame.heap.release_all(values[index:])
            raise


class Pattern:
    """What a value can be like."""

    def __init__(self, position: i64) -> None:
        self.position: i64 = position

    def fits(self, frame: Frame, value: HeapObject, captures: Captures) -> bool:
        """Whether the (borrowed) value is like this."""
        raise NotImplementedError

    def fits_anything(self) -> bool:
        """Whether this is `_`."""
        return False


def all_fit(
    frame: Frame, patterns: list[Pattern], values: list[HeapObject], captures: Captures
) -> bool:
    """Whether each pattern fits its value, the first pattern the first value."""
    return all(
        pattern.fits(frame, values[index], captures) for index, pattern in enumerate(patterns)
    )


class ValuePattern(Pattern):
    """`1`, `"text"`, `Color.RED`: equal to a value."""

    def __init__(self, position: i64, value: Expression) -> None:
        super().__init__(position)
        self.value: Expression = value

    def fits(self, frame: Frame, value: HeapObject, captures: Captures) -> bool:
        wanted = self.value.evaluate(frame)
        frame.position = self.position
        try:
            return equal(frame.interpreter, value, wanted)
        finally:
            frame.heap.release(wanted)


class IdentityPattern(Pattern):
    """`None`, `True`, `False`: that very object."""

    def __init__(self, position: i64, value: HeapObject) -> None:
        super().__init__(position)
        self.value: HeapObject = value

    def fits(self, frame: Frame, value: HeapObject, captures: Captures) -> bool:
        return value is self.value


class CapturePattern(Pattern):
    """`name`, `_`, `pattern as name`."""

    def __init__(self, position: i64, pattern: Pattern | None, target: Target | None) -> None:
        super().__init__(position)
        self.pattern: Pattern | None = pattern
        self.target: Target | None = target

    def fits(self, frame: Frame, value: HeapObject, captures: Captures) -> bool:
        if self.pattern is not None and not self.pattern.fits(frame, value, captures):
            return False
        if self.target is not None:
            captures.add(self.target, value)
        return True

    def fits_anything(self) -> bool:
        return self.pattern is None and self.target is None


class AlternativePattern(Pattern):
    """`a | b`: the first that fits."""

    def __init__(self, position: i64, patterns: list[Pattern]) -> None:
        super().__init__(position)
        self.patterns: list[Pattern] = patterns

    def fits(self, frame: Frame, value: HeapObject, captures: Captures) -> bool:
        kept = len(captures.values)
        for pattern in self.patterns:
            if pattern.fits(frame, value, captures):
                return True
            captures.forget(frame, kept)
        return False


class SequencePattern(Pattern):
    """`[a, *b, c]`: the items of a list, range or other sequence; a string is none here."""

    def __init__(
        self,
        position: i64,
        before: list[Pattern],
        star: CapturePattern | None,
        after: list[Pattern],
    ) -> None:
        super().__init__(position)
        self.before: list[Pattern] = before
        self.star: CapturePattern | None = star
        self.after: list[Pattern] = after

    def fits(self, frame: Frame, value: HeapObject, captures: Captures) -> bool:
        known = isinstance(value, (List, Tuple, Range, Deque))
        if not known and not is_declared(value, SEQUENCE_FLAG):
            return False
        frame.position = self.position
        given = length(frame.interpreter, value)
        needed = len(self.before) + len(self.after)
        if given < needed or (self.star is None and given > needed):
            return False
        if self.star is not None and self.star.fits_anything():
            return self._ends_fit(frame, value, given, captures)
        items = items_of(frame.interpreter, value)
        try:
            return self._items_fit(frame, items, captures)
        finally:
            frame.heap.release_all(items)

    def _items_fit(self, frame: Frame, items: list[HeapObject], captures: Captures) -> bool:
        end = len(items) - len(self.after)
        if not all_fit(frame, self.before, items, captures):
            return False
        star = self.star
        if star is not None and star.target is not None:
            middle = items[len(self.before) : end]
            for item in middle:
                item.refcount += 1
            rest = make_list(frame.interpreter, middle)
            captures.add(star.target, rest)
            frame.heap.release(rest)
        return all_fit(frame, self.after, items[end:], captures)

    def _ends_fit(self, frame: Frame, value: HeapObject, given: i64, captures: Captures) -> bool:
        """With `*_` only the items that have patterns are looked at."""
        for index, pattern in enumerate(self.before):
            if not self._item_fits(frame, value, index, pattern, captures):
                return False
        for index, pattern in enumerate(self.after):
            position = given - len(self.after) + index
            if not self._item_fits(frame, value, position, pattern, captures):
                return False
        return True

    def _item_fits(
        self, frame: Frame, value: HeapObject, index: i64, pattern: Pattern, captures: Captures
    ) -> bool:
        runtime = frame.interpreter
        key = make_int(runtime, index)
        try:
            item = get_item(runtime, value, key)
        finally:
            runtime.heap.release(key)
        try:
            return pattern.fits(frame, item, captures)
        finally:
            runtime.heap.release(item)


class MappingPattern(Pattern):
    """`{key: pattern, **rest}`: a mapping that has the keys, and maybe more."""

    def __init__(
        self, position: i64, keys: list[Expression], patterns: list[Pattern], rest: Target | None
    ) -> None:
        super().__init__(position)
        self.keys: list[Expression] = keys
        self.patterns: list[Pattern] = patterns
        self.rest: Target | None = rest

    def fits(self, frame: Frame, value: HeapObject, captures: Captures) -> bool:
        if not isinstance(value, Dict) and not is_declared(value, MAPPING_FLAG):
            return False
        frame.position = self.position
        if length(frame.interpreter, value) < len(self.keys):
            return False
        keys: list[HeapObject] = []
        found: list[HeapObject] = []
        try:
            for key in self.keys:
                keys.append(key.evaluate(frame))
            if not self._look_up(frame, value, keys, found):
                return False
            if not all_fit(frame, self.patterns, found, captures):
                return False
            if self.rest is not None:
                self._capture_rest(frame, self.rest, value, keys, captures)
            return True
        finally:
            frame.heap.release_all(found)
            frame.heap.release_all(keys)

    def _look_up(
        self, frame: Frame, mapping: HeapObject, keys: list[HeapObject], found: list[HeapObject]
    ) -> bool:
        """Put the values of the keys (owned) into `found`; False if one is missing."""
        interpreter = frame.interpreter
        frame.position = self.position
        for index, key in enumerate(keys):
            for earlier in keys[:index]:
                if equal(interpreter, earlier, key):
                    message = (
                        f"mapping pattern checks duplicate key ({repr_text(interpreter, key)})"
                    )
                    raise value_error(interpreter, message)
            value = self._value_of(frame, mapping, key)
            if value is None:
                return False
            found.append(value)
        return True

    def _value_of(self, frame: Frame, mapping: HeapObject, key: HeapObject) -> HeapObject | None:
        """The value (owned) of a key; None if there is none. A mapping's own `get` is honoured."""
        if not isinstance(mapping, Dict) or type_of(mapping).is_heap_type:
            missing = make_list(frame.interpreter, [])
            try:
                value = call_method(frame.interpreter, mapping, "get", [key, missing])
            finally:
                frame.heap.release(missing)
            if value is missing:
                frame.heap.release(value)
                return None
            return value
        entry = mapping.find(key)
        if entry is None or entry.value is None:
            return None
        entry.value.refcount += 1
        return entry.value

    def _capture_rest(
        self,
        frame: Frame,
        target: Target,
        mapping: HeapObject,
        keys: list[HeapObject],
        captures: Captures,
    ) -> None:
        """A new dict of the keys that the pattern does not name."""
        rest = make_dict(frame.interpreter)
        try:
            update(frame.interpreter, rest, mapping)
            for key in keys:
                taken = rest.find(key)
                if taken is not None:
                    frame.heap.release(rest.remove(taken))
            captures.add(target, rest)
        finally:
            frame.heap.release(rest)


class ClassPattern(Pattern):
    """`Point(x, y=0)`: an instance whose attributes fit."""

    def __init__(
        self,
        position: i64,
        cls: Expression,
        positional: list[Pattern],
        names: list[str],
        patterns: list[Pattern],
    ) -> None:
        super().__init__(position)
        self.cls: Expression = cls
        self.positional: list[Pattern] = positional
        self.names: list[str] = names
        self.patterns: list[Pattern] = patterns

    def fits(self, frame: Frame, value: HeapObject, captures: Captures) -> bool:
        cls = self.cls.evaluate(frame)
        frame.position = self.position
        found: list[HeapObject] = []
        try:
            if not isinstance(cls, Type):
                raise type_error(frame.interpreter, "called match pattern must be a type")
            if not is_instance(frame.interpreter, value, cls):
                return False
            if not self._attributes(frame, cls, value, found):
                return False
            return all_fit(frame, [*self.positional, *self.patterns], found, captures)
        finally:
            frame.heap.release_all(found)
            frame.heap.release(cls)

    def _attributes(
        self, frame: Frame, cls: Type, value: HeapObject, found: list[HeapObject]
    ) -> bool:
        """Put what the patterns are for into `found`, owned; False if an attribute is missing."""
        names: list[str] = []
        if self.positional:
            names = self._positional_names(frame, cls)
            if not names:
                value.refcount += 1
                found.append(value)
        names.extend(self.names)
        for index, name in enumerate(names):
            if name in names[:index]:
                message = f"{cls.name}() got multiple sub-patterns for attribute '{name}'"
                raise type_error(frame.interpreter, message)
            attribute = find_attribute(frame.interpreter, value, name)
            if attribute is None:
                return False
            found.append(attribute)
        return True

    def _positional_names(self, frame: Frame, cls: Type) -> list[str]:
        """The attributes that the positional patterns are for; none if for the value itself."""
        interpreter = frame.interpreter
        given = len(self.positional)
        declared = find_attribute(interpreter, cls, "__match_args__")
        if declared is None:
            itself = any(base.name in MATCH_THEMSELVES for base in cls.mro if not base.is_heap_type)
            self._check_count(frame, cls, 1 if itself else 0, given)
            return []
        try:
            if not isinstance(declared, Tuple):
                name = type_of(declared).name
                message = f"{cls.name}.__match_args__ must be a tuple (got {name})"
                raise type_error(interpreter, message)
            self._check_count(frame, cls, len(declared.items), given)
            return [self._name(frame, item) for item in declared.items[:given]]
        finally:
            frame.heap.release(declared)

    def _check_count(self, frame: Frame, cls: Type, accepted: i64, given: i64) -> None:
        if given > accepted:
            word = "sub-pattern" if accepted == 1 else "sub-patterns"
            message = f"{cls.name}() accepts {accepted} positional {word} ({given} given)"
            raise type_error(frame.interpreter, message)

    def _name(self, frame: Frame, item: HeapObject) -> str:
        if isinstance(item, Str):
            return item.value
        name = type_of(item).name
        message = f"__match_args__ elements must be strings (got {name})"
        raise type_error(frame.interpreter, message)
