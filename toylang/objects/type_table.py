"""The built-in types of one heap, by name and, for those the objects need often, by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toylang.objects.types import Type

Name = str


class TypeTable:
    """Where a runtime keeps its built-in types."""

    object: Type
    type: Type
    int: Type
    bool: Type
    float: Type
    complex: Type
    str: Type
    bytes: Type
    byte_array: Type
    list: Type
    tuple: Type
    dict: Type
    set: Type
    frozenset: Type
    range: Type
    slice: Type
    function: Type
    method: Type
    builtin: Type
    method_descriptor: Type
    slot_wrapper: Type
    method_wrapper: Type
    attribute: Type
    cell: Type
    code: Type
    module: Type
    property: Type
    class_method: Type
    static_method: Type
    super: Type
    traceback: Type
    frame: Type
    generator: Type
    weak_reference: Type

    def __init__(self) -> None:
        self.by_name: dict[Name, Type] = {}
        """Every built-in type."""

        self.exceptions: dict[Name, Type] = {}
        """The exception classes."""
