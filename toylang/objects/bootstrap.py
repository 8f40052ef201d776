"""The first moments of a heap: the built-in types come to be, and the values there is one of.

Types are made in two steps, because each step needs what the one before made: first bare type
objects for every declaration, then their namespaces, whose dicts, strings and functions need types.
What is made here belongs to Toy: it is immortal, no generation holds it, and `dismantle` takes it
apart when the heap's world ends.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from toylang.heap.header import IMMORTAL, OBJECT_HEADER, HeapObject
from toylang.objects import (
    bytes_operations,
    code_operations,
    default_dict,
    deque_operations,
    descriptor_operations,
    dict_operations,
    exception_operations,
    function_operations,
    generic_alias,
    iterators,
    list_operations,
    more_iterators,
    number_operations,
    object_operations,
    ordered_dict,
    range_operations,
    set_operations,
    slices,
    text_operations,
    tuple_operations,
    type_operations,
    weak,
    weak_proxies,
)
from toylang.objects.atom_instances import DERIVED_STR_HEADER
from toylang.objects.builtins import (
    DESCRIPTOR_SIZE,
    Attribute,
    AttributeSpec,
    MethodSpec,
    TypeSpec,
    make_builtin,
)
from toylang.objects.byte_values import BYTE_ARRAY_SIZE, BYTES_HEADER
from toylang.objects.default_dict import DEFAULT_DICT_SIZE
from toylang.objects.deques import DEQUE_SIZE
from toylang.objects.descriptors import PROPERTY_SIZE, WRAPPER_SIZE, ClassMethod, StaticMethod
from toylang.objects.dicts import DICT_SIZE, KEPT_DICTS, make_dict
from toylang.objects.exceptions import EXCEPTION_SIZE, FIELDS, TRACEBACK_SIZE
from toylang.objects.lists import KEPT_LISTS, LIST_SIZE, POINTER_SIZE
from toylang.objects.numbers import (
    BYTES_PER_DIGIT,
    FLOAT_SIZE,
    INT_HEADER,
    LARGEST_SHARED,
    SMALLEST_SHARED,
    Bool,
    Int,
    int_size,
)
from toylang.objects.ordered_dict import ORDERED_DICT_SIZE
from toylang.objects.runtime import Runtime
from toylang.objects.set_object import SET_SIZE
from toylang.objects.singletons import Singleton
from toylang.objects.text import Str, str_size
from toylang.objects.tuples import (
    KEPT_LENGTHS,
    KEPT_PER_LENGTH,
    TUPLE_HEADER,
    Tuple,
    make_tuple,
)
from toylang.objects.type_table import TypeTable
from toylang.objects.types import BUILT_IN_TYPE_SIZE, TYPE_SIZE, Type
from toylang.objects.weak import REFERENCE_SIZE

OBJECT_TYPES: Final[list[TypeSpec]] = [
    *object_operations.TYPES,
    *type_operations.TYPES,
    *number_operations.TYPES,
    *text_operations.TYPES,
    *bytes_operations.TYPES,
    *list_operations.TYPES,
    *tuple_operations.TYPES,
    *dict_operations.TYPES,
    *set_operations.TYPES,
    *range_operations.TYPES,
    *slices.TYPES,
    *iterators.TYPES,
    *more_iterators.TYPES,
    *descriptor_operations.TYPES,
    *function_operations.TYPES,
    *code_operations.TYPES,
    *generic_alias.TYPES,
    *exception_operations.TYPES,
    *deque_operations.TYPES,
    *default_dict.TYPES,
    *ordered_dict.TYPES,
    *weak.TYPES,
    *weak_proxies.TYPES,
]

WEAKLY_REFERABLE: Final = [
    "type",
    "set",
    "frozenset",
    "function",
    "method",
    "builtin_function_or_method",
    "generator",
    "module",
    "collections.deque",
    "collections.OrderedDict",
    "itertools._tee",
    "functools.partial",
    "functools._lru_cache_wrapper",
]

HAVE_ATTRIBUTES: Final = ["staticmethod", "classmethod", "collections.OrderedDict"]

TAKES_ARGUMENTS_UNPACKED: Final = [
    "bool",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "list",
    "map",
    "range",
    "reversed",
    "set",
    "super",
    "tuple",
    "itertools.chain",
]
"""Types that CPython calls without packing the arguments into a tuple (vectorcall).

