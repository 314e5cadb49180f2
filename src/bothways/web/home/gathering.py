"""What the first page is made of: what other rooms hold for this person. A room that isn't there has nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.web.home.acting import Candidate
from bothways.web.people.models import Person

__all__ = ["Voice", "acts_of", "address", "changed", "due", "stale", "steps", "voices"]

Of = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice on its way, as this person may read it."""

    side: str
    said: str
    step: int
    stage: Any
    days: int
    name: str
    anonymous: bool
    heat: tuple[tuple[str, int], ...]
    mine: bool
    what: str
    address: str

    @property
    def done(self) -> tuple[int, int]:
        """Where the line of its way begins and ends, in the small picture."""
        return (5, self.here) if self.side == "staff" else (85, self.here)

    @property
    def here(self) -> int:
        """Where it stands in the small picture."""
        return 5 + 20 * (self.step - 1) if self.side == "staff" else 85 - 20 * (self.step - 1)

    @property
    def ahead(self) -> tuple[int, ...]:
        """The stops that are still before it."""
        places = range(5, 86, 20)
        return tuple(x for x in places if (x > self.here if self.side == "staff" else x < self.here))

    @property
    def heats(self) -> str:
        """What heats it, in words."""
        return ", ".join(f"{kind} {count}" for kind, count in self.heat)


def asked(module: str, name: str) -> Callable[..., Any] | None:
    """A function of another room's queries; None where the room, or the function, isn't there."""
    room = f"bothways.web.{module.split('.', maxsplit=1)[0]}"
    if find_spec(room) is None or find_spec(f"bothways.web.{module}") is None:
        return None
    return getattr(import_module(f"bothways.web.{module}"), name, None)


def address(name: str, *args: Any) -> str:
    """The address of a page; empty where its room isn't there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def voices(person: Person, *, today: date) -> list[Voice]:
    """The voices on their way that this person may read, the longest waiting first; `mine` where they wait for them."""
    find, mine = asked("opendoor.queries", "on_the_way"), asked("opendoor.queries", "whose_turn")
    if find is None:
        return []
    found = [
        Voice(
            side=str(one.side),
            said=one.said,
            step=one.step,
            stage=one.stage_word,
            days=max(0, (today - one.since).days),
            name=one.name,
            anonymous=one.anonymous,
            heat=tuple(one.heat),
            # A voice without a name waits for nobody whom the page knows: its author has the key.
            mine=one.mine and not (one.anonymous and str(one.who) == "author"),
            what=str(mine(one.state).what) if mine else "",
            address=address("door-voice", one.pk),
        )
        for one in find(person)
    ]
    return sorted(found, key=lambda one: -one.days)


def due(person: Person) -> list[Any]:
    """Promises that are late or due soon, as this person may read them, the longest late first."""
    find = asked("credibility.queries", "due_for")
    return list(find(person)) if find else []


def stale(person: Person) -> list[Any]:
    """The limits past their day of review, of which this person may know."""
    find = asked("constraints.queries", "stale_for")
    return list(find(person)) if find else []


def changed(person: Person) -> Of:
    """What changed in the numbers since the snapshot before: of the manager's newest results."""
    from bothways.web.insight.models import InsightPage
    from bothways.web.insight.queries import my_pages

    pages = my_pages(person).filter(part="results", side="executives", made_at__isnull=False).defer(None)
    page: InsightPage | None = (
        pages.defer("html", "notes", "document").order_by("-snapshot__as_of", "-made_at").first()
    )
    if page is None:
        return {}
    held = page.own.get("changes") or {}
    since = date.fromisoformat(held["since"]) if held else None
    return {
        "page": page, "since": since, "rows": held.get("rows", []), "of": held.get("of", 0), "of_day": page.snapshot.as_of,
    }  # fmt: skip


def acts_of(
    found: list[Voice],
    promises: list[Any],
    changes: Of,
    *,
    limits: list[Any],
    today: date,
    side: str = "manager",
) -> list[Candidate]:
    """What could be done now by somebody of a side, or by the manager."""
    candidates = []
    for one in found:
        if one.mine and one.address:
            days = ngettext("It has waited %(n)s day", "It has waited %(n)s days", one.days) % {"n": one.days}
            heat = _(" It is charged: %(heat)s.") % {"heat": one.heats} if one.heat else ""
            candidates.append(
                Candidate(
                    what=_("Take up “%(said)s”") % {"said": _short(one.said)},
                    why=f"{days}: {one.what}.{heat}" if one.what else f"{days}.{heat}",
                    button=_("Open it"),
                    address=one.address,
                    minutes=4 if one.heat else 2,
                    waited=one.days,
                )
            )
    candidates += [_promised(one, side) for one in promises]
    candidates += [_reviewed(one, today) for one in limits]
    if changes.get("rows"):
        candidates.append(
            Candidate(
                what=_("Look at what moved"),
                why=_("%(n)s numbers changed since the last snapshot.") % {"n": changes["of"]},
                button=_("Open the results"),
                address=address("insight-read", changes["page"].pk),
                minutes=5,
                waited=1,
            )
        )
    return [one for one in candidates if one.address]


def _promised(one: Any, side: str) -> Candidate:
    text = {"text": _short(one.promise.text)}
    left = one.standing.days_left or 0
    if left < 0:
        why = ngettext("It is %(n)s day late.", "It is %(n)s days late.", -left) % {"n": -left}
    else:
        why = ngettext("It is due in %(n)s day.", "It is due in %(n)s days.", left) % {"n": left}
    return Candidate(
        what=_("Keep your word: %(text)s") % text
        if one.promise.by.where == side
        else _("Ask what became of: %(text)s") % text,
        why=why,
        button=_("Open the promises"),
        address=address("promise", one.pk),
        minutes=3,
        left=left,
    )


def _reviewed(one: Any, today: date) -> Candidate:
    days = (today - one.limit.review).days
    return Candidate(
        what=_("Ask whether this still holds: %(text)s") % {"text": _short(one.limit.statement)},
        why=ngettext(
            "The limit is past its day of review by %(n)s day.",
            "The limit is past its day of review by %(n)s days.",
            days,
        )
        % {"n": days},
        button=_("Open the limit"),
        address=address("limit", one.pk),
        minutes=1,
        # Nobody waits for it by name: a month past its review presses like a week of waiting.
        waited=days // 4,
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77].rstrip()}…"


def steps(*, has_evidence: bool, has_people: bool, has_brief: bool) -> list[Of]:
    """The way from an empty installation to the first brief: each step with whether it is done."""
    ways = (
        (has_evidence, _("Bring an export of your CRM"),
         _("A report export will do: it is read here, what is odd is asked, nothing leaves this machine."), "evidence", 3),
        (has_people, _("Say who sells and who reads"),
         _("Alone at your desk you can leave this for later."), "people", 2),
        (has_brief, _("Write the first brief"),
         _("Both sides' briefs from the same numbers: you see each before it goes."), "briefs", 2),
    )  # fmt: skip
    found = [
        {"done": done, "what": what, "why": why, "address": address(name), "minutes": minutes}
        for done, what, why, name, minutes in ways
    ]
    return [one for one in found if one["address"]]
