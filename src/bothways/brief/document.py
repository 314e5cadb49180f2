"""A brief before it is rendered: headline and sections, every number a citation of a fact.

One frozen document, many renderings (HTML, Markdown, PDF, mail). A renderer prints what stands here
and adds nothing that holds a digit; it never formats a number: `Cite.text` is already in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bothways.brief.ledger import Ledger, Reader
from bothways.terms import Refusal

Who = Literal["staff", "executives", "both", "nobody", "manager"]


@dataclass(frozen=True, slots=True)
class Cite:
    """A fact in words: `text` as the reader sees it (“€790k”), `fact` its number in the ledger.

    `mark` asks for the small superscript number that leads to the evidence; off where it would repeat.
    """

    fact: int
    text: str
    mark: bool = True


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a deal, account, product, team or person out of the CRM; it may hold digits."""

    text: str
    what: Literal[
        "deal", "account", "product", "team", "person", "stage", "region", "segment", "snapshot", "method",
        "theme", "source", "competitor", "period",
    ]  # fmt: skip


Span = str | Cite | Name
"""A piece of a line. Plain text holds neither digits nor number words."""
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a line."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a waterfall. `amount` is only for drawing; `value` is what is printed."""

    label: Line
    value: Line
    amount: float
    role: Literal["stock", "inflow", "outflow", "won"]
    count: Line = ()


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Start, in-flows, out-flows, end. Drawn as columns when wide, as rows on a phone, with its table."""

    title: Line
    sub: Line
    steps: tuple[Step, ...]
    note: Line = ()
    unit: Line = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar table: name, bar, printed value, small note; a whisker where there is an interval."""

    label: Line
    value: Line
    amount: float | None
    small: Line = ()
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    who: Who = "nobody"


@dataclass(frozen=True, slots=True)
class Bars:
    """A table whose middle column is a picture. `reference` draws a tick (target, own past, median)."""

    title: Line
    sub: Line
    rows: tuple[Bar, ...]
    value_head: str = ""
    note: Line = ()
    reference_name: Line = ()


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A plain table: heads, rows of lines; `numeric` says which columns are right-aligned."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numeric: tuple[bool, ...]
    caption: Line = ()


