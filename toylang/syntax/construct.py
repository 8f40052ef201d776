"""What makes a class a construct of the tree: the fields it declares, and a constructor for them.

This does for the tree what `dataclasses` would do, but seventy dataclasses take longer to make than
most programs take to run. Here a constructor is written when the first node of its class is made.
"""

from __future__ import annotations

from typing import Any, dataclass_transform


def keyword_only(*, kw_only: bool) -> Any:
    """Declare a field that a constructor takes by its name alone."""


@dataclass_transform(eq_default=False, frozen_default=True, field_specifiers=(keyword_only,))
class Construct:
    """Something at a place, its `span`, that has the fields its class declares.

    Nothing of it changes once it is made, of which the type checker takes care.
    """

    _fields: tuple[str, ...]
    """The names of the fields; the span is none of them, as the place is none in `ast`."""

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(name for name in cls.__annotations__ if name != "span")

    def __init__(self, *values: Any, **named: Any) -> None:
        setattr(type(self), "__init__", _constructor(self._fields))  # noqa: B010
        type(self).__init__(self, *values, **named)


def _constructor(fields: tuple[str, ...]) -> Any:
    """Write a constructor that takes all fields in their order, and the span by its name."""
    parameters = ", ".join(("self", *fields, "*", "span"))
    body = "; ".join(f"self.{name} = {name}" for name in ("span", *fields))
    written: dict[str, Any] = {}
    exec(f"def __init__({parameters}): {body}", written)
    return written["__init__"]
