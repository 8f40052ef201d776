"""The pictures of the README can be taken anew at any time, and show no error."""

from xml.etree import ElementTree

import pytest

from tests.screens.__main__ import PICTURES, record
from tests.screens.recording import Recorder
from tests.screens.scripts import SCREENS, Screen
from toylang.session import Session

NAMES = [screen.name for screen in SCREENS]


@pytest.mark.parametrize("screen", SCREENS, ids=NAMES)
def test_what_is_typed_raises_nothing(screen: Screen) -> None:
    with Session() as session:
        recorder = Recorder(session, screen.lines)
        recorder.type_all()
    shown = recorder.output.export_text()
    assert "Error" not in shown
    assert "There is no command" not in shown


@pytest.mark.parametrize("screen", SCREENS, ids=NAMES)
def test_a_picture_is_an_image_that_needs_nothing_else(screen: Screen) -> None:
    picture = record(screen)
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "url(http" not in picture


def test_the_readme_shows_each_of_them() -> None:
    readme = (PICTURES.parents[1] / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert (PICTURES / f"{name}.svg").exists()
        assert f".github/screens/{name}.svg" in readme
