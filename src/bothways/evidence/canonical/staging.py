"""A raw table of text becomes a staged table of typed fields; what can't be read is refused with its reason.

Plain ISO dates and plain numbers are cast by the engine; of all others each distinct text is read once in
Python and joined back. No Python loop goes over rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.parsing import DateReader, read_numbers
from bothways.evidence.mapping import KINDS, TableGuess
from bothways.evidence.mapping.vocabulary import Field
from bothways.evidence.mapping.words import label_currency
from bothways.evidence.reading import RawTable

_NOTHING = ("-", "–", "—", "n/a", "na", "null", "none", "nan", "#n/a", "nil", "k.a.", "tbd", "0000-00-00", "0000-00-00 00:00:00")
_TRUE = ("true", "1", "yes", "y", "t", "wahr", "ja", "vrai", "oui", "verdadero", "si", "sí", "x", "won", "done", "1.0")
_FALSE = ("false", "0", "no", "n", "f", "falsch", "nein", "faux", "non", "falso", "undone", "0.0")
TYPES = {"text": "VARCHAR", "money": "BIGINT", "number": "DOUBLE", "whole": "BIGINT", "day": "INTEGER", "moment": "INTEGER", "flag": "BOOLEAN", "share": "DOUBLE"}  # fmt: skip
_MAX_CENTS = 9 * 10**17


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
    source = e.read(bench.con, raw.parquet)
    work = {"_f": e.val(number, "INTEGER"), "_row": e.col("_row"), "_line": e.col("_line")}
    work |= {f"t_{f.name}": _text(e.col(index[column])) for f, column in fields}
    base = e.pick(source, work)
    profile = _profile(base, [f for f, _ in fields if f.type != "text" and f.type != "flag"]) if raw.rows_kept else {}
    dates = DateReader(bench, raw.file, given=guess.readings)
    readings: dict[str, str] = {}
    lookups: list[tuple[str, e.Relation, dict[str, str]]] = []
    for field, column in fields:
        if field.type in ("day", "moment") and profile.get(field.name, (0, 0))[0]:
            dates.add(field.name, column, _slow_texts(base, field))
    outputs: dict[str, e.Expr] = {"_f": e.col("_f"), "_row": e.col("_row"), "_line": e.col("_line")}
    bad: list[tuple[Field, str, e.Expr]] = []
    for field, column in fields:
        slow, shaped = profile.get(field.name, (0, 0))
        made, lookup, reading = _convert(bench, base, field, column, raw.file, slow=slow, shaped=shaped, dates=dates, given=guess.readings)
        if lookup is not None:
            lookups.append((f"t_{field.name}", lookup, {f"{c}_{field.name}": c for c in lookup.columns if c != "text"}))
        if reading:
            readings[field.name] = reading
        outputs |= made
        if (field.type not in ("text", "flag") and slow) or (field.essential and field.type == "money"):
            bad.append((field, column, e.col(f"t_{field.name}").isnotnull() & made[field.name].isnull()))
    joined = base
    for key, lookup, take in lookups:
        joined = e.lookup(joined, lookup, on={key: "text"}, take=take)
    essential = [b for b in bad if b[0].essential]
    if essential:
        outputs["_bad"] = e.when([(condition, _why(field, column)) for field, column, condition in essential], e.val(None, "VARCHAR"))
    for field, _, condition in bad:
        if not field.essential:
            outputs[f"_lost_{field.name}"] = condition
    staged = e.keep(bench.con, e.pick(joined, outputs), f"_staged{number}")
    staged = _refuse_bad(bench, staged, essential)
    _say_lost(bench, staged, raw.file, [(f, c) for f, c, _ in bad if not f.essential])
    final = e.keep(bench.con, e.pick(staged, [c for c in staged.columns if not c.startswith(("_bad", "_lost_"))]), f"_staged{number}")
    del final
    return Staged(number, raw, replace(guess, readings={**guess.readings, **readings}), f"_staged{number}")


def _text(column: e.Expr) -> e.Expr:
    return e.call("nullif", e.call("trim", column), "")


def _fast(field: Field, text: e.Expr) -> e.Expr:
    """Return what the engine itself can read, NULL for all else."""
    if field.type in ("day", "moment"):
        # The fifth sign must be a dash: the engine would read 20-10-16 as a day of the year 20.
        iso = e.call("substr", text, 5, 1) == e.val("-")
        return e.when([(iso, e.try_cast(text, "TIMESTAMP"))], e.val(None, "TIMESTAMP"))
    return e.try_cast(text, "DECIMAL(28,6)")


def _profile(base: e.Relation, fields: Sequence[Field]) -> dict[str, tuple[int, int]]:
    """Count, for each field, the texts that the engine can't read, and those with a dot before three digits."""
    if not fields:
        return {}
    values: dict[str, e.Expr] = {}
    for field in fields:
        text = e.col(f"t_{field.name}")
        values[f"slow_{field.name}"] = e.counted(text.isnotnull() & _fast(field, text).isnull())
        if field.type == "money":
            dot = e.call("instr", text, ".")
            three = (dot > e.val(0)) & (e.call("length", text) - dot == e.val(3)) & (dot <= e.val(4))
            values[f"shaped_{field.name}"] = e.counted(three)
            values[f"dots_{field.name}"] = e.counted(dot > e.val(0))
    found = dict(zip(values, e.one(e.group(base, [], values)), strict=True))
    result = {}
    for field in fields:
        shaped, dots = found.get(f"shaped_{field.name}", 0), found.get(f"dots_{field.name}", 0)
        # 1.234 alone may be a thousand or one: it matters only where no other value shows what a dot is.
        unclear = shaped if shaped and (shaped == dots or found[f"slow_{field.name}"]) else 0
        result[field.name] = (int(found[f"slow_{field.name}"]) + int(unclear), int(unclear))
    return result