A chain walks over that very tuple, so it makes no other.
"""

RANDOM_SOURCE_SIZE: Final[i64] = 2536
"""Bytes of a Mersenne Twister: its state is 624 numbers of four bytes."""

PLAIN_LAYOUTS: Final[dict[str, tuple[i64, i64]]] = {
    "object": (OBJECT_HEADER, 0),
    "int": (INT_HEADER, BYTES_PER_DIGIT),
    "float": (FLOAT_SIZE, 0),
    "str": (DERIVED_STR_HEADER, 0),
    "bytes": (BYTES_HEADER, 1),
    "bytearray": (BYTE_ARRAY_SIZE, 0),
}
"""Types of values the collector does not watch: bytes of an instance, and of each item in it.

Programs can derive classes from these and from the types in `CONTAINER_LAYOUTS`, besides the
exceptions.
"""

CONTAINER_LAYOUTS: Final[dict[str, tuple[i64, i64]]] = {
    "type": (TYPE_SIZE, 40),
    "list": (LIST_SIZE, 0),
    "tuple": (TUPLE_HEADER, POINTER_SIZE),
    "dict": (DICT_SIZE, 0),
    "set": (SET_SIZE, 0),
    "frozenset": (SET_SIZE, 0),
    "collections.deque": (DEQUE_SIZE, 0),
    "collections.defaultdict": (DEFAULT_DICT_SIZE, 0),
    "collections.OrderedDict": (ORDERED_DICT_SIZE, 0),
    "_random.Random": (RANDOM_SOURCE_SIZE, 0),
    "weakref.ReferenceType": (REFERENCE_SIZE, 0),
    "property": (PROPERTY_SIZE, 0),
    "staticmethod": (WRAPPER_SIZE, 0),
    "classmethod": (WRAPPER_SIZE, 0),
}
"""The same for types whose instances the collector watches; its header is counted."""

UNSEEN_FIELDS: Final[dict[str, int]] = {"OSError": 2, "SyntaxError": 1}
"""Places in CPython's exceptions for what programs of Toy never see; they take up room."""


def boot(runtime: Runtime, specs: list[TypeSpec]) -> None:
    """Fill a fresh runtime (its `heap` is set) with the types of `specs` and the shared values."""
    _make_free_lists(runtime)
    _make_types(runtime, specs)
    _make_shared_values(runtime)
    for spec in specs:
        _fill_namespace(runtime, runtime.types.by_name[spec.name], spec)
    _make_subclass_references(runtime)
    for spec in specs:
        runtime.types.by_name[spec.name].changed()


def _make_free_lists(runtime: Runtime) -> None:
    heap = runtime.heap
    runtime.list_blocks = heap.new_free_list(LIST_SIZE, KEPT_LISTS)
    runtime.dict_blocks = heap.new_free_list(DICT_SIZE, KEPT_DICTS)
    runtime.tuple_blocks = [
        heap.new_free_list(TUPLE_HEADER + POINTER_SIZE * length, KEPT_PER_LENGTH)
        for length in range(KEPT_LENGTHS)
    ]


# -- types ---------------------------------------------------------------------


def _make_types(runtime: Runtime, specs: list[TypeSpec]) -> None:
    table = TypeTable()
    runtime.types = table
    for spec in specs:
        cls = Type(runtime, spec.name, spec.name)
        cls.refcount = IMMORTAL
        runtime.heap.allocate(cls, BUILT_IN_TYPE_SIZE)
        table.by_name[spec.name] = cls
    for cls in table.by_name.values():
        cls.kind = table.by_name["type"]
    for spec in specs:
        _give_ancestors(table, table.by_name[spec.name], spec)
    _name_types(table)


