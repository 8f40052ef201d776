"""The person's own editor, for what is too long to be typed at a prompt."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

VARIABLES: Final = ("VISUAL", "EDITOR")
FOUND_ANYWHERE: Final = ("nano", "vim", "vi", "notepad")
"""What is looked for where neither variable names an editor."""


class EditorFailed(Exception):
    """No text came back as it should; the message says why.

    `written` is what had been written until then, empty if nothing new had.
    """

    def __init__(self, reason: str, written: str = "") -> None:
        super().__init__(reason)
        self.written: Final = written


def edit(text: str) -> str:
    """Open the editor with a text; returns what it has become, ready to be run with one Enter.

    Raises `EditorFailed`.
    """
    command = editor_command()
    with TemporaryDirectory(prefix="toy-") as directory:
        path = Path(directory) / "statement.py"
        before = f"{text.rstrip()}\n" if text.strip() else ""
        path.write_text(before, encoding="utf-8", errors="replace")
        status = _run([*command, str(path)])
        try:
            written = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            raise EditorFailed(f"{command[0]} has left no file behind.") from None
    if status != 0:
        changed = as_proposed(written) if written != before else ""
        raise EditorFailed(f"{command[0]} ended with status {status}; nothing was run.", changed)
    return as_proposed(written)


def as_proposed(text: str) -> str:
    """A text as it is put before somebody: an empty line at its end lets one Enter run it."""
    lines = text.replace("\r\n", "\n").rstrip()
    return lines + "\n" if "\n" in lines else lines


def editor_command() -> list[str]:
    """The editor and its arguments: $VISUAL, $EDITOR, or one that is there."""
    for variable in VARIABLES:
        value = os.environ.get(variable, "").strip()
        if value:
            try:
                return shlex.split(value)
            except ValueError:
                raise EditorFailed(f"${variable} is no command: {value}") from None
    for name in FOUND_ANYWHERE:
        if shutil.which(name):
            return [name]
    raise EditorFailed("There is no editor; set $EDITOR to the one you like, then start again.")


def _run(command: list[str]) -> int:
    """Run the editor at the terminal; returns its status."""
    with undisturbed_by_control_c():
        try:
            return subprocess.run(command, check=False).returncode
        except OSError as problem:
            reason = problem.strerror or "it fails"
            raise EditorFailed(f"{command[0]} cannot be started: {reason}.") from None


@contextmanager
def undisturbed_by_control_c() -> Iterator[None]:
    """Leave Ctrl-C to whoever has the terminal: an editor has its own use for it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
