"""Fuzzing: drawn programs, mangled sources, collections at odd moments; `python -m tests.fuzz`."""
