"""What is filled in to open a round."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.web.credibility.forms import TeamForm

__all__ = ["RoundForm"]


class RoundForm(TeamForm):
    """A round."""

    question = forms.CharField(
        label=_("What is ranked"), max_length=200, initial=_("What should come first next quarter?")
    )
    items = forms.CharField(
        label=_("What can be ranked"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line, two to twenty. Both sides see the same."),
    )  # fmt: skip

    def clean_items(self) -> list[str]:
        """The items, one by one."""
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
