"""What the CRM kept of a deal's past: past states and field histories become changes."""

from __future__ import annotations

from collections.abc import Mapping

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.linking import with_deal
from bothways.evidence.canonical.money import in_base
from bothways.evidence.canonical.parsing import DateReader, NumberReader
from bothways.evidence.canonical.people import People
from bothways.evidence.canonical.sources import Sources
from bothways.evidence.mapping.words import plain
from bothways.evidence.tables import DEAL_CHANGES

_FIELDS = {
    "stage": "stage, stage name, dealstage, deal stage, phase, etape, etapa, "
    "deal pipeline stage id, pipeline stage, vertriebsphase, sales stage, "
    "opportunity stage",
    "amount": "amount, betrag, montant, importe, monto, deal amount, value, deal value, valor, "
    "cantidad, opportunity amount",
    "close": "close date, closedate, schlusstermin, abschlussdatum, date de cloture, "
    "fecha de cierre, expected close date, date de fermeture",
    "owner": "owner, opportunity owner, owner id, hubspot owner id, inhaber, opportunity inhaber, "
    "proprietaire, propietario, deal owner, "
    "proprietaire de l opportunite, propietario de la oportunidad, "
    "inhaber der opportunity, owner assignment, owner accepted",
    "created": "created, opportunity created, erstellt, cree, creado, deal created",
}
_BY_NAME = {name.strip(): field for field, names in _FIELDS.items() for name in names.split(",")}
_EMPTY = {"old_text": "VARCHAR", "new_text": "VARCHAR", "old_number": "BIGINT", "new_number": "BIGINT"}


def build_changes(bench: Bench, sources: Sources, people: People) -> None:
    """Fill the changes of deals from all that the CRM kept."""
    parts: list[e.Relation] = []
    told: set[str] = set()
    states = sources.of("states")
    if states is not None:
        told = {f for f in ("stage", "amount", "close") if sources.maps("states", f)} | {"created"}
        parts += _from_states(bench, sources, states, people)
    for kind in ("changes", "stage_moves"):
        changes = sources.of(kind)
        if changes is not None:
            changes = e.with_columns(changes, {"field": e.val("stage")}) if kind == "stage_moves" else changes
            # Kept under a name of its own: what was made of the kind before is read from its table only now.
            parts += _from_changes(bench, sources, changes, people, told=told, name=f"_{kind}")
            told |= (
                {"stage"}
                if kind == "changes" and sources.maps("changes", "field") and _tells(bench, "stage")
                else set()
            )
    for part in parts:
        e.fill(bench.con, DEAL_CHANGES, part)
    e.drop(bench.con, "_states", "_changes", "_stage_moves", "_numbers")


def _from_states(bench: Bench, sources: Sources, states: e.Relation, people: People) -> list[e.Relation]:
    rows = e.with_columns(states, {"_ref": e.col("deal_id"), "_ref_name": e.val(None, "VARCHAR")})
    persons = {}
    for column, name in (("by_id", "_by"), ("owner_id", "_owner")):
        if sources.maps("states", column):
            known = persons[name] = _persons(bench, rows, column, people)
            rows = e.lookup(rows, known, on={column: "text"}, take={name: "person_id"})
        else:
            rows = e.with_columns(rows, {name: e.val(None, "VARCHAR")})
    numbers = _numbers(bench, rows)
    rows = e.lookup(
        rows,
        numbers,
        on={"_ref": "deal_id"},
        take={"_number": "number", "_factor": "_factor", "_created": "created_day"},
    )
    fields = {"stage": "stage", "amount": "amount", "close": "close", "owner": "_owner"}
    has = {f: c for f, c in fields.items() if sources.maps("states", "owner_id" if f == "owner" else f)}

    def code(column: str) -> e.Expr:
        texts = e.pick(persons[column], {"t": e.col("person_id")}) if column in persons else None
        if texts is None and column != "stage":
            return e.val(None, "VARCHAR")
        of = texts if texts is not None else e.pick(states, {"t": e.col(column)})
        return e.try_cast(e.col(column), e.coded(bench.con, of, "t", bench.fresh("codes")))

    kept = {
        "_number": e.col("_number"),
        "at": e.col("at"),
        "at_second": e.col("at_second"),
        "_by": code("_by"),
    }
    kept |= {"_created": e.col("_created")}
    for f, c in has.items():
        kept[f] = in_base(e.col(c)) if f == "amount" else (e.col(c) if f == "close" else code(c))
    functions = {"_n": e.ROW_NUMBER} | {f"_was_{f}": e.lagged(f) for f in has}
    # Numbers alone go through the window: with the texts it takes five times as long.
    told = e.windowed(e.pick(rows, kept), functions, by=["_number"], order=["at", "at_second", *has, "_by"])
    told = e.keep(bench.con, told, "_states")
    if e.count(told.filter(e.col("_number").isnull())):
        # They are refused, each with its reason.
        with_deal(bench, e.matching(rows, numbers, on={"_ref": "deal_id"}, wanted=False), what="state")
        told = told.filter(e.col("_number").isnotnull())
    told = e.lookup(told, numbers, on={"_number": "number"}, take={"_deal": "deal_id"})
    told = e.with_columns(told, {"_by": e.cast(e.col("_by"), "VARCHAR")})
    later = told.filter(e.col("_n") > e.val(1))
    parts = []
    for field in has:
        now, was = e.col(field), e.col(f"_was_{field}")
        moved = later.filter(e.first(now != was, now.isnotnull() | was.isnotnull()))
        if field in ("stage", "owner"):
            now, was = e.cast(now, "VARCHAR"), e.cast(was, "VARCHAR")
        parts.append(
            _changed(
                moved,
                field,
                was,
                now,
                e.call("concat", e.col("_deal"), "/", e.cast(e.col("_n"), "VARCHAR"), f"/{field}"),
            )
        )
    # The first state kept is the creation only where it is of that day: some tables start later.
    first = told.filter((e.col("_n") == e.val(1)) & e.first(e.col("at") <= e.col("_created"), e.val(True)))
    stage = e.cast(e.col("stage"), "VARCHAR") if "stage" in has else e.val(None, "VARCHAR")
    parts.append(
        _changed(
            first, "created", e.val(None, "VARCHAR"), stage, e.call("concat", e.col("_deal"), "/created")
        )
    )
    return parts


