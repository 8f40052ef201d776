"""Wheel and sdist hold what they must, and a build never fails for want of a compiler."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
SOURCES = sorted(
    path.relative_to(CHECKOUT).as_posix()
    for pattern in ("*.py", "*.toy")
    for path in (CHECKOUT / "toylang").rglob(pattern)
)


def build(kind: str, root: Path, directory: Path, **environment: str) -> tuple[Path, str]:
    """Build a wheel or an sdist as pip would; return its path, and what the build said."""
    directory.mkdir(exist_ok=True)
    call = f"from hatchling import build; build.build_{kind}({str(directory)!r})"
    finished = subprocess.run(
        [sys.executable, "-c", call],
        capture_output=True,
        check=True,
        cwd=root,
        env=os.environ | environment,
        text=True,
    )
    (result,) = directory.iterdir()
    return result, finished.stdout + finished.stderr


def names_in(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def plain_wheel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the wheel that is built with TOYLANG_PURE=1, and what the build said."""
    return build("wheel", CHECKOUT, tmp_path_factory.mktemp("wheel"), TOYLANG_PURE="1")


def test_the_wheel_holds_the_grammar_and_every_module(plain_wheel: tuple[Path, str]) -> None:
    assert {"toylang/grammar/toy.lark", *SOURCES} <= names_in(plain_wheel[0])


def test_the_wheel_brings_the_tables_of_the_parser(
    plain_wheel: tuple[Path, str], tmp_path: Path
) -> None:
    with zipfile.ZipFile(plain_wheel[0]) as archive:
        archive.extractall(tmp_path)
    finished = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            "from toylang.syntax.tables import load; print(load().starts)",
        ],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},  # without the packages that compute and keep tables
        text=True,
    )
    assert "'file'" in finished.stdout, finished.stderr


def test_the_wheel_holds_nothing_but_the_package(plain_wheel: tuple[Path, str]) -> None:
    names = names_in(plain_wheel[0])
    assert {name.split("/")[0].split("-")[0] for name in names} == {"toylang"}
    assert not [name for name in names if name.endswith((".so", ".c", ".pyc"))]


def test_the_plain_wheel_installs_everywhere_and_says_so(plain_wheel: tuple[Path, str]) -> None:
    wheel, said = plain_wheel
    assert wheel.name.endswith("-py3-none-any.whl")
    assert "toylang: building plain Python, because TOYLANG_PURE is set" in said


def test_without_a_compiler_the_wheel_is_plain(tmp_path: Path) -> None:
    wheel, said = build("wheel", CHECKOUT, tmp_path, TOYLANG_PURE="", CC=str(tmp_path / "no-cc"))
    assert wheel.name.endswith("-py3-none-any.whl")
    assert "toylang: building plain Python, because no C compiler" in said


def test_when_compilation_fails_the_wheel_is_plain(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(CHECKOUT / ".build", broken / ".build")
    shutil.copytree(CHECKOUT / "grammar", broken / "grammar")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, broken)
    (broken / "toylang" / "heap").mkdir(parents=True)
    shutil.copy(CHECKOUT / "toylang" / "__init__.py", broken / "toylang")
    (broken / "toylang" / "heap" / "__init__.py").write_text("what is not Python\n")
    wheel, said = build("wheel", broken, tmp_path / "dist", TOYLANG_PURE="")
    assert wheel.name.endswith("-py3-none-any.whl")
    assert said.count("toylang: building plain Python") == 1


def test_the_sdist_holds_what_the_build_and_the_tests_need(tmp_path: Path) -> None:
    sdist, _ = build("sdist", CHECKOUT, tmp_path)
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {".build/hook.py", ".build/compile.py", "grammar/toy.lark", "README.md", "LICENSE"}
    tests = {path.relative_to(CHECKOUT).as_posix() for path in Path(__file__).parent.glob("*.py")}
    examples = {f"examples/{path.name}" for path in (CHECKOUT / "examples").glob("*.toy")}
    assert needed | tests | examples | set(SOURCES) <= names
