"""What readers say about a sentence comes back as a voice, with the sentence and the figures behind it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bothways.brief.document import Cite, Line, text_of
from bothways.brief.rewording import places
from bothways.terms import Refusal, Side
from bothways.web.audit.operations import record
from bothways.web.brief.models import Brief, Said
from bothways.web.brief.operations import for_side, previewed
from bothways.web.people.models import Link, Person

if TYPE_CHECKING:
    from bothways.brief.ledger import Ledger

__all__ = ["behind_sentence", "do_say"]

_LONGEST: Final = 4000
_FACTS: Final = 4
_AS: Final = {"question": "question", "concern": "concern", "answer": "idea"}
"""As what it comes back: an answer is what somebody offers."""


def do_say(
    brief: Brief,
    *,
    name: str,
    side: str,
    kind: str,
    place: str,
    text: str,
    now: datetime,
    link: Link | None = None,
    person: Person | None = None,
) -> Said:
    """Keep what a reader says about a sentence of their brief, and bring it through the door.

    Somebody with an account brings it in their own name. For who has only a link the manager brings it on their behalf:
    that they wrote it to the manager is the consent, and the other side reads no name.

    Raises:
        Refusal: `no-words`, `too-long`.
    """
    words = text.strip()
    if not words:
        raise Refusal("no-words", "There are no words yet.", hint="Write what you want to say.")
    if len(words) > _LONGEST:
        raise Refusal("too-long", f"It has {len(words)} letters.", hint="At most 4,000 fit.")
    document = for_side(previewed(brief), side)
    line = dict(places(document)).get(place)
    sentence = text_of(line) if line is not None else ""
    said = Said.objects.create(
        brief=brief, link=link, name=name, side=side, kind=kind, place=place if sentence else "", sentence=sentence,
        text=words, at=now,
    )  # fmt: skip
    record(
        by=person,
        did="say",
        # Who has only a link speaks through the manager, who alone reads the name: the log is exported whole.
        what=f"A reader wrote about the brief of {brief.period}.",
        team=brief.team,
        now=now,
    )
    evidence = behind_sentence(line, document.ledger) if line is not None else ()
    said.voice = _as_voice(said, person or (link.person if link else None), evidence, now=now)
    said.save(update_fields=["voice"])
    return said


def behind_sentence(line: Line, ledger: Ledger) -> tuple[str, ...]:
    """The figures that a sentence cites, each in a few words: what it is, what it says, of how many."""
    found: dict[int, str] = {}
    facts = {fact.number: fact for fact in ledger}
    for span in line:
        if isinstance(span, Cite) and span.fact in facts and span.fact not in found:
            fact = facts[span.fact]
            many = f" (n {fact.figure.n})" if fact.figure is not None and fact.figure.n is not None else ""
            found[span.fact] = f"{fact.label}: {span.text}{many}"
    return tuple(found.values())[:_FACTS]


def _as_voice(said: Said, person: Person | None, evidence: tuple[str, ...], *, now: datetime) -> Any:
    from bothways.web.opendoor.keeping import day_of
    from bothways.web.opendoor.operations import do_bring

    team = said.brief.team
    about = f"\n\nAbout the brief of {said.brief.period}: “{said.sentence}”" if said.sentence else ""
    behind = f"\nBehind it: {'; '.join(evidence)}." if evidence else ""
    held: dict[str, Any] = {
        "team": team, "side": Side(said.side), "kind": _AS.get(said.kind, "question"), "text": f"{said.text}{about}{behind}",
        "now": now,
    }  # fmt: skip
    try:
        if person is not None:
            return do_bring(person, **held).pk
        managers = team.managers.filter(is_active=True)
        # Who approved it may have left since: then it is brought by who manages the team now.
        manager = managers.filter(pk=said.brief.approved_by_id).first() or managers.first()
        if manager is None:
            return None
        how = f"wrote it to the manager about the brief of {said.brief.period}"
        return do_bring(manager, **held, consent_who=said.name, consent_day=day_of(now), consent_how=how).pk
    except Refusal:
        # Too long for a voice, or no longer of this side: it stands beside the brief all the same.
        return None
