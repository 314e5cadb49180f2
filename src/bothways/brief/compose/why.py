"""Why bookings are not what they are held against: the bridge, where it sits, and the question left open."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.compose.results import kind_of
from bothways.brief.document import Block, Bridge, Cause, Line, Paragraph, Section, Total, Who
from bothways.brief.facts import Base, Book
from bothways.brief.facts.found import Found
from bothways.brief.facts.readers import EXECUTIVES
from bothways.insight.shortfall import Cause as FoundCause
from bothways.insight.shortfall import Shortfall
from bothways.terms import Sentence, Side

_WHO: dict[str, Who] = {
    "staff": "staff", "executives": "executives", "both": "both", "market": "nobody", "nobody": "nobody",
}  # fmt: skip
_LEVERS = {"market": "set by contracts and the market"}
_GROUPS = {"new": "New business", "renewal": "Renewals"}
_WHERE = 1


def cause_line(base: Base, book: Book) -> Line:
    """Say the likeliest largest cause of the gap in one sentence; empty where nothing can be said.

    The sentence before it has said the bookings and the target: only what is held against another period
    says its difference again.
    """
    found = base.insight.shortfall
    if found is None:
        return ()
    sentence = found.say[0]
    if found.compared_with == "target":
        sentence = _cause_of(sentence)
    return Found(base, book, found).line(sentence)


def _cause_of(sentence: Sentence) -> Sentence:
    """Return what stands behind “…; the likeliest largest cause”, as a sentence of its own."""
    for at, part in enumerate(sentence):
        if isinstance(part, str) and "; the likeliest" in part:
            rest = part.partition("; ")[2]
            return (rest[:1].upper() + rest[1:], *sentence[at + 1 :])
    return sentence


def why(base: Base, book: Book, *, whole: bool = False) -> Section | None:
    """Return the bridge with its sentences, all of them where it is the `whole` page; None without a bridge."""
    found = base.insight.shortfall
    if found is None:
        return None
    told = Found(base, book, found)
    blocks: list[Block] = []
    side = Side.EXECUTIVES if book.reader == EXECUTIVES else Side.STAFF
    picture = bridge_of(base, told, found, whole=whole)
    if picture is not None:
        blocks.append(picture)
    blocks += [Paragraph(line) for sentence in found.say[1:] if (line := told.line(sentence))]
    blocks += [Paragraph(line) for line in _own_question(told, found, side)]
    where = where_lines(base, book)
    blocks += [Paragraph(line) for line in (where if whole else where[:_WHERE])]
    title = "Why it is less" if (found.gap.value or 0) < 0 else "What made the difference"
    return Section(title=(title,), blocks=tuple(blocks)) if blocks else None


def where_lines(base: Base, book: Book) -> tuple[Line, ...]:
    """Return where the movement sits and what explains it, as far as the reader may have it."""
    found = base.insight.where
    if found is None:
        return ()
    return Found(base, book, found).lines(found.say)


def bridge_of(base: Base, told: Found, found: Shortfall, *, whole: bool) -> Bridge | None:
    """Return the bridge as a block; None where a bar must not be seen by the reader: it would not add up.

    The short one has the causes of renewals as a single bar.
    """
    if not all(told.has(one) for one in (found.base, found.actual, found.gap)):
        return None
    causes = _causes(told, found, whole=whole)
    if not causes:
        return None
    return Bridge(
        title=_title(base, told, found),
        sub=_sub(told, found),
        base=Total(
            label=(_base_name(base, found),),
            value=(told.value(found.base, mark=None),),
            amount=float(found.base.value or 0),
        ),
        causes=causes,
        actual=Total(
            label=("Booked",),
            value=(told.value(found.actual, mark=None),),
            amount=float(found.actual.value or 0),
        ),
        note=_note(told, found),
    )


def _causes(told: Found, found: Shortfall, *, whole: bool) -> tuple[Cause, ...]:
    causes: list[Cause] = []
    group = ""
    for cause in found.causes:
        game, _, player = cause.key.partition("_")
        if not told.has(cause.amount):
            return ()
        if not whole and player and game == "renewal":
            continue
        if not player and not whole:
            causes += _renewals(told, found)
        head: Line = ()
        if whole and player and game != group:
            group, head = game, (_GROUPS[game],)
        elif whole and not player and group:
            head = ("What no cause explains",)
        causes.append(_cause(told, cause, head))
    return tuple(causes)


def _renewals(told: Found, found: Shortfall) -> list[Cause]:
    figure = found.renewals
    if figure is None or not told.has(figure):
        return []
    interval = figure.interval
    return [
        Cause(
            label=("Renewals",),
            value=(told.value(figure, signed=True, mark=None),),
            amount=float(figure.value or 0),
            who="both",
            small=told.between(figure),
            low=interval.low if interval else None,
            high=interval.high if interval else None,
        )
    ]


def _base_name(base: Base, found: Shortfall) -> str:
    match found.compared_with:
        case "target":
            return "Target"
        case "before":
            return f"The {kind_of(base)} before"
        case _:
            return "A year earlier"


def _title(base: Base, told: Found, found: Shortfall) -> Line:
    gap = told.enter(found.gap)
    against = "the target" if found.compared_with == "target" else (
        f"the {kind_of(base)} before" if found.compared_with == "before" else "the year before"
    )  # fmt: skip
    if not found.gap.value:
        return ("Exactly as much as ", against, " was booked")
    word = "less" if found.gap.value < 0 else "more"
    return (told.book.size(gap, word), f" than {against}, in causes that add up to it")


def _sub(told: Found, found: Shortfall) -> Line:
    key = told.enter(found.gap)
    return (
        "From ", "the target" if found.compared_with == "target" else "then", " to what was booked, ",
        told.book.cite(key, words.span(found.gap.period), mark=False),
        ". Colour and words say which side can move a cause; whiskers hold it ",
        told.book.cite(told.enter(found.causes[0].amount), words.how_sure(found.causes[0].amount), mark=False), ".",
    )  # fmt: skip


def _cause(told: Found, cause: FoundCause, head: Line) -> Cause:
    interval = cause.amount.interval
    label = cause.label.partition(": ")[2] or cause.label
    largest = told.has(cause.largest) and (cause.largest.value or 0) >= 0.1
    about: Line = ("largest ", told.value(cause.largest, mark=False)) if largest else ()
    return Cause(
        label=(label[:1].upper() + label[1:],),
        value=(told.value(cause.amount, signed=True, mark=None),),
        amount=float(cause.amount.value or 0),
        who=_WHO[cause.mover],
        small=told.between(cause.amount),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        about=about,
        lever=(_LEVERS[cause.mover],) if cause.mover in _LEVERS else (),
        head=head,
        chance=cause.mover == "nobody",
    )


def _note(told: Found, found: Shortfall) -> Line:
    """Say how it was compared; a fact of that period bears its name."""
    line: Line = ("The causes add up to the difference exactly.",)
    for notice in found.notices[:2]:
        before, name, after = notice.partition(found.base_period.name)
        span = told.period(found.base_period.name) if name else None
        if any(char.isdigit() for char in before + after) or (name and span is None):
            continue
        line = (*line, " ", before, *((span,) if span is not None else ()), after)
    return line


def _own_question(told: Found, found: Shortfall, side: Side) -> tuple[Line, ...]:
    """Return the question put to the reader's own side by the largest cause that asks it, if not said already."""
    negative = (found.gap.value or 0) < 0
    asked = [
        cause
        for cause in found.causes
        if cause.asked is side and ((cause.amount.value or 0) < 0) == negative and cause.question
        and (cause.largest.value or 0) >= 0.1
    ]  # fmt: skip
    if not asked:
        return ()
    cause = max(asked, key=lambda one: float(one.largest.value or 0))
    line = told.line(cause.question)
    return (line,) if line and line != told.line(found.say[2]) else ()
