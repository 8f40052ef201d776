"""What functions, methods, cells, code and modules say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.attributes import get_attribute, replace_attributes
from toylang.objects.binding_methods import call_method, data_methods, get_method
from toylang.objects.builtins import (
    Attribute,
    AttributeSpec,
    BoundBuiltin,
    Builtin,
    TypeSpec,
    method,
    static_method,
)
from toylang.objects.comparison import equal
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import type_error, value_error
from toylang.objects.functions import BoundMethod, Cell, Function, make_bound_method
from toylang.objects.hashing import hash_of, identity_hash
from toylang.objects.modules import Module
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.object_operations import attribute_name
from toylang.objects.protocol import is_callable, none, not_implemented, or_none, repr_text
from toylang.objects.shared_methods import read_only, unhashable
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


# -- functions -----------------------------------------------------------------


def _function(value: HeapObject) -> Function:
    assert isinstance(value, Function)
    return value


def _repr_function(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    function = _function(arguments[0])
    return make_str(runtime, f"<function {function.qualname} at {hex(function.address)}>")


def _name(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _function(value).name)


def _set_name(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    if not isinstance(new, Str):
        raise type_error(runtime, "__name__ must be set to a string object")
    _function(value).name = new.value


def _qualname(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _function(value).qualname)


def _set_qualname(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    if not isinstance(new, Str):
        raise type_error(runtime, "__qualname__ must be set to a string object")
    _function(value).qualname = new.value


def _doc(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _function(value).doc)


def _set_doc(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    function = _function(value)
    old, function.doc = function.doc, new
    if new is not None:
        new.refcount += 1
    if old is not None:
        runtime.heap.release(old)


def _module(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _function(value).module)


def _set_module(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    function = _function(value)
    old, function.module = function.module, new
    if new is not None:
        new.refcount += 1
    if old is not None:
        runtime.heap.release(old)


def _defaults(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _function(value).defaults)


def _set_defaults(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    function = _function(value)
    chosen: Tuple | None = None
    if isinstance(new, Tuple):
        new.refcount += 1
        chosen = new
    elif new is not None and new is not runtime.none:
        raise type_error(runtime, "__defaults__ must be set to a tuple object")
    old, function.defaults = function.defaults, chosen
    if old is not None:
        runtime.heap.release(old)


def _keyword_defaults(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _function(value).keyword_defaults)


def _set_keyword_defaults(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    function = _function(value)
    chosen: Dict | None = None
    if isinstance(new, Dict):
        new.refcount += 1
        chosen = new
    elif new is not None and new is not runtime.none:
        raise type_error(runtime, "__kwdefaults__ must be set to a dict object")
    old, function.keyword_defaults = function.keyword_defaults, chosen
    if old is not None:
        runtime.heap.release(old)


def _closure(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _function(value).closure)


def _code(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _function(value).code)


def _globals(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _function(value).globals)


def _dictionary(runtime: Runtime, value: HeapObject) -> HeapObject:
    function = _function(value)
    if function.dictionary is None:
        function.dictionary = make_dict(runtime)
    function.dictionary.refcount += 1
    return function.dictionary


def _set_dictionary(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    replace_attributes(runtime, _function(value), new)


def _annotations(runtime: Runtime, value: HeapObject) -> HeapObject:
    """As func_get_annotation_dict: the tuple the definition left becomes a dict."""
    function = _function(value)
    held = function.annotations
    if isinstance(held, Dict):
        held.refcount += 1
        return held
    result = make_dict(runtime)
    if isinstance(held, Tuple):
        for index in range(0, len(held.items), 2):
            name, annotation = held.items[index], held.items[index + 1]
            name.refcount += 1
            annotation.refcount += 1
            result.set(name, annotation)
    _replace_annotations(runtime, function, result)
    return result


def _set_annotations(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    if new is None or new is runtime.none:
        _replace_annotations(runtime, _function(value), None)
    elif isinstance(new, Dict):
        _replace_annotations(runtime, _function(value), new)
    else:
        raise type_error(runtime, "__annotations__ must be set to a dict object")


def _replace_annotations(runtime: Runtime, function: Function, new: Dict | None) -> None:
    if new is not None:
        new.refcount += 1
    old, function.annotations = function.annotations, new
    if old is not None:
        runtime.heap.release(old)


# -- bound methods -------------------------------------------------------------


def _method(value: HeapObject) -> BoundMethod:
    assert isinstance(value, BoundMethod)
    return value


def _new_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    function, receiver = arguments[1], arguments[2]
    if not is_callable(function):
        raise type_error(runtime, "first argument must be callable")
    if receiver is runtime.none:
        raise type_error(runtime, "instance must not be None")
    return make_bound_method(runtime, function, receiver)


def _repr_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    bound = _method(arguments[0])
    function = bound.function
    name = "?"
    if isinstance(function, Function):
        name = function.qualname
    elif isinstance(function, Builtin):
        name = _builtin_path(function)
    return make_str(runtime, f"<bound method {name} of {repr_text(runtime, bound.receiver)}>")


def _equal_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = _method(arguments[0]), arguments[1]
    if not isinstance(right, BoundMethod):
        return not_implemented(runtime)
    same = left.receiver is right.receiver and equal(runtime, left.function, right.function)
    return make_bool(runtime, same)


def _hash_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    bound = _method(arguments[0])
    mixed = identity_hash(bound.receiver) ^ hash_of(runtime, bound.function)
    return make_int(runtime, mixed)


def _method_function(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _method(value).function)


def _method_receiver(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _method(value).receiver)


def _method_attribute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """What a bound method has not itself, its function may have."""
    name = attribute_name(runtime, arguments[1])
    return get_attribute(runtime, _method(arguments[0]).function, name)


# -- built-in functions --------------------------------------------------------


def _repr_builtin(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    if isinstance(value, BoundBuiltin):
        return make_str(runtime, _bound_words(value.function, value.receiver))
    assert isinstance(value, Builtin)
    if value.owner is not None:
        word = "slot wrapper" if value.is_slot else "method"
        return make_str(runtime, f"<{word} '{value.name}' of '{value.owner.name}' objects>")
    if value.home is not None:
        return make_str(runtime, _bound_words(value, value.home))
    return make_str(runtime, f"<built-in function {value.name}>")


def _bound_words(function: Builtin, receiver: HeapObject) -> str:
    """How a built-in method with its receiver prints."""
    where = f"of {type_of(receiver).name} object at {hex(receiver.address)}"
    if function.is_slot:
        return f"<method-wrapper '{function.name}' {where}>"
    return f"<built-in method {function.name} {where}>"


def _builtin_name(runtime: Runtime, value: HeapObject) -> HeapObject:
    if isinstance(value, BoundBuiltin):
        return make_str(runtime, value.function.name)
    assert isinstance(value, Builtin)
    return make_str(runtime, value.name)


def _builtin_qualname(runtime: Runtime, value: HeapObject) -> HeapObject:
    function = value.function if isinstance(value, BoundBuiltin) else value
    assert isinstance(function, Builtin)
    return make_str(runtime, _builtin_path(function))


def _builtin_path(function: Builtin) -> str:
    """The name with the type's in front; a module's function has its name only."""
    return function.name if function.home is None else f"{function.home.name}.{function.name}"


def _builtin_receiver(runtime: Runtime, value: HeapObject) -> HeapObject:
    if isinstance(value, BoundBuiltin):
        return or_none(runtime, value.receiver)
    assert isinstance(value, Builtin)
    if value.home is None:
        return runtime.find_module(value.module or "builtins")
    return or_none(runtime, value.home if value.name == "__new__" else None)


def _builtin_module(runtime: Runtime, value: HeapObject) -> HeapObject:
    if isinstance(value, Builtin) and value.home is None:
        return make_str(runtime, value.module or "builtins")
    return none(runtime)


def _builtin_owner(runtime: Runtime, value: HeapObject) -> HeapObject:
    if isinstance(value, BoundBuiltin):
        return or_none(runtime, value.function.owner)
    assert isinstance(value, (Attribute, Builtin))
    return or_none(runtime, value.owner)


def _equal_builtin(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    left, right = arguments
    if isinstance(left, BoundBuiltin) and isinstance(right, BoundBuiltin):
        same = left.receiver is right.receiver and left.function is right.function
        return make_bool(runtime, same)
    if type_of(left) is not type_of(right):
        return not_implemented(runtime)
    return make_bool(runtime, left is right)


def _hash_builtin(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    if isinstance(value, BoundBuiltin):
        mixed = identity_hash(value.receiver) ^ identity_hash(value.function)
        return make_int(runtime, mixed)
    return make_int(runtime, identity_hash(value))


def _repr_attribute(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    assert isinstance(value, Attribute)
    owner = "?" if value.owner is None else value.owner.name
    return make_str(runtime, f"<attribute '{value.name}' of '{owner}' objects>")


def _repr_member(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    assert isinstance(value, Attribute)
    owner = "?" if value.owner is None else value.owner.name
    return make_str(runtime, f"<member '{value.name}' of '{owner}' objects>")


def _attribute_name(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, Attribute)
    return make_str(runtime, value.name)


# -- cells, code, modules ------------------------------------------------------


def _cell_contents(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, Cell)
    if value.value is None:
        raise value_error(runtime, "Cell is empty")
    return or_none(runtime, value.value)


def _repr_cell(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    cell = arguments[0]
    assert isinstance(cell, Cell)
    if cell.value is None:
        return make_str(runtime, f"<cell at {hex(cell.address)}: empty>")
    held = cell.value
    what = f"{type_of(held).name} object at {hex(held.address)}"
    return make_str(runtime, f"<cell at {hex(cell.address)}: {what}>")


def _repr_module(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    module = arguments[0]
    assert isinstance(module, Module)
    entry = module.namespace.find_text("__file__")
    if entry is not None and isinstance(entry.value, Str):
        path = repr_text(runtime, entry.value)
        return make_str(runtime, f"<module '{module.name}' from {path}>")
    where = "" if module.namespace.find_text("__spec__") is not None else " (built-in)"
    return make_str(runtime, f"<module '{module.name}'{where}>")


def _module_dictionary(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, Module)
    return or_none(runtime, value.namespace)


METHOD_ATTRIBUTES: Final[list[AttributeSpec]] = [
    AttributeSpec("__name__", _builtin_name),
    AttributeSpec("__qualname__", _builtin_qualname),
    AttributeSpec("__objclass__", _builtin_owner, read_only),
]

DESCRIPTOR_ATTRIBUTES: Final[list[AttributeSpec]] = [
    AttributeSpec("__name__", _attribute_name, read_only),
    AttributeSpec("__objclass__", _builtin_owner, read_only),
]

TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "function",
        [method("__repr__", _repr_function), call_method(), get_method()],
        [
            AttributeSpec("__name__", _name, _set_name),
            AttributeSpec("__qualname__", _qualname, _set_qualname),
            AttributeSpec("__doc__", _doc, _set_doc),
            AttributeSpec("__module__", _module, _set_module),
            AttributeSpec("__defaults__", _defaults, _set_defaults),
            AttributeSpec("__kwdefaults__", _keyword_defaults, _set_keyword_defaults),
            AttributeSpec("__closure__", _closure, read_only),
            AttributeSpec("__annotations__", _annotations, _set_annotations),
            AttributeSpec("__code__", _code),
            AttributeSpec("__globals__", _globals, read_only),
            AttributeSpec("__dict__", _dictionary, _set_dictionary),
        ],
    ),
    TypeSpec(
        "method",
        [
            static_method(method("__new__", _new_method, 2)),
            method("__repr__", _repr_method),
            method("__eq__", _equal_method, 1),
            method("__hash__", _hash_method),
            call_method(),
            get_method(),
            method("__getattr__", _method_attribute, 1),
        ],
        [
            AttributeSpec("__func__", _method_function, read_only),
            AttributeSpec("__self__", _method_receiver, read_only),
        ],
    ),
    TypeSpec(
        "builtin_function_or_method",
        [
            method("__repr__", _repr_builtin),
            method("__eq__", _equal_builtin, 1),
            method("__hash__", _hash_builtin),
            call_method(),
        ],
        [
            AttributeSpec("__name__", _builtin_name),
            AttributeSpec("__qualname__", _builtin_qualname),
            AttributeSpec("__module__", _builtin_module),
            AttributeSpec("__self__", _builtin_receiver),
        ],
    ),
    TypeSpec(
        "method_descriptor",
        [method("__repr__", _repr_builtin), call_method(), get_method()],
        METHOD_ATTRIBUTES,
    ),
    TypeSpec(
        "wrapper_descriptor",
        [method("__repr__", _repr_builtin), call_method(), get_method()],
        METHOD_ATTRIBUTES,
    ),
    TypeSpec(
        "method-wrapper",
        [
            method("__repr__", _repr_builtin),
            method("__eq__", _equal_builtin, 1),
            method("__hash__", _hash_builtin),
            call_method(),
        ],
        [*METHOD_ATTRIBUTES, AttributeSpec("__self__", _builtin_receiver)],
    ),
    TypeSpec(
        "getset_descriptor",
        [method("__repr__", _repr_attribute), *data_methods()],
        DESCRIPTOR_ATTRIBUTES,
    ),
    TypeSpec(
        "member_descriptor",
        [method("__repr__", _repr_member), *data_methods()],
        DESCRIPTOR_ATTRIBUTES,
    ),
    TypeSpec(
        "cell",
        [method("__repr__", _repr_cell), unhashable()],
        [AttributeSpec("cell_contents", _cell_contents)],
    ),
    TypeSpec(
        "module",
        [method("__repr__", _repr_module)],
        [AttributeSpec("__dict__", _module_dictionary)],
    ),
]
