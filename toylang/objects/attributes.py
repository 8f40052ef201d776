"""Attribute access: `x.name` along the instance, the type and its bases, with descriptors.

The order is CPython's (`Objects/object.c`, PyObject_GenericGetAttr): a data descriptor on the type,
the object's own attribute, anything else on the type, `__getattr__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toylang.heap.header import HeapObject
from toylang.objects.builtins import Attribute, Builtin, make_bound_builtin
from toylang.objects.derived import derived_part
from toylang.objects.descriptors import ClassMethod, Property, StaticMethod, SuperObject
from toylang.objects.dicts import Dict, make_dict
from toylang.objects.errors import Raised, error, type_error
from toylang.objects.exceptions import ExceptionObject, attribute_error, is_instance_of
from toylang.objects.functions import Function, make_bound_method
from toylang.objects.instances import Instance
from toylang.objects.modules import Module
from toylang.objects.native_callables import NativeCallable
from toylang.objects.slot_wrappers import check_receiver
from toylang.objects.slots import SlotGetter
from toylang.objects.text import name_str
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


# -- reading -------------------------------------------------------------------


def get_attribute(runtime: Runtime, value: HeapObject, name: str) -> HeapObject:
    """`value.name`, a new reference; AttributeError if there is none."""
    cls = type_of(value)
    if cls.has_custom_lookup:
        custom = cls.lookup("__getattribute__")
        if isinstance(custom, (Function, Builtin)):
            return _by_custom_lookup(runtime, custom, value, name)
    result = generic_attribute(runtime, value, name)
    if result is not None:
        return result
    missing = no_attribute(runtime, value, name)
    fallback = cls.lookup("__getattr__")
    if fallback is None and isinstance(value, Module):
        entry = value.namespace.find_text("__getattr__")
        if entry is not None and entry.value is not None:
            runtime.heap.release(missing)
            return runtime.call(entry.value, [name_str(runtime, name)])
    if fallback is None:
        raise Raised(missing)
    runtime.heap.release(missing)
    return _by_hook(runtime, fallback, value, name)


def _by_hook(runtime: Runtime, hook: HeapObject, value: HeapObject, name: str) -> HeapObject:
    """Ask `__getattr__`, which slot_tp_getattr_hook binds first."""
    bound = bind(runtime, hook, value, type_of(value))
    try:
        return runtime.call(bound, [name_str(runtime, name)])
    finally:
        runtime.heap.release(bound)


def find_attribute(runtime: Runtime, value: HeapObject, name: str) -> HeapObject | None:
    """As `get_attribute`, with None in place of an AttributeError."""
    try:
        if has_plain_lookup(value):
            empty = _in_empty_slot(runtime, value, name)
            return None if empty else generic_attribute(runtime, value, name)
        return get_attribute(runtime, value, name)
    except Raised as raised:
        if is_instance_of(runtime, raised.exception, "AttributeError"):
            runtime.heap.release(raised.exception)
            return None
        raise


def has_plain_lookup(value: HeapObject) -> bool:
    """Whether an attribute can be found missing without any exception being made."""
    if isinstance(value, Module):
        return False
    cls = type_of(value)
    return not cls.has_custom_lookup and cls.lookup("__getattr__") is None


def _in_empty_slot(runtime: Runtime, value: HeapObject, name: str) -> bool:
    """Whether `value.name` is a slot without a value."""
    found = type_of(value).lookup(name)
    if not isinstance(found, Attribute) or not isinstance(found.getter, SlotGetter):
        return False
    check_receiver(runtime, found.name, found.owner, value)
    return found.getter.held_by(value) is None


def _by_custom_lookup(
    runtime: Runtime, custom: HeapObject, value: HeapObject, name: str
) -> HeapObject:
    fallback = type_of(value).lookup("__getattr__")
    if fallback is None:
        return runtime.call(custom, [value, name_str(runtime, name)])
    try:
        return _by_hook(runtime, custom, value, name)
    except Raised as raised:
        if not is_instance_of(runtime, raised.exception, "AttributeError"):
            raise
        runtime.heap.release(raised.exception)
    return _by_hook(runtime, fallback, value, name)


def generic_attribute(runtime: Runtime, value: HeapObject, name: str) -> HeapObject | None:
    """The attribute by the general rule, None if there is none."""
    if isinstance(value, Type):
        return _type_attribute(runtime, value, name)
    if isinstance(value, SuperObject):
        found = value.find(name)
        if found is not None and value.receiver_type is not None:
            return bind(runtime, found, value.receiver, value.receiver_type)
    cls = type_of(value)
    found = cls.lookup(name)
    if found is not None and is_data_descriptor(found):
        return bind(runtime, found, value, cls)
    own = own_attribute(value, name)
    if own is not None:
        own.refcount += 1
        return own
    if found is not None:
        return bind(runtime, found, value, cls)
    return None


def own_attribute(value: HeapObject, name: str) -> HeapObject | None:
    """What the object itself holds under `name` (borrowed)."""
    if isinstance(value, Instance):
        return value.attribute(name)
    holder = own_dictionary(value)
    if holder is None:
        return None
    entry = holder.find_text(name)
    return None if entry is None else entry.value


def own_dictionary(value: HeapObject) -> Dict | None:
    """The dict the object's attributes are in now (borrowed), None if it has none."""
    if isinstance(value, Module):
        return value.namespace
    if isinstance(value, Function):
        return value.dictionary
    if isinstance(value, ExceptionObject):
        return value.dictionary
    if isinstance(value, (Instance, NativeCallable, StaticMethod)):
        return value.dictionary
    extension = derived_part(value)
    return None if extension is None else extension.dictionary


