"""What is filled in to ask both sides: one page."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bothways.terms import Refusal, Side
from bothways.web.brief.models import Reader
from bothways.web.consultations import queries
from bothways.web.consultations.operations import Given
from bothways.web.people.models import Person, Team

__all__ = ["AnswerForm", "MakeForm"]


class MakeForm(forms.Form):
    """A consultation: the question, what is said, who is asked, until when."""

    question = forms.CharField(
        label=_("The question"), max_length=200, widget=forms.TextInput(attrs={"list": "questions"})
    )
    said = forms.MultipleChoiceField(label=_("Proposed"), required=False)
    own = forms.CharField(
        label=_("Your own statements"),
        required=False,
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    people = forms.MultipleChoiceField(label=_("Who is asked"), required=False)
    closes = forms.DateField(
        label=_("The last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    guesses = forms.BooleanField(label=_("Ask for a guess about the other side"), required=False)

    def __init__(self, *args: Any, by: Person, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.proposed = queries.proposed_for(by, team)
        self.sides = queries.can_be_asked(team)
        self.fields["said"].choices = [(one.text, one.text) for one in self.proposed]
        # A draft may hold what is proposed no more (a limit that ended): it must not go without a word, so that it stands
        # among the manager's own, to be kept or left out.
        offered = {one.text for one in self.proposed}
        if ended := [text for text in self.initial.get("said", ()) if text not in offered]:
            self.initial["own"] = "\n".join([*ended, self.initial["own"]]).rstrip()
        self.everybody = [one for people in self.sides.values() for one in people]
        self.fields["people"].choices = [(str(one.pk), one.name) for one in self.everybody]
        self.fields["closes"].initial = timezone.localdate() + timedelta(days=7)
        self.fields["guesses"].initial = True

    def chosen(self, field: str) -> list[str]:
        """What is ticked: what was sent, or what is proposed at first: everything and everybody."""
        if self.is_bound:
            return list(self.data.getlist(field))
        initial = self.initial.get(field)
        if initial is not None:
            return list(initial)
        return [value for value, _label in self.fields[field].choices]

    def rows(self) -> list[tuple[Any, bool]]:
        """The proposed statements, each with whether it is ticked."""
        ticked = set(self.chosen("said"))
        return [(one, one.text in ticked) for one in self.proposed]

    def who(self) -> list[tuple[Side, list[tuple[Any, bool]]]]:
        """Everybody who can be asked, side by side, each with whether they are ticked."""
        ticked = set(self.chosen("people"))
        return [
            (side, [(one, str(one.pk) in ticked) for one in people]) for side, people in self.sides.items()
        ]

    def given(self) -> dict[str, Any]:
        """What `operations.do_make` takes."""
        said = self.cleaned_data
        sides = {one.text: one.side for one in self.proposed}
        own = [line.strip() for line in said["own"].splitlines() if line.strip()]
        ticked = {uuid.UUID(pk) for pk in said["people"]}
        chosen = [one for one in self.everybody if one.pk in ticked]
        return {
            "team": self.team,
            "question": said["question"],
            "statements": [
                *(Given(text, sides[text]) for text in said["said"]),
                *(Given(line) for line in own),
            ],
            "closes": said["closes"],
            "guesses": said["guesses"],
            "people": [one for one in chosen if isinstance(one, Person)],
            "readers": [one for one in chosen if isinstance(one, Reader)],
        }


class AnswerForm(forms.Form):
    """The answer to one statement. Nothing in it is required: who skips one comes back to it."""

    vote = forms.ChoiceField(
        choices=[("agree", _("Agree")), ("disagree", _("Disagree")), ("pass", _("Pass"))], required=False
    )
    important = forms.BooleanField(required=False)
    guess = forms.IntegerField(required=False, min_value=0, max_value=100)

    def checked(self) -> dict[str, Any]:
        """What `ballots.do_save` takes. Refuses `guess-range`, `no-such-vote`."""
        if "guess" in self.errors:
            raise Refusal("guess-range", "That is no share.", hint="Say a whole number from 0 to 100.")
        if self.errors:
            raise Refusal(
                "no-such-vote", "That is none of the three answers.", hint="Agree, disagree, or pass."
            )
        return dict(self.cleaned_data)
