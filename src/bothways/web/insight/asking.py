"""Which page is asked for: the part, the period, the side; and which periods a snapshot offers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from bothways.terms import Calendar, Period, Refusal
from bothways.web.access import absent

if TYPE_CHECKING:
    from datetime import date

    from bothways.evidence import Snapshot as Evidence

__all__ = ["AGAINST", "BYS", "PARTS", "SIDES", "Asked", "periods_of", "read", "version"]

PARTS: Final[Mapping[str, Any]] = {
    "results": _("Results"),
    "shortfall": _("Why it came as it did"),
    "landing": _("Where it will land"),
    "themes": _("What customers say"),
}
SIDES: Final[Mapping[str, Any]] = {"executives": _("executives"), "staff": _("staff")}
AGAINST: Final[Mapping[str, Any]] = {
    "": _("the first that the data allow"),
    "target": _("the target"),
    "before": _("the period before"),
    "year": _("the same period a year before"),
}
BYS: Final[Mapping[str, Any]] = {
    "": _("chosen by the data"), "segment": _("segment"), "region": _("region"), "product": _("product"),
    "source": _("source"), "type": _("kind of business"), "team": _("team"), "all": _("nothing: all together"),
}  # fmt: skip
ALL_TEXTS: Final = "all"
_METHOD: Final = re.compile(r'^METHOD\b[^=\n]*= "([^"]+)"', re.MULTILINE)
_QUARTERS, _MONTHS, _YEARS = 8, 6, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A page as it is asked for: checked, with all that its numbers depend on but the snapshot and the edits."""

    part: str
    period: str
    side: str
    against: str = ""
    by: str = ""

    @property
    def query(self) -> str:
        """What stands in an address behind the part."""
        held = {"period": self.period, "side": self.side, "against": self.against, "by": self.by}
        return urlencode({name: value for name, value in held.items() if value})

    def key(self, *, edits: str) -> str:
        """The key of its page among those of a snapshot; another version of a method is another page."""
        held = [self.part, self.period, self.side, self.against, self.by, edits, version()]
        return hashlib.sha256(json.dumps(held).encode()).hexdigest()


def read(query: Mapping[str, Any], *, part: str, evidence: Evidence) -> Asked:
    """Read what a page is asked for by; what is left out is the usual.

    Raises:
        Refusal: `absent` for a part that there is none of, `period`, `side`, `against`, `by` for what can't be meant.
    """
    if part not in PARTS:
        raise absent("page")
    said = {name: str(query.get(name, "")).strip() for name in ("period", "side", "against", "by")}
    side = said["side"] or "executives"
    if side not in SIDES:
        raise Refusal("side", f"There is no side “{side}”.", hint="Choose executives or staff.")
    against, by = (said["against"], said["by"]) if part == "shortfall" else ("", "")
    for name, given, known in (("against", against, AGAINST), ("by", by, BYS)):
        if given not in known:
            raise Refusal(name, f"“{given}” is no choice there.", hint="Choose one of the list.")
    calendar = evidence.calendar
    usual = usual_period(part, calendar, evidence.as_of)
    period = said["period"] or usual
    if period != ALL_TEXTS or part != "themes":
        period = calendar.period(period).name if ".." not in period else period
        if ".." in period:
            raise Refusal("period", f"“{period}” is no calendar period.", hint="Choose one of the list.")
    return Asked(part=part, period=period, side=side, against=against, by=by)


def usual_period(part: str, calendar: Calendar, as_of: date) -> str:
    """The period that is looked at first: the quarter of the snapshot's day; of a landing, the one that ends next."""
    quarter = calendar.quarter_of(as_of)
    if part == "themes":
        return ALL_TEXTS
    if part == "landing" and quarter.last <= as_of:
        quarter = calendar.before(quarter, steps=-1)
    return quarter.name


def periods_of(part: str, evidence: Evidence) -> list[Period | None]:
    """The calendar periods that a part can be asked of, the usual first; None: all texts.

    A landing looks ahead: by the end of which period. Themes look back: texts from the first day of which.
    """
    calendar, as_of = evidence.calendar, evidence.as_of
    quarter, year = calendar.quarter_of(as_of), calendar.year_of(as_of)
    month = calendar.period(f"{as_of.year}-{as_of.month:02d}")
    if part == "landing":
        ahead = [calendar.before(quarter, steps=-n) for n in range(3)] + [
            year,
            calendar.before(year, steps=-1),
        ]
        return [one for one in ahead if one.last > as_of]
    quarters = [calendar.before(quarter, steps=n) for n in range(_QUARTERS)]
    years = [calendar.before(year, steps=n) for n in range(_YEARS)]
    if part == "themes":
        return [None, *quarters[:4], *years]
    return [*quarters, *years, *(calendar.before(month, steps=n) for n in range(_MONTHS))]


@cache
def version() -> str:
    """A digest of every method that a page stands on: a page of an older one is worked out anew.

    Read out of the sources, since loading the methods would take a page a second.
    """
    found = []
    for room in ("insight", "brief", "evidence"):
        found += [name for text in _sources(files(f"bothways.{room}")) for name in _METHOD.findall(text)]
    found += [
        one.read_text("utf-8") for one in _of_templates() if one.name in {"blocks.html.j2", "parts.html.j2"}
    ]
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]


def _sources(folder: Traversable) -> list[str]:
    found = []
    for one in folder.iterdir():
        if one.is_dir() and one.name != "__pycache__":
            found += _sources(one)
        elif one.name.endswith(".py"):
            found.append(one.read_text("utf-8"))
    return found


def _of_templates() -> list[Traversable]:
    return list(files("bothways.brief.render").joinpath("templates").iterdir())
