"""Who reads thirty nights of backups, logs, sessions and mails names no author better than by guessing."""

from __future__ import annotations

import functools

import pytest
import voices_attack
from voices_attack import NIGHTS, Team, attacked, wilson

from bothways.opendoor.voices import back_together


@pytest.mark.parametrize("returns", ["never", "from anywhere", "at once when here", "mostly when here"])
def test_no_author_is_found_better_than_by_guessing(returns: str):
    n, hits, promised = attacked(store="as designed", returns=returns, voices=1_000)
    low, high = wilson(hits, n)
    assert n >= 1_000
    assert low <= promised
    assert high < 1.25 * promised  # so that it isn't the width of the interval that passes


@pytest.mark.slow
@pytest.mark.parametrize("size", [5, 14])
def test_neither_in_the_smallest_team_nor_in_a_large_one(size: int):
    n, hits, promised = attacked(
        store="as designed", returns="never", voices=1_000, sizes=range(size, size + 1), seed=400
    )
    assert wilson(hits, n)[0] <= promised
    assert promised <= 1 / 5


def test_habits_tell_where_one_visit_counts_as_back(monkeypatch):
    """The same attacker, the same authors: with one visit it is right far more often than is promised."""
    once = functools.partial(back_together, visits=1)
    monkeypatch.setattr(voices_attack, "VISITS", 1)
    monkeypatch.setattr("bothways.opendoor.voices.batch.back_together", once)
    n, hits, promised = attacked(store="as designed", returns="mostly when here", voices=1_500, seed=2_000)
    assert wilson(hits, n)[0] > promised


def test_habits_of_those_who_answer_seldom_tell_a_little_and_no_more_than_is_said():
    # An author who needs many days here to answer is likelier among those who come often. The page says so.
    n, hits, promised = attacked(store="as designed", returns="half when here", voices=1_000)
    assert wilson(hits, n)[0] < 1.25 * promised


def test_the_attacker_finds_authors_where_rows_are_written_at_once():
    n, hits, promised = attacked(store="written at once", returns="never", voices=300)
    assert wilson(hits, n)[0] > 4 * promised


@pytest.mark.slow
def test_the_attacker_uses_what_is_open_while_a_batch_waits():
    # Seldom enough are here in a day: the batch goes on, and open rows tell the day on which each voice came.
    more = {"returns": "never", "voices": 1_000, "seldom": 0.05, "sizes": range(5, 8)}
    n, hits, promised = attacked(store="pending in rows", **more)
    assert wilson(hits, n)[0] > 1.3 * promised
    n, hits, promised = attacked(store="as designed", **more)
    assert wilson(hits, n)[0] <= promised


def test_the_attacker_uses_the_days_of_answers_where_no_crowd_is_waited_for():
    n, hits, promised = attacked(store="no crowd waited for", returns="at once when here", voices=600)
    assert wilson(hits, n)[0] > 1.1 * promised


def test_no_backup_holds_a_word_before_its_batch_and_never_a_ticket():
    team = Team(3, "as designed", 7, 0.3, "from anywhere").live()
    shown = {text: None for (text,) in team.db.execute("select text from voice")}
    for night in range(NIGHTS):
        for text, first in shown.items():
            if first is None and text.encode() in team.backups[night]:
                shown[text] = night
    written = dict(team.db.execute("select text, day from voice"))
    team.db.close()
    assert len(written) > 20
    assert shown == written
    kept = b"".join(team.backups)
    assert not any(text.encode() in kept for text in team.truth.keys() - written.keys())
    open_rows = Team(
        3, "pending in rows", 7, 0.3, "from anywhere", 0.05
    ).live()  # the same search finds what is open
    days = dict(open_rows.db.execute("select text, day from voice"))
    early = [
        text for text, day in days.items() if any(text.encode() in kept for kept in open_rows.backups[:day])
    ]
    open_rows.db.close()
    assert early


def test_the_intervals_are_wilsons():
    # Newcombe (1998), table I: 81 of 263, 0 of 20, 1 of 29.
    for hits, n, low, high in ((81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):
        assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)
