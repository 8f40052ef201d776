"""`object`: what every value can do unless its own type says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.heap.header import COLLECTOR_HEADER, Container, HeapObject
from toylang.objects.atom_instances import told_size
from toylang.objects.atoms import AtomInstance, plain
from toylang.objects.attributes import (
    generic_attribute,
    generic_delete_attribute,
    generic_set_attribute,
    no_attribute,
    own_dictionary,
    writable_dictionary,
)
from toylang.objects.builtins import (
    Attribute,
    AttributeSpec,
    MethodSpec,
    TypeSpec,
    class_method,
    keyword_method,
    method,
    static_method,
)
from toylang.objects.comparison import call_comparison
from toylang.objects.derived import derived_part
from toylang.objects.dicts import make_dict
from toylang.objects.errors import Raised, type_error
from toylang.objects.hashing import identity_hash
from toylang.objects.instances import Instance, make_instance
from toylang.objects.lists import make_list
from toylang.objects.modules import Module
from toylang.objects.numbers import make_bool, make_int
from toylang.objects.protocol import (
    items_of,
    none,
    not_implemented,
    repr_text,
    str_text,
    truth,
)
from toylang.objects.singletons import PlainObject, Singleton
from toylang.objects.slots import SlotGetter
from toylang.objects.text import Str, make_str
from toylang.objects.tuples import Tuple
from toylang.objects.types import Type, type_of

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime


def attribute_name(runtime: Runtime, value: HeapObject) -> str:
    """An attribute's name given as a value (`getattr(x, "name")`), as host text."""
    name = plain(value)
    if not isinstance(name, Str):
        message = f"attribute name must be string, not '{type_of(value).name}'"
        raise type_error(runtime, message)
    return name.value


def qualified_name(cls: Type) -> str:
    """A class's name with the module in front, as repr shows it; built-in types have none."""
    if not cls.is_heap_type:
        return cls.name
    entry = cls.namespace.find_text("__module__")
    if entry is not None and isinstance(entry.value, Str) and entry.value.value != "builtins":
        return f"{entry.value.value}.{cls.qualname}"
    return cls.qualname


