"""The parser's tables: what Lark makes of `grammar/toy.lark`, and where they are kept.

Lark reads the grammar and computes the LALR(1) tables; that takes longer than most programs run,
so plain lists of them are kept in the user's cache directory. A cache that cannot be read, was cut
short or belongs to another grammar is ignored; one that cannot be written is done without.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

STARTS: Final = ("file", "alone", "disjunction", "expression", "expressions", "bit_or")
# Terminals that stand for a kind of token; every other terminal stands for its own text.
KINDS: Final = frozenset(
    ["NAME", "NUMBER", "STRING", "NEWLINE", "INDENT", "DEDENT", "MATCH", "CASE", "$END"]
)


@dataclass(slots=True)
class Tables:
    """An LALR(1) automaton.

    `actions[state][kind]` is the state to shift to, or `~rule`, the rule to reduce by.
    `gotos[state][symbol]` is the state after a reduction to that symbol.
    A rule is (symbol, size, construct, shape): the name of the builder's callback, None when the
    one part stands for the whole; and what of its parts the callback gets, None for all as they
    are, else a sequence of part numbers, -1 for an absent part and ~(n + 1) for the items of
    the list that is part n.
    """

    actions: list[dict[str, int]]
    gotos: list[dict[str, int]]
    rules: list[tuple[str, int, str | None, tuple[int, ...] | None]]
    starts: dict[str, int]
    ends: dict[str, int]


@cache
def load() -> Tables:
    """Return the tables, from the cache if they are there."""
    grammar = grammar_text()
    key = hashlib.sha256(
        f"{grammar}\0{sys.version}\0{Path(__file__).stat().st_mtime_ns}".encode()
    ).hexdigest()
    path = _cache_path(key)
    parts = _read(path) if path else None
    if parts is None:
        parts = _compute(grammar)
        if path:
            _write(path, parts)
    return Tables(*parts)


def grammar_text() -> str:
    """Return the grammar: the installed package carries it, a checkout has it one level up."""
    package = Path(__file__).parents[1]
    for folder in (package, package.parent):
        path = folder / "grammar" / "toy.lark"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError("grammar/toy.lark")


def _cache_path(key: str) -> Path | None:
    try:
        from platformdirs import user_cache_dir

        return Path(user_cache_dir("toylang", appauthor=False)) / f"grammar-{key[:24]}"
    except (OSError, RuntimeError, KeyError, ImportError):
        return None


def _read(path: Path) -> tuple[Any, ...] | None:
    """Return what is kept there if it is whole: its first 32 bytes are the rest's checksum."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content[32:]).digest() != content[:32]:
        return None
    parts: tuple[Any, ...] = marshal.loads(content[32:])
    return parts


def _write(path: Path, parts: tuple[Any, ...]) -> None:
    """Keep the tables; the file appears whole or not at all, whoever else is writing it."""
    import tempfile

    content = marshal.dumps(parts)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with open(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        os.replace(name, path)
    except OSError:
        return


def _compute(grammar: str) -> tuple[Any, ...]:
    """Have Lark compute the tables, and turn them into plain lists and dictionaries."""
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    lark = Lark(
        grammar, parser="lalr", lexer="basic", start=list(STARTS),
        keep_all_tokens=True, maybe_placeholders=True,
    )  # fmt: skip
    table = lark.parser.parser._parse_table
    texts = {terminal.name: str(terminal.pattern.value) for terminal in lark.terminals}
    texts |= {kind: kind for kind in KINDS}
    numbers = {rule: number for number, rule in enumerate(lark.rules)}
    actions: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    for state in range(len(table.states)):
        row, goto = {}, {}
        for symbol, (action, argument) in table.states[state].items():
            if symbol in texts:
                row[texts[symbol]] = argument if action is Shift else ~numbers[argument]
            else:
                goto[str(symbol)] = argument
        actions.append(row)
        gotos.append(goto)
    rules = [_describe(rule) for rule in lark.rules]
    return actions, gotos, rules, dict(table.start_states), dict(table.end_states)


def _describe(rule: Any) -> tuple[str, int, str | None, tuple[int, ...] | None]:
    symbol = str(rule.origin.name)
    size = len(rule.expansion)
    construct: str | None = str(rule.alias or symbol)
    if rule.options.expand1 and size == 1 and not rule.alias:
        construct = None
    return symbol, size, construct, _shape(rule)


def _shape(rule: Any) -> tuple[int, ...] | None:
    """Say which parts a callback gets, absent ones and those of a repetition included."""
    absent = list(rule.options.empty_indices) or [False] * len(rule.expansion)
    shape: list[int] = []
    part = 0
    for missing in absent:
        if missing:
            shape.append(-1)
            continue
        symbol = rule.expansion[part]
        repeated = not symbol.is_term and symbol.name.startswith("_")
        shape.append(~(part + 1) if repeated else part)
        part += 1
    return None if shape == list(range(len(rule.expansion))) else tuple(shape)
