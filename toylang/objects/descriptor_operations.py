"""What property, classmethod, staticmethod and super objects can be asked, and how they print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import HeapObject
from toylang.objects.atoms import plain
from toylang.objects.attributes import find_attribute, get_attribute, set_attribute
from toylang.objects.binding_methods import call_method, data_methods, get_method
from toylang.objects.builtins import (
    ANY_NUMBER,
    AttributeSpec,
    TypeSpec,
    bind_arguments,
    keyword_method,
    method,
    packed,
    static_method,
)
from toylang.objects.derived import begin_life, derived_part
from toylang.objects.descriptors import (
    ClassMethod,
    Property,
    StaticMethod,
    SuperObject,
    make_super,
    start_super,
    start_wrapper,
)
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import is_instance_of
from toylang.objects.functions import Function
from toylang.objects.numbers import make_bool
from toylang.objects.protocol import none, or_none, repr_text, truth
from toylang.objects.shared_methods import constructor_arguments, read_only
from toylang.objects.text import Str, make_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

COPIED_ATTRIBUTES: Final = [
    "__module__",
    "__name__",
    "__qualname__",
    "__doc__",
    "__annotations__",
]
"""What static and class methods take over from their function (`functools_wraps` in CPython)."""


def _optional(runtime: Runtime, value: HeapObject | None) -> HeapObject | None:
    """An owned reference to a given argument; None for one left out or None."""
    if value is None or value is runtime.none:
        return None
    value.refcount += 1
    return value


def _new_property(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """A property without functions; they are left to `__init__`."""
    result = Property(None, None, None)
    cls = arguments[0]
    assert isinstance(cls, Type)
    begin_life(runtime, result, cls, runtime.types.property, 0)
    return result


def _initialise_property(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    names = ["fget", "fset", "fdel", "doc"]
    given = bind_arguments(runtime, "property", arguments[1:], keywords, names, 4)
    value = _property(arguments[0])
    value.release_referents(runtime.heap)
    value.getter = _optional(runtime, given[0])
    value.setter = _optional(runtime, given[1])
    value.deleter = _optional(runtime, given[2])
    _document(runtime, value, given[3])
    return none(runtime)


def _document(runtime: Runtime, value: Property, given: HeapObject | None) -> None:
    """Give a property its docstring: the (borrowed) one given, else its getter's.

    A property of a derived class has it among its attributes, for the class hides the other place.
    """
    doc = _optional(runtime, given)
    if doc is None and isinstance(value.getter, Function):
        doc = _optional(runtime, value.getter.doc)
        value.doc_is_the_getters = True
    extension = derived_part(value)
    if extension is None:
        value.doc = doc
    elif doc is not None and type_of(value).instances_have_attributes:
        extension.own_dictionary().set_text("__doc__", doc)
    elif doc is not None:
        runtime.heap.release(doc)
        name = type_of(value).name
        message = f"'{name}' object attribute '__doc__' is read-only"
        raise error(runtime, "AttributeError", message)


def _with_function(runtime: Runtime, value: HeapObject, new: list[HeapObject | None]) -> HeapObject:
    """A property of the same class with one function replaced."""
    receiver = _property(value)
    old = [receiver.getter, receiver.setter, receiver.deleter]
    arguments: list[HeapObject] = []
    for index, held in enumerate(old):
        chosen = held if new[index] is None else new[index]
        arguments.append(runtime.none if chosen is None else chosen)
    doc = None if receiver.doc_is_the_getters else receiver.doc
    arguments.append(runtime.none if doc is None else doc)
    return runtime.call(type_of(receiver), arguments)


def _property_getter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _with_function(runtime, arguments[0], [arguments[1], None, None])


def _property_setter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _with_function(runtime, arguments[0], [None, arguments[1], None])


def _property_deleter(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return _with_function(runtime, arguments[0], [None, None, arguments[1]])


def _set_property_name(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """`property.__set_name__(owner, name)`: the name, for complaints."""
    name = plain(arguments[2])
    _property(arguments[0]).name = name.value if isinstance(name, Str) else ""
    return none(runtime)


def _new_static_method(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """A static method without function; that is left to `__init__`."""
    cls = arguments[0]
    assert isinstance(cls, Type)
    return start_wrapper(runtime, StaticMethod(runtime.none), cls)


def _new_class_method(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = arguments[0]
    assert isinstance(cls, Type)
    return start_wrapper(runtime, ClassMethod(runtime.none), cls)


def _initialise_wrapper(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    wrapper = arguments[0]
    assert isinstance(wrapper, StaticMethod)
    name = "classmethod" if isinstance(wrapper, ClassMethod) else "staticmethod"
    function = constructor_arguments(runtime, name, arguments, keywords, 1, 1)[0]
    function.refcount += 1
    old, wrapper.function = wrapper.function, function
    runtime.heap.release(old)
    for name in COPIED_ATTRIBUTES:
        _copy_attribute(runtime, wrapper, function, name)
    return none(runtime)


def _copy_attribute(
    runtime: Runtime, wrapper: StaticMethod, function: HeapObject, name: str
) -> None:
    """Give the wrapper an attribute of its function, if that has it."""
    try:
        found = get_attribute(runtime, function, name)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "AttributeError"):
            raise
        runtime.heap.release(raised.exception)
    else:
        try:
            set_attribute(runtime, wrapper, name, found)
        finally:
            runtime.heap.release(found)


def _new_super(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if len(arguments) > 3:
        message = f"super() expected at most 2 arguments, got {len(arguments) - 1}"
        raise type_error(runtime, message)
    if len(arguments) == 1:
        raise error(runtime, "RuntimeError", "super(): no arguments")
    start = arguments[1]
    if not isinstance(start, Type):
        name = type_of(start).name
        raise type_error(runtime, f"super() argument 1 must be a type, not {name}")
    if len(arguments) == 2 or arguments[2] is runtime.none:
        return start_super(runtime, SuperObject(start, None, None))
    return make_super(runtime, start, arguments[2])


def _wrapped_function(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, StaticMethod)
    value.function.refcount += 1
    return value.function


def _wrapper_dictionary(runtime: Runtime, value: HeapObject) -> HeapObject:
    assert isinstance(value, StaticMethod)
    dictionary = value.own_dictionary(runtime)
    dictionary.refcount += 1
    return dictionary


def _property(value: HeapObject) -> Property:
    assert isinstance(value, Property)
    return value


def _property_fget(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _property(value).getter)


def _property_fset(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _property(value).setter)


def _property_fdel(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _property(value).deleter)


def _property_doc(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _property(value).doc)


def _set_property_doc(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    receiver = _property(value)
    old, receiver.doc = receiver.doc, _optional(runtime, new)
    if old is not None:
        runtime.heap.release(old)


def _repr_wrapper(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    wrapper = arguments[0]
    assert isinstance(wrapper, StaticMethod)
    held = repr_text(runtime, wrapper.function)
    return make_str(runtime, f"<{type_of(wrapper).name}({held})>")


# -- super ---------------------------------------------------------------------


def _super(value: HeapObject) -> SuperObject:
    assert isinstance(value, SuperObject)
    return value


def _repr_super(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = _super(arguments[0])
    bound = "NULL"
    if value.receiver_type is not None:
        bound = f"<{value.receiver_type.name} object>"
    return make_str(runtime, f"<super: <class '{value.start.name}'>, {bound}>")


def _get_super(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """As super_descr_get: an unbound super object takes the receiver, a bound one stays."""
    value, receiver = _super(arguments[0]), arguments[1]
    if receiver is runtime.none or value.receiver is not None:
        value.refcount += 1
        return value
    return make_super(runtime, value.start, receiver)


def _super_start(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _super(value).start)


def _super_receiver(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _super(value).receiver)


def _super_class(runtime: Runtime, value: HeapObject) -> HeapObject:
    return or_none(runtime, _super(value).receiver_type)


def _is_abstract(runtime: Runtime, value: HeapObject) -> HeapObject:
    """Whether one of the functions in a property or wrapper is an abstract method."""
    if isinstance(value, Property):
        functions = [value.getter, value.setter, value.deleter]
    else:
        assert isinstance(value, StaticMethod)
        functions = [value.function]
    return make_bool(
        runtime, any(each is not None and _is_marked(runtime, each) for each in functions)
    )


def _is_marked(runtime: Runtime, function: HeapObject) -> bool:
    mark = find_attribute(runtime, function, "__isabstractmethod__")
    if mark is None:
        return False
    try:
        return truth(runtime, mark)
    finally:
        runtime.heap.release(mark)


WRAPPER_ATTRIBUTES: Final[list[AttributeSpec]] = [
    AttributeSpec("__func__", _wrapped_function),
    AttributeSpec("__wrapped__", _wrapped_function),
    AttributeSpec("__isabstractmethod__", _is_abstract),
    AttributeSpec("__dict__", _wrapper_dictionary),
]

TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "property",
        [
            static_method(keyword_method("__new__", _new_property)),
            keyword_method("__init__", _initialise_property),
            method("getter", _property_getter, 1),
            method("setter", _property_setter, 1),
            method("deleter", _property_deleter, 1),
            packed(method("__set_name__", _set_property_name, 2)),
            *data_methods(),
        ],
        [
            AttributeSpec("fget", _property_fget, read_only),
            AttributeSpec("fset", _property_fset, read_only),
            AttributeSpec("fdel", _property_fdel, read_only),
            AttributeSpec("__doc__", _property_doc, _set_property_doc),
            AttributeSpec("__isabstractmethod__", _is_abstract),
        ],
    ),
    TypeSpec(
        "staticmethod",
        [
            static_method(keyword_method("__new__", _new_static_method)),
            keyword_method("__init__", _initialise_wrapper),
            method("__repr__", _repr_wrapper),
            call_method(),
            get_method(),
        ],
        WRAPPER_ATTRIBUTES,
    ),
    TypeSpec(
        "classmethod",
        [
            static_method(keyword_method("__new__", _new_class_method)),
            keyword_method("__init__", _initialise_wrapper),
            method("__repr__", _repr_wrapper),
            get_method(),
        ],
        WRAPPER_ATTRIBUTES,
    ),
    TypeSpec(
        "super",
        [
            static_method(method("__new__", _new_super, 0, ANY_NUMBER)),
            method("__repr__", _repr_super),
            method("__get__", _get_super, 1, 2),
        ],
        [
            AttributeSpec("__thisclass__", _super_start),
            AttributeSpec("__self__", _super_receiver),
            AttributeSpec("__self_class__", _super_class),
        ],
    ),
]
