"""What CPython warns of while a program runs: Toy does the same, and says nothing."""

from pathlib import Path

import pytest

from tests.support.oracle import run_on_toy

PROGRAM = """
class Answer:
    def __init__(self, value):
        self.value = value

    def METHOD(self):
        return self.value

class Special(BASE):
    pass

for value in VALUES:
    result = BASE(Answer(value))
    print(result, type(result) is BASE)
"""


@pytest.mark.parametrize(
    ("method", "base", "values", "answers"),
    [
        ("__int__", "int", "[True, Special(5)]", ["1 True", "5 True"]),
        ("__index__", "int", "[True, Special(5)]", ["1 True", "5 True"]),
        ("__trunc__", "int", "[True, Special(5)]", ["1 True", "5 True"]),
        ("__float__", "float", "[Special(2.5)]", ["2.5 True"]),
        ("__index__", "float", "[True]", ["1.0 True"]),
    ],
)
def test_a_conversion_may_give_an_instance_of_a_derived_class(
    method: str, base: str, values: str, answers: list[str], tmp_path: Path
) -> None:
    program = tmp_path / "program.toy"
    text = PROGRAM.replace("METHOD", method).replace("BASE", base).replace("VALUES", values)
    program.write_text(text)
    assert run_on_toy(program).stdout.splitlines() == answers
    assert not run_on_toy(program).stderr
