"""A raw table of text becomes a staged table of typed fields; what can't be read is refused with its reason.

Plain ISO dates and plain numbers are cast by the engine; of all others each distinct text is read once in
Python and joined back. No Python loop goes over rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench, some
from bothways.evidence.canonical.parsing import DateReader, NumberReader
from bothways.evidence.canonical.salesforce import full_text, short_columns
from bothways.evidence.mapping import KINDS, TableGuess
from bothways.evidence.mapping.vocabulary import Field
from bothways.evidence.mapping.words import label_currency
from bothways.evidence.reading import RawTable

_NOTHING = (
    "-",
    "–",
    "—",
    "n/a",
    "na",
    "null",
    "none",
    "nan",
    "#n/a",
    "nil",
    "k.a.",
    "tbd",
    "0000-00-00",
    "0000-00-00 00:00:00",
)
_TRUE = (
    "true",
    "1",
    "yes",
    "y",
    "t",
    "wahr",
    "ja",
    "vrai",
    "oui",
    "verdadero",
    "si",
    "sí",
    "x",
    "won",
    "done",
    "1.0",
)
_FALSE = ("false", "0", "no", "n", "f", "falsch", "nein", "faux", "non", "falso", "undone", "0.0")
TYPES = {
    "text": "VARCHAR",
    "money": "BIGINT",
    "number": "DOUBLE",
    "whole": "BIGINT",
    "day": "INTEGER",
    "moment": "INTEGER",
    "flag": "BOOLEAN",
    "share": "DOUBLE",
}
_MAX = 9 * 10**15  # whole units; cents of it still fit a BIGINT


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged table: its source (by number), what it is, the name of its table in the engine."""

    number: int
    raw: RawTable
    guess: TableGuess
    name: str

    @property
    def kind(self) -> str:
        """What it is."""
        return self.guess.kind


def columns_of(field: Field) -> tuple[tuple[str, str], ...]:
    """Return the staged columns of a field, with their types."""
    own = (field.name, TYPES[field.type])
    if field.type == "moment":
        return (own, (f"{field.name}_second", "BIGINT"))
    if field.type == "money":
        return (own, (f"{field.name}_in", "VARCHAR"))
    return (own,)


def stage(bench: Bench, number: int, raw: RawTable, guess: TableGuess) -> Staged:
    """Convert one raw table; refuse the rows whose essential values can't be read."""
    kind = KINDS[guess.kind]
    index = {label: f"c{i}" for i, label in enumerate(raw.columns)}
    fields = [(kind.field(g.field), g.column) for g in guess.guesses]
    work = {"_f": e.val(number, "INTEGER"), "_row": e.col("_row"), "_line": e.col("_line")}
    ids = [index[c] for f, c in fields if f.type == "text" and (f.name == "id" or f.name.endswith("_id"))]
    short = short_columns(bench.con, raw, ids)
    for f, column in fields:
        text = _text(e.col(index[column]))
        work[f"t_{f.name}"] = full_text(text) if index[column] in short else text
    base = e.pick(e.read(bench.con, raw.parquet), work)
    one = _Converter(bench, base, raw.file, guess)
    if raw.rows_kept:
        one.look(fields)
    outputs: dict[str, e.Expr] = {name: e.col(name) for name in ("_f", "_row", "_line")}
    for field, column in fields:
        outputs |= one.convert(field, column)
    essential = [(f, c) for f, c in fields if f.name in one.doubtful and f.essential]
    lost = [(f, c) for f, c in fields if f.name in one.doubtful and not f.essential]
    unread = {
        f.name: e.col(f"t_{f.name}").isnotnull() & outputs[f.name].isnull() & ~_is_nothing(f)
        for f, _ in (*essential, *lost)
    }
    if essential:
        outputs["_bad"] = e.when([(unread[f.name], _why(f, c)) for f, c in essential], e.val(None, "VARCHAR"))
    outputs |= {f"_lost_{f.name}": unread[f.name] for f, _ in lost}
    joined = base
    for key, lookup, take in one.lookups:
        joined = e.lookup(joined, lookup, on={key: "text"}, take=take)
    converted = e.pick(joined, outputs)
    if not one.doubtful:
        # Nothing had to be looked up and nothing can be refused: casts in passing cost less than a copy.
        e.view(bench.con, converted, f"_staged{number}")
    else:
        _check(bench, e.keep(bench.con, converted, f"_staged{number}"), number, raw.file, essential, lost)
    return Staged(
        number, raw, replace(guess, readings={**guess.readings, **one.readings}), f"_staged{number}"
    )


