"""Record the README's pictures anew: `python -m tests.screens`."""

from __future__ import annotations

import re
from pathlib import Path

from rich.terminal_theme import MONOKAI

from tests.screens.recording import Recorder
from tests.screens.scripts import SCREENS, Screen
from toylang.session import Session

PICTURES = Path(__file__).parents[2] / ".github" / "screens"

FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)
"""A font from the network; a picture shall fetch nothing."""


def record(screen: Screen) -> str:
    """The screen as an SVG, after everything has been typed."""
    recorder = Recorder(Session(), screen.lines)
    try:
        recorder.type_all()
        picture = recorder.output.export_svg(
            title=screen.title, theme=MONOKAI, unique_id=screen.name
        )
        return FONT.sub("", picture)
    finally:
        recorder.session.close()


def main() -> None:
    """Write every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for screen in SCREENS:
        (PICTURES / f"{screen.name}.svg").write_text(record(screen), encoding="utf-8")
        print(screen.name)


if __name__ == "__main__":
    main()
