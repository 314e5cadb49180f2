"""An invented brief to render: every kind of block, long names, other scripts, hostile names."""

from dataclasses import replace
from datetime import date

from bothways.brief.document import (
    Ask,
    Asks,
    Bar,
    Bars,
    Bullets,
    Cite,
    Document,
    Evidence,
    Insight,
    Line,
    Name,
    Notice,
    Paragraph,
    Section,
    Step,
    TableBlock,
    Waterfall,
)
from bothways.brief.ledger import Fact, Ledger, Quote, Row
from bothways.brief.proof import FactUse, Proof
from bothways.terms import Calendar, Figure, Source, Unit

PERIOD = Calendar().period("2026Q3")
AS_OF = date(2026, 10, 2)
SOURCE = Source("9c41e7a2b0d45f11", "sum of amount of deals won in the period")
HOSTILE = '<script>alert("1")</script> #import "x" $( 1 | 2 $ \\'


def _fact(number: int, label: str, value: float, unit: Unit = Unit.CENTS, **more) -> Fact:
    interval = more.pop("interval", None)
    figure = Figure(
        name="bookings",
        value=value,
        unit=unit,
        period=PERIOD,
        as_of=AS_OF,
        source=SOURCE,
        method="bookings/1",
        n=more.pop("n", 41),
        interval=interval,
    )
    return Fact(
        number=number,
        key=f"example/{number}",
        kind="figure",
        label=label,
        readers=frozenset({"executives", "staff"}),
        figure=figure,
        rows=(Row("deals", "006Q0000001", "Norrvik Pharma, 12 analysers"),),
        rows_total=11,
        **more,
    )


def _quote(number: int, text: str, who: str, voice: str = "customer") -> Fact:
    quote = Quote(text, voice, Row("activities", f"00T{number}"), who, date(2026, 9, number % 28 + 1))
    return Fact(
        number=number,
        key=f"quote/{number}",
        kind="quote",
        label=f"What {who} said",
        readers=frozenset({"executives", "staff"}),
        quote=quote,
        rows_total=1,
    )


QUOTES = {
    20: ("Our budget closed on 30 September. Your security answers came on 9\u00a0October.", "Head of laboratory IT, Norrvik Pharma"),
    21: ("With Brandt it plugs into our LIMS. With you it is a project.", "Operations lead, Kestrel Diagnostics"),
    22: ("They liked the device, they do not like that nobody picks up the phone on Saturdays!!", "Ana Íñiguez"),
    23: ("By the time your trainer comes, my project lead will have moved on.", "Project owner, Vätterbygdens Livsmedelslaboratorium"),
    24: ("The second quote was higher than the first, and nobody could tell me why.", "Purchasing, Aalto Bioprocess"),
}  # fmt: skip

FIGURES = {
    1: ("Bookings against target", -79_000_000),
    2: ("Target", 420_000_000),
    3: ("Win rate by count", 0.23),
    4: ("Amount pushed out of the period", 156_000_000),
    5: ("Bookings", 341_000_000),
    6: ("Open pipeline at the start", 684_000_000),
    7: ("Pipeline created", 291_000_000),
    8: ("Pulled in", 22_000_000),
    9: ("Amounts up", 34_000_000),
    10: ("Amounts down", -41_000_000),
    11: ("Lost", -213_000_000),
    12: ("Open pipeline at the end", 280_000_000),
    13: ("Renewal rate by amount", 0.88),
    14: ("Days since touch", 23),
    15: ("Norrvik Pharma", 64_000_000),
    16: ("Kestrel Diagnostics", 45_000_000),
    17: ("One security reviewer", 6_200_000),
    18: ("Due day", 14),
    19: ("Reopened", 0),
}


def ledger() -> Ledger:
    """Return the facts of the example."""
    figures = [
        _fact(n, label, value, against="Three of them had no signed budget either." if n == 4 else "")
        for n, (label, value) in FIGURES.items()
    ]
    quotes = [_quote(n, text, who, "rep" if n == 22 else "customer") for n, (text, who) in QUOTES.items()]
    return Ledger((*figures, *quotes))


