"""The settings of the prompt: what a person may choose, and the file it is read from.

The file is TOML, in the user's configuration directory. What is wrong in it is told in a line each
and left as if it were not there; a prompt always comes up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from platformdirs import user_config_path

from toylang.repl.themes import THEMES, Palette, is_style

FILE_NAME: Final = "config.toml"
EDITING: Final = ("emacs", "vi")
PRESENTATION: Final = "contrast"
"""The theme for a projector."""


@dataclass(frozen=True)
class Settings:
    """What a person has chosen, or what holds without a choice."""

    theme: str = "terminal"
    editing: str = "emacs"
    toolbar: bool = True
    notes: bool = True
    colours: Mapping[str, str] = field(default_factory=dict)
    """Styles that differ from the theme's, by the name of what they colour."""

    presenting: bool = False
    """Whether a room looks on; chosen at the prompt, not in the file."""

    def palette(self) -> Palette:
        """The style of each thing that has one."""
        if self.presenting:
            return THEMES[PRESENTATION]
        return {**THEMES[self.theme], **self.colours}

    def theme_in_force(self) -> str:
        """The theme's name; a room full of people sees the one with the most contrast."""
        return PRESENTATION if self.presenting else self.theme


CHOICES: Final[dict[str, tuple[str, ...]]] = {"theme": tuple(THEMES), "editing": EDITING}
"""The settings that are one word of several."""

IN_FILE: Final = [each.name for each in fields(Settings) if each.name != "presenting"]


def settings_path() -> Path:
    """Where the file is, or would be."""
    return user_config_path("toylang", appauthor=False) / FILE_NAME


def load_settings(path: Path | None = None) -> tuple[Settings, list[str]]:
    """The settings in the file, and a line on each thing that is wrong there.

    Without a file everything is as it is by default, and nothing is wrong.
    """
    place = settings_path() if path is None else path
    try:
        with place.open("rb") as file:
            import tomllib

            found = tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), []
    except (OSError, ValueError, RecursionError) as problem:
        return Settings(), [f"{place} is not used: {_one_line(problem)}"]
    return _checked(found)


def _one_line(problem: Exception) -> str:
    if isinstance(problem, OSError):
        return problem.strerror or "it cannot be read"
    return " ".join(str(problem).split())


def _checked(found: Mapping[str, object]) -> tuple[Settings, list[str]]:
    """The settings that are known and make sense, and complaints about the others."""
    chosen: dict[str, object] = {}
    complaints: list[str] = []
    for name, value in found.items():
        problem = _problem(name, value)
        if problem:
            complaints.append(f"{FILE_NAME}: {problem}")
        elif name == "colours":
            assert isinstance(value, dict)
            chosen[name], wrong = _checked_colours(value)
            complaints.extend(f"{FILE_NAME}: {each}" for each in wrong)
        else:
            chosen[name] = value
    return Settings(**chosen), complaints  # type: ignore[arg-type]


def _problem(name: str, value: object) -> str:
    """What is wrong with a setting; nothing for a good one."""
    if name not in IN_FILE:
        return _unknown("setting", name, IN_FILE)
    if name in CHOICES:
        if value in CHOICES[name]:
            return ""
        return f"{name} is one of {', '.join(CHOICES[name])}, not {_shown(value)}."
    if name == "colours":
        return "" if isinstance(value, dict) else f"colours is a table, not {_shown(value)}."
    return "" if isinstance(value, bool) else f"{name} is true or false, not {_shown(value)}."


def _checked_colours(found: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    known = list(THEMES["terminal"])
    colours: dict[str, str] = {}
    complaints = []
    for name, style in found.items():
        if name not in known:
            complaints.append(_unknown("colour", name, known))
        elif not isinstance(style, str) or not is_style(style):
            example = 'one like "bold blue" or "#ff8800"'
            complaints.append(f"the colour of {name} is {example}, not {_shown(style)}.")
        else:
            colours[name] = style
    return colours, complaints


def _unknown(what: str, name: str, known: list[str]) -> str:
    """Nothing has that name; but perhaps something has a similar one."""
    import difflib

    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean {near[0]}?" if near else f"they are {', '.join(known)}."
    return f"there is no {what} {_shown(name)}; {advice}"


def _shown(value: object) -> str:
    """A value of the file in a few words."""
    text = repr(value)
    return text if len(text) <= 30 else f"{text[:29]}…"
