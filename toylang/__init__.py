"""Toy: a small object language in which memory can be looked at.

Its syntax is a subset of Python's, and every value lives in a managed heap with CPython's memory
model: reference counts, a pool allocator, three generations, weak references, finalizers.

To run programs from another Python program, or in a notebook: `from toylang import Session`.

The rooms, from the ground up: `heap` (memory, and not a word of the language), `source` and
`syntax` (text to tree), `objects` (the values), `evaluator` (tree to running program), `modules`
(what a program can import), `session` (one program's world), `views` and `repl` (looking at it),
`embedding` (the door for other programs), `cli` (the command).
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from toylang.embedding import ProgramError, ProgramExit, Session

__all__ = ["ProgramError", "ProgramExit", "Session", "__version__"]

__version__ = "0.1.0"

EMBEDDING: Final = ("ProgramError", "ProgramExit", "Session")
"""What is loaded when it is first asked for: importing the package alone costs next to nothing."""


def __getattr__(name: str) -> object:
    if name in EMBEDDING:
        from toylang import embedding

        return getattr(embedding, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
