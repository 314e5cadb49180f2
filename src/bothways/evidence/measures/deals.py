"""The facts of each deal that the measures of a period count and sum: one row a deal, one pass a table.

Every bucket of the waterfall is a flag here, so that each deal enters once and leaves once, and the
identity holds deal by deal before anything is summed.
"""

from __future__ import annotations

import narwhals as nw

from bothways.evidence.measures.frames import Frame, Frames
from bothways.evidence.measures.history import History
from bothways.evidence.measures.states import Meanings, meaning_at, universe, with_states
from bothways.evidence.measures.window import Window

FLAGS = ("in_start", "from_created", "from_reopened", "from_moved", "is_up", "is_down", "to_moved", "to_gone",
         "in_end", "won_in", "lost_in", "closed_in", "renewal_in", "renewed_in", "created_in", "open_now",
         "due_in", "pushed_in", "pulled_in")  # fmt: skip
VALUES = ("amount", "entry", "exit", "up", "down", "cycle", "age", "pushes", "touch")
KEYS = ("rep", "team", "region", "product", "segment")
col = nw.col


def deal_facts(frames: Frames, window: Window, history: History, meanings: Meanings) -> Frame:
    """Return the deals that any measure of the period looks at, with `KEYS`, `FLAGS` and `VALUES`.

    Also `undated` and `unmapped`: deals of the waterfall whose creation day, or whose stage's meaning
    at the start or the end, isn't known.
    """
    deals = frames.keep(_relevant(frames, window, history), "deals_stood")
    deals = deals.join(_totals(frames, window, deals), on="deal_id", how="left")
    deals = _stood(deals, window, meanings)
    deals = _passed(deals, window)
    deals = _moved(deals)
    deals = _counted(deals, window, history)
    deals = deals.filter(nw.any_horizontal(*(col(flag) for flag in FLAGS), ignore_nulls=True))
    deals = deals.join(_touches(frames, window, deals), on="deal_id", how="left")
    touched = nw.when(col("last_activity_day") <= window.now).then(col("last_activity_day"))
    deals = deals.with_columns((window.now - nw.coalesce(col("touched"), touched)).alias("touch"))
    people = frames.table("people").select("person_id", "team")
    deals = deals.join(people, left_on="owner_id", right_on="person_id", how="left")
    keys = {"rep": "owner_id", "team": "team", "region": "region", "product": "product", "segment": "segment"}
    return deals.select(
        "deal_id",
        "account_id",
        *(col(column).fill_null("").alias(key) for key, column in keys.items()),
        *FLAGS,
        *(col(value).cast(nw.Int64) for value in VALUES),
        "undated",
        "unmapped",
    )


def push(first: int, last: int) -> tuple[nw.Expr, nw.Expr]:
    """Say whether a change of the close date, between two days, pushes the deal, or pulls it in.

    A move to the day of the change or earlier is no push: it records a closing, or puts right a day.
    A comparison of snapshots doesn't know the day of the change, so there every later day is a push.
    """
    inside = (col("field") == "close") & col("at_day").is_between(first, last)
    later = col("new_number") > col("old_number")
    ahead = (col("new_number") > col("at_day")) | (col("origin") == "snapshots")
    return inside & later & ahead, inside & (col("new_number") < col("old_number")) & ahead


def _relevant(frames: Frames, window: Window, history: History) -> Frame:
    """Return the deals that can be in any measure, as they stood at the start, the end, now and at creation.

    A deal that was closed and dated before the period, and that nothing moved since, is in none.
    """
    days = {"s": window.start, "e": window.end, "a": window.now}
    deals = with_states(universe(frames, window, history), frames, history, days, start=window.start)
    settled = (
        (col("meaning") != "open")
        & (col("close_day") <= window.start)
        & (col("created_day") <= window.start)
        & col("changes_after").is_null()
    )
    return deals.filter(~settled.fill_null(value=False))


def _totals(frames: Frames, window: Window, deals: Frame) -> Frame:
    """Return what only the whole history of a deal tells: pushes, and whether its stages were recorded."""
    changes = frames.table("deal_changes").filter(col("field").is_in(["close", "stage"]))
    changes = changes.join(deals.select("deal_id"), on="deal_id", how="semi")
    ever, _ = push(-(2**31), window.now)
    pushed, pulled = push(window.first, window.end)
    flags = {"pushes": ever, "pushed": pushed, "pulled": pulled, "staged": col("field") == "stage"}
    marked = changes.select(
        "deal_id",
        *(flag.fill_null(value=False).cast(nw.Int32).alias(name) for name, flag in flags.items()),
    )
    return marked.group_by("deal_id").agg(*(col(name).sum() for name in flags))


def _touches(frames: Frames, window: Window, deals: Frame) -> Frame:
    done = frames.table("activities").filter(col("at_day") <= window.now)
    done = done.join(deals.filter(col("open_now")).select("deal_id"), on="deal_id", how="semi")
    return done.group_by("deal_id").agg(col("at_day").max().alias("touched"))


