"""The kinds of raw tables: their fields, what they can't do without, and the names that files of them have."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.evidence.mapping import vocabulary as v


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of raw table.

    `needs` are alternatives, all of which must be met (each a set of fields, one of which is enough);
    `tells` are fields that speak for this kind and hardly for another; `stems` are plain file names.
    """

    name: str
    holds: str
    fields: tuple[v.Field, ...]
    needs: tuple[frozenset[str], ...]
    tells: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()

    def field(self, name: str) -> v.Field:
        """Return one field by name."""
        return next(f for f in self.fields if f.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(f.name for f in self.fields)


def _stems(text: str) -> frozenset[str]:
    return frozenset(" ".join(part.split()) for part in text.split(",") if part.strip())


def _needs(*alternatives: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(a.split()) for a in alternatives)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "deals",
            "deals",
            v.DEALS,
            _needs(
                "stage stage_id status is_closed is_won probability",
                "id name account",
                "amount amount_converted expected_amount close actual_close created owner owner_id "
                "owner_email",
            ),
            frozenset(
                {
                    "stage",
                    "stage_id",
                    "amount",
                    "close",
                    "is_won",
                    "forecast",
                    "probability",
                    "next_step",
                    "source",
                }
            ),
            _stems(
                "opportunity, opportunities, deal, deals, pipeline, sales pipeline, sales, "
                "opportunites, opportunites commerciales, oportunidades, negocios, verkaufschancen, "
                "geschafte, transactions, customer relationship manager, opps, win loss, "
                "sales win loss, open deals, closed deals"
            ),
        ),
        Kind(
            "lines",
            "products of deals",
            v.LINES,
            _needs("deal_id deal", "product product_id", "total unit_price quantity"),
            frozenset({"quantity", "list_price", "unit_price", "discount"}),
            _stems(
                "opportunity line item, opportunity line items, opportunity product, "
                "opportunity products, line items, deal lines, line item, opportunitylineitem"
            ),
        ),
        Kind(
            "orders",
            "lines of orders",
            v.LINES,
            _needs("deal_id", "product product_id", "total", "ordered", "owner owner_id owner_email"),
            frozenset({"quantity", "unit_price", "ordered", "cost", "region_id"}),
            _stems("order lines, invoice lines"),
        ),
        Kind(
            "accounts",
            "accounts",
            v.ACCOUNTS,
            _needs("name id", "segment region country employees customer_since"),
            frozenset({"segment", "employees", "country"}),
            _stems(
                "account, accounts, company, companies, organizations, organisations, organization, "
                "reseller, resellers, customers, customer, kunden, firmen, comptes, cuentas, "
                "empresas, unternehmen"
            ),
        ),
        Kind(
            "contacts",
            "contacts",
            v.CONTACTS,
            _needs("name last_name email id", "account account_id email title"),
            frozenset({"email", "title", "first_name", "last_name"}),
            _stems("contact, contacts, people contacts, persons, kontakte, contactos"),
        ),
        Kind(
            "people",
            "people of the own firm",
            v.PEOPLE,
            _needs(
                "name last_name email",
                "team manager manager_id region title is_active role_id id other_id email",
            ),
            frozenset({"manager", "manager_id", "role_id", "is_active", "team", "other_id"}),
            _stems(
                "user, users, owner, owners, sales teams, sales team, teams, people, reps, "
                "sales reps, salesperson, salespersons, employees, employee, sales person, "
                "mitarbeiter, benutzer, vertrieb, utilisateurs, usuarios, staff"
            ),
        ),
        Kind(
            "stages",
            "stages",
            v.STAGES,
            _needs(
                "label id",
                "is_closed is_won probability position meaning",
                "is_won is_closed meaning probability",
            ),
            frozenset({"is_closed", "is_won", "position"}),
            _stems("opportunity stage, deal pipeline stage, stages, pipeline stages, deal stages, stage"),
        ),
        Kind(
            "pipelines",
            "names of pipelines",
            v.LABELS,
            _needs("id", "name"),
            frozenset(),
            _stems("deal pipeline, pipelines"),
        ),
        Kind(
            "roles",
            "roles",
            v.LABELS,
            _needs("id", "name"),
            frozenset({"parent_id"}),
            _stems("user role, user roles"),
        ),
        Kind("teams", "names of teams", v.LABELS, _needs("id", "name"), frozenset(), _stems("team")),
        Kind(
            "regions",
            "regions",
            v.LABELS,
            _needs("id", "name"),
            frozenset(),
            _stems("region, regions, territories, sales territory, territory"),
        ),
        Kind(
            "products",
            "products",
            v.LABELS,
            _needs("name", "group list_price unit_cost id"),
            frozenset({"group", "list_price", "unit_cost"}),
            _stems("product, products, product 2, product2, produkte, produits, productos, price list"),
        ),
        Kind(
            "team_members",
            "who is in which team",
            v.LINKS,
            _needs("owner_id", "team_id"),
            frozenset(),
            _stems("owner team, team user"),
        ),
        Kind(
            "deal_contacts",
            "who is met in which deal",
            v.LINKS,
            _needs("deal_id", "contact_id"),
            frozenset(),
            _stems("deal contact, opportunity contact role, opportunity contact roles"),
        ),
        Kind(
            "deal_accounts",
            "which account a deal is of",
            v.LINKS,
            _needs("deal_id", "account_id"),
            frozenset(),
            _stems("deal company"),
        ),
        Kind(
            "engagement_links",
            "what an engagement is about",
            v.LINKS,
            _needs("engagement_id", "deal_id contact_id account_id"),
            frozenset(),
            _stems("engagement deal, engagement contact, engagement company"),
        ),
        Kind(
            "ticket_links",
            "what a ticket is about",
            v.LINKS,
            _needs("ticket_id", "deal_id contact_id account_id"),
            frozenset(),
            _stems("ticket deal, ticket contact, ticket company"),
        ),
        Kind(
            "states",
            "past states of deals",
            v.STATES,
            _needs("deal_id", "at", "stage amount close owner_id"),
            frozenset(),
            _stems("opportunity history, opportunity histories, deal history"),
        ),
        Kind(
            "changes",
            "changes of deals",
            v.CHANGES,
            _needs("deal_id deal", "at", "new old", "field"),
            frozenset({"old", "field"}),
            _stems(
                "opportunity field history, deal property history, field history, "
                "opportunity field histories, opportunity changes, deal changes"
            ),
        ),
        Kind(
            "stage_moves",
            "stage moves of deals",
            v.CHANGES,
            _needs("deal_id deal", "at", "new"),
            frozenset({"old"}),
            _stems("deal stage, stage history, opportunity stage history, stage moves"),
        ),
        Kind(
            "activities",
            "activities",
            v.ACTIVITIES,
            _needs(
                "subject text html kind",
                "at",
                "id deal_id deal account account_id contact contact_id owner owner_id owner_email",
            ),
            frozenset({"subject", "kind", "text", "contact_id"}),
            _stems(
                "activity, activities, tasks and events, aktivitaten, activites, actividades, "
                "call log, engagements"
            ),
        ),
        Kind(
            "tasks",
            "tasks",
            v.ACTIVITIES,
            _needs("subject text kind", "at"),
            frozenset({"subject", "text"}),
            _stems("task, tasks, engagement task, project tasks, aufgaben, taches, tareas"),
        ),
        Kind(
            "meetings",
            "meetings",
            v.ACTIVITIES,
            _needs("subject text id", "at"),
            frozenset({"subject", "text"}),
            _stems("event, events, engagement meeting, meetings, calendar events, ereignisse, termine"),
        ),
        Kind(
            "calls",
            "calls",
            v.ACTIVITIES,
            _needs("id", "at"),
            frozenset({"text"}),
            _stems("engagement call, calls, anrufe"),
        ),
        Kind(
            "notes",
            "notes",
            v.ACTIVITIES,
            _needs("text subject", "at"),
            frozenset({"text"}),
            _stems("note, notes, engagement note, notizen, notas, content note"),
        ),
        Kind(
            "mails",
            "mails",
            v.MAILS,
            _needs("subject text html", "at"),
            frozenset({"subject", "text", "incoming", "direction"}),
            _stems("email message, email messages, emails, mails, engagement email, email"),
        ),
        Kind(
            "cases",
            "cases",
            v.CASES,
            _needs("subject text number id score", "at"),
            frozenset({"first_reply", "number", "score"}),
            _stems(
                "case, cases, ticket, tickets, support tickets, nps, nps responses, surveys, "
                "customer signals, signals, csat, churn"
            ),
        ),
        Kind(
            "case_comments",
            "comments on cases",
            v.COMMENTS,
            _needs("parent_id", "at"),
            frozenset({"parent_id"}),
            _stems("case comment, case comments"),
        ),
        Kind(
            "rates",
            "currency rates",
            v.RATES,
            _needs("currency", "rate"),
            frozenset({"rate"}),
            _stems("currency type, dated conversion rate, exchange rates, rates, currencies, fx rates"),
        ),
        # Tables of targets have shapes of their own: `targets` tells and reads them.
        Kind("quotas", "targets", (), ()),
    )
}

# Files of known layouts that hold nothing that the product uses: said in one line each, never guessed at.
UNUSED_STEMS = _stems(
    "account contact role, approval, asset, attachment, campaign, campaign influence, campaign member, "
    "content document link, pricebook, pricebook2, territory, territory2, "
    "object territory association, object territory2 association, "
    "user territory association, user territory2 association, content version, contract, "
    "event relation, feed comment, feed tracked change, "
    "fiscal year settings, forecasting adjustment, idea, lead, "
    "object territory 2 association, opportunity competitor, "
    "order, order item, period, pricebook 2, quote, record type, solution, task relation, territory 2, "
    "user territory 2 association, account history, contact history, "
    "company property history, contact property history, "
    "contact form submission, contact list, contact list member, contact merge audit, "
    "email campaign, email event, "
    "form, merged deal, property, property option, role, ticket engagement, "
    "ticket pipeline, ticket pipeline stage, "
    "ticket property history, salesperson region, engagement, data dictionary"
)
