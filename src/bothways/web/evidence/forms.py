"""What is filled in beside the files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from bothways.web.evidence.queries import teams_i_manage
from bothways.web.people.models import Person

__all__ = ["BringForm", "TargetsForm"]


class BringForm(forms.Form):
    """Bringing an export. The files themselves are fields of the page: several, a folder, dropped."""

    team = forms.ModelChoiceField(label=_("For the team"), queryset=None, empty_label=None)
    as_of = forms.DateField(
        label=_("Day of the export"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only if the files are older than their newest date says."),
    )
    fiscal_start_month = forms.TypedChoiceField(
        label=_("Your fiscal year starts in"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("as before, or January")), *dates.MONTHS.items()],
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = teams_i_manage(by)
        self.fields["team"].queryset = teams
        self.only = len(teams) == 1
        """Whether there is nothing to choose."""
        if self.only:
            self.fields["team"].widget = forms.HiddenInput()
            self.fields["team"].initial = teams[0].pk


class TargetsForm(forms.Form):
    """Which spreadsheet of targets."""

    by = forms.ChoiceField(
        label=_("A target for"),
        choices=[("rep", _("each rep")), ("team", _("each team")), ("whole", _("the whole"))],
    )
    every = forms.ChoiceField(
        label=_("A target each"),
        choices=[("quarter", _("quarter")), ("month", _("month")), ("year", _("year"))],
    )
    year = forms.IntegerField(label=_("Fiscal year"), min_value=1990, max_value=2100, localize=False)
