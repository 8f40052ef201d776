"""What `:graph` and `:pools` show of a session, and what they write."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import CommandError
from toylang.session import ProgramError

NODE = "class Node:\n    pass\n"


def block_letters(lines: list[str]) -> str:
    """The map of blocks alone."""
    return "".join(line.strip() for line in lines if set(line.strip()) <= set("█○·◆"))


# -- :graph --------------------------------------------------------------------


def test_a_program_without_objects(shell: BareShell) -> None:
    assert shell.ask(":graph") == ["The program has no objects yet."]


def test_a_cycle_that_becomes_garbage(shell: BareShell) -> None:
    shell.session.interact("a = [1]\na.append(a)")
    assert shell.ask(":graph") == [
        "global a: list #1, 2 references",
        "├─ [0] = 1",
        "└─ [1] → list #1 above",
    ]
    shell.session.interact("del a")
    assert shell.ask(":graph") == [
        "Unreachable: 1 object waits for a collection",
        "list #1, 1 reference",
        "├─ [0] = 1",
        "└─ [1] → list #1 above",
    ]
    shell.ask(":gc")
    assert shell.ask(":graph") == ["The program has no objects yet."]


def test_an_object_and_who_holds_it(shell: BareShell) -> None:
    shell.session.interact("a = [1]\nb = [a]")
    assert shell.ask(":graph a") == [
        "a is list #1, 2 references",
        "└─ [0] = 1",
        "global a → list #1 above",
        "b[0] → list #1 above",
    ]


def test_an_object_made_for_the_command(shell: BareShell) -> None:
    shell.session.interact("a = []")
    assert shell.ask(":graph (a, 1)") == [
        "(a, 1) is tuple #1, 0 references",
        "├─ [0]: list #2, 2 references",
        "└─ [1] = 1",
        "global a → list #2 above",
        "It was made for this command only, and is freed again now.",
    ]


def test_a_value(shell: BareShell) -> None:
    assert shell.ask(":graph 5") == ["5 is int #1 = 5, immortal"]


def test_garbage_that_is_asked_for(shell: BareShell) -> None:
    shell.session.interact(NODE)
    shell.session.interact("import weakref\na = Node()\na.me = a\nw = weakref.ref(a)\ndel a")
    lines = shell.ask(":graph w()")
    assert lines[0] == "w() is Node #1, 1 reference"
    assert lines[-1] == "It is unreachable, and waits for a collection."


def test_what_the_last_error_keeps(shell: BareShell) -> None:
    shell.session.interact("def f(x):\n    1 / 0\n")
    with pytest.raises(ProgramError):
        shell.session.interact("f([1])")
    text = "\n".join(shell.ask(":graph"))
    assert text.startswith("last error: ZeroDivisionError #1, 1 reference")
    assert "local x: list #" in text


def test_a_picture_in_a_file(shell: BareShell, tmp_path: Path) -> None:
    shell.session.interact("a = [[], []]")
    file = tmp_path / "the heap.svg"
    assert shell.ask(f":graph --svg {file}")[0].startswith("wrote /")
    assert ElementTree.parse(file).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    facts = shell.facts(f":graph a --dot {file}")
    assert facts == {"file": str(file), "objects": 3}
    assert file.read_text().startswith("digraph")
    shell.ask(f":graph a --mermaid {file}")
    assert file.read_text().splitlines() == shell.ask(":graph a --mermaid")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (":graph --dot", "--dot wants a file, for example: :graph --dot heap.dot"),
        (":graph --png heap.png", "There is no --png; there are --svg, --dot and --mermaid."),
        (":graph --svg a.svg --dot a.dot", "One picture at a time: an expression, a format"),
        (":graph a --dot --svg x", "One picture at a time: an expression, a format and a"),
        (":graph --svg /nowhere/heap.svg", "Cannot write /nowhere/heap.svg: No such file or"),
        (":graph --svg a\0b", "Cannot write a\0b: embedded null byte"),
        (":graph --svg /", "Cannot write /: Is a directory"),
    ],
)
def test_no_picture(shell: BareShell, line: str, complaint: str) -> None:
    with pytest.raises(CommandError) as caught:
        shell.ask(line)
    assert str(caught.value).startswith(complaint)


def test_a_wrong_expression(shell: BareShell) -> None:
    for line in (":graph nothing", ":graph 1 +", ":pools nothing"):
        with pytest.raises(ProgramError):
            shell.ask(line)


def test_two_minus_signs_in_an_expression(shell: BareShell) -> None:
    shell.session.interact("a = 1\nb = 1000")
    assert shell.ask(":graph a--b")[0].startswith("a--b is int #1 = 1001")


def test_the_graph_for_machines(shell: BareShell) -> None:
    shell.session.interact(f"a = [1, '{'x' * 200}']\na.append(a)")
    facts = shell.facts(":graph")
    (found,) = facts["objects"]
    assert (found["number"], found["type"], found["references"]) == (1, "list", 2)
    assert found["refers_to"][2] == {"label": "[2]", "object": 1}
    assert facts["names"] == [{"label": "global a", "object": 1}]


# -- :pools --------------------------------------------------------------------


def test_each_pool_has_a_letter(shell: BareShell) -> None:
    lines = shell.ask(":pools")
    facts = shell.facts(":pools")
    (arena,) = facts["arenas"]
    used = 64 - arena["free_pools"]
    assert lines[0] == f"Arena at {arena['address']:#x}: {used} of 64 pools in use"
    assert len(lines[1].strip()) == len(lines[2].strip()) == 64
    assert 64 - lines[1].count(".") == len(arena["pools"]) == used


def test_the_map_agrees_with_the_figures(shell: BareShell) -> None:
    classes = shell.session.heap.allocator
    for size in range(16, 513, 16):
        facts = shell.facts(f":pools {size}")
        pools = [pool for arena in facts["arenas"] for pool in arena["pools"]]
        shown = [pool for pool in pools if pool["blocks"]]
        assert all(pool["block_size"] == size for pool in shown)
        assert all(pool["blocks"].count("#") == pool["used"] for pool in shown)
        assert all(len(pool["blocks"]) == pool["capacity"] for pool in shown)
    assert sum(pool["used"] for pool in pools) + facts["system_blocks"] == classes.blocks_in_use


def test_the_blocks_of_an_object_and_of_its_neighbour(shell: BareShell) -> None:
    shell.session.interact("a, b = {1}, {2}")
    lines = shell.ask(":pools a")
    assert lines[0] == "a is set #1"
    assert lines[1].startswith("  the object: 216 bytes at 0x")
    assert lines[1].endswith(", block 0 of its pool")
    assert block_letters(lines).startswith("◆█")
    assert lines[-1].startswith("◆ this object  █ in use")
    shell.session.interact("del a")
    assert block_letters(shell.ask(":pools 216")).startswith("○█")


def test_the_contents_have_a_block_of_their_own(shell: BareShell) -> None:
    shell.session.interact("a = [1, 2, 3]\nb = list(range(100))")
    lines = shell.ask(":pools a")
    assert lines[1].startswith("  the object: 56 bytes at ")
    assert lines[2].startswith("  its contents: ")
    assert block_letters(lines).count("◆") == 2
    assert shell.ask(":pools b")[2].endswith(", from the system")


def test_an_object_that_is_gone_has_no_block(shell: BareShell) -> None:
    (line,) = shell.ask(":pools [1]")
    assert line == "[1] is list #1, made for this command only: nothing is left of it."


def test_a_size_no_pool_has(shell: BareShell) -> None:
    assert shell.ask(":pools 512") == ["Blocks of 512 bytes: no pool has any."]
    for size in ("513", "9" * 100):
        with pytest.raises(CommandError, match="from the system"):
            shell.ask(f":pools {size}")
