"""The deals behind a figure, by name: for the manager all of them, for their owner their own, for others how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.urls import reverse

from bothways.terms import Refusal, Side
from bothways.web.access import MANAGER

if TYPE_CHECKING:
    from bothways.brief.ledger import Fact
    from bothways.evidence import Snapshot as Evidence
    from bothways.web.insight.models import InsightPage
    from bothways.web.people.models import Person

__all__ = ["Behind", "behind_all", "behind_one"]

_MOST: Final = 400
_SHOWN: Final = 12
_OF_RESULTS: Final = "result_"
_AGO: Final = ("_before", "_year_ago")


@dataclass(frozen=True, slots=True)
class Behind:
    """Deals as one reader may see them: `deals` by name with what they are worth, `of` how many stand behind it in all,
    `address` the evidence, where they may look there."""

    deals: tuple[tuple[str, str], ...]
    of: int
    more: int
    address: str = ""


def behind_all(facts: Iterable[Fact], *, evidence: Evidence) -> dict[str, Any]:
    """Gather the deals behind each fact of a page, to be kept with it: `facts` by number, `deals` by id.

    Of a measure these are its rows; of another figure those that its fact names. Nothing of this is in the page itself.
    """
    from bothways.evidence.views import deal_views

    found = {str(fact.number): held for fact in facts if (held := _of(fact, evidence))}
    ids = sorted({one for held in found.values() for one in held["ids"]})
    views = deal_views(evidence, ids, as_of=evidence.as_of) if ids else {}
    deals: dict[str, dict[str, Any]] = {
        one: {"name": view.name or one, "owner": view.owner_id, "cents": view.amount_cents or 0}
        for one, view in views.items()
    }
    for held in found.values():
        # The largest first: what a manager looks for stands in the first dozen.
        known = sorted(
            (one for one in held["ids"] if one in deals), key=lambda one: (-deals[one]["cents"], one)
        )
        held["ids"] = known[:_MOST]
    kept = {one for held in found.values() for one in held["ids"]}
    return {
        "facts": found,
        "deals": {one: deals[one] for one in sorted(kept)},
        "currency": evidence.currency,
    }


def _of(fact: Fact, evidence: Evidence) -> dict[str, Any] | None:
    from bothways.evidence.measures import CATALOGUE, rows_behind

    figure = fact.figure
    if figure is None:
        return None
    name = figure.name.removeprefix(_OF_RESULTS)
    for ending in _AGO:
        name = name.removesuffix(ending)
    measure = CATALOGUE.get(name)
    if measure is not None and measure.table == "deals" and figure.by in measure.bys:
        try:
            ids: list[str] = list(rows_behind(evidence, replace(figure, name=name)))
        except Refusal:  # of a day that lies before what is known
            return None
        return {
            "ids": ids,
            "of": len(ids),
            "measure": name,
            "by": figure.by,
            "key": figure.key,
            "period": figure.period.name,
        }
    ids = [row.id for row in fact.rows if row.table == "deals"]
    return {"ids": ids, "of": max(fact.rows_total, len(ids))} if ids else None


def behind_one(page: InsightPage, fact: str, *, person: Person) -> Behind | None:
    """What a person may see of the deals behind a fact of a page that they may see; None where there is nothing to add.

    A page that was opened to a side shows nobody the deals of another: who sells sees their own by name.
    """
    kept: Mapping[str, Any] = page.behind or {}
    held = kept.get("facts", {}).get(fact)
    if held is None:
        return None
    deals = kept["deals"]
    if person.role == MANAGER:
        address = ""
        if "measure" in held:
            query = urlencode({name: held[name] for name in ("period", "by", "key")})
            address = f"{reverse('snapshot-behind', args=[page.snapshot_id, held['measure']])}?{query}"
        return _seen([deals[one] for one in held["ids"]], held["of"], kept["currency"], address)
    if person.side is not Side.STAFF or not person.crm_id:
        return None
    mine = [deals[one] for one in held["ids"] if deals[one]["owner"] == person.crm_id]
    return _seen(mine, held["of"], kept["currency"], "") if mine else None


def _seen(deals: list[Mapping[str, Any]], of: int, currency: str, address: str) -> Behind:
    from bothways.brief import words

    shown = tuple(
        (str(one["name"]), words.money(one["cents"], currency) if one["cents"] else "")
        for one in deals[:_SHOWN]
    )
    return Behind(shown, of, max(0, len(deals) - _SHOWN), address)
