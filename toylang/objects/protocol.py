"""What one can ask of any value: its truth, length, text, items; found through its type.

Each question is a special method (`__len__`, `__repr__`, …) looked up on the type, never on the
value. Arguments are borrowed, results are new references or host values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject
from toylang.objects.atoms import plain
from toylang.objects.builtins import BoundBuiltin, Builtin
from toylang.objects.dicts import Dict
from toylang.objects.errors import Raised, error, memory_error, type_error, value_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.functions import BoundMethod, Function
from toylang.objects.iterators import Iterator
from toylang.objects.lists import POINTER_SIZE, List
from toylang.objects.numbers import Bool, Float, Int
from toylang.objects.ranges import Range, iterate_range
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

LARGEST_LENGTH: Final = (1 << 63) - 1
SOME: Final = 1023
"""One less than the items that are looked at between two looks at the signals and limits."""

LARGEST_QUICK_INT: Final = 1 << 60
"""Ints below it have fewer digits than any limit on digits could be set to."""


def none(runtime: Runtime) -> HeapObject:
    """A new reference to None."""
    runtime.none.refcount += 1
    return runtime.none


def or_none(runtime: Runtime, value: HeapObject | None) -> HeapObject:
    """A new reference to a (borrowed) value that may be missing, which reads as None."""
    held = runtime.none if value is None else value
    held.refcount += 1
    return held


def not_implemented(runtime: Runtime) -> HeapObject:
    """A new reference to NotImplemented."""
    runtime.not_implemented.refcount += 1
    return runtime.not_implemented


# -- special methods -----------------------------------------------------------


def call_special(
    runtime: Runtime, value: HeapObject, name: str, arguments: list[HeapObject]
) -> HeapObject | None:
    """Call a special method of the value's type; None if there is no such method."""
    found = type_of(value).lookup(name)
    if found is None:
        return None
    return call_found(runtime, found, value, arguments)


def call_bound_special(
    runtime: Runtime, value: HeapObject, name: str, arguments: list[HeapObject]
) -> HeapObject | None:
    """As `call_special`, by way of a bound method.

    So do the functions of CPython that look a special method up (_PyObject_LookupSpecial).
    """
    from toylang.objects.attributes import bind

    method = type_of(value).lookup(name)
    if method is None:
        return None
    bound = bind(runtime, method, value, type_of(value))
    try:
        return runtime.call(bound, arguments)
    finally:
        runtime.heap.release(bound)


def call_found(
    runtime: Runtime, found: HeapObject, value: HeapObject, arguments: list[HeapObject]
) -> HeapObject:
    """Call what was found on the value's type as a method of the value."""
    if isinstance(found, Function) or (isinstance(found, Builtin) and found.owner is not None):
        return runtime.call(found, [value, *arguments])
    from toylang.objects.attributes import bind

    bound = bind(runtime, found, value, type_of(value))
    try:
        return runtime.call(bound, arguments)
    finally:
        runtime.heap.release(bound)


def call_method(
    runtime: Runtime, value: HeapObject, name: str, arguments: list[HeapObject]
) -> HeapObject:
    """Call an attribute of the value, found as the program would find it."""
    from toylang.objects.attributes import get_attribute

    function = get_attribute(runtime, value, name)
    try:
        return runtime.call(function, arguments)
    finally:
        runtime.heap.release(function)


def is_callable(value: HeapObject) -> bool:
    """Whether the value can be called."""
    if isinstance(value, (Function, Builtin, BoundMethod, BoundBuiltin, Type)):
        return True
    return type_of(value).lookup("__call__") is not None


# -- truth, length, index ------------------------------------------------------


def truth(runtime: Runtime, value: HeapObject) -> bool:
    """Whether `if value:` takes the branch."""
    if isinstance(value, Int):
        return value.value != 0
    if value is runtime.none:
        return False
    if isinstance(value, Str):
        return len(value.value) != 0
    if isinstance(value, (List, Tuple)) and value.extension is None:
        return len(value.items) != 0
    if isinstance(value, Float):
        return value.value != 0.0
    return _general_truth(runtime, value)


def _general_truth(runtime: Runtime, value: HeapObject) -> bool:
    result = call_special(runtime, value, "__bool__", [])
    if result is None:
        if type_of(value).lookup("__len__") is None:
            return True
        return length(runtime, value) != 0
    if not isinstance(result, Bool):
        name = type_of(result).name
        runtime.heap.release(result)
        raise type_error(runtime, f"__bool__ should return bool, returned {name}")
    answer = result is runtime.true
    runtime.heap.release(result)
    return answer


