"""Fields of accounts, people, activities, cases, and of small tables around them."""

from __future__ import annotations

from bothways.evidence.mapping.vocabulary.field import ACCOUNT, DELETED, OWNER, SUPERSEDED, named

ACCOUNTS = (
    named(
        "id",
        "text",
        "id, account id, company id, organization id, reseller key, customer id, "
        "customer key, record id, object id",
    ),
    named(
        "name",
        "text",
        "name, account name, account, company name, company, organization name, "
        "organization, reseller, customer name, firma, kunde, nom du compte, "
        "nombre de la cuenta, unternehmensname, accountname, customer",
    ),
    named(
        "segment",
        "text",
        "industry, segment, sector, branche, secteur, secteur d activite, industria, "
        "sector de la industria, business type",
        "type",
    ),
    named(
        "region",
        "text",
        "region, sales region, territory, billing state, state region, state, "
        "billing state code, state province",
    ),
    named(
        "country",
        "text",
        "billing country, country, office location, country region, land, pays, pais, "
        "property country, billing country code",
    ),
    named(
        "employees",
        "whole",
        "number of employees, employees, numberofemployees, employee count, mitarbeiter, "
        "effectif, empleados, anzahl mitarbeiter",
    ),
    named(
        "created",
        "moment",
        "created date, create date, createdate, created at, erstellt am, date de creation, fecha de creacion",
    ),
    named(
        "customer_since",
        "day",
        "customer since, became a customer date, first deal created date, kunde seit, "
        "client depuis, cliente desde",
    ),
    *OWNER,
    DELETED,
    SUPERSEDED,
)
CONTACTS = (
    named("id", "text", "id, contact id, record id, person id, vid"),
    *ACCOUNT,
    named("name", "text", "name, full name, contact name, person name"),
    named("first_name", "text", "first name, firstname, vorname, prenom, nombre"),
    named("last_name", "text", "last name, lastname, nachname, nom, apellidos, apellido"),
    named("title", "text", "title, job title, jobtitle, position, role, funktion, fonction, cargo, titel"),
    named(
        "email", "text", "email, e mail, email address, work email, email work, correo, correo electronico"
    ),
    named("created", "moment", "created date, create date, createdate, created at"),
    DELETED,
    SUPERSEDED,
)
PEOPLE = (
    named("id", "text", "id, user id, owner id, employee key, salesperson id, rep id, person id"),
    named("other_id", "text", "employee id, employee number, active user id"),
    named(
        "name",
        "text",
        "name, full name, sales agent, salesperson, sales rep, rep, user, user name, owner, "
        "employee, mitarbeiter, verkaufer, commercial, vendedor, seller, sales person",
    ),
    named("first_name", "text", "first name, firstname, vorname, prenom"),
    named("last_name", "text", "last name, lastname, nachname, nom, apellidos"),
    named("email", "text", "email, e mail, upn, email address, correo", "username"),
    named("team", "text", "team, sales team, division, equipe, equipo", "department"),
    named("role_id", "text", "user role id, role id"),
    named("team_id", "text", "primary team id, team id, hubspot team id"),
    named(
        "manager", "text", "manager, sales manager, vorgesetzter, responsable, manager name, teamleiter, chef"
    ),
    named("manager_id", "text", "manager id"),
    named("region", "text", "region, regional office, office, territory, gebiet, territoire, sales region"),
    named("title", "text", "title, role, job title, position, funktion, fonction, cargo"),
    named("is_active", "flag", "is active, active, aktiv, actif, activo"),
    DELETED,
    SUPERSEDED,
)
LABELS = (
    named(
        "id",
        "text",
        "id, pipeline id, role id, team id, sales territory key, region key, product key, product id",
    ),
    named("name", "text", "name, label, region, team, role name, territory, product, product name"),
    named("parent_id", "text", "parent role id, parent id"),
    named("group", "text", "series, family, category, group, product family"),
    named("list_price", "money", "sales price, list price, price, unit price"),
    named("unit_cost", "money", "standard cost, unit cost, cost"),
    DELETED,
    SUPERSEDED,
)
LINKS = (
    named("deal_id", "text", "deal id, opportunity id"),
    named("account_id", "text", "company id, account id"),
    named("contact_id", "text", "contact id"),
    named("engagement_id", "text", "engagement id"),
    named("ticket_id", "text", "ticket id"),
    named("owner_id", "text", "owner id, user id, employee key"),
    named("team_id", "text", "team id"),
    named("region_id", "text", "sales territory key"),
    named("is_primary", "flag", "is team primary, is primary"),
    named("is_secondary", "flag", "is secondary user"),
    DELETED,
)
ACTIVITIES = (
    named(
        "id",
        "text",
        "id, activity id, event id, task id, email id, engagement id, note id, pipedrive system id",
    ),
    named("deal_id", "text", "opportunity id, deal id, what id, related to id, parent id"),
    named("deal", "text", "deal, opportunity, opportunity name, deal name, deal title"),
    *ACCOUNT,
    named("contact_id", "text", "who id, contact id, person id"),
    named("contact", "text", "contact, contact person, contact name, name"),
    named("contact_email", "text", "participant email, contact email, sender recipient"),
    named("owner_id", "text", "owner id, hubspot owner id, assigned to id, created by id"),
    named("owner_email", "text", "assigned to email, owner email"),
    named(
        "owner",
        "text",
        "assigned to, owner, assigned, assigned to user, created by, activity owner, user, "
        "assigne a, zugewiesen, asignado a, responsable",
    ),
    named(
        "at",
        "moment",
        "activity date time, activity date, timestamp, date, due date, message date, "
        "event start, start time, sent datetime, datum, fecha, marked as done time, "
        "completed date time, start date time, engagement date, activity created at, sent at",
        "created date, createdate, created at, creation date, create date",
    ),
    named(
        "kind",
        "text",
        "activity type, type, task subtype, event subtype, engagement type, task type, typ, tipo, activity",
    ),
    named("subject", "text", "subject, title, event name, task name, email subject, betreff, objet, asunto"),
    named(
        "text",
        "text",
        "description, comments, full comments, body, note body, text body, email text, "
        "content, note, notes, call body, meeting body, note content, full description, "
        "kommentar, commentaires, comentarios, text",
    ),
    named("html", "text", "html body, email html"),
    named("incoming", "flag", "incoming"),
    named("direction", "text", "inbox outbox, direction, email direction, call direction"),
    named("from", "text", "from address, from, sender"),
    named("to", "text", "to address, to, recipient"),
    named("is_done", "flag", "done"),
    named("is_private", "flag", "is private, is private draft"),
    DELETED,
    SUPERSEDED,
)
MAILS = (
    named("deal_id", "text", "opportunity id, deal id, related to id, what id"),
    *(f for f in ACTIVITIES if f.name != "deal_id"),
    named("case_id", "text", "parent id, case id, ticket id"),
)
CASES = (
    named("id", "text", "id, case id, ticket id"),
    named("number", "text", "case number, ticket number"),
    *ACCOUNT,
    named("contact_id", "text", "contact id"),
    named("contact", "text", "contact name"),
    named("deal_id", "text", "opportunity id, deal id"),
    named(
        "at",
        "moment",
        "created date, createdate, created at, date time opened, opened date, open date, date opened",
        essential=True,
    ),
    named(
        "first_reply", "moment", "first agent reply date, first response date, first reply, first response"
    ),
    named("closed", "day", "closed date, date time closed, closed at, resolved date"),
    named("status", "text", "status, pipeline stage, ticket status, case status"),
    named("kind", "text", "signal type, signal"),
    named("score", "number", "score, nps, nps score, csat, rating"),
    named("subject", "text", "subject, title, betreff, objet, asunto, ticket name"),
    named(
        "text", "text", "description, content, body, comment, feedback, ticket description, case description"
    ),
    DELETED,
    SUPERSEDED,
)
COMMENTS = (
    named("id", "text", "id"),
    named("parent_id", "text", "parent id, case id"),
    named("text", "text", "comment body, body, text body, comment"),
    named("by_id", "text", "created by id"),
    named("at", "moment", "created date, message date, created at"),
    named("is_published", "flag", "is published"),
    DELETED,
)
RATES = (
    named("currency", "text", "iso code, currency, currency iso code, code"),
    named("rate", "number", "conversion rate, rate, exchange rate, kurs, taux"),
    named("from_day", "day", "start date, valid from, from"),
    named("until_day", "day", "next start date, valid until, until"),
    named("is_corporate", "flag", "is corporate"),
    DELETED,
)
