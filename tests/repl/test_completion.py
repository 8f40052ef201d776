"""What Tab offers, and that looking for it runs nothing."""

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from toylang.repl.completion import PromptCompleter
from toylang.session import Session


def offered(session: Session, text: str) -> list[str]:
    """The completions at the end of a text."""
    completer = PromptCompleter(session)
    found = completer.get_completions(Document(text), CompleteEvent(completion_requested=True))
    return [completion.text for completion in found]


def meanings(session: Session, text: str) -> dict[str, str]:
    """What the menu says of each completion at the end of a text."""
    completer = PromptCompleter(session)
    found = completer.get_completions(Document(text), CompleteEvent(completion_requested=True))
    return {completion.text: completion.display_meta_text for completion in found}


def test_names_of_the_program(session: Session) -> None:
    session.interact("number = 1")
    assert offered(session, "x = numb") == ["number"]


def test_built_in_names_and_keywords(session: Session) -> None:
    assert {"print", "property"} <= set(offered(session, "pr"))
    assert offered(session, "whi") == ["while"]


def test_a_deleted_name_is_gone(session: Session) -> None:
    session.interact("number = 1\ndel number")
    assert offered(session, "numb") == []


def test_attributes_of_an_instance(session: Session) -> None:
    session.interact("class A:\n    shared = 1\n    def method(self): pass\n")
    session.interact("a = A()\na.own = a")
    assert offered(session, "a.") == ["method", "own", "shared"]
    assert offered(session, "a.own.o") == ["own"]


def test_attributes_of_built_in_values(session: Session) -> None:
    assert offered(session, "str.upp") == ["upper"]
    session.interact("x = []")
    assert offered(session, "print(x.app") == ["append"]


def test_special_names_want_an_underscore(session: Session) -> None:
    session.interact("x = []")
    assert not any(name.startswith("_") for name in offered(session, "x."))
    assert "__len__" in offered(session, "x.__l")


def test_nothing_of_the_program_runs(session: Session) -> None:
    session.interact(
        "class A:\n"
        "    @property\n"
        "    def loud(self): print('ran'); return self\n"
        "    def __getattr__(self, name): print('ran'); return self\n"
    )
    session.interact("a = A()")
    before = session.heap.objects
    assert offered(session, "a.lou") == ["loud"]
    assert offered(session, "a.loud.") == []
    assert offered(session, "a.missing.") == []
    assert session.heap.objects == before
    assert session.interpreter.stdout.getvalue() == ""  # type: ignore[attr-defined]


def test_what_names_stand_for(session: Session) -> None:
    session.interact("class Node: pass\n")
    session.interact("na = Node()\nnb = na\nnc = [na]\nnd = 7")
    assert meanings(session, "n") == {
        "na": "Node, 3 references",
        "nb": "Node, 3 references",
        "nc": "list, 1 reference",
        "nd": "int",
        "next": "builtin_function_or_method, 1 reference",
        "nonlocal": "keyword",
        "not": "keyword",
    }


def test_the_references_are_those_the_program_counts(session: Session) -> None:
    session.interact("import sys\nitems = []\nothers = [items, items, [items]]")
    seen = int(session.interact("sys.getrefcount(items)") or 0)
    assert meanings(session, "item") == {"items": f"list, {seen - 1} references"}


def test_what_attributes_stand_for(session: Session) -> None:
    session.interact(
        "class A:\n"
        "    shared = (1, 2)\n"
        "    def method(self): pass\n"
        "    @property\n"
        "    def loud(self): print('ran')\n"
    )
    session.interact("a = A()\na.own = a")
    before = session.heap.objects
    assert meanings(session, "a.") == {
        "loud": "property, 1 reference",
        "method": "function, 1 reference",
        "own": "A, 2 references",
        "shared": "tuple, 1 reference",
    }
    assert session.heap.objects == before
    assert session.interpreter.stdout.getvalue() == ""  # type: ignore[attr-defined]


def test_no_attributes_of_numbers_and_calls(session: Session) -> None:
    assert offered(session, "1.") == []
    assert offered(session, "f().x") == []
    assert offered(session, "'a'.u") == []


def test_commands(session: Session) -> None:
    assert offered(session, ":ref") == ["refcount", "referrers", "referents"]
    assert {"gc", "gen", "heap", "help", "quit", "forget"} <= set(offered(session, ":"))
    assert offered(session, ":help refc") == ["refcount"]


def test_the_expression_of_a_command(session: Session) -> None:
    session.interact("number = 1")
    assert offered(session, ":refcount numb") == ["number"]
    assert offered(session, ":gen ") == ["number"]


def test_the_choices_of_a_command(session: Session) -> None:
    session.interact("number = 1")
    assert offered(session, ":present ") == ["on", "off"]
    assert offered(session, ":present of") == ["off"]
    assert offered(session, ":gc ") == ["step", "0", "1", "2"]
    assert offered(session, ":heap b") == ["blocks"]
    assert offered(session, ":config ") == []
    assert offered(session, ":edit numb") == ["number"]
    assert offered(session, ":unknown numb") == []