@dataclass(frozen=True, slots=True)
class Insight:
    """A movement, or a customer's scenario: exact quotes (facts of kind quote), the money at the side.

    `captions` has one line a quote, in the order of `shown`: who said it, when, and whose words they are.
    `lines` tell a scenario in sentences before the quotes. Quotes of `against` speak against it, come last
    and are labelled so. `foot` says in small print what it rests on: how many, how sure, and that it is
    associated, not caused.
    """

    title: Line
    quotes: tuple[int, ...]
    money: Line = ()
    small: Line = ()
    captions: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    against: tuple[int, ...] = ()
    foot: Line = ()

    @property
    def shown(self) -> tuple[int, ...]:
        """Every quote that it shows, those against it last."""
        return (*(n for n in self.quotes if n not in self.against), *self.against)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, with rows such as Costs, Brings, Instead."""

    title: Line
    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Asks:
    """Asks beside each other."""

    items: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What can't be known or shown, and what to do about it."""

    title: Line
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """An end of a bridge: the target, the quarter before, or the actual."""

    label: Line
    value: Line
    amount: float
    about: Line = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of a bridge: what it adds to or takes from the base.

    `small` is its likely range in numbers, `low` and `high` the same range for the picture: of the
    amount, with its sign. `about` stands under the label, `lever` under whose it is (“Review capacity”).
    `head` stands above the row and opens a group (“Renewals”). `chance` marks what no cause explains.
    """

    label: Line
    value: Line
    amount: float
    who: Who = "nobody"
    small: Line = ()
    low: float | None = None
    high: float | None = None
    about: Line = ()
    lever: Line = ()
    head: Line = ()
    chance: bool = False


@dataclass(frozen=True, slots=True)
class Bridge:
    """From a base to an actual in causes that sum exactly to the gap; colour says who can move it.

    Rows at every width, columns on wide screens where there are few causes. Where the ends are long
    beside the causes they are cut, and a sentence says so.
    """

    title: Line
    sub: Line
    base: Total
    causes: tuple[Cause, ...]
    actual: Total
    unit: str = ""
    note: Line = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """What every row of a picture is compared with: a line through it, told in the key (“Target €4.20M”)."""

    label: Line
    amount: float


@dataclass(frozen=True, slots=True)
class Range:
    """A row of a landing: a middle, a likely range, and what happened where that is known.

    `kind`: `ours` is our forecast (a filled dot), `baseline` another way to guess (a ring), `claim` what was
    claimed last time; its `happened` is a filled dot, and `outcome` says in words whether that lies inside.
    """

    label: Line
    value: Line
    middle: float | None
    kind: Literal["ours", "baseline", "claim"] = "ours"
    low: float | None = None
    high: float | None = None
    small: Line = ()
    happened: float | None = None
    outcome: Line = ()
    about: Line = ()


@dataclass(frozen=True, slots=True)
class Ranges:
    """Where something will land: rows on one scale, each with its middle, its range and its words."""

    title: Line
    sub: Line
    rows: tuple[Range, ...]
    ticks: tuple[Tick, ...] = ()
    value_head: str = ""
    note: Line = ()


@dataclass(frozen=True, slots=True)
class Dots:
    """A distribution as dots, each as likely as any other; those that reach the tick are filled.

    `low` and `high` name the ends of the scale (the least and the largest dot), `said` is the sentence
    that the picture shows.
    """

    title: Line
    said: Line
    values: tuple[float, ...]
    low: Line
    high: Line
    tick: Tick | None = None
    note: Line = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a comparison; `tone` says whose it is, or slate (`nobody`) and ink (`manager`)."""

    head: str
    who: Who = "nobody"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a comparison: the printed value, and an amount where it has a bar."""

    value: Line
    amount: float | None
    small: Line = ()


@dataclass(frozen=True, slots=True)
class Contrast:
    """A row of a comparison: one cell a column."""

    label: Line
    cells: tuple[Cell, ...]
    about: Line = ()


@dataclass(frozen=True, slots=True)
class Compare:
    """Several measures of the same things beside each other (effort against money), all on one scale."""

    title: Line
    sub: Line
    columns: tuple[Column, ...]
    rows: tuple[Contrast, ...]
    row_head: str = ""
    note: Line = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """A row with a small line: its `values` in order of time, None where one is not known."""

    label: Line
    values: tuple[float | None, ...]
    first: Line
    last: Line
    small: Line = ()


@dataclass(frozen=True, slots=True)
class Trends:
    """Small lines, one a row, each on its own scale from nought; the first and last value are printed."""

    title: Line
    sub: Line
    rows: tuple[Trend, ...]
    first_head: str = ""
    last_head: str = ""
    note: Line = ()


Block = (
    Paragraph | Bullets | Waterfall | Bars | TableBlock | Insight | Asks | Notice
    | Bridge | Ranges | Dots | Compare | Trends
)  # fmt: skip
Picturable = Waterfall | Bars | Bridge | Ranges | Dots | Compare | Trends
"""The blocks that are pictures, and can stand alone in a file."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `new_page` asks paper for a new sheet.

    Sections of the `annex` bear out the brief and come after it: on paper they begin a sheet of their own.
    """

    title: Line
    blocks: tuple[Block, ...]
    new_page: bool = False
    aside: Line = ()
    annex: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What stands at the end of a file under a fact's number (`id="f4"`): all of it already in words.

    `rows` are terms and what they hold (Value, Likely, Counted, When, Source, Method), as in an ask.
    `more` says how many rows are
    not shown; `against` is the best argument against the fact.
    """

    fact: int
    title: Line
    rows: tuple[tuple[str, Line], ...] = ()
    table: TableBlock | None = None
    more: Line = ()
    against: Line = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One brief for one reader, with the cut of the ledger that this reader has.

    A renderer prints, in this order: kicker and period line, headline, sections, notes, footer, and
    then one evidence note a fact, from `evidence` and from nothing else. `title` names the file
    (`<title>`, the PDF's title) and is not printed beside that. `marks` lists facts in the order in which
    this brief counts them; empty: it shows the ledger's numbers.
    """

    reader: Reader
    side: Who
    title: str
    kicker: Line
    period_line: Line
    headline: tuple[Line, ...]
    sections: tuple[Section, ...]
    footer: Line
    ledger: Ledger
    language: str = "en"
    notes: tuple[Line, ...] = field(default=())
    evidence: tuple[Evidence, ...] = field(default=())
    marks: tuple[int, ...] = ()

    def mark(self, fact: int) -> int:
        """Return the number that readers of this brief see at a fact; ids and data keep the ledger's.

        The two sides see the ledger's own numbers, so that they can speak of the same figure. A person's
        facts stand far down in the ledger: their brief counts its own, in the order of `marks`.

        Raises:
            Refusal: `brief-number` when the brief counts its own facts and this is none of them.
        """
        if not self.marks:
            return fact
        if fact not in self.marks:
            raise Refusal("brief-number", f"Fact {fact} has no mark in “{self.title}”.")
        return self.marks.index(fact) + 1


def text_of(line: Line) -> str:
    """Return a line as plain text, without marks.

    >>> text_of(("We won ", Cite(1, "€790k"), " at ", Name("Deal 7", "deal"), "."))
    'We won €790k at Deal 7.'
    """
    return "".join(span if isinstance(span, str) else span.text for span in line)
