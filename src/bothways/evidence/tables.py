"""The canonical tables: what every export becomes, with their written schemas.

Money is a BIGINT of cents in the snapshot's one currency (`amount_cents`), the original amount and
currency beside it. Days are INTEGER day numbers since 1970-01-01 (`…_day`), moments are BIGINT
seconds since 1970-01-01 UTC (`…_second`): integers add up exactly and mean the same on every engine,
where differences of dates and sums of decimals do not. Ids are text. Unknown is NULL, never 0 or "".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, DuckDB type, what it holds, whether it may be NULL."""

    name: str
    type: Type
    holds: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table; `key` is its unique id, `order` sorts the rows that are written."""

    name: str
    holds: str
    key: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return one column by name."""
        return next(column for column in self.columns if column.name == name)


def _table(name: str, key: str, holds: str, *columns: tuple[str, Type, str]) -> Table:
    return Table(name, holds, key, tuple(Column(n, t, h, required=n == key) for n, t, h in columns))


PEOPLE = _table(
    "people", "person_id", "Who sells and who leads: one row a person of the own firm.",
    ("person_id", "VARCHAR", "id of the CRM; the name where there is none"),
    ("name", "VARCHAR", "full name"),
    ("email", "VARCHAR", "mail address"),
    ("team", "VARCHAR", "team; the manager's name where the CRM has no teams"),
    ("manager_id", "VARCHAR", "person_id of the manager"),
    ("region", "VARCHAR", "region or office"),
    ("role", "VARCHAR", "rep, manager or other"),
    ("is_active", "BOOLEAN", "still here"),
)  # fmt: skip
ACCOUNTS = _table(
    "accounts", "account_id", "Customers and prospects.",
    ("account_id", "VARCHAR", "id of the CRM; the name where there is none"),
    ("name", "VARCHAR", "name"),
    ("segment", "VARCHAR", "industry, sector or size class"),
    ("region", "VARCHAR", "region"),
    ("country", "VARCHAR", "country"),
    ("owner_id", "VARCHAR", "person_id of the owner"),
    ("employees", "BIGINT", "how many people work there"),
    ("created_day", "INTEGER", "entered the CRM"),
    ("customer_since_day", "INTEGER", "first bought, where the CRM says so"),
)  # fmt: skip
CONTACTS = _table(
    "contacts", "contact_id", "People of the accounts.",
    ("contact_id", "VARCHAR", "id of the CRM"),
    ("account_id", "VARCHAR", "account"),
    ("name", "VARCHAR", "full name"),
    ("title", "VARCHAR", "job title"),
    ("email", "VARCHAR", "mail address"),
    ("created_day", "INTEGER", "entered the CRM"),
)  # fmt: skip
DEALS = _table(
    "deals", "deal_id", "Opportunities, as they stood when the snapshot was taken.",
    ("deal_id", "VARCHAR", "id of the CRM; a stable hash of name, account and creation where there is none"),
    ("name", "VARCHAR", "name"),
    ("account_id", "VARCHAR", "account"),
    ("owner_id", "VARCHAR", "person_id of the owner"),
    ("type", "VARCHAR", "new, renewal, expansion; NULL is unknown"),
    ("pipeline", "VARCHAR", "pipeline, where there are several"),
    ("stage", "VARCHAR", "stage, as the CRM names it"),
    ("meaning", "VARCHAR", "open, won or lost"),
    ("forecast", "VARCHAR", "pipeline, best_case, commit, closed, omitted"),
    ("amount_cents", "BIGINT", "amount in the snapshot's currency"),
    ("original_cents", "BIGINT", "amount in the deal's own currency"),
    ("currency", "VARCHAR", "the deal's own currency, ISO 4217"),
    ("created_day", "INTEGER", "created"),
    ("close_day", "INTEGER", "expected close of an open deal, day of closing of a closed one"),
    ("probability", "DOUBLE", "the CRM's own probability, 0 to 1"),
    ("product", "VARCHAR", "main product"),
    ("region", "VARCHAR", "region: the deal's, else the account's, else the owner's"),
    ("segment", "VARCHAR", "segment of the account"),
    ("source", "VARCHAR", "lead source or route to market"),
    ("competitor", "VARCHAR", "competitor"),
    ("reason", "VARCHAR", "why it was won or lost, as the rep chose"),
    ("next_step", "VARCHAR", "next step"),
    ("last_activity_day", "INTEGER", "last activity, as the CRM says"),
)  # fmt: skip
DEAL_LINES = _table(
    "deal_lines", "line_id", "Products of a deal.",
    ("line_id", "VARCHAR", "id of the CRM, else deal and line number"),
    ("deal_id", "VARCHAR", "deal"),
    ("product", "VARCHAR", "product"),
    ("family", "VARCHAR", "product family"),
    ("quantity", "DOUBLE", "quantity"),
    ("list_cents", "BIGINT", "list price of the whole line"),
    ("total_cents", "BIGINT", "price of the whole line after discount"),
    ("cost_cents", "BIGINT", "cost of the whole line, where known"),
    ("approved_by", "VARCHAR", "person_id of who approved the discount, where known"),
)  # fmt: skip
DEAL_CHANGES = _table(
    "deal_changes", "change_id", "What moved in a deal, and when.",
    ("change_id", "VARCHAR", "id"),
    ("deal_id", "VARCHAR", "deal"),
    ("at_day", "INTEGER", "day of the change; the later snapshot's day when found by comparison"),
    ("at_second", "BIGINT", "moment of the change, where known; orders changes of one day"),
    ("field", "VARCHAR", "created, stage, amount, close, owner, gone"),
    ("old_text", "VARCHAR", "stage or owner before"),
    ("new_text", "VARCHAR", "stage or owner after"),
    ("old_number", "BIGINT", "cents (amount) or day number (close) before"),
    ("new_number", "BIGINT", "cents (amount) or day number (close) after"),
    ("by_id", "VARCHAR", "person_id of who changed it, where known"),
    ("origin", "VARCHAR", "history (the CRM kept it) or snapshots (found by comparison)"),
)  # fmt: skip
ACTIVITIES = _table(
    "activities", "activity_id", "Calls, mails, meetings, notes: with whose words they are.",
    ("activity_id", "VARCHAR", "id of the CRM, else file and row"),
    ("deal_id", "VARCHAR", "deal"),
    ("account_id", "VARCHAR", "account"),
    ("contact_id", "VARCHAR", "contact"),
    ("person_id", "VARCHAR", "who of the own firm"),
    ("at_day", "INTEGER", "day"),
    ("at_second", "BIGINT", "moment, where known"),
    ("kind", "VARCHAR", "note, call, mail_out, mail_in, meeting, task"),
    ("voice", "VARCHAR", "rep (the rep's account) or customer (the customer's own words)"),
    ("subject", "VARCHAR", "subject"),
    ("text", "VARCHAR", "text, without markup"),
)  # fmt: skip
TARGETS = _table(
    "targets", "target_id", "Quotas.",
    ("target_id", "VARCHAR", "id"),
    ("scope", "VARCHAR", "whole, team or rep"),
    ("key", "VARCHAR", "team name or person_id; NULL for the whole"),
    ("first_day", "INTEGER", "first day of its period"),
    ("last_day", "INTEGER", "last day of its period"),
    ("total_cents", "BIGINT", "bookings wanted"),
    ("volume", "DOUBLE", "opportunities implied, where given"),
    ("win_rate", "DOUBLE", "win rate implied, 0 to 1, where given"),
    ("size_cents", "BIGINT", "deal size implied, where given"),
    ("cycle_days", "DOUBLE", "cycle implied, where given"),
    ("is_rollup", "BOOLEAN", "a manager's total of others' targets: never added to them"),
)  # fmt: skip
SIGNALS = _table(
    "signals", "signal_id", "What customers signal: cases, scores, churn.",
    ("signal_id", "VARCHAR", "id of the CRM"),
    ("kind", "VARCHAR", "case, nps, churn"),
    ("account_id", "VARCHAR", "account"),
    ("contact_id", "VARCHAR", "contact"),
    ("deal_id", "VARCHAR", "deal, where linked"),
    ("at_day", "INTEGER", "day it came"),
    ("at_second", "BIGINT", "moment it came, where known"),
    ("first_reply_second", "BIGINT", "moment of the first reply, where known"),
    ("closed_day", "INTEGER", "day it was closed"),
    ("status", "VARCHAR", "status, as the CRM names it"),
    ("score", "DOUBLE", "score, for nps"),
    ("subject", "VARCHAR", "subject"),
    ("text", "VARCHAR", "text, without markup"),
)  # fmt: skip
STAGES = _table(
    "stages", "stage_id", "What each stage means: mapped explicitly, never guessed from its name alone.",
    ("stage_id", "VARCHAR", "pipeline and stage"),
    ("pipeline", "VARCHAR", "pipeline, where there are several"),
    ("stage", "VARCHAR", "stage, as the CRM names it"),
    ("position", "INTEGER", "order in the pipeline, from 1"),
    ("meaning", "VARCHAR", "open, won or lost"),
    ("forecast", "VARCHAR", "pipeline, best_case, commit, closed, omitted"),
)  # fmt: skip

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        PEOPLE, ACCOUNTS, CONTACTS, DEALS, DEAL_LINES, DEAL_CHANGES, ACTIVITIES, TARGETS, SIGNALS, STAGES,
    )
}  # fmt: skip
SCHEMA = "bothways-evidence/1"
