"""Questions to both sides, on the first page: what asks for an answer; for the manager, what needs their decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.web.home.acting import Candidate
from bothways.web.home.gathering import address, asked
from bothways.web.people.models import Person

__all__ = ["questions", "to_answer"]


def questions(person: Person) -> list[Any]:
    """The consultations that wait for this person, the first to close first. Whether others have answered is told nobody."""
    find = asked("consultations.queries", "waiting_for")
    return list(find(person)) if find else []


def to_answer(found: list[Any], *, today: date, manager: bool = False) -> list[Candidate]:
    """Answering them, or deciding about them, as acts."""
    made = _decided if manager else _answered
    return [made(one, today) for one in found]


def _answered(one: Any, today: date) -> Candidate:
    left = one.of - one.answered
    many = ngettext("%(n)s statement", "%(n)s statements", left) % {"n": left}
    return Candidate(
        what=_("Answer: %(question)s") % {"question": one.consultation.question},
        why=_("%(many)s, until %(day)s. Nobody is shown a single answer unless you choose the record.")
        % {"many": many, "day": date_format(one.closes, "l j F")},
        button=_("Go on") if one.answered else _("Answer"),
        address=address("consultation", one.consultation.pk),
        minutes=max(1, round(left / 3)),
        left=(one.closes - today).days,
        # Short, and it ends: it stands beside what has waited for a week.
        waited=3,
    )


def _decided(one: Any, today: date) -> Candidate:
    over = one.consultation.state == "closed"
    return Candidate(
        what=_("Look after your question: %(question)s") % {"question": one.consultation.question},
        why=_("It closed, and no result can be shown yet. You can open it again.")
        if over
        else _("Its last day is %(day)s.") % {"day": date_format(one.closes, "l j F")},
        button=_("Open it"),
        address=address("consultation", one.consultation.pk),
        minutes=1,
        left=None if over else (one.closes - today).days,
        waited=2 if over else 0,
    )