def c(fact: int, text: str, mark: bool = True) -> Cite:
    """Cite a fact."""
    return Cite(fact, text, mark)


def deal(text: str) -> Name:
    """Name a deal."""
    return Name(text, "deal")


def _step(label: Line, fact: int, text: str, amount: float, role: str, *, deals: str) -> Step:
    return Step(label, (c(fact, text, mark=False),), amount, role, (c(fact, deals, mark=False),))


WATERFALL = Waterfall(
    title=(c(4, "€1.56M"), " left the quarter without being lost"),
    sub=("Open pipeline, ", c(1, "1 July to 30 September", mark=False), ", in million euro. Hatched steps leave the pipeline."),
    unit=("€M",),
    steps=(
        _step(("Open, ", c(6, "1 July", mark=False)), 6, "6.84", 684, "stock", deals="118"),
        _step(("Created",), 7, "+2.91", 291, "inflow", deals="54"),
        _step(("Reopened",), 19, "0", 0, "inflow", deals="0"),
        _step(("Pulled in",), 8, "+0.22", 22, "inflow", deals="4"),
        _step(("Amounts up",), 9, "+0.34", 34, "inflow", deals="9"),
        _step(("Amounts down",), 10, "−0.41", -41, "outflow", deals="12"),
        _step(("Pushed out",), 4, "−1.56", -156, "outflow", deals="19"),
        _step(("Lost",), 11, "−2.13", -213, "outflow", deals="33"),
        _step(("Won",), 5, "−3.41", -341, "won", deals="41"),
        _step(("Open, ", c(12, "30 Sept", mark=False)), 12, "2.80", 280, "stock", deals="67"),
    ),
    note=("Each step is a sum of deals; together they are exact. Snapshot ", Name("9c41e7a2", "snapshot"), "."),
)  # fmt: skip

BARS = Bars(
    title=("North is near its target, West is far from it",),
    sub=("Bookings against target by team, third quarter, in thousand euro.",),
    value_head="Bookings",
    reference_name=("target",),
    rows=(
        Bar((Name("North", "team"),), (c(5, "€1,240k"),), 1240, small=(c(5, "95%", mark=False), " of target"), reference=1300),
        Bar((Name("South and Øresund", "team"),), (c(2, "€980k"),), 980, small=(c(2, "88%", mark=False), " of target"), reference=1110),
        Bar((Name("West", "team"),), (c(3, "€610k"),), 610, small=(c(3, "58%", mark=False), " of target"), reference=1050),
        Bar((Name("Key accounts with a long name of its own", "team"),), ("not known",), None, small=("no target",)),
    ),
    note=("A target that covers only a part of the quarter counts for that part.",),
)  # fmt: skip

CAUSES = Bars(
    title=("We win fewer of the quotes that we make",),
    sub=("Win rate by count of deals closed in the period.",),
    value_head="Win rate",
    reference_name=("last year",),
    rows=(
        Bar(("All",), (c(3, "23 of 100"),), 0.23, small=("between ", c(3, "17 and 31", mark=False)), low=0.17, high=0.31, reference=0.30, who="both"),
        Bar((Name("Hospitals", "segment"),), (c(13, "31 of 100"),), 0.31, small=("between ", c(13, "20 and 44", mark=False)), low=0.2, high=0.44, reference=0.28, who="executives"),
        Bar((Name("Food laboratories", "segment"),), (c(14, "4 of 19"),), 0.21, small=("between ", c(14, "11 and 36", mark=False)), low=0.11, high=0.36, reference=0.33, who="staff"),
        Bar((Name("Public tenders", "segment"),), (c(15, "1 of 9"),), 0.11, small=("too few to say",), who="nobody"),
    ),
)  # fmt: skip

