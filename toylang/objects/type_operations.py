"""`type`: making classes, and what a class says of itself.

The method resolution order is the C3 linearisation (Barrett et al., 1996), as in CPython's
`Objects/typeobject.c`, mro_implementation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import COLLECTOR_HEADER, Container, HeapObject
from toylang.objects.attributes import bind, no_attribute
from toylang.objects.builtins import (
    Attribute,
    AttributeSpec,
    Getter,
    Setter,
    TypeSpec,
    keyword_method,
    method,
    pack_arguments,
    static_method,
)
from toylang.objects.descriptors import Property, make_class_method, make_static_method
from toylang.objects.dict_merging import copy_dict
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import make_exception
from toylang.objects.functions import Cell, Function
from toylang.objects.generic_alias import union_methods
from toylang.objects.instances import Instance
from toylang.objects.lists import List, make_list
from toylang.objects.method_order import linearise
from toylang.objects.numbers import make_bool
from toylang.objects.object_operations import instance_dictionary, qualified_name
from toylang.objects.protocol import none, or_none, repr_text
from toylang.objects.slots import SlotGetter, SlotSetter, declared_slots, mangle
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import SHARED_NAMES_SIZE, TYPE_SIZE, Type, type_of
from toylang.objects.weak import make_reference

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

DESCRIPTOR_SIZE: Final[i64] = 80
SLOT_ENTRY_SIZE: Final[i64] = 40

# -- making a class ------------------------------------------------------------


def make_class(
    runtime: Runtime,
    metatype: Type,
    name: str,
    given: Tuple,
    content: Dict,
    keywords: dict[str, HeapObject],
) -> Type:
    """A class with these (borrowed) bases and a copy of `content` (borrowed) as its namespace.

    What it is made of is made in CPython's order (`Objects/typeobject.c`, type_new).
    """
    bases = [base for base in given.items if isinstance(base, Type)] or [runtime.types.object]
    best = _best_base(runtime, bases)
    cls = Type(runtime, name, name)
    cls.kind = metatype
    cls.is_heap_type = True
    _give_bases(runtime, cls, given, best)
    cls.namespace = _copied_namespace(runtime, cls, content)
    _add_module(runtime, cls.namespace)
    slots = _given_slots(runtime, cls, best)
    runtime.heap.allocate_container(cls, _class_size(runtime, content, best))
    runtime.heap.track(cls)
    try:
        cls.mro = linearise(runtime, cls, bases)
    except BaseException:
        runtime.heap.release(cls)
        raise
    _give_order(runtime, cls)
    _inherit_layout(runtime, cls, best, slots)
    _complete_namespace(runtime, cls.namespace)
    for base in bases:
        reference = make_reference(runtime, cls, None)
        if not base.subclass_references:
            base.subclass_dict = make_dict(runtime)
            runtime.heap.track(base.subclass_dict)
        base.subclass_references.append(reference)
    cls.changed()
    _fill_class_cell(runtime, cls)
    try:
        _announce(runtime, cls, keywords)
    except BaseException:
        runtime.heap.release(cls)
        raise
    return cls


def _class_size(runtime: Runtime, content: Dict, best: Type) -> i64:
    """Bytes of a class: with a table of shared attribute names, or an entry for each slot."""
    entry = content.find_text("__slots__")
    if entry is None or best.instances_have_attributes:
        return TYPE_SIZE + SHARED_NAMES_SIZE
    slots = entry.value
    if isinstance(slots, (Tuple, List)):
        return TYPE_SIZE + SLOT_ENTRY_SIZE * len(slots.items)
    return TYPE_SIZE + SLOT_ENTRY_SIZE


def _best_base(runtime: Runtime, bases: list[Type]) -> Type:
    """The base whose layout the class continues; TypeError if a base cannot be one."""
    best = bases[0]
    for base in bases:
        if not base.subclassable:
            message = f"type '{base.name}' is not an acceptable base type"
            raise type_error(runtime, message)
        if base is not best and _layout(base) is not _layout(best):
            if _layout(base).is_subtype(_layout(best)):
                best = base
            elif not _layout(best).is_subtype(_layout(base)):
                message = "multiple bases have instance lay-out conflict"
                raise type_error(runtime, message)
    return best


def _layout(cls: Type) -> Type:
    """The built-in type whose layout a class continues."""
    current = cls
    while current.is_heap_type and current.base is not None:
        current = current.base
    return current


def _give_bases(runtime: Runtime, cls: Type, given: Tuple, best: Type) -> None:
    if given.items:
        given.refcount += 1
        cls.bases = given
    else:
        cls.bases = pack_arguments(runtime, [runtime.types.object])
    cls.base = best
    if best.is_heap_type:
        best.refcount += 1


def _copied_namespace(runtime: Runtime, cls: Type, content: Dict) -> Dict:
    """The class's own dict: the body's names, less those that were meant for the class itself."""
    namespace = make_dict(runtime)
    for entry in content.live_entries():
        key, value = entry.key, entry.value
        if value is None:
            continue
        if isinstance(key, Str) and key.value == "__qualname__":
            if isinstance(value, Str):
                cls.qualname = value.value
            continue
        key.refcount += 1
        value.refcount += 1
        namespace.set(key, value)
    return namespace


def _add_module(runtime: Runtime, namespace: Dict) -> None:
    """A class that no `class` statement made belongs to the module whose code is running."""
    module = runtime.module_name()
    if module is not None and namespace.find_text("__module__") is None:
        module.refcount += 1
        namespace.set_text("__module__", module)


def _complete_namespace(runtime: Runtime, namespace: Dict) -> None:
    """What every class's dict has: a docstring, and no hash where equality is its own.

    The functions that are called on the class itself need no decorator.
    """
    _wrap(runtime, namespace, "__new__", make_static_method)
    _wrap(runtime, namespace, "__init_subclass__", make_class_method)
    _wrap(runtime, namespace, "__class_getitem__", make_class_method)
    if namespace.find_text("__doc__") is None:
        namespace.set_text("__doc__", none(runtime))
    if namespace.find_text("__eq__") is not None and namespace.find_text("__hash__") is None:
        namespace.set_text("__hash__", none(runtime))


def _wrap(
    runtime: Runtime,
    namespace: Dict,
    name: str,
    wrapper: Callable[[Runtime, HeapObject], HeapObject],
) -> None:
    """Put a plain function of that name into its wrapper."""
    entry = namespace.find_text(name)
    if entry is not None and isinstance(entry.value, Function):
        namespace.set_text(name, wrapper(runtime, entry.value))


def _given_slots(runtime: Runtime, cls: Type, best: Type) -> list[str] | None:
    """The names in `__slots__`, which the class keeps as a sorted tuple made by way of a list."""
    try:
        slots = declared_slots(runtime, cls)
    except BaseException:
        for held in (cls.namespace, cls.bases, best):
            if held is not best or best.is_heap_type:
                runtime.heap.release(held)
        raise
    if slots is not None:
        places = [name for name in slots if name not in ("__dict__", "__weakref__")]
        names = make_list(runtime, [make_str(runtime, name) for name in places])
        cls.slot_names = pack_arguments(runtime, names.items)
        runtime.heap.untrack(cls.slot_names)
        runtime.heap.release(names)
    return slots


def _inherit_layout(runtime: Runtime, cls: Type, best: Type, slots: list[str] | None) -> None:
    """Instances get what the base's have, and on top: attributes, weak references, or slots."""
    add_dict = not best.instances_have_attributes and (slots is None or "__dict__" in slots)
    add_weak = not best.supports_weak_references and (slots is None or "__weakref__" in slots)
    cls.instances_have_attributes = best.instances_have_attributes or add_dict
    cls.supports_weak_references = best.supports_weak_references or add_weak
    cls.slot_count = best.slot_count
    cls.packs_arguments = best is runtime.types.object or best.packs_arguments
    added: i64 = 16 if add_dict else 0
    if add_weak:
        added += 8
    for name in [] if slots is None else slots:
        if name not in ("__dict__", "__weakref__"):
            _add_slot(runtime, cls, name)
            added += 8
    if not best.instances_are_containers:
        added += COLLECTOR_HEADER
    cls.instances_are_containers = True
    cls.instance_size = best.instance_size + added
    if add_dict:
        _add_descriptor(runtime, cls, "__dict__", instance_dictionary, _set_dictionary)
    if add_weak:
        _add_descriptor(runtime, cls, "__weakref__", _first_weak_reference, None)