def _new_object(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = arguments[0]
    assert isinstance(cls, Type)
    if not cls.is_heap_type and cls is not runtime.types.object:
        raise type_error(runtime, f"cannot create '{cls.name}' instances")
    if len(arguments) > 1 or keywords:
        check_excess_arguments(runtime, cls)
    check_not_abstract(runtime, cls)
    if cls.is_heap_type:
        return make_instance(runtime, cls)
    result = PlainObject()
    result.kind = cls
    runtime.heap.allocate(result, cls.instance_size)
    return result


def check_excess_arguments(runtime: Runtime, cls: Type) -> None:
    """TypeError if neither `__new__` nor `__init__` of the program would take the arguments."""
    if not is_default(cls, "__new__"):
        message = "object.__new__() takes exactly one argument (the type to instantiate)"
        raise type_error(runtime, message)
    if is_default(cls, "__init__"):
        raise type_error(runtime, f"{cls.name}() takes no arguments")


def check_not_abstract(runtime: Runtime, cls: Type) -> None:
    """TypeError if `abc` has noted methods that are still to be defined (object_new)."""
    if not cls.notes_abstract_methods:
        return
    noted = cls.namespace.find_text("__abstractmethods__")
    if noted is None or noted.value is None:
        return
    names: list[str] = []
    items = items_of(runtime, noted.value)
    for item in items:
        if isinstance(item, Str):
            names.append(item.value)
    runtime.heap.release_all(items)
    if names:
        plural = "s" if len(names) > 1 else ""
        shown = ", ".join(sorted(names))
        message = (
            f"Can't instantiate abstract class {cls.name} with abstract method{plural} {shown}"
        )
        raise type_error(runtime, message)


def is_default(cls: Type, name: str) -> bool:
    """Whether the class has `object`'s own version of a special method."""
    found = cls.lookup(name)
    return found is None or found is cls.runtime.types.object.lookup(name)


def _init_object(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    cls = type_of(arguments[0])
    if (len(arguments) > 1 or keywords) and cls.is_heap_type:
        if not is_default(cls, "__init__"):
            message = "object.__init__() takes exactly one argument (the instance to initialize)"
            raise type_error(runtime, message)
        if is_default(cls, "__new__"):
            message = f"{cls.name}.__init__() takes exactly one argument"
            raise type_error(runtime, f"{message} (the instance to initialize)")
    return none(runtime)


def _init_subclass_object(
    runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
) -> HeapObject:
    """Does nothing; a base that wants to know of its subclasses has its own."""
    cls = arguments[0]
    if keywords and isinstance(cls, Type):
        raise type_error(runtime, f"{cls.name}.__init_subclass__() takes no keyword arguments")
    return none(runtime)


def _repr_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    if isinstance(value, Singleton):
        return make_str(runtime, value.word)
    return make_str(runtime, default_repr(value))


def default_repr(value: HeapObject) -> str:
    """The text of an object that has nothing better to say than its type and address."""
    return f"<{qualified_name(type_of(value))} object at {hex(value.address)}>"


def _str_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_str(runtime, repr_text(runtime, arguments[0]))


def _format_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value, spec = arguments[0], plain(arguments[1])
    if not isinstance(spec, Str):
        name = type_of(arguments[1]).name
        raise type_error(runtime, f"__format__() argument must be str, not {name}")
    if spec.value:
        name = type_of(value).name
        raise type_error(runtime, f"unsupported format string passed to {name}.__format__")
    return make_str(runtime, str_text(runtime, value))


def _equal_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    if arguments[0] is arguments[1]:
        return make_bool(runtime, True)
    return not_implemented(runtime)


def _unequal_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """The opposite of what `__eq__` says, if it says anything.

    Meanwhile CPython's slot wrapper holds both in a tuple, and the second in a slice of it.
    """
    value, other = arguments
    found = type_of(value).lookup("__eq__")
    if found is None:
        return not_implemented(runtime)
    value.refcount += 1
    other.refcount += 2
    try:
        result = call_comparison(runtime, found, value, other)
    finally:
        runtime.heap.release_all([value, other, other])
    if result is runtime.not_implemented:
        return result
    try:
        return make_bool(runtime, not truth(runtime, result))
    finally:
        runtime.heap.release(result)


def _unordered_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return not_implemented(runtime)


def _hash_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_int(runtime, identity_hash(arguments[0]))


def _getattribute_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value, name = arguments
    text = attribute_name(runtime, name)
    result = generic_attribute(runtime, value, text)
    if result is None:
        raise Raised(no_attribute(runtime, value, text))
    return result


def _setattr_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value, name, new = arguments
    generic_set_attribute(runtime, value, attribute_name(runtime, name), new)
    return none(runtime)


def _delattr_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value, name = arguments
    generic_delete_attribute(runtime, value, attribute_name(runtime, name))
    return none(runtime)


def _sizeof_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    value = arguments[0]
    own: int = told_size(value) if isinstance(value, AtomInstance) else value.size
    own += sum(size for _, size in value.extra_blocks())
    return make_int(runtime, own - collector_header(value))


def collector_header(value: HeapObject) -> int:
    """Bytes in front of an object that `__sizeof__` does not count and sys.getsizeof adds."""
    if not isinstance(value, Container) or not value.may_be_tracked():
        return COLLECTOR_HEADER if isinstance(value, Tuple) else 0
    return 2 * COLLECTOR_HEADER if type_of(value).shares_names else COLLECTOR_HEADER


def _dir_object(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_list(runtime, [make_str(runtime, name) for name in attribute_names(arguments[0])])


def attribute_names(value: HeapObject) -> list[str]:
    """The names of everything `value` answers to, sorted, as `dir(value)` lists them."""
    names: set[str] = set()
    if isinstance(value, Module):
        return sorted(_text_keys(value))
    if isinstance(value, Instance):
        names.update(value.own_names())
    names.update(_text_keys(value))
    cls = value if isinstance(value, Type) else type_of(value)
    for ancestor in cls.mro:
        for entry in ancestor.namespace.live_entries():
            if isinstance(entry.key, Str):
                names.add(entry.key.value)
    return sorted(names)


def _text_keys(value: HeapObject) -> list[str]:
    holder = own_dictionary(value)
    if holder is None:
        return []
    return [entry.key.value for entry in holder.live_entries() if isinstance(entry.key, Str)]


def _class_of(runtime: Runtime, value: HeapObject) -> HeapObject:
    cls = type_of(value)
    cls.refcount += 1
    return cls


def _same_layout(old: Type, new: Type) -> bool:
    """Whether an instance of one class can become one of the other."""
    if new.instance_size != old.instance_size or new.family() is not old.family():
        return False
    if _slot_names(old) != _slot_names(new):
        return False
    return old.item_size == 0 or _attributes_from(old) is _attributes_from(new)


def _slot_names(cls: Type) -> list[str]:
    """The names of the slots in an instance, sorted within each class that adds some."""
    names: list[str] = []
    for ancestor in cls.mro:
        for entry in ancestor.namespace.live_entries():
            member = entry.value
            if isinstance(member, Attribute) and isinstance(member.getter, SlotGetter):
                names.append(member.name)
    return names


def _attributes_from(cls: Type) -> Type:
    """The class that added attributes to what its base's instances hold; `object` if none did."""
    while cls.base is not None:
        if cls.instances_have_attributes and not cls.base.instances_have_attributes:
            break
        cls = cls.base
    return cls


def _set_class(runtime: Runtime, value: HeapObject, new: HeapObject | None) -> None:
    if new is None:
        raise type_error(runtime, "can't delete __class__ attribute")
    if not isinstance(new, Type):
        name = type_of(new).name
        message = f"__class__ must be set to a class, not '{name}' object"
        raise type_error(runtime, message)
    old = type_of(value)
    extension = derived_part(value)
    if (extension is None and not isinstance(value, Instance)) or not new.is_heap_type:
        message = "__class__ assignment only supported for mutable types or ModuleType subclasses"
        raise type_error(runtime, message)
    if not _same_layout(old, new):
        message = f"__class__ assignment: '{new.name}' object layout differs from '{old.name}'"
        raise type_error(runtime, message)
    if isinstance(value, Instance):
        value.own_dictionary()
    elif extension is not None:
        extension.cls = new
    new.refcount += 1
    value.kind = new
    runtime.heap.release(old)


def instance_dictionary(runtime: Runtime, value: HeapObject) -> HeapObject:
    """`value.__dict__`, a new reference; made now if the instance had none."""
    if isinstance(value, Instance):
        dictionary = value.own_dictionary()
    else:
        held = writable_dictionary(runtime, value, "__dict__")
        if held is None:
            return make_dict(runtime)
        dictionary = held
    dictionary.refcount += 1
    return dictionary


class SingletonMaker:
    """`__new__` of a type that has one value."""

    def __init__(self, name: str) -> None:
        self.name: str = name

    def __call__(
        self, runtime: Runtime, arguments: list[HeapObject], keywords: dict[str, HeapObject]
    ) -> HeapObject:
        """The one value there is."""
        if len(arguments) > 1 or keywords:
            raise type_error(runtime, f"{self.name} takes no arguments")
        value: HeapObject = runtime.ellipsis
        if self.name == "NoneType":
            value = runtime.none
        elif self.name == "NotImplementedType":
            value = runtime.not_implemented
        value.refcount += 1
        return value


def _singleton_maker(name: str) -> MethodSpec:
    return static_method(keyword_method("__new__", SingletonMaker(name)))


def _no(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, False)


def _yes(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    return make_bool(runtime, True)


def _subclass_hook(runtime: Runtime, arguments: list[HeapObject]) -> HeapObject:
    """An abstract class that says nothing leaves the answer to the order of the bases."""
    return not_implemented(runtime)


TYPES: Final[list[TypeSpec]] = [
    TypeSpec(
        "object",
        [
            static_method(keyword_method("__new__", _new_object)),
            keyword_method("__init__", _init_object),
            class_method(keyword_method("__init_subclass__", _init_subclass_object)),
            class_method(method("__subclasshook__", _subclass_hook, 2)),
            method("__repr__", _repr_object),
            method("__str__", _str_object),
            method("__format__", _format_object, 1),
            method("__eq__", _equal_object, 1),
            method("__ne__", _unequal_object, 1),
            method("__lt__", _unordered_object, 1),
            method("__le__", _unordered_object, 1),
            method("__gt__", _unordered_object, 1),
            method("__ge__", _unordered_object, 1),
            method("__hash__", _hash_object),
            method("__getattribute__", _getattribute_object, 1),
            method("__setattr__", _setattr_object, 2),
            method("__delattr__", _delattr_object, 1),
            method("__dir__", _dir_object),
            method("__sizeof__", _sizeof_object),
        ],
        [AttributeSpec("__class__", _class_of, _set_class)],
        base="",
    ),
    TypeSpec("NoneType", [_singleton_maker("NoneType"), method("__bool__", _no)], []),
    TypeSpec(
        "NotImplementedType", [_singleton_maker("NotImplementedType"), method("__bool__", _yes)], []
    ),
    TypeSpec("ellipsis", [_singleton_maker("EllipsisType")], []),
]
