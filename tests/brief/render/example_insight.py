"""An invented brief with every block of the room that looks for reasons; each number is borne by its fact."""

from dataclasses import dataclass, field, replace
from datetime import date

from bothways.brief import words
from bothways.brief.document import (
    Bar,
    Bars,
    Bridge,
    Cause,
    Cell,
    Cite,
    Column,
    Compare,
    Contrast,
    Document,
    Dots,
    Evidence,
    Insight,
    Line,
    Name,
    Range,
    Ranges,
    Section,
    Step,
    Tick,
    Total,
    Trend,
    Trends,
    Waterfall,
)
from bothways.brief.ledger import Fact, Ledger, Quote, Row, masked_text
from bothways.terms import Calendar, Figure, Interval, Source, Unit

PERIOD = Calendar().period("2026Q3")
NEXT = Calendar().period("2026Q4")
DAY = date(2026, 9, 30)
READERS = frozenset({"executives", "staff"})
EUR = "EUR"


@dataclass
class Desk:
    """Enters a fact and returns how it is cited."""

    facts: list[Fact] = field(default_factory=list)

    def enter(
        self, name: str, value: float, unit: Unit = Unit.CENTS, *, n=None, low=None, high=None, period=PERIOD
    ) -> Fact:
        interval = Interval(low, high, 0.8, "bootstrap") if low is not None else None
        figure = Figure(
            name=name, value=value, unit=unit, period=period, as_of=DAY, n=n, interval=interval,
            source=Source("9c41e7a2b0d45f11", "invented"), method="example/1",
        )  # fmt: skip
        number = len(self.facts) + 1
        fact = Fact(
            number=number, key=f"example/{number}", kind="figure", label=name, readers=READERS, figure=figure
        )
        self.facts.append(fact)
        return fact

    def quote(self, segments: tuple[str, ...], who: str, voice: str = "customer") -> int:
        number = len(self.facts) + 1
        masked = segments if len(segments) > 1 else ()
        quote = Quote(
            masked_text(segments),
            voice,
            Row("activities", f"a{number}"),
            who,
            date(2026, 9, 8 + number % 20),
            masked,
        )
        self.facts.append(
            Fact(
                number=number,
                key=f"quote/{number}",
                kind="quote",
                label="What was said",
                readers=READERS,
                quote=quote,
            )
        )
        return number


def value(fact: Fact, *, signed: bool = False, mark: bool = True) -> Cite:
    return Cite(fact.number, words.value(fact.figure, EUR, signed=signed), mark)


def count(fact: Fact, noun: str = "deal") -> Cite:
    return Cite(fact.number, words.count(fact.figure.n, noun), mark=False)


def likely(fact: Fact) -> Line:
    interval = fact.figure.interval
    low, high = (
        Cite(fact.number, words.amount(end, fact.figure, EUR), mark=False)
        for end in (interval.low, interval.high)
    )
    return (low, " to ", high)


def _cause(
    desk: Desk, label: str, euro: int, spread: int, who: str, about: str = "", lever: str = "", **more
) -> Cause:
    cents = euro * 100_000
    fact = desk.enter(
        f"shortfall_{label}", cents, low=cents - spread * 100_000, high=cents + spread * 100_000, n=19
    )
    return Cause(
        label=(label,), value=(value(fact, signed=True),), amount=cents, who=who, small=likely(fact),
        low=cents - spread * 100_000, high=cents + spread * 100_000,
        about=(count(fact), f", {about}") if about else (), lever=(lever,) if lever else (), **more,
    )  # fmt: skip


