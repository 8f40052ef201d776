"""Write CPython's answers beside the programs: `python -m tests.support.record`, on 3.11 only."""

import sys

from tests.support.oracle import (
    EXAMPLES,
    ORACLE_IS_RUNNING,
    TESTS,
    ask_python,
    programs_in,
    recording_of,
)


def main() -> int:
    """Record the outcome of every program anew."""
    if not ORACLE_IS_RUNNING:
        print("the oracle is CPython 3.11; this is another Python", file=sys.stderr)
        return 1
    for recording in TESTS.rglob("*.expected"):
        recording.unlink()
    programs = [*programs_in(TESTS), *programs_in(EXAMPLES)]
    for path in programs:
        recording_of(path).write_text(ask_python(path).to_text(), encoding="utf-8", newline="")
    print(f"{len(programs)} programs recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
