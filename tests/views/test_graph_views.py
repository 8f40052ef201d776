"""The object graph in a terminal and in files, from graphs made by hand."""

import re
from xml.etree import ElementTree

import pytest
from rich.console import Console

from tests.views.screen import fits, screen
from toylang.facts.pictures import Box, Graph, Row
from toylang.views.graph_dot import dot_text
from toylang.views.graph_mermaid import mermaid_text
from toylang.views.graph_svg import svg_text
from toylang.views.graph_tree import GraphTree

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<a&b>\"'`]]>#;|\\"


def box(number: int, name: str, rows: list[Row], references: int = 1, garbage: bool = False) -> Box:
    return Box(number, number, name, "", references, False, 56, garbage, rows, 0, 0)


def arrow(label: str, target: int, opens: bool = False) -> Row:
    return Row(label, "", target, opens)


def graph(
    boxes: list[Box], names: list[Row], focus: int = 0, more: int = 0, unreachable: int = 0
) -> Graph:
    return Graph(focus, names, 0, boxes, more, 0, unreachable)


CYCLE = graph(
    [
        box(1, "Node", [Row(".v", "1", 0, False), arrow(".next", 2, True)], references=2),
        box(2, "Node", [arrow(".next", 1)]),
        box(3, "list", [arrow("[0]", 3), arrow("[1]", 1)], garbage=True),
    ],
    [arrow("global a", 1, True), Row("global n", "5", 0, False)],
    unreachable=1,
)


# -- in a terminal -------------------------------------------------------------


def test_a_tree() -> None:
    assert screen(GraphTree(CYCLE)) == [
        "global a: Node #1, 2 references",
        "├─ .v = 1",
        "└─ .next: Node #2, 1 reference",
        "   └─ .next → Node #1 above",
        "global n = 5",
        "",
        "Unreachable: 1 object waits for a collection",
        "list #3, 1 reference",
        "├─ [0] → list #3 above",
        "└─ [1] → Node #1 above",
    ]


def test_a_tree_in_a_narrow_terminal() -> None:
    assert screen(GraphTree(CYCLE), 20) == [
        "global a: Node #1,",
        "│ 2 references",
        "├ .v = 1",
        "└ .next: Node #2,",
        "  │ 1 reference",
        "  └ .next → Node #1",
        "    above",
        "global n = 5",
        "",
        "Unreachable: 1",
        "object waits for a",
        "collection",
        "list #3, 1 reference",
        "├ [0] → list #3",
        "│ above",
        "└ [1] → Node #1",
        "  above",
    ]


def test_a_deep_tree_goes_on_at_the_margin() -> None:
    boxes = [box(number, "list", [arrow("[0]", number + 1, True)]) for number in range(1, 20)]
    deep = graph([*boxes, box(20, "list", [])], [arrow("global a", 1, True)])
    for width in (10, 20, 40, 80):
        view = GraphTree(deep)
        assert fits(view, width)
        text = " ".join(re.sub("[├└│─]", " ", " ".join(screen(view, width))).split())
        assert all(re.search(rf"list #{number}, 1", text) for number in range(1, 21))
    assert "list #7[0]: list #8, 1 reference" in screen(GraphTree(deep), 20 * 2)


def test_a_terminal_that_shows_plain_letters_only() -> None:
    console = Console(width=80, markup=False)
    with console.capture() as capture:
        options = console.options.update()
        options.encoding = "ascii"
        for line in GraphTree(CYCLE).__rich_console__(console, options):
            console.print(line)
    assert capture.get().isascii()


def test_garbage_is_dim_below_its_heading() -> None:
    console = Console(width=80, markup=False)
    lines = list(GraphTree(CYCLE).__rich_console__(console, console.options))
    dim = ["dim" in [str(span.style) for span in line.spans] for line in lines]
    assert dim[-3:] == [True, True, True]


def test_an_empty_program() -> None:
    assert screen(GraphTree(graph([], []))) == ["The program has no objects yet."]


def test_what_is_left_out() -> None:
    left_out = graph([box(1, "list", [])._replace(rows_left_out=3)], [arrow("a", 1, True)], more=7)
    assert screen(GraphTree(left_out))[1:] == ["└─ +3 more", "+7 more objects"]


# -- as files ------------------------------------------------------------------


def test_an_svg_says_what_the_tree_says() -> None:
    picture = ElementTree.fromstring(svg_text(CYCLE))
    words = [element.text for element in picture.iter(f"{SVG}text")]
    assert words == [
        "global a",
        "global n = 5",
        "Node #1",
        ".v = 1",
        ".next",
        "2 references",
        "Node #2",
        ".next",
        "1 reference",
        "Unreachable: 1 object waits for a collection",
        "list #3",
        "[0]",
        "[1] → Node #1",
        "1 reference",
        "dashed and pale: garbage, which nothing alive refers to",
    ]
    arrows = [each for each in picture.iter(f"{SVG}path") if each.get("class") == "arrow"]
    assert len(arrows) == 4


def test_an_svg_needs_nothing_else() -> None:
    text = svg_text(CYCLE)
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "@import" not in text
    assert "url(" not in text
    assert "prefers-color-scheme: dark" in text


@pytest.mark.parametrize("name", [NASTY, "\\u202e", "日本語", "e\u0301", "a" * 200])
def test_labels_stand_for_themselves_in_an_svg(name: str) -> None:
    nasty = graph([box(1, name, [Row(f".{name}", name, 0, False)])], [arrow(name, 1, True)])
    picture = ElementTree.fromstring(svg_text(nasty))
    words = [element.text for element in picture.iter(f"{SVG}text")]
    assert words[:3] == [name, f"{name} #1", f".{name} = {name}"]


def test_labels_stand_for_themselves_for_graphviz() -> None:
    nasty = graph([box(1, NASTY, [arrow(NASTY, 1)])], [arrow(NASTY, 1, True)])
    text = dot_text(nasty)
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    plain = [
        string.replace("\\l", "\n").replace("\\\\", "\\").replace('\\"', '"') for string in strings
    ]
    assert f"{NASTY} #1\n1 reference\n" in plain
    assert plain.count(NASTY) == 2
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "S", text)
    assert re.sub(r"[\w\s\[\]{}=;,.>-]", "", bare) == ""


def test_labels_stand_for_themselves_for_mermaid() -> None:
    nasty = graph([box(1, NASTY, [arrow(NASTY, 1)])], [arrow(NASTY, 1, True)])
    strings = re.findall(r'"([^"]*)"', mermaid_text(nasty))
    plain = [re.sub(r"#(\d+);", lambda found: chr(int(found[1])), each) for each in strings]
    assert plain == [f"{NASTY} #1<br/>1 reference", NASTY, NASTY]
    assert not any(set(each.replace("<br/>", "")) & set("<>&`\\|") for each in strings)


def test_mermaid() -> None:
    assert mermaid_text(CYCLE).splitlines() == [
        "flowchart LR",
        '  n1["Node #35;1<br/>2 references<br/>.v = 1"]',
        '  n2["Node #35;2<br/>1 reference"]',
        '  name0(["global a"])',
        "  name0 --> n1",
        '  name1(["global n = 5"])',
        '  subgraph garbage ["Unreachable: 1 object waits for a collection"]',
        '    n3["list #35;3<br/>1 reference"]',
        "  end",
        '  n1 -->|".next"| n2',
        '  n2 -->|".next"| n1',
        '  n3 -->|"[0]"| n3',
        '  n3 -->|"[1]"| n1',
        "  style n3 stroke-dasharray: 5 4, opacity: 0.7",
    ]
