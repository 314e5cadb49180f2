"""Random companies, exported with random dirt, come back cell for cell."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.evidence.importing import import_files
from bothways.terms.period import day_number
from evidence.roundtrip.companies import LABELS, NUMBERS, TYPES, Dirt, company, write_export

TODAY = date(2026, 9, 30)
READ_BACK = (
    "SELECT d.name, a.name, p.name, d.stage, d.meaning, d.amount_cents, d.close_day, d.created_day, d.type, d.deal_id "
    "FROM deals d LEFT JOIN accounts a USING (account_id) LEFT JOIN people p ON p.person_id = d.owner_id"
)


def came_back(deals, dirt, folder, rng):
    written = write_export(deals, dirt, folder, rng)
    done = import_files(written.path, into=folder / "snapshots", today=TODAY, as_of=TODAY)
    got = sorted(done.snapshot.con.execute(READ_BACK).fetchall(), key=lambda row: row[0])
    done.snapshot.close()
    (file,) = done.report.files
    return got, file, written


def expected(deals, *, ids):
    def flat(text):
        return " ".join(text.split())

    return sorted(
        (
            (flat(d.name), flat(d.account), flat(d.owner), d.stage, d.meaning, d.amount_cents, day_number(d.close),
             day_number(d.created), TYPES[d.type], d.id if ids else None)
            for d in deals
        ),
        key=lambda row: row[0],
    )  # fmt: skip


def check(tmp_path, dirt, *, seed=1, count=12):
    rng = random.Random(seed)
    deals = company(rng, count=count, language=dirt.language, encoding=dirt.encoding)
    got, file, written = came_back(deals, dirt, tmp_path, rng)
    flat = sorted(
        (
            (
                " ".join(r[0].split()),
                " ".join(r[1].split()),
                " ".join(r[2].split()),
                *r[3:9],
                r[9] if dirt.ids else None,
            )
            for r in got
        ),
        key=lambda row: row[0],
    )
    assert flat == expected(deals, ids=dirt.ids)
    assert file.kept + len(file.refused) == file.read == written.read
    assert file.kept == count
    assert len(file.refused) == sum(written.refused.values())
    if not dirt.ids:
        assert len({row[9] for row in got}) == count


PLAIN = Dirt()
ONE_BY_ONE = {
    "clean": {},
    **{f"language {name}": {"language": name} for name in LABELS},
    **{f"encoding {name}": {"encoding": name} for name in ("utf-8-sig", "utf-16", "latin-1", "cp1252")},
    **{f"delimiter {mark!r}": {"delimiter": mark} for mark in ";\t|"},
    **{f"dates {style}": {"dates": style} for style in ("mdy", "dmy", "dots", "text")},
    **{f"numbers {style}": {"numbers": style, "delimiter": ";"} for style in NUMBERS},
    "dollars": {"numbers": "english", "symbol": "$"},
    "euros": {"numbers": "german", "symbol": "€"},
    "quotes only where needed": {"quote_all": False},
    "ids": {"ids": True},
    "shuffled": {"shuffle": 7},
    "footers": {"footers": True},
    "repeated headers": {"repeated": 2},
    "duplicates": {"duplicates": 2},
    "duplicates with ids": {"duplicates": 2, "ids": True},
    "deleted": {"deleted": 2},
    "empty columns": {"empty_columns": 3},
    "lines above the header": {"title_lines": 3},
    "zip": {"wrapped": "zip"},
    "file": {"wrapped": "file"},
    "workbook named csv": {"xlsx": True},
    "workbook of numbers and dates": {"xlsx": True, "typed": True},
    "everything": {"language": "fr", "encoding": "cp1252", "delimiter": ";", "dates": "dmy", "numbers": "french",
                   "symbol": "EUR", "shuffle": 3, "footers": True, "repeated": 1, "duplicates": 1, "deleted": 1,
                   "empty_columns": 2, "title_lines": 2, "wrapped": "zip"},
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_each_kind_of_dirt_alone(tmp_path, name):
    check(tmp_path, replace(PLAIN, **ONE_BY_ONE[name]))


@pytest.mark.parametrize("count", [1, 2])
def test_one_and_two_deals(tmp_path, count):
    check(tmp_path, PLAIN, count=count)


DIRTS = st.builds(
    Dirt,
    language=st.sampled_from(sorted(LABELS)),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    dates=st.sampled_from(["iso", "mdy", "dmy", "dots", "text"]),
    numbers=st.sampled_from(sorted(NUMBERS)),
    symbol=st.sampled_from(["", "$", "EUR"]),
    quote_all=st.booleans(),
    ids=st.booleans(),
    shuffle=st.integers(0, 50),
    footers=st.booleans(),
    repeated=st.integers(0, 2),
    duplicates=st.integers(0, 2),
    deleted=st.integers(0, 2),
    empty_columns=st.integers(0, 2),
    title_lines=st.integers(0, 2),
    wrapped=st.sampled_from(["folder", "zip", "file"]),
    xlsx=st.booleans(),
    typed=st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
@given(dirt=DIRTS, seed=st.integers(0, 10_000), count=st.integers(3, 25))
def test_all_kinds_of_dirt_together(tmp_path_factory, dirt, seed, count):
    check(tmp_path_factory.mktemp("round"), dirt, seed=seed, count=count)
