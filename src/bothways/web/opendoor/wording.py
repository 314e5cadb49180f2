"""What the lens and the guard say of a text, ready for a page: charge, calm wording, receipt, traces, routes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bothways.terms import Refusal, Side
from bothways.web.people.models import Person, Team

if TYPE_CHECKING:
    from bothways.lens import FactVerdict, MeaningReceipt
    from bothways.lens.routes import Route, Routing
    from bothways.lens.simplify import Simplified
    from bothways.opendoor.disclosure import Recognisability

__all__ = [
    "A_DAY", "Look", "Piece", "Receipt", "Told", "heat_of", "look", "receipt_of", "routes_of", "told", "traces_of",
]  # fmt: skip

A_DAY: Final = _("a day")
HEAT: Final[dict[str, tuple[str, Any]]] = {
    "insult": ("scorn", _("insult")),
    "contempt": ("scorn", _("contempt")),
    "profanity": ("scorn", _("swearing")),
    "blame": ("blame", _("blame")),
    "generalisation": ("always", _("absolute")),
    "motive": ("blame", _("motive")),
    "hyperbole": ("always", _("exaggeration")),
    "sarcasm": ("scorn", _("sarcasm")),
    "rhetorical": ("scorn", _("rhetorical")),
    "threat": ("threat", _("threat")),
    "command": ("threat", _("order")),
    "dismissal": ("scorn", _("dismissal")),
    "shouting": ("always", _("shouting")),
    "passive-aggression": ("blame", _("sting")),
}
"""A kind of charge: how it is drawn, and the word that stands beside it."""
BECAME: Final[dict[str, Any]] = {
    "lost": _("Lost"),
    "changed": _("Changed"),
    "invented": _("Invented"),
    "softened": _("Softened"),
    "doubt": _("In doubt"),
    "kept": _("Kept"),
}
TOPICS: Final[dict[str, Any]] = {
    "harassment": _("harassment"),
    "discrimination": _("discrimination"),
    "retaliation": _("retaliation"),
    "fraud": _("fraud"),
    "safety": _("safety"),
    "violence": _("violence"),
    "self-harm": _("self-harm"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: plain where `mark` is empty; else how it is drawn, the word beside it, and why."""

    text: str
    mark: str = ""
    word: Any = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt for a page: the facts that need a look first, and how many there are of each."""

    verdict: str
    facts: tuple[FactVerdict, ...]
    counts: tuple[tuple[str, Any, int], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A text beside its calm wording."""

    text: str
    heat: tuple[Piece, ...]
    counts: tuple[tuple[str, Any, int], ...]
    calm: str
    changed: bool
    flagged: tuple[Any, ...]
    escalates: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What an author is told before anything is sent. recognisable: only where it matters; routes: what is not softened."""

    look: Look
    traces: tuple[Piece, ...]
    recognisable: Recognisability | None
    routing: Routing | None
    sure: bool
    first: str
    passes_by: bool
    """Whether a route is among them that doesn't pass the manager."""
    topics: tuple[Any, ...]


def heat_of(text: str, *, team: Team) -> list[list[Any]]:
    """What charges a text: kinds with their counts, the most frequent first."""
    from bothways.lens.charge import charge

    found = Counter(one.kind for one in charge(text, names=_names(team)))
    return [[kind, count] for kind, count in found.most_common()]


def look(text: str, *, side: Side, team: Team) -> Look:
    """A text of a side as it was said, with what is charged, and as the other side will hear it."""
    from bothways.lens import reframe

    audience: Literal["executives", "staff"] = "staff" if side is Side.EXECUTIVES else "executives"
    found = reframe(text, audience=audience, names=_names(team))
    kinds = Counter(one.kind for one in found.charge)
    return Look(
        text=text,
        heat=_pieces(text, [(c.start, c.end, *_drawn(c.kind), c.reason) for c in found.charge]),
        counts=tuple((*_drawn(kind), count) for kind, count in kinds.most_common()),
        calm=found.reframed.strip(),
        changed=found.changed,
        flagged=found.flagged,
        escalates=bool(found.escalate),
    )


