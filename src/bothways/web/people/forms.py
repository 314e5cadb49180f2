"""What people fill in about people."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.web.people.models import Person
from bothways.web.people.queries import my_teams

__all__ = ["AcceptForm", "InviteForm", "MeForm", "TeamForm"]


class AcceptForm(forms.Form):
    """Coming in by an invitation."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, help_text=_("You will sign in with it.")
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("Others read it beside what you say.")
    )
    password = forms.CharField(
        label=_("A password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Twelve characters or more."),
    )

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:  # the invitation was mailed to an address: that one it is
            del self.fields["email"]


class InviteForm(forms.Form):
    """Inviting somebody."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("What they are"), choices=Person.Role.choices)
    team = forms.ModelChoiceField(label=_("Team"), queryset=None, required=False, empty_label=_("none"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from bothways.web.people.models import Team

        keeps = by.role == Person.Role.ADMINISTRATOR
        self.fields["team"].queryset = Team.objects.all() if keeps else my_teams(by)
        if not keeps:
            self.fields["role"].choices = [
                c for c in Person.Role.choices if c[0] != Person.Role.ADMINISTRATOR
            ]
            self.fields["team"].required = True
            self.fields["team"].empty_label = None


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(label=_("Name of the team"), max_length=120)


class MeForm(forms.ModelForm):
    """One's own account."""

    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        """What a person may change of themselves."""

        model = Person
        fields = ("name", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = (zone for zone in zoneinfo.available_timezones() if "/" in zone)
        zones = sorted(zone for zone in known if not zone.startswith(("Etc/", "posix", "right")))
        choices = [(zone, zone.replace("_", " ")) for zone in zones]
        self.fields["time_zone"].choices = [("", _("as the organisation's")), ("UTC", "UTC"), *choices]