def bridge(desk: Desk, *, renewals: bool = True) -> Bridge:
    """Return a bridge from target to actual: in rows, or without renewals in columns."""
    target = desk.enter("target", 420_000_000)
    rows = [
        _cause(
            desk,
            "More opportunities",
            210,
            70,
            "executives",
            "created in time",
            "Marketing spend",
            head=("New business",) if renewals else (),
        ),
        _cause(desk, "Other mix of segments", -60, 45, "both", "", "Where time goes"),
        _cause(
            desk, "Decided later", -290, 80, "executives", "past the end of the quarter", "Security review"
        ),
        _cause(desk, "Lower win rate", -380, 130, "both", "decided", "Speed, qualification"),
        _cause(desk, "Smaller deals", -150, 65, "staff", "with a discount", "Discount practice"),
    ]
    if renewals:
        rows += [
            _cause(desk, "Fewer up for renewal", -40, 10, "nobody", head=("Renewals",)),
            _cause(desk, "Fewer kept", -50, 60, "staff", "up for renewal", "Use from the start"),
        ]
    chance = -790_00_000 - sum(int(row.amount) for row in rows)
    fact = desk.enter("shortfall_chance_amount", chance)
    rows.append(
        Cause(
            ("Chance",), (value(fact, signed=True),), chance, about=("a few deals either way",), chance=True
        )
    )
    actual = desk.enter("bookings", 341_000_000)
    return Bridge(
        title=("Lower win rate and late decisions explain most of the gap",),
        sub=("From target to actual revenue, ", Cite(target.number, "third quarter 2026", mark=False), ". Colour shows who can move it."),
        base=Total(("Target",), (value(target),), 420_000_000),
        causes=tuple(rows),
        actual=Total(("Actual",), (value(actual),), 341_000_000),
        unit="Effect",
        note=("The causes add up exactly; their order does not change them. Method ", Name("example/1", "method"), "."),
    )  # fmt: skip


def landing(desk: Desk) -> tuple[Ranges, Dots]:
    """Return where the next quarter will land, and its distribution."""
    target = desk.enter("target", 400_000_000, period=NEXT)
    ours = desk.enter("landing_total", 352_000_000, low=310_000_000, high=405_000_000, n=67, period=NEXT)
    staged = desk.enter("landing_stage_weighted", 428_000_000, n=67, period=NEXT)
    last = desk.enter("landing_last_year", 331_000_000, period=NEXT)
    reps = desk.enter("landing_reps", 463_000_000, n=12, period=NEXT)
    claim = desk.enter("landing_claim", 390_000_000, low=360_000_000, high=430_000_000)
    other = desk.enter("landing_claim_short", 330_000_000, low=310_000_000, high=338_500_000)
    closed = desk.enter("bookings", 341_000_000)
    reach = desk.enter("landing_target_chance", 0.13, Unit.SHARE, n=2000)
    values = [
        2.95,
        3.08,
        3.16,
        3.22,
        3.28,
        3.33,
        3.38,
        3.42,
        3.46,
        3.50,
        3.54,
        3.59,
        3.63,
        3.68,
        3.74,
        3.80,
        3.88,
        3.97,
        4.08,
        4.31,
    ]

    def row(label, fact, kind, **more):
        held = fact.figure
        low, high = (held.interval.low, held.interval.high) if held.interval else (None, None)
        return Range(
            (label,),
            (value(fact),),
            held.value,
            kind,
            low,
            high,
            likely(fact) if held.interval else (),
            **more,
        )

    ranges = Ranges(
        title=("The next quarter is likely to land below its target",),
        sub=("What closes by ", Cite(ours.number, "31 December 2026", mark=False), ", from ", count(ours), " and what is still to come"),
        rows=(
            row("Our forecast", ours, "ours", about=("from how deals have moved",)),
            row("Weighted by stage", staged, "baseline"),
            row("Conversion of a year ago", last, "baseline"),
            row("What the reps say", reps, "baseline", about=(Cite(reps.number, "12", mark=False), " people")),
            row("Claimed for this quarter", claim, "claim", happened=341_000_000, outcome=(value(closed), " happened: outside")),
            row("Claimed at the last brief", other, "claim", happened=341_000_000, outcome=(value(closed, mark=False), " happened: outside, by little")),
        ),
        ticks=(Tick(("Target ", value(target)), 400_000_000), Tick(("This quarter ", value(closed, mark=False)), 341_000_000)),
        value_head="Middle",
        note=("How often such ranges held is told in the evidence.",),
    )  # fmt: skip
    dots = Dots(
        title=("The target is reached ", value(reach)),
        said=("Where the next quarter may land, if deals go on as they did.",),
        values=tuple(v * 100_000_000 for v in values),
        low=("less: ", Cite(ours.number, "€3.10M", mark=False)),
        high=("more: ", Cite(ours.number, "€4.05M", mark=False)),
        tick=Tick(("Target ", value(target, mark=False)), 400_000_000),
    )
    return ranges, dots