def _type_attribute(runtime: Runtime, cls: Type, name: str) -> HeapObject | None:
    """As type_getattro: the metatype's data descriptors, the class and its bases, the metatype."""
    metatype = type_of(cls)
    meta_found = metatype.lookup(name)
    if meta_found is not None and is_data_descriptor(meta_found):
        return bind(runtime, meta_found, cls, metatype)
    found = cls.lookup(name)
    if found is not None:
        return bind(runtime, found, None, cls)
    if meta_found is not None:
        return bind(runtime, meta_found, cls, metatype)
    return None


def is_data_descriptor(found: HeapObject) -> bool:
    """Whether a type's attribute goes before the object's own."""
    if isinstance(found, (Attribute, Property)):
        return True
    cls = type_of(found)
    if not cls.is_heap_type or cls.lookup("__get__") is None:
        return False
    return cls.lookup("__set__") is not None or cls.lookup("__delete__") is not None


def bind(runtime: Runtime, found: HeapObject, receiver: HeapObject | None, cls: Type) -> HeapObject:
    """What an attribute found on `cls` gives when read through `receiver` (None: the class)."""
    if isinstance(found, Function):
        if receiver is not None:
            return make_bound_method(runtime, found, receiver)
    elif isinstance(found, Builtin):
        if found.owner is not None and receiver is not None:
            return make_bound_builtin(runtime, found, receiver)
    elif isinstance(found, NativeCallable):
        if receiver is not None and found.becomes_method:
            return make_bound_method(runtime, found, receiver)
    elif isinstance(found, Attribute):
        if receiver is not None:
            return found.get(runtime, receiver)
    elif isinstance(found, (Property, StaticMethod)) and found.extension is None:
        return bind_wrapper(runtime, found, receiver, cls)
    elif type_of(found).is_heap_type:
        getter = type_of(found).lookup("__get__")
        if getter is not None:
            instance = runtime.none if receiver is None else receiver
            return _call_holding(runtime, found, getter, [found, instance, cls])
    found.refcount += 1
    return found


def _call_holding(
    runtime: Runtime, descriptor: HeapObject, method: HeapObject, arguments: list[HeapObject]
) -> HeapObject:
    """Call a method of a descriptor of the program's, which is held as long as it is in use."""
    descriptor.refcount += 1
    try:
        return runtime.call(method, arguments)
    finally:
        runtime.heap.release(descriptor)


