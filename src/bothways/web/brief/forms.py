"""What a manager fills in about briefs, and a reader about a sentence."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.brief.regular import WEEKDAYS
from bothways.web.brief.models import Reader, Said, Timetable
from bothways.web.people.models import Team

__all__ = [
    "AskForm",
    "AskForms",
    "BriefForm",
    "CodeForm",
    "GivenForm",
    "ImperativeForms",
    "ReaderForm",
    "SayForm",
    "TimetableForm",
]

_SIDES = [("executives", _("Executives")), ("staff", _("Staff"))]


class BriefForm(forms.Form):
    """A new pair of briefs."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    period = forms.CharField(
        label=_("Of which period"),
        max_length=10,
        required=False,
        help_text=_("2026Q3 or 2026-09. Left empty: the quarter of the newest snapshot."),
    )
    note = forms.CharField(
        label=_("Your own note"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In both briefs, under your name."),
    )

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams


class GivenForm(forms.Form):
    """What the manager adds to a draft in their own words."""

    note = forms.CharField(
        label=_("Your own note"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In both briefs, under your name."),
    )


class _NamedForm(forms.Form):
    """Several lines about one thing: without the thing itself they would be dropped, and nobody told."""

    def clean(self) -> dict[str, Any]:
        """Refuse lines about nothing."""
        held = super().clean() or {}
        if any(held.values()) and not held.get("what"):
            self.add_error("what", _("Say what it is, or empty the lines below it."))
        return held


class AskForm(_NamedForm):
    """One ask of the executives."""

    what = forms.CharField(label=_("What you ask"), max_length=300, required=False)
    why = forms.CharField(label=_("Why"), max_length=400, required=False)
    cost = forms.CharField(label=_("What it costs"), max_length=200, required=False)
    brings = forms.CharField(label=_("What it brings"), max_length=300, required=False)
    instead = forms.CharField(label=_("What would do instead"), max_length=300, required=False)
    by = forms.CharField(label=_("By when"), max_length=80, required=False)


class ImperativeForm(_NamedForm):
    """One imperative of the executives."""

    what = forms.CharField(label=_("What they require"), max_length=300, required=False)
    why = forms.CharField(label=_("Why"), max_length=400, required=False)
    means = forms.CharField(label=_("What it means for the team's week"), max_length=300, required=False)
    by = forms.CharField(label=_("From when"), max_length=80, required=False)
    stand = forms.CharField(label=_("Your own stand"), max_length=300, required=False)


AskForms = forms.formset_factory(AskForm, extra=1, max_num=6)
ImperativeForms = forms.formset_factory(ImperativeForm, extra=1, max_num=6)


class ReaderForm(forms.ModelForm):
    """Somebody who gets a team's briefs."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    side = forms.ChoiceField(label=_("Side"), choices=_SIDES)

    class Meta:
        """What is asked."""

        model = Reader
        fields = ("team", "name", "email", "side", "ask_code")

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams

    def validate_unique(self) -> None:
        """Somebody who was stopped may be added again: adding is what tells them apart."""


class TimetableForm(forms.ModelForm):
    """When briefs are made by themselves."""

    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, choices=list(enumerate(WEEKDAYS)))
    hour = forms.TypedChoiceField(
        label=_("Hour"), coerce=int, choices=[(h, f"{h:02d}:00") for h in range(24)]
    )
    zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        """What is asked."""

        model = Timetable
        fields = ("on", "every", "weekday", "hour", "zone", "by_itself")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(
            zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")
        )
        self.fields["zone"].choices = [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)]


class SayForm(forms.Form):
    """What a reader says."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=Said.Kind.choices, widget=forms.RadioSelect, initial="answer"
    )
    place = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(label=_("Your words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("the whole brief")), *lines]


class CodeForm(forms.Form):
    """The code that was mailed."""

    code = forms.CharField(
        label=_("The eight digits"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip
