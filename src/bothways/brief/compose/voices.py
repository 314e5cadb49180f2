"""What customers say: as scenarios with money and quotes for the executives, as what works for the team."""

from __future__ import annotations

import re

from bothways.brief import words
from bothways.brief.document import Block, Insight, Line, Name, Paragraph, Section, Trend, Trends
from bothways.brief.facts import Base, Book, readers
from bothways.brief.facts.book import Draft
from bothways.brief.facts.found import Found
from bothways.brief.facts.quotes import telling
from bothways.brief.ledger import Quote, Row, masked_text
from bothways.insight import Themes
from bothways.insight.themes.masking import Segment
from bothways.insight.themes.measuring import Measured
from bothways.insight.themes.quotes import ThemeQuote
from bothways.insight.themes.told import Scenario, Works
from bothways.terms import Figure, Sentence

_MOST = 5
_ROWS = 20
_QUOTES, _QUOTES_SHORT, _AGAINST = 2, 1, 1


def scenarios(base: Base, book: Book, *, whole: bool = False) -> Section | None:
    """Return the themes that matter, each as a customer's scenario; None where no text was read.

    The `whole` page has more quotes, and what speaks against each theme.
    """
    found = base.insight.themes
    if found is None or not found.scenarios:
        return None
    told = Found(base, book, found)
    heard: set[str] = set()
    shown = found.scenarios[:_MOST]
    # The same sentence under each theme would say nothing of any: where nothing is known of all, it is said once.
    alike = {one.lines[-1] for one in shown}
    once = alike.pop() if len(alike) == 1 and len(shown) > 1 else ()
    blocks: list[Block] = [
        block for one in shown if (block := _scenario(told, found, one, heard, once=once, whole=whole))
    ]
    if not blocks:
        return None
    if once and (line := told.line(once)):
        blocks.append(Paragraph(("Of each of these: ", *_lowered(line))))
    return Section(title=("What customers say, by what hangs on it",), blocks=tuple(blocks), new_page=True)


def _lowered(line: Line) -> Line:
    head = line[0]
    return (head[:1].lower() + head[1:], *line[1:]) if isinstance(head, str) else line


def what_works(base: Base, book: Book) -> Section | None:
    """Return what went with winning where customers said these things, with words out of won deals.

    Where nothing went with winning, only words that tell of a need or a reason are worth a place.
    """
    found = base.insight.themes
    if found is None:
        return None
    told = Found(base, book, found)
    heard: set[str] = set()
    blocks = [block for one in found.works if (block := _works(told, one, heard))]
    if not blocks:
        return None
    # What went with winning goes before words alone.
    shown = sorted(blocks, key=lambda block: not block.lines)[:_MOST]
    works = bool(shown[0].lines)
    title = (
        "What customers say, and what went with winning there"
        if works
        else "What customers said in deals that you won"
    )
    return Section(title=(title,), blocks=tuple(shown))


def trends(base: Base, book: Book) -> Section | None:
    """Return every theme with its accounts, open money and trend: small lines, one a theme."""
    found = base.insight.themes
    if found is None:
        return None
    told = Found(base, book, found)
    rows = tuple(row for one in found.measured[:_ROWS] if (row := _trend(told, found, one)))
    if not rows:
        return None
    block = Trends(
        title=("How often it is said",),
        sub=("Share of the texts of a period in which it is said; each line says whose words it counts.",),
        rows=rows,
        first_head="Earliest",
        last_head="Latest",
        note=("Each line has its own scale, from nought.",),
    )
    return Section(title=("All that is said, and how often",), blocks=(block,))


def _trend(told: Found, found: Themes, one: Measured) -> Trend | None:
    voice = "customer" if one.exposure.texts_customer >= one.exposure.texts_rep else "rep"
    own = [
        figure
        for figure in found.figures
        if figure.name == f"theme_share_{voice}"
        and figure.key.partition("/")[0] == one.theme.id
        and told.has(figure)
    ]
    if len(own) < 2:
        return None
    own.sort(key=lambda figure: figure.period.first)
    accounts = _figure(found, "theme_accounts", one.theme.id)
    said = "own words" if voice == "customer" else "rep's account"
    small: Line = ()
    if accounts is not None and told.has(accounts):
        key = told.enter(accounts)
        small = (told.book.cite(key, words.count(accounts.value or 0, "account")), ", ")
    return Trend(
        label=(Name(one.theme.name, "theme"),),
        values=tuple(float(figure.value or 0) for figure in own),
        first=(told.value(own[0], mark=None),),
        last=(told.value(own[-1], mark=None),),
        small=(*small, said),
    )


def _scenario(
    told: Found, found: Themes, one: Scenario, heard: set[str], *, once: Sentence, whole: bool
) -> Insight | None:
    lines = [
        _untitled(line, one.name)
        for sentence in one.lines
        if sentence != once and (line := told.line(sentence))
    ]
    if not lines:
        return None
    most = _QUOTES if whole else _QUOTES_SHORT
    speaking = _fresh([quote for quote in one.quotes if not quote.against], heard, most)
    opposing = _fresh([quote for quote in one.quotes if quote.against], heard, _AGAINST)
    base = told.base
    keys = [
        (_enter(base, told.book, quote, one.name, to_staff=False), quote) for quote in (*speaking, *opposing)
    ]
    numbers = [(told.book.cite(key, "").fact, quote) for key, quote in keys]
    money = _figure(found, "theme_open_amount", one.theme)
    return Insight(
        title=(Name(one.name, "theme"),),
        quotes=tuple(number for number, quote in numbers if not quote.against),
        money=(told.value(money, mark=None), " open") if money is not None and told.has(money) else (),
        captions=tuple(_caption(base, told.book, key, quote, named=True) for key, quote in keys),
        lines=tuple(lines),
        against=tuple(number for number, quote in numbers if quote.against),
        foot=_foot(told, found, one, whole=whole),
    )