def bind_wrapper(
    runtime: Runtime,
    wrapper: Property | StaticMethod,
    receiver: HeapObject | None,
    cls: Type,
) -> HeapObject:
    """As `bind` for a property, class method or static method, as the built-in types do it."""
    if isinstance(wrapper, ClassMethod):
        return wrapper.bind(runtime, cls)
    if isinstance(wrapper, StaticMethod):
        wrapper.function.refcount += 1
        return wrapper.function
    if receiver is not None:
        return wrapper.get(runtime, receiver)
    wrapper.refcount += 1
    return wrapper


def no_attribute(runtime: Runtime, value: HeapObject, name: str) -> ExceptionObject:
    """The AttributeError for reading `value.name`; it knows the object and the name."""
    return attribute_error(runtime, value, name, _absence(value, name))


def _absence(value: HeapObject, name: str) -> str:
    """CPython's words for an attribute that is not there."""
    if isinstance(value, Type):
        return f"type object '{value.name}' has no attribute '{name}'"
    if isinstance(value, Module):
        if value.initializing:
            return (
                f"partially initialized module '{value.name}' has no attribute '{name}' "
                "(most likely due to a circular import)"
            )
        return f"module '{value.name}' has no attribute '{name}'"
    return f"'{type_of(value).name}' object has no attribute '{name}'"


def _refusal(value: HeapObject, name: str) -> str:
    """CPython's words for an attribute that cannot be stored or deleted."""
    cls = type_of(value)
    if cls.lookup(name) is not None and own_dictionary(value) is None:
        return f"'{cls.name}' object attribute '{name}' is read-only"
    return _absence(value, name)


# -- writing -------------------------------------------------------------------


def set_attribute(runtime: Runtime, value: HeapObject, name: str, new: HeapObject) -> None:
    """`value.name = new` (borrowed)."""
    cls = type_of(value)
    if cls.is_heap_type or cls.has_custom_lookup:
        custom = cls.lookup("__setattr__")
        if isinstance(custom, Function) or (custom is not None and cls.has_custom_lookup):
            runtime.heap.release(runtime.call(custom, [value, name_str(runtime, name), new]))
            return
    generic_set_attribute(runtime, value, name, new)


def generic_set_attribute(runtime: Runtime, value: HeapObject, name: str, new: HeapObject) -> None:
    """`object.__setattr__`: a data descriptor of the type, else the object itself."""
    cls = type_of(value)
    found = cls.lookup(name)
    if found is not None and _set_through(runtime, found, value, name, new):
        return
    if isinstance(value, Instance) and cls.instances_have_attributes:
        new.refcount += 1
        value.set_attribute(name, new)
        return
    holder = writable_dictionary(runtime, value, name)
    if holder is None:
        raise error(runtime, "AttributeError", _refusal(value, name))
    new.refcount += 1
    holder.set_text(name, new)
    if isinstance(value, Type):
        value.changed()


def _set_through(
    runtime: Runtime, found: HeapObject, value: HeapObject, name: str, new: HeapObject | None
) -> bool:
    """Let a data descriptor store (or, without `new`, delete); False if `found` is none."""
    if isinstance(found, Attribute):
        found.set(runtime, value, new)
        return True
    if isinstance(found, Property) and found.extension is None:
        found.set(runtime, value, new)
        return True
    if type_of(found).is_heap_type:
        return _store_by_method(runtime, found, value, new)
    return False


def _store_by_method(
    runtime: Runtime, found: HeapObject, value: HeapObject, new: HeapObject | None
) -> bool:
    """Store through a descriptor of the program's; whoever can do one of the two does both."""
    wanted, other = ("__delete__", "__set__") if new is None else ("__set__", "__delete__")
    method = type_of(found).lookup(wanted)
    if method is not None:
        arguments = [found, value] if new is None else [found, value, new]
        runtime.heap.release(_call_holding(runtime, found, method, arguments))
        return True
    if type_of(found).lookup(other) is not None:
        raise error(runtime, "AttributeError", wanted)
    return False


