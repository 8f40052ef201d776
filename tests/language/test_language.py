"""Every program below this directory does on Toy what it does on CPython."""

from tests.support.against_python import (
    test_program_does_what_it_does_on_python,
    test_recording_is_what_python_prints,
)

__all__ = ["test_program_does_what_it_does_on_python", "test_recording_is_what_python_prints"]
