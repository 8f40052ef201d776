"""A lesson is pasted with its prompts and answers, and only what was typed is left."""

import pytest

from toylang.repl.pasting import pasted, without_prompts

LESSON = """
    >>> def f(x):
    ...     return [x,
    ...             x]
    ...
    >>> f(1)
    [1, 1]
    ...
    >>> 1 / 0
    Traceback (most recent call last):
        ...
    ZeroDivisionError: division by zero

    >>>
    >>> x = '''
    ...   a
    ... '''
"""


def test_a_lesson() -> None:
    typed = "def f(x):\n    return [x,\n            x]\n\nf(1)\n1 / 0\n\nx = '''\n  a\n'''"
    assert without_prompts(LESSON) == typed
    assert pasted(LESSON.replace("\n", "\r\n")) == typed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a = 1\n",
        "    a = 1\n",
        "a = '''\n>>> b\n'''",
        ">>>a",
        ">>>",
        "... a",
        "1\n>>> a",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert without_prompts(text) == text


def test_lines_end_as_a_program_ends_them() -> None:
    assert pasted("a\r\nb\rc\n") == "a\nb\nc\n"
