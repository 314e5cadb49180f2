"""The form of a line: what is asked, who judged it, what customers gain; and the same as a table of the case's file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.web.budget.forms import KINDS, month_field, number_field
from bothways.web.budget.judged import FIELDS, wrong_with

__all__ = ["WAYS", "LineForm", "way_of"]

WAYS: Final = ("new", "today", "published")
_MOST_JUDGES: Final = 8
_MOST_EFFECTS: Final = 4


class LineHead(forms.Form):
    """What is asked for, what it costs, when it works."""

    name = forms.CharField(label=_("What"), max_length=80)
    kind = forms.ChoiceField(
        label=_("Of what kind"), choices=KINDS, help_text=_("Limits speak of kinds: “no travel until July”.")
    )
    ask = forms.IntegerField(label=_("How many"), min_value=1, max_value=2000, initial=1)
    today = number_field(label=_("How many are there today"), min_value=0, required=False)
    cost_per_month = number_field(label=_("One costs a month"), min_value=0, required=False)
    cost_once = number_field(label=_("And once, when it comes"), min_value=0, required=False)
    least = forms.IntegerField(label=_("At least"), min_value=0, required=False)
    most = forms.IntegerField(label=_("At most"), min_value=1, required=False)
    start = month_field(label=_("From which month"), required=False)
    ramp = forms.CharField(
        label=_("How much of it works in its first months, in %"), max_length=200, required=False,
        help_text=_("0, 10, 30, 60, 80, 100 for somebody who has to learn. Empty: at once."),
    )  # fmt: skip
    attrition = number_field(
        label=_("How many of 100 leave in a year"), min_value=0, max_value=99, required=False
    )
    carry_over = number_field(
        label=_("How much of a month works on in the next, in %"), min_value=0, max_value=99, required=False
    )
    felt_by = forms.CharField(
        label=_("Who feels it if it is given up"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line: people, accounts, customers by name."),
    )  # fmt: skip
    published = forms.ChoiceField(label=_("What others published"), required=False)

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from bothways.budget.response import PUBLISHED

        self.fields["published"].choices = [(one.name, f"{one.name}: {one.statement}") for one in PUBLISHED]
        if way != "published":
            del self.fields["published"]
        if way == "new":
            del self.fields["today"]
        else:
            self.fields["today"].required = True

    def clean_ramp(self) -> list[float]:
        """The shares, one by one."""
        parts = [part for part in re.split(r"[,;\s]+", self.cleaned_data["ramp"].replace("%", "")) if part]
        try:
            found = [float(part) / 100 for part in parts]
        except ValueError as bad:
            raise forms.ValidationError(_now("Write numbers with commas: 0, 50, 100.")) from bad
        if not all(0 <= share <= 1 for share in found):
            raise forms.ValidationError(_now("Each lies from 0 to 100."))
        return found


class Judge(forms.Form):
    """One person's four answers."""

    who = forms.CharField(label=_("Who was asked"), max_length=80, required=False)

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        labels = {
            "none": _("None of it"), "half": _("Half of it"), "full": _("All of it"), "half_more": _("Half more"),
            "most": _("The most that could help"),
        }  # fmt: skip
        for name in FIELDS[way]:
            self.fields[name] = number_field(label=labels[name], min_value=0, required=False)

    @property
    def numbers(self) -> list[Any]:
        """The fields of the four answers."""
        return [self[name] for name in FIELDS[self.way]]

    def answers(self) -> dict[str, Any] | None:
        """The four answers, with or without a name beside them; none where they don't go together yet."""
        if not self.is_bound or self.is_valid() is None or self.is_empty or set(self.errors) - {"who"}:
            return None
        return {
            "who": self.cleaned_data.get("who", ""),
            **{name: self.cleaned_data[name] for name in FIELDS[self.way]},
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not any(self.cleaned_data.get(name) not in (None, "") for name in ("who", *FIELDS[self.way]))

    def clean(self) -> dict[str, Any]:
        """Whether the answers go together: else they are asked again, beside the fields that they stand in."""
        held = super().clean() or self.cleaned_data
        if self.errors or self.is_empty:
            return held
        missing = [name for name in FIELDS[self.way] if held.get(name) is None]
        for name in missing:
            self.add_error(name, _now("Still to ask."))
        wrong = (
            None if missing else wrong_with({**held, "who": held.get("who") or _now("them")}, way=self.way)
        )
        if not held.get("who"):
            self.add_error("who", _now("Who said it?"))
        if wrong is not None:
            self.add_error(None, wrong.sentence)
            for name in wrong.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"
        return held


class Effect(forms.Form):
    """What customers gain of a line."""

    published = forms.ChoiceField(label=_("Published elsewhere"), required=False)
    what = forms.CharField(label=_("What changes for them"), max_length=80, required=False)
    says = forms.CharField(label=_("The effect, in a sentence"), max_length=400, required=False)
    kind = forms.ChoiceField(
        label=_("What that is"), required=False,
        choices=[("belief", _("a belief")), ("judged", _("judged by somebody")), ("measured", _("measured"))],
    )  # fmt: skip
    source = forms.CharField(label=_("Who says it, or where it is measured"), max_length=200, required=False)
    n = forms.IntegerField(label=_("Of how many cases"), min_value=1, required=False)
    reach = forms.IntegerField(label=_("How many customers would notice"), min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from bothways.budget import PUBLISHED_EFFECTS

        known = [(name, f"{one.what}: {one.says}") for name, one in PUBLISHED_EFFECTS.items()]
        self.fields["published"].choices = [("", _("none of these, in my own words")), *known]

    def table(self) -> dict[str, Any] | None:
        """The effect as the file has it; none where nothing was filled in."""
        held = self.cleaned_data
        reach = {"reach": held["reach"]} if held.get("reach") else {}
        if held.get("published"):
            return {"published": held["published"], **reach}
        if not held.get("says"):
            return None
        kept = {
            "what": held["what"] or _now("customers"),
            "says": held["says"],
            "kind": held["kind"] or "belief",
        }
        return kept | {key: held[key] for key in ("source", "n") if held.get(key)} | reach


class LineForm:
    """A line: its head, who judged it, what customers gain. There is always room for one more of each."""

    def __init__(
        self, data: QueryDict | None = None, *, way: str, line: Mapping[str, Any] | None = None
    ) -> None:
        self.way, self.line = way, line or {}
        head, judged, effects = self.line, self.line.get("judged", []), self.line.get("customers", [])
        if data is not None:
            judged = [{}] * _counted(data, "judged", "who")
            effects = [{}] * _counted(data, "effect", "says")
        self.head = LineHead(data, way=way, initial=_shown(head))
        self.judges = [] if way == "published" else [
            Judge(data if at < len(judged) or data is None else None, prefix=f"judged-{at}", way=way, initial=one)
            for at, one in enumerate(_and_one(judged, most=_MOST_JUDGES, least=2 if data is None else 0))
        ]  # fmt: skip
        self.effects = [
            Effect(data if at < len(effects) or data is None else None, prefix=f"effect-{at}", initial=one)
            for at, one in enumerate(_and_one(effects, most=_MOST_EFFECTS, least=1 if data is None else 0))
        ]

    def is_valid(self) -> bool:
        """Whether all that was filled in can be read, and the answers go together."""
        every: list[forms.Form] = [self.head, *self.judges, *self.effects]
        wrong = [form for form in every if form.is_bound and not form.is_valid()]  # each tells its own
        return not wrong

    def for_curve(self) -> dict[str, Any] | None:
        """What a curve needs of it, while the rest is still to come; none where that can't be read yet."""
        self.head.is_valid()
        if {"ask", "today", "ramp", "start", "cost_per_month", "cost_once", "attrition", "carry_over"} & set(
            self.head.errors
        ):
            return None
        judged = [
            {"who": one["who"] or f"{at}", **{name: one[name] for name in FIELDS[self.way]}}
            for at, one in enumerate((form.answers() for form in self.judges), start=1)
            if one is not None
        ]
        if not judged and self.way != "published":
            return None
        left_out = ("customers", "felt_by", "judged")
        kept = {key: value for key, value in self.table().items() if key not in left_out}
        return {**kept, "judged": judged} if judged else kept

    def table(self) -> dict[str, Any]:
        """What was filled in, as the file has it."""
        held = self.head.cleaned_data
        kept: dict[str, Any] = {
            "name": held.get("name", ""),
            "kind": held.get("kind") or "people",
            "ask": held["ask"],
        }
        for key in ("least", "most", "today", "cost_per_month", "cost_once", "start", "ramp"):
            if held.get(key):
                kept[key] = held[key]
        if held.get("attrition"):
            kept["attrition_per_year"] = held["attrition"] / 100
        if held.get("carry_over"):
            kept["carry_over"] = held["carry_over"] / 100
        felt = [one.strip() for one in held.get("felt_by", "").splitlines() if one.strip()]
        if felt:
            kept["felt_by"] = felt
        if self.way == "published":
            kept["published"] = held.get("published") or ""
        judged = [
            form.cleaned_data
            for form in self.judges
            if form.is_bound and form.is_valid() and not form.is_empty
        ]
        if judged:
            kept["judged"] = [{name: one[name] for name in ("who", *FIELDS[self.way])} for one in judged]
        effects = [form.table() for form in self.effects if form.is_bound and form.is_valid()]
        if any(effects):
            kept["customers"] = [one for one in effects if one]
        return kept


def way_of(line: Mapping[str, Any]) -> str:
    """In which of the three ways a line says what it would bring."""
    if "published" in line:
        return "published"
    return "today" if line.get("today") else "new"


def _counted(data: QueryDict, prefix: str, name: str) -> int:
    count = 0
    while f"{prefix}-{count}-{name}" in data:
        count += 1
    return count


def _and_one(held: Sequence[Mapping[str, Any]], *, most: int, least: int) -> list[Mapping[str, Any]]:
    wanted = min(most, max(len(held) + 1, least))
    return [*held[:most], *[{}] * max(0, wanted - len(held))]


def _shown(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line as its form shows it: shares in per cent, lists line by line."""
    shown = dict(line)
    shown["ramp"] = ", ".join(f"{100 * share:g}" for share in line.get("ramp", []))
    shown["felt_by"] = "\n".join(line.get("felt_by", []))
    for name, key in (("attrition", "attrition_per_year"), ("carry_over", "carry_over")):
        if line.get(key):
            shown[name] = f"{100 * line[key]:g}"
    return {key: value for key, value in shown.items() if value != ""}