def _slow_texts(base: e.Relation, field: Field, *, every: bool = False) -> list[str]:
    text = e.col(f"t_{field.name}")
    wanted = text.isnotnull() if every else text.isnotnull() & _fast(field, text).isnull()
    return sorted(str(row[0]) for row in e.rows(e.pick(base.filter(wanted), {"text": text}).distinct()))


def _convert(
    bench: Bench, base: e.Relation, field: Field, column: str, file: str, *, slow: int, shaped: int, dates: DateReader, given: Mapping[str, str]
) -> tuple[dict[str, e.Expr], e.Relation | None, str]:
    """Return the field's staged columns, a lookup for what the engine can't read, and how that was read."""
    text = e.col(f"t_{field.name}")
    if field.type == "text":
        return {field.name: text}, None, ""
    if field.type == "flag":
        low = e.call("lower", text)
        flag = e.when([(low.isin(*map(e.val, _TRUE)), e.val(True)), (low.isin(*map(e.val, _FALSE)), e.val(False))], e.val(None, "BOOLEAN"))
        return {field.name: flag}, None, ""
    if field.type in ("day", "moment"):
        return _convert_date(bench, field, text, slow=slow, dates=dates)
    return _convert_number(bench, base, field, column, file, slow=slow, shaped=shaped, given=given)


def _convert_date(bench: Bench, field: Field, text: e.Expr, *, slow: int, dates: DateReader) -> tuple[dict[str, e.Expr], e.Relation | None, str]:
    fast = _fast(field, text)
    day, second = e.day_number(fast), e.second_number(fast)
    # A date alone has no moment: its midnight would be a claim.
    second = e.when([(e.call("length", text) > e.val(10), second)], e.val(None, "BIGINT"))
    lookup, reading = None, ""
    if slow:
        texts, days, seconds, reading = dates.read(field.name)
        lookup = e.of_values(bench.con, {"text": ("VARCHAR", texts), "day": ("INTEGER", days), "second": ("BIGINT", seconds)}, name=bench.fresh("lookup"))
        day, second = e.first(day, e.col(f"day_{field.name}")), e.first(second, e.col(f"second_{field.name}"))
    made = {field.name: e.cast(day, "INTEGER")}
    if field.type == "moment":
        made[f"{field.name}_second"] = second
    return made, lookup, reading


def _convert_number(
    bench: Bench, base: e.Relation, field: Field, column: str, file: str, *, slow: int, shaped: int, given: Mapping[str, str]
) -> tuple[dict[str, e.Expr], e.Relation | None, str]:
    text = e.col(f"t_{field.name}")
    number: e.Expr = _fast(field, text)
    currency: e.Expr = e.val(label_currency(column) or None, "VARCHAR")
    lookup, reading = None, ""
    if slow:
        texts = _slow_texts(base, field, every=bool(shaped))
        read = read_numbers(bench, texts, file=file, column=column, money=field.type == "money", given=given.get(field.name, ""))
        reading = read.reading
        lookup = e.of_values(
            bench.con,
            {"text": ("VARCHAR", texts), "number": ("DECIMAL(28,6)", read.values), "currency": ("VARCHAR", read.currencies)},
            name=bench.fresh("lookup"),
        )
        slow_number = e.col(f"number_{field.name}")
        number = slow_number if shaped else e.first(number, slow_number)
        currency = e.first(e.col(f"currency_{field.name}"), currency)
    if field.type == "money":
        cents = e.call("round", number * e.val(100, "DECIMAL(5,0)"), 0)
        fits = e.call("abs", cents) <= e.val(_MAX_CENTS, "BIGINT")
        return {field.name: e.when([(fits, e.try_cast(cents, "BIGINT"))], e.val(None, "BIGINT")), f"{field.name}_in": currency}, lookup, reading
    if field.type == "whole":
        return {field.name: e.try_cast(e.call("round", number, 0), "BIGINT")}, lookup, reading
    return {field.name: e.cast(number, "DOUBLE")}, lookup, reading


def _why(field: Field, column: str) -> e.Expr:
    what = "amount" if field.type == "money" else "date"
    return e.call("concat", f"bad-{what}|“", e.col(f"t_{field.name}"), f"” in the column “{column}” is no {what}.")


def _refuse_bad(bench: Bench, staged: e.Relation, essential: Sequence[object]) -> e.Relation:
    if not essential:
        return staged
    bad = staged.filter(e.col("_bad").isnotnull())
    for code in ("bad-amount", "bad-date"):
        chosen = bad.filter(e.call("starts_with", e.col("_bad"), f"{code}|"))
        bench.refuse(chosen, code, e.call("substr", e.col("_bad"), len(code) + 2))
    return staged.filter(e.col("_bad").isnull())


def _say_lost(bench: Bench, staged: e.Relation, file: str, fields: Sequence[tuple[Field, str]]) -> None:
    if not fields:
        return
    counts = e.one(e.group(staged, [], {f"_lost_{f.name}": e.counted(e.col(f"_lost_{f.name}")) for f, _ in fields}))
    for (_, column), n in zip(fields, counts, strict=True):
        if n:
            values = "value" if n == 1 else "values"
            bench.say(f"{n:,} {values} of the column “{column}” in {file} could not be read and are unknown; the rows are kept.")
