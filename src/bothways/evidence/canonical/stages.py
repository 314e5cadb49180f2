"""What each stage of the deals means, in which order they come, and what was only guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench, some
from bothways.evidence.canonical.sources import Sources
from bothways.evidence.mapping import StageGuess, forecast_of, meaning_by_name
from bothways.evidence.mapping.stages import Meaning, answered, order_by_name, stage_question
from bothways.evidence.tables import STAGES

KEYS = ("pipeline_id", "pipeline", "stage_id", "stage", "status", "is_closed", "is_won")
_SEP = "\x1f"


@dataclass(frozen=True, slots=True)
class _Known:
    """A stage as a table of stages describes it."""

    label: str
    pipeline: str
    position: float | None
    meaning: Meaning | None
    forecast: str | None


def stage_key() -> e.Expr:
    """Return the key of a deal's stage, as the lookup `_stages` knows it."""
    return e.call("concat_ws", _SEP, *(e.first(e.cast(e.col(c), "VARCHAR"), e.val("")) for c in KEYS))


def build_stages(
    bench: Bench, sources: Sources, deals: e.Relation, *, given: Mapping[str, str]
) -> list[StageGuess]:
    """Keep `_stages` (key → pipeline, stage, meaning, forecast), fill the stages, ask for what is unknown.

    Args:
        bench: the workbench.
        sources: the staged tables.
        deals: the staged deals.
        given: meanings of a mapping.toml.
    """
    pipelines = {r["id"]: r["name"] for r in _dicts(sources.of("pipelines"))}
    known = _known(sources, pipelines)
    grouped = e.group(
        e.with_columns(deals, {"_key": stage_key()}),
        ["_key", *KEYS],
        {
            "n": e.counted(),
            "p_low": e.call("min", e.col("probability")),
            "p_high": e.call("max", e.col("probability")),
            "position": e.call("min", e.col("stage_position")),
            "forecast": e.call("min", e.col("forecast")),
            "sample": e.call("min", e.first(e.col("name"), e.col("id"))),
        },
    )
    rows = sorted(_dicts(grouped), key=lambda r: str(r["_key"]))
    top = max((float(r["p_high"]) for r in rows if r["p_high"] is not None), default=0.0)
    found: dict[str, tuple[str, str, Meaning | None, str | None]] = {}
    stages: dict[tuple[str, str], list[tuple[dict[str, Any], Meaning | None, str, float, _Known | None]]] = {}
    for row in rows:
        listed = known.get(row["stage_id"] or "") or known.get(row["stage"] or "")
        pipeline = (
            pipelines.get(row["pipeline_id"] or "", "")
            or row["pipeline"]
            or (listed.pipeline if listed else "")
            or row["pipeline_id"]
            or ""
        )
        label = (
            (listed.label if listed else "")
            or _without_pipeline(row["stage"], pipeline)
            or row["stage_id"]
            or row["status"]
            or ""
        )
        meaning, reason, sure = _meaning(row, label, listed, given, bench.answers, percent=top > 1)
        if answered(label, bench.answers, {}):
            bench.used_answers |= {i for i in (f"stage:{label}", "stage:*") if i in bench.answers}
        forecast = (forecast_of(row["forecast"]) if row["forecast"] else None) or (
            listed.forecast if listed else None
        )
        found[row["_key"]] = (
            pipeline,
            label,
            meaning,
            forecast or ("closed" if meaning in ("won", "lost") else None),
        )
        if label:
            stages.setdefault((pipeline, label), []).append((row, meaning, reason, sure, listed))
    _say_without(bench, rows, found)
    told = [_guess(bench, pipeline, label, cases) for (pipeline, label), cases in stages.items()]
    guesses = _ordered(bench, [*_unlisted(known, stages), *(g for g in told if g is not None)])
    lookup: dict[str, tuple[str, list[Any]]] = {
        "key": ("VARCHAR", list(found)),
        "pipeline": ("VARCHAR", [v[0] or None for v in found.values()]),
        "stage": ("VARCHAR", [v[1] or None for v in found.values()]),
        "meaning": ("VARCHAR", [v[2] for v in found.values()]),
        "forecast": ("VARCHAR", [v[3] for v in found.values()]),
    }
    e.of_values(bench.con, lookup, name="_stages")
    fill_stages(bench, guesses)
    return guesses


