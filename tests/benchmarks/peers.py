"""Runs a program on a peer, in a process of its own: `python -P peers.py asteval FILE`.

Only what the peer allows on its own is switched on besides importing `gc` and `time`, and no time
limit is set, because a benchmark is no untrusted program.
"""

from __future__ import annotations

import sys
from pathlib import Path


def run_on_asteval(text: str) -> None:
    """Run a program; asteval prints as it goes."""
    from asteval import Interpreter

    interpreter = Interpreter(config={"import": True})
    interpreter(text)
    if interpreter.error:
        raise SystemExit("asteval failed")


def run_on_smolagents(text: str) -> None:
    """Run a program; the executor keeps what is printed until the end."""
    from smolagents.local_python_executor import LocalPythonExecutor

    executor = LocalPythonExecutor(["gc", "time"], timeout_seconds=None)
    executor.send_tools({})
    print(executor(text).logs)


PEERS = {"asteval": run_on_asteval, "smolagents": run_on_smolagents}

if __name__ == "__main__":
    PEERS[sys.argv[1]](Path(sys.argv[2]).read_text(encoding="utf-8"))