def effort(desk: Desk) -> Compare:
    """Return effort against money."""

    def share(name: str, part: float, n: int) -> Cell:
        fact = desk.enter(name, part, Unit.SHARE, n=n)
        return Cell((value(fact),), part, ())

    segments = (
        ("Hospitals, public", 0.46, 0.31, 0.22),
        ("Private laboratories", 0.21, 0.27, 0.41),
        ("Food and water", 0.18, 0.29, 0.30),
        ("Universities", 0.15, 0.13, 0.07),
    )
    return Compare(
        title=("Nearly all of the extra time goes where few wins come from",),
        sub=("Share of the staff’s time, of the open money and of what was won, by segment",),
        columns=(Column("Time", "staff"), Column("Open money"), Column("Won", "manager")),
        rows=tuple(
            Contrast((Name(name, "segment"),), (share(f"effort_time_{name}", time, 400), share(f"effort_open_{name}", open_, 67), share(f"effort_won_{name}", won, 41)))
            for name, time, open_, won in segments
        ),
        row_head="Segment",
        note=("Time is what the calendar and the mails show; it is not all of it.",),
    )  # fmt: skip


def scenarios(desk: Desk) -> tuple[Insight, ...]:
    """Return what customers say, as scenarios."""
    money = desk.enter("theme_open_amount", 64_000_000, n=11)
    rate = desk.enter("theme_win_rate_difference", -0.17, Unit.SHARE, n=48, low=-0.29, high=-0.04)
    first = desk.quote(
        ("Our budget closed on 30 September. ", " sent your security answers on 9 October."),
        "Head of laboratory IT",
    )
    second = desk.quote(("Security was never the question for us, the price was.",), "Purchasing")
    told = desk.quote(
        ("They like the device, but their project lead worries about training.",), "Project owner", "rep"
    )
    other = desk.enter("theme_open_amount", 31_000_000, n=6)
    return (
        Insight(
            title=("Their budgets close before our security review ends",),
            quotes=(first,),
            money=(value(money),),
            small=(count(money), ", open"),
            captions=((Cite(first, "customer's own words"), ", ", Name("Head of laboratory IT", "person")), (Cite(second, "customer's own words"), ", ", Name("Purchasing", "person"))),
            lines=(
                ("A laboratory has money until the end of its quarter.",),
                ("Our answers on security take longer than that.",),
                ("Answers that lie ready would let them sign in time.",),
            ),
            against=(second,),
            foot=(
                "Associated with a win rate lower by ", Cite(rate.number, "17%", mark=True), " (", Cite(rate.number, "−29%", mark=False), " to ", Cite(rate.number, "−4%", mark=False), ", ", count(rate),
                "), not caused: larger deals have longer reviews, too.",
            ),
        ),
        Insight(
            title=("They wait for training",),
            quotes=(told,),
            money=(value(other),),
            small=(count(other), ", open"),
            captions=((Cite(told, "rep's account"), ", ", Name("Project owner", "person")),),
            lines=(("The trainer comes when the project is over.",),),
            foot=("Emerging: too few to say more.",),
        ),
    )  # fmt: skip


