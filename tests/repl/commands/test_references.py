"""`:referrers`, `:referents`, `:path`, `:weakrefs`, `:roots`: references and ways."""

import re

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import CommandError
from toylang.session import ProgramError

BEGIN = "import gc, weakref\nclass Node: pass\n"


@pytest.fixture
def shell(shell: BareShell) -> BareShell:
    shell.session.run(BEGIN)
    return shell


def rows(shell: BareShell, line: str) -> list[list[str]]:
    """The indented lines of an answer by their columns, the heading left out."""
    table = [each for each in shell.ask(line) if each.startswith("  ")]
    return [[cell for cell in each.strip().split("   ") if cell] for each in table[1:]]


# -- :referrers and :referents -------------------------------------------------


def test_each_reference_has_a_line(shell: BareShell) -> None:
    shell.session.interact("a = []; b = [a, a]; c = {'k': a}")
    places = [row[0] for row in rows(shell, ":referrers a")]
    assert places == ["global a", "b[0]", "b[1]", "c['k']"]


def test_the_holders_are_those_the_program_finds(shell: BareShell) -> None:
    shell.session.interact("a = Node(); b = [a, a]; c = {'k': a}; d = Node(); d.a = a; e = (a,)")
    seen = {each["object"] for each in shell.facts(":referrers a")["referrers"]}
    assert len(seen) == int(shell.session.interact("len(gc.get_referrers(a))") or 0) == 5


def test_the_last_value_is_a_referrer(shell: BareShell) -> None:
    shell.session.interact("[1]")
    assert [row[0] for row in rows(shell, ":referrers _")] == ["_"]


def test_toys_own_references_are_in_one_line(shell: BareShell) -> None:
    shell.session.interact("a = [None]")
    answer = shell.facts(":referrers None")
    assert answer["count"] is None
    assert answer["toys_own"] > 10
    assert "a[0]" in [each["place"] for each in answer["referrers"]]
    assert "references from Toy's own objects" in shell.ask(":referrers None")[-1]


def test_many_referrers_are_counted(shell: BareShell) -> None:
    shell.session.interact("x = Node(); a = [x] * 100")
    answer = shell.facts(":referrers x")
    assert (len(answer["referrers"]), answer["more"], answer["count"]) == (40, 61, 101)
    assert shell.ask(":referrers x")[-1] == "and 61 more"


def test_what_an_object_holds(shell: BareShell) -> None:
    shell.session.interact("a = Node(); a.x = []; a.y = 10 ** 20")
    assert [row[0] for row in rows(shell, ":referents a")] == [".x", ".y", ".__class__"]


def test_the_referents_are_those_the_program_finds(shell: BareShell) -> None:
    shell.session.interact("a = {'k': [1], 'l': (2,)}")
    held = shell.facts(":referents a")["referents"]
    assert len(held) == int(shell.session.interact("len(gc.get_referents(a))") or 0)


def test_an_int_holds_nothing(shell: BareShell) -> None:
    (line,) = shell.ask(":referents 10 ** 20")
    assert line.endswith(", which holds no references.")


# -- :path ---------------------------------------------------------------------


def labels(shell: BareShell, line: str) -> list[str]:
    path = shell.facts(line)["path"]
    return [step["label"] for step in path["first"] + path["last"]]


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        (":path a b", ["['list']", "[0]"]),
        (":path b", ["global b"]),
        (":path a['list']", ["global a", "['list']"]),
        (":path (a) b", ["['list']", "[0]"]),
        (":path (a) (b)", ["['list']", "[0]"]),
        (":path a ['list'][0]", ["global b"]),
        (":path a.get('list') b", ["[0]"]),
        (":path c c", ["[0]"]),
    ],
)
def test_the_shortest_way(shell: BareShell, line: str, steps: list[str]) -> None:
    shell.session.interact("a = {'list': [[]]}; b = a['list'][0]; c = []; c.append(c)")
    assert labels(shell, line) == steps


def test_a_way_between_numbers(shell: BareShell) -> None:
    shell.session.interact("a = [[]]")
    shell.ask(":refcount a")
    shell.ask(":refcount a[0]")
    assert labels(shell, ":path #1 #2") == labels(shell, ":path a #2") == ["[0]"]
    assert labels(shell, ":path #1 a[0]") == ["[0]"]


