"""`:threshold`, and what decides about full collections."""

import pytest

from tests.repl.shell import BareShell
from toylang.repl.commands import CommandError


def test_the_thresholds_in_words(shell: BareShell) -> None:
    collector = shell.session.heap.collector
    collector.long_lived_total, collector.long_lived_pending = 4001, 17
    for generation, count in zip(collector.generations, (5, 2, 1), strict=True):
        generation.count = count
    assert shell.ask(":threshold") == [
        "  generation   count   threshold   is collected",
        "  0                5         700   when made minus freed containers exceed 700",
        "  1                2          10   after over 10 collections of generation 0",
        "  2                1          10   after over 10 of generation 1; quarter rule",
        "The quarter rule: a full collection waits for 1,000 newcomers in generation 2, a",
        "quarter of the 4,001 that survived the last one. 17 have come so far.",
    ]


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("5", "(5, 10, 10)"),
        ("5 3", "(5, 3, 10)"),
        ("5, 3, 2", "(5, 3, 2)"),
        ("0 0 0", "(0, 0, 0)"),
        ("-1", "(-1, 10, 10)"),
        ("2147483647", "(2147483647, 10, 10)"),
    ],
)
def test_the_program_sees_the_new_thresholds(
    shell: BareShell, argument: str, expected: str
) -> None:
    shell.session.interact("import gc")
    shell.ask(f":threshold {argument}")
    assert shell.session.interact("gc.get_threshold()") == expected


def test_a_lower_threshold_makes_collections_more_frequent(shell: BareShell) -> None:
    shell.ask(":threshold 10")
    first = shell.session.heap.collector.generations[0]
    before = first.collections
    shell.session.interact("x = [[] for i in range(100)]")
    assert first.collections >= before + 5


@pytest.mark.parametrize("argument", ["x", "1 2 3 4", "1 x", "1.5", "2147483648", "-2147483649"])
def test_what_is_no_threshold_changes_nothing(shell: BareShell, argument: str) -> None:
    with pytest.raises(CommandError):
        shell.ask(f":threshold {argument}")
    assert [each.threshold for each in shell.session.heap.collector.generations] == [700, 10, 10]


def test_automatic_collection_may_be_off(shell: BareShell) -> None:
    assert "Automatic collection is off: the first threshold is 0." in shell.ask(":threshold 0")
    shell.session.interact("import gc\ngc.disable()")
    assert "Automatic collection is off (gc.disable)." in shell.ask(":threshold 700")


def test_facts_for_machines(shell: BareShell) -> None:
    facts = shell.facts(":threshold 9")
    assert facts["thresholds"] == [9, 10, 10]
    assert (facts["long_lived_pending"], facts["long_lived_total"]) == (0, 0)


def test_a_generation_that_waits_for_the_quarter_rule(shell: BareShell) -> None:
    collector = shell.session.heap.collector
    collector.long_lived_total, collector.long_lived_pending = 400, 99
    assert not any("newcomers" in line for line in shell.ask(":gen"))
    collector.generations[2].count = 11
    assert (
        shell.ask(":gen")[-2:]
        == [
            "Generation 2 exceeds it, but a full collection waits for 100 newcomers in",
            "generation 2, a quarter of the 400 that survived the last one. 99 have come so",
            "far.",
        ][-2:]
    )
    collector.long_lived_pending = 100
    assert not any("newcomers" in line for line in shell.ask(":gen"))
