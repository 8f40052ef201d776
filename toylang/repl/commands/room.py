"""Commands about how the prompt looks and is typed at: settings, the projector, an editor."""

from __future__ import annotations

from dataclasses import replace

from toylang.repl.commands.table import Answer, CommandError, Section, Shell
from toylang.repl.editor import EditorFailed, edit
from toylang.repl.settings import CHOICES, settings_path
from toylang.views.presentation import presentation_over_view, presentation_view
from toylang.views.settings import settings_view

about = Section("The prompt")

BOTH: dict[str, tuple[str, ...]] = {"toolbar": ("true", "false"), "notes": ("true", "false")}


@about.command("config", "", "the settings in force, and the file to choose others in")
def _config(shell: Shell, argument: str) -> Answer:
    """The settings are read from a file when Toy starts. It may hold any of these lines.

        theme = "terminal"     # or "dark", "light", "contrast"
        editing = "emacs"      # or "vi"
        toolbar = true         # the line at the bottom
        notes = true           # the lines on CPython, once in a session

        [colours]
        keyword = "bold blue"
        number = "#ff8800"

    A theme's colours are for what is typed; `terminal` takes those of your terminal. Where the
    variable NO_COLOR is set, there are none. What is wrong in the file is told at the start and
    left out.

    >>> :config            names the file
    """
    if argument:
        raise CommandError("Settings are changed in the file that :config names.")
    settings, path = shell.settings, settings_path()
    values = {
        "theme": settings.theme_in_force(),
        "editing": settings.editing,
        "toolbar": settings.toolbar,
        "notes": settings.notes,
    }
    colours = dict(settings.palette())
    facts = {"file": str(path), "exists": path.exists(), "settings": values, "colours": colours}
    view = settings_view(values, {**CHOICES, **BOTH}, colours, str(path), path.exists())
    return Answer(facts, view)


@about.command("present", "[on|off]", "makes the prompt readable for a room; off ends it")
def _present(shell: Shell, argument: str) -> Answer:
    """For a projector: everything at full contrast, and more room between things.

    Instead of colours and dim letters there is the strongest contrast the terminal has, each
    command is told again with what it does, and blank lines stand around answers.

    How large the letters are is up to the terminal: Ctrl + enlarges them in most.

    >>> :present
    >>> :present off
    """
    if argument not in ("", "on", "off"):
        raise CommandError(":present is on or off.")
    presenting = argument != "off"
    shell.adopt(replace(shell.settings, presenting=presenting))
    view = presentation_view() if presenting else presentation_over_view()
    return Answer({"presenting": presenting}, view)


@about.command("edit", "[TEXT]", "opens your editor with the last statement, or a text")
def _edit(shell: Shell, argument: str) -> None:
    """Opens $VISUAL or $EDITOR. What you save stands in the prompt afterwards: Enter runs it.

    Ctrl-X Ctrl-E does the same with what you are just typing.

    If the editor ends with an error, nothing is run; what was written can be found with Up.

    >>> def f(x): return x
    >>> :edit              opens an editor with f
    """
    last = shell.statements[-1] if shell.statements else ""
    try:
        shell.propose(edit(argument or last))
    except EditorFailed as problem:
        if problem.written:
            shell.keep(problem.written)
            raise CommandError(f"{problem} What was written is one Up away.") from None
        raise CommandError(str(problem)) from None
