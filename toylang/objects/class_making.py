"""Making a class: its bases, namespace and layout, and who is told of it.

What a class is made of is made in the order of CPython's `Objects/typeobject.c` (type_new), because
each part counts towards the next collection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mypy_extensions import i64

from toylang.heap.header import COLLECTOR_HEADER, Container, HeapObject
from toylang.objects.attributes import attributes_to_be, bind, get_attribute
from toylang.objects.builtins import DESCRIPTOR_SIZE, Attribute, Getter, Setter, pack_arguments
from toylang.objects.derived import derived_part
from toylang.objects.descriptors import make_class_method, make_static_method, make_super
from toylang.objects.dict_merging import copy_dict
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import make_exception
from toylang.objects.functions import Cell, Function
from toylang.objects.instances import Instance
from toylang.objects.lists import make_list
from toylang.objects.method_order import linearise
from toylang.objects.object_operations import instance_dictionary
from toylang.objects.protocol import none, repr_text
from toylang.objects.shared_names import SharedNames
from toylang.objects.slots import SlotGetter, SlotSetter, declared_slots, mangle
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple, make_tuple
from toylang.objects.types import SHARED_NAMES_SIZE, TYPE_SIZE, Type, type_of
from toylang.objects.weak import make_reference

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def make_class(
    runtime: Runtime,
    metatype: Type,
    name: str,
    given: Tuple,
    content: Dict,
    keywords: dict[str, HeapObject],
) -> Type:
    """A class with these (borrowed) bases and a copy of `content` (borrowed) as its namespace."""
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
        _give_order(runtime, cls)
        _inherit_layout(runtime, cls, best, slots)
        _complete_namespace(runtime, cls.namespace)
        _enter_in_bases(runtime, cls, bases)
        cls.changed()
        _fill_class_cell(runtime, cls)
        _announce(runtime, cls, keywords)
    except BaseException:
        runtime.heap.release(cls)
        raise
    return cls


def _enter_in_bases(runtime: Runtime, cls: Type, bases: list[Type]) -> None:
    """Each base knows the classes below it by weak references, which are in a dict."""
    for base in bases:
        base.add_subclass(cls, make_reference(runtime, cls, None))


def _class_size(runtime: Runtime, content: Dict, best: Type) -> i64:
    """Bytes of a class: with a table of attribute names if its instances share them."""
    adds_names = best.item_size == 0 and not best.instances_have_attributes
    if best.shares_names or (adds_names and content.find_text("__slots__") is None):
        return TYPE_SIZE + SHARED_NAMES_SIZE
    return TYPE_SIZE


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
    """The most basic class with the same layout, attributes and weak references aside."""
    current = cls
    while current.base is not None and _same_layout(current, current.base):
        current = current.base
    return current


def _same_layout(cls: Type, base: Type) -> bool:
    """Whether a class adds nothing of its own to what its base's instances hold."""
    if cls.is_heap_type:
        return cls.slot_count == base.slot_count
    return cls.instance_size == base.instance_size and cls.item_size == base.item_size


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
        _check_slots(runtime, slots or [], best)
    except BaseException:
        for held in (cls.namespace, cls.bases, best):
            if held is not best or best.is_heap_type:
                runtime.heap.release(held)
        raise
    if slots is not None:
        places = [name for name in slots if name not in ("__dict__", "__weakref__")]
        names = make_list(runtime, [make_str(runtime, name) for name in places])
        cls.slot_names = pack_arguments(runtime, names.items)
        runtime.heap.release(names)
    return slots


def _check_slots(runtime: Runtime, slots: list[str], best: Type) -> None:
    """TypeError if the instances can not be given these slots."""
    if slots and best.item_size > 0:
        message = f"nonempty __slots__ not supported for subtype of '{best.name}'"
        raise type_error(runtime, message)
    if slots.count("__dict__") > (0 if best.instances_have_attributes else 1):
        raise type_error(runtime, "__dict__ slot disallowed: we already got one")
    if slots.count("__weakref__") > (0 if best.supports_weak_references else 1):
        reason = "either we already got one, or __itemsize__ != 0"
        raise type_error(runtime, "__weakref__ slot disallowed: " + reason)


