"""A question about a statement, and its answer with the reason."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from toylang.facts.questions import COLLECTION, COUNT, FREED, Question
from toylang.views.differences import spoken, spoken_list
from toylang.views.episodes import ending_words
from toylang.views.table import counted

SHOWN = 60
"""Characters of the statement that are shown again."""


def question_view(text: str, question: Question) -> Text:
    """What is asked, and about which statement."""
    statement = " ".join(text.split())
    if len(statement) > SHOWN:
        statement = statement[: SHOWN - 1] + "…"
    result = Text.assemble(("Predict: ", "dim"), (statement, "bold"), "\n")
    if question.kind == COLLECTION:
        result.append(
            f"A collection of generation {question.generation} runs. "
            "How many unreachable objects does it find?"
        )
    elif question.kind == FREED:
        result.append(f"Is {_subject(question)} freed?")
    else:
        result.append(f"How many references are there to {_subject(question)} afterwards?")
    result.append(f"  {_expected(question.kind)}", "dim")
    return result


def hint_view(kind: str) -> Text:
    """What can be answered."""
    return Text(f"The answer is {_expected(kind)}; Enter alone skips the question.", "dim")


def reason_view(question: Question, given: int | None, right: int, asked: int) -> RenderableType:
    """Whether the answer was right, what is, and why."""
    if given is None:
        verdict = Text("Skipped", "bold")
    elif given == question.answer:
        verdict = Text("Right", "bold green")
    else:
        verdict = Text("Wrong", "bold red")
    answer = Text.assemble(verdict, f": {_reason(question)}")
    return Group(answer, score_view(right, asked)) if asked else answer


def score_view(right: int, asked: int) -> Text:
    """`3 of 4`."""
    return Text(f"{right} of {asked} right so far", "dim")


def _expected(kind: str) -> str:
    return "yes or no" if kind == FREED else "a number"


def _subject(question: Question) -> str:
    return f"{question.name} ({spoken(question.place)})" if question.place else question.name


def _reason(question: Question) -> str:
    if question.kind == COLLECTION:
        found = f"it finds {question.answer:,}"
        names = f": {spoken_list(question.places)}" if question.places else ""
        return f"{found}{names}. No name led to them any more." if question.answer else f"{found}."
    if question.ending is not None:
        return f"{question.name} is freed: {ending_words(question.ending)}."
    places = f": {spoken_list(question.places)}" if question.places else ""
    references = counted(question.references, "reference")
    if question.kind == COUNT:
        told = f"sys.getrefcount would say {question.references + 1}, with its own argument."
        return f"{references}{places}. {told}"
    return f"{question.name} is not freed, it still has {references}{places}."


def predicting_view(goes_on: bool, right: int, asked: int) -> Text:
    """Whether questions are asked, and the score so far."""
    result = Text(
        "From now on you are asked before you are shown. Enter skips a question, Ctrl-D ends this."
        if goes_on
        else "No questions are asked."
    )
    if asked:
        result.append_text(Text("\n")).append_text(score_view(right, asked))
    return result
