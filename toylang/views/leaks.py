"""Leaks: each cycle that keeps itself, and what would break it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.leak_report import LeakReport, RemedyFacts, Shape
from toylang.facts.remedies import ATTRIBUTE, VARIABLE
from toylang.views.paths import steps_table
from toylang.views.table import counted, indented, inflected

WEAK_CONTAINERS = {
    "list": "weak references (weakref.ref) in the list",
    "set": "the objects in a weakref.WeakSet instead",
    "dict": "them in a weakref.WeakValueDictionary instead",
}


def leaks_view(report: LeakReport, collected: bool = True) -> RenderableType:
    """All leaks, cycles of one shape together; `collected`: whether a collector is at work."""
    if not report.cycles:
        return Text("Nothing leaks: no cycle keeps what nothing else leads to.")
    cycles = f"{counted(report.cycles, 'cycle')} {inflected(report.cycles, 'keeps', 'keep')}"
    heading = Text.assemble(
        (f"{cycles} {counted(report.found + report.others, 'object')}", "bold"),
        f", {counted(report.bytes, 'byte')}, which nothing else leads to.",
    )
    parts: list[RenderableType] = [heading]
    for shape in report.shapes:
        parts += [Text(), *_shape(shape)]
    if report.more_shapes:
        parts += [Text(), Text(f"and cycles of {counted(report.more_shapes, 'more kind')}")]
    return Group(*parts, Text(), Text(_finding(report, collected), "dim"))


def _finding(report: LeakReport, collected: bool) -> str:
    """What a collection would make of them."""
    if not collected:
        return "No collector is at work that would find them."
    found = f"gc.collect() would find {report.found:,} of them"
    if not report.others:
        return f"{found}."
    return f"{found}; {counted(report.others, 'other')} the collector does not watch."


def _shape(shape: Shape) -> list[RenderableType]:
    """One cycle, or one for all that are like it."""
    alike = f"{shape.times:,} cycles" if shape.times > 1 else "A cycle"
    heading = Text.assemble((f"{alike} of {counted(shape.cycle, 'object')}", "bold"))
    if shape.hangs_from_another:
        heading.append(f", held by {'others' if shape.times > 1 else 'another'}, too")
    hanging = shape.hanging + shape.others
    if hanging:
        heading.append(f", with {hanging:,} more that {inflected(hanging, 'hangs', 'hang')} from ")
        heading.append(inflected(shape.times, "it", "them"))
    heading.append(f"; {counted(shape.bytes, 'byte')}, generation {shape.generation}")
    lines: list[RenderableType] = [heading, indented(steps_table(shape.example))]
    return [*lines, indented(Text(_advice(shape)))]


def _advice(shape: Shape) -> str:
    """What to do about a cycle, and why just that; one sentence."""
    if shape.has_class:
        return "A class always leads to itself, by its __mro__: only a collection frees it."
    remedy = shape.remedy
    if remedy is None:
        return "Nothing here can be changed from outside: only a collection frees it."
    rest = "" if remedy.enough else "; then look again, for there is another way round"
    return f"{_action(remedy)}: {_reason(remedy)}{rest}."


def _action(remedy: RemedyFacts) -> str:
    if remedy.kind == ATTRIBUTE:
        name = f"{remedy.type}{remedy.label}"
        if remedy.weak:
            return f"Make {name} weak ({remedy.weak})"
        return f"Cut {name}, set it to None when it has served"
    if remedy.kind == VARIABLE:
        return _action_on_variable(remedy)
    if remedy.weak and remedy.type in WEAK_CONTAINERS:
        return f"Keep {WEAK_CONTAINERS[remedy.type]}"
    return f"Take {remedy.target} out of the {remedy.type} when it has served"


def _action_on_variable(remedy: RemedyFacts) -> str:
    if remedy.label == ".cell_contents":
        return f"Set the variable that holds {remedy.target} to None at the end of its function"
    return f"Delete {remedy.label} at the end of {remedy.type}"


def _reason(remedy: RemedyFacts) -> str:
    if remedy.leads_back:
        return "it leads back to what holds it"
    if remedy.holders > 1:
        return f"it leads to the object that {remedy.holders:,} references of the cycle hold"
    return "it closes the cycle"
