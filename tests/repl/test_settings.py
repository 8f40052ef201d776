"""Settings are read from a file; what is wrong there is told in a line, and left out."""

from pathlib import Path

import pytest

from toylang.repl.settings import Settings, load_settings, settings_path


def read(tmp_path: Path, text: str) -> tuple[Settings, list[str]]:
    """The settings in a file of that text, and the complaints."""
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_without_a_file_nothing_is_wrong(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "missing" / "config.toml") == (Settings(), [])
    assert load_settings() == (Settings(), [])


def test_where_the_file_is(tmp_path: Path) -> None:
    assert settings_path() == tmp_path / "config" / "toylang" / "config.toml"


def test_everything_chosen(tmp_path: Path) -> None:
    text = 'theme = "light"\nediting = "vi"\ntoolbar = false\nnotes = false\n'
    text += '[colours]\nkeyword = "bold blue"\nnumber = "#ff8800"\n'
    colours = {"keyword": "bold blue", "number": "#ff8800"}
    expected = Settings("light", "vi", toolbar=False, notes=False, colours=colours)
    assert read(tmp_path, text) == (expected, [])
    assert expected.palette()["keyword"] == "bold blue"
    assert expected.palette()["string"] != Settings().palette()["string"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("tolbar = true", "there is no setting 'tolbar'; did you mean toolbar?"),
        (
            "xyz = 1",
            "there is no setting 'xyz'; they are theme, editing, toolbar, notes, colours.",
        ),
        ("presenting = true", "there is no setting 'presenting'; "),
        ('theme = "drak"', "theme is one of terminal, dark, light, contrast, not 'drak'."),
        ("theme = []", "theme is one of terminal, dark, light, contrast, not []."),
        ('editing = "VI"', "editing is one of emacs, vi, not 'VI'."),
        ("toolbar = 1", "toolbar is true or false, not 1."),
        ('notes = "no"', "notes is true or false, not 'no'."),
        ("colours = 3", "colours is a table, not 3."),
        ('[colours]\nkeywrd = "blue"', "there is no colour 'keywrd'; did you mean keyword?"),
        ('[colours]\nkeyword = "blu"', "the colour of keyword is one like"),
        ("[colours]\nkeyword = 5", "the colour of keyword is one like"),
    ],
)
def test_what_is_wrong_is_told_and_left_out(tmp_path: Path, text: str, complaint: str) -> None:
    settings, complaints = read(tmp_path, text)
    assert settings == Settings()
    assert len(complaints) == 1
    assert complaints[0].startswith(f"config.toml: {complaint}")
    assert "\n" not in complaints[0]


def test_what_is_right_holds_beside_what_is_wrong(tmp_path: Path) -> None:
    settings, complaints = read(tmp_path, 'theme = "dark"\ntoolbar = 0\nnotes = false\n')
    assert settings == Settings(theme="dark", notes=False)
    assert len(complaints) == 1


@pytest.mark.parametrize("text", ["theme =", "= 3", "theme = 'a'\ntheme = 'b'", "a=" + "[" * 9999])
def test_a_file_that_is_no_toml(tmp_path: Path, text: str) -> None:
    settings, complaints = read(tmp_path, text)
    assert settings == Settings()
    assert len(complaints) == 1
    assert "config.toml is not used: " in complaints[0]


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\0")
    assert "is not used" in load_settings(tmp_path / "config.toml")[1][0]


def test_a_directory_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    assert load_settings(tmp_path / "config.toml")[1] == [
        f"{tmp_path / 'config.toml'} is not used: Is a directory"
    ]


def test_a_room_sees_the_strongest_contrast() -> None:
    settings = Settings(theme="dark", colours={"keyword": "red"}, presenting=True)
    assert settings.theme_in_force() == "contrast"
    assert settings.palette()["keyword"] == "bold"
