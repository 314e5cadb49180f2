"""Results: the number against the target, and beside the own past."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.document import Bar, Bars, Block, Line, Name, TableBlock
from bothways.brief.facts import Base, Book
from bothways.brief.facts.figures import known
from bothways.brief.facts.readers import FEWEST_IN_GROUP
from bothways.terms import Figure

RESULTS = (
    "bookings", "attainment", "bookings_count", "win_rate_count", "deal_size_median", "pipeline_created", "cycle_days",
)  # fmt: skip
_IN = {"month": " in ", "days": " from "}
_KINDS = {"quarter": "quarter", "month": "month", "year": "year", "days": "period"}


def kind_of(base: Base) -> str:
    """Return what the period is called: quarter, month, year or period."""
    return _KINDS[base.period.kind]


def before_of(base: Base) -> str:
    """Return what the past beside the present is called: a running period has only the same days of it."""
    return (
        f"the same days of the {kind_of(base)} before" if base.is_running else f"the {kind_of(base)} before"
    )


def result_line(base: Base, book: Book, *, we: str = "We", by: str = "all", key: str = "") -> Line:
    """Say the bookings and where they stand against the target: the sentence that a brief opens with.

    Where there is no target it says so; where nothing can be said of bookings it says why.
    """
    booked = known(base, book, "bookings", by=by, key=key, unknown=True)
    if not booked:
        return ("The data hold no deals to book: nothing can be said about results.",)
    if book.figure(booked).value is None:
        return ("What was booked is not known. ", book.value(booked))
    when = book.cite(booked, words.period(base.period, fiscal=base.fiscal), mark=False)
    until = book.cite(booked, words.day(base.as_of, year=False), mark=False)
    opening: Line = ("By ", until, f", {we} had booked ") if base.is_running else (f"{we} booked ",)
    if base.is_running and we == "We":
        opening = ("By ", until, ", we had booked ")
    target = known(base, book, "target", by=by, key=key)
    gap = known(base, book, "gap", by=by, key=key)
    head: Line = (*opening, book.value(booked), _IN.get(base.period.kind, " in the "), when)
    if not target or not gap:
        return (*head, "; no target is in the data to set it against.")
    return (*head, ", ", *_against_target(base, book, gap, target), ".")


def _against_target(base: Base, book: Book, gap: str, target: str) -> Line:
    missing = book.figure(gap).value or 0
    if missing == 0:
        return ("exactly the target of ", book.value(target))
    if missing > 0:
        return (book.size(gap, "above"), " the target of ", book.value(target))
    if base.is_running:
        return (book.size(gap, "short"), " of the target of ", book.value(target), " so far")
    return (book.size(gap, "short"), " of the target of ", book.value(target))


def rate_line(
    base: Base, book: Book, name: str, *, when: str = "now", by: str = "all", key: str = ""
) -> Line:
    """Say a rate with how many it rests on: “23 of 100, n 61”, or “9 of 11” where they are few.

    A share of the money of a handful is not said at all: a single deal would turn it round. Empty where
    nothing is known.
    """
    rate = known(base, book, name, when=when, by=by, key=key)
    if not rate:
        return ()
    figure = book.figure(rate)
    if when == "peers":
        return (book.value(rate), ", ", book.n(rate, "other"))
    if figure.n is None or words.cases(figure):
        return (book.value(rate),)
    if figure.n < words.SMALL_N:
        return ("too few to say, n ", book.cite(rate, words.count(figure.n), mark=None))
    return (book.value(rate), ", n ", book.cite(rate, words.count(figure.n), mark=False))


def closed_line(base: Base, book: Book) -> Line:
    """Say how many of the deals that closed were won, beside the period before; empty where none closed."""
    rate = known(base, book, "win_rate_count")
    if not rate or not known(base, book, "won_count") or not book.figure(rate).n:
        return ()
    # Cited in the order of reading: facts are counted as they come.
    closed = book.n(rate, "deal")
    now = _won_of_closed(base, book, "now")
    verb = (
        " was won"
        if base.now.one("won_count") and book.figure(known(base, book, "won_count")).value == 1
        else " were won"
    )
    line: Line = ("Of ", closed, " that closed, ", *now, verb)
    before = known(base, book, "win_rate_count", when="before")
    was = _won_of_closed(base, book, "before")
    if not was:
        return (*line, ".")
    then = words.count(book.figure(before).n or 0)
    return (
        *line,
        f"; in {before_of(base)}, ",
        *was,
        " of ",
        book.cite(before, then, mark=False),
        ".",
    )


def _won_of_closed(base: Base, book: Book, when: str) -> Line:
    rate = known(base, book, "win_rate_count", when=when)
    won = known(base, book, "won_count", when=when)
    if not rate or not won or not book.figure(rate).n:
        return ()
    return (book.value(won),)


def cell(base: Base, book: Book, name: str, *, when: str = "now", by: str = "all", key: str = "") -> Line:
    """Say a measure in a table's cell; empty where it is not known."""
    if words.is_rate(name) or name.endswith(("rate_amount", "retention_amount")):
        return rate_line(base, book, name, when=when, by=by, key=key)
    entered = known(base, book, name, when=when, by=by, key=key)
    return (book.value(entered),) if entered else ()


_NEEDS_TARGET = ("attainment", "gap", "target")


