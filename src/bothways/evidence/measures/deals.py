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


def deal_facts(
    frames: Frames, window: Window, history: History, meanings: Meanings, *, recent: Frame
) -> Frame:
    """Return the deals that any measure of the period looks at, with `KEYS`, `FLAGS` and `VALUES`.

    Also `undated` and `unmapped`: deals of the waterfall whose creation day, or whose stage's meaning
    at the start or the end, isn't known. `pushes` and `touch` are those of open deals alone.
    """
    deals = frames.keep(_relevant(frames, window, history, recent), "deals_stood")
    people = frames.table("people").select("person_id", "team")
    for more in (_staged(frames, window, deals), *_histories(frames, window, deals)):
        deals = deals.join(more, on="deal_id", how="left")
    deals = deals.join(people, left_on="owner_id", right_on="person_id", how="left")
    deals = _stood(deals, window, meanings)
    deals = _passed(deals, window)
    deals = _moved(deals, window)
    keys = {"rep": "owner_id", "team": "team", "region": "region", "product": "product", "segment": "segment"}
    counted = _counted(window, history)
    facts = deals.select(
        "deal_id",
        "account_id",
        *(col(column).fill_null("").alias(key) for key, column in keys.items()),
        *(counted.get(flag, col(flag)).alias(flag) for flag in FLAGS),
        *(counted.get(value, col(value)).cast(nw.Int64).alias(value) for value in VALUES),
        "undated",
        "unmapped",
    )
    return facts.filter(nw.any_horizontal(*(col(flag) for flag in FLAGS), ignore_nulls=True))


def push(first: int, last: int) -> tuple[nw.Expr, nw.Expr]:
    """Say whether a change of the close date, between two days, pushes the deal, or pulls it in.

    A move to the day of the change or earlier is no push: it records a closing, or puts right a day.
    A comparison of snapshots doesn't know the day of the change, so there every later day is a push.
    """
    inside = (col("field") == "close") & col("at_day").is_between(first, last)
    later = col("new_number") > col("old_number")
    ahead = (col("new_number") > col("at_day")) | (col("origin") == "snapshots")
    return inside & later & ahead, inside & (col("new_number") < col("old_number")) & ahead


def _relevant(frames: Frames, window: Window, history: History, recent: Frame) -> Frame:
    """Return the deals that can be in any measure, as they stood at the start, the end and now.

    "At the start" is for deals created later the end of their day of creation. A deal that was closed and
    dated before the period, and that nothing moved since, is in none.
    """
    born = "s" if window.start < window.latest else ""
    pushed, pulled = push(window.first, window.end)
    sums = {
        name: flag.fill_null(value=False).cast(nw.Int32)
        for name, flag in {"pushed": pushed, "pulled": pulled}.items()
    }
    deals = universe(frames, window, history)
    deals = with_states(deals, recent, history, _days(window), start=window.start, born=born, sums=sums)
    settled = (
        (col("meaning") != "open")
        & (col("close_day") <= window.start)
        & (col("created_day") <= window.start)
        & col("changes_after").is_null()
    )
    return deals.filter(~settled.fill_null(value=False))


def _staged(frames: Frames, window: Window, deals: Frame) -> Frame:
    """Count the recorded changes of stage of those closed deals of which `meaning_at` asks it."""
    ahead = [col(f"close_{s}") > day for s, day in _days(window).items()]
    asked = (col("meaning") != "open") & ~col("stage_s_moved") & nw.any_horizontal(*ahead, ignore_nulls=True)
    changes = frames.table("deal_changes").filter(col("field") == "stage")
    changes = changes.join(deals.filter(asked).select("deal_id"), on="deal_id", how="semi")
    return changes.group_by("deal_id").agg(nw.len().alias("staged"))


def _histories(frames: Frames, window: Window, deals: Frame) -> tuple[Frame, Frame]:
    """Return what only the whole past of an open deal tells: how often it was pushed, the last activity."""
    maybe_open = (col("meaning") == "open") | col("stage_a_moved") | (col("close_a") > window.now)
    ids = deals.filter(maybe_open.fill_null(value=True)).select("deal_id")
    ever, _ = push(-(2**31), window.now)
    pushes = frames.table("deal_changes").filter(ever).join(ids, on="deal_id", how="semi")
    done = frames.table("activities").filter(col("at_day") <= window.now)
    done = done.join(ids, on="deal_id", how="semi")
    return (
        pushes.group_by("deal_id").agg(nw.len().alias("pushes_ever")),
        done.group_by("deal_id").agg(col("at_day").max().alias("touched")),
    )


def _days(window: Window) -> dict[str, int]:
    """Return the days that deals are looked at: start, now, and the end where it is another day."""
    return {"s": window.start, "a": window.now} | ({} if window.at_end else {"e": window.end})