def length(runtime: Runtime, value: HeapObject) -> i64:
    """What `len(value)` is; TypeError if the value has no length."""
    if isinstance(value, (List, Tuple)) and value.extension is None:
        return len(value.items)
    if isinstance(value, Str):
        return len(value.value)
    result = call_special(runtime, value, "__len__", [])
    if result is None:
        raise type_error(runtime, f"object of type '{type_of(value).name}' has no len()")
    try:
        number = index_of(runtime, result)
    finally:
        runtime.heap.release(result)
    if number < 0:
        raise value_error(runtime, "__len__() should return >= 0")
    if number > LARGEST_LENGTH:
        raise error(runtime, "OverflowError", "cannot fit 'int' into an index-sized integer")
    return number


def index_of(runtime: Runtime, value: HeapObject) -> int:
    """The value as a host int, through `__index__`; TypeError if it is no integer."""
    number = plain(value)
    if isinstance(number, Int):
        return number.value
    result = call_special(runtime, value, "__index__", [])
    if result is None:
        raise type_error(
            runtime, f"'{type_of(value).name}' object cannot be interpreted as an integer"
        )
    answer = plain(result)
    if not isinstance(answer, Int):
        name = type_of(result).name
        runtime.heap.release(result)
        raise type_error(runtime, f"__index__ returned non-int (type {name})")
    runtime.heap.release(result)
    return answer.value


# -- text ----------------------------------------------------------------------


def repr_text(runtime: Runtime, value: HeapObject) -> str:
    """What `repr(value)` says, as host text."""
    return _released_text(runtime, repr_object(runtime, value))


def repr_object(runtime: Runtime, value: HeapObject) -> HeapObject:
    """What `repr(value)` is, a new reference: a string, perhaps of a class of its own."""
    return _text_by(runtime, value, "__repr__", "while getting the repr of an object")


def str_text(runtime: Runtime, value: HeapObject) -> str:
    """What `str(value)` says, as host text."""
    if isinstance(value, Str):
        return value.value
    if isinstance(value, Int) and value.kind is runtime.types.int:
        number = value.value
        if -LARGEST_QUICK_INT < number < LARGEST_QUICK_INT:
            return _int_text(runtime, number)
    return _released_text(runtime, str_object(runtime, value))


def str_object(runtime: Runtime, value: HeapObject) -> HeapObject:
    """What `str(value)` is, a new reference: a string, perhaps of a class of its own."""
    return _text_by(runtime, value, "__str__", "while getting the str of an object")


def _int_text(runtime: Runtime, number: int) -> str:
    """The digits, on the level on which `int.__str__` asks for the repr."""
    runtime.enter("while getting the str of an object")
    try:
        runtime.enter("while getting the repr of an object")
        runtime.leave()
    finally:
        runtime.leave()
    return str(number)


def _released_text(runtime: Runtime, result: HeapObject) -> str:
    """The host text of an owned string, which is let go."""
    text = plain(result)
    assert isinstance(text, Str)
    runtime.heap.release(result)
    return text.value


def _text_by(runtime: Runtime, value: HeapObject, name: str, doing: str) -> HeapObject:
    runtime.enter(doing)
    try:
        result = call_special(runtime, value, name, [])
    finally:
        runtime.leave()
    assert result is not None
    if not isinstance(plain(result), Str):
        wrong = type_of(result).name
        runtime.heap.release(result)
        raise type_error(runtime, f"{name} returned non-string (type {wrong})")
    return result


def format_text(runtime: Runtime, value: HeapObject, spec: str) -> str:
    """What `format(value, spec)` says, as host text."""
    if spec == "" and isinstance(value, Str):
        return value.value
    if spec == "" and value.kind is runtime.types.int:
        return str_text(runtime, value)
    argument = make_str(runtime, spec)
    try:
        result = call_bound_special(runtime, value, "__format__", [argument])
    finally:
        runtime.heap.release(argument)
    assert result is not None
    text = plain(result)
    runtime.heap.release(result)
    if not isinstance(text, Str):
        raise type_error(runtime, f"__format__ must return a str, not {type_of(result).name}")
    return text.value


# -- iteration -----------------------------------------------------------------


def is_iterable(value: HeapObject) -> bool:
    """Whether the value's type has a way to iterate, the old one by index included."""
    cls = type_of(value)
    return cls.lookup("__iter__") is not None or cls.lookup("__getitem__") is not None


def iterate(runtime: Runtime, value: HeapObject) -> HeapObject:
    """A new iterator over the value; TypeError if it cannot be iterated over."""
    if isinstance(value, Range):
        return iterate_range(runtime, value)
    method = type_of(value).lookup("__iter__")
    if method is None or method is runtime.none:
        if method is None and type_of(value).lookup("__getitem__") is not None:
            from toylang.objects.more_iterators import make_sequence_iterator

            return make_sequence_iterator(runtime, value)
        raise type_error(runtime, f"'{type_of(value).name}' object is not iterable")
    result = call_found(runtime, method, value, [])
    if not isinstance(result, Iterator) and type_of(result).lookup("__next__") is None:
        name = type_of(result).name
        runtime.heap.release(result)
        raise type_error(runtime, f"iter() returned non-iterator of type '{name}'")
    return result


