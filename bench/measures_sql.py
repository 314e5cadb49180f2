# ruff: noqa: E501, PERF401 - queries and expressions stand in long lines
"""The measures in DuckDB's own SQL, written by hand: the peer that the portable ones are timed against.

The same definitions, the same levels, the rows fetched; no more general than it must be: it looks from
the snapshot's own day, takes the stages' meanings for granted, and makes no figures of the rows.
"""

from __future__ import annotations

from typing import Any

import duckdb

from bothways.terms import Period

LEVELS = ("'all'", "team", "rep", "region", "product", "segment")

_STOOD = """
CREATE OR REPLACE TEMP TABLE stood AS
WITH ch AS (
    SELECT deal_id, at_day, field, old_text, old_number, coalesce(at_second, at_day * 86400 + 86399) AS moment
    FROM deal_changes WHERE at_day > {start} AND field IN ('stage', 'amount', 'close')
), s AS (
    SELECT deal_id, arg_min(old_text, moment) FILTER (field = 'stage') AS stage_s, count(*) FILTER (field = 'stage') AS n_stage,
        arg_min(old_number, moment) FILTER (field = 'amount') AS amount_s, count(*) FILTER (field = 'amount') AS n_amount,
        arg_min(old_number, moment) FILTER (field = 'close') AS close_s, count(*) FILTER (field = 'close') AS n_close
    FROM ch GROUP BY deal_id
), c AS (
    SELECT ch.deal_id, arg_min(old_text, moment) FILTER (field = 'stage') AS stage_c, count(*) FILTER (field = 'stage') AS n_stage,
        arg_min(old_number, moment) FILTER (field = 'amount') AS amount_c, count(*) FILTER (field = 'amount') AS n_amount,
        arg_min(old_number, moment) FILTER (field = 'close') AS close_c, count(*) FILTER (field = 'close') AS n_close
    FROM ch JOIN deals d ON d.deal_id = ch.deal_id WHERE d.created_day > {start} AND ch.at_day > d.created_day GROUP BY ch.deal_id
)
SELECT d.deal_id, d.account_id, d.owner_id, d.type, d.meaning, d.amount_cents, d.created_day, d.close_day, d.last_activity_day,
    coalesce(d.product, '') AS product, coalesce(d.region, '') AS region, coalesce(d.segment, '') AS segment,
    s.n_stage > 0 AS moved_s, CASE WHEN s.n_stage > 0 THEN s.stage_s ELSE d.stage END AS stage_s,
    CASE WHEN s.n_amount > 0 THEN s.amount_s ELSE d.amount_cents END AS amount_s, CASE WHEN s.n_close > 0 THEN s.close_s ELSE d.close_day END AS close_s,
    c.n_stage > 0 AS moved_c, CASE WHEN c.n_stage > 0 THEN c.stage_c ELSE d.stage END AS stage_c,
    CASE WHEN c.n_amount > 0 THEN c.amount_c ELSE d.amount_cents END AS amount_c, CASE WHEN c.n_close > 0 THEN c.close_c ELSE d.close_day END AS close_c
FROM deals d LEFT JOIN s USING (deal_id) LEFT JOIN c USING (deal_id)
WHERE NOT coalesce(d.meaning <> 'open' AND d.close_day <= {start} AND d.created_day <= {start} AND s.deal_id IS NULL, false)
"""
_FACTS = """
CREATE OR REPLACE TEMP TABLE facts AS
WITH totals AS (
    SELECT deal_id, count(*) FILTER (field = 'stage') AS staged,
        count(*) FILTER (field = 'close' AND new_number > old_number AND new_number > at_day) AS pushes,
        count(*) FILTER (field = 'close' AND new_number > old_number AND new_number > at_day AND at_day BETWEEN {first} AND {end}) AS pushed,
        count(*) FILTER (field = 'close' AND new_number < old_number AND new_number > at_day AND at_day BETWEEN {first} AND {end}) AS pulled
    FROM deal_changes WHERE field IN ('close', 'stage') AND deal_id IN (SELECT deal_id FROM stood) GROUP BY deal_id
), meant AS (
    SELECT f.*, t.pushes, t.pushed, t.pulled,
        CASE WHEN moved_s THEN CASE WHEN stage_s IN ({won}) THEN 'won' WHEN stage_s IN ({lost}) THEN 'lost' ELSE 'open' END
            WHEN meaning <> 'open' AND coalesce(staged, 0) = 0 AND close_s > {start} THEN 'open' ELSE meaning END AS meaning_s,
        CASE WHEN moved_c THEN CASE WHEN stage_c IN ({won}) THEN 'won' WHEN stage_c IN ({lost}) THEN 'lost' ELSE 'open' END
            WHEN meaning <> 'open' AND coalesce(staged, 0) = 0 AND close_c > created_day THEN 'open' ELSE meaning END AS meaning_c,
        coalesce(created_day <= {start}, true) AS there_s, coalesce(created_day <= {end}, true) AS there_e,
        coalesce(close_day BETWEEN {first} AND {last}, false) AS due, coalesce(close_s BETWEEN {first} AND {last}, false) AS due_s,
        coalesce(close_c BETWEEN {first} AND {last}, false) AS due_c
    FROM stood f LEFT JOIN totals t USING (deal_id)
), passed AS (
    SELECT *, due AND meaning = 'won' AS won_in, due AND meaning = 'lost' AS lost_in, due AND meaning <> 'open' AS closed_in,
        there_s AND meaning_s = 'open' AND due_s AS in_start, meaning = 'open' AS open_now, due AND meaning = 'open' AS due_in,
        NOT there_s AND there_e AND meaning_c = 'open' AND due_c AS came
    FROM meant
), scoped AS (
    SELECT *, in_start OR due_in OR closed_in OR came AS scope,
        coalesce(CASE WHEN there_s THEN amount_s ELSE amount_c END, 0) AS entry, coalesce(amount_cents, 0) AS exit
    FROM passed
), flagged AS (
    SELECT deal_id, account_id, owner_id, product, region, segment, last_activity_day, won_in, lost_in, closed_in, in_start, due_in, open_now,
        scope AND NOT there_s AS from_created, scope AND there_s AND meaning_s <> 'open' AS from_reopened,
        scope AND there_s AND meaning_s = 'open' AND NOT in_start AS from_moved, scope AND NOT due_in AND NOT closed_in AS to_moved,
        scope AND exit > entry AS is_up, scope AND exit < entry AS is_down, due_in AS in_end, entry, exit, exit - entry AS change, amount_cents AS amount,
        coalesce(created_day BETWEEN {first} AND {end}, false) AS created_in, type = 'renewal' AND closed_in AS renewal_in, type = 'renewal' AND won_in AS renewed_in,
        coalesce(pushed > 0, false) AS pushed_in, coalesce(pulled > 0, false) AS pulled_in, coalesce(pushes, 0) AS pushes,
        CASE WHEN close_day >= created_day THEN close_day - created_day END AS cycle, CASE WHEN created_day <= {now} THEN {now} - created_day END AS age
    FROM scoped
), kept AS (
    SELECT * FROM flagged WHERE won_in OR lost_in OR in_start OR from_created OR from_reopened OR from_moved OR open_now OR created_in OR pushed_in OR pulled_in
), touches AS (
    SELECT deal_id, max(at_day) AS touched FROM activities WHERE at_day <= {now} AND deal_id IN (SELECT deal_id FROM kept WHERE open_now) GROUP BY deal_id
)
SELECT k.*, {now} - coalesce(touched, last_activity_day) AS touch, coalesce(owner_id, '') AS rep, coalesce(team, '') AS team
FROM kept k LEFT JOIN touches USING (deal_id) LEFT JOIN people ON person_id = owner_id
"""
COUNTED = ("won_in", "lost_in", "closed_in", "in_start", "from_created", "from_reopened", "from_moved", "to_moved", "is_up", "is_down",
            "in_end", "created_in", "open_now", "due_in", "pushed_in", "pulled_in", "renewal_in", "renewed_in")  # fmt: skip
