"""Results of the whole beside target, own past and chance; what changed, and what went with wins."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.compose.tables import table_of
from bothways.brief.document import Block, Bullets, Line, Name, Paragraph, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.found import Found
from bothways.brief.facts.labels import LABELS
from bothways.insight import Results
from bothways.insight.results import Standing
from bothways.terms import Figure, Said, Sentence

_SHOWN = (
    "bookings", "attainment", "coverage", "win_rate_count", "deal_size_median", "cycle_days", "pipeline_created",
    "open_amount", "discount_share", "contacts_per_account", "days_since_touch", "activities", "meetings", "calls",
)  # fmt: skip
_CHANGES, _HABITS = 3, 3
_LEVELS = (("segment", "Segment"), ("region", "Region"), ("product", "Product"))
_MOST = 12


def standing(base: Base, book: Book, reader: str) -> Section | None:
    """Return where the whole stands, beside the own past, with what chance alone would do; None without any."""
    whole = base.insight.results
    results = whole.for_reader(reader) if whole is not None else None
    if results is None:
        return None
    told = Found(base, book, results)
    held = {one.measure: one for one in results.standings if one.by == "all"}
    rows = tuple(row for name in _SHOWN if name in held and (row := _row(told, held[name])))
    blocks: list[Block] = []
    if rows:
        heads = ("Measure", "Now", "Likely", "Before", "A year earlier")
        blocks.append(table_of(heads, rows, (False, True, True, True, True)))
    blocks += [Paragraph(line) for line in told.lines(changes_of(results))]
    habits = told.lines(habits_of(results))
    if habits:
        blocks.append(Bullets(habits))
    return Section(title=("Results beside our own past",), blocks=tuple(blocks)) if blocks else None


def stages(base: Base, book: Book, reader: str) -> Section | None:
    """Return how many deals went on from each stage, in the order of the pipeline; None where not known."""
    whole = base.insight.results
    if whole is None:
        return None
    results = whole.for_reader(reader)
    told = Found(base, book, results)
    held = [one for one in results.standings if one.measure == "stage_conversion" and one.by == "stage"]
    held.sort(key=lambda one: (base.stage_places.get(one.key, len(base.stage_places)), one.key))
    rows = tuple(
        row for one in held if (row := _row(told, one, label=(Name(one.label or one.key, "stage"),)))
    )
    if not rows:
        return None
    heads = ("From the stage", "Went on", "Likely", "Before", "A year earlier")
    block = table_of(heads, rows, (False, True, True, True, True))
    return Section(title=("How far deals come, stage by stage",), blocks=(block,))


def mix(base: Base, book: Book, reader: str) -> Section | None:
    """Return what the money won was made of, beside the period before: each table adds up to all."""
    whole = base.insight.results
    if whole is None:
        return None
    results = whole.for_reader(reader)
    told = Found(base, book, results)
    held = {(figure.name, figure.by, figure.key): figure for figure in results.mix}
    blocks: list[Block] = []
    for by, head in _LEVELS:
        now = [figure for figure in results.mix if figure.name == "result_mix" and figure.by == by]
        now.sort(key=lambda figure: -float(figure.value or 0))
        rows = tuple(
            (
                (Name(figure.label or figure.key, "segment"),) if figure.key else ("Not given",),
                (told.value(figure), ", ", book.n(told.enter(figure), "deal")),
                _value(told, held.get(("result_mix_before", by, figure.key))),
            )
            for figure in now[:_MOST]
            if told.has(figure)
        )
        if len(rows) > 1:
            blocks.append(table_of((head, "Share of the money won", "Before"), rows, (False, True, True)))
    return Section(title=("What the money won was made of",), blocks=tuple(blocks)) if blocks else None


def changes_of(results: Results) -> tuple[Sentence, ...]:
    """Return the sentences of what changed since the last brief."""
    if results.changes is None:
        return ()
    steps = {one.step for one in results.changes.moved if one.step is not None}
    found = [
        sentence
        for sentence in results.sentences
        if any(isinstance(part, Said) and part.figure in steps for part in sentence)
    ]
    return tuple(found[:_CHANGES])


def habits_of(results: Results) -> tuple[Sentence, ...]:
    """Return the sentences of what went with wins: said as association, where it is more than chance."""
    return tuple(one.sentence for one in results.habits.habits if one.is_told)[:_HABITS]


def habits(base: Base, book: Book, reader: str) -> Section | None:
    """Return what went with wins beside what speaks against it; None where nothing is more than chance."""
    whole = base.insight.results
    results = whole.for_reader(reader) if whole is not None else None
    if results is None:
        return None
    told = Found(base, book, results)
    shown = [one for one in results.habits.habits if one.is_told][:_HABITS]
    lines = told.lines(one.sentence for one in shown)
    if not lines:
        return None
    against = told.lines(one.against for one in shown[:1] if one.against)
    blocks: list[Block] = [Bullets(lines), *(Paragraph(line) for line in against)]
    return Section(title=("What went with wins",), blocks=tuple(blocks))


def changed(base: Base, book: Book, reader: str) -> Section | None:
    """Return what changed since the last brief; None where there was none, or nothing moved."""
    whole = base.insight.results
    results = whole.for_reader(reader) if whole is not None else None
    lines = Found(base, book, results).lines(changes_of(results)) if results is not None else ()
    return Section(title=("What changed since the last brief",), blocks=(Bullets(lines),)) if lines else None


def _row(told: Found, one: Standing, *, label: Line = ()) -> tuple[Line, ...]:
    if not told.has(one.now):
        return ()
    return (
        label or (LABELS.get(one.measure, one.measure.replace("_", " ").capitalize()),),
        _with_n(told, one.now),
        told.between(one.now),
        _value(told, one.before),
        _value(told, one.year_ago),
    )


def _with_n(told: Found, figure: Figure) -> Line:
    """Say a value; a rate never without how many it rests on."""
    if not words.is_rate(figure.name) or figure.n is None or words.cases(figure):
        return (told.value(figure),)
    count = told.book.cite(told.enter(figure), words.count(figure.n), mark=False)
    return (told.value(figure), ", n ", count)


def _value(told: Found, figure: Figure | None) -> Line:
    return _with_n(told, figure) if figure is not None and told.has(figure) else ()
