"""What the commands tell of a session."""

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import CommandError, commands, is_change
from toylang.session import ProgramError

NODE = "class Node:\n    pass\n"


# -- :refcount -----------------------------------------------------------------


def test_a_global(shell: BareShell) -> None:
    shell.session.interact("a = []")
    assert shell.places_of("a") == ["global a"]


def test_two_names_and_a_list(shell: BareShell) -> None:
    shell.session.interact("a = []\nb = a\nc = [a, a]\nd = {'k': a}\nt = (a,)")
    places = ["c[0]", "c[1]", "d['k']", "global a", "global b", "t[0]"]
    assert sorted(shell.places_of("a")) == places


def test_an_attribute(shell: BareShell) -> None:
    shell.session.interact(NODE)
    shell.session.interact("a = Node()\nb = Node()\nb.next = a")
    assert sorted(shell.places_of("a")) == ["b.next", "global a"]


def test_the_last_value(shell: BareShell) -> None:
    shell.session.interact("[1]")
    assert shell.places_of("_") == ["_"]


def test_a_local_that_the_last_error_keeps(shell: BareShell) -> None:
    shell.session.interact("def f(x):\n    y = x\n    1 / 0\n")
    shell.session.interact("a = []")
    with pytest.raises(ProgramError):
        shell.session.interact("f(a)")
    assert sorted(shell.places_of("a")) == ["global a", "local x in f", "local y in f"]
    shell.ask(":forget")
    assert shell.places_of("a") == ["global a"]


def test_a_holder_that_no_name_leads_to(shell: BareShell) -> None:
    shell.session.interact("import weakref")
    shell.session.interact(NODE)
    shell.session.interact("a = Node()\na.me = a\nw = weakref.ref(a)\ndel a")
    (place,) = shell.places_of("w()")
    assert place.startswith("Node #")
    assert place.endswith(".me")


def test_the_count_is_what_the_program_sees(shell: BareShell) -> None:
    shell.session.interact("import sys\na = []\nb = [a, [a]]")
    assert len(shell.places_of("a")) + 1 == int(shell.session.interact("sys.getrefcount(a)") or 0)


def test_a_class(shell: BareShell) -> None:
    shell.session.interact(NODE)
    assert "global Node" in shell.places_of("Node")


@pytest.mark.parametrize("expression", ["None", "7", "True", "'name'", "()", "int"])
def test_immortal_values(shell: BareShell, expression: str) -> None:
    assert "immortal" in shell.ask(f":refcount {expression}")[0]


def test_a_temporary(shell: BareShell) -> None:
    assert "made for this command only" in shell.ask(":refcount [1]")[0]


def test_an_object_keeps_its_number(shell: BareShell) -> None:
    shell.session.interact("a = []\nb = []")
    first = shell.ask(":refcount a")[0]
    assert shell.ask(":refcount b")[0] != first.replace("a is", "b is")
    assert shell.ask(":refcount a")[0] == first


def test_an_expression_that_fails(shell: BareShell) -> None:
    with pytest.raises(ProgramError, match="NameError: name 'missing' is not defined"):
        shell.ask(":refcount missing")


def test_a_statement_is_no_expression(shell: BareShell) -> None:
    with pytest.raises(ProgramError, match="SyntaxError: invalid syntax"):
        shell.ask(":refcount del a")


@pytest.mark.parametrize("line", [":refcount", ":refcount  "])
def test_an_expression_is_wanted(shell: BareShell, line: str) -> None:
    with pytest.raises(CommandError, match="wants an expression, for example: :refcount a"):
        shell.ask(line)


# -- :gc -----------------------------------------------------------------------


def test_a_cycle_is_collected(shell: BareShell) -> None:
    shell.session.interact("class Node:\n    def __del__(self): print('bye')\n")
    shell.session.interact("a = Node()\nb = Node()\na.b = b\nb.a = a")
    shell.ask(":gc")
    shell.session.interact("import weakref\nw = weakref.ref(a)\ndel a, b")
    lines = shell.ask(":gc")
    assert lines[0].startswith("Collected all three generations, in ")
    words = " ".join(lines)
    assert "2 unreachable" in " ".join(words.split())
    assert "1 weak reference cleared" in " ".join(words.split())
    assert "2 finalizers run" in " ".join(words.split())
    assert shell.session.interpreter.stdout.getvalue() == "bye\nbye\n"  # type: ignore[attr-defined]
    assert shell.session.interact("w()") is None


def test_what_finalizers_make_is_not_taken_off_what_was_freed(shell: BareShell) -> None:
    shell.session.interact("log = []")
    shell.session.interact("class F:\n    def __del__(self): log.extend([[i] for i in range(9)])\n")
    shell.session.interact("a = F(); a.me = a; del a")
    assert any("1  freed, 56 bytes" in line for line in shell.ask(":gc 0"))
    assert shell.session.interact("len(log)") == "9"


