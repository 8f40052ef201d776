"""Toy: a small object language in which memory can be looked at.

Its syntax is a subset of Python's, and every value lives in a managed heap with CPython's memory
model: reference counts, a pool allocator, three generations, weak references, finalizers.

The rooms, from the ground up: `heap` (memory, and not a word of the language), `source` and
`syntax` (text to tree), `objects` (the values), `evaluator` (tree to running program), `modules`
(what a program can import), `session` (one program's world), `views` and `repl` (looking at it),
`cli` (the command).
"""

__version__ = "0.1.0"
