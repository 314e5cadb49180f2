"""The sample company as an application: its people to sign in as, and what each room brings along."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bothways.web.people.models import Person, Team
from bothways.web.rooms import parts

__all__ = ["CAST", "WORDS", "seed"]

CAST: Final = (
    ("manager", "Mira Lindqvist", "mira@example.com", "manager"),
    ("lead", "Jonas Aakre", "jonas@example.com", "manager"),
    ("rep", "Ilse van den Broek", "ilse@example.com", "staff"),
    ("executive", "Henrik Sølvberg", "henrik@example.com", "executive"),
    ("administrator", "Noor Haddad", "noor@example.com", "administrator"),
)
"""Whom one can sign in as: key, name, address, role. The lead manages a team inside the manager's."""

WORDS: Final = {
    "manager": _("manager: carries both ways"),
    "lead": _("team lead: manages a team inside it"),
    "rep": _("sells"),
    "executive": _("executive: sets the targets"),
    "administrator": _("administrator: keeps the machine"),
}

OTHERS: Final = (
    "Ada Wikström", "Bo Nygaard", "Cato Ruud", "Dina Maas", "Amund Lie", "Bente Krogh", "Dario Conti",
    "Elin Sandström", "Farid Osman", "Greta Halonen", "Jelle Postma",
)  # fmt: skip
"""Who sells beside the rep, so that a voice without a name can be anybody's; nobody signs in as them."""


def seed(*, now: datetime) -> dict[str, Person]:
    """Fill an empty database with the sample company; one that has people is left as it is."""
    if Person.objects.exists():
        return {key: Person.objects.get(email=email) for key, _, email, _ in CAST}
    with transaction.atomic():
        cast = {
            key: Person.objects.create_user(email, name=name, role=role) for key, name, email, role in CAST
        }
        whole = Team.objects.create(name="Northern Europe")
        whole.managers.add(cast["manager"])
        whole.executives.add(cast["executive"])
        others = [
            Person.objects.create_user(f"{name.split()[0].lower()}@example.com", name=name, role="staff")
            for name in OTHERS
        ]
        whole.staff.add(cast["rep"], *others)
        finance = Person.objects.create_user("sofia@example.com", name="Sofia Brandt", role="executive")
        whole.executives.add(finance)
        part = Team.objects.create(name="Benelux")
        part.managers.add(cast["lead"])
        part.staff.add(cast["rep"], others[-1])
    for name in parts("sample"):
        import_module(name).seed(cast=cast, team=whole, now=now)
    return cast