RISK = TableBlock(
    heads=("Deal", "Why", "Pushed", "Closes", "Amount"),
    numeric=(False, False, True, True, True),
    rows=(
        ((deal("Norrvik Pharma, 12 analysers"),), ("pushed, and nobody met since August",), (c(15, "3 times", mark=False),), (c(15, "14 November", mark=False),), (c(15, "€148k"),)),
        ((deal("Universitetssykehuset Øst 2026"),), ("no contact in four weeks",), (c(16, "2 times", mark=False),), (c(16, "30 November", mark=False),), (c(16, "€96k"),)),
        ((deal("株式会社 日本分析センター"),), ("stage unchanged",), (c(14, "5 times", mark=False),), (c(14, "2 December", mark=False),), (c(14, "€84k"),)),
        ((deal("مختبرات الخليج 7"),), ("stage unchanged",), (c(13, "1 time", mark=False),), (c(13, "9 December", mark=False),), (c(13, "€71k"),)),
    ),
)  # fmt: skip


def evidence(notes: Ledger) -> tuple[Evidence, ...]:
    """Return a note for each fact."""
    made = []
    for fact in notes:
        n = fact.number
        if fact.quote:
            rows = (
                ("Said by", (Name(fact.quote.who, "person"),)),
                ("Whose words", (fact.quote.said_by,)),
                ("Source", ("Snapshot ", Name("9c41e7a2", "snapshot"))),
            )
            made.append(Evidence(fact=n, title=(fact.label,), rows=rows))
            continue
        rows = (
            ("Value", (c(n, "€640k", mark=False), ", of ", c(n, "€1.56M", mark=False), " pushed out")),
            ("Likely", ("between ", c(n, "€520k and €760k", mark=False), ", ", c(n, "80 times in 100", mark=False))),
            ("Counted", (c(n, "11 of 19 deals", mark=False),)),
            ("When", (c(n, "1 July to 30 September 2026", mark=False),)),
            ("Source", ("Snapshot of ", c(n, "2 October 2026", mark=False), ", ", Name("9c41e7a2", "snapshot"))),
            ("Method", (Name("moved-out/2", "method"), ": close date was in the period, and is after it now")),
        )  # fmt: skip
        table = TableBlock(
            heads=("Deal", "Days", "€k"),
            numeric=(False, True, True),
            rows=tuple(
                ((deal(name),), (c(n, days, mark=False),), (c(n, amount, mark=False),))
                for name, days, amount in (
                    ("Norrvik Pharma, 12 analysers", "41", "148"),
                    ("Universitetssykehuset Øst 2026", "37", "96"),
                    ("Kestrel Diagnostics", "29", "84"),
                )
            ),
        )
        made.append(
            Evidence(
                fact=n,
                title=(fact.label,),
                rows=rows,
                table=table,
                more=("and ", c(n, "8 more", mark=False), " in the ledger"),
                against=("Three of these had no signed budget either (", c(n, "€118k", mark=False), ").") if n % 2 == 0 else (),
            )
        )  # fmt: skip
    return tuple(made)


def insights() -> tuple[Insight, ...]:
    """Return what customers said."""
    heads = (
        ("Norrvik Pharma", "€640k", "moved out of the period", 20),
        ("Kestrel Diagnostics", "€450k", "lost", 21),
        ("Universitetssykehuset Øst", "€385k", "lost", 22),
        ("Vätterbygdens Livsmedelslaboratorium", "€310k", "at risk", 23),
        ("Aalto Bioprocess", "€270k", "discounted", 24),
    )
    return tuple(
        Insight((Name(name, "account"),), (quote,), (c(15 + i % 2, money),), (small,))
        for i, (name, money, small, quote) in enumerate(heads)
    )


