"""What somebody could do now, each with its reason: out of what the other rooms hold for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.web.home.acting import Candidate
from bothways.web.home.gathering import Of, Voice, address, asked
from bothways.web.people.models import Person

__all__ = ["acts_of", "more_acts", "to_decide", "to_rank", "to_say_back"]

_FEW: Final = 3
_FRESH: Final = 14
"""Days for which an export is fresh: two of a weekly one."""


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
                    kind="voice",
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
                kind="numbers",
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
        kind="promise",
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
        kind="limit",
    )


def more_acts(person: Person, *, now: datetime) -> list[Candidate]:
    """What else a manager could do: a draft that waits, mails that did not go, what readers said, an old export."""
    from bothways.web.brief.models import Said
    from bothways.web.brief.queries import forthcoming, troubled

    found = [
        Candidate(
            what=_("Read, word and approve the briefs of %(period)s") % {"period": one.period},
            why=_("They wait for your word; nobody has them before it."),
            button=_("Open the draft"),
            address=address("brief", one.pk),
            minutes=10,
            waited=5 + (now - one.made_at).days,
            kind="brief",
        )
        for one in forthcoming(person, now=now)[:_FEW]
    ]
    found += [
        Candidate(
            what=_("See to the mail to %(name)s") % {"name": one.name or one.to},
            why=_("Nobody knows whether it arrived.")
            if one.state == "unknown"
            else _("It did not go: %(told)s") % {"told": one.told or _("the server said no more")},
            button=_("Open the mails"),
            address=address("mails"),
            minutes=2,
            left=0,
            kind="mail",
        )
        for one in troubled(person)[:1]
    ]
    said = Said.objects.filter(brief__team__managers=person, done_at=None).select_related("brief")
    found += [
        Candidate(
            what=_("Take up what %(name)s said about the brief") % {"name": one.name},
            why=_("“%(text)s”") % {"text": _short(one.text)},
            button=_("Open it"),
            address=address("brief", one.brief_id),
            minutes=3,
            waited=1 + (now - one.at).days,
            kind="said",
        )
        for one in said[:_FEW]
    ]
    return [*found, *_old_export(person, now=now)]


def _old_export(person: Person, *, now: datetime) -> list[Candidate]:
    from bothways.web.evidence.queries import my_snapshots

    newest = my_snapshots(person).first()
    days = (now.date() - newest.as_of).days if newest else 0
    if days <= _FRESH:
        return []
    return [
        Candidate(
            what=_("Bring a new export"),
            why=ngettext(
                "The newest is of %(n)s day ago: what moved since is in none.",
                "The newest is of %(n)s days ago: what moved since is in none.",
                days,
            )
            % {"n": days},
            button=_("Bring it"),
            address=address("evidence"),
            minutes=3,
            # Nobody waits for it by name, and no age of it may hide who does.
            waited=min(4, days // 7),
            kind="evidence",
        )
    ]


def to_rank(person: Person) -> list[Candidate]:
    """Rounds in which this person has not ranked yet. Nobody else learns it."""
    find = asked("priorities.queries", "open_for")
    return [
        Candidate(
            what=_("Rank: %(question)s") % {"question": _short(one.question)},
            why=_("Both sides rank the same list, and neither sees the other’s before the release."),
            button=_("Rank"),
            address=address("round", one.pk),
            minutes=2,
            waited=3,
            kind="round",
        )
        for one in (find(person) if find else [])
    ]


def to_say_back(limits: list[Any], *, today: date) -> list[Candidate]:
    """Limits of the other side that this person has yet to say back."""
    return [
        Candidate(
            what=_("Say back what limits the other side: %(text)s") % {"text": _short(one.limit.statement)},
            why=_("You said it back when it read otherwise.")
            if one.mine
            else _("You have not said back yet what you understand. It is no consent."),
            button=_("Say it back"),
            address=address("limit", one.pk),
            minutes=2,
            # As with a review, nobody waits for it by name.
            waited=1 + (today - one.state.confirmed).days // 4,
            kind="limit",
        )
        for one in limits
    ]


def to_decide(cases: list[Any], *, now: datetime) -> list[Candidate]:
    """Cases that wait for an executive's answer."""
    return [
        Candidate(
            what=_("Answer the case: %(title)s") % {"title": _short(one.title)},
            why=_("%(team)s asks, and nothing is decided.") % {"team": one.team.name},
            button=_("Read the two pages"),
            address=address("case-pages", one.pk),
            minutes=3,
            waited=1 + (now - one.put).days,
            kind="case",
        )
        for one in cases
    ]


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77].rstrip()}…"
