"""What each raw table is: by the name of its file, by its columns, by both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bothways.evidence.mapping.columns import Assigned, assign
from bothways.evidence.mapping.guesses import TableGuess
from bothways.evidence.mapping.kinds import KINDS, UNUSED_STEMS, Kind
from bothways.evidence.mapping.words import bare, stem
from bothways.evidence.targets import shape_of

# These are told from others by the names of their files alone; columns like "id, name" say too little.
_BY_NAME_ONLY = frozenset(
    [
        "pipelines",
        "roles",
        "teams",
        "regions",
        "team_members",
        "deal_contacts",
        "deal_accounts",
        "engagement_links",
        "ticket_links",
        "stage_moves",
        "rates",
        "tasks",
        "meetings",
        "calls",
        "notes",
        "mails",
        "case_comments",
        "states",
    ]
)
_SUFFIXES = ("databricks", "postgres", "snowflake", "redshift", "bigquery")
_SHAPES = {
    "template": "it is the template for targets",
    "forecasting": "its columns are those of Salesforce's quotas",
    "wide": "it has a column for each period, as tables of targets have",
}
LAYOUTS = {
    "salesforce-export": "Salesforce Data Export",
    "salesforce-report": "Salesforce report",
    "fivetran": "Fivetran tables",
    "hubspot-page": "HubSpot export from the page",
    "pipedrive": "Pipedrive export",
}
UNVERIFIED = frozenset({"salesforce-report", "hubspot-page", "pipedrive"})
_REPORT_LABELS = frozenset(
    bare(label)
    for label in (
        "Opportunity Name",
        "Opportunity Owner",
        "Fiscal Period",
        "Opportunity-Name",
        "Inhaber der Opportunity",
        "Opportunity-Inhaber",
        "Nom de l'opportunité",
        "Propriétaire de l'opportunité",
        "Nombre de la oportunidad",
        "Propietario de la oportunidad",
        "Propietario de oportunidad",
    )
)


def layout_of(columns: Sequence[str]) -> str:
    """Name the known layout that the columns show; "" for any other."""
    names = set(columns)
    words = {bare(column) for column in columns}
    if "SystemModstamp" in names or {"IsDeleted", "CreatedById"} <= names:
        return "salesforce-export"
    if any(column.startswith(("_fivetran", "property_")) for column in columns):
        return "fivetran"
    if any(
        column.startswith(("Deal - ", "Activity - ", "Person - ", "Organization - ", "Note - "))
        for column in columns
    ):
        return "pipedrive"
    if len(words & _REPORT_LABELS) >= 1:
        return "salesforce-report"
    if {"deal name", "deal stage"} <= words or {"deal name", "deal owner"} <= words:
        return "hubspot-page"
    return ""


def recognise(
    file: str,
    columns: Sequence[str],
    *,
    answers: Mapping[str, str],
    filled: frozenset[str] | None = None,
    kind: str = "",
) -> tuple[TableGuess, Assigned]:
    """Say what a table is, and which of its columns is what.

    Args:
        file: its name.
        columns: its labels.
        answers: answers to earlier questions, by id.
        filled: the columns that hold any value.
        kind: what it is, where a person said so.
    """
    layout = layout_of(columns)
    words = stem(file)
    for suffix in _SUFFIXES:
        words = words.removesuffix(f" {suffix}")
    if (
        not kind
        and layout in ("salesforce-export", "fivetran")
        and (words in UNUSED_STEMS or words.startswith("email event"))
    ):
        return _not_used(file, columns, layout, "it holds nothing that is used here")
    shape = shape_of(columns)
    if kind == "quotas" or (shape and not kind and words not in KINDS["deals"].stems):
        reason = "it was said so" if kind else _SHAPES.get(shape or "", "its columns are those of targets")
        return TableGuess(file, "quotas", 1.0 if kind else 0.95, reason, layout), Assigned((), (), ())
    candidates = _candidates(file, words, columns, answers, filled, kind)
    if not candidates:
        known = [k for k in KINDS.values() if words in k.stems]
        if known:
            reason = f"its name says {known[0].holds}, but columns that these need are not there"
        else:
            reason = "its columns are none that are known"
        return _not_used(file, columns, layout, reason)
    score, best, found, named = max(candidates, key=lambda c: c[0])
    second = max((s for s, k, _, _ in candidates if k.name != best.name), default=0.0)
    confidence = round(
        min(0.99, (0.6 if not named else 0.8) + 0.19 * max(0.0, score - second) / max(score, 1.0)), 2
    )
    reason = f"{len(found.guesses)} of its columns are those of {best.holds}"
    if named:
        reason = f"its name says {best.holds}, and {reason}"
    if kind:
        confidence, reason = 1.0, "it was said so"
    elif layout in ("salesforce-export", "fivetran") and named:
        confidence, reason = 1.0, f"it is a file of the {LAYOUTS[layout]} layout: {best.holds}"
    table = TableGuess(file, best.name, confidence, reason, layout, found.guesses, found.unused)
    return table, found


def _candidates(
    file: str,
    words: str,
    columns: Sequence[str],
    answers: Mapping[str, str],
    filled: frozenset[str] | None,
    said: str,
) -> list[tuple[float, Kind, Assigned, bool]]:
    candidates = []
    for kind in KINDS.values():
        named = words in kind.stems
        if kind.name == "quotas" or (said and kind.name != said):
            continue
        if kind.name in _BY_NAME_ONLY and not named and not said:
            continue
        found = assign(kind, columns, file=file, answers=answers, filled=filled)
        if not said and not all(found.fields & need for need in kind.needs):
            continue
        tells = len(found.fields & kind.tells)
        if not named and not said and tells == 0:
            continue
        weak = sum(1 for guess in found.guesses if guess.confidence < 0.9)
        score = (
            3.0 * named
            + tells
            + 0.2 * len(found.fields)
            - 0.15 * weak
            - 0.1 * len(found.unused) / max(1, len(columns))
        )
        candidates.append((score, kind, found, named))
    # A file's name says more than its columns: the history of a deal has all columns of a deal.
    return [c for c in candidates if c[3]] or candidates


def _not_used(file: str, columns: Sequence[str], layout: str, reason: str) -> tuple[TableGuess, Assigned]:
    table = TableGuess(file, "", 1.0 if layout else 0.6, reason, layout, (), tuple(columns))
    return table, Assigned((), tuple(columns), ())
