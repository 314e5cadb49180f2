"""Fields of deals, their lines, their stages and their past."""

from __future__ import annotations

from bothways.evidence.mapping.vocabulary.field import ACCOUNT, CURRENCY, DELETED, OWNER, SUPERSEDED, named

DEALS = (
    named(
        "id",
        "text",
        "opportunity id, deal id, opp id, opportunity number, deal number, id, object id, "
        "pipedrive system id, "
        "system id, id de l opportunite, id opportunite, id de la oportunidad, id de oportunidad, dealid, "
        "opportunity 18 id, opportunity id 18, case safe id, opportunity identifier, quote id",
        "record id, number, nummer, numero, customer id, external id, reference",
    ),
    named(
        "name",
        "text",
        "opportunity name, deal name, dealname, title, opportunity, deal, deal title, nom de l opportunite, "
        "nom opportunite, nom de la transaction, nombre de la oportunidad, nombre de oportunidad, "
        "nombre del negocio, name der opportunity, opportunityname, geschaftsname, opportunite, oportunidad, "
        "verkaufschance, nom de l affaire, project name, projektname, nom du projet, nombre del proyecto",
        "name, titel, titre, titulo, nom, nombre, project, subject, projekt, projet, proyecto, affaire, vorhaben, "
        "chance, negocio, asunto, objet, bezeichnung, thema",
    ),
    *ACCOUNT,
    *OWNER,
    named(
        "type",
        "text",
        "type, opportunity type, deal type, dealtype, typ, tipo, business type, "
        "opportunity record type, deal category, type d opportunite, tipo de oportunidad",
    ),
    named("pipeline_id", "text", "deal pipeline id, pipeline id"),
    named("pipeline", "text", "pipeline, sales pipeline, pipeline name, canalizacion"),
    named("stage_id", "text", "deal pipeline stage id, stage id, pipeline stage id"),
    named(
        "stage",
        "text",
        "stage name, stage, deal stage, dealstage, sales stage, opportunity stage, pipeline stage, phase, "
        "vertriebsphase, verkaufsphase, etape, etape de la transaction, "
        "phase de la transaction, etapa, etapa del negocio, fase",
    ),
    named("stage_position", "whole", "stage sort order"),
    named(
        "status",
        "text",
        "status, deal status, opportunity result, result, outcome, opportunity status, "
        "statut, estado, ergebnis, resultat, resultado",
    ),
    named("is_closed", "flag", "is closed, closed, geschlossen, ferme, cerrada, cerrado"),
    named("is_won", "flag", "is won, won, is closed won, closed won, gewonnen, gagne, ganada, ganado"),
    named(
        "forecast",
        "text",
        "forecast category, forecast category name, prognosekategorie, "
        "categorie de previsions, categoria de pronostico, categorie de prevision, "
        "manual forecast category",
    ),
    named(
        "amount",
        "money",
        "amount, opportunity amount, deal amount, deal value, close value, value, betrag, "
        "montant, importe, monto, "
        "valor, wert, acv, sales amount, cantidad, deal size, total amount, order value, "
        "contract value, bookings, auftragswert, auftragssumme, angebotswert, montant ht, montant prevu, "
        "montant estime, valeur, importe total, valor estimado, importe estimado, geschatzter wert",
        "total price, total, revenue, price, umsatz, chiffre d affaires, ingresos, arr, tcv, "
        "mrr, total value, amount won, "
        "closed amount, annual contract value, total contract value",
        essential=True,
    ),
    named(
        "expected_amount",
        "money",
        "expected revenue, expected amount, weighted amount, weighted value, "
        "weighted revenue, erwarteter umsatz, "
        "revenu attendu, revenu prevu, montant pondere, ingresos esperados, "
        "ingresos previstos, importe ponderado, "
        "gewichteter betrag, forecast amount, weighted",
    ),
    named(
        "amount_converted",
        "money",
        "amount converted, betrag konvertiert, montant converti, importe convertido, "
        "amount in company currency, amount in home currency",
        essential=True,
    ),
    named(
        "currency_converted",
        "text",
        "amount converted currency, betrag konvertiert wahrung, montant converti devise, "
        "importe convertido divisa",
    ),
    CURRENCY,
    named(
        "created",
        "moment",
        "created date, create date, createdate, created, creation date, engage date, "
        "created at, deal created, add time, "
        "date created, open date, opened date, erstellungsdatum, erstelldatum, erstellt am, "
        "angelegt am, date de creation, "
        "cree le, fecha de creacion, creado el, fecha creacion, deal created on",
        "start date, entry date, date entered, date",
        essential=True,
    ),
    named(
        "close",
        "day",
        "close date, closedate, expected close date, closing date, schlusstermin, abschlussdatum, "
        "voraussichtliches abschlussdatum, date de cloture, date de fermeture, "
        "date de cloture prevue, fecha de cierre, "
        "fecha de cierre prevista, fecha prevista de cierre, fecha cierre, order date, "
        "erwartetes abschlussdatum, abschluss, abschlussmonat, erwarteter abschluss, closing, close month, "
        "closing month, expected close month, date prevue, date previsionnelle, mois de cloture, fecha estimada, "
        "fecha prevista, fecha estimada de cierre, mes de cierre",
        "estimated close date, expected close, forecast close date, target date, close, end date, monat, month, "
        "mois, mes, echeance, fecha, termin",
        essential=True,
    ),
    named(
        "actual_close",
        "day",
        "actual close date, closed on, closed date, date closed, deal closed on, closed at, "
        "tatsachliches abschlussdatum, "
        "date de cloture reelle, fecha de cierre real, geschlossen am",
        essential=True,
    ),
    named("won_at", "day", "won time, won date, won on"),
    named("lost_at", "day", "lost time, lost date, lost on"),
    named(
        "probability",
        "share",
        "probability, win probability, deal probability, wahrscheinlichkeit, probabilite, probabilidad, "
        "chance of winning, proba, prob, abschlusswahrscheinlichkeit, gewinnwahrscheinlichkeit",
    ),
    named(
        "product",
        "text",
        "product, product name, main product, products, produkt, produit, producto, "
        "product interest, supplies subgroup, primary product, nom du produit, "
        "nombre del producto, produktname",
    ),
    named("line_quantity", "number", "quantity, menge, quantite"),
    named("line_total", "money", "product total price, line total"),
    named(
        "region",
        "text",
        "region, sales region, territory, sales territory, regional office, verkaufsgebiet, "
        "gebiet, territoire, territorio, territory name, zone, regio, billing state, location",
    ),
    named(
        "segment",
        "text",
        "segment, industry, sector, deal size category, branche, secteur, industria, "
        "client size, secteur d activite",
    ),
    named(
        "source",
        "text",
        "lead source, source, original source, route to market, deal source, leadquelle, "
        "lead quelle, origine de la piste, origine du prospect, origen del prospecto, "
        "origen del candidato, herkunft, canal, channel",
    ),
    named(
        "competitor",
        "text",
        "competitor, competitor type, main competitor, primary competitor, competitors, "
        "wettbewerber, concurrent, competidor, main competitors",
    ),
    named(
        "reason",
        "text",
        "closed lost reason, lost reason, loss reason, closed won reason, reason, "
        "win loss reason, verlustgrund, raison de perte, motif de perte, motivo de perdida, "
        "grund, reason lost, reason won",
    ),
    named(
        "next_step",
        "text",
        "next step, next steps, nachster schritt, nachste schritte, etape suivante, "
        "prochaine etape, paso siguiente, proximo paso, siguiente paso",
    ),
    named(
        "last_activity",
        "day",
        "last activity date, last activity, last contact date, letzte aktivitat, "
        "derniere activite, ultima actividad, last contacted, last touch, "
        "notes last contacted",
    ),
    named(
        "notes",
        "text",
        "notes, note, comments, notizen, notas, kommentare, commentaires, notes history, "
        "call notes, activity log",
    ),
    named(
        "team",
        "text",
        "team, sales team, deal team, equipe, equipo, owner role, opportunity owner role, "
        "rolle des inhabers, role du proprietaire, funcion del propietario",
    ),
    named(
        "manager",
        "text",
        "manager, owner manager, sales manager, opportunity owner manager, vorgesetzter, owner manager name",
    ),
    DELETED,
    SUPERSEDED,
)
LINES = (
    named("id", "text", "id, line item id, line id, opportunity product id, order item id"),
    named("deal_id", "text", "opportunity id, deal id, sales order number, order number, order id, quote id"),
    named("deal", "text", "opportunity name, deal name, deal, opportunity"),
    named("product_id", "text", "product 2 id, product2 id, product id, product key, pricebook entry id"),
    named("product", "text", "product name, name, product, produkt, produit, producto"),
    named("family", "text", "product family, family, category, produktfamilie, famille de produits"),
    named("quantity", "number", "quantity, qty, menge, quantite, cantidad"),
    named("list_price", "money", "list price, listenpreis, prix catalogue, precio de lista, list unit price"),
    named(
        "unit_price",
        "money",
        "unit price, sales price, price, verkaufspreis, prix de vente, precio de venta, stuckpreis",
    ),
    named(
        "total",
        "money",
        "total price, total, amount, sales, line total, subtotal, gesamtpreis, prix total, precio total",
        essential=True,
    ),
    named("discount", "share", "discount, discount percent, rabatt, remise, descuento"),
    named("cost", "money", "cost, total cost, line cost, kosten, cout, costo"),
    named("unit_cost", "money", "unit cost, standard cost, cost price, cost per unit"),
    named(
        "approved_by",
        "text",
        "discount approved by, approved by, approver, discount approver, genehmigt von, "
        "approuve par, aprobado por, approved by id, discount approved by id",
    ),
    CURRENCY,
    named("ordered", "day", "order date, date, invoice date", essential=True),
    *OWNER,
    *ACCOUNT,
    named("region_id", "text", "sales territory key, territory id, territory key, region id, region key"),
    named("region", "text", "region, territory"),
    DELETED,
    SUPERSEDED,
)
STAGES = (
    named("id", "text", "stage id, id"),
    named("label", "text", "master label, label, stage name, stage, api name, name"),
    named("pipeline_id", "text", "pipeline id"),
    named("pipeline", "text", "pipeline, pipeline name"),
    named("position", "number", "sort order, display order, position, order"),
    named("probability", "share", "default probability, probability"),
    named("is_closed", "flag", "is closed"),
    named("is_won", "flag", "is won, closed won"),
    named("meaning", "text", "meaning, category"),
    named("forecast", "text", "forecast category, forecast category name"),
    DELETED,
    SUPERSEDED,
)
STATES = (
    named("id", "text", "history id"),
    named("deal_id", "text", "opportunity id, deal id, id"),
    named(
        "at",
        "moment",
        "created date, valid from, fivetran start, last modified, last modified date, snapshot date",
        essential=True,
    ),
    named("by_id", "text", "created by id, last modified by id"),
    named("stage", "text", "stage name, stage"),
    named("amount", "money", "amount", essential=True),
    named("close", "day", "close date", essential=True),
    named("owner_id", "text", "owner id"),
    CURRENCY,
    DELETED,
)
CHANGES = (
    named("id", "text", "id, history id"),
    named("deal_id", "text", "opportunity id, deal id, parent id"),
    named("deal", "text", "opportunity name, deal name"),
    named(
        "at",
        "moment",
        "created date, edit date, timestamp, changed at, date, timestamp instant, "
        "last modified, change date, modified date, date entered",
        essential=True,
    ),
    named("by_id", "text", "created by id, source id"),
    named("by", "text", "edited by, changed by, created by, user"),
    named("field", "text", "field, field name, name, field event, property, changed field"),
    named("old", "text", "old value, from stage, from, old, previous value"),
    named("new", "text", "new value, to stage, value, to, new"),
    CURRENCY,
    DELETED,
)
