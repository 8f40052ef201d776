"""Assertions that every test may make about a session's heap."""

from toylang.session import Session


def assert_sound(session: Session) -> None:
    """Fail, naming each violation, unless counts, lists and blocks of the heap agree."""
    violations = session.heap.verify()
    assert not violations, "the heap is unsound:\n" + "\n".join(violations)


def assert_empty(session: Session) -> None:
    """Fail unless nothing is left of a closed session: no block in use, no byte."""
    blocks = session.heap.allocator.blocks_in_use
    size = session.heap.allocator.bytes_in_use
    assert blocks == 0 and size == 0, f"the closed heap still holds {blocks} blocks, {size} bytes"


def close_and_check(session: Session) -> None:
    """Verify the heap, end the session as the interpreter's exit does, and see that it is empty."""
    assert_sound(session)
    session.close()
    assert_empty(session)