def _numbers(bench: Bench, rows: e.Relation) -> e.Relation:
    """Keep `_numbers`: a number for each deal, with what history needs of the deal."""
    if bench.has("_deals"):
        deals = e.pick(bench.con.table("_deals"), ["deal_id", "_factor", "created_day"])
    else:
        deals = e.pick(with_deal(bench, rows, what="state"), {"deal_id": e.col("_deal")}).distinct()
        nothing = {"_factor": e.val(1.0, "DOUBLE"), "created_day": e.val(None, "INTEGER")}
        deals = e.with_columns(deals, nothing)
    numbered = e.windowed(deals, {"number": e.ROW_NUMBER}, by=[], order=[])
    return e.keep(
        bench.con, e.with_columns(numbered, {"number": e.cast(e.col("number"), "INTEGER")}), "_numbers"
    )


def _changed(rows: e.Relation, field: str, was: e.Expr, now: e.Expr, change_id: e.Expr) -> e.Relation:
    values = {name: e.val(None, type_) for name, type_ in _EMPTY.items()}
    numeric = field in ("amount", "close")
    values["old_number" if numeric else "old_text"] = was
    values["new_number" if numeric else "new_text"] = now
    return e.pick(
        rows,
        {
            "change_id": change_id,
            "deal_id": e.col("_deal"),
            "at_day": e.col("at"),
            "at_second": e.col("at_second"),
            "field": e.val(field),
            **values,
            "by_id": e.col("_by"),
            "origin": e.val("history"),
        },
    )


