"""The method page defines every measure, as the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bothways.evidence.measures import CATALOGUE

PAGE = (Path(__file__).parents[3] / "docs" / "method" / "evidence.md").read_text("utf-8")


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_page_says_what_the_measure_holds(name: str) -> None:
    one = CATALOGUE[name]
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))
    assert [cell.strip() for cell in row.strip("|").split("|")] == [
        f"`{name}`", str(one.unit), one.holds, one.table, ", ".join(one.bys), one.method
    ]  # fmt: skip


def test_every_flag_is_explained() -> None:
    flags = PAGE.split("### What the flags mean")[1].split("##")[0]
    for flag in (
        "won_in",
        "closed_in",
        "created_in",
        "open_now",
        "due_in",
        "pushed_in",
        "stay",
        "base",
        "kept",
        "priced",
    ):
        assert f"`{flag}`" in flags
