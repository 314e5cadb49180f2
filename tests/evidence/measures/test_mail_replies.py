"""How long customers wait for an answer to a mail."""

import pytest

from bothways.evidence import measure
from bothways.terms import Calendar
from company import day, snapshot_of

PERIOD = Calendar().period("2026Q3")


def said(ident, kind, hour, account="a"):
    at = day("2026-08-03")
    return {
        "activity_id": ident, "kind": kind, "account_id": account, "deal_id": "d", "at_day": at,
        "at_second": at * 86_400 + hour * 3600,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "hours", "n"),
    [
        ([said("1", "mail_in", 8), said("2", "mail_out", 10)], 2.0, 1),
        ([said("1", "mail_in", 8), said("2", "mail_in", 9), said("3", "call", 12)], 3.5, 2),
        ([said("1", "mail_in", 8), said("2", "mail_out", 10, account="b")], None, 0),
        ([said("1", "mail_out", 8), said("2", "mail_in", 10)], None, 0),
        ([said("1", "mail_in", 8), said("2", "note", 9)], None, 0),
    ],
)
def test_a_mail_waits_until_the_next_answer_to_its_account(tmp_path, rows, hours, n):
    deal = {
        "deal_id": "d",
        "account_id": "a",
        "meaning": "open",
        "stage": "Talks",
        "created_day": day("2026-01-05"),
    }
    accounts = [{"account_id": "a", "name": "A"}, {"account_id": "b", "name": "B"}]
    snapshot = snapshot_of(tmp_path, as_of="2026-09-30", deals=[deal], accounts=accounts, activities=rows)
    figure = measure(snapshot, period=PERIOD, names=["reply_hours_mail"]).one("reply_hours_mail")
    assert (figure.value, figure.n) == (hours, n)
