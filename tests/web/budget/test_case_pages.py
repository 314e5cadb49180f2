"""Cases on the page: built with curves that answer, put to the executives, answered, decided."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bothways.budget import answer_counter, ladder, read_case_text, work_out
from bothways.budget.counter import Counter, CounterLimit
from bothways.terms import Refusal
from bothways.web.audit.models import Logged
from bothways.web.budget import forgetting, operations, queries, sample
from bothways.web.budget.casefile import read
from bothways.web.budget.models import CaseEvent, ResourceCase
from bothways.web.budget.registers import granted_of
from bothways.web.budget.telling import money
from bothways.web.people.naming import SOMEBODY
from web.makers.budget import BASICS, PEOPLE, TOOL, case_of

NOW = timezone.now
FEW = {"people": 1}


def page(client, name="case", **kwargs):
    return client.get(reverse(name, kwargs=kwargs)).content.decode()


def filled(*judges, way="new", **more):
    """A line's form as a browser sends it: three fields of judges, what is not given empty."""
    given = {
        "name": "People for the north", "kind": "people", "ask": "2", "cost_per_month": "6500", "cost_once": "8000", "least": "",
        "most": "", "start": "", "ramp": "0, 50, 100", "attrition": "15", "carry_over": "", "felt_by": "Dana\nEli",
        "effect-0-says": "48 accounts are seen.", "effect-0-what": "coverage", "effect-0-kind": "belief",
        "effect-0-source": "", "effect-0-n": "", "effect-0-reach": "48", "effect-0-published": "",
    }  # fmt: skip
    names = ("half", "full", "half_more", "most") if way == "new" else ("none", "half", "half_more", "most")
    for at, (who, *numbers) in enumerate([*judges, ("", "", "", "", "")]):
        given[f"judged-{at}-who"] = who
        given.update({f"judged-{at}-{name}": str(one) for name, one in zip(names, numbers, strict=True)})
    return {**given, **more}


ADA, BEN = ("Ada", 105, 110, 112, 116), ("Ben", 107, 112, 114, 118)


def offered(*limits, words="One, and no travel until July", **more):
    given = {"words": words, **more}
    for at in range(3):
        of, most, month = limits[at] if at < len(limits) else ("", "", "")
        given |= {f"limit-{at}-of": of, f"limit-{at}-most": most, f"limit-{at}-not_before": month}
    return given


ONE = (("people", "1", ""), ("travel", "", "2027-07"))


def test_a_manager_builds_a_case_from_its_head_to_the_file(cast, as_person):
    client = as_person(cast.ada)
    assert "Nothing is asked for." in page(client)
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


@pytest.mark.parametrize("way", ["today", "published"])
def test_a_thing_that_is_there_already_can_be_judged_or_taken_from_what_is_published(cast, as_person, way):
    found = case_of(cast, lines=())
    more = {"today": "12"} | ({"published": "detailing to physicians, mean"} if way == "published" else {})
    judged = [] if way == "published" else [("Ada", 60, 85, 108, 125)]
    address = reverse("case-line-add", kwargs={"case": found.pk, "case_way": way})
    assert as_person(cast.ada).post(address, filled(*judged, way="today", **more)).status_code == 302
    body = page(as_person(cast.ada), "case-result", case=found.pk)
    assert "Nobody was asked: published" in body if way == "published" else "Judged by Ada" in body


def test_the_result_says_what_the_command_says(cast, as_person):
    found = case_of(cast)
    held = work_out(read(found.asked).case)
    body = page(as_person(cast.ada), "case-result", case=found.pk)
    for rung in ladder(held):
        assert money(rung.plan.value, "EUR") in body
    for words in (
        "Dana and Eli",
        "a belief",
        "regret",
        "What would change it",
        "Who said",
        "asked",
    ):
        assert words in body
    assert "Nobody is named who feels it." in body


