"""The tests test what was installed: `.ci/run` says which build that is."""

import os
from pathlib import Path

import pytest

import toylang
from toylang.heap import header

CHECKOUT = Path(__file__).parent.parent.parent
EXPECTED = os.environ.get("TOYLANG_EXPECTED_BUILD")

pytestmark = pytest.mark.skipif(EXPECTED is None, reason="TOYLANG_EXPECTED_BUILD is not set")


def test_the_package_is_not_the_checkout() -> None:
    assert not Path(toylang.__file__).is_relative_to(CHECKOUT)


def test_the_tables_of_the_parser_came_along() -> None:
    assert Path(toylang.__file__).with_name("grammar").joinpath("toy.tables").is_file()


def test_the_build_is_the_one_expected() -> None:
    assert ("plain" if header.__file__.endswith(".py") else "compiled") == EXPECTED
