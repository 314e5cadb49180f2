"""What people fill in about people."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.web.people.models import Person
from bothways.web.people.queries import my_teams

__all__ = ["AcceptForm", "InviteForm", "MeForm", "SellersForm", "TeamForm"]


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


class SellersForm(forms.Form):
    """As whom the CRM knows each of the staff; who has no name there yet is offered their own."""

    def __init__(self, *args: Any, staff: Iterable[Person], known: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for person in staff:
            # One that the newest export has no more stays until somebody chooses another.
            names = (
                {**known, person.crm_id: known.get(person.crm_id, person.crm_id)} if person.crm_id else known
            )
            same = [key for key, name in known.items() if name.casefold() == person.name.casefold()]
            self.fields[person.pk.hex] = forms.ChoiceField(
                label=person.name,
                required=False,
                choices=[("", _("nobody")), *((key, f"{name} ({key})") for key, name in names.items())],
                initial=person.crm_id or (same[0] if len(same) == 1 else ""),
            )

    def clean(self) -> dict[str, Any]:
        """Two of them can't be the same one there: each would read the other's brief."""
        given = [key for key in self.cleaned_data.values() if key]
        if len(set(given)) < len(given):
            raise forms.ValidationError(_("Two of them can’t be the same person in the CRM."))
        return self.cleaned_data


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
