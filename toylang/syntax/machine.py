"""The automaton that the tables describe: shift a token, or reduce some parts to a construct.

Most reductions of an expression grammar only climb from one level of precedence to the next. Such
chains are walked once for each state and lookahead, and remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from toylang.source import Span
from toylang.syntax.tables import Tables
from toylang.syntax.tokens import END, Tokens

Callback = Callable[[Any, list[Any], Span], Any]
# Tokens without text: a construct never ends with one of them.
BLANK: Final = frozenset(["NEWLINE", "INDENT", "DEDENT", END])


class UnexpectedToken(Exception):
    """The parser has no way to go on with this token."""

    def __init__(self, index: int, expected: frozenset[str]) -> None:
        super().__init__(index)
        self.index = index
        self.expected = expected


class Machine:
    """An automaton with the callbacks that make its constructs, methods of a builder's class."""

    __slots__ = ("tables", "callbacks", "_jumps")

    def __init__(self, tables: Tables, builders: type) -> None:
        self.tables = tables
        # By rule; repetitions and mere levels have none.
        self.callbacks: list[Callback | None] = [
            None if construct is None or symbol[0] == "_" else getattr(builders, construct)
            for symbol, _, construct, _ in tables.rules
        ]
        # Where a chain of levels ends: by state, by symbol, by lookahead.
        self._jumps: list[defaultdict[str, dict[str, int]]] = [
            defaultdict(dict) for _ in tables.gotos
        ]

    def run(self, tokens: Tokens, start: str, builder: object) -> Any:
        """Return what the builder's callback for the start rule makes of all tokens."""
        actions, rules, jumps = self.tables.actions, self.tables.rules, self._jumps
        callbacks = self.callbacks
        kinds, texts, spans = tokens.kinds, tokens.texts, tokens.spans
        end, new = self.tables.ends[start], tuple.__new__
        # Three stacks in step: the states, the parts made so far, their first tokens' spans.
        states = [self.tables.starts[start]]
        parts: list[Any] = []
        firsts: list[Span] = []
        last = spans[0]
        for index, kind in enumerate(kinds):
            here = spans[index]
            while (action := actions[states[-1]].get(kind, None)) is None or action < 0:
                if action is None:
                    raise UnexpectedToken(index, self._acceptable(states))
                symbol, size, _, shape = rules[~action]
                if size:
                    taken = parts[-size:]
                    del parts[-size:], states[-size:]
                    first = firsts[-size]
                    del firsts[-size:]
                else:
                    taken = []
                    first = here
                callback = callbacks[~action]
                if callback is None:
                    made = _extend(taken, shape)
                else:
                    if shape is not None:
                        taken = _arrange(taken, shape)
                    whole = first if first is last else new(Span, (*first[:2], *last[2:]))
                    made = callback(builder, taken, whole)
                below = states[-1]
                jump = jumps[below][symbol]
                state = jump.get(kind)
                if state is None:
                    state = jump[kind] = self._settle(below, symbol, kind)
                if state == end and kind == END:
                    return made
                states.append(state)
                parts.append(made)
                firsts.append(first)
            states.append(action)
            parts.append(texts[index])
            firsts.append(here)
            if kind not in BLANK:
                last = here
        raise AssertionError("the tokens do not end with END")

    def _acceptable(self, states: list[int]) -> frozenset[str]:
        """Return the kinds of token that would have fitted."""
        row = self.tables.actions[states[-1]]
        return frozenset(kind for kind in row if self._leads_to_shift(list(states), kind))

    def _leads_to_shift(self, states: list[int], kind: str) -> bool:
        while (action := self.tables.actions[states[-1]].get(kind)) is not None and action < 0:
            symbol, size, _, _ = self.tables.rules[~action]
            if size:
                del states[-size:]
            states.append(self.tables.gotos[states[-1]][symbol])
        return action is not None

    def prefix(
        self, tokens: Tokens, start: str, begin: int, builder: object
    ) -> tuple[Any, int, int]:
        """Read as much as makes sense from one token on.

        Return what it makes (None if nothing does), where it ends, and how far one had to look.
        """
        end = seen = len(tokens.kinds) - 1
        while end > begin:
            part = Tokens(tokens.source)
            part.kinds = [*tokens.kinds[begin:end], END]
            part.texts = [*tokens.texts[begin:end], ""]
            part.spans = tokens.spans[begin : end + 1]
            try:
                return self.run(part, start, builder), end, seen
            except UnexpectedToken as unexpected:
                if end == len(tokens.kinds) - 1:
                    seen = begin + unexpected.index
                end = min(end - 1, begin + unexpected.index)
        return None, begin, seen

    def _settle(self, below: int, symbol: str, kind: str) -> int:
        """Return the state on top of another after a symbol and all levels above it."""
        gotos, rules = self.tables.gotos[below], self.tables.rules
        state = gotos[symbol]
        while (action := self.tables.actions[state].get(kind, 0)) < 0:
            symbol, size, construct, _ = rules[~action]
            if construct is not None or size != 1:
                break
            state = gotos[symbol]
        return state


def _extend(taken: list[Any], shape: tuple[int, ...] | None) -> list[Any]:
    """Make or lengthen the list of a repetition."""
    if shape is None:
        return taken
    repeated: list[Any] = taken[0]
    repeated += taken[1:]
    return repeated


def _arrange(taken: list[Any], shape: tuple[int, ...]) -> list[Any]:
    """Put None where a part is absent, and the items of a repetition in its place."""
    arranged: list[Any] = []
    for part in shape:
        if part >= 0:
            arranged.append(taken[part])
        elif part == -1:
            arranged.append(None)
        else:
            arranged += taken[-part - 2]
    return arranged
