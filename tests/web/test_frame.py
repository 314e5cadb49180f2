"""The frame of every page, in a browser."""

from __future__ import annotations

import pytest


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1440, False), (1440, True)])
def test_home_has_no_violation_and_scrolls_no_way_aside(cast, browse, width, dark):
    page = browse(cast.ada, width=width, dark=dark)
    page.goto("/")
    assert page.locator("h1").count() == 1
    assert page.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.django_db
def test_a_refusal_is_a_page_and_a_part_and_json(cast, as_person):
    address = "/work/00000000-0000-0000-0000-000000000000/"
    ada = as_person(cast.ada)
    assert b"<h1>There is no such" in ada.get(address).content
    part = ada.get(address, headers={"HX-Request": "true"})
    assert part.status_code == 404
    assert b"<html" not in part.content
    assert ada.get(address, headers={"Accept": "application/json"}).json()["refused"] == "absent"


@pytest.mark.django_db
def test_each_answer_carries_the_policy_and_is_kept_by_no_cache(cast, as_person):
    answer = as_person(cast.ada).get("/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
