"""What a measure is: its name, what it holds in one sentence, and the form that computes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bothways.terms import Unit

By = Literal["all", "team", "rep", "region", "product", "segment", "stage", "approver"]
Needs = Literal["", "state", "moves", "close", "stage"]
"""What of the past a measure needs: nothing; how deals stood at a day; what moved between two days;
the changes of the close date; the changes of the stage."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of `value` over the rows of `flag`; their count without a value."""

    flag: str
    value: str | None = None
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """The rows of `part` among the rows of `whole`, by count, or by the sum of `value`.

    `part_value` sums another column in the numerator. `sample`: an interval belongs to it.
    """

    part: str
    whole: str
    value: str | None = None
    part_value: str | None = None
    sample: bool = True


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of `value` over the rows of `flag` that have one."""

    flag: str
    value: str


@dataclass(frozen=True, slots=True)
class Median:
    """The median of `value` over the rows of `flag` that have one, divided by `per`."""

    flag: str
    value: str
    per: int = 1


@dataclass(frozen=True, slots=True)
class Slice:
    """What a group has of the sum over all groups: `value` of the rows of `flag`, else their count."""

    flag: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """A measure with its own arithmetic; `flag` names the rows that stand behind it."""

    flag: str


Form = Total | Share | Mean | Median | Slice | Worked


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure: `holds` defines it in one sentence; `table` holds the rows behind its figures.

    `none` is what is said where nothing is there to measure.
    """

    name: str
    label: str
    unit: Unit
    holds: str
    table: str
    source: str
    form: Form
    bys: tuple[str, ...]
    needs: Needs = ""
    none: str = ""
    version: int = 1

    @property
    def method(self) -> str:
        """The method's name and version, stored with each figure."""
        return f"{self.name.replace('_', '-')}/{self.version}"

    @property
    def expression(self) -> str:
        """The expression in readable form; flags and columns are those of docs/method/evidence.md."""
        match self.form:
            case Total(flag, value, sign):
                return f"{'-' if sign < 0 else ''}{_plain(self.source, flag, value)}"
            case Share(part, whole, None, None):
                return f"count({self.source} where {part}) / count({self.source} where {whole})"
            case Share(part, whole, value, top):
                return f"sum({top or value} of {self.source} where {part}) / sum({value} where {whole})"
            case Mean(flag, value):
                return f"mean({value} of {self.source} where {flag})"
            case Median(flag, value, per):
                return f"median({value} of {self.source} where {flag}){f' / {per}' if per > 1 else ''}"
            case Slice(flag, value):
                return f"{_plain(self.source, flag, value)} of the group / the same of all"
            case Worked():
                return f"{self.name}({self.source} where {self.form.flag})"


def _plain(source: str, flag: str, value: str | None) -> str:
    return f"sum({value} of {source} where {flag})" if value else f"count({source} where {flag})"


DEAL_BYS = ("all", "team", "rep", "region", "product", "segment")
ACCOUNT_BYS = ("all", "team", "rep", "region", "segment")
TARGET_BYS = ("all", "team", "rep")


def entry(name: str, label: str, unit: Unit, form: Form, holds: str, **about: Any) -> Measure:
    """Make a measure: table, source and levels come by name."""
    return Measure(name=name, label=label, unit=unit, form=form, holds=holds, **about)


def of_deals(name: str, label: str, unit: Unit, form: Form, holds: str, **about: Any) -> Measure:
    """Make a measure of deals."""
    return entry(
        name, label, unit, form, holds, **{"table": "deals", "source": "deals", "bys": DEAL_BYS, **about}
    )


def of_accounts(name: str, label: str, unit: Unit, form: Form, holds: str, **about: Any) -> Measure:
    """Make a measure of accounts, by their owners."""
    accounts = {"table": "accounts", "source": "accounts", "bys": ACCOUNT_BYS}
    return entry(name, label, unit, form, holds, **{**accounts, **about})
