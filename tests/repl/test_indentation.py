"""A new line begins where the next statement most likely stands."""

import pytest

from toylang.repl.indentation import back_step, blanks_before, next_indent


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("x = 1", 0),
        ("if x:", 4),
        ("if x:  # why", 4),
        ("if x:\n    y", 4),
        ("if x:\n    if y:", 8),
        ("def f():\n    return 1", 0),
        ("def f():\n    if x:\n        pass", 4),
        ("while x:\n    break", 0),
        ("for x in y:\n    continue", 0),
        ("def f():\n    raise E('#:')", 0),
        ("pass", 0),
        ("passing = 1", 0),
        ("f(", 4),
        ("x = [", 4),
        ("x = [\n    1,", 4),
        ("def f():\n    return [1,", 4),
        ("x = '#:", 4),
        ("x = '# no colon'", 0),
    ],
    ids=ascii,
)
def test_the_next_line(text: str, width: int) -> None:
    assert next_indent(text) == " " * width


@pytest.mark.parametrize(
    ("text", "blanks"),
    [("", 0), ("x", 0), ("    ", 4), ("if x:\n        ", 8), ("if x:\n    y", 0), ("x ", 0)],
    ids=ascii,
)
def test_blanks_that_are_indentation(text: str, blanks: int) -> None:
    assert blanks_before(text) == blanks


@pytest.mark.parametrize(("blanks", "taken"), [(1, 1), (3, 3), (4, 4), (5, 1), (8, 4)])
def test_a_step_back(blanks: int, taken: int) -> None:
    assert back_step(blanks) == taken
