"""The parser's tables: what Lark makes of `grammar/toy.lark`, and where they are kept.

Lark reads the grammar and computes the LALR(1) tables; that takes longer than most programs run.
So an installed package brings plain lists of them beside its grammar; those of a checkout are kept
where Python keeps its bytecode, or in the user's cache directory. Tables that cannot be read, were
cut short or belong to another grammar are ignored; a cache that cannot be written is done without.
"""

# No annotation is put off (PEP 563): a named tuple would have each compiled as it is made.

import marshal
import os
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple
from zlib import crc32

STARTS: Final = ("file", "alone", "disjunction", "expression", "expressions", "bit_or")
# Terminals that stand for a kind of token; every other terminal stands for its own text.
KINDS: Final = frozenset(
    ["NAME", "NUMBER", "STRING", "NEWLINE", "INDENT", "DEDENT", "MATCH", "CASE", "$END"]
)
PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BROUGHT: Final = os.path.join(PACKAGE, "grammar", "toy.tables")
"""What the build of a wheel has computed."""


class Tables(NamedTuple):
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
    """Return the tables: those that were brought or kept if they fit, else new ones."""
    grammar = grammar_text()
    identity = _identity(grammar)
    for path in _places(identity):
        parts = _read(path, identity)
        if parts is not None:
            return Tables(*parts)
    parts = _compute(grammar)
    content = _packed(identity, parts)
    for path in _caches(identity):
        if _keep(path, content):
            break
    return Tables(*parts)


def packed_tables() -> bytes:
    """Return what the build of a wheel brings along: the content of `toy.tables`."""
    grammar = grammar_text()
    return _packed(_identity(grammar), _compute(grammar))


def grammar_text() -> str:
    """Return the grammar: the installed package carries it, a checkout has it one level up."""
    for folder in (PACKAGE, os.path.dirname(PACKAGE)):
        path = os.path.join(folder, "grammar", "toy.lark")
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    raise FileNotFoundError("grammar/toy.lark")


def _identity(grammar: str) -> str:
    """Return all that the tables depend on: the grammar, what this file makes of it, the format."""
    with open(__file__, encoding="utf-8") as file:
        return f"{grammar}\0{file.read()}\0{marshal.version}"


def _places(identity: str) -> Iterator[str]:
    """Name the files that may hold the tables, the quickest first."""
    yield BROUGHT
    yield from _caches(identity)


def _caches(identity: str) -> Iterator[str]:
    """Name the files in which tables may be kept, the best first."""
    if __spec__ is not None and __spec__.cached is not None:
        yield os.path.splitext(__spec__.cached)[0] + ".tables"
    try:
        from platformdirs import user_cache_dir

        folder = user_cache_dir("toylang", appauthor=False)
    except (OSError, RuntimeError, KeyError, ImportError):
        return
    if os.path.isabs(folder):  # not if nobody knows where the user's home is
        yield os.path.join(folder, f"tables-{crc32(identity.encode()):08x}")


def _packed(identity: str, parts: tuple[Any, ...]) -> bytes:
    """Return the content of a file of tables; its first four bytes are the rest's checksum."""
    content = marshal.dumps((identity, parts))
    return crc32(content).to_bytes(4, "big") + content


def _read(path: str, identity: str) -> tuple[Any, ...] | None:
    """Return the tables of a file if it is whole and they are the right ones."""
    try:
        with open(path, "rb") as file:
            checksum, content = file.read(4), file.read()
    except OSError:
        return None
    if not content or crc32(content).to_bytes(4, "big") != checksum:
        return None
    try:
        found, parts = marshal.loads(content)
    except (ValueError, TypeError, EOFError):  # as another version of Python writes it
        return None
    return parts if found == identity else None


def _keep(path: str, content: bytes) -> bool:
    """Write a file, and say whether that succeeded.

    It appears whole or not at all, whoever else is writing it.
    """
    import tempfile

    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
    except OSError:
        return False
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except OSError:
        os.unlink(name)
        return False
    return True


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
