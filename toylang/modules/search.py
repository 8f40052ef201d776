"""Where a module's text lies: `NAME.toy` or `NAME.py`, or a folder with an `__init__` of these.

As in CPython's path finder, in each directory a package goes before a module; a folder without
`__init__` is a package without text, if no directory on the path has anything better.

A program may change the path, but not get out: what lies outside of the folders it was given, links
followed, is not there.
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


def find(name: str, directories: list[str], bounds: list[str]) -> Found | None:
    """The module (its own name, without its package's) in the first directory that has it.

    Only what lies in one of the folders `bounds`, or below, can be found.
    """
    if os.sep in name or "\0" in name:
        return None  # a name is no path, also one from an `__all__`
    within = [os.path.join(os.path.realpath(each), "") for each in bounds]
    portions: list[str] = []
    for directory in directories:
        base = os.path.join(os.path.abspath(directory), name)
        is_folder = os.path.isdir(base) and _lies_within(base, within)
        if is_folder:
            path = _file(os.path.join(base, "__init__"), within)
            if path is not None:
                return Found(path, [base])
        path = _file(base, within)
        if path is not None:
            return Found(path, None)
        if is_folder:
            portions.append(base)
    return Found(None, portions) if portions else None


def find_in_library(name: str) -> Found | None:
    """The module of Toy's own library, if there is one of that name."""
    found = find(name, [LIBRARY], [LIBRARY])
    return None if found is None or found.path is None else found


def _file(base: str, within: list[str]) -> str | None:
    for ending in ENDINGS:
        path = base + ending
        if os.path.isfile(path) and _lies_within(path, within):
            return path
    return None


def _lies_within(path: str, folders: list[str]) -> bool:
    """Whether a path, links followed, leads into one of the folders, which end with a slash."""
    return os.path.realpath(path).startswith(tuple(folders))
