"""An import reads what lies in the folders the program was given, and below; nothing else."""

import io
import os
from pathlib import Path

import pytest

from tests.support.heap_checks import close_and_check
from toylang.session import Session

SECRET = "hunter2"

WAYS = {
    "the path changed": "import sys\nsys.path.append({outside!r})\nimport secret",
    "the path replaced": "import sys\nsys.path[:] = [{outside!r}, '/', '..', '../outside']\n"
    "import secret",
    "a package's path changed": "import pack\npack.__path__ = [{outside!r}]\nimport pack.secret",
    "a link to a file": "import link",
    "a link to a folder": "import linked.secret",
    "a link that is a package": "import linked",
    "a text that is no program": "import sys\nsys.path.append({outside!r})\nimport noprogram",
    "a star and an absolute name": "from stars import *",
    "dots": "from pack import dots\nfrom .. import secret",
    "a name with a null character": "from nulls import *",
    "the root": "import sys\nsys.path.append('/')\nimport etc, proc",
}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The path of a program, beside a folder with a secret and with links to it."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    (inside / "pack").mkdir(parents=True)
    (inside / "stars").mkdir()
    (inside / "nulls").mkdir()
    outside.mkdir()
    (outside / "secret.py").write_text(f"password = {SECRET!r}\nprint(password)\n")
    (outside / "__init__.py").write_text(f"print({SECRET!r})\n")
    (outside / "noprogram.py").write_text(f"password: {SECRET} ! no program\n")
    (inside / "pack" / "__init__.toy").write_text("")
    (inside / "pack" / "dots.toy").write_text("from ... import secret\n")
    names = [str(outside / "secret"), "../../outside/secret", "../../../outside/secret"]
    (inside / "stars" / "__init__.toy").write_text(f"__all__ = {names!r}\n")
    (inside / "nulls" / "__init__.toy").write_text("__all__ = ['a\\0b', '\\udcff']\n")
    (inside / "link.py").symlink_to(outside / "secret.py")
    (inside / "linked").symlink_to(outside)
    return inside / "program.toy"


def run(program: Path, text: str) -> tuple[int, str]:
    """The exit status of a program's text, and all it wrote."""
    program.write_text(text)
    output = io.StringIO()
    session = Session([str(program)], io.StringIO(), output, output)
    status = session.run_file(str(program))
    close_and_check(session)
    return status, output.getvalue()


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_out(way: str, program: Path) -> None:
    outside = str(program.parent.parent / "outside")
    status, output = run(program, WAYS[way].format(outside=outside) + "\nprint('got out')\n")
    assert status == 1
    assert SECRET not in output
    assert "got out" not in output
    assert "Error: " in output.splitlines()[-1]


def test_what_is_inside_is_found_on_a_changed_path(program: Path) -> None:
    (program.parent / "lib").mkdir()
    (program.parent / "lib" / "mine.toy").write_text("found = 'mine'\n")
    lib = str(program.parent / "lib")
    text = f"import sys\nsys.path.append({lib!r})\nimport mine\nprint(mine.found)\n"
    assert run(program, text) == (0, "mine\n")


def test_a_folder_of_toypath_is_inside(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOYPATH", str(program.parent.parent / "outside"))
    assert run(program, "import secret\n") == (0, f"{SECRET}\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_an_error_of_the_program(program: Path) -> None:
    (program.parent / "closed.toy").touch(mode=0o000)
    text = "try:\n    import closed\nexcept PermissionError as error:\n    print(error.errno)\n"
    assert run(program, text) == (0, "13\n")
