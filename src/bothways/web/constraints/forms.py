"""What is filled in about limits."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.web.credibility.forms import TeamForm, day_field

__all__ = ["ChangeForm", "DisputeForm", "LimitForm", "ViewForm"]


class LimitForm(TeamForm):
    """A limit, in its own side's words."""

    side = forms.ChoiceField(
        label=_("Whose limit it is"), choices=[("staff", _("the sales staff’s")), ("executives", _("the executives’"))],
        widget=forms.RadioSelect, initial="staff",
    )  # fmt: skip
    statement = forms.CharField(
        label=_("The limit"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(
        label=_("What is short"),
        choices=[
            ("", _("not said")), ("budget", _("budget")), ("headcount", _("headcount")),
            ("hiring freeze", _("hiring freeze")), ("discount authority", _("discount authority")),
            ("approval time", _("approval time")), ("quota", _("quota")), ("territory", _("territory")),
            ("capacity", _("capacity")), ("product gap", _("product gap")), ("legal", _("legal")),
            ("data quality", _("data quality")), ("time", _("time")),
        ],
        required=False,
    )  # fmt: skip
    owner = forms.CharField(label=_("Who answers for it"), max_length=120)
    week = forms.CharField(
        label=_("What it means for a week of theirs"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One week of the other side with this limit: what they wait for, what they can’t do, what they do instead."),
    )  # fmt: skip
    cost = forms.CharField(label=_("What it costs the other side"), max_length=1000, required=False)
    moves = forms.ChoiceField(
        label=_("Can it move?"),
        choices=[("no", _("no")), ("yes", _("yes")), ("within", _("within a room"))],
        initial="no",
    )
    room = forms.CharField(label=_("How far, where it moves within a room"), max_length=1000, required=False)
    mover = forms.CharField(label=_("Who can move it"), max_length=1000, required=False)
    begins = day_field(_("From when it holds; today, if left empty"), required=False)
    review = day_field(_("When it is looked at again"))
    evidence = forms.CharField(
        label=_("Figures that show it"), max_length=1000, required=False,
        help_text=_("By their keys in the brief’s ledger, with commas: days_in_stage/stage/Negotiation. Only you see them here."),
    )  # fmt: skip

    deals = forms.CharField(
        label=_("Deals that show it"), max_length=1000, required=False,
        help_text=_("By their ids, with commas. Only you see them here."),
    )  # fmt: skip
    voices = forms.CharField(
        label=_("Voices that show it"), max_length=1000, required=False,
        help_text=_("By what stands in their address, with commas. Only you see them here."),
    )  # fmt: skip

    def clean_evidence(self) -> tuple[str, ...]:
        """The keys, one by one."""
        return _each(self.cleaned_data["evidence"])

    def clean_deals(self) -> tuple[str, ...]:
        """The ids, one by one."""
        return _each(self.cleaned_data["deals"])

    def clean_voices(self) -> tuple[str, ...]:
        """The ids, one by one."""
        return _each(self.cleaned_data["voices"])


def _each(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in re.split(r"[,\n]", text) if one.strip())


class ChangeForm(forms.Form):
    """What happened to a limit."""

    what = forms.CharField(max_length=20)
    reason = forms.CharField(max_length=1000, required=False)
    words = forms.CharField(max_length=1000, required=False)
    review = day_field(_("When it is looked at again"), required=False)
    statement = forms.CharField(max_length=1000, required=False)
    cost = forms.CharField(max_length=1000, required=False)
    owner = forms.CharField(max_length=120, required=False)
    week = forms.CharField(max_length=1000, required=False)


class DisputeForm(TeamForm):
    """What both sides see differently."""

    about = forms.CharField(
        label=_("What is seen differently"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In words that take no side: “How long approvals take”, “How many deals a rep can carry”."),
    )  # fmt: skip


class ViewForm(forms.Form):
    """How a side sees it: what is so, what was seen, what is wished."""

    statement = forms.CharField(max_length=1000, required=False)
    facts = forms.CharField(max_length=3000, required=False)
    wish = forms.CharField(max_length=1000, required=False)
    number = forms.IntegerField(min_value=0)
    side = forms.ChoiceField(choices=[("staff", "staff"), ("executives", "executives")], required=False)

    def clean_facts(self) -> tuple[str, ...]:
        """One a line."""
        return tuple(one.strip() for one in self.cleaned_data["facts"].splitlines() if one.strip())