def advance(runtime: Runtime, iterator: HeapObject) -> HeapObject | None:
    """The iterator's next value (a new reference), None when it is exhausted."""
    if isinstance(iterator, Iterator):
        return iterator.advance(runtime)
    try:
        return next_value(runtime, iterator)
    except Raised as raised:
        if is_instance_of(runtime, raised.exception, "StopIteration"):
            runtime.heap.release(raised.exception)
            return None
        raise


def next_value(runtime: Runtime, iterator: HeapObject) -> HeapObject:
    """The iterator's next value (a new reference); StopIteration when it is exhausted."""
    if isinstance(iterator, Iterator):
        return iterator.next_value(runtime)
    method = type_of(iterator).lookup("__next__")
    if method is None:
        raise type_error(runtime, f"'{type_of(iterator).name}' object is not an iterator")
    return call_found(runtime, method, iterator, [])


def items_of(runtime: Runtime, iterable: HeapObject) -> list[HeapObject]:
    """Everything the iterable yields, as new references."""
    if isinstance(iterable, (List, Tuple)) and iterable.extension is None:
        items = iterable.items.copy()
        for item in items:
            item.refcount += 1
        return items
    iterator = iterate(runtime, iterable)
    try:
        return drain(runtime, iterator)
    finally:
        runtime.heap.release(iterator)


def drain(runtime: Runtime, iterator: HeapObject) -> list[HeapObject]:
    """Everything the iterator (borrowed) still has, as new references."""
    items: list[HeapObject] = []
    try:
        while True:
            runtime.poll()
            item = advance(runtime, iterator)
            if item is None:
                return items
            items.append(item)
            if len(items) & SOME == 0 and len(items) * POINTER_SIZE > runtime.heap.allocator.room():
                raise memory_error(runtime)
    except BaseException:
        runtime.heap.release_all(items)
        raise


# -- items ---------------------------------------------------------------------


def contains(runtime: Runtime, container: HeapObject, item: HeapObject) -> bool:
    """Whether `item in container`."""
    if isinstance(container, Dict) and container.extension is None:
        return container.find(item) is not None
    method = type_of(container).lookup("__contains__")
    if method is runtime.none:
        raise type_error(runtime, f"'{type_of(container).name}' object is not a container")
    if method is not None:
        result = call_found(runtime, method, container, [item])
        try:
            return truth(runtime, result)
        finally:
            runtime.heap.release(result)
    return _contains_by_iteration(runtime, container, item)


def _contains_by_iteration(runtime: Runtime, container: HeapObject, item: HeapObject) -> bool:
    from toylang.objects.hashing import same_or_equal

    iterator = _iterator_to_search(runtime, container)
    try:
        while True:
            candidate = advance(runtime, iterator)
            if candidate is None:
                return False
            try:
                runtime.poll()
                if same_or_equal(runtime, candidate, item):
                    return True
            finally:
                runtime.heap.release(candidate)
    finally:
        runtime.heap.release(iterator)


def _iterator_to_search(runtime: Runtime, container: HeapObject) -> HeapObject:
    """An iterator over a container; a TypeError is put in other words (_PySequence_IterSearch)."""
    try:
        return iterate(runtime, container)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "TypeError"):
            raise
        runtime.heap.release(raised.exception)
    name = type_of(container).name
    raise type_error(runtime, f"argument of type '{name}' is not iterable")


def get_item(runtime: Runtime, container: HeapObject, key: HeapObject) -> HeapObject:
    """`container[key]`."""
    result = call_special(runtime, container, "__getitem__", [key])
    if result is None:
        from toylang.objects.attributes import class_item

        return class_item(runtime, container, key)
    return result


def set_item(runtime: Runtime, container: HeapObject, key: HeapObject, value: HeapObject) -> None:
    """`container[key] = value`."""
    result = call_special(runtime, container, "__setitem__", [key, value])
    if result is None:
        name = type_of(container).name
        raise type_error(runtime, f"'{name}' object does not support item assignment")
    runtime.heap.release(result)


def delete_item(runtime: Runtime, container: HeapObject, key: HeapObject) -> None:
    """`del container[key]`."""
    result = call_special(runtime, container, "__delitem__", [key])
    if result is None:
        raise type_error(runtime, _no_deletion(container, key))
    runtime.heap.release(result)


def _no_deletion(container: HeapObject, key: HeapObject) -> str:
    """Why nothing can be deleted: sequences say it in words of their own (PySequence_DelItem)."""
    cls = type_of(container)
    is_sequence = cls.is_heap_type or cls.lookup("__len__") is not None
    if is_sequence and type_of(key).lookup("__index__") is not None:
        return f"'{cls.name}' object doesn't support item deletion"
    return f"'{cls.name}' object does not support item deletion"