def test_a_limit_that_stands_has_a_price_and_leaves_when_it_is_taken_out(cast, as_person):
    found, client = case_of(cast), as_person(cast.ada)
    at = {"case": found.pk}
    assert (
        client.post(
            reverse("case-limit", kwargs=at), {"says": "One head", "of": "people", "most": "1"}
        ).status_code
        == 302
    )
    body = page(client, "case-result", case=found.pk)
    assert re.search(r"One head</dt><dd>at 2 it would leave €\S+ more", body)
    assert client.post(reverse("case-drop", kwargs=at), {"what": "limit", "at": "0"}).status_code == 302
    assert "One head" not in page(client, "case-result", case=found.pk)
    for at_ in ("7", "-1", "x", "9" * 30):
        assert client.post(reverse("case-drop", kwargs=at), {"what": "line", "at": at_}).status_code == 404


def test_only_what_was_put_reaches_the_executives_and_it_stays_as_it_is(cast, as_person):
    found = case_of(cast, title="Secret wish")
    eve = as_person(cast.eve)
    for name in ("case-result", "case-pages"):
        assert eve.get(reverse(name, kwargs={"case": found.pk})).status_code == 404
    assert "Secret wish" not in page(eve)
    client = as_person(cast.ada)
    assert client.post(reverse("case-put", kwargs={"case": found.pk})).status_code == 302
    assert "Secret wish" in page(eve)
    assert "Secret wish" in page(eve, "case-pages", case=found.pk)
    for person in (cast.cy, cast.guy):
        assert "Secret wish" not in page(as_person(person))
    with pytest.raises(Refusal) as no:
        operations.do_line(cast.ada, found.pk, line=TOOL, now=NOW())
    assert no.value.code == "case-put"
    assert (
        "lies before the executives"
        in client.post(
            reverse("case-ask", kwargs={"case": found.pk}), BASICS | {"margin": 60}
        ).content.decode()
    )
    assert client.post(reverse("case-put", kwargs={"case": found.pk}), {"step": "back"}).status_code == 302
    assert eve.get(reverse("case-pages", kwargs={"case": found.pk})).status_code == 404
    assert [one.kind for one in found.events.all()] == ["put", "back"]


def test_staff_read_no_case(cast, as_person):
    found = case_of(cast, put=True)
    assert as_person(cast.ben).get(reverse("case")).status_code == 403
    assert list(queries.my_cases(cast.ben)) == []
    with pytest.raises(Refusal):
        queries.my_case(cast.ben, found.pk)


def test_a_counter_offer_is_looked_at_before_it_is_kept(cast, as_person):
    found, eve = case_of(cast, put=True), as_person(cast.eve)
    address = reverse("case-counter", kwargs={"case": found.pk})
    looked = eve.post(address, offered(*ONE))
    body = looked.content.decode()
    assert looked.status_code == 200
    assert "2 → 1" in body
    assert "2027-01 → 2027-07" in body
    assert "costs €" in body
    assert CaseEvent.objects.filter(kind="counter").count() == 0
    assert eve.post(address, offered(*ONE, step="keep")).status_code == 302
    (kept,) = CaseEvent.objects.filter(kind="counter")
    worked = work_out(read(found.asked).case)
    limits = (CounterLimit(of="people", most=1), CounterLimit(of="travel", not_before="2027-07"))
    same = answer_counter(worked, counter=Counter(words="One, and no travel until July", limits=limits))
    assert kept.words == same.as_dict(worked.case)
    assert "reply" not in page(eve, "case-result", case=found.pk)
    body = page(as_person(cast.ada), "case-result", case=found.pk)
    assert "Open a draft of your reply in the lens" in body
    draft = re.search(r'<textarea name="text"[^>]*>(.*?)</textarea>', body, re.S).group(1)
    answer = as_person(cast.ada).post(reverse("lens"), {"text": draft, "audience": "executives"})
    assert answer.status_code == 200
    assert "Which of these limits can move?" in answer.content.decode()


