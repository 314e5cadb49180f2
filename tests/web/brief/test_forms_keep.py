"""What a manager typed is still there when it is refused, and no line is dropped without a word."""

from __future__ import annotations

import pytest

from bothways.web.brief.forms import AskForms, ImperativeForms
from bothways.web.brief.models import Timetable

pytestmark = pytest.mark.django_db


def test_a_refused_timetable_keeps_what_was_typed(cast, as_person):
    mine = str(cast.ours.pk)
    typed = {f"{mine}-zone": "Atlantis/Poseidonis", f"{mine}-hour": "5", f"{mine}-weekday": "3"}
    said = as_person(cast.ada).post(f"/briefs/timetable/{mine}/", typed)
    assert said.status_code == 422
    page = said.content.decode()
    assert "Atlantis" in page
    assert '<option value="5" selected>05:00</option>' in page
    assert '<option value="3" selected>' in page
    assert not Timetable.objects.filter(team=cast.ours).exists()


@pytest.mark.parametrize(("forms", "prefix"), [(AskForms, "ask"), (ImperativeForms, "imperative")])
def test_a_reason_for_nothing_is_asked_about(forms, prefix):
    counts = {f"{prefix}-TOTAL_FORMS": "2", f"{prefix}-INITIAL_FORMS": "0"}
    held = forms(counts | {f"{prefix}-0-why": "Two people have left."}, prefix=prefix)
    assert not held.is_valid()
    assert "Say what it is" in str(held.forms[0].as_div())
    assert "Two people have left." in str(held.forms[0].as_div())
    assert forms(counts, prefix=prefix).is_valid()
    assert forms(counts | {f"{prefix}-0-what": "One person"}, prefix=prefix).is_valid()
