"""The method page names every method, key and rule that the code has."""

from __future__ import annotations

import importlib
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from bothways.brief.facts import readers
from bothways.brief.given import Asked, Imperative, read_asks, read_imperatives

PAGE = (Path(__file__).parents[2] / "docs" / "method" / "brief.md").read_text("utf-8")


@pytest.mark.parametrize(
    "module",
    ["brief.pair", "brief.words", "brief.check", "brief.proof", "brief.facts.quotes", "brief.facts.deals", "brief.mailing",
     "brief.regular", "brief.worth",
     "evidence.peers", "evidence.behaviour", "evidence.standing"],
)  # fmt: skip
def test_each_method_is_named(module: str) -> None:
    assert f"`{importlib.import_module(f'bothways.{module}').METHOD}`" in PAGE


def test_the_examples_are_read() -> None:
    first, second = (tomllib.loads(text) for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
    (ask,), (imperative,) = read_asks(first["ask"]), read_imperatives(second["imperative"])
    assert (ask.cost, ask.by) == ("€62k", "14 November 2026")
    assert imperative.stand.startswith("Right")
    keys = {part.name for kind in (Asked, Imperative) for part in fields(kind)}
    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} == set()


def test_the_bounds_are_those_of_the_code() -> None:
    assert f"every team has {readers.FEWEST_IN_GROUP} people or more" in PAGE
    assert f"the median of {readers.FEWEST_PEERS} or more others" in PAGE