SUMMED = (("won_in", "amount"), ("closed_in", "amount"), ("in_start", "entry"), ("from_created", "entry"), ("from_reopened", "entry"),
           ("from_moved", "entry"), ("is_up", "change"), ("is_down", "change"), ("to_moved", "exit"), ("lost_in", "exit"), ("won_in", "exit"),
           ("in_end", "exit"), ("created_in", "amount"), ("open_now", "amount"), ("due_in", "amount"), ("pushed_in", "amount"),
           ("pulled_in", "amount"), ("renewal_in", "amount"), ("renewed_in", "amount"), ("open_now", "pushes"))  # fmt: skip
_SQUARED = (("won_in", "amount"), ("closed_in", "amount"), ("renewal_in", "amount"), ("open_now", "pushes"))
_MEDIANS = (("won_in", "amount"), ("won_in", "cycle"), ("open_now", "age"), ("open_now", "touch"))


def _stays(days: dict[str, int]) -> str:
    return """
WITH new AS (SELECT deal_id, created_day, stage FROM deals WHERE created_day BETWEEN {first} AND {end}),
begun AS (
    SELECT n.deal_id, n.created_day AS at_day, (n.created_day::BIGINT - 1) * 86400 AS moment, CASE WHEN f.n IS NULL THEN n.stage ELSE f.stage END AS stage
    FROM new n LEFT JOIN (
        SELECT deal_id, arg_min(old_text, at_second) AS stage, count(*) AS n FROM deal_changes
        WHERE field = 'stage' AND at_day >= {first} AND deal_id IN (SELECT deal_id FROM new) GROUP BY deal_id) f USING (deal_id)
), entries AS (
    SELECT deal_id, at_day, at_second AS moment, new_text AS stage FROM deal_changes WHERE field = 'stage' AND at_day BETWEEN {first} AND {now} AND new_text IS NOT NULL
    UNION ALL SELECT deal_id, at_day, moment, stage FROM begun WHERE stage IS NOT NULL
), placed AS (SELECT e.*, CASE s.meaning WHEN 'won' THEN 1000000 WHEN 'lost' THEN 0 ELSE s.position END AS place, s.meaning FROM entries e LEFT JOIN stages s USING (stage)
), followed AS (
    SELECT *, max(place) OVER (PARTITION BY deal_id ORDER BY moment ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS reached, lead(at_day) OVER (PARTITION BY deal_id ORDER BY moment) AS left_day
    FROM placed
), stays AS (
    SELECT DISTINCT ON (deal_id, stage) stage, reached > place AS went_on, left_day IS NOT NULL AS has_left, coalesce(left_day, {now}) - at_day AS days
    FROM followed WHERE at_day <= {end} AND meaning = 'open' ORDER BY deal_id, stage, moment
)
SELECT stage, has_left, days, count(*), count(*) FILTER (went_on) FROM stays GROUP BY ALL""".format(**days)