def test_a_counter_offer_that_names_nothing_is_refused_and_what_was_typed_stays(cast, as_person):
    found = case_of(cast, put=True)
    answer = as_person(cast.eve).post(
        reverse("case-counter", kwargs={"case": found.pk}), offered(words="Less, please")
    )
    assert answer.status_code == 422
    assert "names no limit" in answer.content.decode()
    assert "Less, please" in answer.content.decode()
    draft = case_of(cast)
    assert (
        as_person(cast.ada)
        .post(reverse("case-counter", kwargs={"case": draft.pk}), offered(*ONE, step="keep"))
        .status_code
        == 422
    )
    assert CaseEvent.objects.filter(kind="counter").count() == 0


def test_a_decision_keeps_its_reasons_and_what_was_promised(cast, as_person):
    found, eve = case_of(cast, put=True), as_person(cast.eve)
    assert granted_of(cast.ours) == []
    address = reverse("case-decide", kwargs={"case": found.pk})
    no = eve.post(address, {"outcome": "granted", "of": "", "reasons": "Good"})
    assert no.status_code == 422
    assert "What was granted is not said." in no.content.decode()
    assert (
        eve.post(
            address, {"outcome": "in part", "of": "rung 60 %", "reasons": "The north can wait"}
        ).status_code
        == 302
    )
    (held,) = granted_of(cast.ours)
    rung = ladder(work_out(read(found.asked).case))[0]
    assert (held.cost, held.returns, held.who, held.last) == (
        rung.plan.cost,
        rung.plan.value,
        "Eve",
        "2027-12",
    )
    assert granted_of(cast.theirs) == []
    assert (
        as_person(cast.ada)
        .post(address, {"outcome": "refused", "of": "", "who": "The board", "reasons": "No money"})
        .status_code
        == 302
    )
    assert granted_of(cast.ours) == []
    body = page(as_person(cast.eve), "case-result", case=found.pk)
    assert "The north can wait" in body
    assert "The board refused it" in body
    with pytest.raises(Refusal) as no_way_back:
        operations.do_take_back(cast.ada, found.pk, now=NOW())
    assert no_way_back.value.code == "case-decided"


def test_two_pages_hold_what_an_executive_needs_and_nothing_of_the_door(cast, as_person):
    body = page(as_person(cast.eve), "case-pages", case=case_of(cast, put=True).pk)
    for words in (
        "What is asked",
        "What each level of money funds",
        "What customers gain",
        "a belief",
        "What would change our mind",
        "120\xa0%",
    ):
        assert words in body
    assert body.count('class="curve"') == 3


def test_a_case_that_can_t_be_answered_is_not_put(cast, as_person):
    found = case_of(cast, lines=())
    answer = as_person(cast.ada).post(reverse("case-put", kwargs={"case": found.pk}))
    assert answer.status_code == 422
    assert "There is nothing to choose from." in answer.content.decode()
    assert page(as_person(cast.ada), "case-ask", case=found.pk)
    assert (
        as_person(cast.ada)
        .post(reverse("case-drop", kwargs={"case": found.pk}), {"what": "case"})
        .status_code
        == 302
    )
    seen = case_of(cast, put=True)
    operations.do_take_back(cast.ada, seen.pk, now=NOW())
    assert (
        as_person(cast.ada).post(reverse("case-drop", kwargs={"case": seen.pk}), {"what": "case"}).status_code
        == 422
    )


