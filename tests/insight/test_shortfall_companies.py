"""The bridge of whole companies: the sample, and Maven's real quarters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bothways.evidence import Snapshot, import_files, measure
from bothways.evidence.sample import write_sample
from bothways.insight.shortfall import shortfall
from bothways.terms import Refusal

pytestmark = pytest.mark.slow


def bookings(snapshot: Snapshot, name: str) -> int:
    found = measure(snapshot, period=snapshot.calendar.period(name), names=["bookings"], by=("all",)).one(
        "bookings"
    )
    assert isinstance(found.value, int)
    return found.value


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = Path(tmp_path_factory.mktemp("sample"))
    write_sample(folder / "export", seed=7, as_of=date(2026, 9, 30))
    kinds = {"today": date(2026, 10, 1), "as_of": date(2026, 9, 30)}
    return import_files(folder / "export", into=folder / "snapshots", **kinds).snapshot


@pytest.mark.parametrize(
    ("name", "against", "base"),
    [
        ("2026Q3", "target", "2025Q3"),
        ("2026Q3", "before", "2026Q2"),
        ("2026Q3", "year", "2025Q3"),
        ("2026Q2", "target", "2025Q2"),
        ("2026-09", "before", "2026-08"),
    ],
)
def test_the_sample_company_adds_up(sample: Snapshot, name: str, against: str, base: str):
    answer = shortfall(sample, period=sample.calendar.period(name), against=against, draws=500)
    assert answer.base_period.name == base
    assert answer.actual.value == bookings(sample, name)
    if against != "target":
        assert answer.base.value == bookings(sample, base)
    assert sum(cause.amount.value for cause in answer.causes) == answer.gap.value
    assert answer.by == "segment"
    for opinion in answer.lmdi:
        assert not opinion.impossible
        assert opinion.difference < 0.03 * answer.actual.value


def test_the_sample_misses_its_target_for_want_of_opportunities(sample: Snapshot):
    """The sample's targets state 36 of 100 won and 60,000 a deal: with them, more opportunities are asked for."""
    answer = shortfall(sample, period=sample.calendar.period("2026Q3"))
    assert answer.gap.value == bookings(sample, "2026Q3") - 455_000_000 < 0
    assert max(answer.causes, key=lambda one: one.largest.value).key == "new_volume"


@pytest.fixture(scope="module")
def maven(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    into = Path(tmp_path_factory.mktemp("maven"))
    return import_files(
        real_data / "maven_crm" / "original_zip", into=into, today=date(2026, 11, 24)
    ).snapshot


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "actual", "base", "key"),
    [("2017Q3", 298_225_500, 308_611_100, None), ("2017Q4", 280_249_600, 298_225_500, "new_volume")],
)
def test_maven_is_explained_against_the_quarter_before(
    maven: Snapshot, name: str, actual: int, base: int, key: str | None
):
    answer = shortfall(maven, period=maven.calendar.period(name), against="before")
    assert (answer.actual.value, answer.base.value) == (actual, base)
    assert answer.actual.value == bookings(maven, name)
    assert sum(cause.amount.value for cause in answer.causes) == actual - base
    # Accounts, and with them the segment, are filled in late there: by them a mix would be made of the outcome.
    assert answer.by == "product"
    assert not any(cause.amount.value for cause in answer.causes if cause.key.startswith("renewal"))
    assert any("can't be rebuilt" in note for note in answer.notices)
    assert any("no renewals" in note for note in answer.notices)
    if key:
        top = max(answer.causes, key=lambda one: one.largest.value)
        assert top.key == key
        assert top.amount.interval is not None
        assert top.amount.interval.high < 0


@pytest.mark.real_data
def test_maven_has_no_target_and_no_year_before(maven: Snapshot):
    for kinds, code in (({}, "no-target"), ({"against": "year"}, "no-base")):
        with pytest.raises(Refusal) as no:
            shortfall(maven, period=maven.calendar.period("2017Q3"), **kinds)
        assert no.value.code == code
    with pytest.raises(Refusal) as no:
        shortfall(maven, period=maven.calendar.period("2017Q2"), against="before")
    assert no.value.code == "no-base"
