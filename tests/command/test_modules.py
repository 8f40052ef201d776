"""Where the command looks for the modules a program imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str, cwd: Path | None = None, toypath: str = "") -> tuple[int, str, str]:
    """Exit status, standard output and standard error of the command."""
    done = subprocess.run(
        [sys.executable, "-m", "toylang", *arguments],
        check=False,
        capture_output=True,
        env=os.environ | {"TOYPATH": toypath},
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        cwd=cwd,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that imports `helper`."""
    path = tmp_path / "program" / "program.toy"
    path.parent.mkdir()
    path.write_text("import helper\nprint(helper.who, helper.__file__)\n")
    return path


def write(path: Path, text: str) -> Path:
    """Write a file, with the folders above it; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_toy_file_goes_before_a_py_file_beside_the_script(program: Path, tmp_path: Path) -> None:
    write(program.parent / "helper.py", "who = 'py'\n")
    assert run(str(program), cwd=tmp_path)[1] == f"py {program.parent / 'helper.py'}\n"
    write(program.parent / "helper.toy", "who = 'toy'\n")
    assert run(str(program), cwd=tmp_path)[1] == f"toy {program.parent / 'helper.toy'}\n"


def test_a_package_goes_before_a_module(program: Path) -> None:
    write(program.parent / "helper.toy", "who = 'module'\n")
    path = write(program.parent / "helper" / "__init__.toy", "who = 'package'\n")
    assert run(str(program))[1] == f"package {path}\n"


def test_toypath_comes_after_the_script_and_in_its_order(program: Path, tmp_path: Path) -> None:
    second = write(tmp_path / "second" / "helper.toy", "who = 'second'\n")
    assert run(str(program), toypath=str(second.parent))[1] == f"second {second}\n"
    first = write(tmp_path / "first" / "helper.toy", "who = 'first'\n")
    both = os.pathsep.join([str(first.parent), str(second.parent)])
    assert run(str(program), toypath=both)[1] == f"first {first}\n"
    beside = write(program.parent / "helper.toy", "who = 'beside'\n")
    assert run(str(program), toypath=both)[1] == f"beside {beside}\n"


def test_the_folder_of_the_script_counts_and_not_the_current_one(
    program: Path, tmp_path: Path
) -> None:
    write(tmp_path / "helper.toy", "who = 'elsewhere'\n")
    status, out, err = run(str(program), cwd=tmp_path)
    assert (status, out) == (1, "")
    assert err.splitlines()[-1] == "ModuleNotFoundError: No module named 'helper'"


def test_code_on_the_command_line_imports_from_the_current_folder(tmp_path: Path) -> None:
    write(tmp_path / "helper.toy", "who = 'here'\n")
    assert run("-c", "import helper; print(helper.who)", cwd=tmp_path) == (0, "here\n", "")


def test_a_file_replaces_a_module_of_the_library_but_no_built_in_one(tmp_path: Path) -> None:
    write(tmp_path / "weakref.toy", "print('my own weakref')\n")
    write(tmp_path / "gc.toy", "print('my own gc')\n")
    assert run("-c", "import weakref, gc", cwd=tmp_path) == (0, "my own weakref\n", "")


def test_frames_of_the_library_are_named_so(tmp_path: Path) -> None:
    code = "import weakref\nweakref.WeakSet([1])\n"
    status, _, err = run(str(write(tmp_path / "program.toy", code)))
    assert status == 1
    assert '  File "<library>/_weakrefset.toy", line ' in err
    assert err.splitlines()[-1] == "TypeError: cannot create weak reference to 'int' object"


def test_a_module_that_is_no_utf8_text_is_a_syntax_error(tmp_path: Path) -> None:
    (tmp_path / "helper.toy").write_bytes(b"x = '\xff'\n")
    status, _, err = run("-c", "import helper", cwd=tmp_path)
    assert status == 1
    assert "SyntaxError: Non-UTF-8 code starting with '\\xff' in file" in err
