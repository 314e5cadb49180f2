"""The page of results: stages in the order of the pipeline, a mix that adds up, no rate without its n."""

from __future__ import annotations

import re

import pytest

from bothways.brief.document import Section, TableBlock, text_of
from bothways.brief.page import make_page
from bothways.evidence import Snapshot

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sections(sample: Snapshot) -> dict[str, Section]:
    page = make_page(sample, of="results", period=sample.calendar.period("2026Q3"))
    return {text_of(section.title): section for section in page.document.sections}


def rows(section: Section, place: int = 0) -> list[list[str]]:
    block = [block for block in section.blocks if isinstance(block, TableBlock)][place]
    return [[text_of(cell) for cell in row] for row in block.rows]


def test_stages_stand_in_the_order_of_the_pipeline(sections: dict[str, Section]) -> None:
    told = rows(sections["How far deals come, stage by stage"])
    assert [row[0] for row in told] == [
        "Prospecting", "Qualification", "Evaluation", "Security Review", "Negotiation",
    ]  # fmt: skip


def test_what_was_won_adds_up_to_all_of_it(sections: dict[str, Section]) -> None:
    section = sections["What the money won was made of"]
    for place in (0, 1):
        shares = [int(re.match(r"(\d+)%", row[1])[1]) for row in rows(section, place)]  # type: ignore[index]
        assert shares == sorted(shares, reverse=True)
        assert abs(sum(shares) - 100) <= len(shares) / 2


def test_no_rate_stands_without_how_many_it_rests_on(sections: dict[str, Section]) -> None:
    cells = [cell for section in sections.values() for row in _all_rows(section) for cell in row[1:]]
    found = [cell for cell in cells if " of 100" in cell and "between" not in cell]
    assert len(found) > 15
    assert all(re.search(r"of 100, n [\d,]+$", cell) for cell in found), found


def _all_rows(section: Section) -> list[list[str]]:
    tables = [block for block in section.blocks if isinstance(block, TableBlock)]
    return [row for place in range(len(tables)) for row in rows(section, place)]