def _stood(deals: Frame, window: Window, meanings: Meanings) -> Frame:
    """Add `open_x`, `won_x`, `lost_x`, `unmapped_x`, `due_x`, `there_x`, `here_x` for start, end, now (s, e, a)."""
    staged = nw.when(col("stage_s_moved")).then(nw.lit(1)).otherwise(col("staged"))
    told = {
        f"meaning_{s}": meaning_at(s, day, window.latest, meanings, staged=staged, born=s == "s")
        for s, day in _days(window).items()
    }
    deals = deals.with_columns(*(meaning.alias(name) for name, meaning in told.items()))
    created, gone = col("created_day"), col("gone_day")
    columns: dict[str, nw.Expr] = {"won_a": col("meaning_a") == "won", "lost_a": col("meaning_a") == "lost"}
    for s, day in _days(window).items():
        columns[f"open_{s}"] = col(f"meaning_{s}") == "open"
        columns[f"due_{s}"] = col(f"close_{s}").is_between(window.first, window.last).fill_null(value=False)
        columns[f"there_{s}"] = (
            nw.lit(value=True) if day >= window.latest else (created <= day).fill_null(value=True)
        )
        columns[f"here_{s}"] = (gone > day).fill_null(value=True)
        unmapped = col(f"stage_{s}_moved") & ~meanings.is_one_of(col(f"stage_{s}"), None)
        columns[f"unmapped_{s}"] = unmapped
    return deals.with_columns(*(expr.alias(name) for name, expr in columns.items()))


def _passed(deals: Frame, window: Window) -> Frame:
    """Add the flags of who entered the pipeline of the period, and how each left it."""
    e = "a" if window.at_end else "e"
    seen = col("there_a") & col("here_a")
    deals = deals.with_columns(
        (seen & col("due_a") & col("won_a")).alias("won_in"),
        (seen & col("due_a") & col("lost_a")).alias("lost_in"),
        (seen & col("due_a") & (col("won_a") | col("lost_a"))).alias("closed_in"),
        (seen & col("open_a")).alias("open_now"),
        (seen & col("open_a") & col("due_a")).alias("due_in"),
        (col("there_s") & col("here_s") & col("open_s") & col("due_s")).alias("in_start"),
        # Of deals created since, the state at the start is that of their day of creation.
        (~col("there_s") & col(f"there_{e}") & col("open_s") & col("due_s")).alias("came"),
        (col(f"there_{e}") & col(f"here_{e}") & col(f"open_{e}") & col(f"due_{e}")).alias("standing"),
    )
    deals = deals.with_columns(
        (col("standing") & ~col("closed_in")).alias("in_end"),
        (col("in_start") | col("standing") | col("closed_in") | col("came")).alias("scope"),
    )
    left = col("scope") & ~col("in_end") & ~col("closed_in")
    return deals.with_columns(
        (col("scope") & ~col("there_s")).alias("from_created"),
        (col("scope") & col("there_s") & ~col("open_s")).alias("from_reopened"),
        (col("scope") & col("there_s") & col("open_s") & ~col("in_start")).alias("from_moved"),
        (left & ~col(f"here_{e}")).alias("to_gone"),
        (left & col(f"here_{e}")).alias("to_moved"),
        (col("scope") & col("created_day").is_null() & col("gone_day").is_null()).alias("undated"),
        (col("scope") & (col("unmapped_s") | (col(f"unmapped_{e}") & ~col("closed_in")))).alias("unmapped"),
    )


def _moved(deals: Frame, window: Window) -> Frame:
    """Add the amounts at entry and exit, and their difference: what balances the waterfall."""
    end = col("amount_a" if window.at_end else "amount_e")
    closing = nw.when(col("closed_in")).then(col("amount_a")).otherwise(end)
    leaving = nw.when(col("to_gone")).then(col("gone_cents")).otherwise(closing)
    deals = deals.with_columns(
        col("amount_s").fill_null(0).alias("entry"), leaving.fill_null(0).alias("exit")
    )
    return deals.with_columns((col("exit") - col("entry")).alias("change"))


def _counted(window: Window, history: History) -> dict[str, nw.Expr]:
    """Return the flags and values that are worked out last."""
    # Of a deal older than the history the early pushes aren't known: its count would be too low.
    since = window.latest if history.since is None else history.since
    touched = nw.when(col("last_activity_day") <= window.now).then(col("last_activity_day"))
    renewal = (col("type") == "renewal").fill_null(value=False)
    seen = col("there_a") & col("here_a")
    created = col("created_day")
    return {
        "is_up": col("scope") & (col("change") > 0),
        "is_down": col("scope") & (col("change") < 0),
        "up": col("change"),
        "down": col("change"),
        "amount": col("amount_a"),
        "created_in": seen & created.is_between(window.first, window.end).fill_null(value=False),
        "renewal_in": renewal & col("closed_in"),
        "renewed_in": renewal & col("won_in"),
        "pushed_in": ((col("pushed") > 0) & seen).fill_null(value=False),
        "pulled_in": ((col("pulled") > 0) & seen).fill_null(value=False),
        "pushes": nw.when(col("open_now") & (created > since)).then(col("pushes_ever").fill_null(0)),
        "touch": nw.when(col("open_now")).then(window.now - nw.coalesce(col("touched"), touched)),
        "cycle": nw.when(col("close_a") >= created).then(col("close_a") - created),
        "age": nw.when(created <= window.now).then(window.now - created),
    }