@pytest.mark.parametrize("line", [":gc 0", ":gc"])
def test_kept_blocks_of_other_objects_are_not_freed_with_the_garbage(
    shell: BareShell, line: str
) -> None:
    shell.session.interact("b = [[], [], {}, {}]\ndel b\na = [1]; a.append(a)")
    size = shell.session.interact("import sys; sys.getsizeof(a)")
    shell.session.interact("del a")
    assert any(f"1  freed, {size} bytes" in line for line in shell.ask(line))


def test_who_is_no_longer_watched_is_told(shell: BareShell) -> None:
    shell.ask(":gc")
    shell.session.interact("a = [tuple([1.5, 2.5])]")
    lines = shell.ask(":gc")
    assert any("1  no longer watched   (it holds only plain values)" in line for line in lines)
    assert shell.session.interact("import gc; gc.is_tracked(a[0])") == "False"


def test_the_generations_before_and_after(shell: BareShell) -> None:
    shell.ask(":gc")
    shell.session.interact("a = []\nb = []\na.append(b)\nb.append(a)")
    table = [line.split() for line in shell.ask(":gc 0")[-3:]]
    assert table[0] == ["0", "2", "0"]
    assert table[1] == ["1", "0", "2"]


def test_a_finalizer_that_fails(shell: BareShell) -> None:
    shell.session.interact("class Node:\n    def __del__(self): 1 / 0\n")
    shell.session.interact("a = Node()\na.me = a\ndel a")
    assert "1  finalizer run" in "\n".join(shell.ask(":gc"))
    errors = shell.session.interpreter.stderr.getvalue()  # type: ignore[attr-defined]
    assert "ZeroDivisionError" in errors


@pytest.mark.parametrize("argument", ["3", "-1", "x", "0 1"])
def test_no_such_generation(shell: BareShell, argument: str) -> None:
    with pytest.raises(CommandError, match="they are 0, 1 and 2"):
        shell.ask(f":gc {argument}")


# -- :gen ----------------------------------------------------------------------


def test_an_object_grows_old(shell: BareShell) -> None:
    shell.session.interact("a = []")
    seen = [shell.ask(":gen a")[0].partition(", ")[2]]
    for generation in (0, 1, 2):
        shell.ask(f":gc {generation}")
        seen.append(shell.ask(":gen a")[0].partition(", ")[2])
    assert seen == [f"in generation {number}." for number in (0, 1, 2, 2)]


def test_a_frozen_object(shell: BareShell) -> None:
    shell.session.interact("import gc\na = []\ngc.freeze()")
    assert "frozen" in shell.ask(":gen a")[0]
    assert "frozen: never collected" in "\n".join(shell.ask(":gen"))


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("10 ** 20", "holds no others"),
        ("{}", "Nothing this dict holds"),
        ("{'a': 1}", "Nothing this dict holds"),
        ("int", "a part of Toy itself"),
        ("()", "a part of Toy itself"),
    ],
)
def test_why_an_object_is_in_no_generation(shell: BareShell, expression: str, reason: str) -> None:
    assert reason in " ".join(shell.ask(f":gen {expression}"))


def test_a_tuple_is_watched_until_a_collection_has_seen_it(shell: BareShell) -> None:
    shell.session.interact("x = 1000\nt = (x, x)")
    assert "generation 0" in shell.ask(":gen t")[0]
    shell.ask(":gc 0")
    assert "Nothing this tuple holds" in " ".join(shell.ask(":gen t"))


def test_what_the_program_set(shell: BareShell) -> None:
    shell.session.interact("import gc\ngc.set_threshold(123, 45, 6)\ngc.disable()")
    lines = shell.ask(":gen")
    assert [line.split()[3] for line in lines[1:4]] == ["123", "45", "6"]
    assert "Automatic collection is off (gc.disable)." in lines


# -- :collector ----------------------------------------------------------------


def collector_at_work(shell: BareShell, argument: str = "") -> str:
    (line,) = [each for each in shell.ask(f":collector {argument}") if each.startswith(">")]
    return line.split()[1]


def test_the_collector_at_work_is_marked(shell: BareShell) -> None:
    assert collector_at_work(shell) == "generational"


def test_another_collector_is_at_work_from_then_on(shell: BareShell) -> None:
    assert collector_at_work(shell, "marker") == "marker"
    assert collector_at_work(shell) == "marker"
    shell.session.interact("a = []\na.append(a)\ndel a")
    assert "1  unreachable" in "\n".join(shell.ask(":gc"))


def test_without_a_collector_a_cycle_stays(shell: BareShell) -> None:
    collector_at_work(shell, "none")
    shell.session.interact("a = []\na.append(a)\ndel a")
    assert "0  unreachable" in "\n".join(shell.ask(":gc"))
    collector_at_work(shell, "generational")
    assert "1  unreachable" in "\n".join(shell.ask(":gc"))


def test_an_unknown_collector_is_refused(shell: BareShell) -> None:
    with pytest.raises(CommandError, match="they are generational, marker, none"):
        shell.ask(":collector magic")


# -- :heap blocks --------------------------------------------------------------


