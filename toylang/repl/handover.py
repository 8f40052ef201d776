"""What one process at the prompt tells the next when a statement is taken back.

The program goes back; the person at the terminal does not. What they have typed since stays in the
history, what they are typing already is read by the next process, and no note is shown twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from prompt_toolkit.history import History
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import clear_typeahead, get_typeahead, store_typeahead
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys

from toylang.repl.history import catch_up


class Handover(NamedTuple):
    """What the next process at the prompt has to know."""

    line: str
    """The command that asked for it."""

    noted: Sequence[str]
    history: Sequence[str]
    keys: Sequence[tuple[str, str]]
    """The keys that were read already, by name and by what the terminal sent for them."""


def pack(line: str, noted: Iterable[str], history: History, keyboard: Input | None) -> str:
    """Everything, as one line of ASCII."""
    presses = [] if keyboard is None else get_typeahead(keyboard)
    keys = [(key_name(press), press.data) for press in presses]
    return json.dumps(Handover(line, sorted(noted), history.get_strings(), keys))


def unpack(message: str, history: History, keyboard: Input | None) -> Handover:
    """What the other process has told; its history and its keys go on in this one."""
    handover = Handover(*json.loads(message))
    catch_up(history, handover.history)
    if keyboard is not None:
        clear_typeahead(keyboard)
        store_typeahead(keyboard, [key_press(key, data) for key, data in handover.keys])
    return handover


def key_name(press: KeyPress) -> str:
    """A key's name, which is a single character or one of prompt_toolkit's."""
    return press.key.value if isinstance(press.key, Keys) else press.key


def key_press(key: str, data: str) -> KeyPress:
    """The key of that name."""
    return KeyPress(key if len(key) == 1 else Keys(key), data)
