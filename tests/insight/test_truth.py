"""Figures are what they say: worked out again from the tables, row by row, in another way than the room does."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bothways.evidence import Snapshot, import_files
from bothways.evidence.sample import write_sample
from bothways.evidence.views.columns import deal_columns
from bothways.insight.landing import landing
from bothways.insight.results import MINUTES, results
from bothways.insight.shortfall import Span, bridge, prospects, shortfall
from bothways.terms.period import day_number

pytestmark = pytest.mark.slow
AS_OF = date(2026, 9, 30)
FIELDS = ("deal_id", "owner_id", "type", "pipeline", "stage", "meaning", "amount_cents", "created_day", "close_day",
          "segment", "product", "account_id")  # fmt: skip


class Walk:
    """All deals as dictionaries, and how each stood at the end of a day, by walking back through its changes."""

    def __init__(self, snapshot: Snapshot) -> None:
        rows = snapshot.con.execute(f"SELECT {', '.join(FIELDS)} FROM deals").fetchall()
        self.deals = [dict(zip(FIELDS, row, strict=True)) for row in rows]
        self.means = {
            (pipeline, stage): meaning
            for pipeline, stage, meaning in snapshot.con.execute(
                "SELECT pipeline, stage, meaning FROM stages"
            ).fetchall()
        }
        self.changes: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for deal, *change in snapshot.con.execute(
            "SELECT deal_id, at_day, field, old_text, old_number, new_number FROM deal_changes "
            "WHERE field IN ('stage', 'amount', 'close') ORDER BY at_day DESC, at_second DESC, change_id DESC"
        ).fetchall():
            self.changes[deal].append(tuple(change))

    def at(self, deal: dict[str, Any], day: int) -> dict[str, Any] | None:
        """Return how a deal stood; None before it was created."""
        if deal["created_day"] is not None and deal["created_day"] > day:
            return None
        found = dict(deal) | {"pushes": 0}
        staged = False
        for at, field, old_text, old_number, new_number in self.changes[deal["deal_id"]]:
            staged |= field == "stage"
            if at <= day:
                # A date that was moved when it had passed already is no push.
                pushed = field == "close" and None not in (old_number, new_number)
                found["pushes"] += int(pushed and new_number > old_number and new_number > at)
                continue
            if field == "stage":
                found["stage"] = old_text
                found["meaning"] = self.means.get((deal["pipeline"], old_text), "open")
            elif field == "amount":
                found["amount_cents"] = old_number
            else:
                found["close_day"] = old_number
        if not staged and deal["meaning"] != "open" and (deal["close_day"] or 0) > day:
            found["meaning"] = "open"
        return found


def won(walk: Walk, first: int, last: int) -> list[dict[str, Any]]:
    return [d for d in walk.deals if d["meaning"] == "won" and first <= (d["close_day"] or -1) <= last]


def cents(deals: list[dict[str, Any]]) -> int:
    return sum(d["amount_cents"] or 0 for d in deals)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = Path(tmp_path_factory.mktemp("sample"))
    write_sample(folder / "export", seed=7, as_of=AS_OF)
    return import_files(folder / "export", into=folder / "s", today=date(2026, 10, 1), as_of=AS_OF).snapshot


@pytest.fixture(scope="module")
def walk(sample: Snapshot) -> Walk:
    return Walk(sample)


@pytest.fixture(scope="module")
def maven(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    into = tmp_path_factory.mktemp("maven")
    return import_files(
        real_data / "maven_crm" / "original_zip", into=into, today=date(2026, 11, 24)
    ).snapshot


def available(walk: Walk, first: int, last: int, *, dated: bool) -> dict[bool, list[dict[str, Any]]]:
    """Return the opportunities of a past period by whether they are renewals, day by day as the method page has it."""
    found: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for deal in walk.deals:
        decided = deal["meaning"] != "open" and first <= (deal["close_day"] or -1) <= last
        early = deal["meaning"] != "open" and deal["close_day"] is not None and deal["close_day"] < first
        start = walk.at(deal, first - 1)
        was_open = start is not None and start["meaning"] == "open"
        born = deal["created_day"] is not None and first <= deal["created_day"] <= last
        if dated:
            days = [
                d
                for d in range(first - 1, last + 1)
                if (born and d >= deal["created_day"]) or (was_open and d < first)
            ]
            due = [walk.at(deal, d) for d in days] + [
                walk.at(deal, at) for at, field, *_ in walk.changes[deal["deal_id"]]
                if field == "close" and first <= at <= last and was_open
            ]  # fmt: skip
            seen = any(s and s["close_day"] is not None and s["close_day"] <= last for s in due)
        else:
            seen = was_open or born
        if decided or (seen and not early):
            found[deal["type"] == "renewal"].append(deal)
    return found


def test_the_samples_bridge_stands_on_what_the_tables_say(sample: Snapshot, walk: Walk):
    period = sample.calendar.period("2026Q3")
    answer = shortfall(sample, period=period, draws=200)
    named = {(f.name, f.key): f for f in answer.figures}
    base = sample.calendar.period("2025Q3")
    target = sample.con.execute(
        f"SELECT sum(total_cents) FROM targets WHERE scope = 'whole' AND first_day = {period.first_day} "
        f"AND last_day = {period.last_day}"
    ).fetchone()[0]
    actual = cents(won(walk, period.first_day, period.last_day))
    assert answer.actual.value == actual
    assert answer.base.value == target
    assert answer.gap.value == actual - target
    assert sum(c.amount.value for c in answer.causes) == actual - target
    before = shortfall(sample, period=period, against="year", draws=200)
    assert before.base.value == cents(won(walk, base.first_day, base.last_day))
    there = available(walk, period.first_day, period.last_day, dated=True)
    for is_renewal, key in ((False, "new"), (True, "renewal")):
        own = there[is_renewal]
        decided = [
            d for d in own if d["meaning"] != "open" and period.first_day <= d["close_day"] <= period.last_day
        ]
        wins = [d for d in decided if d["meaning"] == "won"]
        assert named["shortfall_available", key].value == len(own)
        assert named["shortfall_decided_share", key].value == pytest.approx(len(decided) / len(own))
        assert named["shortfall_win_rate", key].value == pytest.approx(len(wins) / len(decided))
        assert named["shortfall_mean_size", key].value == round(cents(wins) / len(wins))


def test_mavens_bridge_has_the_tables_counts_by_product(maven: Snapshot):
    walk, period, base = Walk(maven), maven.calendar.period("2017Q4"), maven.calendar.period("2017Q3")
    spans = [Span(one.first_day, one.last_day, one.last_day) for one in (base, period)]
    found = bridge(deal_columns(maven), base=spans[0], actual=spans[1], draws=100)
    assert found.by == "product"
    game = found.games[0]
    for place, one in enumerate((base, period)):
        there = available(walk, one.first_day, one.last_day, dated=False)[False]
        counts = Counter(d["product"] for d in there)
        closed = [
            d for d in there if d["meaning"] != "open" and one.first_day <= d["close_day"] <= one.last_day
        ]
        decided = Counter(d["product"] for d in closed)
        wins = Counter(d["product"] for d in closed if d["meaning"] == "won")
        money: Counter[str] = Counter()
        for d in closed:
            money[d["product"]] += (d["amount_cents"] or 0) if d["meaning"] == "won" else 0
        own = {n: at for at, n in enumerate(game.segments.names)}
        for name, at in own.items():
            assert game.counts[place].available[at] == counts[name], name
            assert game.counts[place].decided[at] == decided[name]
            assert game.counts[place].won[at] == wins[name]
            assert game.counts[place].booked[at] == money[name]
            seen = game.seen[place]
            assert seen.decided[0, at] == pytest.approx(decided[name] / counts[name])
            assert seen.won[0, at] == pytest.approx(wins[name] / decided[name])
            assert seen.size[0, at] == pytest.approx(money[name] / wins[name])
            assert seen.mix[0, at] == pytest.approx(counts[name] / sum(counts.values()))
    # What is drawn lies about what was seen: else chance would take up what a factor lost, and nobody would see it.
    for drawn, seen in ((game.base, game.seen[0]), (game.actual, game.seen[1])):
        assert drawn.volume.mean() == pytest.approx(seen.volume[0], rel=0.05)
        assert drawn.mix.mean(axis=0) == pytest.approx(seen.mix[0], abs=0.02)
        many = seen.volume[0] * seen.mix[0] >= 100  # smaller ones borrow from the others
        assert many.sum() >= 5
        assert drawn.decided.mean(axis=0)[many] == pytest.approx(seen.decided[0][many], abs=0.05)
        assert drawn.won.mean(axis=0)[many] == pytest.approx(seen.won[0][many], abs=0.06)
        assert drawn.bookings.mean() == pytest.approx(seen.bookings[0], rel=0.06)
    assert found.gap == 280_249_600 - 298_225_500
    assert (found.amounts.sum(axis=1) == found.gap).all()


def quantile(values: list[float], at: float) -> float:
    """The smallest value that so large a share of them (by ranks from the first to the last) does not exceed."""
    ranked = sorted(values)
    place = at * (len(ranked) - 1)
    return ranked[int(place) + (place != int(place))]


def test_the_samples_prospects_by_rule_are_those_of_the_tables(sample: Snapshot, walk: Walk):
    now = day_number(AS_OF)
    found = prospects(sample, period=sample.calendar.period("2026Q4"))
    sheet = {(f.name, f.by, f.key): f.value for f in found.figures}
    touches: dict[str, list[tuple[int, str | None]]] = defaultdict(list)
    for deal, day, contact in sample.con.execute(
        "SELECT deal_id, at_day, contact_id FROM activities WHERE deal_id IS NOT NULL AND at_day IS NOT NULL ORDER BY at_day"
    ).fetchall():
        if day <= now:
            touches[deal].append((day, contact))
    wins = [d for d in walk.deals if d["meaning"] == "won" and now - 730 < d["close_day"] <= now]
    opened = [d for d in walk.deals if d["meaning"] == "open"]
    assert len(wins) >= 60
    age = quantile([d["close_day"] - d["created_day"] for d in wins], 0.95)
    pushes = max(2.0, quantile([walk.at(d, d["close_day"])["pushes"] for d in wins], 0.95))
    gaps = []
    for d in wins:
        days = [day for day, _ in touches[d["deal_id"]] if day <= d["close_day"]]
        if days:
            stops = [d["created_day"], *days, d["close_day"]]
            gaps.append(max(b - a for a, b in pairwise(stops)))
    silent = quantile(gaps, 0.95)
    late = []
    for d in wins:
        stood = walk.at(d, d["close_day"] - 1) or {}
        late.append(max(0, d["close_day"] - stood["close_day"]) if stood.get("close_day") is not None else 0)
    overdue = quantile(late, 0.95)
    names = {d["deal_id"]: len({c for _, c in touches[d["deal_id"]] if c}) for d in walk.deals}
    known = [names[d["deal_id"]] for d in wins if names[d["deal_id"]]]
    tells = sum(n == 1 for n in known) / len(known) <= 0.25
    assert sheet["prospects_bound", "reason", "age"] == age
    assert sheet["prospects_bound", "reason", "pushes"] == pushes
    assert sheet["prospects_bound", "reason", "silent"] == silent
    held: dict[str, set[str]] = {
        "age": {d["deal_id"] for d in opened if now - d["created_day"] > age},
        "pushes": {d["deal_id"] for d in opened if walk.at(d, now)["pushes"] > pushes},
        "silent": {
            d["deal_id"]
            for d in opened
            if now - max([x for x, _ in touches[d["deal_id"]]], default=d["created_day"]) > silent
        },
        "one_contact": {d["deal_id"] for d in opened if tells and names[d["deal_id"]] == 1},
        "overdue": {d["deal_id"] for d in opened if now - d["close_day"] > overdue},
    }
    strong = held["age"] | held["pushes"] | held["silent"]
    unreal = strong | (held["one_contact"] & held["overdue"])
    assert sheet["prospects_open_count", "all", ""] == len(opened)
    assert sheet["prospects_open_amount", "all", ""] == cents(opened)
    assert sheet["prospects_unreal_count", "all", ""] == len(unreal)
    assert {one.deal_id for one in found.deals} == unreal
    for rule, own in held.items():
        if sheet["prospects_unreal_count", "reason", rule] is not None:
            assert sheet["prospects_unreal_count", "reason", rule] == len(own & unreal), rule
    amount = sheet["prospects_unreal_amount", "all", ""]
    assert amount == cents([d for d in opened if d["deal_id"] in unreal])


def test_what_must_be_open_is_what_became_of_what_was(sample: Snapshot, walk: Walk):
    calendar, period = sample.calendar, sample.calendar.period("2026Q4")
    found = prospects(sample, period=period)
    sheet = {(f.name, f.by, f.key): f for f in found.figures}
    away = day_number(AS_OF) - period.first_day
    base = came = new = 0
    for step in range(1, 9):
        before = calendar.before(period, steps=step)
        day = before.first_day + away
        own, brought = [], 0
        for deal in walk.deals:
            stood = walk.at(deal, day)
            is_due = stood and stood["meaning"] == "open" and stood["close_day"] is not None
            is_due = is_due and stood["close_day"] <= before.last_day
            inside = deal["meaning"] == "won" and before.first_day <= deal["close_day"] <= before.last_day
            if is_due:
                own.append(stood)
                brought += (deal["amount_cents"] or 0) if inside else 0
            elif inside:
                new += deal["amount_cents"] or 0
        base, came = base + cents(own), came + brought
    # Of a quarter to come there is no target of the whole: the reps' are added up.
    target = sample.con.execute(
        f"SELECT sum(total_cents) FROM targets WHERE scope = 'rep' AND NOT is_rollup "
        f"AND first_day = {period.first_day} AND last_day = {period.last_day}"
    ).fetchone()[0]
    due = [d for d in walk.deals if d["meaning"] == "open" and d["close_day"] <= period.last_day]
    assert sheet["prospects_there", "all", ""].value == cents(due)
    assert sheet["prospects_missing", "all", ""].value == target
    assert sheet["prospects_new", "all", ""].value == round(new / 8)
    assert sheet["prospects_yield", "all", ""].value == pytest.approx(came / base)
    assert sheet["prospects_needed", "all", ""].value == pytest.approx(
        (target - new / 8) * base / came, rel=1e-9
    )


def test_landings_counts_are_those_of_the_tables(sample: Snapshot, walk: Walk):
    end, first = date(2026, 9, 30), day_number(date(2026, 7, 1))
    for seen in (AS_OF, date(2026, 8, 15)):
        until = end if seen < end else date(2026, 12, 31)
        found = landing(sample, until=until, as_of=seen, draws=200)
        day = day_number(seen)
        stood = [s for d in walk.deals if (s := walk.at(d, day))]
        opened = [s for s in stood if s["meaning"] == "open"]
        assert found.one("landing_open_deals").value == len(opened)
        assert found.one("landing_open_amount").value == cents(opened)
        closed = [d for d in walk.deals if d["meaning"] != "open" and d["close_day"] <= day]
        assert found.one("landing_closed_deals").value == len(closed)
        assert found.one("landing_won_deals").value == sum(d["meaning"] == "won" for d in closed)
        already = won(walk, first, day) if until == end else []
        assert found.one("landing_already_won").value == cents(already)
        total = found.one("landing_total")
        assert total.interval.low <= total.value <= total.interval.high
        if until == end:
            whole = found.one("landing_period_total")
            assert whole.value == total.value + cents(already)


def test_effort_shares_are_minutes_and_money_of_the_tables(sample: Snapshot, walk: Walk):
    found = results(sample, period="2026Q3").effort
    assert found.by == "segment"
    segment = {d["deal_id"]: d["segment"] for d in walk.deals}
    accounts = dict(sample.con.execute("SELECT account_id, segment FROM accounts").fetchall())
    minutes: Counter[str] = Counter()
    rows = sample.con.execute(
        f"SELECT deal_id, account_id, kind FROM activities WHERE at_day BETWEEN {found.first} AND {found.last}"
    ).fetchall()
    for deal, account, kind in rows:
        minutes[segment.get(deal) or accounts.get(account) or ""] += MINUTES.get(kind, 0)
    money: dict[str, Counter[str]] = {"open": Counter(), "won": Counter(), "won_count": Counter()}
    for d in walk.deals:
        own = d["segment"] or ""
        if d["meaning"] == "open":
            money["open"][own] += d["amount_cents"] or 0
        elif d["meaning"] == "won" and found.first <= d["close_day"] <= found.last:
            money["won"][own] += d["amount_cents"] or 0
            money["won_count"][own] += 1
    for row in found.rows:
        for figure, sums in ((row.time, minutes), (row.open, money["open"]), (row.won, money["won"]),
                             (row.won_count, money["won_count"])):  # fmt: skip
            assert figure.value == pytest.approx(sums[row.key] / sum(sums.values()), abs=0.0100001), (
                row.key,
                figure.name,
            )
    for name in ("time", "open", "won", "won_count"):
        assert round(100 * sum(getattr(row, name).value for row in found.rows)) == 100
    assert found.hours.value == pytest.approx(sum(minutes.values()) / 60)


def test_results_sum_exactly(sample: Snapshot, walk: Walk):
    found = results(sample, period="2026Q3", since=date(2026, 9, 1))
    period = sample.calendar.period("2026Q3")
    wins = won(walk, period.first_day, period.last_day)
    assert found.one("bookings").now.value == cents(wins)
    reps = [one.now.value for one in found.standings if (one.measure, one.by) == ("bookings", "rep")]
    assert sum(value or 0 for value in reps) == cents(wins)
    summed = 0
    for moved in found.changes.moved:
        if moved.kinds:
            parts = sum(figure.value for figure in moved.kinds)
            assert moved.then.value + parts == moved.now.value, (moved.measure, moved.by, moved.key)
            assert moved.step.value == parts
            summed += 1
    assert summed == 7
    for level in ("segment", "product"):
        shares = [f.value for f in found.mix if f.by == level and f.name == "result_mix"]
        assert sum(shares) == pytest.approx(1.0)
