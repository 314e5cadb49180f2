"""What was released: the same for everybody, what is one's own for oneself, nothing for strangers, nothing before."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.web.consultations import operations, releasing
from bothways.web.consultations.registers import released_of
from web.consultations.released_cast import STATEMENTS, answered, vote

pytestmark = pytest.mark.django_db


def page_of(client: Client, made) -> str:
    answer = client.get(reverse("consultation-result", args=[made.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def without_ones_own(page: str) -> str:
    """The page without what is marked as for oneself alone, and without the frame that names who is signed in."""
    main = page[page.index('<main class="page"') : page.index("</main>")]
    main = re.sub(r'<section class="section alone".*?</section>', "", main, flags=re.DOTALL)
    return re.sub(r"<h1>.*?</h1>", "", main, flags=re.DOTALL)


def test_two_people_see_the_same_but_for_what_is_their_own(cast, as_person):
    made = answered(cast)
    other = cast.ours.staff.exclude(pk=cast.ben.pk).order_by("name").last()
    pages = [page_of(as_person(one), made) for one in (cast.ben, other, cast.eve)]
    assert len({without_ones_own(page) for page in pages}) == 1
    assert len(set(pages)) == 3
    assert "Where you sit" in pages[0]
    assert "Where you sit" not in without_ones_own(pages[0])
    manager = page_of(as_person(cast.ada), made)
    assert "for you alone</span>" not in manager
    assert "Where the sides stand" in manager
    files = {
        as_person(one).get(reverse("consultation-result-file", args=[made.pk])).content
        for one in (cast.ada, cast.ben, cast.eve)
    }
    assert len(files) == 1


def test_the_file_is_what_was_released_and_holds_no_trace(cast, as_person):
    made = answered(cast)
    answer = as_person(cast.ben).get(reverse("consultation-result-file", args=[made.pk]))
    told = json.loads(answer.content)
    assert told == made.released.shown
    assert "trace" not in told
    assert "attachment" in answer["Content-Disposition"]


def test_it_says_what_was_found_in_plain_words(cast, as_person):
    page = page_of(as_person(cast.ada), answered(cast))
    for text in STATEMENTS:
        assert text in page
    for words in (
        "Common ground", "What divides them", "What only one side holds", "What can’t be told", "What is called important",
        "Whoever has not answered could change nothing of what is told below.",
        "What staff believe of executives", "What executives believe of staff", "What to ask next", "On the record",
        "12 staff were asked. What 10 to 12 of them answered is shown in bands.", "75–100 %", "2 of 2",
    ):  # fmt: skip
        assert words in page, words
    assert " style=" not in page
    assert page.count("The table behind the picture") >= 4


def test_two_executives_who_are_not_on_the_record_are_nowhere(cast, as_person):
    made = answered(cast, record=False)
    page = page_of(as_person(cast.ben), made)
    assert "2 executives were asked. Nothing of what they answered can be shown." in page
    assert "Nothing of what the executives answered is shown." in page
    assert "only reason there is" in page
    assert "On the record" not in page
    assert "Person 13" not in page
    assert 'class="c-exec" cx=' not in page.split("<main", 1)[1].replace('cx="13" cy="6"', "")


def test_nothing_is_shown_before_the_release_to_the_manager_neither(cast, as_person):
    made = answered(cast, wait=True)
    for person in (cast.ada, cast.ben, cast.eve):
        for name in ("consultation-result", "consultation-result-file"):
            answer = as_person(person).get(reverse(name, args=[made.pk]))
            assert answer.status_code == 404
            assert "Nothing has been shown of this yet" in answer.content.decode()


def test_strangers_see_nothing_of_it(cast, as_person):
    made = answered(cast, question="Who leaks this question?")
    for person in cast.strangers:
        for name in ("consultation-result", "consultation-result-file"):
            answer = as_person(person).get(reverse(name, args=[made.pk]))
            assert answer.status_code in (403, 404)
            assert "leaks" not in answer.content.decode()
    for name in ("consultation-result", "consultation-result-file"):
        assert Client().get(reverse(name, args=[made.pk])).status_code == 302


def test_a_link_opens_the_result_and_what_is_ones_own_only_in_the_browser_that_answered(cast, as_person):
    made = answered(cast)
    invited = made.invited.get(person=cast.ben)
    _link, token = operations.do_link(invited, now=timezone.now())
    page = Client().get(reverse("asked-result", args=[token]))
    assert page.status_code == 200
    words = page.content.decode()
    assert "Common ground" in words
    assert "Where you sit" not in words
    assert reverse("consultation-result-file", args=[made.pk]) not in words
    assert Client().get(reverse("asked-result", args=["no-such-key"])).status_code in (404, 410, 422)


def test_opening_it_changes_nothing_and_asks_little(cast, as_person, django_assert_max_num_queries):
    made = answered(cast)
    client = as_person(cast.ben)
    page_of(client, made)
    with django_assert_max_num_queries(14):
        page_of(client, made)


def test_what_was_released_enters_the_next_brief_and_no_later_one(cast):
    now = timezone.now()
    assert released_of(cast.ours, since=None, until=now) is None
    made = answered(cast)
    found = released_of(cast.ours, since=None, until=now)
    assert found is not None
    assert found.shown() == made.released.shown
    assert released_of(cast.ours, since=now + timedelta(days=1), until=now + timedelta(days=2)) is None
    assert released_of(cast.ours, since=None, until=now - timedelta(days=1)) is None
    assert released_of(cast.theirs, since=None, until=now) is None


def test_another_round_says_what_moved_and_stands_beside_the_first(cast, as_person):
    first, now = answered(cast), timezone.now()
    again = operations.do_another_round(
        cast.ada, first, closes=timezone.localdate() + timedelta(days=7), now=now
    )
    again = operations.do_open(cast.ada, again, now=now)
    vote(again, agree=(12, 11, 12, 11, 10, 6))
    releasing.do_release(cast.ada, again, now=now)
    page = page_of(as_person(cast.ben), again)
    assert "Round 2, shown to all on" in page
    assert "Since round 1" in page
    assert "then a divide, now common ground" in page
    assert "5 statements stand where they stood." in page
    assert "Since round 1" not in page_of(as_person(cast.ben), first)
    assert released_of(cast.ours, since=None, until=now).round == 2


def test_the_manager_says_something_to_it_after_all_have_seen_it_and_to_all_alike(cast, as_person):
    made = answered(cast, wait=True)
    at = {name: reverse(f"consultation-{name}", args=[made.pk]) for name in ("words", "result")}
    ada = as_person(cast.ada)
    assert ada.post(at["words"], {"words": "Too soon."}).status_code == 422
    releasing.do_release(cast.ada, made, now=timezone.now())
    made.refresh_from_db()
    digest, shown = made.released.digest, made.released.shown
    assert ada.post(at["words"], {"words": "x" * 601}).status_code == 422
    assert ada.post(at["words"], {"words": "We begin with the <b>review</b>."}).status_code == 302
    for person in (cast.ada, cast.ben, cast.eve):
        page = page_of(as_person(person), made)
        assert "We begin with the &lt;b&gt;review&lt;/b&gt;." in page
        assert "Ada, on " in page
    assert as_person(cast.ben).post(at["words"], {"words": "No."}).status_code == 403
    made = type(made).objects.get(pk=made.pk)
    assert (made.released.digest, made.released.shown) == (digest, shown), (
        "what was found stays as it was shown"
    )
    ada.post(at["words"], {"words": ""})
    assert "after the result was shown" not in page_of(as_person(cast.ben), made)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_page_is_read_on_a_phone_and_on_a_desk_by_day_and_by_night(cast, browse):
    address = reverse("consultation-result", args=[answered(cast).pk])
    for person, width, dark in (
        (cast.ben, 390, True),
        (cast.ada, 390, False),
        (cast.eve, 1440, False),
        (cast.ada, 1440, True),
    ):
        page = browse(person, width=width, dark=dark)
        page.goto(address)
        page.locator("body", has_text="What to ask next").wait_for()
        for table in page.locator("details.behind").all():
            table.locator("summary").click()
        assert page.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    plain = browse(cast.ben, script=False)
    plain.goto(address)
    plain.locator("h2", has_text="What you misread").wait_for()