def test_the_blocks_in_use_are_the_allocators(shell: BareShell) -> None:
    lines = shell.ask(":heap blocks")
    rows = [line.replace(",", "").split() for line in lines[1 : lines.index("")]]
    allocator = shell.session.heap.allocator
    small = allocator.blocks_in_use - allocator.system_blocks
    assert sum(int(used) for _, _, used, _ in rows) == small
    assert sum(int(pools) for _, pools, _, _ in rows) == len(allocator.pools_in_use())


def test_the_parts_of_the_arenas_add_up(shell: BareShell) -> None:
    lines = shell.ask(":heap blocks")
    parts = [int(line.split()[0].replace(",", "")) for line in lines[lines.index("") + 2 :]]
    assert sum(parts[:-1]) == parts[-1] > 0


def test_heap_knows_no_other_word(shell: BareShell) -> None:
    with pytest.raises(CommandError, match=":heap blocks shows blocks"):
        shell.ask(":heap pools")


# -- :heap ---------------------------------------------------------------------


def totals(shell: BareShell) -> dict[str, tuple[int, int]]:
    """Objects and bytes by type, as shown."""
    result = {}
    for line in shell.ask(":heap")[1:]:
        words = line.replace(",", "").split(maxsplit=2)
        if len(words) < 3:
            break
        result[words[2]] = (int(words[0]), int(words[1]))
    return result


def test_objects_by_type(shell: BareShell) -> None:
    shell.session.interact(NODE)
    before = totals(shell)
    shell.session.interact("nodes = [Node(), Node(), Node()]")
    after = totals(shell)
    assert after["Node"][0] == 3
    assert after["list"][0] == 1
    assert all(after[kind] == before[kind] for kind in before if not kind.startswith("Toy's own"))


def test_an_imported_module_belongs_to_toy(shell: BareShell) -> None:
    before = totals(shell)
    shell.session.interact("import math, weakref")
    assert totals(shell)["module"] == before["module"] == (1, 72)


def test_the_last_value_belongs_to_the_program(shell: BareShell) -> None:
    shell.session.interact("[1, 2]")
    assert totals(shell)["list"][0] == 1


def test_everything_is_counted_once(shell: BareShell) -> None:
    shell.session.interact("x = [[], {}, 10 ** 100, 'a long text'] * 3")
    shown = totals(shell)
    heap = shell.session.heap
    assert sum(objects for objects, _ in shown.values()) == heap.objects
    assert sum(size for _, size in shown.values()) == heap.allocator.bytes_in_use


# -- :help and the rest --------------------------------------------------------


def test_help_lists_every_command(shell: BareShell) -> None:
    lines = [line.strip() for line in shell.ask(":help")]
    for entry in commands().values():
        (line,) = [line for line in lines if line.startswith(entry.usage + " ")]
        assert line.endswith("  " + entry.summary)


@pytest.mark.parametrize("name", list(commands()))
def test_every_command_has_help_with_an_example(shell: BareShell, name: str) -> None:
    text = "\n".join(shell.ask(f":help {name}"))
    assert text.startswith(commands()[name].usage)
    assert ">>> " in text
    assert shell.ask(f":help :{name}") == shell.ask(f":help {name}")


def test_a_colon_alone_is_a_call_for_help(shell: BareShell) -> None:
    assert shell.ask(":") == shell.ask(":help")


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        (":refcuont a", "did you mean :refcount?"),
        (":he", "did you mean :help?"),
        (":ref", "did you mean :refcount?"),
        (":REFCOUNT a", "did you mean :refcount?"),
        (":help gcc", "did you mean :gc?"),
        (":zzz", ":help lists them all."),
    ],
)
def test_a_command_there_is_not(shell: BareShell, line: str, advice: str) -> None:
    with pytest.raises(CommandError) as caught:
        shell.ask(line)
    assert str(caught.value).endswith(advice)


@pytest.mark.parametrize("name", ["undo", "reset", "forget", "quit"])
def test_what_wants_nothing_does_nothing_when_it_gets_something(
    shell: BareShell, name: str
) -> None:
    shell.run("a = 1")
    with pytest.raises(CommandError, match=f":{name} wants nothing behind it."):
        shell.ask(f":{name} now")
    assert shell.session.interact("a") == "1"


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        (":threshold", False),
        (":threshold --json", False),
        (":threshold 5", True),
        (":collector", False),
        (":collector marker", True),
        (":gc", True),
        (":gc step", True),
        (":gc --compare 0", False),
        (":why a", False),
        (":forget", True),
    ],
)
def test_what_only_looks_is_nothing_to_take_back(line: str, changes: bool) -> None:
    assert is_change(line) == changes


def test_help_about_a_way_to_use_a_command(shell: BareShell) -> None:
    assert shell.ask(":help gc step") == shell.ask(":help :gc")


def test_forgetting(shell: BareShell) -> None:
    shell.session.interact("class Loud:\n    def __del__(self): print('freed')\n")
    shell.session.interact("Loud()")
    assert shell.ask(":forget") == []
    assert shell.session.interpreter.stdout.getvalue() == "freed\n"  # type: ignore[attr-defined]
