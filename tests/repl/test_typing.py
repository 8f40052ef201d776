"""Lines are typed, and run when they are complete."""

import pytest

from tests.repl.typist import (
    BACKSPACE,
    CONTROL_C,
    CONTROL_R,
    ENTER,
    PASTE,
    PASTED,
    TAB,
    UP,
    CheckedSession,
    lines,
    type_keys,
    type_slowly,
)
from toylang.repl.history import open_history

Capture = pytest.CaptureFixture[str]


def shown(capsys: Capture) -> list[str]:
    """What was printed after the banner, line by line."""
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("Toy ")
    assert ":help" in out[1]
    return out[2:]


def test_a_value_is_shown(capsys: Capture) -> None:
    type_keys(lines("1 + 1", "'a'", "None"))
    assert shown(capsys) == ["2", "'a'"]


def test_a_statement_shows_nothing(capsys: Capture) -> None:
    type_keys(lines("x = 1", "print(x)"))
    assert shown(capsys) == ["1"]


def test_the_last_value(capsys: Capture) -> None:
    type_keys(lines("6 * 7", "_ + 1", "None", "_"))
    assert shown(capsys) == ["42", "43", "43"]


def test_every_expression_is_shown(capsys: Capture) -> None:
    type_keys(lines("for i in range(2): i; print('then')", "", "_; None; 'x'"))
    assert shown(capsys) == ["0", "then", "1", "then", "1", "'x'"]


def test_the_prompt_begins_on_a_line_of_its_own(capsys: Capture) -> None:
    type_keys(lines("print('a', end='')", "print('b', end='')", "1"))
    assert shown(capsys) == ["a", "b", "1"]


def test_a_repr_that_fails(capsys: Capture) -> None:
    type_keys(lines("class A:", "def __repr__(self): return 1 / 0", "", "A()", "'on'"))
    captured = capsys.readouterr()
    assert captured.err.endswith("ZeroDivisionError: division by zero\n")
    assert captured.out.endswith("'on'\n")


def test_a_block_ends_with_an_empty_line(capsys: Capture) -> None:
    type_keys(lines("for i in range(2):", "print(i)", "", "'after'"))
    assert shown(capsys) == ["0", "1", "'after'"]


def test_blocks_are_indented_and_dedented(capsys: Capture) -> None:
    type_keys(lines("def f(x):", "if x:", "return 1", "return 2", "", "f(0)"))
    assert shown(capsys) == ["2"]


def test_backspace_leaves_a_block(capsys: Capture) -> None:
    type_keys(lines("if True:", "x = 1", BACKSPACE + "else:", "x = 2", "", "x"))
    assert shown(capsys) == ["1"]


def test_an_empty_line_leaves_a_block_that_must_go_on(capsys: Capture) -> None:
    type_keys(lines("try:", "1 / 0", "", "except ZeroDivisionError:", "x = 1", "", "x"))
    assert shown(capsys) == ["1"]


def test_blanks_may_be_typed_where_they_stand_already(capsys: Capture) -> None:
    block = ["if True:", "    if True:", "        x = 1", "        y = 2", BACKSPACE + "z = 3", ""]
    type_keys(lines(*block, "x + y + z"))
    assert shown(capsys) == ["6"]


def test_more_blanks_indent_further(capsys: Capture) -> None:
    type_keys(lines("if True:", "        x = [", "1]; y = '''", "  a'''", "", "y"))
    assert shown(capsys) == [r"'\n            a'"]


def test_tab_indents(capsys: Capture) -> None:
    type_keys(lines("if True:", BACKSPACE + TAB + "x = 1", "", "x"))
    assert shown(capsys) == ["1"]


def test_brackets_go_on(capsys: Capture) -> None:
    type_keys(lines("[1,", "", "2]"))
    assert shown(capsys) == ["[1, 2]"]


def test_a_long_string_goes_on(capsys: Capture) -> None:
    type_keys(lines("'''a", "b'''"))
    assert shown(capsys) == [r"'a\nb'"]


def test_a_pasted_program(capsys: Capture) -> None:
    program = "def f():\n    x = 1\n\n    return x\n\nprint(f())\n"
    type_keys(PASTE + program + PASTED, ENTER)
    assert shown(capsys) == ["1"]


def test_blank_lines_in_a_pasted_class_do_not_end_it(capsys: Capture) -> None:
    program = "class A:\n    x = 1\n\n\n    def f(self):\n\n        return self.x\n\n    y = 2"
    type_keys(PASTE + program + PASTED, ENTER, lines("", "A().f() + A.y"))
    assert shown(capsys) == ["3"]


def test_a_pasted_program_with_line_ends_of_windows(capsys: Capture) -> None:
    type_keys(PASTE + "if True:\r\n    x = 1\r\n\r\n    x += 1\r\nx\r\n" + PASTED, ENTER)
    assert shown(capsys) == ["2"]


def test_a_pasted_lesson_with_its_prompts_and_answers(capsys: Capture) -> None:
    lesson = ">>> def f(x):\r\n...     return x\r\n...\r\n>>> f(1)\r\n999\r\n>>> f(2)\r\n"
    type_keys(PASTE + lesson + PASTED, ENTER)
    assert shown(capsys) == ["1", "2"]


def test_prompts_pasted_into_a_string_stay(capsys: Capture) -> None:
    type_keys("'''" + PASTE + ">>> a\n1" + PASTED + "'''" + ENTER)
    assert shown(capsys) == [r"'>>> a\n1'"]


