"""Odd companies: every answer is sound or refused with a hint, whatever the data; and the same for what real CRMs export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bothways.evidence import Snapshot, import_files
from bothways.evidence.sample import write_report_export
from bothways.insight.landing import landing
from bothways.insight.results import results
from bothways.insight.shortfall import prospects, shortfall, where
from bothways.terms import Refusal
from insight.odd import ODD
from insight.sound import answer_is_sound

TODAY = date(2026, 11, 24)
QUICK = {"empty", "12 reps, 60 deals", "nothing but meaning", "only won", "negative amounts", "years ago"}


def people_of(snapshot: Snapshot) -> set[str]:
    teams = {str(t) for (t,) in snapshot.con.execute("SELECT DISTINCT team FROM people").fetchall()}
    return {str(n) for (n,) in snapshot.con.execute("SELECT name FROM people").fetchall() if n} - teams


def answers(snapshot: Snapshot) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every question of three parts that a manager may ask, also of days to come and of long ago."""
    calendar, day = snapshot.calendar, snapshot.as_of
    quarter = calendar.quarter_of(day)
    middle = quarter.first + (day - quarter.first) // 2
    span = calendar.period(f"{day - timedelta(days=40)}..{day + timedelta(days=5)}")
    for period, as_of in (
        (quarter, None), (quarter, middle), (calendar.before(quarter, steps=-1), None),
        (calendar.before(quarter, steps=40), None), (calendar.year_of(day), None), (span, None),
    ):  # fmt: skip
        asked: dict[str, Any] = {"period": period, "as_of": as_of}
        for against in ("target", "before", "year"):
            yield (
                f"shortfall {asked} {against}",
                lambda a=asked, g=against: shortfall(snapshot, **a, against=g, draws=100, pro_rata=True),
            )
            yield f"where {asked} {against}", lambda a=asked, g=against: where(snapshot, **a, against=g)
        for target in (None, 1_000_000_000):
            yield f"prospects {asked}", lambda a=asked, t=target: prospects(snapshot, **a, target=t)
    for ahead, back in ((1, 0), (30, 100), (92, 0), (400, 0), (3000, 0), (30, 3000)):
        seen = day - timedelta(days=back)
        yield (
            f"landing +{ahead} -{back}",
            lambda s=seen, n=ahead: landing(snapshot, until=s + timedelta(days=n), as_of=s, draws=200),
        )


def answered(name: str, ask: Callable[[], Any]) -> Any:
    """Return the answer; None where it is refused, which needs a hint and a reason."""
    try:
        return ask()
    except Refusal as no:
        refused = no
    assert refused.hint, (name, refused.code)
    assert str(refused), (name, refused.code)
    return None


def check(snapshot: Snapshot) -> None:
    people = people_of(snapshot)
    for name, ask in answers(snapshot):
        found = answered(name, ask)
        if found is not None:
            answer_is_sound(found, people=people)
    quarter = snapshot.calendar.quarter_of(snapshot.as_of)
    later = snapshot.calendar.before(quarter, steps=-1)
    since = snapshot.as_of - timedelta(days=30)
    for period, changed in (
        (quarter, since),
        (later, None),
        (snapshot.calendar.year_of(snapshot.as_of), None),
    ):
        whole = answered("results", lambda p=period, c=changed: results(snapshot, period=p, since=c))
        if whole is None:
            continue
        answer_is_sound(whole)
        for reader in ("executives", "staff", "person:r0", "person:nobody"):
            answer_is_sound(whole.for_reader(reader), people=people if reader == "staff" else ())


@pytest.mark.parametrize("name", [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in ODD])
def test_every_answer_of_an_odd_company_is_sound_or_refused(tmp_path: Path, name: str):
    check(ODD[name](tmp_path))


def test_an_import_with_a_fiscal_year_from_february_is_sound(tmp_path: Path):
    export = tmp_path / "export"
    write_report_export(export, seed=7, as_of=date(2026, 9, 30))
    settings: dict[str, Any] = {"today": date(2026, 10, 1), "as_of": date(2026, 9, 30)}
    snapshot = import_files(export, into=tmp_path / "s", fiscal_start_month=2, **settings).snapshot
    assert snapshot.calendar.quarter_of(snapshot.as_of).first == date(2026, 8, 1)
    check(snapshot)


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "settings"),
    [
        ("maven_crm/original_zip", {}),
        ("maven_crm/variant_thomas", {}),
        ("adventureworks_quota", {}),
        ("workbench", {}),
        ("fivetran_salesforce_seeds", {}),
        ("fivetran_hubspot_seeds", {}),
        ("ibm_sales_win_loss", {"as_of": date(2016, 1, 1), "answers": {"duplicates": "keep"}}),
    ],
)
def test_every_answer_of_a_real_export_is_sound_or_refused(
    real_data: Path, tmp_path: Path, folder: str, settings: dict[str, Any]
):
    check(import_files(real_data / folder, into=tmp_path, today=TODAY, **settings).snapshot)
