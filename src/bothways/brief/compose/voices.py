"""What customers say: as scenarios with money and quotes for the executives, as what works for the team."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.document import Block, Insight, Line, Name, Section, Trend, Trends
from bothways.brief.facts import Base, Book, readers
from bothways.brief.facts.book import Draft
from bothways.brief.facts.found import Found
from bothways.brief.ledger import Quote, Row, masked_text
from bothways.insight import Themes
from bothways.insight.themes.masking import Segment
from bothways.insight.themes.measuring import Measured
from bothways.insight.themes.quotes import ThemeQuote
from bothways.insight.themes.told import Scenario, Works
from bothways.terms import Figure

_MOST = 5
_ROWS = 20
_QUOTES, _AGAINST = 2, 1


def scenarios(base: Base, book: Book) -> Section | None:
    """Return the themes that matter, each as a customer's scenario; None where no text was read."""
    found = base.insight.themes
    if found is None or not found.scenarios:
        return None
    told = Found(base, book, found)
    blocks: list[Block] = [
        block for one in found.scenarios[:_MOST] if (block := _scenario(base, told, found, one))
    ]
    if not blocks:
        return None
    return Section(title=("What customers say, by what hangs on it",), blocks=tuple(blocks), new_page=True)


def has_quotes(section: Section) -> bool:
    """Say whether anything is quoted in a section."""
    return any(isinstance(block, Insight) and (block.quotes or block.against) for block in section.blocks)


def what_works(base: Base, book: Book) -> Section | None:
    """Return what went with winning where customers said these things, with words out of won deals."""
    found = base.insight.themes
    if found is None:
        return None
    told = Found(base, book, found)
    blocks: list[Block] = [block for one in found.works[:_MOST] if (block := _works(base, told, one))]
    return (
        Section(title=("What customers say, and what went with winning there",), blocks=tuple(blocks))
        if blocks
        else None
    )


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
    said = "customer's own words" if voice == "customer" else "rep's account"
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


def _scenario(base: Base, told: Found, found: Themes, one: Scenario) -> Insight | None:
    lines = told.lines(one.lines)
    if not lines:
        return None
    speaking = [quote for quote in one.quotes if not quote.against][:_QUOTES]
    opposing = [quote for quote in one.quotes if quote.against][:_AGAINST]
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
        lines=lines,
        against=tuple(number for number, quote in numbers if quote.against),
        foot=_foot(told, found, one),
    )


def _works(base: Base, told: Found, one: Works) -> Insight | None:
    lines = told.lines(one.lines)
    quotes = one.quotes[:_QUOTES]
    if not lines and not quotes:
        return None
    keys = [(_enter(base, told.book, quote, one.name, to_staff=True), quote) for quote in quotes]
    return Insight(
        title=(Name(one.name, "theme"),),
        quotes=tuple(told.book.cite(key, "").fact for key, _ in keys),
        captions=tuple(_caption(base, told.book, key, quote, named=False) for key, quote in keys),
        lines=lines,
    )


def _figure(found: Themes, name: str, theme: str) -> Figure | None:
    return next((f for f in found.figures if (f.name, f.by, f.key) == (name, "theme", theme)), None)


def _foot(told: Found, found: Themes, one: Scenario) -> Line:
    """Say how the theme's deals fared, with n and range, and that it is associated, not caused."""
    difference = _figure(found, "theme_win_difference", one.theme)
    if difference is None or not told.has(difference):
        return (one.hidden,) if one.hidden and not any(char.isdigit() for char in one.hidden) else ()
    key = told.enter(difference)
    line: Line = (
        "Won against deals alike without it: ", told.value(difference, signed=True, mark=None), ", ",
        *told.between(difference), ", ", told.book.n(key, "deal"), "; associated, not caused.",
    )  # fmt: skip
    counter = told.part.against.get((difference.name, difference.by, difference.key))
    against = told.line(counter) if counter else ()
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