def test_there_may_be_no_way(shell: BareShell) -> None:
    shell.session.interact("a = []; b = []")
    assert shell.ask(":path a b") == ["No references lead from a (list #1) to b (list #2)."]
    assert shell.ask(":path a a") == ["No references lead from a (list #1) back to itself."]


def test_no_way_leads_from_a_root_to_garbage(shell: BareShell) -> None:
    shell.session.interact("a = Node(); a.me = a; w = weakref.ref(a); del a")
    assert shell.ask(":path w()") == ["w() is Node #1; no references lead there from a root."]


def test_the_middle_of_a_long_way_is_left_out(shell: BareShell) -> None:
    shell.session.interact("a = b = []")
    shell.session.interact("for i in range(1000):\n    c = []; b.append(c); b = c\n")
    shell.session.interact("del c")
    path = shell.facts(":path a b")["path"]
    assert (path["length"], len(path["first"]), len(path["last"])) == (1000, 12, 4)
    assert any("984 steps more" in line for line in shell.ask(":path a b"))


def test_an_expression_of_the_two_fails(shell: BareShell) -> None:
    with pytest.raises(ProgramError, match="NameError: name 'missing'"):
        shell.ask(":path Node missing")
    with pytest.raises(ProgramError, match="SyntaxError"):
        shell.ask(":path a +")


# -- :weakrefs -----------------------------------------------------------------


def test_who_knows_it_weakly(shell: BareShell) -> None:
    shell.session.interact("a = Node(); w = weakref.ref(a); v = [weakref.ref(a, print)]")
    known = shell.facts(":weakrefs a")["weak_references"]
    assert [each["places"] for each in known] == [["global w"], ["v[0]"]]
    assert [each["callback"] and each["callback"][:14] for each in known] == [
        None,
        "built-in print",
    ]
    assert len(known) == int(shell.session.interact("weakref.getweakrefcount(a)") or 0)


def test_nobody_knows_it_weakly(shell: BareShell) -> None:
    shell.session.interact("a = []")
    assert shell.ask(":weakrefs a") == ["a is list #1, which no weak reference knows."]


def test_all_weak_references_of_the_program(shell: BareShell) -> None:
    assert shell.ask(":weakrefs") == ["The program has no weak references."]
    shell.session.interact("a = Node(); w = weakref.ref(a); p = weakref.proxy(a)")
    shell.session.interact("class Derived(Node): pass\nv = weakref.ref(Node()) ")
    known = shell.facts(":weakrefs")["weak_references"]
    found = {each["places"][0]: each["referent"] is not None for each in known}
    assert found == {"global w": True, "global p": True, "global v": False}


def test_a_class_is_known_by_its_base(shell: BareShell) -> None:
    (known,) = shell.facts(":weakrefs Node")["weak_references"]
    (place,) = known["places"]
    assert re.fullmatch(r"object subclasses\[\d+\]", place)


# -- :roots --------------------------------------------------------------------


def roots(shell: BareShell) -> dict[str, str]:
    return {each["place"]: each["object"] for each in shell.facts(":roots")["roots"]}


def test_the_programs_names_are_roots(shell: BareShell) -> None:
    shell.session.interact("a = [1]; b = 7")
    shell.session.interact("a")
    found = roots(shell)
    assert list(found) == [
        "module __main__",
        "global gc",
        "global weakref",
        "global Node",
        "global a",
        "global b",
        "_",
    ]
    assert found["global a"] == found["_"]


def test_the_last_error_is_a_root(shell: BareShell) -> None:
    with pytest.raises(ProgramError):
        shell.session.interact("1 / 0")
    assert roots(shell)["last error"].startswith("ZeroDivisionError #")
    shell.ask(":forget")
    assert "last error" not in roots(shell)


def test_frozen_objects_are_told(shell: BareShell) -> None:
    shell.session.interact("gc.freeze()")
    assert any("frozen objects (gc.freeze)" in line for line in shell.ask(":roots"))


@pytest.mark.parametrize("line", [":roots a", ":leaks a"])
def test_no_expression_is_wanted(shell: BareShell, line: str) -> None:
    with pytest.raises(CommandError, match="no expression is wanted"):
        shell.ask(line)


@pytest.mark.parametrize("name", ["why", "referrers", "referents", "path", "retained"])
def test_an_expression_is_wanted(shell: BareShell, name: str) -> None:
    with pytest.raises(CommandError, match=f":{name} wants an expression"):
        shell.ask(f":{name}")