def executive() -> Document:
    """Return a brief for the executives."""
    facts = ledger()
    return Document(
        reader="executives",
        side="executives",
        title="Brief for the executives, third quarter 2026",
        kicker=("Brief for the executives",),
        period_line=(c(1, "Third quarter 2026, to 30 September", mark=False),),
        headline=(
            ("We ended the quarter ", c(1, "€790k"), " short of a ", c(2, "€4.20M"), " target, with ", c(7, "€2.91M"), " of new pipeline."),
            ("More left by waiting than is missing: ", c(4, "€1.56M"), " was pushed out of the quarter, and we win ", c(3, "23 of 100"), " deals."),
            ("Three decisions are asked of you by ", c(18, "14 November"), "; one of them costs nothing."),
        ),
        sections=(
            Section(("What moved",), (WATERFALL, BARS)),
            Section((), (CAUSES,)),
            Section(
                ("What customers said",), insights(), new_page=True,
                aside=("From ", c(14, "214", mark=False), " notes, mails and cases"),
            ),
            Section(("At risk before year end",), (RISK, Paragraph(("Without history, nobody can say how often a deal was pushed before ", c(6, "1 July", mark=False), ".")))),
            Section(
                ("What limits the staff",),
                (Bullets((("Two seats are open since ", c(18, "June", mark=False), "; the target was set for all."), ("Security review takes ", c(14, "41 days"), " from offer to answer."))),),
            ),
            Section(
                ("What is asked of you",),
                (
                    Asks(
                        (
                            Ask(("One security reviewer, for two quarters",), (("Costs", (c(17, "€62k"),)), ("Brings", (c(17, "€180k to €310k", mark=False),)), ("Instead", ("a set of ready answers: half the effect, no cost",)))),
                            Ask(("Hold prices in open quotes",), (("Costs", (c(17, "€0 to €40k"), " margin")), ("Brings", (c(17, "€80k to €170k", mark=False),)))),
                            Ask(("Say whether the hiring stop still holds",), (("Costs", ("nothing to say",)), ("Since", (c(18, "1 June", mark=False),)))),
                        )
                    ),
                ),
            ),
        ),
        notes=(("Amounts are in euro, at the rates of the export.",),),
        footer=("The staff got the same facts in their own words. Ledger ", Name("b7f012aa", "snapshot"), "."),
        ledger=facts,
        evidence=evidence(facts),
    )  # fmt: skip


def person() -> Document:
    """Return a personal brief."""
    facts = ledger()
    return Document(
        reader="person:r7",
        side="staff",
        title="Your quarter, for a talk of two, third quarter 2026",
        kicker=("For ", Name("Ana Íñiguez", "person")),
        period_line=(c(1, "Third quarter 2026", mark=False),),
        headline=(
            ("You brought in ", c(5, "€341k"), " of a target of ", c(2, "€420k"), "."),
            ("Two of your deals, ", c(4, "€156k"), ", moved past the end of the quarter."),
        ),
        sections=(
            Section(("Your numbers beside the team’s",), (BARS,)),
            Section(("Your open deals",), (RISK,)),
            Section(
                ("What can’t be known yet",),
                (Notice(("How often your deals were pushed",), (("There is one export so far. Next Monday’s export will show it.",),)),),
            ),
            Section(("What to talk about",), (Bullets((("What would bring ", deal("Norrvik Pharma, 12 analysers"), " to a decision?"), ("Where do you need help from the other side?",))),)),
        ),
        footer=("Only you and your manager have this page.",),
        ledger=facts,
        evidence=evidence(facts),
    )  # fmt: skip


def little() -> Document:
    """Return a brief of almost nothing: no pictures, no asks."""
    facts = Ledger(ledger().facts[:1])
    return Document(
        reader="executives",
        side="executives",
        title="Brief for the executives",
        kicker=("Brief for the executives",),
        period_line=("",),
        headline=(("One deal closed: ", c(1, "€12k"), "."),),
        sections=(Section(("Nothing moved yet",), (Notice(("One export shows no movement",), ()),)),),
        footer=(),
        ledger=facts,
        evidence=evidence(facts),
    )


