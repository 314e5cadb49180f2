"""A case is built line by line: its curve answers, and answers that contradict each other are asked again."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.budget import read_case_text, work_out
from bothways.terms import Refusal
from bothways.web.audit.models import Logged
from bothways.web.budget import operations
from bothways.web.budget.casefile import read
from bothways.web.budget.models import ResourceCase
from web.budget.typed import ADA, BEN, filled, page_of
from web.makers.budget import BASICS, PEOPLE, case_of


def test_a_manager_builds_a_case_from_its_head_to_the_file(cast, as_person):
    client = as_person(cast.ada)
    assert "Nothing is asked for." in page_of(client)
    head = {**BASICS, "team": cast.ours.pk, "margin": "60"}
    answer = client.post(reverse("case-new"), head)
    found = ResourceCase.objects.get()
    assert answer.headers["Location"] == reverse(
        "case-line-add", kwargs={"case": found.pk, "case_way": "new"}
    )
    assert client.post(answer.headers["Location"], filled(ADA, BEN)).status_code == 302
    found.refresh_from_db()
    (line,) = found.asked["line"]
    assert [one["who"] for one in line["judged"]] == ["Ada", "Ben"]
    assert line["ramp"] == [0, 0.5, 1]
    assert line["felt_by"] == ["Dana", "Eli"]
    assert line["customers"] == [
        {"what": "coverage", "says": "48 accounts are seen.", "kind": "belief", "reach": 48}
    ]
    answer = client.get(reverse("case-file", kwargs={"case": found.pk}))
    assert 'filename="two-people-and-a-tool.toml"' in answer.headers["Content-Disposition"]
    held = read_case_text(answer.content.decode())
    assert work_out(held.case).plan((2,)) == work_out(read(found.asked).case).plan((2,))
    assert tomllib.loads(answer.content.decode())["margin"] == 0.6


def test_a_line_changed_keeps_what_its_form_does_not_ask(cast, as_person):
    found = case_of(cast, lines=[{**PEOPLE, "relieves": {"Dana": 0.2}, "share": 0.5}])
    address = reverse("case-line", kwargs={"case": found.pk, "case_line": 1})
    body = as_person(cast.ada).get(address).content.decode()
    assert 'value="105.0"' in body
    assert as_person(cast.ada).post(address, filled(ADA, ask="3")).status_code == 302
    found.refresh_from_db()
    (line,) = found.asked["line"]
    assert (line["ask"], line["relieves"], line["share"], len(line["judged"])) == (3, {"Dana": 0.2}, 0.5, 1)


@pytest.mark.parametrize(
    ("judge", "says", "marked"),
    [
        (("Ada", 105, 110, 108, 116), "More of it would give less: 110 for all that is asked, 108 for half more", {"full", "half_more"}),
        (("Ada", 109.9, 110, 115.9, 116), "No curve passes near both", {"half", "half_more"}),
        (("Ada", 100, 100, 100, 100), "makes no difference", {"full", "most"}),
    ],
)  # fmt: skip
def test_answers_that_contradict_each_other_are_asked_again_beside_the_field(
    cast, as_person, judge, says, marked
):
    found = case_of(cast, lines=())
    address = reverse("case-line-add", kwargs={"case": found.pk, "case_way": "new"})
    answer = as_person(cast.ada).post(address, filled(BEN, judge))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert says in body.split('id="wrong-judged-1"')[1].split("</div>")[0]
    assert says not in body.split('id="wrong-judged-1"')[0]
    inputs = re.findall(r'<input[^>]*name="judged-1-(\w+)"[^>]*aria-invalid="true"', body)
    assert set(inputs) == marked
    assert "People for the north" in body
    found.refresh_from_db()
    assert found.asked.get("line", []) == []


def test_what_would_go_with_an_answer_is_said_in_the_numbers_that_were_given(cast, as_person):
    found = case_of(cast, lines=())
    body = as_person(cast.ada).post(
        reverse("case-curve", kwargs={"case": found.pk, "case_way": "new"}), filled(("Ada", 107.5, 110, 115, 116))
    )  # fmt: skip
    low, high = map(float, re.findall(r"about ([\d.]+) for half", body.content.decode()))
    for half, more in ((107.5, low), (high, 115.0)):
        # What is said to fit does: the same answers with it are taken.
        good = filled(("Ada", half, 110, more, 116), name=f"With {half}")
        answer = as_person(cast.ada).post(
            reverse("case-line-add", kwargs={"case": found.pk, "case_way": "new"}), good
        )
        assert answer.status_code == 302


def test_the_curve_answers_while_its_numbers_move_and_nothing_is_kept(cast, as_person):
    found = case_of(cast, lines=())
    before = list(ResourceCase.objects.values()), Logged.objects.count()
    address = reverse("case-curve", kwargs={"case": found.pk, "case_way": "new"})
    client = as_person(cast.ada)
    first = client.post(address, filled(ADA)).content.decode()
    assert first.lstrip().startswith('<div id="curve"')
    assert "would cost" in first
    assert "8 times in 10" in first
    assert "One person was asked" in first
    assert '"wrong-judged-0" class="again" aria-live="polite" hx-swap-oob="true"' in first
    moved = client.post(address, filled(("Ada", 105, 114, 117, 122))).content.decode()
    said = [re.search(r"leave (\S+) beyond that", one).group(1) for one in (first, moved)]
    assert said[0] != said[1]
    # Half a second judge, or no name yet, takes nothing from the curve.
    assert "would cost" in client.post(address, filled(ADA, ("Ben", 107, "", "", ""))).content.decode()
    assert "would cost" in client.post(address, filled(("", 105, 110, 112, 116), name="")).content.decode()
    assert "would cost" not in client.post(address, filled(ADA, ask="x")).content.decode()
    assert (list(ResourceCase.objects.values()), Logged.objects.count()) == before


def test_the_same_curve_comes_by_a_button_without_script(cast, as_person):
    found = case_of(cast, lines=())
    address = reverse("case-line-add", kwargs={"case": found.pk, "case_way": "new"})
    answer = as_person(cast.ada).post(address, {**filled(ADA, BEN), "step": "draw"})
    assert answer.status_code == 200
    assert "would cost" in answer.content.decode()
    found.refresh_from_db()
    assert found.asked.get("line", []) == []


def test_nonsense_gets_a_sentence_and_is_not_kept(cast, as_person):
    found, client = case_of(cast, lines=()), as_person(cast.ada)
    address = reverse("case-line-add", kwargs={"case": found.pk, "case_way": "new"})
    for more, says in (
        ({"ask": "2", "least": "5"}, "at least 5 must be had"),
        ({"ask": "401"}, "A page holds up to"),
        ({"cost_per_month": "1e300"}, "less than or equal to"),
        ({"cost_per_month": "-5"}, "greater than or equal to"),
        ({"effect-0-kind": "measured"}, "nobody says where"),
        ({"ramp": "0, much"}, "Write numbers with commas"),
        ({"start": "2031-01"}, "which is not looked at"),
    ):
        answer = client.post(address, filled(ADA, **more))
        assert answer.status_code == 422
        assert says in answer.content.decode().replace("&#x27;", "'"), more
    found.refresh_from_db()
    assert found.asked.get("line", []) == []


def test_what_would_keep_a_page_waiting_is_for_the_command(cast):
    lines = [
        {**PEOPLE, "name": f"{kind} {at}", "kind": kind, "ask": 10}
        for kind in ("people", "tool")
        for at in range(6)
    ]
    found = case_of(cast, lines=lines)
    for of, most in (("money", 900_000), ("people", 20)):
        operations.do_limit(
            cast.ada, found.pk, limit={"says": of, "of": of, "most": most}, now=timezone.now()
        )
    with pytest.raises(Refusal) as no:
        operations.do_limit(
            cast.ada, found.pk, limit={"says": "tools", "of": "tool", "most": 20}, now=timezone.now()
        )
    assert no.value.code == "case-large"
    # Of a case of the usual size any limits are taken.
    small = case_of(cast)
    for of in ("people", "tool", "travel", "money"):
        operations.do_limit(cast.ada, small.pk, limit={"says": of, "of": of, "most": 900}, now=timezone.now())


@pytest.mark.parametrize("way", ["today", "published"])
def test_a_thing_that_is_there_already_can_be_judged_or_taken_from_what_is_published(cast, as_person, way):
    found = case_of(cast, lines=())
    more = {"today": "12"} | ({"published": "detailing to physicians, mean"} if way == "published" else {})
    judged = [] if way == "published" else [("Ada", 60, 85, 108, 125)]
    address = reverse("case-line-add", kwargs={"case": found.pk, "case_way": way})
    assert as_person(cast.ada).post(address, filled(*judged, way="today", **more)).status_code == 302
    body = page_of(as_person(cast.ada), "case-result", case=found.pk)
    assert "Nobody was asked: published" in body if way == "published" else "Judged by Ada" in body


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_curve_moves_with_its_slider_and_is_kept_by_the_button(cast, browse):
    draft = case_of(cast, lines=())
    page = browse(cast.ada)
    page.goto(reverse("case-line-add", kwargs={"case": draft.pk, "case_way": "new"}))
    page.get_by_label("What", exact=True).fill("People")
    page.get_by_label("How many", exact=True).fill("2")
    page.get_by_label("One costs a month").fill("6500")
    page.locator("#id_judged-0-who").fill("Ada")
    for name, value in (("half", "105"), ("full", "110"), ("half_more", "112"), ("most", "116")):
        page.locator(f"#id_judged-0-{name}").fill(value)
    says = page.locator("#curve .line__says")
    says.wait_for()
    first = says.inner_text()
    page.locator("input[type=range]").nth(1).fill("111")
    page.locator("#curve .line__says", has_not_text=first).wait_for()
    assert page.locator("#id_judged-0-full").input_value() == "111"
    page.locator("#id_judged-0-half_more").fill("109")
    page.locator("#wrong-judged-0", has_text="More of it would give less").wait_for()
    page.locator("#id_judged-0-half_more").fill("114")
    page.locator("#curve .line__says").wait_for()
    page.get_by_role("button", name="Keep it").click()
    page.locator("h1", has_text="What is asked costs").wait_for()
    assert ResourceCase.objects.get().asked["line"][0]["judged"][0]["full"] == 111