def writable_dictionary(runtime: Runtime, value: HeapObject, name: str) -> Dict | None:
    """Where an attribute of the object can be stored, made if need be; None if nowhere."""
    if isinstance(value, Type):
        if not value.is_heap_type:
            message = f"cannot set '{name}' attribute of immutable type '{value.name}'"
            raise type_error(runtime, message)
        return value.namespace
    if isinstance(value, Module):
        return value.namespace
    if isinstance(value, Function):
        if value.dictionary is None:
            value.dictionary = make_dict(runtime)
        return value.dictionary
    if isinstance(value, ExceptionObject):
        if value.dictionary is None:
            value.dictionary = make_dict(runtime)
        return value.dictionary
    if isinstance(value, NativeCallable) and value.has_attributes:
        if value.dictionary is None:
            value.dictionary = make_dict(runtime)
        return value.dictionary
    if isinstance(value, StaticMethod):
        return value.own_dictionary(runtime)
    extension = derived_part(value)
    if extension is not None and type_of(value).instances_have_attributes:
        return extension.own_dictionary()
    return None


# -- deleting ------------------------------------------------------------------


def delete_attribute(runtime: Runtime, value: HeapObject, name: str) -> None:
    """`del value.name`."""
    cls = type_of(value)
    if cls.is_heap_type or cls.has_custom_lookup:
        custom = cls.lookup("__delattr__")
        if isinstance(custom, Function) or (custom is not None and cls.has_custom_lookup):
            runtime.heap.release(runtime.call(custom, [value, name_str(runtime, name)]))
            return
    generic_delete_attribute(runtime, value, name)


def generic_delete_attribute(runtime: Runtime, value: HeapObject, name: str) -> None:
    """`object.__delattr__`."""
    found = type_of(value).lookup(name)
    if found is not None and _set_through(runtime, found, value, name, None):
        return
    removed: HeapObject | None = None
    if isinstance(value, Instance):
        removed = value.delete_attribute(name)
        if removed is None:
            raise error(runtime, "AttributeError", _absence(value, name))
    else:
        holder = writable_dictionary(runtime, value, name)
        entry = None if holder is None else holder.find_text(name)
        if holder is None or entry is None:
            raise error(runtime, "AttributeError", _refusal(value, name))
        removed = holder.remove(entry)
    if isinstance(value, Type):
        value.changed()
    runtime.heap.release(removed)


def class_item(runtime: Runtime, value: HeapObject, key: HeapObject) -> HeapObject:
    """`cls[key]` through `__class_getitem__`; the TypeError for values without `[]`."""
    if isinstance(value, Type):
        method = find_attribute(runtime, value, "__class_getitem__")
        if method is not None:
            try:
                return runtime.call(method, [key])
            finally:
                runtime.heap.release(method)
        if value is runtime.types.type:
            from toylang.objects.generic_alias import make_alias

            return make_alias(runtime, value, key)
        raise type_error(runtime, f"type '{value.name}' is not subscriptable")
    raise type_error(runtime, f"'{type_of(value).name}' object is not subscriptable")


def attributes_to_be(runtime: Runtime, new: HeapObject | None) -> Dict:
    """An owned reference to what shall be an object's `__dict__`; TypeError unless it is a dict."""
    if new is None:
        raise type_error(runtime, "cannot delete __dict__")
    if not isinstance(new, Dict):
        name = type_of(new).name
        raise type_error(runtime, f"__dict__ must be set to a dictionary, not a '{name}'")
    new.refcount += 1
    return new


def replace_attributes(
    runtime: Runtime, holder: Function | ExceptionObject, new: HeapObject | None
) -> None:
    """Give a function or an exception another `__dict__`; TypeError unless it is a dict."""
    chosen = attributes_to_be(runtime, new)
    old, holder.dictionary = holder.dictionary, chosen
    if old is not None:
        runtime.heap.release(old)