def test_a_pasted_command(capsys: Capture) -> None:
    type_keys(PASTE + ":gen 5\n" + PASTED, ENTER, "1" + ENTER)
    assert shown(capsys)[-1] == "1"


def test_an_error_is_told_as_in_scripts(capsys: Capture) -> None:
    type_keys(lines("1 / 0", "'still here'"))
    captured = capsys.readouterr()
    assert "'still here'" in captured.out
    assert captured.err.startswith("Traceback (most recent call last):\n")
    assert 'File "<stdin>", line 1, in <module>' in captured.err
    assert captured.err.endswith("ZeroDivisionError: division by zero\n")


def test_a_syntax_error_has_a_caret(capsys: Capture) -> None:
    type_keys(lines("x = = 1"))
    expected = '  File "<stdin>", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n'
    assert capsys.readouterr().err == expected


def test_an_error_has_carets_under_what_was_typed(capsys: Capture) -> None:
    type_keys(lines("def f(x):", "return 1 + 1 / x", "", "f(0) + 1"))
    assert capsys.readouterr().err.splitlines() == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 1, in <module>',
        "    f(0) + 1",
        "    ^^^^",
        '  File "<stdin>", line 2, in f',
        "    return 1 + 1 / x",
        "               ~~^~~",
        "ZeroDivisionError: division by zero",
    ]


def test_control_c_clears_the_line(capsys: Capture) -> None:
    type_keys("x = (1,", CONTROL_C, lines("2"))
    captured = capsys.readouterr()
    assert captured.out.splitlines()[2:] == ["2"]
    assert captured.err == "KeyboardInterrupt\n"


def test_what_control_c_clears_is_one_up_away(capsys: Capture) -> None:
    type_slowly("if True:" + ENTER + "'ha", CONTROL_C, UP, "lf'" + ENTER, ENTER)
    assert shown(capsys) == ["'half'"]


@pytest.mark.parametrize("words", ["exit()", "quit()", ":quit"])
def test_ways_out(words: str, capsys: Capture) -> None:
    assert type_keys(lines(words, "'never'")) == 0
    assert shown(capsys) == []


def test_the_ways_out_tell_how_to_leave(capsys: Capture) -> None:
    type_keys(lines("exit", "quit"))
    assert shown(capsys) == [
        "Use exit() or Ctrl-D (i.e. EOF) to exit",
        "Use quit() or Ctrl-D (i.e. EOF) to exit",
    ]


def test_the_way_out_has_a_status() -> None:
    assert type_keys(lines("exit(3)")) == 3


def test_finalizers_are_heard_at_the_end(capsys: Capture) -> None:
    type_keys(lines("class A:", "def __del__(self):", "print('bye')", "", "a = A()"))
    assert shown(capsys) == ["bye"]


def test_up_brings_the_line_before(capsys: Capture) -> None:
    type_slowly(lines("x = 1", "x += 1"), UP, ENTER, lines("x"))
    assert shown(capsys) == ["3"]


def test_up_brings_a_block_that_runs_at_once(capsys: Capture) -> None:
    type_slowly(lines("for i in [1]:", "print(i)", ""), UP, ENTER, lines("'after'"))
    assert shown(capsys) == ["1", "1", "'after'"]


def test_searching_what_was_typed(capsys: Capture) -> None:
    type_slowly(lines("'needle'", "'hay'"), CONTROL_R, "need", ENTER, ENTER)
    assert shown(capsys) == ["'needle'", "'hay'", "'needle'"]


def test_what_was_typed_in_an_earlier_session(capsys: Capture) -> None:
    type_keys(lines("'early'"))
    type_slowly(UP, ENTER)
    assert capsys.readouterr().out.count("'early'") == 2


def test_up_goes_through_a_block_line_by_line_and_beyond(capsys: Capture) -> None:
    type_slowly(lines("'before'", "if True:", "'block'", ""), UP, UP, UP, UP, ENTER)
    assert shown(capsys) == ["'before'", "'block'", "'before'"]


def test_what_is_typed_is_stored_before_it_runs(capsys: Capture) -> None:
    stored: list[list[str]] = []

    class Watching(CheckedSession):
        def interact(self, *arguments: object, **options: object) -> str | None:
            stored.append(list(open_history().load_history_strings()))
            return super().interact(*arguments, **options)  # type: ignore[arg-type]

    type_keys(lines("x = 1", "if x:", "y = 2", ""), session_type=Watching)
    assert stored == [["x = 1"], ["if x:\n    y = 2\n", "x = 1"]]
    assert shown(capsys) == []


def test_tab_completes(capsys: Capture) -> None:
    type_slowly(lines("number_of_sheep = 5"), "numb", TAB, ENTER)
    assert shown(capsys) == ["5"]


def test_commands_and_programs_in_turn(capsys: Capture) -> None:
    type_keys(lines("a = []", ":refcount a", "a"))
    out = shown(capsys)
    assert out[0].startswith("a is list #")
    assert "  global a" in out
    assert out[-1] == "[]"


def test_an_unknown_command_names_the_nearest(capsys: Capture) -> None:
    type_keys(lines(":refcont a", ":xyz"))
    assert capsys.readouterr().err.splitlines() == [
        "There is no command :refcont; did you mean :refcount?",
        "There is no command :xyz; :help lists them all.",
    ]
