"""Where a module's text lies: `NAME.toy` or `NAME.py`, or a folder with an `__init__` of these.

As in CPython's path finder, in each directory a package goes before a module; a folder without
`__init__` is a package without text, if no directory on the path has anything better.
"""

from __future__ import annotations

import os
from typing import Final

import toylang

ENDINGS: Final = (".toy", ".py")
LIBRARY: Final = os.path.join(os.path.dirname(os.path.abspath(toylang.__file__)), "library")
"""The modules of Toy's own that are written in Toy."""

LIBRARY_NAME: Final = "<library>"
"""What stands for that directory in `__file__` and in tracebacks."""


class Found:
    """A module's place: its file, and for a package the directories of its submodules."""

    def __init__(self, path: str | None, directories: list[str] | None) -> None:
        self.path: str | None = path
        self.directories: list[str] | None = directories

    @property
    def is_library(self) -> bool:
        """Whether the module belongs to Toy's own library."""
        return self.path is not None and self.path.startswith(LIBRARY + os.sep)

    @property
    def shown_path(self) -> str:
        """The file's name as programs see it."""
        if self.path is None:
            return ""
        if self.is_library:
            return f"{LIBRARY_NAME}/{os.path.relpath(self.path, LIBRARY)}"
        return self.path


def find(name: str, directories: list[str]) -> Found | None:
    """The module (its own name, without its package's) in the first directory that has it."""
    portions: list[str] = []
    for directory in directories:
        base = os.path.join(os.path.abspath(directory), name)
        if os.path.isdir(base):
            path = _file(os.path.join(base, "__init__"))
            if path is not None:
                return Found(path, [base])
        path = _file(base)
        if path is not None:
            return Found(path, None)
        if os.path.isdir(base):
            portions.append(base)
    return Found(None, portions) if portions else None


def find_in_library(name: str) -> Found | None:
    """The module of Toy's own library, if there is one of that name."""
    found = find(name, [LIBRARY])
    return None if found is None or found.path is None else found


def _file(base: str) -> str | None:
    for ending in ENDINGS:
        if os.path.isfile(base + ending):
            return base + ending
    return None