def _from_changes(
    bench: Bench, sources: Sources, changes: e.Relation, people: People, *, told: set[str], name: str
) -> list[e.Relation]:
    names = sorted(str(r[0]) for r in e.rows(e.pick(changes, ["field"]).distinct()) if r[0] is not None)
    known = {name: _BY_NAME.get(plain(name)) for name in names}
    table = e.of_values(
        bench.con,
        {"text": ("VARCHAR", names), "known": ("VARCHAR", [known[n] for n in names])},
        name=bench.fresh("fields"),
    )
    rows = e.lookup(changes, table, on={"field": "text"}, take={"_field": "known"})
    other = rows.filter(e.col("_field").isnull())
    bench.refuse(
        other,
        "no-field",
        e.call(
            "concat",
            "It tells of a change of “",
            e.first(e.col("field"), e.val("")),
            "”, which is not used here.",
        ),
    )
    rows = rows.filter(e.col("_field").isnotnull())
    if told:
        again = e.count(rows.filter(e.col("_field").isin(*map(e.val, sorted(told)))))
        if again:
            bench.say(
                f"{again:,} {'change is' if again == 1 else 'changes are'} told by two histories of the export; each counts once."
            )
        rows = rows.filter(~e.col("_field").isin(*map(e.val, sorted(told))))
    rows = e.with_columns(
        rows,
        {
            "_ref": e.col("deal_id"),
            "_ref_name": e.col("deal") if "deal" in rows.columns else e.val(None, "VARCHAR"),
        },
    )
    rows = with_deal(bench, rows, what="change", take={"_factor": "_factor"})
    rows = e.with_columns(rows, {"_who": e.first(e.col("by_id"), e.col("by"))})
    rows = e.lookup(
        rows, _persons(bench, rows, "_who", people), on={"_who": "text"}, take={"_by": "person_id"}
    )
    if bench.empty(rows, "old"):
        rows = e.windowed(
            rows, {"old": e.lagged("new")}, by=["_deal", "_field"], order=["at", "at_second", "new"]
        )
    rows = e.windowed(
        rows, {"_n": e.ROW_NUMBER}, by=["_deal", "_field"], order=["at", "at_second", "old", "new"]
    )
    rows = e.keep(bench.con, rows, name)
    labels = _labels(bench, sources)
    parts = []
    for field in ("stage", "amount", "close", "owner", "created"):
        part = rows.filter(e.col("_field") == e.val(field))
        if not e.count(part):
            continue
        part = _read_values(bench, sources, part, field, labels, people)
        number = e.call("concat", e.col("_deal"), f"/{field}/", e.cast(e.col("_n"), "VARCHAR"))
        parts.append(_changed(part, field, e.col("_old"), e.col("_new"), number))
    return parts


def _read_values(
    bench: Bench, sources: Sources, part: e.Relation, field: str, labels: Mapping[str, str], people: People
) -> e.Relation:
    """Add `_old` and `_new`, read as what the field holds."""
    texts = sorted(
        {
            str(r[0])
            for c in ("old", "new")
            for r in e.rows(e.pick(part, {"t": e.col(c)}).distinct())
            if r[0] is not None
        }
    )
    counts = dict.fromkeys(texts, 1)
    # The same program wrote the deals: what decided there decides here.
    tables = [*sources.tables("changes"), *sources.tables("stage_moves")]
    decided = {
        f: r for t in sources.tables("deals") for f, r in t.guess.readings.items() if f in ("amount", "close")
    }
    values: list[object]
    if field == "amount":
        numbers = NumberReader(bench, tables[0].raw.file, decided)
        numbers.add(field, "new value", counts)
        parsed = numbers.read(field).parsed
        values, type_ = (
            [int((parsed[t] * 100).to_integral_value()) if t in parsed else None for t in texts],
            "BIGINT",
        )
    elif field == "close":
        dates = DateReader(bench, tables[0].raw.file, decided)
        dates.add(field, "new value", counts)
        days = dates.read(field).parsed
        values, type_ = [days[t][0] if t in days else None for t in texts], "BIGINT"
    elif field == "owner":
        values, type_ = [people.find(t) or t for t in texts], "VARCHAR"
    else:
        values, type_ = [labels.get(t, t) for t in texts], "VARCHAR"
    table = e.of_values(
        bench.con, {"text": ("VARCHAR", texts), "value": (type_, values)}, name=bench.fresh("values")
    )
    part = e.lookup(part, table, on={"old": "text"}, take={"_old": "value"})
    part = e.lookup(part, table, on={"new": "text"}, take={"_new": "value"})
    if field == "amount":
        part = e.with_columns(part, {"_old": in_base(e.col("_old")), "_new": in_base(e.col("_new"))})
    return part


def _labels(bench: Bench, sources: Sources) -> dict[str, str]:
    """Return the label of each stage by its id."""
    stages = sources.of("stages")
    if stages is None:
        return {}
    return {
        str(i): str(label)
        for i, label in e.rows(e.pick(stages, ["id", "label"]))
        if i is not None and label is not None
    }


def _persons(bench: Bench, rows: e.Relation, column: str, people: People) -> e.Relation:
    texts = sorted(
        str(r[0]) for r in e.rows(e.pick(rows, {"t": e.col(column)}).distinct()) if r[0] is not None
    )
    return e.of_values(
        bench.con,
        {"text": ("VARCHAR", texts), "person_id": ("VARCHAR", [people.find(t) for t in texts])},
        name=bench.fresh("persons"),
    )


def _tells(bench: Bench, field: str) -> bool:
    if not bench.has("_changes"):
        return False
    return bool(e.count(bench.con.table("_changes").filter(e.col("_field") == e.val(field))))