def _stood(deals: Frame, window: Window, meanings: Meanings) -> Frame:
    """Add `open_x`, `won_x`, `lost_x`, `there_x` for start, end, now and creation (s, e, a, c)."""
    days = {"s": window.start, "e": window.end, "a": window.now}
    columns: list[nw.Expr] = []
    for suffix in (*days, "c"):
        meaning = meaning_at(suffix, days.get(suffix), window.latest, meanings)
        columns += [(meaning == kind).alias(f"{kind}_{suffix}") for kind in ("open", "won", "lost")]
        known = meanings.is_one_of(col(f"stage_{suffix}"), None)
        columns.append((col(f"stage_{suffix}_moved") & ~known).alias(f"unmapped_{suffix}"))
    deals = deals.with_columns(*columns)
    created, gone = col("created_day"), col("gone_day")
    there = [
        (nw.lit(value=True) if day >= window.latest else (created <= day).fill_null(value=True)).alias(
            f"there_{s}"
        )
        for s, day in days.items()
    ]
    here = [((gone > day).fill_null(value=True)).alias(f"here_{s}") for s, day in days.items()]
    return deals.with_columns(*there, *here)


def _passed(deals: Frame, window: Window) -> Frame:
    """Add the flags of who entered the pipeline of the period, and how each left it."""

    def due(suffix: str) -> nw.Expr:
        return col(f"close_{suffix}").is_between(window.first, window.last).fill_null(value=False)

    closed_here = col("there_a") & col("here_a") & due("a")
    deals = deals.with_columns(
        (closed_here & col("won_a")).alias("won_in"),
        (closed_here & col("lost_a")).alias("lost_in"),
        (col("there_s") & col("here_s") & col("open_s") & due("s")).alias("in_start"),
        (~col("there_s") & col("there_e") & col("open_c") & due("c")).alias("came"),
        (col("there_a") & col("here_a") & col("open_a")).alias("open_now"),
    )
    deals = deals.with_columns(
        (col("won_in") | col("lost_in")).alias("closed_in"), (col("open_now") & due("a")).alias("due_in")
    )
    standing = col("there_e") & col("here_e") & col("open_e") & due("e")
    deals = deals.with_columns((standing & ~col("closed_in")).alias("in_end"))
    scope = col("in_start") | col("in_end") | col("closed_in") | col("came")
    return deals.with_columns(
        scope.alias("scope"),
        (scope & ~col("there_s")).alias("from_created"),
        (scope & col("there_s") & ~col("open_s")).alias("from_reopened"),
        (scope & col("there_s") & col("open_s") & ~col("in_start")).alias("from_moved"),
        (scope & ~col("in_end") & ~col("closed_in") & ~col("here_e")).alias("to_gone"),
        (scope & ~col("in_end") & ~col("closed_in") & col("here_e")).alias("to_moved"),
    )


def _moved(deals: Frame) -> Frame:
    """Add the amounts at entry and exit, and their difference: what balances the waterfall."""
    entry = nw.when(col("there_s")).then(col("amount_s")).otherwise(col("amount_c"))
    leaving = nw.when(col("closed_in")).then(col("amount_a")).otherwise(col("amount_e"))
    leaving = nw.when(col("to_gone")).then(col("gone_cents")).otherwise(leaving)
    deals = deals.with_columns(entry.fill_null(0).alias("entry"), leaving.fill_null(0).alias("exit"))
    change = col("exit") - col("entry")
    unmapped = col("unmapped_s") | (col("unmapped_e") & ~col("closed_in"))
    return deals.with_columns(
        (col("scope") & (change > 0)).alias("is_up"),
        (col("scope") & (change < 0)).alias("is_down"),
        change.alias("up"),
        change.alias("down"),
        (col("scope") & col("created_day").is_null() & col("gone_day").is_null()).alias("undated"),
        (col("scope") & unmapped).alias("unmapped"),
    )


def _counted(deals: Frame, window: Window, history: History) -> Frame:
    """Add what is counted apart from the waterfall."""
    # Of a deal older than the history the early pushes aren't known: its count would be too low.
    since = window.latest if history.since is None else history.since
    pushes = nw.when(col("created_day") > since).then(col("pushes").fill_null(0))
    cycle = nw.when(col("close_a") >= col("created_day")).then(col("close_a") - col("created_day"))
    age = nw.when(col("created_day") <= window.now).then(window.now - col("created_day"))
    renewal = (col("type") == "renewal").fill_null(value=False)
    seen = col("there_a") & col("here_a")
    return deals.with_columns(
        col("amount_a").alias("amount"),
        (seen & col("created_day").is_between(window.first, window.end).fill_null(value=False)).alias(
            "created_in"
        ),
        (renewal & col("closed_in")).alias("renewal_in"),
        (renewal & col("won_in")).alias("renewed_in"),
        ((col("pushed") > 0) & seen).fill_null(value=False).alias("pushed_in"),
        ((col("pulled") > 0) & seen).fill_null(value=False).alias("pulled_in"),
        pushes.alias("pushes"),
        cycle.alias("cycle"),
        age.alias("age"),
    )
