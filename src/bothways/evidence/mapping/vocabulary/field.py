"""A field and its names; what columns are called: field by field, in English, French, Spanish and German.

A row is `field`, its type, its strong names and its weak names. A strong name is enough; a weak one
counts only where no strong one is there. Types: text, money, number, whole, day, moment, flag, share.
Known sources: Salesforce's Data Export and Fivetran's and HubSpot's API names are beside the project
as real files; Salesforce report labels, HubSpot's page labels and Pipedrive's are from documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "money", "number", "whole", "day", "moment", "flag", "share"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of table: its type and the plain words that name it."""

    name: str
    type: FieldType
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    essential: bool = False  # an unreadable value refuses the row instead of becoming unknown


def named(name: str, kind: FieldType, strong: str, weak: str = "", *, essential: bool = False) -> Field:
    """Make a field of comma-separated names."""

    def split(text: str) -> tuple[str, ...]:
        return tuple(" ".join(part.split()) for part in text.split(",") if part.strip())

    return Field(name, kind, split(strong), split(weak), essential)


DELETED = named(
    "is_deleted", "flag", "is deleted, fivetran deleted, deleted, archived, geloscht, supprime, eliminado"
)
SUPERSEDED = named("is_current", "flag", "fivetran active")
CURRENCY = named(
    "currency",
    "text",
    "currency iso code, currency, deal currency code, deal currency, opportunity currency, amount currency, "
    "currency of value, wahrung, devise, moneda, divisa, currency code, "
    "opportunity amount currency, montant devise",
)
OWNER = (
    named(
        "owner_id",
        "text",
        "owner id, hubspot owner id, employee key, salesperson key, sales rep id, rep id, owner user id",
    ),
    named(
        "owner_email", "text", "owner email, assigned to email, sales rep email, rep email, e mail inhaber"
    ),
    named(
        "owner",
        "text",
        "opportunity owner, owner, deal owner, owner name, owner full name, sales agent, "
        "sales rep, salesperson, "
        "sales person, rep, opportunity inhaber, inhaber der opportunity, inhaber, opportunityinhaber, "
        "zustandiger mitarbeiter, verkaufer, vertriebsmitarbeiter, "
        "proprietaire de l opportunite, proprietaire, "
        "proprietaire de la transaction, commercial, vendeur, propietario de oportunidad, "
        "propietario de la oportunidad, propietario, propietario del negocio, vendedor, "
        "comercial, deal inhaber, "
        "besitzer, eigentumer, zustandig, responsable, account executive, verantwortlich, verantwortlicher, "
        "verantwortliche, account manager, key account manager, charge d affaires, ingenieur commercial, "
        "gestor, ejecutivo de cuenta, ejecutivo, asesor, vertriebler, aussendienst",
        "assigned to, agent, assigned to user, representative, user, seller, zugewiesen an, "
        "assigne a, asignado a",
    ),
)
ACCOUNT = (
    named(
        "account_id",
        "text",
        "account id, company id, organization id, org id, reseller key, customer key, associated company id",
    ),
    named(
        "account",
        "text",
        "account name, account, company account, account company, firma account, "
        "societe compte, empresa cuenta, company name, company, organization, organisation, "
        "organization name, accountname, "
        "associated company, client, nom du compte, compte, entreprise, societe, nom de l entreprise, "
        "nombre de la cuenta, cuenta, empresa, nombre de la empresa, kunde, firma, "
        "unternehmen, unternehmensname, "
        "kundenname, client name, reseller",
        "customer, customer name, cliente, associated companies, buyer, lead name, prospect",
    ),
)
