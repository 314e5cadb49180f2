"""Which shape a table of targets has, told by its column labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bothways.evidence.targets.periods import plain, read_period
from bothways.terms import Calendar, Period

Shape = Literal["template", "forecasting", "long", "wide"]


def _words(text: str) -> list[str]:
    return text.split()


WHO = _words(
    "who owner rep salesrep salesperson seller employee employeeid employeekey person quotaowner "
    "quotaownerid ownerid ownername user userid name salesrepresentative accountexecutive ae vendeur "
    "commercial proprietaire vendedor comercial propietario verkaufer mitarbeiter inhaber "
    "vertriebsmitarbeiter fullname"
)
TEAM = _words("team teamname salesteam group equipe equipo mannschaft vertriebsteam")
PERIOD = _words(
    "period month quarter targetmonth targetperiod targetquarter quotamonth startdate quotastartdate start "
    "quotadate periode mois trimestre periodo mes zeitraum monat quartal fiscalperiod fiscalquarter date "
    "year annee ano jahr fiscalyear"
)
TARGET = _words(
    "target quota goal targetamount quotaamount salesquota salestarget goalamount plan budget targetvalue "
    "objectif objetivo cuota ziel zielwert soll umsatzziel sollwert quotavalue"
)
SCOPE = _words("scope level ebene niveau nivel")
ROLES = {"scope": SCOPE, "who": WHO, "team": TEAM, "period": PERIOD, "target": TARGET}
EXTRAS = {
    "volume": _words("opportunities volume deals dealcount opportunites oportunidades chancen"),
    "win_rate": _words("winrate closerate tauxdereussite tasadeexito gewinnquote abschlussquote"),
    "size": _words("dealsize averagedealsize avgdealsize averagesellingprice size dealgrosse"),
    "cycle": _words("cycledays cycle salescycle cyclelength zyklus"),
    "currency": _words("currencyisocode currency devise moneda wahrung"),
    "family": _words("productfamily"),
    "type": _words("forecastingtypeid"),
    "is_amount": _words("isamount"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A shape, with the position of each role's column, and the period columns of a wide table."""

    shape: Shape
    at: dict[str, int]
    periods: dict[int, Period] = field(default_factory=dict)


def bare(label: str) -> str:
    """Return a label without case, accents, blanks and signs."""
    return re.sub(r"[^a-z0-9]", "", plain(label))


def layout_of(columns: Sequence[str], *, calendar: Calendar | None = None) -> Layout | None:
    """Tell the layout of a table of targets; None where it is no such table."""
    names = [bare(column) for column in columns]
    at: dict[str, int] = {}
    for role, words in (ROLES | EXTRAS).items():
        for word in words:  # the order of the words ranks them
            if word in names and names.index(word) not in at.values():
                at[role] = names.index(word)
                break
    if "quotaamount" in names:
        at["target"] = names.index("quotaamount")
        return Layout("forecasting", at)
    if {"scope", "who", "period", "target"} <= at.keys():
        return Layout("template", at)
    periods = {
        index: found
        for index, column in enumerate(columns)
        if (found := read_period(_without_words(column), calendar=calendar))
    }
    if len(periods) >= 2 and len(columns) - len(periods) <= 6:
        rest = [i for i in range(len(columns)) if i not in periods]
        if "who" not in at and "team" not in at and rest:
            at["who"] = rest[0]
        return Layout("wide", {role: i for role, i in at.items() if i in rest}, periods)
    if "period" in at and "target" not in at and "amount" in names and len(names) <= 5:
        at["target"] = names.index("amount")
    if {"period", "target"} <= at.keys() and len(names) <= 12:
        return Layout("long", at)
    return None


def _without_words(column: str) -> str:
    """Take “Target”, “Quota” and the like off a column that names a period: “Q3 2026 Quota”."""
    words = re.split(r"[\s_]+", column.strip())
    return " ".join(word for word in words if bare(word) not in {*TARGET, "targets", "quotas", "amount"})