def _give_ancestors(table: TypeTable, cls: Type, spec: TypeSpec) -> None:
    cls.supports_weak_references = spec.name in WEAKLY_REFERABLE
    cls.subclassable = spec.name in PLAIN_LAYOUTS or spec.name in CONTAINER_LAYOUTS
    if spec.name in PLAIN_LAYOUTS:
        cls.instance_size, cls.item_size = PLAIN_LAYOUTS[spec.name]
    elif spec.name in CONTAINER_LAYOUTS:
        cls.instance_size, cls.item_size = CONTAINER_LAYOUTS[spec.name]
        cls.instances_are_containers = True
        cls.instances_have_attributes = spec.name in HAVE_ATTRIBUTES
    cls.packs_arguments = spec.name not in TAKES_ARGUMENTS_UNPACKED
    if not spec.base:
        return
    base = table.by_name[spec.base]
    cls.base = base
    cls.mro = [cls, *base.mro]
    if "BaseException" in [ancestor.name for ancestor in cls.mro]:
        cls.subclassable = True
        cls.instances_have_attributes = True
        cls.instances_are_containers = True
        cls.packs_arguments = False
        fields = sum(
            len(FIELDS.get(ancestor.name, [])) + UNSEEN_FIELDS.get(ancestor.name, 0)
            for ancestor in cls.mro
        )
        cls.instance_size = EXCEPTION_SIZE + 8 * fields
        table.exceptions[spec.name] = cls


def _name_types(table: TypeTable) -> None:
    """Put the types the objects need often into fields of their own."""
    known = table.by_name
    table.object = known["object"]
    table.type = known["type"]
    table.int = known["int"]
    table.bool = known["bool"]
    table.float = known["float"]
    table.complex = known["complex"]
    table.str = known["str"]
    table.bytes = known["bytes"]
    table.byte_array = known["bytearray"]
    table.list = known["list"]
    table.tuple = known["tuple"]
    table.dict = known["dict"]
    table.set = known["set"]
    table.frozenset = known["frozenset"]
    table.range = known["range"]
    table.slice = known["slice"]
    table.function = known["function"]
    table.method = known["method"]
    table.builtin = known["builtin_function_or_method"]
    table.method_descriptor = known["method_descriptor"]
    table.slot_wrapper = known["wrapper_descriptor"]
    table.method_wrapper = known["method-wrapper"]
    table.attribute = known["getset_descriptor"]
    table.cell = known["cell"]
    table.code = known["code"]
    table.module = known["module"]
    table.property = known["property"]
    table.class_method = known["classmethod"]
    table.static_method = known["staticmethod"]
    table.super = known["super"]
    table.traceback = known["traceback"]
    table.traceback.instance_size = TRACEBACK_SIZE
    table.frame = known["frame"]
    table.weak_reference = known["weakref.ReferenceType"]
    for name in ("weakref.ProxyType", "weakref.CallableProxyType"):
        known[name].instance_size = REFERENCE_SIZE


def _fill_namespace(runtime: Runtime, cls: Type, spec: TypeSpec) -> None:
    cls.namespace = make_dict(runtime)
    bases: list[HeapObject] = [] if cls.base is None else [cls.base]
    cls.bases = _permanent_tuple(runtime, bases)
    order: list[HeapObject] = []
    order.extend(cls.mro)
    cls.mro_tuple = _permanent_tuple(runtime, order)
    for line in spec.methods:
        cls.namespace.set_text(line.name, _make_method(runtime, cls, line))
    for attribute in spec.attributes:
        cls.namespace.set_text(attribute.name, _make_attribute(runtime, cls, attribute))
    runtime.heap.untrack(cls.namespace)


def _make_subclass_references(runtime: Runtime) -> None:
    """Let each built-in type know those below it, in the way classes of the program are known."""
    for cls in runtime.types.by_name.values():
        if cls.base is not None:
            reference = weak.make_reference(runtime, cls, None)
            runtime.heap.untrack(reference)
            cls.base.add_subclass(cls, reference)
    for cls in runtime.types.by_name.values():
        if cls.subclass_dict is not None:
            runtime.heap.untrack(cls.subclass_dict)