def _without_pipeline(stage: str | None, pipeline: str) -> str:
    """Return a stage without its pipeline: HubSpot writes “Closed Won (Sales Pipeline)” where it has several."""
    text = stage or ""
    return (text.removesuffix(f"({pipeline})").strip() or text) if pipeline else text


def _dicts(relation: e.Relation | None) -> list[dict[str, Any]]:
    if relation is None:
        return []
    return [dict(zip(relation.columns, row, strict=True)) for row in e.rows(relation)]


def _known(sources: Sources, pipelines: Mapping[str, str]) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for row in sorted(_dicts(sources.of("stages")), key=lambda r: (str(r["id"]), str(r["label"]))):
        meaning: Meaning | None = None
        if row["is_won"] is True:
            meaning = "won"
        elif row["is_closed"] is True:
            meaning = "lost"
        elif row["is_won"] is False or row["is_closed"] is False:
            meaning = "open"
        elif row["meaning"]:
            meaning = meaning_by_name(row["meaning"])
        label = row["label"] or row["id"] or ""
        forecast = forecast_of(row["forecast"]) if row["forecast"] else None
        pipeline = pipelines.get(row["pipeline_id"] or "", "") or row["pipeline"] or row["pipeline_id"] or ""
        entry = _Known(label, pipeline, row["position"], meaning, forecast)
        for key in (row["id"], row["label"]):
            if key:
                known.setdefault(key, entry)
    return known


def _meaning(
    row: Mapping[str, Any],
    label: str,
    listed: _Known | None,
    given: Mapping[str, str],
    answers: Mapping[str, str],
    *,
    percent: bool,
) -> tuple[Meaning | None, str, float]:
    """Decide from the strongest evidence to the weakest; None where there is none."""
    if said := answered(label, answers, given):
        return said, "it was said so", 1.0
    if row["is_won"] is not None or row["is_closed"] is not None:
        if row["is_won"]:
            return "won", "the deal is marked as won", 1.0
        if row["is_closed"]:
            return (
                ("lost", "the deal is closed and not won", 1.0)
                if row["is_won"] is False
                else (meaning_by_name(label), "by its name", 0.8)
            )
        return "open", "the deal is not closed", 1.0
    if row["status"] and row["status"] != label and (by_status := meaning_by_name(row["status"])):
        return by_status, f"the deal's status is “{row['status']}”", 0.95
    if listed and listed.meaning:
        return listed.meaning, "the table of stages says so", 1.0
    if not label:
        return None, "", 0.0
    if by_name := meaning_by_name(label):
        return by_name, f"“{label}” is a usual name of it", 0.9
    low, high = row["p_low"], row["p_high"]
    if low is not None and high is not None:
        top = 100.0 if percent else 1.0
        if low == high == top:
            return "won", "the probability of all its deals is 100 %", 0.7
        if low == high == 0:
            return "lost", "the probability of all its deals is 0", 0.7
        if 0 < low <= high < top:
            return "open", "the probability of its deals lies between 0 and 100 %", 0.85
    return None, "", 0.0


def _say_without(
    bench: Bench, rows: list[dict[str, Any]], found: Mapping[str, tuple[str, str, Meaning | None, str | None]]
) -> None:
    n = sum(r["n"] for r in rows if not found[r["_key"]][1] and found[r["_key"]][2] is None)
    if n:
        bench.say(
            f"{some(n, 'deal has', 'deals have')} no stage: whether they are open, won or lost is unknown, "
            "and they count as none of these."
        )


