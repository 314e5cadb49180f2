"""Nobody is found in the application's own database: three companies, a thousand voices, authors who come back.

The large run, with more seeds and each way of coming back by itself, is `bench/opendoor.py database`.
"""

from __future__ import annotations

import random
import re

import pytest
from django.db import transaction

from bothways.web.opendoor import sealing
from bothways.web.opendoor.models import Voice
from opendoor.voices_attack import wilson
from web.opendoor.thirty_nights import Company, Found, attacked

SEEDS = {"from anywhere": 11, "at once when here": 12, "mostly when here": 13}


@pytest.fixture
def same_chance(monkeypatch):
    """The same draws in each run: a test of a share at 95 % would else fail once in forty runs by itself."""
    monkeypatch.setattr("secrets.token_bytes", random.Random(2026).randbytes)


def is_kept_from_copies(company: Company) -> None:
    """No copy holds a text before the night in which it came out; the files of the boxes have no day and one size."""
    came: dict[str, int] = {}
    for night, rows in enumerate(company.nights):
        for row in rows["VoiceEvent"]:
            came.setdefault(row["text"], night)
    assert company.truth.keys() & came.keys(), "nothing came out"
    for night, copy in enumerate(company.bytes):
        held = {text.decode() for text in re.findall(rb"[0-9a-f]{24} takes too long\.", copy)}
        assert {text for text in held if came.get(text, 99) > night} == set()
    boxes = list(sealing._boxes().glob("*.box"))
    assert {path.stat().st_mtime for path in boxes} == {1_000_000_000}
    assert len({path.stat().st_size for path in boxes}) == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_a_thousand_voices_and_no_author_is_found_better_than_by_guessing(same_chance):
    found = Found(0, 0, 0.0, 0.0, 0)
    for returns, seed in SEEDS.items():
        with transaction.atomic():
            company = Company(teams=7, wishes=0.45, seed=seed, returns=returns).live()
            found += attacked(company)
            is_kept_from_copies(company)
            assert all(len(crowd) >= 5 for crowd in Voice.objects.values_list("crowd", flat=True))
            transaction.set_rollback(True)
    low, high = wilson(found.hits, found.n)
    promised = found.promised / found.n
    assert found.n >= 1_000, found
    assert found.answers > 800, found  # they did come back
    assert low <= promised, found
    assert high < 1.25 * promised, found  # so that it isn't the width of the interval that passes


@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_attacker_finds_authors_where_the_second_of_writing_is_kept(same_chance):
    found = attacked(Company(teams=5, wishes=0.2, seed=12, leaky=True).live())
    low, _high = wilson(found.hits, found.n)
    assert low > 3 * found.promised / found.n
