"""The `_collections` module: the containers of `collections` that cannot be written in Toy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toylang.objects.builtins import MethodSpec
from toylang.objects.dicts import Dict

if TYPE_CHECKING:
    from toylang.objects.runtime import Runtime

FUNCTIONS: Final[list[MethodSpec]] = []

TYPE_NAMES: Final = ["deque", "defaultdict", "OrderedDict"]
"""The module's types; they say that they belong to `collections`."""


def fill(runtime: Runtime, namespace: Dict) -> None:
    """Add the types."""
    for name in TYPE_NAMES:
        kind = runtime.types.by_name[f"collections.{name}"]
        kind.refcount += 1
        namespace.set_text(name, kind)
