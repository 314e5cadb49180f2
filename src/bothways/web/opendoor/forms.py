"""What is filled in at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.opendoor.voices import KINDS, Who
from bothways.terms import Side
from bothways.web.opendoor.operations import LONGEST
from bothways.web.opendoor.queries import KINDS as WORDS
from bothways.web.opendoor.queries import my_teams_at
from bothways.web.people.models import Person

__all__ = ["BehalfForm", "BoxForm", "BringForm"]


def _text(label: Any, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST + 500,
        required=required,
        widget=forms.Textarea(attrs={"rows": 7}),
        **more,
    )


class _Said(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), widget=forms.RadioSelect)
    text = _text(
        _("In your words"),
        help_text=_("As it comes. The next page shows how it can be heard, and nothing is sent yet."),
    )
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    def set_kinds(self, side: Side) -> None:
        """The kinds that a side can bring."""
        self.fields["kind"].choices = [(kind, WORDS[kind]) for kind in KINDS[side]]
        self.fields["kind"].initial = "concern"


class BringForm(_Said):
    """A voice with one's name."""

    name_crosses = forms.BooleanField(
        label=_("The other side may read my name"),
        required=False,
        help_text=_("Your manager reads it in any case."),
    )
    team = forms.ModelChoiceField(label=_("Team"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = by.side or Side.STAFF
        self.set_kinds(self.side)
        if self.side is Side.EXECUTIVES:
            self.fields["text"].help_text = _(
                "An imperative says its reason, and what it means for the week of those who read it. Nothing is sent yet."
            )
        teams = my_teams_at(by, Who.AUTHOR)
        self.fields["team"].queryset = teams
        first = teams.first()
        self.fields["team"].initial = first.pk if first else None
        if teams.count() == 1:
            self.fields["team"].widget = forms.HiddenInput()


class BehalfForm(_Said):
    """A voice on somebody's behalf."""

    field_order = ["side", "team", "kind", "text", "consent_who", "consent_day", "consent_how"]
    side = forms.ChoiceField(
        label=_("Whose side"),
        choices=[("staff", _("Staff")), ("executives", _("Executives"))],
        widget=forms.RadioSelect,
        initial="staff",
    )
    team = forms.ModelChoiceField(label=_("Team"), queryset=None, empty_label=None)
    consent_who = forms.CharField(
        label=_("Who said it"), max_length=120, help_text=_("Stays with you. Nobody else reads the name.")
    )
    consent_day = forms.DateField(
        label=_("When they agreed that you bring it"), widget=forms.DateInput(attrs={"type": "date"})
    )
    consent_how = forms.CharField(
        label=_("How they agreed"), max_length=200, help_text=_("For example: in person, on the phone.")
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_kinds(Side.EXECUTIVES)
        self.fields["text"].label = _("In their words")
        teams = my_teams_at(by, Who.MANAGER)
        self.fields["team"].queryset = teams
        first = teams.first()
        self.fields["team"].initial = first.pk if first else None
        if teams.count() == 1:
            self.fields["team"].widget = forms.HiddenInput()


class BoxForm(_Said):
    """A voice without a name."""

    def __init__(self, *args: Any, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_kinds(side)
        self.side = side
