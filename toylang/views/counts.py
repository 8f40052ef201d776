"""A reference count: the places that hold an object, and how many they are."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.views.table import counted, indented


def title(text: str, name: str) -> Text:
    """`a is list #9`, whatever was typed for it."""
    shown = shortened(text)
    if shown.startswith("#"):
        return Text.assemble((name, "bold"))
    return Text.assemble((shown, "bold"), " is ", (name, "bold"))


def shortened(text: str) -> str:
    """What was typed, on one line, and not all of it if it is long."""
    shown = " ".join(text.split())
    return shown[:39] + "…" if len(shown) > 40 else shown


def count_view(
    text: str, name: str, immortal: bool, count: int, places: Sequence[str]
) -> RenderableType:
    """Who holds the object. The number of places is its count, if all are given."""
    heading = title(text, name)
    if immortal:
        heading.append(", and immortal: it lives as long as Toy does.\n")
        heading.append("Nobody counts the references to such objects.")
        return heading
    if count == 0:
        heading.append(", made for this command only.\n")
        heading.append("No place of the program holds it: 0 references. It is freed again now.")
        return heading
    heading.append(f", held by {counted(count, 'reference')}:")
    lines = Text("\n".join(places))
    unnamed = count - len(places)
    if unnamed:
        lines.append(f"\nand {unnamed:,} more", "dim")
    closing = Text.assemble(
        (f"sys.getrefcount would say {count + 1}: its own argument is one more.", "dim")
    )
    return Group(heading, indented(lines), closing)