def test_looking_changes_nothing_and_lists_ask_as_often_for_three_as_for_one(
    cast, as_person, django_assert_num_queries
):
    def ask(person, name, count, **kwargs):
        client = as_person(person)
        with django_assert_num_queries(count):
            assert client.get(reverse(name, kwargs=kwargs)).status_code == 200

    found = case_of(cast, put=True)
    operations.do_counter(cast.eve, found.pk, words="", limits=[{"of": "people", "most": 1}], now=NOW())
    before = list(ResourceCase.objects.values()), list(CaseEvent.objects.values()), Logged.objects.count()
    counts = {}
    for name, kwargs in (("case", {}), ("case-result", {"case": found.pk})):
        client = as_person(cast.ada)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name, kwargs=kwargs))
        counts[name] = len(seen)
    for name in ("case-ask", "case-pages", "case-file", "case-result"):
        page(as_person(cast.ada), name, case=found.pk)
    assert (
        list(ResourceCase.objects.values()),
        list(CaseEvent.objects.values()),
        Logged.objects.count(),
    ) == before
    for most in (1, 0):
        case_of(cast, put=True)
        operations.do_counter(
            cast.ada, found.pk, words="", limits=[{"of": "people", "most": most}], now=NOW()
        )
    ask(cast.ada, "case", counts["case"])
    ask(cast.ada, "case-result", counts["case-result"], case=found.pk)


def test_who_is_erased_leaves_the_case_and_its_numbers(cast):
    line = {**PEOPLE, "felt_by": ["Ada", "Ben and Dana"]}
    found = case_of(cast, lines=[line], put=True)
    operations.do_decide(cast.eve, found.pk, outcome="granted", of="ask", reasons="Ben asked well", now=NOW())
    was = work_out(read(found.asked).case).plan((2,))
    for person in (cast.ada, cast.ben, cast.eve):
        forgetting.erase(person, now=NOW())
    found.refresh_from_db()
    kept = str(found.asked) + str([one.words for one in found.events.all()])
    assert not re.search(r"\b(Ada|Ben|Eve)\b", kept)
    assert [one["who"] for one in found.asked["line"][0]["judged"]] == [SOMEBODY, SOMEBODY]
    assert work_out(read(found.asked).case).plan((2,)) == was
    assert granted_of(cast.ours)[0].reasons == f"{SOMEBODY} asked well"


def test_old_cases_are_forgotten_and_a_return_still_to_come_is_not(cast):
    old = NOW() - timedelta(days=1000)
    gone = case_of(cast, now=old)
    runs_on = case_of(cast, now=old, put=True, first_month="2090-01")
    operations.do_decide(cast.eve, runs_on.pk, outcome="granted", of="ask", reasons="Yes", now=old)
    over = case_of(cast, now=old, put=True, first_month="2020-01")
    operations.do_decide(cast.eve, over.pk, outcome="granted", of="ask", reasons="Yes", now=old)
    fresh = case_of(cast)
    forgetting.forget(before=NOW() - timedelta(days=500), now=NOW())
    assert set(ResourceCase.objects.values_list("pk", flat=True)) == {runs_on.pk, fresh.pk}
    assert gone.pk not in {runs_on.pk, fresh.pk}


def test_the_sample_company_has_a_case_with_an_offer(cast):
    sample.seed(cast={"manager": cast.ada, "executive": cast.eve}, team=cast.ours, now=NOW())
    (found,) = queries.waiting_for(cast.eve)
    assert [one.kind for one in found.events.all()] == ["put", "counter"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_pages_of_a_case_hold(cast, browse, width, dark):
    found = case_of(cast, put=True)
    draft = case_of(cast)
    operations.do_counter(cast.eve, found.pk, words="One", limits=[{"of": "people", "most": 1}], now=NOW())
    operations.do_decide(cast.eve, found.pk, outcome="granted", of="ask", reasons="Yes", now=NOW())
    page = browse(cast.ada, width=width, dark=dark)
    addresses = [
        reverse("case"), reverse("case-new"), reverse("case-ask", kwargs={"case": draft.pk}),
        reverse("case-line", kwargs={"case": draft.pk, "case_line": 1}),
        reverse("case-result", kwargs={"case": found.pk}), reverse("case-pages", kwargs={"case": found.pk}),
    ]  # fmt: skip
    for address in addresses:
        page.goto(address)
        for more in page.locator("main details").all():
            more.evaluate("(one) => { one.open = true }")
        assert page.violations() == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


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