def _add_descriptor(
    runtime: Runtime, cls: Type, name: str, getter: Getter, setter: Setter | None
) -> None:
    """A computed attribute in the class's namespace; it refers back to the class."""
    _place_descriptor(runtime, cls, Attribute(name, getter, setter), runtime.types.attribute)


def _add_slot(runtime: Runtime, cls: Type, name: str) -> None:
    """An attribute from `__slots__`: a place of its own in every instance."""
    mangled = mangle(cls.name, name)
    descriptor = Attribute(
        mangled, SlotGetter(mangled, cls.slot_count), SlotSetter(mangled, cls.slot_count)
    )
    cls.slot_count += 1
    _place_descriptor(runtime, cls, descriptor, runtime.types.by_name["member_descriptor"])


def _place_descriptor(runtime: Runtime, cls: Type, descriptor: Attribute, kind: Type) -> None:
    descriptor.kind = kind
    cls.refcount += 1
    descriptor.owner = cls
    runtime.heap.allocate_container(descriptor, DESCRIPTOR_SIZE)
    runtime.heap.track(descriptor)
    cls.namespace.set_text(descriptor.name, descriptor)


def _set_dictionary(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    """`value.__dict__ = new`."""
    if not isinstance(value, Instance):
        raise error(runtime, "AttributeError", "__dict__ cannot be set")
    if new is None:
        new = make_dict(runtime)
    elif isinstance(new, Dict):
        new.refcount += 1
    else:
        name = type_of(new).name
        raise type_error(runtime, f"__dict__ must be set to a dictionary, not a '{name}'")
    old = value.own_dictionary()
    value.dictionary = new
    runtime.heap.release(old)


def _first_weak_reference(runtime: Runtime, value: HeapObject) -> HeapObject:
    """`value.__weakref__`: the newest weak reference to the object, or None."""
    if isinstance(value, Container) and value.weak_references is not None:
        reference = value.weak_references[0]
        reference.refcount += 1
        return reference
    return none(runtime)


def _give_order(runtime: Runtime, cls: Type) -> None:
    order: list[HeapObject] = []
    for ancestor in cls.mro:
        ancestor.refcount += 1
        order.append(ancestor)
    cls.mro_tuple = make_tuple(runtime, order)


def _fill_class_cell(runtime: Runtime, cls: Type) -> None:
    """Let `super()` and `__class__` in the methods know their class."""
    entry = cls.namespace.find_text("__classcell__")
    if entry is None or not isinstance(entry.value, Cell):
        return
    cell = entry.value
    cls.refcount += 1
    cell.value = cls
    runtime.heap.release(cls.namespace.remove(entry))


def _announce(runtime: Runtime, cls: Type, keywords: dict[str, HeapObject]) -> None:
    """Call `__set_name__` of the attributes and `__init_subclass__` of the bases."""
    names = copy_dict(runtime, cls.namespace)
    try:
        for entry in names.live_entries():
            if entry.value is not None:
                _tell_name(runtime, cls, entry.value, entry.key)
    finally:
        runtime.heap.release(names)
    for ancestor in cls.mro[1:]:
        found = ancestor.namespace.find_text("__init_subclass__")
        if found is not None and found.value is not None:
            bound = bind(runtime, found.value, None, cls)
            try:
                runtime.heap.release(runtime.call(bound, [], keywords))
            finally:
                runtime.heap.release(bound)
            return


def _tell_name(runtime: Runtime, cls: Type, value: HeapObject, name: HeapObject) -> None:
    """Tell an attribute of a new class its name, if it wants to know."""
    if isinstance(value, Property) and isinstance(name, Str):
        value.name = name.value
        runtime.heap.release(pack_arguments(runtime, [cls, name]))
    hook = type_of(value).lookup("__set_name__") if type_of(value).is_heap_type else None
    if hook is not None:
        _call_set_name(runtime, cls, hook, value, name)


def _call_set_name(
    runtime: Runtime, cls: Type, hook: HeapObject, value: HeapObject, name: HeapObject
) -> None:
    """Tell an attribute its name; what goes wrong becomes the cause of a RuntimeError."""
    try:
        runtime.heap.release(runtime.call(hook, [value, cls, name]))
    except Raised as raised:
        kind, shown = type_of(value).name, repr_text(runtime, name)
        message = f"Error calling __set_name__ on '{kind}' instance {shown} in '{cls.name}'"
        wrapped = make_exception(runtime, "RuntimeError", message)
        raised.exception.refcount += 1
        wrapped.context = raised.exception
        wrapped.cause = raised.exception
        wrapped.suppress_context = True
        raise Raised(wrapped) from None


# -- what a class says of itself -----------------------------------------------


def _receiver(value: HeapObject) -> Type:
    assert isinstance(value, Type)
    return value


def _repr_type(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, f"<class '{qualified_name(_receiver(arguments[0]))}'>")


def _name(runtime: Runtime, value: HeapObject) -> HeapObject:
    cls = _receiver(value)
    return make_str(runtime, cls.name if cls.is_heap_type else cls.name.rpartition(".")[2])


def _set_name(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    cls = _receiver(value)
    if not cls.is_heap_type:
        message = f"cannot set '__name__' attribute of immutable type '{cls.name}'"
        raise type_error(runtime, message)
    if not isinstance(new, Str):
        name = "" if new is None else type_of(new).name
        message = f"can only assign string to {cls.name}.__name__, not '{name}'"
        raise type_error(runtime, message)
    cls.name = new.value


def _qualname(runtime: Runtime, value: HeapObject) -> HeapObject:
    return make_str(runtime, _receiver(value).qualname)


def _module(runtime: Runtime, value: HeapObject) -> HeapObject:
    cls = _receiver(value)
    entry = cls.namespace.find_text("__module__")
    if entry is None or entry.value is None:
        return make_str(runtime, cls.name.rpartition(".")[0] or "builtins")
    entry.value.refcount += 1
    return entry.value


def _set_module(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    if new is not None:
        new.refcount += 1
        _receiver(value).namespace.set_text("__module__", new)


def _order(runtime: Runtime, value: HeapObject) -> HeapObject:
    order = _receiver(value).mro_tuple
    if order is None:
        return none(runtime)
    order.refcount += 1
    return order


def _bases(runtime: Runtime, value: HeapObject) -> HeapObject:
    bases = _receiver(value).bases
    bases.refcount += 1
    return bases


def _base(runtime: Runtime, value: HeapObject) -> HeapObject:
    base = _receiver(value).base
    if base is None:
        return none(runtime)
    base.refcount += 1
    return base


def _namespace(runtime: Runtime, value: HeapObject) -> HeapObject:
    namespace = _receiver(value).namespace
    namespace.refcount += 1
    return namespace


def _doc(runtime: Runtime, value: HeapObject) -> HeapObject:
    entry = _receiver(value).namespace.find_text("__doc__")
    if entry is None or entry.value is None:
        return none(runtime)
    return bind(runtime, entry.value, None, _receiver(value))


def _mro_method(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    order = _receiver(arguments[0]).mro
    for ancestor in order:
        ancestor.refcount += 1
    held: list[HeapObject] = []
    held.extend(order)
    return make_list(runtime, held)


def _subclasses(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    below: list[HeapObject] = []
    for subclass in _receiver(arguments[0]).subclasses():
        subclass.refcount += 1
        below.append(subclass)
    return make_list(runtime, below)


def _instance_check(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, type_of(arguments[1]).is_subtype(_receiver(arguments[0])))


def _subclass_check(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    candidate = arguments[1]
    if not isinstance(candidate, Type):
        raise type_error(runtime, "issubclass() arg 1 must be a class")
    return make_bool(runtime, candidate.is_subtype(_receiver(arguments[0])))


def _new_type(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """`type(name, bases, namespace)`."""
    if len(arguments) != 4:
        raise type_error(runtime, "type.__new__() takes exactly 3 arguments")
    metatype, name, bases, content = arguments
    if not isinstance(name, Str):
        raise type_error(runtime, _wrong_argument(1, "str", name))
    if not isinstance(bases, Tuple):
        raise type_error(runtime, _wrong_argument(2, "tuple", bases))
    if not isinstance(content, Dict):
        raise type_error(runtime, _wrong_argument(3, "dict", content))
    classes: list[Type] = []
    for base in bases.items:
        if not isinstance(base, Type):
            raise type_error(runtime, "bases must be types")
        classes.append(base)
    winner = calculate_metatype(runtime, _receiver(metatype), classes)
    return make_class(runtime, winner, name.value, bases, content, keywords)


def _init_type(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """Nothing is left to do after `type.__new__`; the arguments are only counted."""
    if len(arguments) == 2 and keywords:
        raise type_error(runtime, "type.__init__() takes no keyword arguments")
    if len(arguments) not in (2, 4):
        raise type_error(runtime, "type.__init__() takes 1 or 3 arguments")
    return none(runtime)


def _call_type(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    return runtime.instantiate(_receiver(arguments[0]), arguments[1:], keywords)


def _wrong_argument(position: int, wanted: str, given: HeapObject) -> str:
    return f"type.__new__() argument {position} must be {wanted}, not {type_of(given).name}"


def calculate_metatype(runtime: Runtime, metatype: Type, bases: list[Type]) -> Type:
    """The most derived of a class's proposed metatype and its bases' metatypes."""
    winner = metatype
    for base in bases:
        candidate = type_of(base)
        if winner.is_subtype(candidate):
            continue
        if not candidate.is_subtype(winner):
            message = (
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                "subclass of the metaclasses of all its bases"
            )
            raise type_error(runtime, message)
        winner = candidate
    return winner


def _annotations(runtime: Runtime, value: HeapObject) -> HeapObject:
    """The dict of a class's annotations, made when it is first asked for."""
    cls = _receiver(value)
    entry = cls.namespace.find_text("__annotations__")
    if entry is not None:
        return or_none(runtime, entry.value)
    if not cls.is_heap_type:
        raise Raised(no_attribute(runtime, value, "__annotations__"))
    made = make_dict(runtime)
    made.refcount += 1
    cls.namespace.set_text("__annotations__", made)
    return made


def _set_annotations(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    cls = _receiver(value)
    if not cls.is_heap_type:
        message = f"cannot set '__annotations__' attribute of immutable type '{cls.name}'"
        raise type_error(runtime, message)
    if new is not None:
        new.refcount += 1
        cls.namespace.set_text("__annotations__", new)
        return
    entry = cls.namespace.find_text("__annotations__")
    if entry is None:
        raise error(runtime, "AttributeError", "__annotations__")
    runtime.heap.release(cls.namespace.remove(entry))


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "type",
        [
            static_method(keyword_method("__new__", _new_type)),
            keyword_method("__init__", _init_type),
            keyword_method("__call__", _call_type),
            method("__repr__", _repr_type),
            method("mro", _mro_method),
            *union_methods(),
            method("__subclasses__", _subclasses),
            method("__instancecheck__", _instance_check, 1),
            method("__subclasscheck__", _subclass_check, 1),
        ],
        [
            AttributeSpec("__name__", _name, _set_name),
            AttributeSpec("__qualname__", _qualname),
            AttributeSpec("__module__", _module, _set_module),
            AttributeSpec("__mro__", _order),
            AttributeSpec("__bases__", _bases),
            AttributeSpec("__base__", _base),
            AttributeSpec("__dict__", _namespace),
            AttributeSpec("__doc__", _doc),
            AttributeSpec("__annotations__", _annotations, _set_annotations),
        ],
    ),
]
