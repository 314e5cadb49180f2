"""What is filled in about a case, and the same as tables of its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.web.credibility.forms import TeamForm

__all__ = [
    "KINDS",
    "BasicsForm",
    "CounterForm",
    "DecisionForm",
    "LimitForm",
    "month_field",
    "next_month",
    "number_field",
]

KINDS: Final = (
    ("people", _("people")), ("tool", _("a tool")), ("travel", _("travel")), ("training", _("training")),
    ("programme", _("a programme")), ("product", _("a product")), ("territory", _("a territory")),
    ("discounts", _("discounts")),
)  # fmt: skip


def next_month(today: date) -> str:
    """The month after a day, as a case names it."""
    at = today.year * 12 + today.month
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def month_field(**more: Any) -> forms.CharField:
    """A month, as 2027-01."""
    return forms.RegexField(
        r"^\d{4}-\d{2}$", max_length=7, error_messages={"invalid": _("Write a month as 2027-01.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8, "placeholder": "2027-01"}), **more,
    )  # fmt: skip


def number_field(**more: Any) -> forms.FloatField:
    """A plain number, with places where needed; no larger than money is."""
    more = {"max_value": 10**12, **more}
    return forms.FloatField(widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}), **more)


class BasicsForm(TeamForm):
    """The head of a case."""

    title = forms.CharField(label=_("What is asked, in a few words"), max_length=120)
    result = number_field(
        label=_("What the team sells in these months with what it has today"), min_value=0,
        help_text=_("The landing of your last brief, say. A plain number: 4800000."),
    )  # fmt: skip
    margin = number_field(
        label=_("Of 100 more sold, what is left"), min_value=0, max_value=100, initial=50,
        help_text=_("Before what is asked for here is paid. Finance knows it."),
    )  # fmt: skip
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="EUR", required=False)
    first_month = month_field(label=_("First month"))
    months = forms.IntegerField(
        label=_("How many months are looked at"), min_value=1, max_value=120, initial=12
    )

    def basics(self) -> dict[str, Any]:
        """What was filled in, as the file has it."""
        held = {key: value for key, value in self.cleaned_data.items() if key != "team"}
        return {**held, "margin": held["margin"] / 100, "currency": held["currency"].upper()}


def _of_what(lines: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """What a limit can speak of: money, a kind, a line."""
    kinds = dict.fromkeys(str(line.get("kind", "")) for line in lines)
    named = [(str(line["name"]), str(line["name"])) for line in lines]
    called = [
        (kind, _now("all %(kind)s") % {"kind": kind}) for kind in kinds if kind and kind not in dict(named)
    ]
    return [*called, *named, ("money", _now("money"))]


class LimitForm(forms.Form):
    """A limit that stands already."""

    says = forms.CharField(label=_("The limit, in words"), max_length=200)
    of = forms.ChoiceField(label=_("Of what"))
    most = forms.IntegerField(label=_("At most"), min_value=0)

    def __init__(self, *args: Any, lines: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = _of_what(lines)


class OfferedLimit(forms.Form):
    """One limit of a counter-offer."""

    of = forms.ChoiceField(label=_("Of what"), required=False)
    most = forms.IntegerField(label=_("At most"), min_value=0, required=False)
    not_before = forms.ChoiceField(label=_("Not before"), required=False)

    def __init__(self, *args: Any, of: Any, months: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [("", _("nothing more")), *of]
        self.fields["not_before"].choices = [("", _("any time")), *months]

    def table(self) -> dict[str, Any] | None:
        """The limit, where one was said."""
        held = self.cleaned_data
        if not held.get("of"):
            return None
        return {"of": held["of"], "most": held["most"], "not_before": held["not_before"]}


class CounterForm(forms.Form):
    """A counter-offer: the words it was made in, and its limits."""

    words = forms.CharField(
        label=_("What was offered, in its own words"), max_length=400, required=False,
        widget=forms.TextInput(attrs={"placeholder": _("One, and no travel until July")}),
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, lines: Sequence[Mapping[str, Any]], periods: Sequence[str]
    ) -> None:
        super().__init__(data)
        of, months = _of_what(lines), [(period, period) for period in periods]
        self.limits = [OfferedLimit(data, prefix=f"limit-{at}", of=of, months=months) for at in range(3)]

    def is_valid(self) -> bool:
        """Whether all of it can be read."""
        wrong = [form for form in self.limits if not form.is_valid()]
        return super().is_valid() and not wrong

    def given(self) -> dict[str, Any]:
        """What was filled in, as `do_counter` takes it."""
        return {
            "words": self.cleaned_data["words"],
            "limits": [one for form in self.limits if (one := form.table())],
        }


class DecisionForm(forms.Form):
    """What was decided."""

    outcome = forms.ChoiceField(
        label=_("What was decided"), widget=forms.RadioSelect,
        choices=[("granted", _("granted")), ("in part", _("granted in part")), ("refused", _("refused"))],
    )  # fmt: skip
    # What can be granted takes its time to work out, and is needed to show it alone: `do_decide` refuses all else.
    of = forms.CharField(label=_("What was granted"), required=False, widget=forms.Select)
    who = forms.CharField(label=_("Who decided"), max_length=120, required=False)
    reasons = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, is_executive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_executive:
            del self.fields["who"]

    def offer(self, plans: Mapping[str, Mapping[str, Any]]) -> None:
        """Show what can be granted, as `plans_of` has it."""
        called = [(key, plan["called"]) for key, plan in plans.items()]
        self.fields["of"].widget.choices = [("", _("nothing")), *called]
