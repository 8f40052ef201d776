"""What the keys do that prompt_toolkit does not know: Enter, Tab, Backspace and pasting."""

from __future__ import annotations

import sys
from collections.abc import Callable

from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, emacs_insert_mode, has_focus, vi_insert_mode
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from toylang.repl.commands import is_command
from toylang.repl.editor import EditorFailed, edit
from toylang.repl.indentation import STEP, back_step, blanks_before, next_indent
from toylang.repl.pasting import pasted


def is_ready(text: str, is_incomplete: Callable[[str], bool]) -> bool:
    """Whether Enter at the end of `text` should run it; an empty last line ends a block."""
    if is_command(text) or not text.strip():
        return True
    return not is_incomplete(as_submitted(text))


def as_submitted(text: str) -> str:
    """The text without what Enter left at its end: blank lines become the one that ends a block."""
    kept = text.rstrip()
    return kept + "\n" if "\n" in text[len(kept) :] else kept


def press_enter(buffer: Buffer, is_incomplete: Callable[[str], bool]) -> None:
    """Submit a complete text; in any other begin a new line, or leave a block on an empty one."""
    before, after = buffer.document.text_before_cursor, buffer.document.text_after_cursor
    one_line = "\n" not in buffer.text
    if (one_line or not after.strip()) and is_ready(buffer.text, is_incomplete):
        submitted = as_submitted(buffer.text)
        buffer.document = Document(submitted, len(submitted))
        buffer.validate_and_handle()
    elif blanks_before(before) and not after:
        press_backspace(buffer)
    else:
        buffer.insert_text("\n" + next_indent(before))


def press_backspace(buffer: Buffer) -> None:
    """Take back one step of indentation."""
    buffer.delete_before_cursor(back_step(blanks_before(buffer.document.text_before_cursor)))


class OwnIndentation:
    """Blanks a person types where the prompt has put them already: they are the same blanks."""

    def __init__(self) -> None:
        self.place = ("", 0)
        """The text up to the indentation that stood there by itself, and how much of it is left."""

    def begin(self, before: str) -> None:
        """Enter was pressed; the cursor stands behind `before`."""
        self.place = before, blanks_before(before)

    def press_space(self, buffer: Buffer) -> None:
        """Type a blank, unless it stands there."""
        text, left = self.place
        if left and buffer.document.text_before_cursor == text:
            self.place = text, left - 1
        else:
            buffer.insert_text(" ")


@Condition
def in_indentation() -> bool:
    """Whether only blanks stand before the cursor on its line, and no menu is open."""
    buffer = get_app().current_buffer
    line = buffer.document.current_line_before_cursor
    return not line.strip() and buffer.complete_state is None


@Condition
def behind_blanks() -> bool:
    """Whether there is indentation before the cursor that Backspace can take back."""
    document = get_app().current_buffer.document
    return blanks_before(document.text_before_cursor) > 0


@Condition
def at_the_beginning() -> bool:
    """Whether nothing has been typed yet."""
    return not get_app().current_buffer.text.strip()


def make_key_bindings(is_incomplete: Callable[[str], bool]) -> KeyBindings:
    """The bindings of the prompt; they hold in its own buffer, not in the search."""
    keys = KeyBindings()
    typing = has_focus(DEFAULT_BUFFER)
    inserting = typing & (emacs_insert_mode | vi_insert_mode)

    own = OwnIndentation()

    @keys.add("enter", filter=typing)
    def _enter(event: KeyPressEvent) -> None:
        press_enter(event.current_buffer, is_incomplete)
        own.begin(event.current_buffer.document.text_before_cursor)

    @keys.add(" ", filter=inserting & in_indentation)
    def _space(event: KeyPressEvent) -> None:
        own.press_space(event.current_buffer)

    @keys.add("tab", filter=inserting & in_indentation)
    def _indent(event: KeyPressEvent) -> None:
        column = event.current_buffer.document.cursor_position_col
        event.current_buffer.insert_text(" " * (STEP - column % STEP))

    @keys.add("backspace", filter=inserting & behind_blanks)
    def _dedent(event: KeyPressEvent) -> None:
        press_backspace(event.current_buffer)

    @keys.add(Keys.BracketedPaste, filter=typing & at_the_beginning)
    def _paste(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(pasted(event.data))

    @keys.add("c-x", "c-e", filter=typing)
    def _edit(event: KeyPressEvent) -> None:
        run_in_terminal(lambda: edit_buffer(event.current_buffer))

    return keys


def edit_buffer(buffer: Buffer) -> None:
    """Take what has been typed to an editor and back; it stays as it is if the editor fails."""
    try:
        text = edit(buffer.text)
    except EditorFailed as problem:
        print(problem, file=sys.stderr)
        text = problem.written or buffer.text
    buffer.document = Document(text, len(text))
