"""Notes: one dim line on what is the same in CPython, and what is not."""

from rich.text import Text


def note_view(note: str) -> Text:
    """The note, told apart from what was asked for."""
    return Text(f"In CPython {note}", "dim")