def trends(desk: Desk) -> Trends:
    """Return two small lines."""
    rows = []
    for name, label, values in (
        ("integration", "Integration", (0.04, 0.05, None, 0.08, 0.11, 0.16)),
        ("price", "Price", (0.21, 0.2, 0.19, 0.22, 0.18, 0.19)),
    ):
        first, last = (
            desk.enter(f"theme_share_{name}", part, Unit.SHARE, n=200) for part in (values[0], values[-1])
        )
        rows.append(
            Trend(
                (label,),
                values,
                (value(first),),
                (value(last),),
                ("of ", Cite(last.number, "200", mark=False), " texts"),
            )
        )
    return Trends(
        ("Talk of integration rises",),
        ("Share of texts a month",),
        tuple(rows),
        "At the start",
        "Now",
        ("Each line has its own scale, from nought.",),
    )


def older(desk: Desk) -> tuple[Waterfall, Bars]:
    """Return a waterfall and bars, for pictures that stand alone."""
    start, out, end = (
        desk.enter(name, cents)
        for name, cents in (("open", 684_000_000), ("pushed", -156_000_000), ("open_end", 528_000_000))
    )
    steps = (
        Step(("Open, before",), (value(start, mark=False),), 684_000_000, "stock"),
        Step(("Pushed out",), (value(out, mark=False),), -156_000_000, "outflow"),
        Step(("Open, after",), (value(end, mark=False),), 528_000_000, "stock"),
    )
    rate = desk.enter("renewal_rate", 0.88, Unit.SHARE, n=40, low=0.8, high=0.94)
    bars = Bars(
        ("Customers stay",), ("Renewals",),
        (Bar(("Renewal rate",), (value(rate),), 0.88, likely(rate), 0.8, 0.94, 0.9, "both"), Bar(("Not known",), ("not known",), None)),
        "This quarter", reference_name=("last quarter",),
    )  # fmt: skip
    return Waterfall(("What left",), ("Open pipeline",), steps, unit=("Amount",)), bars


def document(*, renewals: bool = True) -> Document:
    """Return a brief with every new block."""
    desk = Desk()
    gap = desk.enter("gap", -79_000_000)
    first, (ranges, dots), compare = bridge(desk, renewals=renewals), landing(desk), effort(desk)
    said, lines = scenarios(desk), trends(desk)
    names = {span.text for row in compare.rows for span in row.label}
    # A segment is a name that the ledger holds: a figure is of it.
    for place, name in enumerate(sorted(names)):
        desk.facts[place] = _labelled(desk.facts[place], name)
    facts = Ledger(
        tuple(fact if fact.readers == frozenset({"executives"}) else _read_by(fact) for fact in desk.facts)
    )
    return Document(
        reader="executives",
        side="executives",
        title="Why, where to, and what they say",
        kicker=("Brief for the executives",),
        period_line=(Cite(gap.number, "Third quarter 2026", mark=False),),
        headline=(("We ended the quarter ", Cite(gap.number, "€790k short"), ", mostly by deals that were decided late."),),
        sections=(
            Section(("Why",), (first,)),
            Section(("Where it will land",), (ranges, dots)),
            Section(("Effort against money",), (compare,)),
            Section(("What customers say",), (*said, lines)),
        ),
        footer=("The staff got the same facts in their own words.",),
        ledger=facts,
        evidence=tuple(Evidence(fact=fact.number, title=(fact.label.replace("_", " "),)) for fact in facts),
    )  # fmt: skip


def _labelled(fact: Fact, label: str) -> Fact:
    return replace(fact, figure=replace(fact.figure, label=label))


def _read_by(fact: Fact) -> Fact:
    return replace(fact, readers=frozenset({"executives"}))


