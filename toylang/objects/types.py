"""Type objects: name, bases, method resolution order, namespace, and the lookup along the order.

Every object's `kind` is one of these. A class the program defines is a type on the heap like any
other object and is watched by the collector; a built-in type lives as long as its heap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from toylang.heap.header import HeapObject, Kind, Visitor
from toylang.heap.weak_references import WeakReference
from toylang.objects.shared_names import SharedNames

if TYPE_CHECKING:
    from toylang.heap.heap import Heap
    from toylang.objects.dicts import Dict
    from toylang.objects.runtime import Runtime
    from toylang.objects.tuples import Tuple

TYPE_SIZE: Final[i64] = 920
"""Bytes of a class without its table of shared attribute names."""

BUILT_IN_TYPE_SIZE: Final[i64] = 424
"""Bytes of a type that belongs to Toy itself."""

SHARED_NAMES_SIZE: Final[i64] = 768


class Type(Kind):
    """A class, built in or defined by the program."""

    is_heap_type: bool = False
    """Whether the program defined it."""

    has_del: bool = False
    """Whether `__del__` is found along the order."""

    has_custom_lookup: bool = False
    """Whether `__getattribute__` along the order is another than that of objects."""

    notes_abstract_methods: bool = False
    """Whether the class itself has `__abstractmethods__`, though maybe none are left."""

    instances_have_attributes: bool = False
    instances_are_containers: bool = False
    slot_count: i64 = 0
    """Attributes from `__slots__`, those of the bases included."""

    packs_arguments: bool = True
    """Whether a call of the type packs its arguments into a tuple, as CPython's type.__call__ does
    for types without a vectorcall; an exception keeps that tuple as its `args`."""

    subclassable: bool = True
    instance_size: i64 = 16
    """Bytes of an instance, collector's header included, without what varies."""

    item_size: i64 = 0
    """Bytes for each item of an instance that has its items in its own block, else 0."""

    shares_names: bool = False
    """Whether the class has a table of attribute names its instances share."""

    base: Type | None = None
    """The base whose layout instances have."""

    version: i64 = 0
    """Changes whenever the answer of `lookup` may have changed; no two classes have the same."""

    constructor: HeapObject | None = None
    """The `__init__` or `__new__` that calls of the class run, if there is no more to them
    (borrowed)."""

    constructor_version: i64 = -1
    """The version of the class at which `constructor` was looked up."""

    def __init__(self, runtime: Runtime, name: str, qualname: str) -> None:
        self.runtime: Runtime = runtime
        self.version = runtime.new_class_version()
        self.name = name
        self.qualname: str = qualname
        self.mro: list[Type] = [self]
        self.subclass_dict: Dict | None = None
        """A weak reference to each class directly below, under its address; None without any."""

        self.slot_labels: list[str] = []
        """What references from slots are called, `.name`; those of the bases are first."""

        self.shared_names: SharedNames = SharedNames()
        """The attributes its instances have."""

        self._found: dict[str, HeapObject | None] = {}

    # These are counted references; a type under construction gets them before anyone sees it.
    bases: Tuple
    mro_tuple: Tuple | None = None
    namespace: Dict
    slot_names: Tuple | None = None
    """The names in `__slots__`; the collector does not see them."""

    def lookup(self, name: str) -> HeapObject | None:
        """The attribute `name` along the method resolution order (borrowed), None if absent."""
        found = self._found.get(name)
        if found is not None or name in self._found:
            return found
        for ancestor in self.mro:
            entry = ancestor.namespace.find_text(name)
            if entry is not None:
                found = entry.value
                break
        self._found[name] = found
        return found

    def changed(self) -> None:
        """The namespace or the order changed: forget what was found, here and below."""
        self._found.clear()
        self.version = self.runtime.new_class_version()
        self.has_del = self.lookup("__del__") is not None
        builtin_lookup = self.runtime.types.object.lookup("__getattribute__")
        self.has_custom_lookup = self.lookup("__getattribute__") is not builtin_lookup
        noted = self.namespace.find_text("__abstractmethods__")
        self.notes_abstract_methods = noted is not None
        for subclass in self.subclasses():
            subclass.changed()

    def subclasses(self) -> list[Type]:
        """The living classes directly below (borrowed)."""
        result: list[Type] = []
        known = self.subclass_dict
        for entry in [] if known is None else known.live_entries():
            reference = entry.value
            if isinstance(reference, WeakReference) and isinstance(reference.referent, Type):
                result.append(reference.referent)
        return result

    def add_subclass(self, subclass: Type, reference: WeakReference) -> None:
        """A class directly below has been made; takes the (weak) reference to it over."""
        from toylang.objects.dicts import make_dict
        from toylang.objects.numbers import make_int

        runtime = self.runtime
        if self.subclass_dict is None:
            self.subclass_dict = make_dict(runtime)
            runtime.heap.track(self.subclass_dict)
        watched = self.subclass_dict.tracked
        self.subclass_dict.set(make_int(runtime, subclass.address), reference)
        if not watched:
            runtime.heap.untrack(self.subclass_dict)

    def lose_subclass(self, subclass: Type) -> None:
        """A class directly below is dying: let go of the weak reference to it."""
        from toylang.objects.numbers import make_int

        known, heap = self.subclass_dict, self.runtime.heap
        if known is None:
            return
        key = make_int(self.runtime, subclass.address)
        entry = known.find(key)
        if entry is not None:
            heap.release(known.remove(entry))
        heap.release(key)
        if known.used == 0:
            self.subclass_dict = None
            heap.release(known)

    def forget(self) -> None:
        """The type's heap has ended: break the host's cycles."""
        self.mro = []
        self.base = None
        self.constructor = None
        self._found.clear()
        self.subclass_dict = None

    def is_subtype(self, other: Type) -> bool:
        """Whether `other` stands in this type's method resolution order."""
        if self is other:
            return True
        for ancestor in self.mro:
            if ancestor is other:
                return True
        return False

    def family(self) -> Type:
        """The built-in type the class is derived from, or is (borrowed)."""
        current = self
        while current.is_heap_type and current.base is not None:
            current = current.base
        return current

    def traverse(self, visitor: Visitor) -> None:
        visitor.visit(self.namespace)
        if self.mro_tuple is not None:
            visitor.visit(self.mro_tuple)
        visitor.visit(self.bases)
        if self.base is not None and self.base.is_heap_type:
            visitor.visit(self.base)

    def edges(self) -> list[tuple[str, HeapObject]]:
        result: list[tuple[str, HeapObject]] = [(".__dict__", self.namespace)]
        if self.mro_tuple is not None:
            result.append((".__mro__", self.mro_tuple))
        result.append((".__bases__", self.bases))
        if self.base is not None and self.base.is_heap_type:
            result.append((".__base__", self.base))
        if self.slot_names is not None:
            result.append((" slots", self.slot_names))
        if self.subclass_dict is not None:
            result.append((" subclasses", self.subclass_dict))
        return result

    def hidden_referents(self) -> list[HeapObject]:
        result: list[HeapObject] = []
        for held in (self.slot_names, self.subclass_dict):
            if held is not None:
                result.append(held)
        return result

    def may_be_tracked(self) -> bool:
        return self.is_heap_type

    def clear(self, heap: Heap) -> None:
        """As type_clear: the namespace is emptied and the order dropped; the rest follows."""
        self.namespace.clear(heap)
        order, self.mro_tuple = self.mro_tuple, None
        if order is not None:
            heap.release(order)
        self.changed()

    def release_referents(self, heap: Heap) -> None:
        self._leave_bases()
        base, self.base = self.base, None
        if base is not None and base.is_heap_type:
            heap.release(base)
        heap.release(self.namespace)
        heap.release(self.bases)
        if self.slot_names is not None:
            heap.release(self.slot_names)
        if self.mro_tuple is not None:
            heap.release(self.mro_tuple)
            self.mro_tuple = None
        self.mro = []
        self._found.clear()

    def _leave_bases(self) -> None:
        """Take the weak references to this class out of its bases; the class is dying."""
        for base in self.bases_list():
            base.lose_subclass(self)

    def bases_list(self) -> list[Type]:
        """The direct bases, in the order the class statement gave them."""
        return [base for base in self.bases.items if isinstance(base, Type)]

    def has_finalizer(self) -> bool:
        return isinstance(self.kind, Type) and self.kind.has_del

    def finalize(self, heap: Heap) -> None:
        from toylang.objects.finalization import call_finalizer

        call_finalizer(self.runtime, self)

    def describe(self) -> str:
        return "class " + self.name


def type_of(value: HeapObject) -> Type:
    """The type of a value (borrowed)."""
    kind = value.kind
    assert isinstance(kind, Type)
    return kind
