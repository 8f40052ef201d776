"""Facts as plain data, for machines: what `--json` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping

from toylang.heap.wording import harmless


def to_plain(value: object) -> object:
    """Named tuples as objects with their fields, other sequences as arrays; no heap objects."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    fields: tuple[str, ...] | None = getattr(value, "_fields", None)
    if isinstance(value, tuple) and fields is not None:
        return {name: to_plain(item) for name, item in zip(fields, value, strict=True)}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    raise TypeError(f"no fact: {type(value).__name__}")


def to_json(facts: object) -> str:
    """Facts as one JSON text; in pure ASCII if it holds what a terminal would obey."""
    text = json.dumps(to_plain(facts), indent=2, ensure_ascii=False)
    if harmless(text) == text:
        return text
    return json.dumps(to_plain(facts), indent=2)
