"""What is filled in about promises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.web.credibility.queries import my_teams_at_work
from bothways.web.people.models import Person

__all__ = ["ActForm", "PromiseForm", "TeamForm", "day_field"]

_SIDES = [
    ("staff", _("the sales staff")),
    ("executives", _("the executives")),
    ("manager", _("me, the manager")),
]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class TeamForm(forms.Form):
    """What is filled in for one of the teams that somebody is at work in; the first, unless they choose another."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = my_teams_at_work(by)
        self.fields["team"].queryset = teams
        self.fields["team"].initial = teams.first()


class PromiseForm(TeamForm):
    """A promise, as it was given."""

    text = forms.CharField(
        label=_("What was promised"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    giver = forms.ChoiceField(label=_("Who gave it"), choices=_SIDES, initial="manager")
    giver_name = forms.CharField(label=_("A single person of them"), max_length=80, required=False)
    receiver = forms.ChoiceField(label=_("To whom"), choices=_SIDES, initial="staff")
    receiver_name = forms.CharField(
        label=_("A single person of these"), max_length=80, required=False,
        help_text=_("Then they and you read it, and nobody else."),
    )  # fmt: skip
    due = day_field(_("Until when"))
    made = day_field(_("When it was given"), required=False, help_text=_("Today, where nothing stands here."))
    benefit = forms.CharField(
        label=_("What a customer gains when it is kept"), max_length=1000, required=False
    )
    shared = forms.BooleanField(label=_("The side that is no party to it may read it, too"), required=False)

    def given(self) -> dict[str, Any]:
        """What was filled in, as `do_add` takes it."""
        held = dict(self.cleaned_data)
        for key in ("giver", "receiver"):
            name = held.pop(f"{key}_name").strip()
            held[key] = f"{held[key]}:{name}" if name and held[key] != "manager" else held[key]
        return held


class ActForm(forms.Form):
    """What happened to a promise."""

    what = forms.CharField(max_length=20)
    day = day_field(_("When"), required=False)
    due = day_field(_("The new day"), required=False)
    asked = day_field(_("When it was asked"), required=False)
    reason = forms.CharField(max_length=1000, required=False)
    text = forms.CharField(max_length=1000, required=False)
