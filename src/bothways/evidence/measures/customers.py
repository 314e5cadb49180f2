"""The measures of relationships, of what selling costs, and of where the effort goes."""

from __future__ import annotations

from bothways.evidence.measures.forms import (
    ACCOUNT_BYS,
    DEAL_BYS,
    Mean,
    Measure,
    Median,
    Share,
    Slice,
    Total,
    entry,
    of_accounts,
    of_deals,
)
from bothways.terms import Unit

CENTS, SHARE, DAYS, HOURS, TIMES = Unit.CENTS, Unit.SHARE, Unit.DAYS, Unit.HOURS, Unit.TIMES
_LINES = {"table": "deal_lines", "source": "lines", "bys": (*DEAL_BYS, "approver")}

CUSTOMERS: tuple[Measure, ...] = (
    # Relationship.
    of_deals(
        "renewal_rate_count",
        "Renewal rate by count",
        SHARE,
        Share("renewed_in", "renewal_in"),
        "Of the renewals closed in the period, the share that was won.",
        none="No renewal was closed in the period.",
    ),
    of_deals(
        "renewal_rate_amount",
        "Renewal rate by amount",
        SHARE,
        Share("renewed_in", "renewal_in", "amount"),
        "Of the amount of the renewals closed in the period, the share that was won.",
        none="No renewal with an amount was closed in the period.",
    ),
    of_accounts(
        "retention_count",
        "Customers kept",
        SHARE,
        Share("kept", "base"),
        "Of the accounts that bought in the year before the last one, the share that bought in the last one.",
        none="No account bought in the year before the last one.",
    ),
    of_accounts(
        "retention_amount",
        "Revenue kept",
        SHARE,
        Share("base", "base", "base_cents", "kept_cents", sample=False),
        "What the accounts that bought in the year before the last one bought in the last one, divided by "
        "what they bought then; over 1 where they grew.",
        none="No account bought in the year before the last one.",
    ),
    of_accounts(
        "account_tenure_days",
        "Days as a customer (median)",
        DAYS,
        Median("customer", "tenure"),
        "The median of the days since an account first bought, of all customers.",
        none="No account has bought yet.",
    ),
    of_accounts(
        "contacts_per_account",
        "People known per account",
        TIMES,
        Mean("active", "contacts"),
        "How many people are known, on average, in an account that is a customer or has an open deal.",
        none="No account is a customer or has an open deal.",
    ),
    of_deals(
        "days_since_touch",
        "Days since the last touch (median)",
        DAYS,
        Median("open_now", "touch"),
        "The median of the days since the last activity, of the open deals that have one.",
        needs="state",
        none="No open deal has an activity.",
    ),
    entry(
        "reply_hours_cases",
        "Hours to the first reply to a case (median)",
        HOURS,
        Median("replied", "wait", per=3600),
        "The median of the hours from a case's arrival in the period to its first reply, "
        "of the answered ones.",
        none="No case of the period has both moments.",
        table="signals",
        source="cases",
        bys=ACCOUNT_BYS,
    ),
    entry(
        "reply_hours_mail",
        "Hours to the reply to a customer's mail (median)",
        HOURS,
        Median("replied", "wait", per=3600),
        "The median of the hours from a customer's mail in the period to the "
        "next mail or call to that customer, of the answered ones.",
        none="No mail of the period has an answer with a known moment.",
        table="activities",
        source="mails",
        bys=ACCOUNT_BYS,
    ),
    # Cost.
    entry(
        "discount_given",
        "Discount given",
        CENTS,
        Total("priced", "discount"),
        "List price minus price, of the lines of the deals won in the period where both are known.",
        none="No line of a deal won in the period has both a list price and a price.",
        **_LINES,
    ),
    entry(
        "discount_share",
        "Discount, share of list price",
        SHARE,
        Share("priced", "priced", "list", "discount", sample=False),
        "Discount given divided by list price, over the lines of the deals won in the period where both are "
        "known.",
        none="No line of a deal won in the period has both a list price and a price.",
        **_LINES,
    ),
    entry(
        "margin_share",
        "Margin",
        SHARE,
        Share("costed", "costed", "total", "margin", sample=False),
        "Price minus cost, divided by price, over the lines of the deals won in the period "
        "where both are known.",
        none="No line of a deal won in the period has both a price and a cost.",
        **_LINES,
    ),
    # Effort against money.
    entry(
        "effort_share",
        "Share of activities",
        SHARE,
        Slice("in_period"),
        "The segment's share of the activities of the period.",
        none="There is no activity in the period.",
        table="activities",
        source="activities",
        bys=("segment",),
    ),
    of_deals(
        "open_share",
        "Share of the open amount",
        SHARE,
        Slice("open_now", "amount"),
        "The segment's share of the amount of all open deals.",
        bys=("segment",),
        needs="state",
        none="No open deal has an amount.",
    ),
    of_deals(
        "wins_share",
        "Share of bookings",
        SHARE,
        Slice("won_in", "amount"),
        "The segment's share of the bookings of the period.",
        bys=("segment",),
        none="No deal with an amount was won in the period.",
    ),
)
