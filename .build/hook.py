"""The build hook of the wheel: compiled where there is a C compiler, plain Python everywhere else.

Both wheels hold the same Python files, and the parser's tables beside the grammar; the compiled one
has an extension module beside each module of the compiled rooms. Compilation runs in a copy of the
package, so the checkout stays as it was.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TABLES_PACKAGES = ["lark>=1.2,<2"]
COMPILER_PACKAGES = ["mypy>=2.4,<3", "mypy_extensions>=1.0", "setuptools>=77"]
PACK_TABLES = """
import sys
sys.path.insert(0, sys.argv[1])  # not PYTHONPATH: pip leads to the packages of the build by it
from toylang.syntax import tables
sys.stdout.buffer.write(tables.packed_tables())
"""
PROBE = "#include <Python.h>\nint main(void) { return 0; }\n"


class CompiledWheelHook(BuildHookInterface[Any]):
    """Adds the compiled rooms to a wheel, if they can be compiled here."""

    PLUGIN_NAME = "custom"

    @cached_property
    def reason_to_stay_plain(self) -> str | None:
        """Why nothing is to be compiled, or None."""
        if os.environ.get("TOYLANG_PURE", "") not in ("", "0"):
            return "TOYLANG_PURE is set"
        if sys.implementation.name != "cpython":
            return f"this is {sys.implementation.name}, not CPython"
        return None if c_compiler_works() else "no C compiler with Python's headers was found"

    def dependencies(self) -> list[str]:
        """Name what the build needs beyond hatchling: the parser's generator, and the compiler."""
        return TABLES_PACKAGES + ([] if self.reason_to_stay_plain else COMPILER_PACKAGES)

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the parser's tables and the extension modules into the wheel; or say why not."""
        if version == "editable":
            self.app.display_info("toylang: an editable install is plain Python")
            return
        self.workshop = Path(tempfile.mkdtemp(prefix="toylang-build-"))
        tables = self.workshop / "toy.tables"
        if compute_tables(tables, Path(self.root)):
            build_data["force_include"][str(tables)] = "toylang/grammar/toy.tables"
        else:
            self.app.display_warning("toylang: without tables, the first start will compute them")
        reason = self.reason_to_stay_plain or compile_in(self.workshop, Path(self.root))
        if reason:
            self.app.display_warning(f"toylang: building plain Python, because {reason}")
            return
        libraries = self.workshop / "lib"
        found = [path for path in libraries.rglob("*") if path.is_file()]
        build_data["force_include"].update(
            {str(path): path.relative_to(libraries).as_posix() for path in found}
        )
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        self.app.display_success(f"toylang: compiled {len(found) - 1} modules")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the workshop, now that the wheel is written."""
        if hasattr(self, "workshop"):
            shutil.rmtree(self.workshop, ignore_errors=True)


def c_compiler_works() -> bool:
    """Whether the compiler that Python would use turns a file with Python.h into an object."""
    command = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "")
    if not command:
        return False
    with tempfile.TemporaryDirectory() as directory:
        probe = Path(directory, "probe.c")
        probe.write_text(PROBE)
        include = f"-I{sysconfig.get_path('include')}"
        command += [include, "-c", str(probe), "-o", str(probe.with_suffix(".o"))]
        try:
            return subprocess.run(command, check=False, capture_output=True).returncode == 0
        except OSError:
            return False


def compute_tables(path: Path, root: Path) -> bool:
    """Write the parser's tables to a file; whether that succeeded."""
    finished = subprocess.run(
        [sys.executable, "-B", "-c", PACK_TABLES, str(root)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    path.write_bytes(finished.stdout)
    return finished.returncode == 0


def compile_in(workshop: Path, root: Path) -> str | None:
    """Compile a copy of the package into workshop/lib; the reason why it failed, or None."""
    shutil.copytree(
        root / "toylang",
        workshop / "toylang",
        ignore=shutil.ignore_patterns("__pycache__", "*.so"),
    )
    script = root / ".build" / "compile.py"
    finished = subprocess.run(
        [sys.executable, str(script)],
        check=False,
        cwd=workshop,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if finished.returncode == 0:
        return None
    print(finished.stdout, file=sys.stderr)
    return "compilation failed (pip -v shows the compiler's messages)"