def _check(
    bench: Bench,
    staged: e.Relation,
    number: int,
    file: str,
    essential: Sequence[tuple[Field, str]],
    lost: Sequence[tuple[Field, str]],
) -> None:
    """Refuse the rows that can't be read, and say how many values were lost beside."""
    checks = {"_bad": e.counted(e.col("_bad").isnotnull())} if essential else {}
    checks |= {f.name: e.counted(e.col(f"_lost_{f.name}")) for f, _ in lost}
    if not checks:
        return
    found = dict(zip(checks, e.one(e.group(staged, [], checks)), strict=True))
    _say_lost(bench, file, [(c, int(found[f.name])) for f, c in lost])
    if found.get("_bad"):
        e.keep(bench.con, _refuse_bad(bench, staged), f"_staged{number}")


def _text(column: e.Expr) -> e.Expr:
    return e.trimmed(column)


def _is_nothing(field: Field) -> e.Expr:
    return e.call("lower", e.col(f"t_{field.name}")).isin(*map(e.val, _NOTHING))


def _fast(field: Field, text: e.Expr) -> e.Expr:
    """Return what the engine itself can read, NULL for all else."""
    if field.type in ("day", "moment"):
        # The fifth sign must be a dash: the engine would read 20-10-16 as a day of the year 20.
        iso = e.like(text, "____-%")
        return e.when([(iso, e.try_cast(text, "TIMESTAMP"))], e.val(None, "TIMESTAMP"))
    # 128 bits would hold more and cost a hundred times as long; what does not fit is read in Python.
    return e.try_cast(text, "DECIMAL(18,6)")