def _inherit_layout(runtime: Runtime, cls: Type, best: Type, slots: list[str] | None) -> None:
    """Instances get what the base's have, and on top: attributes, weak references, or slots."""
    varies = best.item_size > 0
    add_dict = not best.instances_have_attributes and (
        slots is None
        or "__dict__" in slots
        or any(base.instances_have_attributes for base in cls.bases_list())
    )
    add_weak = not (best.supports_weak_references or varies) and (
        slots is None
        or "__weakref__" in slots
        or any(base.supports_weak_references for base in cls.bases_list())
    )
    cls.instances_have_attributes = best.instances_have_attributes or add_dict
    cls.supports_weak_references = best.supports_weak_references or add_weak
    cls.slot_count = best.slot_count
    cls.slot_labels = [*best.slot_labels]
    cls.shares_names = best.shares_names or (add_dict and not varies)
    cls.item_size = best.item_size
    cls.packs_arguments = not best.is_subtype(runtime.types.exceptions["BaseException"])
    added: i64 = 16 if cls.shares_names and not best.shares_names else 8 if add_dict else 0
    if add_weak:
        added += 8
    for name in [] if slots is None else slots:
        if name not in ("__dict__", "__weakref__"):
            _add_slot(runtime, cls, name)
            added += 8
    cls.shared_names = SharedNames(cls.slot_count)
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
    cls.slot_labels.append(f".{name}")
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
    extension = derived_part(value)
    if extension is None and not isinstance(value, Instance):
        raise error(runtime, "AttributeError", "__dict__ cannot be set")
    chosen = make_dict(runtime) if new is None else attributes_to_be(runtime, new)
    if isinstance(value, Instance):
        runtime.heap.release(value.own_dictionary())
        value.dictionary = chosen
    elif extension is not None:
        runtime.heap.release(extension.own_dictionary())
        extension.dictionary = chosen


def _first_weak_reference(runtime: Runtime, value: HeapObject) -> HeapObject:
    """`value.__weakref__`: the newest weak reference to the object, or None."""
    if isinstance(value, Container) and value.weak_references is not None:
        reference = value.weak_references[0]
        reference.refcount += 1
        return reference
    return none(runtime)


def _give_order(runtime: Runtime, cls: Type) -> None:
    """Put the order into a tuple; where bases had to be merged, by way of a list."""
    order: list[HeapObject] = []
    for ancestor in cls.mro:
        ancestor.refcount += 1
        order.append(ancestor)
    if len(cls.bases.items) == 1:
        cls.mro_tuple = make_tuple(runtime, order)
    else:
        merged = make_list(runtime, order)
        cls.mro_tuple = pack_arguments(runtime, merged.items)
        runtime.heap.release(merged)


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
    above = make_super(runtime, cls, cls)
    try:
        hook = get_attribute(runtime, above, "__init_subclass__")
    finally:
        runtime.heap.release(above)
    try:
        runtime.heap.release(runtime.call(hook, [], keywords))
    finally:
        runtime.heap.release(hook)


def _tell_name(runtime: Runtime, cls: Type, value: HeapObject, name: HeapObject) -> None:
    """Tell an attribute of a new class its name, if it wants to know."""
    found = type_of(value).lookup("__set_name__")
    if found is None:
        return
    hook = bind(runtime, found, value, type_of(value))
    try:
        _call_set_name(runtime, cls, hook, value, name)
    finally:
        runtime.heap.release(hook)


def _call_set_name(
    runtime: Runtime, cls: Type, hook: HeapObject, value: HeapObject, name: HeapObject
) -> None:
    """Tell an attribute its name; what goes wrong becomes the cause of a RuntimeError."""
    try:
        runtime.heap.release(runtime.call(hook, [cls, name]))
    except Raised as raised:
        try:
            kind, shown = type_of(value).name, repr_text(runtime, name)
        except BaseException:
            runtime.heap.release(raised.exception)
            raise
        message = f"Error calling __set_name__ on '{kind}' instance {shown} in '{cls.name}'"
        wrapped = make_exception(runtime, "RuntimeError", message)
        raised.exception.refcount += 1
        wrapped.context = raised.exception
        wrapped.cause = raised.exception
        wrapped.suppress_context = True
        raise Raised(wrapped) from None


def calculate_metatype(runtime: Runtime, metatype: Type, bases: Sequence[HeapObject]) -> Type:
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