def _guess(
    bench: Bench,
    pipeline: str,
    label: str,
    cases: list[tuple[dict[str, Any], Meaning | None, str, float, _Known | None]],
) -> StageGuess | None:
    unknown = [c for c in cases if c[1] is None]
    if unknown:
        samples = tuple(sorted({str(c[0]["sample"]) for c in unknown if c[0]["sample"]}))[:3]
        question = stage_question(pipeline, label, samples)
        if all(q.id != question.id for q in bench.questions):
            bench.questions.append(question)
        return None
    listed = next((c[4] for c in cases if c[4]), None)
    meanings = {c[1] for c in cases if c[1]}
    # Deals of one stage can be open, won and lost where the CRM keeps a status beside it: the stage is then one of work.
    meaning: Meaning = next(iter(meanings)) if len(meanings) == 1 else "open"
    if listed and listed.meaning:
        meaning = listed.meaning
    positions = [c[0]["position"] for c in cases if c[0]["position"] is not None]
    position = (
        listed.position if listed and listed.position is not None else (min(positions) if positions else None)
    )
    highs = [c[0]["p_high"] for c in cases if c[0]["p_high"] is not None]
    probability = max(highs) if highs else None
    best = max(cases, key=lambda c: c[3])
    place = (
        position if position is not None else (1_000_000 + probability if probability is not None else None)
    )
    forecast = (
        next((f for c in cases if c[0]["forecast"] and (f := forecast_of(c[0]["forecast"]))), "")
        or (listed.forecast if listed else "")
        or ""
    )
    return StageGuess(
        pipeline, label, meaning, best[2], best[3], int(place * 100) if place is not None else -1, forecast
    )


def _unlisted(known: Mapping[str, _Known], stages: Mapping[tuple[str, str], Any]) -> list[StageGuess]:
    """Stages of the table of stages that no deal is in."""
    seen = {label for _, label in stages}
    unique = {(k.pipeline, k.label): k for k in known.values() if k.label not in seen and k.meaning}
    return [
        StageGuess(
            k.pipeline,
            k.label,
            k.meaning or "open",
            "the table of stages says so",
            1.0,
            int((k.position or 0) * 100),
            k.forecast or "",
        )
        for k in unique.values()
    ]


def _ordered(bench: Bench, guesses: list[StageGuess]) -> list[StageGuess]:
    """Number the stages of each pipeline from 1; where no order is known, by their meaning and usual order."""
    result = []
    for pipeline in sorted({g.pipeline for g in guesses}):
        own = [g for g in guesses if g.pipeline == pipeline]
        unknown = any(g.position < 0 for g in own)
        if unknown and len(own) > 1:
            where = f" of the pipeline “{pipeline}”" if pipeline else ""
            bench.say(
                f"The export does not say in which order the stages{where} come; the order is unverified."
            )
        rank = {"open": 0, "won": 1, "lost": 2}
        own.sort(key=lambda g: (rank[g.meaning], order_by_name(g.stage) if unknown else g.position, g.stage))
        result += [
            StageGuess(
                g.pipeline,
                g.stage,
                g.meaning,
                g.reason,
                g.confidence,
                i + 1,
                g.forecast or ("closed" if g.meaning != "open" else ""),
            )
            for i, g in enumerate(own)
        ]
    return result


def fill_stages(bench: Bench, guesses: list[StageGuess]) -> None:
    """Fill the table of stages."""
    columns: dict[str, tuple[str, list[Any]]] = {
        "stage_id": ("VARCHAR", [f"{g.pipeline}/{g.stage}" if g.pipeline else g.stage for g in guesses]),
        "pipeline": ("VARCHAR", [g.pipeline or None for g in guesses]),
        "stage": ("VARCHAR", [g.stage for g in guesses]),
        "position": ("INTEGER", [g.position for g in guesses]),
        "meaning": ("VARCHAR", [g.meaning for g in guesses]),
        "forecast": ("VARCHAR", [g.forecast or None for g in guesses]),
    }
    e.fill(bench.con, STAGES, e.of_values(bench.con, columns, name="_stage_rows"))
