"""A consultation of fourteen people: twelve who sell, two executives."""

from __future__ import annotations

import pytest

from bothways.web.people.models import Person


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """Keys in a folder of the test's own."""
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def fourteen(cast):
    """Ben and eleven more; Eve and one more."""
    sell = [
        Person.objects.create_user(f"s{at}@example.com", name=f"Sel{at}", role="staff") for at in range(11)
    ]
    cast.ours.staff.add(*sell)
    fin = Person.objects.create_user("fin@example.com", name="Finn", role="executive")
    cast.ours.executives.add(fin)
    return [cast.ben, *sell, cast.eve, fin]
