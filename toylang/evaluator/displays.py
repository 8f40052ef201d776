"""Displays and strings with fields: `[a, *b]`, `(a, b)`, `{k: v, **d}`, `{a, b}`, f-strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.evaluator.names import Constant
from toylang.evaluator.nodes import Expression, evaluate_all, unwind
from toylang.heap.header import HeapObject
from toylang.objects.dict_merging import make_expecting_dict, update_from_mapping
from toylang.objects.dicts import Dict
from toylang.objects.errors import type_error
from toylang.objects.formatting import escaped
from toylang.objects.list_growth import extend_list
from toylang.objects.lists import List, make_list
from toylang.objects.protocol import format_text, is_iterable, items_of, repr_text, str_text
from toylang.objects.set_algebra import update
from toylang.objects.set_object import Set, make_set
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import make_tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.evaluator.frames import Frame


class Starred(Expression):
    """`*value` inside a display; only the display asks for it."""

    def __init__(self, position: i64, value: Expression) -> None:
        super().__init__(position)
        self.value: Expression = value

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.value.evaluate(frame)


class ListDisplay(Expression):
    """`[a, b]`: as large as needed, no larger."""

    def __init__(self, position: i64, items: list[Expression]) -> None:
        super().__init__(position)
        self.items: list[Expression] = items

    def evaluate(self, frame: Frame) -> HeapObject:
        return make_list(frame.interpreter, evaluate_all(frame, self.items))


class ListFromConstants(Expression):
    """`[1, 2, 3]`: an empty list extended by a tuple the code holds."""

    def __init__(self, position: i64, items: Expression) -> None:
        super().__init__(position)
        self.items: Expression = items

    def evaluate(self, frame: Frame) -> HeapObject:
        result = make_list(frame.interpreter, [])
        items = self.items.evaluate(frame)
        try:
            extend_list(frame.interpreter, result, items)
        except BaseException:
            frame.heap.release(result)
            raise
        finally:
            frame.heap.release(items)
        return result


class ListWithStars(Expression):
    """`[a, *b, c]`: grows as it goes."""

    def __init__(self, position: i64, items: list[Expression]) -> None:
        super().__init__(position)
        self.items: list[Expression] = items

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.build(frame)

    def build(self, frame: Frame) -> List:
        """The list, owned."""
        plain = 0
        while plain < len(self.items) and not isinstance(self.items[plain], Starred):
            plain += 1
        result = make_list(frame.interpreter, evaluate_all(frame, self.items[:plain]))
        try:
            for item in self.items[plain:]:
                value = item.evaluate(frame)
                if isinstance(item, Starred):
                    self._spread(frame, result, value)
                else:
                    result.append(value)
        except BaseException:
            frame.heap.release(result)
            raise
        return result

    def _spread(self, frame: Frame, result: List, value: HeapObject) -> None:
        frame.position = self.position
        try:
            if not is_iterable(value):
                name = type_of(value).name
                message = f"Value after * must be an iterable, not {name}"
                raise type_error(frame.interpreter, message)
            extend_list(frame.interpreter, result, value)
        finally:
            frame.heap.release(value)


class TupleDisplay(Expression):
    """`(a, b)`."""

    def __init__(self, position: i64, items: list[Expression]) -> None:
        super().__init__(position)
        self.items: list[Expression] = items

    def evaluate(self, frame: Frame) -> HeapObject:
        return make_tuple(frame.interpreter, evaluate_all(frame, self.items))


class TupleWithStars(Expression):
    """`(a, *b)`: gathered in a list first."""

    def __init__(self, position: i64, items: list[Expression]) -> None:
        super().__init__(position)
        self.gathered: ListWithStars = ListWithStars(position, items)

    def evaluate(self, frame: Frame) -> HeapObject:
        gathered = self.gathered.build(frame)
        items = gathered.items.copy()
        for item in items:
            item.refcount += 1
        result = make_tuple(frame.interpreter, items)
        frame.heap.release(gathered)
        return result


class SetDisplay(Expression):
    """`{a, *b}`."""

    def __init__(self, position: i64, items: list[Expression]) -> None:
        super().__init__(position)
        self.items: list[Expression] = items

    def evaluate(self, frame: Frame) -> HeapObject:
        values: list[HeapObject] = []
        try:
            for item in self.items:
                value = item.evaluate(frame)
                if isinstance(item, Starred):
                    frame.position = self.position
                    try:
                        values.extend(items_of(frame.interpreter, value))
                    finally:
                        frame.heap.release(value)
                else:
                    values.append(value)
        except BaseException:
            unwind(frame, values)
            raise
        return self._fill(frame, values)

    def _fill(self, frame: Frame, values: list[HeapObject]) -> HeapObject:
        frame.position = self.position
        result: Set = make_set(frame.interpreter)
        waiting = values[::-1]
        try:
            while waiting:
                result.add(waiting.pop())
        except BaseException:
            frame.heap.release_all(waiting[::-1])
            frame.heap.release(result)
            raise
        return result


class SetFromConstants(Expression):
    """`{1, 2, 3}`: an empty set filled from a frozenset the code holds."""

    def __init__(self, position: i64, items: Expression) -> None:
        super().__init__(position)
        self.items: Expression = items

    def evaluate(self, frame: Frame) -> HeapObject:
        result: Set = make_set(frame.interpreter)
        items = self.items.evaluate(frame)
        update(frame.interpreter, result, items)
        frame.heap.release(items)
        return result


GATHERED_AT_MOST: Final[i64] = 15
"""Items of a dict display that wait on the evaluation stack together."""


LONGEST_RUN: Final = 17
"""Items of a dict display that are put into a dict together."""


class DictDisplay(Expression):
    """`{key: value}`, of no more than the longest run of items."""

    def __init__(self, position: i64, keys: list[Expression], values: list[Expression]) -> None:
        super().__init__(position)
        self.keys: list[Expression] = keys
        self.values: list[Expression] = values
        self.expected: i64 = len(keys)
        """Items the table is made for."""

        self.only_str_keys: bool = True
        """Whether all keys are known to be strings."""

        for key in keys:
            if not isinstance(key, Constant) or not isinstance(key.value, Str):
                self.only_str_keys = False

    def evaluate(self, frame: Frame) -> HeapObject:
        return self.make(frame)

    def make(self, frame: Frame) -> Dict:
        """The dict, a new reference."""
        if 0 < self.expected <= GATHERED_AT_MOST:
            return self._gather(frame)
        result = self._begin(frame)
        try:
            for index, key in enumerate(self.keys):
                self._add(frame, result, key, self.values[index])
        except BaseException:
            frame.heap.release(result)
            raise
        return result

    def _begin(self, frame: Frame) -> Dict:
        expected = self.expected if self.only_str_keys else 0
        return make_expecting_dict(frame.interpreter, expected, True)

    def _gather(self, frame: Frame) -> Dict:
        """A short display: everything is evaluated before the dict is made."""
        expressions: list[Expression] = []
        for index, key in enumerate(self.keys):
            expressions += [key, self.values[index]]
        operands = evaluate_all(frame, expressions)
        result = self._begin(frame)
        frame.position = self.position
        try:
            for index in range(0, len(operands), 2):
                key_value, value = operands[index], operands[index + 1]
                key_value.refcount += 1
                value.refcount += 1
                result.set(key_value, value)
        except BaseException:
            frame.heap.release(result)
            raise
        finally:
            operands.reverse()
            frame.heap.release_all(operands)
        return result

    def _add(self, frame: Frame, result: Dict, key: Expression, value: Expression) -> None:
        key_value = key.evaluate(frame)
        try:
            item = value.evaluate(frame)
        except BaseException:
            frame.heap.release(key_value)
            raise
        frame.position = self.position
        result.set(key_value, item)


class MergedDict(Expression):
    """`{key: value, **mapping}`, or a long display: a run of items to which more is added.

    What is added is a mapping or a dict of another run, as in compiler_dict of CPython's
    `Python/compile.c`.
    """

    def __init__(self, position: i64, first: DictDisplay, others: list[Expression]) -> None:
        super().__init__(position)
        self.first: DictDisplay = first
        self.others: list[Expression] = others

    def evaluate(self, frame: Frame) -> HeapObject:
        result = self.first.make(frame)
        try:
            for other in self.others:
                self._add(frame, result, other)
        except BaseException:
            frame.heap.release(result)
            raise
        return result

    def _add(self, frame: Frame, result: Dict, other: Expression) -> None:
        mapping = other.evaluate(frame)
        frame.position = self.position
        try:
            update_from_mapping(frame.interpreter, result, mapping)
        finally:
            frame.heap.release(mapping)


# -- strings with fields -------------------------------------------------------


class Field(Expression):
    """`{value!r:spec}` in an f-string."""

    def __init__(
        self, position: i64, value: Expression, conversion: str, spec: Expression | None
    ) -> None:
        super().__init__(position)
        self.value: Expression = value
        self.conversion: str = conversion
        """`r`, `s`, `a` or nothing."""

        self.spec: Expression | None = spec

    def evaluate(self, frame: Frame) -> HeapObject:
        return make_str(frame.interpreter, self.text(frame))

    def text(self, frame: Frame) -> str:
        """The formatted value as host text."""
        value = self.value.evaluate(frame)
        if self.conversion:
            value = self._converted(frame, value)
        spec = ""
        if self.spec is not None:
            try:
                given = self.spec.evaluate(frame)
            except BaseException:
                frame.heap.release(value)
                raise
            if isinstance(given, Str):
                spec = given.value
            frame.heap.release(given)
        frame.position = self.position
        try:
            return format_text(frame.interpreter, value, spec)
        finally:
            frame.heap.release(value)

    def _converted(self, frame: Frame, value: HeapObject) -> HeapObject:
        """The owned value as text; the value is released."""
        frame.position = self.position
        try:
            if self.conversion == "s":
                text = str_text(frame.interpreter, value)
            else:
                text = repr_text(frame.interpreter, value)
                if self.conversion == "a":
                    text = escaped(text)
        finally:
            frame.heap.release(value)
        return make_str(frame.interpreter, text)


class JoinedString(Expression):
    """An f-string: texts and fields in a row."""

    def __init__(self, position: i64, parts: list[Expression]) -> None:
        super().__init__(position)
        self.parts: list[Expression] = parts

    def evaluate(self, frame: Frame) -> HeapObject:
        texts: list[str] = []
        for part in self.parts:
            if isinstance(part, Field):
                texts.append(part.text(frame))
            else:
                value = part.evaluate(frame)
                if isinstance(value, Str):
                    texts.append(value.value)
                frame.heap.release(value)
        return make_str(frame.interpreter, "".join(texts))