_ACCOUNTS = """
CREATE OR REPLACE TEMP TABLE account_facts AS
WITH won AS (
    SELECT account_id, min(close_day) AS first_win,
        count(*) FILTER (close_day > {end} - 365 AND close_day <= {end}) AS last_year, count(*) FILTER (close_day > {end} - 730 AND close_day <= {end} - 365) AS year_before,
        sum(amount_cents) FILTER (close_day > {end} - 365 AND close_day <= {end}) AS kept_cents, sum(amount_cents) FILTER (close_day > {end} - 730 AND close_day <= {end} - 365) AS base_cents
    FROM deals WHERE meaning = 'won' AND close_day <= {now} GROUP BY account_id
), open_deals AS (SELECT account_id, count(*) AS n FROM facts WHERE open_now GROUP BY account_id),
met AS (SELECT account_id, count(*) AS contacts FROM contacts WHERE coalesce(created_day <= {now}, true) GROUP BY account_id)
SELECT * FROM (
    SELECT coalesce(a.owner_id, '') AS rep, coalesce(p.team, '') AS team, coalesce(a.region, '') AS region, coalesce(a.segment, '') AS segment,
        coalesce(year_before > 0, false) AS base, coalesce(year_before > 0 AND last_year > 0, false) AS kept, coalesce(coalesce(customer_since_day, first_win) <= {now}, false) AS customer,
        coalesce(open_deals.n > 0, false) AS has_open, coalesce(base_cents, 0) AS base_cents, coalesce(kept_cents, 0) AS kept_cents,
        {now} - coalesce(customer_since_day, first_win) AS tenure, coalesce(contacts, 0) AS contacts
    FROM accounts a LEFT JOIN people p ON p.person_id = a.owner_id LEFT JOIN won USING (account_id) LEFT JOIN open_deals USING (account_id) LEFT JOIN met USING (account_id)
) WHERE customer OR has_open"""
_WAITS = """
CREATE OR REPLACE TEMP TABLE waits AS
WITH talk AS (
    SELECT account_id, coalesce(account_id, deal_id) AS thread, at_day, at_second, kind, activity_id,
        min(CASE WHEN kind <> 'mail_in' THEN at_second END) OVER (PARTITION BY coalesce(account_id, deal_id)
            ORDER BY at_second, kind = 'mail_in', activity_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS answered
    FROM activities WHERE at_day BETWEEN {first} AND {now} AND kind IN ('mail_in', 'mail_out', 'call', 'meeting') AND at_second IS NOT NULL AND coalesce(account_id, deal_id) IS NOT NULL
), found AS (
    SELECT 'mail' AS what, account_id, answered - at_second AS wait FROM talk WHERE kind = 'mail_in' AND at_day <= {end}
    UNION ALL SELECT 'case', account_id, first_reply_second - at_second FROM signals WHERE kind = 'case' AND at_day BETWEEN {first} AND {end}
)
SELECT what, wait, coalesce(a.owner_id, '') AS rep, coalesce(p.team, '') AS team, coalesce(a.region, '') AS region, coalesce(a.segment, '') AS segment
FROM found LEFT JOIN accounts a USING (account_id) LEFT JOIN people p ON p.person_id = a.owner_id WHERE wait >= 0"""
_LINES = """
CREATE OR REPLACE TEMP TABLE line_facts AS
SELECT f.rep, f.team, f.region, f.segment, coalesce(l.product, f.product) AS product, coalesce(approved_by, '') AS approver, list_cents, total_cents, cost_cents
FROM deal_lines l JOIN facts f ON f.deal_id = l.deal_id AND f.won_in"""
_PRICES = """count(*) FILTER (list_cents IS NOT NULL AND total_cents IS NOT NULL), sum(list_cents - total_cents), sum(list_cents) FILTER (total_cents IS NOT NULL),
    count(*) FILTER (cost_cents IS NOT NULL), sum(total_cents - cost_cents), sum(total_cents) FILTER (cost_cents IS NOT NULL)"""