class _Converter:
    """Converts the fields of one table: what the engine reads by casts, all else by lookups of distinct texts."""

    def __init__(self, bench: Bench, base: e.Relation, file: str, guess: TableGuess) -> None:
        self.bench, self.base = bench, base
        self.dates = DateReader(bench, file, guess.readings)
        self.numbers = NumberReader(bench, file, guess.readings)
        self.lookups: list[tuple[str, e.Relation, dict[str, str]]] = []
        self.readings: dict[str, str] = {}
        self.doubtful: set[str] = set()
        self._whole: set[str] = set()

    def look(self, fields: Sequence[tuple[Field, str]]) -> None:
        """Find what the engine can't read, in one pass, and collect its distinct texts."""
        typed = [(f, c) for f, c in fields if f.type not in ("text", "flag")]
        if not typed:
            return
        values: dict[str, e.Expr] = {}
        for field, _ in typed:
            text = e.col(f"t_{field.name}")
            values[f"slow_{field.name}"] = e.counted(text.isnotnull() & _fast(field, text).isnull())
            if field.type == "money":
                values |= _dots(field, text)
        found = dict(zip(values, e.one(e.group(self.base, [], values)), strict=True))
        for field, column in typed:
            slow = int(found[f"slow_{field.name}"])
            # 1.234 alone may be a thousand or one: it is asked only where no other value shows what a dot is.
            shaped = int(found.get(f"three_{field.name}", 0))
            unclear = bool(shaped and (slow or shaped == found[f"dots_{field.name}"]))
            if unclear:
                self._whole.add(field.name)
            if slow or unclear:
                self.doubtful.add(field.name)
                reader = self.dates if field.type in ("day", "moment") else self.numbers
                reader.add(field.name, column, self._texts(field, every=unclear))

    def _texts(self, field: Field, *, every: bool) -> dict[str, int]:
        text = e.col(f"t_{field.name}")
        wanted = text.isnotnull() if every else text.isnotnull() & _fast(field, text).isnull()
        wanted &= ~_is_nothing(field)
        counted = e.group(e.pick(self.base.filter(wanted), {"text": text}), ["text"], {"n": e.counted()})
        return {str(t): int(n) for t, n in sorted(e.rows(counted))}

    def convert(self, field: Field, column: str) -> dict[str, e.Expr]:
        """Return the field's staged columns."""
        text = e.col(f"t_{field.name}")
        if field.type == "text":
            return {field.name: text}
        if field.type == "flag":
            low = e.call("lower", text)
            cases = [
                (low.isin(*map(e.val, _TRUE)), e.val(True)),
                (low.isin(*map(e.val, _FALSE)), e.val(False)),
            ]
            return {field.name: e.when(cases, e.val(None, "BOOLEAN"))}
        if field.type in ("day", "moment"):
            return self._date(field, text)
        return self._number(field, column, text)

    def _date(self, field: Field, text: e.Expr) -> dict[str, e.Expr]:
        fast = _fast(field, text)
        # A date alone has no moment: its midnight would be a claim.
        day, second = (
            e.day_number(fast),
            e.when([(e.call("length", text) > e.val(10), e.second_number(fast))], e.val(None, "BIGINT")),
        )
        if field.name in self.dates.columns:
            read = self.dates.read(field.name)
            self.readings |= {field.name: read.order} if read.order else {}
            texts = list(read.parsed)
            columns: dict[str, tuple[str, Sequence[object]]] = {
                "day": ("INTEGER", [read.parsed[t][0] for t in texts]),
                "second": ("BIGINT", [read.parsed[t][1] for t in texts]),
            }
            self._lookup(field, {"text": ("VARCHAR", texts), **columns})
            day, second = (
                e.first(day, e.col(f"day_{field.name}")),
                e.first(second, e.col(f"second_{field.name}")),
            )
        made = {field.name: e.cast(day, "INTEGER")}
        return made | ({f"{field.name}_second": second} if field.type == "moment" else {})

    def _number(self, field: Field, column: str, text: e.Expr) -> dict[str, e.Expr]:
        number: e.Expr = _fast(field, text)
        currency: e.Expr = e.val(label_currency(column) or None, "VARCHAR")
        if field.name in self.numbers.columns:
            read = self.numbers.read(field.name)
            self.readings |= {field.name: read.style} if read.style else {}
            codes = self.numbers.currencies(field.name)
            texts = [t for t, n in read.parsed.items() if abs(n) < _MAX]
            # A share is kept in hundreds until it is known whether its column counts in hundreds.
            percent = {t: 100 if t in read.percent and field.type == "share" else 1 for t in texts}
            columns: dict[str, tuple[str, Sequence[object]]] = {
                "number": ("DECIMAL(28,6)", [read.parsed[t] * percent[t] for t in texts]),
                "currency": ("VARCHAR", [codes.get(t) for t in texts]),
            }
            self._lookup(field, {"text": ("VARCHAR", texts), **columns})
            slow = e.col(f"number_{field.name}")
            number = slow if field.name in self._whole else e.first(number, slow)
            currency = e.first(e.col(f"currency_{field.name}"), currency)
        if field.type == "money":
            cents = e.call("round", number * e.val(100, "DECIMAL(5,0)"), 0)
            fits = e.call("abs", number) < e.val(_MAX, "BIGINT")
            return {
                field.name: e.when([(fits, e.try_cast(cents, "BIGINT"))], e.val(None, "BIGINT")),
                f"{field.name}_in": currency,
            }
        if field.type == "whole":
            return {field.name: e.try_cast(e.call("round", number, 0), "BIGINT")}
        return {field.name: e.cast(number, "DOUBLE")}

    def _lookup(self, field: Field, columns: dict[str, tuple[str, Sequence[object]]]) -> None:
        table = e.of_values(self.bench.con, columns, name=self.bench.fresh("lookup"))
        self.lookups.append(
            (f"t_{field.name}", table, {f"{c}_{field.name}": c for c in columns if c != "text"})
        )


def _dots(field: Field, text: e.Expr) -> dict[str, e.Expr]:
    dot = e.call("instr", text, ".")
    three = (dot > e.val(0)) & (e.call("length", text) - dot == e.val(3)) & (dot <= e.val(4))
    return {f"three_{field.name}": e.counted(three), f"dots_{field.name}": e.counted(dot > e.val(0))}


def _why(field: Field, column: str) -> e.Expr:
    what = "amount" if field.type == "money" else "date"
    return e.call(
        "concat", f"bad-{what}|“", e.col(f"t_{field.name}"), f"” in the column “{column}” is no {what}."
    )


def _refuse_bad(bench: Bench, staged: e.Relation) -> e.Relation:
    bad = staged.filter(e.col("_bad").isnotnull())
    for code in ("bad-amount", "bad-date"):
        chosen = bad.filter(e.call("starts_with", e.col("_bad"), f"{code}|"))
        bench.refuse(chosen, code, e.call("substr", e.col("_bad"), len(code) + 2))
    return staged.filter(e.col("_bad").isnull())


def _say_lost(bench: Bench, file: str, counts: Sequence[tuple[str, int]]) -> None:
    for column, n in counts:
        if n:
            bench.say(
                f"{some(n, 'value', 'values')} of the column “{column}” in {file} could not be read and "
                f"{'is' if n == 1 else 'are'} unknown; the rows are kept."
            )