def absent(base: Base, name: str, *, when: str = "now", by: str = "all", key: str = "") -> Line:
    """Say why a cell is empty: nothing happened that could be measured, or it is not known."""
    sheet = {"now": base.now, "before": base.before, "year_ago": base.year_ago, "peers": base.peers.get(key)}[
        when
    ]
    figure = sheet.one(name, by, key) if sheet else None
    if when == "peers":
        return ("too few",)
    if name in _NEEDS_TARGET:
        # Some days of a quarter have no target of their own: that says nothing about the quarter's.
        return ("not known",) if base.is_running else ("no target",)
    return ("none",) if figure is not None and figure.n == 0 else ("not known",)


def _is_too_few(line: Line) -> bool:
    return isinstance(line[0], str) and line[0].startswith("too few")


def past_table(base: Base, book: Book, names: tuple[str, ...], *, fewest: int = 0) -> TableBlock | None:
    """Set measures beside the own past: this period, the one before, the same a year earlier.

    A median of fewer than `fewest` is not said: it would be the portrait of a customer or a deal.
    A measure that is not known now has no row; a past of which nothing is known has no column.
    """
    whens = [when for when in ("now", "before", "year_ago") if _has(base, when, names)]
    rows = []
    for name in names:
        figure = base.now.one(name)
        if figure is not None and not words.is_rate(name) and (figure.n or 0) < fewest:
            continue
        now = cell(base, book, name)
        if not now or _is_too_few(now):
            continue
        past = [
            cell(base, book, name, when=when) or absent(base, name, when=when)
            for when in whens
            if when != "now"
        ]
        rows.append(((base.labels[name],), now, *past))
    if not rows:
        return None
    kind = kind_of(base)
    heads = {"now": f"This {kind}", "before": f"The {kind} before", "year_ago": "A year earlier"}
    if base.is_running:
        heads = {
            "now": f"This {kind} so far",
            "before": f"Same days of the {kind} before",
            "year_ago": "Same days a year earlier",
        }
    kept = ["now", *(when for when in whens if when != "now")]
    return TableBlock(
        heads=("Measure", *(heads[when] for when in kept)),
        rows=tuple(rows),
        numeric=(False, *(True for _ in kept)),
    )


def _has(base: Base, when: str, names: tuple[str, ...]) -> bool:
    sheet = {"now": base.now, "before": base.before, "year_ago": base.year_ago}[when]
    if sheet is None:
        return False
    # A period without a single deal is a past that the data do not reach, not a past of noughts.
    figures = [figure for name in names if (figure := sheet.one(name)) is not None]
    return any(figure.value for figure in figures)


def past_title(base: Base, book: Book) -> Line:
    """Say how bookings compare with the period before; a plain title where they can't be compared."""
    now = base.now.one("bookings")
    before = base.before.one("bookings") if base.before else None
    if base.is_running or not now or not before or now.value is None or not before.value:
        return ("Results beside our own past",)
    kind = kind_of(base)
    if now.value == before.value:
        return (f"As much was booked as in the {kind} before",)
    return (f"{'More' if now.value > before.value else 'Less'} was booked than in the {kind} before",)


def team_bars(base: Base, book: Book) -> Block | None:
    """Set the teams' bookings against their targets; only where no figure points to one person."""
    bookings = [f for f in base.now.each("bookings", "team") if f.value is not None and f.key]
    if len(bookings) < 2 or base.smallest_team < FEWEST_IN_GROUP:
        return None
    rows = tuple(_team_bar(base, book, figure) for figure in bookings)
    has_target = any(row.reference is not None for row in rows)
    return Bars(
        title=_teams_title(base, book),
        sub=("Bookings by team." + (" The tick is the team's target." if has_target else ""),),
        rows=rows,
        value_head="Booked",
        reference_name=("Target",) if has_target else (),
    )


def _team_bar(base: Base, book: Book, figure: Figure) -> Bar:
    booked = known(base, book, "bookings", by="team", key=figure.key)
    target = known(base, book, "target", by="team", key=figure.key)
    gap = known(base, book, "gap", by="team", key=figure.key)
    small: Line = ()
    if target and gap:
        missing = book.figure(gap).value or 0
        if missing:
            word = "above" if missing > 0 else "short"
            small = (book.size(gap, word), " " if missing > 0 else " of ", book.value(target))
        else:
            small = ("exactly ", book.value(target))
    return Bar(
        label=(Name(figure.label or figure.key, "team"),),
        value=(book.value(booked),),
        amount=float(figure.value or 0),
        small=small,
        reference=float(book.figure(target).value or 0) if target else None,
    )


def _teams_title(base: Base, book: Book) -> Line:
    gaps = [f for f in base.now.each("gap", "team") if f.value is not None and f.key]
    short = [figure for figure in gaps if (figure.value or 0) < 0]
    if not gaps:
        return ("What each team booked",)
    if not short:
        return ("Every team with a target reached it",)
    if base.is_running:
        return ("Where each team stands so far",)
    shares = [f for f in base.now.each("attainment", "team") if f.value is not None and f.key]
    if not shares:
        return ("What each team booked, and its target",)
    worst = min(shares, key=lambda figure: figure.value or 0)
    key = known(base, book, "attainment", by="team", key=worst.key)
    return (
        Name(worst.label or worst.key, "team"),
        " is furthest from its target, at ",
        book.value(key),
        " of it",
    )
