"""Six voices of the sample company, in the states in which a week has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from bothways.opendoor.voices import Event, How, Who, new_key, stored_of
from bothways.terms import Side
from bothways.web.opendoor import keeping, queries, sealing, wording
from bothways.web.opendoor.models import Voice
from bothways.web.people.models import Person, Team

__all__ = ["seed"]

_ROUTES: Final = """# Where the author of what must not be softened can go. Made up for the sample company: name your own.

[[route]]
name = "Ombudsperson"
contact = "ombud@example.com, room 4"
people = ["Rut Imhof"]
note = "Answers within two days. You may stay unnamed."

[[route]]
name = "Your own manager"
contact = "in person"
manager = true
"""
_SECURITY: Final = (
    "Legal is killing our deals. Eleven deals worth €640k slipped last quarter because the security questionnaire always "
    "takes six weeks, and nobody up there cares.\n\nWe need one person who answers these within ten days, before "
    "14 November, or we stop quoting to hospitals."
)
_S, _E = Side.STAFF, Side.EXECUTIVES
# side, kind, how, words, then what happened: days ago, what, by whom, text, why
_VOICES: Final = (
    (_S, "concern", "", _SECURITY, ((19, "brought", "", ""),)),
    (
        _S,
        "concern",
        "rep",
        "The price list changed twice inside one open quote.",
        ((12, "brought", "", ""), (8, "crossed", "The price list changed twice inside one open quote.", "")),
    ),
    (
        _S,
        "concern",
        "",
        "Two territories have had nobody since June, and the targets stayed.",
        (
            (9, "brought", "", ""),
            (
                6,
                "proposed",
                "Two territories have had nobody since June, and the targets stayed. We ask whether they can follow.",
                "",
            ),
        ),
    ),
    (
        _S,
        "concern",
        "behalf",
        "Trainers are booked nine weeks out. Customers cancel before we start.",
        ((2, "brought", "", ""),),
    ),
    (
        _E,
        "question",
        "executive",
        "Why is revenue short when we paid for 22% more prospects? Do you people ever follow up?",
        ((5, "brought", "", ""),),
    ),
    (
        _E,
        "imperative",
        "executive",
        "Discounts stop at 8 % from 1 December, because the margin fell by 3 points. Above it, ask before the offer goes.",
        (
            (7, "brought", "", ""),
            (
                4,
                "crossed",
                "Discounts stop at 8 % from 1 December, because the margin fell by 3 points. Above it, ask before the "
                "offer goes.",
                "",
            ),
            (
                1,
                "answered",
                "Three open offers stand at 10 %. We ask to keep these, and hold to 8 % from then on.",
                "They were made in writing before the rule, and run out in December.",
            ),
        ),
    ),
)


def seed(*, cast: Mapping[str, Person], team: Team, now: datetime) -> None:
    """Bring six voices, of which two have no name: their keys are known to nobody, as if their authors had them."""
    import secrets

    from bothways.opendoor.voices import Consent

    if not settings.ROUTES.exists():
        settings.ROUTES.write_text(_ROUTES, encoding="utf-8")
    for side, kind, who, words, happened in _VOICES:
        how = {"": How.ANONYMOUS, "behalf": How.ON_BEHALF}.get(who, How.NAMED)
        voice = Voice(
            team=team,
            side=side.value,
            how=how.value,
            kind=kind,
            author=cast.get(who),
            key=stored_of(new_key(random_bytes=secrets.token_bytes), secret=sealing.secret())
            if how is How.ANONYMOUS
            else None,
            crowd=[str(person.pk) for person in queries.able_people(team, side)] if not who else [],
            heat=wording.heat_of(words, team=team),
        )
        author = cast["manager"] if how is How.ON_BEHALF else cast.get(who)
        for ago, what, text, why in happened:
            day = keeping.day_of(now) - timedelta(days=ago)
            consent = Consent("Kim Berg", day, "in person") if how is How.ON_BEHALF else None
            if what == "brought":
                by = Who.MANAGER if how is How.ON_BEHALF else Who.AUTHOR
                first = Event(
                    what, by, day, text=words, consent=consent, kind=kind, side=side, how=how,
                    name_crosses=how is How.NAMED,
                )  # fmt: skip
                keeping.begin(first, voice, person=author)
                continue
            other = cast["executive" if side is _S else "rep"]
            by, person = (Who.OTHER_SIDE, other) if what == "answered" else (Who.MANAGER, cast["manager"])
            keeping.add(voice, Event(what, by, day, text=text, why=why), person=person)