_EFFORT = """
SELECT coalesce(d.segment, a.segment, ''), count(*) FROM activities t LEFT JOIN deals d ON d.deal_id = t.deal_id LEFT JOIN accounts a ON a.account_id = t.account_id
WHERE t.at_day BETWEEN {first} AND {end} GROUP BY 1"""
_TARGETS = """
SELECT coalesce(p.team, ''), t.key, sum(total_cents) FROM targets t LEFT JOIN people p ON p.person_id = t.key
WHERE scope = 'rep' AND first_day >= {first} AND last_day <= {last} GROUP BY 1, 2"""


def _medians(
    con: duckdb.DuckDBPyConnection, table: str, where: str, value: str, levels: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    """Fetch median and the two values around it that hold it moment 80 %, by rank, for each level."""
    found = []
    for level in levels:
        # Rank by window: an interval needs two ranks that depend on the group's own count.
        found.append((level, con.execute(f"""
            WITH v AS (SELECT {level} AS key, {value}::BIGINT AS v FROM {table} WHERE {where} AND {value} IS NOT NULL),
            r AS (SELECT key, v, row_number() OVER (PARTITION BY key ORDER BY v) AS i, count(*) OVER (PARTITION BY key) AS n FROM v)
            SELECT key, any_value(n), max(v) FILTER (i = (n + 1) // 2), max(v) FILTER (i = n // 2 + 1),
                max(v) FILTER (i = greatest(1, floor((n - 1.2816 * sqrt(n)) / 2)::BIGINT)), max(v) FILTER (i = n + 1 - greatest(1, floor((n - 1.2816 * sqrt(n)) / 2)::BIGINT))
            FROM r GROUP BY key""").fetchall()))  # fmt: skip
    return found


def deals_in_sql(con: duckdb.DuckDBPyConnection, *, period: Period, now: int) -> dict[str, Any]:
    """Compute the measures of deals: bookings, rates, waterfall, pushes, sizes, cycles, ages, touches."""
    end = min(now, period.last_day)
    days = {
        "first": period.first_day,
        "last": period.last_day,
        "start": period.first_day - 1,
        "end": end,
        "now": now,
    }
    closed = con.execute("SELECT meaning, stage FROM stages WHERE meaning <> 'open'").fetchall()
    names = {
        kind: ", ".join(f"'{name}'" for meaning, name in closed if meaning == kind) or "NULL"
        for kind in ("won", "lost")
    }
    con.execute(_STOOD.format(**days))
    con.execute(_FACTS.format(**days, **names))
    sums = [f"count(*) FILTER ({flag})" for flag in COUNTED]
    sums += [f"sum({value}) FILTER ({flag})" for flag, value in SUMMED]
    sums += [f"sum({value}::DOUBLE * {value}::DOUBLE) FILTER ({flag})" for flag, value in _SQUARED]
    found: dict[str, Any] = {}
    for level in LEVELS:
        found[f"deals/{level}"] = con.execute(
            f"SELECT {level}, {', '.join(sums)} FROM facts GROUP BY 1"
        ).fetchall()
    for flag, value in _MEDIANS:
        found[f"median/{flag}/{value}"] = _medians(con, "facts", flag, value, LEVELS)
    return found


def measure_in_sql(con: duckdb.DuckDBPyConnection, *, period: Period, now: int) -> dict[str, Any]:
    """Compute every measure's numbers in DuckDB's SQL; return the rows by what they are of."""
    end = min(now, period.last_day)
    days = {
        "first": period.first_day,
        "last": period.last_day,
        "start": period.first_day - 1,
        "end": end,
        "now": now,
    }
    found = deals_in_sql(con, period=period, now=now)
    found["stays"] = con.execute(_stays(days)).fetchall()
    con.execute(_ACCOUNTS.format(**days))
    account_levels = tuple(level for level in LEVELS if level != "product")
    account_sums = "count(*) FILTER (base), count(*) FILTER (kept), sum(base_cents) FILTER (base), sum(kept_cents) FILTER (base), count(*), sum(contacts), sum(contacts * contacts)"
    for level in account_levels:
        found[f"accounts/{level}"] = con.execute(
            f"SELECT {level}, {account_sums} FROM account_facts GROUP BY 1"
        ).fetchall()
    found["tenure"] = _medians(con, "account_facts", "customer", "tenure", account_levels)
    con.execute(_WAITS.format(**days))
    for what in ("mail", "case"):
        found[f"reply/{what}"] = _medians(con, "waits", f"what = '{what}'", "wait", account_levels)
    con.execute(_LINES)
    for level in (*LEVELS, "approver"):
        found[f"lines/{level}"] = con.execute(
            f"SELECT {level}, {_PRICES} FROM line_facts GROUP BY 1"
        ).fetchall()
    found["effort"] = con.execute(_EFFORT.format(**days)).fetchall()
    found["targets"] = con.execute(_TARGETS.format(**days)).fetchall()
    return found