def hostile() -> Document:
    """Return a brief whose names try everything."""
    facts = ledger()
    quote = Quote(f"{HOSTILE}\nsecond line", "rep", Row("activities", "1"), HOSTILE, None)
    bad = Fact(
        number=1, key="bad", kind="quote", label=HOSTILE, readers=frozenset({"executives"}), quote=quote,
        given=HOSTILE, rows=(Row("deals", HOSTILE, HOSTILE),),
    )  # fmt: skip
    long = "Donaudampfschifffahrtsgesellschaftskapitänspatentprüfungskommissionsvorsitz" * 2
    names = [
        deal(HOSTILE),
        deal(long),
        deal("مختبرات الخليج 7"),
        deal("株式会社"),
        deal("a\nb\tc\u202e\x07"),
        deal("—‘’“”€"),
    ]
    return Document(
        reader="executives",
        side="executives",
        title=HOSTILE,
        kicker=(HOSTILE,),
        period_line=(c(2, HOSTILE),),
        headline=tuple(("Deal ", name, " ", c(2, "€1")) for name in names),
        sections=(
            Section((names[0],), (Waterfall((names[0],), (HOSTILE,), (Step((names[0],), (c(2, "1"),), 5, "stock"), Step((names[1],), (c(2, "2"),), -8, "outflow")), unit=(HOSTILE,)),)),
            Section((), (Bars((names[1],), (), tuple(Bar((name,), (c(2, "−1"),), -1.0 * i, low=-2.0, high=3.0) for i, name in enumerate(names)), value_head=HOSTILE),)),
            Section((HOSTILE,), (TableBlock((HOSTILE, "Why", "Pushed", "Closes", "Amount"), tuple(((name,), (HOSTILE,), (c(2, "1|2"),), (name,), (name,)) for name in names), (False, False, True, True, True), (HOSTILE,)), Insight((names[1],), (1,), (c(2, HOSTILE),), (HOSTILE,)), Asks((Ask((names[1],), ((HOSTILE, (names[0],)),)),)), Notice((names[0],), ((names[1],),)))),
        ),
        footer=(names[0],),
        notes=((HOSTILE,),),
        ledger=Ledger((bad, *facts.facts[1:])),
        evidence=(Evidence(fact=1, title=(names[0],), rows=((HOSTILE, (names[1],)),), against=(HOSTILE,)), Evidence(fact=2, title=(names[1],))),
    )  # fmt: skip


def proof() -> Proof:
    """Return the pair's proof of the example."""
    facts = ledger()
    readers = {17: frozenset({"executives"}), 14: frozenset({"staff"}), 9: frozenset({"person:r7"})}

    def use(number: int, value: str, small: str, **more) -> FactUse:
        return FactUse(
            number=number,
            kind="figure",
            label=FIGURES[number][0],
            value=(c(number, value),),
            small=(small,),
            **more,
        )

    both = (
        use(1, "−€790k", "third quarter", executives=(("We ended the quarter ", c(1, "€790k"), " short."),), staff=(("We ended the quarter ", c(1, "€790k"), " below a target of ", c(2, "€4.20M"), "."),)),
        use(4, "€1.56M", "of open pipeline", executives=((c(4, "€1.56M"), " was pushed out of the quarter."), ("More: ", c(4, "€1.56M"))), staff=(("Deals of ", c(4, "€1.56M"), " moved out."),)),
    )  # fmt: skip
    return Proof(
        title="One ledger, two wordings",
        period_line=(c(1, "Third quarter 2026"),),
        both=both,
        executives_only=(use(17, "€62k", "asked", executives=(("It costs ", c(17, "€62k"), "."),), why="It is an ask to the executives."),),
        staff_only=(use(14, "23 days", "median", staff=(("You met customers every ", c(14, "23 days"), "."),), why="It says how staff work, and moves no decision."),),
        people_only=(use(9, "€340k", "own deals", people=("Ana Íñiguez", HOSTILE), why="It points to one person."),),
        ledger=Ledger(tuple(replace(fact, readers=readers.get(fact.number, fact.readers)) for fact in facts)),
    )  # fmt: skip