def receipt_of(original: str, wording: str, *, team: Team) -> Receipt:
    """What became of each fact between two wordings; those that are not kept stand first."""
    from bothways.lens import receipt

    found: MeaningReceipt = receipt(original, wording, names=_names(team))
    rank = list(BECAME)
    facts = tuple(sorted(found.facts, key=lambda fact: rank.index(fact.verdict)))
    counts = Counter(str(fact.verdict) for fact in facts)
    return Receipt(
        found.verdict, facts, tuple((v, word, counts[v]) for v, word in BECAME.items() if counts[v])
    )


def changes_of(original: str, wording: str) -> tuple[Piece, ...]:
    """Word by word: what was kept, taken out, put in."""
    from bothways.lens.diff import word_diff

    marks = {"kept": "", "deleted": "del", "inserted": "ins"}
    return tuple(Piece(step.text, marks[step.done]) for step in word_diff(original, wording))


def simple_of(wording: str) -> Simplified:
    """A wording in a few lines of its own words."""
    from bothways.lens.simplify import simplified

    return simplified(wording)


def told(text: str, *, side: Side, team: Team, recognise: bool) -> Told:
    """What an author is told about a text before it is sent; nothing is kept of it."""
    from bothways.lens.escalate import escalations, hints
    from bothways.lens.routes import help_first, routes_for

    seen = look(text, side=side, team=team)
    sure = escalations(text)
    found = sure or hints(text)
    routing = routes_for(found, text=text, routes=routes_of()) if found else None
    known = traces_of(text, team=team) if recognise else None
    return Told(
        look=seen,
        traces=_pieces(
            text, [(t.start, t.end, "trace", t.kind, t.why) for t in known.traces] if known else []
        ),
        recognisable=known,
        routing=routing,
        sure=bool(sure),
        first=help_first(routing.kinds) if routing else "",
        passes_by=routing is not None and any(not route.manager for route in routing.routes),
        topics=tuple(TOPICS[kind] for kind in routing.kinds) if routing else (),
    )


def traces_of(text: str, *, team: Team) -> Recognisability:
    """What in a text points to its author."""
    from bothways.opendoor.disclosure import Rules
    from bothways.opendoor.voices import recognisable

    return recognisable(text, names=_names(team), rules=Rules(k=settings.MINIMUM_GROUP))


def routes_of() -> tuple[Route, ...]:
    """The organisation's routes; none where it has named none, or its file can't be read."""
    from bothways.lens.routes import read_routes

    if not settings.ROUTES.is_file():
        return ()
    try:
        return read_routes(settings.ROUTES)
    except Refusal:
        return ()


def _names(team: Team) -> tuple[str, ...]:
    """Names that are never charged and never lost: those of the team's people."""
    here = Q(teams=team) | Q(overseen=team) | Q(managed=team)
    found: set[str] = set()
    for name in Person.objects.filter(here).values_list("name", flat=True).order_by("name").distinct():
        found |= {name, *(part for part in name.split() if len(part) > 2 and part[:1].isupper())}
    return tuple(sorted(found))


def _drawn(kind: str) -> tuple[str, Any]:
    return HEAT.get(kind, ("blame", kind))


def _pieces(text: str, spans: Sequence[tuple[int, int, str, Any, str]]) -> tuple[Piece, ...]:
    """A text in pieces; of spans that meet, the first counts."""
    made: list[Piece] = []
    at = 0
    for start, end, mark, word, why in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at:
            continue
        if start > at:
            made.append(Piece(text[at:start]))
        made.append(Piece(text[start:end], mark, word, why))
        at = end
    if at < len(text):
        made.append(Piece(text[at:]))
    return tuple(made)