def _fresh(quotes: list[ThemeQuote], heard: set[str], most: int) -> list[ThemeQuote]:
    """Return the quotes whose words were not shown under another theme yet: twice the same is no more voices."""
    fresh: list[ThemeQuote] = []
    for quote in quotes:
        same = " ".join(re.findall(r"\w+", masked_text(_pieces(quote)).lower()))
        if len(fresh) < most and same not in heard:
            heard.add(same)
            fresh.append(quote)
    return fresh


def _untitled(line: Line, name: str) -> Line:
    """Take the theme's name off the head of its own sentence: it stands above it."""
    if len(line) < 2 or not isinstance(line[0], Name) or line[0].text != name:
        return line
    rest = line[1]
    if not isinstance(rest, str) or not rest.startswith(": "):
        return line
    rest = rest.removeprefix(": ")
    return (rest[:1].upper() + rest[1:], *line[2:])


def _works(told: Found, one: Works, heard: set[str]) -> Insight | None:
    lines = told.lines(one.lines)
    speaking = [quote for quote in one.quotes if lines or telling(masked_text(_pieces(quote)))]
    quotes = _fresh(speaking, heard, _QUOTES if lines else _QUOTES_SHORT)
    if not lines and not quotes:
        return None
    keys = [(_enter(told.base, told.book, quote, one.name, to_staff=True), quote) for quote in quotes]
    return Insight(
        title=(Name(one.name, "theme"),),
        quotes=tuple(told.book.cite(key, "").fact for key, _ in keys),
        captions=tuple(_caption(told.base, told.book, key, quote, named=False) for key, quote in keys),
        lines=lines,
    )


def _figure(found: Themes, name: str, theme: str) -> Figure | None:
    return next((f for f in found.figures if (f.name, f.by, f.key) == (name, "theme", theme)), None)


def _foot(told: Found, found: Themes, one: Scenario, *, whole: bool) -> Line:
    """Say how the theme's deals fared, with n and range, and that it is associated, not caused.

    What speaks against it stands here where there is more than chance to speak against; else in the evidence.
    """
    difference = _figure(found, "theme_win_difference", one.theme)
    if difference is None or not told.has(difference):
        return (one.hidden,) if one.hidden and not any(char.isdigit() for char in one.hidden) else ()
    key = told.enter(difference)
    line: Line = (
        "Won against deals alike without it: ", told.value(difference, signed=True, mark=None), ", ",
        *told.between(difference), ", ", told.book.n(key, "deal"), "; associated, not caused.",
    )  # fmt: skip
    called = any(
        measured.theme.id == one.theme and measured.association.called for measured in found.measured
    )
    counter = told.part.against.get((difference.name, difference.by, difference.key))
    against = told.line(counter) if counter and (whole or called) else ()
    return (*line, " ", *against) if against else line


def _enter(base: Base, book: Book, quote: ThemeQuote, theme: str, *, to_staff: bool) -> str:
    """Enter a quote of a theme; a won deal's words may be both sides', others are the executives'."""
    pieces = _pieces(quote)
    rows = base.named("accounts", (quote.account,)) if quote.account else ()
    account = rows[0].label if rows else ""
    text = masked_text(pieces) if len(pieces) > 1 else pieces[0]
    held = Quote(
        text, quote.voice, Row(quote.table, quote.id, "" if to_staff else account), "", quote.day,
        segments=pieces if len(pieces) > 1 else (),
    )  # fmt: skip
    who = frozenset({readers.STAFF}) if to_staff else frozenset({readers.EXECUTIVES})
    side = "staff" if to_staff else "executives"
    return book.enter(
        Draft(
            key=f"quote/{side}/{quote.table}/{quote.id}/{quote.start}",
            kind="quote",
            label=f"Quote on {theme}",
            title=("Quote on ", Name(theme, "theme")),
            readers=who,
            quote=held,
            rows=() if to_staff else (Row(quote.table, quote.id, account),),
            rows_total=1,
            why=readers.WHY_QUOTE,
        )
    )


def _pieces(quote: ThemeQuote) -> tuple[str, ...]:
    """Return the exact pieces of a quote; between two of them stands a mark, at its ends an empty piece."""
    pieces = [""]
    for part in quote.parts:
        if isinstance(part, Segment):
            pieces[-1] += part.text
        else:
            pieces.append("")
    return tuple(pieces)


def _caption(base: Base, book: Book, key: str, quote: ThemeQuote, *, named: bool) -> Line:
    line: Line = ()
    rows = base.named("accounts", (quote.account,)) if named and quote.account else ()
    if rows and rows[0].label:
        line = (Name(rows[0].label, "account"),)
    if quote.day is not None:
        line = (*line, *((", ",) if line else ()), book.cite(key, words.day(quote.day), mark=False))
    ended = {"won": ", the deal was won", "lost": ", the deal was lost"}.get(quote.ended, "")
    return (*line, *((": ",) if line else ()), book.cite(key, quote.said_by), ended)
