"""A text worded for a page by the same functions as the command: what is charged, what changed, what became of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from django.conf import settings

from bothways.terms import Refusal
from bothways.web.lens.knowing import names_in
from bothways.web.opendoor.wording import BECAME, HEAT, TOPICS, Piece, Receipt, changes_of, routes_of
from bothways.web.people.models import Person

if TYPE_CHECKING:
    from bothways.lens import FactVerdict, Reframing
    from bothways.lens.charge import Charge
    from bothways.lens.prompting import Model
    from bothways.lens.reframing import LensLine
    from bothways.lens.routes import Routing
    from bothways.lens.simplify import Simplified

__all__ = ["LONGEST", "Charged", "Worded", "charged", "check_text", "mark_of", "model_of", "worded"]

LONGEST: Final = 12_000
Audience = Literal["executives", "staff"]


@dataclass(frozen=True, slots=True)
class Charged:
    """What charges a text: its pieces, each kind with its count, each span with its reason."""

    pieces: tuple[Piece, ...]
    counts: tuple[tuple[str, Any, int], ...]
    reasons: tuple[tuple[str, str, Any, str], ...]
    """Of each span: how it is drawn, its words, its kind as a word, why."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change of the wording, and whether it is undone."""

    id: str
    before: str
    after: str
    reason: str
    word: Any
    undone: bool


@dataclass(frozen=True, slots=True)
class Worded:
    """A text with its calm wording and all that is said of it. mark: of which text the changes are."""

    text: str
    mark: str
    charged: Charged
    found: Reframing
    changes: tuple[Piece, ...]
    edits: tuple[Undoable, ...]
    receipt: Receipt
    simple: Simplified
    orders: tuple[tuple[str, tuple[LensLine, ...]], ...]
    routing: Routing | None
    sure: bool
    first: str
    topics: tuple[Any, ...]
    passes_by: bool
    said_of_model: tuple[str, ...]
    heat: tuple[str, ...]
    """What is gone and was heat, not a fact: told apart from what was kept."""


def check_text(text: str) -> str:
    """The text as it is worded; refuses none, and one that is too long for a page.

    Raises:
        Refusal: `empty-text`, `long-text`.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refusal("empty-text", "There is nothing to word yet.", hint="Write or paste a message.")
    if len(text) > LONGEST:
        raise Refusal(
            "long-text",
            f"It has {len(text):,} characters; a page words up to {LONGEST:,}.",
            hint="Word it in parts, or take `bothways reframe FILE`.",
        )
    return text


def mark_of(text: str) -> str:
    """A mark of a text: changes are undone only in the text that they were made in."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def model_of() -> Model | None:
    """The language model that the settings name; none where they name none, or one that can't be meant."""
    from bothways.ports import model_from

    try:
        return model_from(settings.LENS_MODEL)
    except Refusal:
        return None


def charged(text: str, *, person: Person) -> Charged:
    """What charges a text as it stands."""
    from bothways.lens.charge import charge

    return _charged(text, charge(text, names=names_in(text, person=person)))


def worded(
    text: str,
    *,
    person: Person,
    audience: Audience = "executives",
    undo: Collection[str] = (),
    model: Model | None = None,
) -> Worded:
    """A text in a calm wording, without the changes that are undone; by a model where one is handed in.

    Raises:
        Refusal: as `check_text` and `Reframing.without`.
    """
    from bothways.lens import reframe
    from bothways.lens.asking import reframe_with
    from bothways.lens.escalate import hints
    from bothways.lens.routes import help_first, routes_for

    text = check_text(text)
    names = names_in(text, person=person)
    said: tuple[str, ...] = ()
    if model is None:
        first = found = reframe(text, audience=audience, names=names)
    else:
        asked = reframe_with(model, text, audience=audience, names=names, masked=True)
        first = found = asked.reframing
        said = asked.sentences()
    for edit in undo:
        found = found.without(edit)
    escalated = found.escalate or hints(text)
    routing = routes_for(escalated, text=text, routes=routes_of()) if escalated else None
    beside: Audience = "staff" if audience == "executives" else "executives"
    # The rules word a text alike for both; only the order is another.
    other = replace(first, audience=beside) if model is None else reframe(text, audience=beside, names=names)
    orders = {found.audience: found.lens}
    if found.reframed == other.reframed:  # a wording of its own has the order of its own reader alone
        orders[other.audience] = other.lens
    return Worded(
        text=text,
        mark=mark_of(text),
        charged=_charged(text, found.charge),
        found=found,
        changes=changes_of(text, found.reframed),
        edits=tuple(
            Undoable(e.id, e.before, e.after, e.reason, HEAT.get(e.kind, ("", e.kind))[1], e.id in undo)
            for e in first.edits
        ),
        receipt=_receipt(found),
        simple=found.simplified,
        orders=tuple((side, orders[side]) for side in ("staff", "executives") if side in orders),
        routing=routing,
        sure=bool(found.escalate),
        first=help_first(routing.kinds) if routing else "",
        topics=tuple(TOPICS[kind] for kind in routing.kinds) if routing else (),
        passes_by=routing is not None and any(not route.manager for route in routing.routes),
        said_of_model=said,
        heat=tuple(dict.fromkeys(fact.original or "" for fact in found.receipt.facts if _is_heat(fact))),
    )


def _is_heat(fact: FactVerdict) -> bool:
    from bothways.lens.receipt.figures import REASON

    return fact.verdict == "kept" and fact.reason == REASON


def _receipt(found: Reframing) -> Receipt:
    rank = list(BECAME)
    read = (fact for fact in found.receipt.facts if not _is_heat(fact))
    facts = tuple(sorted(read, key=lambda fact: rank.index(fact.verdict)))
    counts = Counter(str(fact.verdict) for fact in facts)
    return Receipt(
        found.receipt.verdict, facts, tuple((v, word, counts[v]) for v, word in BECAME.items() if counts[v])
    )


def _charged(text: str, spans: Sequence[Charge]) -> Charged:
    kinds = Counter(one.kind for one in spans)
    pieces: list[Piece] = []
    at = 0
    for one in sorted(spans, key=lambda span: (span.start, -span.end)):
        if one.start < at:  # inside another: its reason stands in the list
            continue
        mark, word = _drawn(one.kind)
        pieces += [Piece(text[at : one.start]), Piece(text[one.start : one.end], mark, word, one.reason)]
        at = one.end
    pieces.append(Piece(text[at:]))
    return Charged(
        tuple(piece for piece in pieces if piece.text),
        tuple((*_drawn(kind), count) for kind, count in kinds.most_common()),
        tuple((_drawn(one.kind)[0], one.text, _drawn(one.kind)[1], one.reason) for one in spans),
    )


def _drawn(kind: str) -> tuple[str, Any]:
    return HEAT.get(kind, ("blame", kind))
