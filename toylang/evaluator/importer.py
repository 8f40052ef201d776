"""What an import statement asks of whoever knows the modules."""

from __future__ import annotations

from toylang.heap.header import HeapObject


class Importer:
    """Finds modules by their full dotted names."""

    def load(self, name: str) -> HeapObject:
        """Import a module and the packages above it; a new reference to the module itself.

        Raises ModuleNotFoundError, or whatever the module's text raises.
        """
        raise NotImplementedError

    def loaded(self, name: str) -> HeapObject | None:
        """The module of that name if it is there already (borrowed): `sys.modules.get(name)`."""
        raise NotImplementedError