def pictures() -> dict[str, object]:
    """Return every block that can stand alone, with its facts in one ledger."""
    desk = Desk()
    ranges, dots = landing(desk)
    waterfall, bars = older(desk)
    found = {
        "bridge": bridge(desk), "columns": bridge(desk, renewals=False), "ranges": ranges, "dots": dots,
        "compare": effort(desk), "trends": trends(desk), "waterfall": waterfall, "bars": bars,
    }  # fmt: skip
    _ALONE[:] = [_read_by(fact) for fact in desk.facts]
    segments = sorted({span.text for row in found["compare"].rows for span in row.label})
    for place, name in enumerate(segments):
        _ALONE[place] = _labelled(_ALONE[place], name)
    return found


_ALONE: list[Fact] = []


def one(block) -> Document:
    """Return a page with one section, as a command writes it."""
    facts = Ledger(tuple(_ALONE))
    return Document(
        reader="executives",
        side="nobody",
        title="A picture",
        kicker=("Shortfall",),
        period_line=(),
        headline=(),
        sections=(Section((), (block,)),),
        footer=(),
        ledger=facts,
    )


def only(document: Document):
    """Return the block of a page that has one."""
    return document.sections[0].blocks[0]


HOSTILE = '<script>alert("1")</script> #import "x" $( 1 | 2 $ \\'
LONG = "Donaudampfschifffahrtsgesellschaftskapitänspatentprüfungskommissionsvorsitz" * 2


def hostile() -> Document:
    """Return a brief of the new blocks whose names try everything; it is rendered, not checked."""
    names = (HOSTILE, LONG, "مختبرات الخليج", "株式会社ニュートン", "a\nb\tc\u202e\x07", "—‘’“”€")
    lines = tuple((Name(text, "deal"),) for text in names)
    fact = Cite(1, "−€1,234,567,890.12")
    causes = tuple(
        Cause(line, (fact,), -5.0, who, (fact, " to ", fact), -9.0, 2.0, line, line, line)
        for line, who in zip(
            lines, ("staff", "executives", "both", "nobody", "manager", "staff"), strict=True
        )
    )
    quote = Quote(
        masked_text((HOSTILE, LONG)), "customer", Row("activities", "a"), HOSTILE, None, (HOSTILE, LONG)
    )
    figure = Desk().enter("gap", -1)
    said = Fact(number=2, key="q", kind="quote", label="q", readers=READERS, quote=quote)
    blocks = (
        Bridge(lines[0], lines[1], Total(lines[0], (fact,), 40.0, lines[1]), causes, Total(lines[1], (fact,), 10.0), HOSTILE, lines[0]),
        Ranges(lines[0], lines[1], tuple(Range(line, (fact,), 5.0, kind, 1.0, 9.0, (fact,), 3.0, line, line) for line, kind in zip(lines, ("ours", "baseline", "claim") * 2, strict=True)), (Tick(lines[0], 4.0), Tick(lines[1], 6.0)), HOSTILE, lines[0]),
        Dots(lines[0], lines[1], (1.0, 2.0, 2.0, 3.0), lines[0], lines[1], Tick(lines[1], 2.0), lines[0]),
        Compare(lines[0], lines[1], tuple(Column(text) for text in names[:3]), tuple(Contrast(line, (Cell((fact,), 1.0, line), Cell(line, 0.5), Cell((), None)), line) for line in lines), HOSTILE, lines[0]),
        Trends(lines[0], lines[1], tuple(Trend(line, (1.0, None, 2.0, 3.0), (fact,), (fact,), line) for line in lines), HOSTILE, LONG, lines[0]),
        Insight(lines[0], (2,), (fact,), lines[1], lines=lines, against=(2,), foot=lines[0]),
    )  # fmt: skip
    return Document(
        reader="executives", side="executives", title=HOSTILE, kicker=lines[0], period_line=lines[1], headline=(lines[1],),
        sections=tuple(Section(line, (block,)) for line, block in zip(lines, blocks, strict=True)), footer=lines[0],
        ledger=Ledger((figure, said)),
    )  # fmt: skip
