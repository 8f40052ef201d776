"""How deep a program goes never ends the process, whatever it goes deep by.

`D` stands for the number of calls within each other. The plain build goes a part of the way: its
calls take memory, which the host's interpreter counts, instead of the host's stack.
"""

import resource
import subprocess
import sys

import pytest

from tests.command.test_command import TOY
from toylang.heap import header

DEEP = {
    "calls": "def f(n): return n and f(n - 1)\nf(D)",
    "any arguments": "def f(*a, **k): return k['n'] and f(*a, n=k['n'] - 1)\nf(1, n=D)",
    "statements": """
class Guard:
    def __enter__(self): return 1
    def __exit__(self, *details): pass
def f(n):
    for i in range(1):
        if n:
            while True:
                try:
                    with Guard() as x:
                        return 1 + [f(n - 1)][0]
                finally:
                    pass
    return 0
f(D)""",
    "addition": """
class A:
    def __init__(self, n): self.n = n
    def __add__(self, other): return self.n and A(self.n - 1) + other
A(D) + 1""",
    "attributes": """
class A:
    def __init__(self, n): self.n = n
    @property
    def x(self): return self.n and A(self.n - 1).x
A(D).x""",
    "constructors": "class A:\n    def __init__(self, n): self.x = n and A(n - 1)\nA(D)",
    "sorting": """
def f(n):
    if n: sorted([1, 2], key=lambda x: f(n - 1) if x == 1 else 0)
    return 0
f(D // 2)""",
    "generators": "def g(n):\n    if n: yield from g(n - 1)\n    yield 1\nfor i in g(D): break",
    "repr": "x = []\nfor i in range(D // 5): x = [x]\nlen(repr(x))",
    "comparison": "x = []; y = []\nfor i in range(D): x = [x]; y = [y]\nx == y",
    "hashes": "x = ()\nfor i in range(D): x = (x,)\nhash(x)",
    "formats": """
class A:
    def __init__(self, n): self.n = n
    def __format__(self, how): return f"{f'{A(self.n - 1)}'}" if self.n else ''
format(A(D // 3))""",
    "class bodies": "def f(n):\n    if n:\n        class A: x = f(n - 1)\nf(D)",
}

NESTED = {
    "signs": "- " * 900 + "f(n - 1)",
    "lists": "[" * 190 + "f(n - 1)" + "]" * 190,
    "dicts": "{1: " * 190 + "f(n - 1)" + "}" * 190,
    "calls": "g(" * 190 + "f(n - 1)" + ")" * 190,
    "attributes": "f(n - 1)" + ".real" * 900,
    "sums": "f(n - 1)" + " + 1" * 900,
    "comparisons": "(0 < 1 + " * 190 + "f(n - 1)" + ")" * 190,
}
"""Expressions that are deep themselves."""

SURVIVED = (0, 1)
DEEPEST = 49_000 if header.__file__.endswith(".so") else 6_000


def run(depth: int, program: str, *options: str, stack: int | None = None) -> tuple[int, str]:
    """Exit status and the last line of the errors."""
    done = subprocess.run(
        [*TOY, *options, "-c", program.replace("D", str(depth))],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        preexec_fn=None if stack is None else lambda: limit_stack(stack),
    )
    return done.returncode, done.stderr.rpartition("\n")[0].rpartition("\n")[2]


def limit_stack(size: int) -> None:
    """Let this process have a stack of so many bytes and no larger one."""
    resource.setrlimit(resource.RLIMIT_STACK, (size, size))


@pytest.mark.parametrize("kind", DEEP)
def test_fifty_thousand_calls_are_safe(kind: str) -> None:
    status, error = run(DEEPEST, DEEP[kind], "--max-depth=50000")
    assert status in SURVIVED
    assert status == 0 or error.startswith("RecursionError: ")


@pytest.mark.parametrize("kind", NESTED)
def test_deep_expressions_within_calls_are_safe(kind: str) -> None:
    program = f"def g(x): return x\ndef f(n): return n and {NESTED[kind]}\nf(D)"
    status, error = run(950, program)
    assert status in SURVIVED
    assert status == 0 or error.startswith("RecursionError: ")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the stack has one size")
def test_a_stack_that_cannot_grow_ends_in_a_recursion_error() -> None:
    program = f"def f(n): return n and {NESTED['calls']}\nf(D)".replace("g(", "abs(")
    status, error = run(950, program, stack=8 << 20)
    assert (status, error) == (1, "RecursionError: maximum recursion depth exceeded")


def test_the_depth_that_was_given_is_exact() -> None:
    program = (
        "def f(n): return n and 1 + f(n - 1)\nprint(f(97))\n"
        "try: f(98)\nexcept RecursionError as e: print(e)\n"
        "import sys\nprint(sys.getrecursionlimit())\nsys.setrecursionlimit(200)\nf(98)"
    )
    done = subprocess.run(
        [*TOY, "--max-depth", "99", "-c", program], check=False, capture_output=True, text=True
    )
    assert done.stdout == "97\nmaximum recursion depth exceeded\n99\n"
    assert done.stderr.endswith("RecursionError: maximum recursion depth exceeded\n")


@pytest.mark.parametrize("depth", ["0", "50_001", "deep"])
def test_a_depth_that_is_not_safe_is_refused(depth: str) -> None:
    done = subprocess.run(
        [*TOY, "--max-depth", depth, "-c", "pass"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "--max-depth" in done.stderr