def _permanent_tuple(runtime: Runtime, items: list[HeapObject]) -> Tuple:
    for item in items:
        item.refcount += 1
    result = make_tuple(runtime, items)
    runtime.heap.untrack(result)
    return result


def _make_method(runtime: Runtime, cls: Type, line: MethodSpec) -> HeapObject:
    if line.positional is None and line.with_keywords is None:
        return runtime.none
    function = make_builtin(runtime, line, cls)
    if line.is_static and line.name != "__new__":
        return _wrapped(runtime, StaticMethod(function), runtime.types.static_method)
    if line.is_class_method:
        return _wrapped(runtime, ClassMethod(function), runtime.types.class_method)
    return function


def _wrapped(runtime: Runtime, wrapper: StaticMethod, kind: Type) -> HeapObject:
    wrapper.kind = kind
    runtime.heap.allocate(wrapper, WRAPPER_SIZE)
    return wrapper


def _make_attribute(runtime: Runtime, cls: Type, line: AttributeSpec) -> HeapObject:
    result = Attribute(line.name, line.getter, line.setter)
    result.kind = runtime.types.attribute
    result.owner = cls
    runtime.heap.allocate(result, DESCRIPTOR_SIZE)
    return result


# -- shared values -------------------------------------------------------------


def _make_shared_values(runtime: Runtime) -> None:
    known = runtime.types.by_name
    runtime.none = _immortal(runtime, Singleton("None"), known["NoneType"], 16)
    runtime.not_implemented = _immortal(
        runtime, Singleton("NotImplemented"), known["NotImplementedType"], 16
    )
    runtime.ellipsis = _immortal(runtime, Singleton("Ellipsis"), known["ellipsis"], 16)
    runtime.true = Bool(1)
    runtime.false = Bool(0)
    _immortal(runtime, runtime.true, known["bool"], int_size(1))
    _immortal(runtime, runtime.false, known["bool"], int_size(0))
    runtime.small_ints = []
    for number in range(SMALLEST_SHARED, LARGEST_SHARED + 1):
        shared = Int(number)
        _immortal(runtime, shared, known["int"], int_size(number))
        runtime.small_ints.append(shared)
    runtime.empty_str = Str("")
    _immortal(runtime, runtime.empty_str, known["str"], str_size(""))
    runtime.characters = []
    for code in range(256):
        character = Str(chr(code))
        _immortal(runtime, character, known["str"], str_size(chr(code)))
        runtime.characters.append(character)
    runtime.empty_tuple = Tuple([], runtime)
    _immortal(runtime, runtime.empty_tuple, known["tuple"], TUPLE_HEADER)
    runtime.names = {"": runtime.empty_str}
    for character in runtime.characters:
        runtime.names[character.value] = character


def _immortal(runtime: Runtime, value: HeapObject, kind: Type, size: int) -> HeapObject:
    value.kind = kind
    value.refcount = IMMORTAL
    runtime.heap.allocate(value, size)
    return value


def residents(runtime: Runtime) -> list[HeapObject]:
    """What lives as long as the heap: shared values, names, built-in types."""
    result: list[HeapObject] = [runtime.none, runtime.not_implemented, runtime.ellipsis]
    result += [runtime.true, runtime.false, runtime.empty_tuple]
    result += runtime.small_ints
    result += list(runtime.names.values())
    result += list(runtime.types.by_name.values())
    return result


# -- the end -------------------------------------------------------------------


def dismantle(runtime: Runtime) -> None:
    """Take apart what `boot` made. Nothing of the program may be left."""
    heap = runtime.heap
    types = list(runtime.types.by_name.values())
    for cls in types:
        cls.namespace.release_referents(heap)
        heap.release(cls.namespace)
        for held in (cls.bases, cls.mro_tuple, cls.subclass_dict):
            if held is not None:
                heap.release(held)
        cls.mro_tuple = None
    for value in residents(runtime):
        heap.free(value)
        value.kind = None
    for cls in types:
        cls.forget()
    heap.clear_free_lists()
    runtime.names = {}
    runtime.small_ints = []
    runtime.characters = []
