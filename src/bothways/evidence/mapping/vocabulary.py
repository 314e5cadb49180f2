"""What columns are called: field by field, in English, French, Spanish and German.

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


def _f(name: str, kind: FieldType, strong: str, weak: str = "", *, essential: bool = False) -> Field:
    def split(text: str) -> tuple[str, ...]:
        return tuple(" ".join(part.split()) for part in text.split(",") if part.strip())

    return Field(name, kind, split(strong), split(weak), essential)


DELETED = _f("is_deleted", "flag", "is deleted, fivetran deleted, deleted, archived, geloscht, supprime, eliminado")
SUPERSEDED = _f("is_current", "flag", "fivetran active")
CURRENCY = _f(
    "currency", "text",
    "currency iso code, currency, deal currency code, deal currency, opportunity currency, amount currency, "
    "currency of value, wahrung, devise, moneda, divisa, currency code, opportunity amount currency, montant devise",
)  # fmt: skip
OWNER = (
    _f("owner_id", "text", "owner id, hubspot owner id, employee key, salesperson key, sales rep id, rep id, owner user id"),
    _f("owner_email", "text", "owner email, assigned to email, sales rep email, rep email, e mail inhaber"),
    _f(
        "owner", "text",
        "opportunity owner, owner, deal owner, owner name, owner full name, sales agent, sales rep, salesperson, "
        "sales person, rep, opportunity inhaber, inhaber der opportunity, inhaber, opportunityinhaber, "
        "zustandiger mitarbeiter, verkaufer, vertriebsmitarbeiter, proprietaire de l opportunite, proprietaire, "
        "proprietaire de la transaction, commercial, vendeur, propietario de oportunidad, "
        "propietario de la oportunidad, propietario, propietario del negocio, vendedor, comercial, deal inhaber, "
        "besitzer, eigentumer, zustandig, responsable, account executive",
        "assigned to, agent, assigned to user, representative, user, seller, zugewiesen an, assigne a, asignado a",
    ),
)  # fmt: skip
ACCOUNT = (
    _f("account_id", "text", "account id, company id, organization id, org id, reseller key, customer key, associated company id"),
    _f(
        "account", "text",
        "account name, account, company name, company, organization, organisation, organization name, accountname, "
        "associated company, client, nom du compte, compte, entreprise, societe, nom de l entreprise, "
        "nombre de la cuenta, cuenta, empresa, nombre de la empresa, kunde, firma, unternehmen, unternehmensname, "
        "kundenname, client name, reseller",
        "customer, customer name, cliente, associated companies, buyer, lead name, prospect",
    ),
)  # fmt: skip
DEALS = (
    _f(
        "id", "text",
        "opportunity id, deal id, opp id, opportunity number, deal number, id, object id, pipedrive system id, "
        "system id, id de l opportunite, id opportunite, id de la oportunidad, id de oportunidad, dealid, "
        "opportunity 18 id, opportunity id 18, case safe id, opportunity identifier, quote id",
        "record id, number, nummer, numero, customer id, external id, reference",
    ),
    _f(
        "name", "text",
        "opportunity name, deal name, dealname, title, opportunity, deal, deal title, nom de l opportunite, "
        "nom opportunite, nom de la transaction, nombre de la oportunidad, nombre de oportunidad, "
        "nombre del negocio, name der opportunity, opportunityname, geschaftsname, opportunite, oportunidad",
        "name, titel, titre, titulo, nom, nombre, project, subject",
    ),
    *ACCOUNT,
    *OWNER,
    _f("type", "text", "type, opportunity type, deal type, dealtype, typ, tipo, business type, opportunity record type, deal category, type d opportunite, tipo de oportunidad"),
    _f("pipeline_id", "text", "deal pipeline id, pipeline id"),
    _f("pipeline", "text", "pipeline, sales pipeline, pipeline name, canalizacion"),
    _f("stage_id", "text", "deal pipeline stage id, stage id, pipeline stage id"),
    _f(
        "stage", "text",
        "stage name, stage, deal stage, dealstage, sales stage, opportunity stage, pipeline stage, phase, "
        "vertriebsphase, verkaufsphase, etape, etape de la transaction, phase de la transaction, etapa, etapa del negocio, fase",
    ),
    _f("stage_position", "whole", "stage sort order"),
    _f(
        "status", "text",
        "status, deal status, opportunity result, result, outcome, opportunity status, statut, estado, ergebnis, resultat, resultado",
    ),
    _f("is_closed", "flag", "is closed, closed, geschlossen, ferme, cerrada, cerrado"),
    _f("is_won", "flag", "is won, won, is closed won, closed won, gewonnen, gagne, ganada, ganado"),
    _f("forecast", "text", "forecast category, forecast category name, prognosekategorie, categorie de previsions, categoria de pronostico, categorie de prevision, manual forecast category"),
    _f(
        "amount", "money",
        "amount, opportunity amount, deal amount, deal value, close value, value, betrag, montant, importe, monto, "
        "valor, wert, acv, sales amount, cantidad, deal size, total amount, order value, contract value, bookings",
        "total price, total, revenue, price, umsatz, chiffre d affaires, ingresos, arr, tcv, mrr, total value, amount won, "
        "closed amount, annual contract value, total contract value",
        essential=True,
    ),
    _f(
        "expected_amount", "money",
        "expected revenue, expected amount, weighted amount, weighted value, weighted revenue, erwarteter umsatz, "
        "revenu attendu, revenu prevu, montant pondere, ingresos esperados, ingresos previstos, importe ponderado, "
        "gewichteter betrag, forecast amount, weighted",
    ),
    _f("amount_converted", "money", "amount converted, betrag konvertiert, montant converti, importe convertido, amount in company currency, amount in home currency", essential=True),
    _f("currency_converted", "text", "amount converted currency, betrag konvertiert wahrung, montant converti devise, importe convertido divisa"),
    CURRENCY,
    _f(
        "created", "moment",
        "created date, create date, createdate, created, creation date, engage date, created at, deal created, add time, "
        "date created, open date, opened date, erstellungsdatum, erstelldatum, erstellt am, angelegt am, date de creation, "
        "cree le, fecha de creacion, creado el, fecha creacion, deal created on",
        "start date, entry date, date entered, date",
        essential=True,
    ),
    _f(
        "close", "day",
        "close date, closedate, expected close date, closing date, schlusstermin, abschlussdatum, "
        "voraussichtliches abschlussdatum, date de cloture, date de fermeture, date de cloture prevue, fecha de cierre, "
        "fecha de cierre prevista, fecha prevista de cierre, fecha cierre, order date, erwartetes abschlussdatum",
        "estimated close date, expected close, forecast close date, target date, close, end date",
        essential=True,
    ),
    _f(
        "actual_close", "day",
        "actual close date, closed on, closed date, date closed, deal closed on, closed at, tatsachliches abschlussdatum, "
        "date de cloture reelle, fecha de cierre real, geschlossen am",
        essential=True,
    ),
    _f("won_at", "day", "won time, won date, won on"),
    _f("lost_at", "day", "lost time, lost date, lost on"),
    _f("probability", "share", "probability, win probability, deal probability, wahrscheinlichkeit, probabilite, probabilidad"),
    _f("product", "text", "product, product name, main product, products, produkt, produit, producto, product interest, supplies subgroup, primary product, nom du produit, nombre del producto"),
    _f("line_quantity", "number", "quantity, menge, quantite"),
    _f("line_total", "money", "product total price, line total"),
    _f("region", "text", "region, sales region, territory, sales territory, regional office, verkaufsgebiet, gebiet, territoire, territorio, territory name, zone, regio, billing state, location"),
    _f("segment", "text", "segment, industry, sector, deal size category, branche, secteur, industria, client size, secteur d activite"),
    _f("source", "text", "lead source, source, original source, route to market, deal source, leadquelle, lead quelle, origine de la piste, origine du prospect, origen del prospecto, origen del candidato, herkunft, canal, channel"),
    _f("competitor", "text", "competitor, competitor type, main competitor, primary competitor, competitors, wettbewerber, concurrent, competidor, main competitors"),
    _f("reason", "text", "closed lost reason, lost reason, loss reason, closed won reason, reason, win loss reason, verlustgrund, raison de perte, motif de perte, motivo de perdida, grund, reason lost, reason won"),
    _f("next_step", "text", "next step, next steps, nachster schritt, nachste schritte, etape suivante, prochaine etape, paso siguiente, proximo paso, siguiente paso"),
    _f("last_activity", "day", "last activity date, last activity, last contact date, letzte aktivitat, derniere activite, ultima actividad, last contacted, last touch, notes last contacted"),
    _f("notes", "text", "notes, note, comments, notizen, notas, kommentare, commentaires, notes history, call notes, activity log"),
    _f("team", "text", "team, sales team, deal team, equipe, equipo, owner role, opportunity owner role"),
    _f("manager", "text", "manager, owner manager, sales manager, opportunity owner manager, vorgesetzter, owner manager name"),
    DELETED,
    SUPERSEDED,
)  # fmt: skip
LINES = (
    _f("id", "text", "id, line item id, line id, opportunity product id, order item id"),
    _f("deal_id", "text", "opportunity id, deal id, sales order number, order number, order id, quote id"),
    _f("deal", "text", "opportunity name, deal name, deal, opportunity"),
    _f("product_id", "text", "product 2 id, product2 id, product id, product key, pricebook entry id"),
    _f("product", "text", "product name, name, product, produkt, produit, producto"),
    _f("family", "text", "product family, family, category, produktfamilie, famille de produits"),
    _f("quantity", "number", "quantity, qty, menge, quantite, cantidad"),
    _f("list_price", "money", "list price, listenpreis, prix catalogue, precio de lista, list unit price"),
    _f("unit_price", "money", "unit price, sales price, price, verkaufspreis, prix de vente, precio de venta, stuckpreis"),
    _f("total", "money", "total price, total, amount, sales, line total, subtotal, gesamtpreis, prix total, precio total", essential=True),
    _f("discount", "share", "discount, discount percent, rabatt, remise, descuento"),
    _f("cost", "money", "cost, total cost, line cost, kosten, cout, costo"),
    _f("unit_cost", "money", "unit cost, standard cost, cost price, cost per unit"),
    _f("approved_by", "text", "discount approved by, approved by, approver, discount approver, genehmigt von, approuve par, aprobado por, approved by id, discount approved by id"),
    CURRENCY,
    _f("ordered", "day", "order date, date, invoice date", essential=True),
    *OWNER,
    *ACCOUNT,
    _f("region_id", "text", "sales territory key, territory id, territory key, region id, region key"),
    _f("region", "text", "region, territory"),
    DELETED,
    SUPERSEDED,
)  # fmt: skip
ACCOUNTS = (
    _f("id", "text", "id, account id, company id, organization id, reseller key, customer id, customer key, record id, object id"),
    _f("name", "text", "name, account name, account, company name, company, organization name, organization, reseller, customer name, firma, kunde, nom du compte, nombre de la cuenta, unternehmensname, accountname, customer"),
    _f("segment", "text", "industry, segment, sector, branche, secteur, secteur d activite, industria, sector de la industria, business type", "type"),
    _f("region", "text", "region, sales region, territory, billing state, state region, state, billing state code, state province"),
    _f("country", "text", "billing country, country, office location, country region, land, pays, pais, property country, billing country code"),
    _f("employees", "whole", "number of employees, employees, numberofemployees, employee count, mitarbeiter, effectif, empleados, anzahl mitarbeiter"),
    _f("created", "moment", "created date, create date, createdate, created at, erstellt am, date de creation, fecha de creacion"),
    _f("customer_since", "day", "customer since, became a customer date, first deal created date, kunde seit, client depuis, cliente desde"),
    *OWNER,
    DELETED,
    SUPERSEDED,
)  # fmt: skip
CONTACTS = (
    _f("id", "text", "id, contact id, record id, person id, vid"),
    *ACCOUNT,
    _f("name", "text", "name, full name, contact name, person name"),
    _f("first_name", "text", "first name, firstname, vorname, prenom, nombre"),
    _f("last_name", "text", "last name, lastname, nachname, nom, apellidos, apellido"),
    _f("title", "text", "title, job title, jobtitle, position, role, funktion, fonction, cargo, titel"),
    _f("email", "text", "email, e mail, email address, work email, email work, correo, correo electronico"),
    _f("created", "moment", "created date, create date, createdate, created at"),
    DELETED,
    SUPERSEDED,
)  # fmt: skip
PEOPLE = (
    _f("id", "text", "id, user id, owner id, employee key, salesperson id, rep id, person id"),
    _f("other_id", "text", "employee id, employee number, active user id"),
    _f("name", "text", "name, full name, sales agent, salesperson, sales rep, rep, user, user name, owner, employee, mitarbeiter, verkaufer, commercial, vendedor, seller, sales person"),
    _f("first_name", "text", "first name, firstname, vorname, prenom"),
    _f("last_name", "text", "last name, lastname, nachname, nom, apellidos"),
    _f("email", "text", "email, e mail, upn, email address, correo", "username"),
    _f("team", "text", "team, sales team, division, equipe, equipo", "department"),
    _f("role_id", "text", "user role id, role id"),
    _f("team_id", "text", "primary team id, team id, hubspot team id"),
    _f("manager", "text", "manager, sales manager, vorgesetzter, responsable, manager name, teamleiter, chef"),
    _f("manager_id", "text", "manager id"),
    _f("region", "text", "region, regional office, office, territory, gebiet, territoire, sales region"),
    _f("title", "text", "title, role, job title, position, funktion, fonction, cargo"),
    _f("is_active", "flag", "is active, active, aktiv, actif, activo"),
    DELETED,
    SUPERSEDED,
)  # fmt: skip
STAGES = (
    _f("id", "text", "stage id, id"),
    _f("label", "text", "master label, label, stage name, stage, api name, name"),
    _f("pipeline_id", "text", "pipeline id"),
    _f("pipeline", "text", "pipeline, pipeline name"),
    _f("position", "number", "sort order, display order, position, order"),
    _f("probability", "share", "default probability, probability"),
    _f("is_closed", "flag", "is closed"),
    _f("is_won", "flag", "is won, closed won"),
    _f("meaning", "text", "meaning, category"),
    _f("forecast", "text", "forecast category, forecast category name"),
    DELETED,
    SUPERSEDED,
)  # fmt: skip
LABELS = (
    _f("id", "text", "id, pipeline id, role id, team id, sales territory key, region key, product key, product id"),
    _f("name", "text", "name, label, region, team, role name, territory, product, product name"),
    _f("parent_id", "text", "parent role id, parent id"),
    _f("group", "text", "series, family, category, group, product family"),
    _f("list_price", "money", "sales price, list price, price, unit price"),
    _f("unit_cost", "money", "standard cost, unit cost, cost"),
    DELETED,
    SUPERSEDED,
)  # fmt: skip
LINKS = (
    _f("deal_id", "text", "deal id, opportunity id"),
    _f("account_id", "text", "company id, account id"),
    _f("contact_id", "text", "contact id"),
    _f("engagement_id", "text", "engagement id"),
    _f("ticket_id", "text", "ticket id"),
    _f("owner_id", "text", "owner id, user id, employee key"),
    _f("team_id", "text", "team id"),
    _f("region_id", "text", "sales territory key"),
    _f("is_primary", "flag", "is team primary, is primary"),
    _f("is_secondary", "flag", "is secondary user"),
    DELETED,
)  # fmt: skip
STATES = (
    _f("id", "text", "history id"),
    _f("deal_id", "text", "opportunity id, deal id, id"),
    _f("at", "moment", "created date, valid from, fivetran start, last modified, last modified date, snapshot date", essential=True),
    _f("by_id", "text", "created by id, last modified by id"),
    _f("stage", "text", "stage name, stage"),
    _f("amount", "money", "amount", essential=True),
    _f("close", "day", "close date", essential=True),
    _f("owner_id", "text", "owner id"),
    CURRENCY,
    DELETED,
)  # fmt: skip
CHANGES = (
    _f("id", "text", "id, history id"),
    _f("deal_id", "text", "opportunity id, deal id, parent id"),
    _f("deal", "text", "opportunity name, deal name"),
    _f("at", "moment", "created date, edit date, timestamp, changed at, date, timestamp instant, last modified, change date, modified date, date entered", essential=True),
    _f("by_id", "text", "created by id, source id"),
    _f("by", "text", "edited by, changed by, created by, user"),
    _f("field", "text", "field, field name, name, field event, property, changed field"),
    _f("old", "text", "old value, from stage, from, old, previous value"),
    _f("new", "text", "new value, to stage, value, to, new"),
    CURRENCY,
    DELETED,
)  # fmt: skip
ACTIVITIES = (
    _f("id", "text", "id, activity id, event id, task id, email id, engagement id, note id, pipedrive system id"),
    _f("deal_id", "text", "opportunity id, deal id, what id, related to id, parent id"),
    _f("deal", "text", "deal, opportunity, opportunity name, deal name, deal title"),
    *ACCOUNT,
    _f("contact_id", "text", "who id, contact id, person id"),
    _f("contact", "text", "contact, contact person, contact name, name"),
    _f("contact_email", "text", "participant email, contact email, sender recipient"),
    _f("owner_id", "text", "owner id, hubspot owner id, assigned to id, created by id"),
    _f("owner_email", "text", "assigned to email, owner email"),
    _f("owner", "text", "assigned to, owner, assigned, assigned to user, created by, activity owner, user, assigne a, zugewiesen, asignado a, responsable"),
    _f("at", "moment", "activity date time, activity date, timestamp, date, due date, message date, event start, start time, sent datetime, datum, fecha, marked as done time, completed date time, start date time, engagement date, activity created at, sent at", "created date, createdate, created at, creation date, create date"),
    _f("kind", "text", "activity type, type, task subtype, event subtype, engagement type, task type, typ, tipo, activity"),
    _f("subject", "text", "subject, title, event name, task name, email subject, betreff, objet, asunto"),
    _f("text", "text", "description, comments, full comments, body, note body, text body, email text, content, note, notes, call body, meeting body, note content, full description, kommentar, commentaires, comentarios, text"),
    _f("html", "text", "html body, email html"),
    _f("incoming", "flag", "incoming"),
    _f("direction", "text", "inbox outbox, direction, email direction, call direction"),
    _f("from", "text", "from address, from, sender"),
    _f("to", "text", "to address, to, recipient"),
    _f("is_done", "flag", "done"),
    _f("is_private", "flag", "is private, is private draft"),
    DELETED,
    SUPERSEDED,
)  # fmt: skip
MAILS = tuple(
    _f("deal_id", "text", "opportunity id, deal id, related to id, what id") if f.name == "deal_id" else f for f in ACTIVITIES
) + (_f("case_id", "text", "parent id, case id, ticket id"),)
CASES = (
    _f("id", "text", "id, case id, ticket id"),
    _f("number", "text", "case number, ticket number"),
    *ACCOUNT,
    _f("contact_id", "text", "contact id"),
    _f("contact", "text", "contact name"),
    _f("deal_id", "text", "opportunity id, deal id"),
    _f("at", "moment", "created date, createdate, created at, date time opened, opened date, open date, date opened", essential=True),
    _f("first_reply", "moment", "first agent reply date, first response date, first reply, first response"),
    _f("closed", "day", "closed date, date time closed, closed at, resolved date"),
    _f("status", "text", "status, pipeline stage, ticket status, case status"),
    _f("kind", "text", "signal type, signal"),
    _f("score", "number", "score, nps, nps score, csat, rating"),
    _f("subject", "text", "subject, title, betreff, objet, asunto, ticket name"),
    _f("text", "text", "description, content, body, comment, feedback, ticket description, case description"),
    DELETED,
    SUPERSEDED,
)  # fmt: skip
COMMENTS = (
    _f("id", "text", "id"),
    _f("parent_id", "text", "parent id, case id"),
    _f("text", "text", "comment body, body, text body, comment"),
    _f("by_id", "text", "created by id"),
    _f("at", "moment", "created date, message date, created at"),
    _f("is_published", "flag", "is published"),
    DELETED,
)  # fmt: skip
RATES = (
    _f("currency", "text", "iso code, currency, currency iso code, code"),
    _f("rate", "number", "conversion rate, rate, exchange rate, kurs, taux"),
    _f("from_day", "day", "start date, valid from, from"),
    _f("until_day", "day", "next start date, valid until, until"),
    _f("is_corporate", "flag", "is corporate"),
    DELETED,
)  # fmt: skip
