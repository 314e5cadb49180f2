# ruff: noqa: E501 - queries and expressions stand in long lines
"""A generated company of any size, as a snapshot: five history rows a deal, over eight quarters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bothways.evidence import Snapshot, engine, write_snapshot
from bothways.evidence.tables import TABLES

AS_OF = date(2026, 9, 14)
FIRST_DAY = 20_000  # 2024-10-04
LAST_DAY = 20_710  # 2026-09-14

# Every number below comes from a hash of the row's own number: the same size gives the same company.
_H = "(hash({0} * 31 + {1}) % {2})::BIGINT"


def _h(what: str, salt: int, below: int | str) -> str:
    return _H.format(what, salt, below)


def write_company(into: Path, *, deals: int, threads: int | None = None) -> Snapshot:
    """Write the company with that many deals; reps, accounts and the rest grow with them."""
    con = engine.connect(threads=threads)
    for table in TABLES.values():
        engine.empty_table(con, table)
    reps, accounts = max(30, deals // 2_000), max(20, deals // 5)
    con.execute(f"""
        INSERT INTO people BY NAME SELECT 'r' || i AS person_id, 'Rep ' || i AS name, 'Team ' || (i % {max(4, reps // 8)}) AS team,
            'Region ' || (i % 6) AS region, 'rep' AS role, true AS is_active FROM range({reps}) t(i)""")
    con.execute(f"""
        INSERT INTO accounts BY NAME SELECT 'a' || i AS account_id, 'Account ' || i AS name, 'Segment ' || (i % 5) AS segment,
            'Region ' || (i % 6) AS region, 'r' || (i % {reps}) AS owner_id, {FIRST_DAY - 500} + {_h("i", 1, 600)} AS created_day
        FROM range({accounts}) t(i)""")
    con.execute(f"""
        INSERT INTO contacts BY NAME SELECT 'c' || i AS contact_id, 'a' || (i % {accounts}) AS account_id, 'Person ' || i AS name
        FROM range({accounts * 2}) t(i)""")
    con.execute("""
        INSERT INTO stages BY NAME SELECT * FROM (VALUES ('1', 'Lead', 1, 'open'), ('2', 'Offer', 2, 'open'), ('3', 'Talks', 3, 'open'),
            ('4', 'Won', 4, 'won'), ('5', 'Lost', 5, 'lost')) t(stage_id, stage, position, meaning)""")
    con.execute(f"""
        CREATE TEMP TABLE lives AS SELECT i, created, created + 5 + {_h("i", 2, 30)} AS d1, created + 36 + {_h("i", 3, 30)} AS d2,
            created + 70 + {_h("i", 4, 80)} AS closed, 50000 + {_h("i", 5, 9_000_000)} AS cents0, 50000 + {_h("i", 6, 9_000_000)} AS cents1,
            created + 60 + {_h("i", 7, 70)} AS planned, {_h("i", 8, 100)} < 42 AS wins
        FROM (SELECT i, {FIRST_DAY} + {_h("i", 9, LAST_DAY - FIRST_DAY)} AS created FROM range({deals}) t(i))""")
    con.execute(f"""
        INSERT INTO deals BY NAME SELECT 'd' || i AS deal_id, 'Deal ' || i AS name, 'a' || (i % {accounts}) AS account_id,
            'r' || {_h("i", 10, reps)} AS owner_id, CASE WHEN {_h("i", 11, 5)} = 0 THEN 'renewal' ELSE 'new' END AS type,
            CASE WHEN closed <= {LAST_DAY} THEN CASE WHEN wins THEN 'Won' ELSE 'Lost' END WHEN d2 <= {LAST_DAY} THEN 'Talks'
                WHEN d1 <= {LAST_DAY} THEN 'Offer' ELSE 'Lead' END AS stage,
            CASE WHEN closed <= {LAST_DAY} THEN CASE WHEN wins THEN 'won' ELSE 'lost' END ELSE 'open' END AS meaning,
            CASE WHEN d2 + 1 <= {LAST_DAY} THEN cents1 ELSE cents0 END AS amount_cents, created AS created_day,
            CASE WHEN closed <= {LAST_DAY} THEN closed WHEN d2 + 2 <= {LAST_DAY} THEN closed + 15 ELSE planned END AS close_day,
            'Product ' || {_h("i", 12, 12)} AS product, 'Region ' || (i % 6) AS region, 'Segment ' || ((i % {accounts}) % 5) AS segment
        FROM lives""")
    con.execute(f"""
        INSERT INTO deal_changes BY NAME SELECT 'h' || lpad((i * 5 + k)::VARCHAR, 9, '0') AS change_id, 'd' || i AS deal_id, at_day::INTEGER AS at_day,
            at_day * 86400 + {_h("i", 13, 80_000)} AS at_second, field, old_text, new_text, old_number, new_number, 'history' AS origin
        FROM (
            SELECT i, 0 AS k, d1 AS at_day, 'stage' AS field, 'Lead' AS old_text, 'Offer' AS new_text, NULL::BIGINT AS old_number, NULL::BIGINT AS new_number FROM lives
            UNION ALL SELECT i, 1, d2, 'stage', 'Offer', 'Talks', NULL, NULL FROM lives
            UNION ALL SELECT i, 2, d2 + 1, 'amount', NULL, NULL, cents0, cents1 FROM lives
            UNION ALL SELECT i, 3, d2 + 2, 'close', NULL, NULL, planned, CASE WHEN closed <= {LAST_DAY} THEN closed ELSE closed + 15 END FROM lives
            UNION ALL SELECT i, 4, closed, 'stage', 'Talks', CASE WHEN wins THEN 'Won' ELSE 'Lost' END, NULL, NULL FROM lives
        ) WHERE at_day <= {LAST_DAY} ORDER BY i, at_day""")
    con.execute(f"""
        INSERT INTO deal_lines BY NAME SELECT 'l' || i AS line_id, 'd' || i AS deal_id, product, 1.0 AS quantity, amount_cents + {_h("rowid", 14, 900_000)} AS list_cents,
            amount_cents AS total_cents, amount_cents // 2 AS cost_cents, 'r' || (rowid % 7) AS approved_by FROM (SELECT *, rowid, rowid AS i FROM deals)""")
    con.execute(f"""
        INSERT INTO activities BY NAME SELECT 'n' || i AS activity_id, 'd' || (i % {deals}) AS deal_id, 'a' || ((i % {deals}) % {accounts}) AS account_id,
            'c' || {_h("i", 15, accounts * 2)} AS contact_id, at_day::INTEGER AS at_day, at_day * 86400 + {_h("i", 17, 86_400)} AS at_second,
            ['note', 'call', 'mail_out', 'mail_in', 'meeting'][1 + {_h("i", 18, 5)}] AS kind, 'rep' AS voice
        FROM (SELECT i, {FIRST_DAY} + {_h("i", 16, LAST_DAY - FIRST_DAY)} AS at_day FROM range({deals * 2}) t(i))""")
    con.execute(f"""
        INSERT INTO signals BY NAME SELECT 's' || i AS signal_id, 'case' AS kind, 'a' || (i % {accounts}) AS account_id, at_day::INTEGER AS at_day, at_day * 86400 AS at_second,
            at_day * 86400 + {_h("i", 20, 400_000)} AS first_reply_second
        FROM (SELECT i, {FIRST_DAY} + {_h("i", 19, LAST_DAY - FIRST_DAY)} AS at_day FROM range({deals // 10}) t(i))""")
    con.execute(f"""
        INSERT INTO targets BY NAME SELECT 't' || i || '-' || q AS target_id, 'rep' AS scope, 'r' || i AS key,
            date_diff('day', DATE '1970-01-01', DATE '2024-10-01' + to_months((3 * q)::INTEGER))::INTEGER AS first_day,
            date_diff('day', DATE '1970-01-01', DATE '2024-10-01' + to_months((3 * q + 3)::INTEGER))::INTEGER - 1 AS last_day, 20000000 AS total_cents
        FROM range({reps}) a(i), range(8) b(q)""")
    return write_snapshot(con, into, as_of=AS_OF, about={"currency": "EUR", "sources": []})
