"""Briefs on the desk: made by the same call, worded on their ledger, approved, sent once, read by a link, answered."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.brief.document import text_of
from bothways.brief.outbox import claimed, handed_over
from bothways.brief.rewording import places
from bothways.terms import Refusal
from bothways.web.brief import operations, posting
from bothways.web.brief.models import Brief, Mail, Said, Timetable
from bothways.web.jobs.models import Job
from bothways.web.jobs.operations import do_one
from bothways.web.people.models import Link
from bothways.web.people.operations import do_new_code
from bothways.web.priorities.models import AgreedTop, PriorityRound

QUIET = lambda done, of, what: None  # noqa: E731


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


def work() -> list[Job]:
    """Do every job that waits."""
    done = []
    while (job := do_one(worker="w", clock=timezone.now)) is not None:
        done.append(job)
    return done


def headline(brief: Brief, which: str = "executive") -> tuple[str, str]:
    """A line of the headline with a figure in digits."""
    document = operations.documents_of(brief).of(which)
    return next(
        (p, text_of(line)) for p, line in places(document) if p[0] == "h" and re.search(r"\d", text_of(line))
    )


@pytest.mark.slow
def test_a_pair_is_made_from_the_page_by_the_job(cast, snapshot, as_person):
    ada = as_person(cast.ada)
    agreed = ["Fewer forms", "One price list"]
    asked = PriorityRound.objects.create(
        team=cast.ours, question="First?", items=agreed, opened=date(2026, 9, 1)
    )
    day = date(2026, 9, 1)
    AgreedTop.objects.create(team=cast.ours, round=asked, day=day, items=agreed, at=timezone.now())
    answer = ada.post(reverse("brief-new"), {
        "team": str(cast.ours.pk), "period": "2026Q3", "note": "A quiet quarter.",
        "ask-TOTAL_FORMS": "1", "ask-INITIAL_FORMS": "0", "ask-0-what": "One reviewer", "ask-0-cost": "€62k",
        "imperative-TOTAL_FORMS": "1", "imperative-INITIAL_FORMS": "0", "imperative-0-what": "",
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    address = answer.headers["Location"]
    assert b"being made" in ada.get(address).content
    (job,) = work()
    assert job.state == "done", job.answer
    page = ada.get(address).content.decode()
    assert "One reviewer" in page
    assert "A quiet quarter." in page
    told = operations.documents_of(Brief.objects.get())
    for document in (told.executive, told.team):
        assert "1. Fewer forms; 2. One price list" in str(document)
    made = Brief.objects.get()
    assert made.headline
    assert (made.folder / "executive.pdf").read_bytes()[:4] == b"%PDF"


def test_a_period_that_is_none_and_a_team_without_snapshot_are_refused(cast, snapshot, as_person):
    empty = {
        "ask-TOTAL_FORMS": "0",
        "ask-INITIAL_FORMS": "0",
        "imperative-TOTAL_FORMS": "0",
        "imperative-INITIAL_FORMS": "0",
    }
    page = as_person(cast.ada).post(
        reverse("brief-new"), {"team": str(cast.ours.pk), "period": "soon", "note": "Mine", **empty}
    )
    assert page.status_code == 422
    assert b"Mine" in page.content
    page = as_person(cast.cy).post(reverse("brief-new"), {"team": str(cast.theirs.pk), "period": "", **empty})
    assert page.status_code == 422
    assert not Brief.objects.exists()


def test_a_line_is_worded_a_number_holds_and_a_meaning_is_told(cast, draft, as_person):
    ada = as_person(cast.ada)
    place, text = headline(draft)
    address = reverse("brief-word", kwargs={"brief": draft.pk})
    digit = re.search(r"\d", text)[0]
    wrong = text.replace(digit, str((int(digit) + 1) % 10), 1)
    refused = ada.post(address, {"which": "executive", "place": place, "text": wrong})
    assert refused.status_code == 422
    assert "stands on no fact" in refused.content.decode() or "is missing" in refused.content.decode()
    assert wrong in refused.content.decode().replace("&#x27;", "'")
    assert (
        ada.post(address, {"which": "executive", "place": place, "text": f"In short: {text}"}).status_code
        == 302
    )
    page = ada.get(reverse("brief-as", kwargs={"brief": draft.pk, "reader": "executive"})).content.decode()
    assert "In short:" in page
    draft.refresh_from_db()
    assert draft.edits["executive"]["receipts"][place]["verdict"] in {"clean", "doubt", "broken"}
    ada.post(address, {"which": "executive", "place": place, "text": text})
    draft.refresh_from_db()
    assert draft.edits["executive"]["words"] == {}


def test_lines_go_and_come_back_and_sections_move(cast, draft, as_person):
    ada = as_person(cast.ada)
    told = operations.documents_of(draft)
    titles = [text_of(section.title) for section in told.executive.sections]
    ada.post(
        reverse("brief-order", kwargs={"brief": draft.pk}), {"which": "executive", "section": "1", "up": "1"}
    )
    draft.refresh_from_db()
    moved = [text_of(section.title) for section in operations.previewed(draft).executive.sections]
    assert moved == [titles[1], titles[0], *titles[2:]]
    out = reverse("brief-out", kwargs={"brief": draft.pk})
    ada.post(out, {"which": "executive", "place": "s0"})
    draft.refresh_from_db()
    assert titles[0] not in [text_of(s.title) for s in operations.previewed(draft).executive.sections]
    ada.post(out, {"which": "executive", "place": "s0", "back": "1"})
    draft.refresh_from_db()
    assert len(operations.previewed(draft).executive.sections) == len(titles)


def test_what_is_approved_changes_no_more(cast, draft, as_person):
    ada = as_person(cast.ada)
    place, text = headline(draft)
    assert ada.post(reverse("brief-approve", kwargs={"brief": draft.pk})).status_code == 302
    assert ada.post(reverse("brief-approve", kwargs={"brief": draft.pk})).status_code == 422
    given = {"which": "executive", "place": place, "text": f"So: {text}"}
    assert ada.post(reverse("brief-word", kwargs={"brief": draft.pk}), given).status_code == 422
    assert ada.post(reverse("brief-drop", kwargs={"brief": draft.pk})).status_code == 422
    assert Job.objects.filter(kind="send").count() == 1


def test_it_arrives_once_at_each_reader_with_their_own_cut_and_link(cast, draft, box, settings):
    settings.SITE_URL = "https://bothways.example.com"
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    jobs = work()
    assert [job.state for job in jobs] == ["done"] * len(jobs), [job.answer for job in jobs]
    assert sorted(to[0] for to, _ in box.raw) == ["ben@example.com", "eve@example.com"]
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    for message in box.messages:
        kinds = [part.get_content_type() for part in message.walk()]
        assert {"text/plain", "text/html", "application/pdf"} <= set(kinds)
    # Byte for byte what the archive holds.
    kept = {bytes(mail.raw) for mail in Mail.objects.all()}
    assert {raw for _, raw in box.raw} == kept
    # A second look by any worker sends nothing again.
    posting.do_queue(draft, now=timezone.now(), tell=QUIET)
    posting.do_post(worker="x", now=timezone.now(), tell=QUIET)
    assert len(box.raw) == 2
    links = {
        message["To"]: re.search(r"/r/([\w-]+)/", message.get_body(("plain",)).get_content())[1]
        for message in box.messages
    }
    assert len(set(links.values())) == 2
    eve = next(token for to, token in links.items() if "eve" in to)
    page = Client().get(reverse("read-link", kwargs={"token": eve}))
    assert page.status_code == 200
    assert "sha256-" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_a_reader_whose_address_ends_like_another_s_gets_their_own(cast, draft, box):
    operations.do_add_reader(cast.ours, name="Steve", email="steve@example.com", side="executives")
    operations.do_add_reader(cast.ours, name="Adeve", email="adeve@example.com", side="executives")
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    work()
    # Eve's address stands inside that of Adeve and of Steve.
    assert sorted(to[0] for to, _ in box.raw) == [
        "adeve@example.com", "ben@example.com", "eve@example.com", "steve@example.com",
    ]  # fmt: skip


def test_after_a_crash_what_may_have_gone_is_asked_about(cast, draft, box, as_person):
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    posting.do_queue(Brief.objects.get(), now=timezone.now(), tell=QUIET)
    first, second = Mail.objects.order_by("to")
    long_ago = timezone.now() - timedelta(hours=1)
    # One worker died before it handed over, one in the middle.
    assert first.written(claimed(first.as_row(), worker="dead", now=long_ago))
    assert second.written(claimed(second.as_row(), worker="dead", now=long_ago))
    assert second.written(handed_over(second.as_row(), worker="dead", now=long_ago + timedelta(seconds=1)))
    posting.post_what_is_due(timezone.now())
    work()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("sent", "unknown")
    assert len(box.raw) == 1
    ada = as_person(cast.ada)
    assert "ask before sending again" in ada.get(reverse("mails")).content.decode()
    assert "Nobody knows whether" in ada.get(reverse("briefs")).content.decode()
    ada.post(reverse("mail-step", kwargs={"mail": second.pk, "step": "again"}))
    work()
    assert len(box.raw) == 2


def test_two_workers_hand_a_mail_over_once(cast, draft, box):
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    posting.do_queue(Brief.objects.get(), now=timezone.now(), tell=QUIET)
    stale = Mail.objects.order_by("made_at").first()
    posting.do_post(worker="a", now=timezone.now(), tell=QUIET)
    assert not stale.written(claimed(stale.as_row(), worker="b", now=timezone.now()))
    assert len(box.raw) == 2


def test_a_refused_address_is_told_to_the_manager(cast, draft, box, as_person):
    box.answers = ["550 no such person", "250 taken"]
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    work()
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["failed", "sent"]
    assert "did not go" in as_person(cast.ada).get(reverse("briefs")).content.decode()
    assert "no such person" in as_person(cast.ada).get(reverse("log")).content.decode()


@pytest.fixture
def linked(cast, draft) -> tuple[str, Link]:
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    from bothways.web.people.operations import do_make_link  # noqa: PLC0415

    link, token = do_make_link(
        purpose="brief", target=draft.pk, team=cast.ours, name="Eve", email="eve@example.com", side="executives",
        now=timezone.now(), lasts=timedelta(days=9),
    )  # fmt: skip
    return token, link


def dump() -> str:
    from django.apps import apps  # noqa: PLC0415

    tables = [t for t in apps.get_models() if t._meta.label != "sessions.Session"]
    return "\n".join(str(sorted(map(str, table._default_manager.values_list()))) for table in tables)


def test_opening_a_link_changes_nothing_and_can_be_repeated(linked):
    token, _link = linked
    before = dump()
    pages = {Client().get(reverse("read-link", kwargs={"token": token})).content for _ in range(3)}
    pages_of_form = {Client().get(reverse("read-say", kwargs={"token": token})).status_code for _ in range(3)}
    assert len(pages) == 1
    assert pages_of_form == {200}
    assert dump() == before


def test_a_reader_answers_as_themselves_about_a_sentence(cast, draft, linked, as_person):
    token, _link = linked
    place, text = headline(draft)
    address = reverse("read-say", kwargs={"token": token})
    assert "You answer as Eve" in Client().get(address).content.decode()
    assert Client().post(address, {"kind": "question", "place": place, "text": ""}).status_code == 422
    Client().post(address, {"kind": "question", "place": place, "text": "Why <b>so</b> late?"})
    said = Said.objects.get()
    assert (said.name, said.side, said.sentence) == ("Eve", "executives", text)
    page = as_person(cast.ada).get(reverse("brief", kwargs={"brief": draft.pk})).content.decode()
    assert "Why &lt;b&gt;so&lt;/b&gt; late?" in page
    as_person(cast.ada).post(reverse("said-done", kwargs={"said": said.pk}))
    said.refresh_from_db()
    assert said.done_at


def test_a_question_of_somebody_with_an_account_comes_back_as_a_voice(cast, draft, linked, as_person):
    token, link = linked
    Link.objects.filter(pk=link.pk).update(person=cast.eve)
    place, text = headline(draft)
    Client().post(
        reverse("read-say", kwargs={"token": token}), {"kind": "question", "place": place, "text": "Why?"}
    )
    said = Said.objects.get()
    assert said.voice
    page = as_person(cast.ada).get(reverse("door-voice", kwargs={"voice": said.voice})).content.decode()
    assert "Why?" in page
    assert text in page


def test_a_taken_back_link_closes_at_once(cast, draft, linked, as_person):
    token, _link = linked
    reader = cast.ours.readers.get(email="eve@example.com")
    as_person(cast.ada).post(reverse("reader-stop", kwargs={"reader_id": reader.pk}))
    assert Client().get(reverse("read-link", kwargs={"token": token})).status_code == 404


def test_a_forwarded_link_asks_for_a_code_by_mail(linked, box):
    token, link = linked
    Link.objects.filter(pk=link.pk).update(ask_code=True)
    address = reverse("read-link", kwargs={"token": token})
    ours, theirs = Client(), Client()
    assert "asks for a code" in ours.get(address).content.decode()
    assert ours.get(reverse("read-say", kwargs={"token": token})).status_code == 302
    ours.post(reverse("read-send", kwargs={"token": token}))
    work()
    (message,) = [m for m in box.messages if m["Subject"] == "Your code"]
    assert "eve@example.com" in message["To"]
    code = re.search(r"(\d{4} \d{4})", message.get_content())[1]
    wrong = ours.post(reverse("read-code", kwargs={"token": token}), {"code": "0000 0000"})
    assert wrong.status_code == 422
    ours.post(reverse("read-code", kwargs={"token": token}), {"code": code})
    assert 'class="replybar"' in ours.get(address).content.decode()
    assert "asks for a code" in theirs.get(address).content.decode()


def test_a_session_that_was_there_before_the_code_is_not_let_in_with_it(linked):
    token, link = linked
    Link.objects.filter(pk=link.pk).update(ask_code=True)
    given, another = Client(), Client()
    session = given.session
    session["from"] = "somebody else"
    session.save()
    given.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    another.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    code = do_new_code(link, now=timezone.now())
    given.post(reverse("read-code", kwargs={"token": token}), {"code": code})
    address = reverse("read-link", kwargs={"token": token})
    assert 'class="replybar"' in given.get(address).content.decode()
    assert "asks for a code" in another.get(address).content.decode()


def test_each_side_reads_its_own_and_strangers_nothing(cast, draft, as_person):
    address = reverse("brief-read", kwargs={"brief": draft.pk})
    assert as_person(cast.ben).get(address).status_code == 404  # a draft is nobody's
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    told = operations.previewed(draft)
    team, executive = (as_person(who).get(address).content.decode() for who in (cast.ben, cast.eve))
    assert text_of(told.team.kicker) in team
    assert team != executive
    for stranger in (cast.dot, cast.guy):
        assert as_person(stranger).get(address).status_code == 404


class TestTimetable:
    NOW = datetime(2026, 10, 5, 6, 30, tzinfo=UTC)

    @pytest.fixture
    def weekly(self, cast, draft):
        made = Timetable(team=cast.ours, on=True, every="week", weekday=0, hour=7, zone="UTC")
        operations.do_set_timetable(made, now=self.NOW)
        assert made.next_at == datetime(2026, 10, 5, 7, tzinfo=UTC)
        return made

    def test_it_begins_once_and_says_when_next(self, cast, weekly):
        operations.regularly(now=self.NOW)
        assert not Brief.objects.filter(regular=True).exists()
        due = datetime(2026, 10, 5, 7, 0, 30, tzinfo=UTC)
        operations.regularly(now=due)
        operations.regularly(now=due)
        assert Brief.objects.filter(regular=True).count() == 1
        weekly.refresh_from_db()
        assert weekly.next_at == datetime(2026, 10, 12, 7, tzinfo=UTC)

    def test_it_is_skipped_with_the_reason_when_nothing_changed(self, cast, weekly, draft, made_once):
        import shutil  # noqa: PLC0415

        operations.do_approve(draft, by=cast.ada, now=timezone.now())
        made = operations.do_begin(
            cast.ours, snapshot=draft.snapshot, by=cast.ada, now=timezone.now(), regular=True
        )
        shutil.copytree(made_once, made.folder)
        Brief.objects.filter(pk=made.pk).update(state="draft")
        made.refresh_from_db()
        operations.do_after_making(made, now=timezone.now())
        made.refresh_from_db()
        weekly.refresh_from_db()
        assert made.state == "dropped"
        assert weekly.told.startswith("Skipped:")

    @pytest.mark.parametrize(("by_itself", "state"), [(False, "draft"), (True, "approved")])
    def test_a_draft_waits_or_goes_by_itself(self, cast, weekly, draft, by_itself, state):
        Timetable.objects.update(by_itself=by_itself)
        Brief.objects.filter(pk=draft.pk).update(regular=True)
        draft.refresh_from_db()
        operations.do_after_making(draft, now=timezone.now())
        draft.refresh_from_db()
        assert draft.state == state


@pytest.mark.parametrize("name", ["briefs", "mails", "readers"])
def test_lists_ask_as_often_for_three_as_for_one(cast, draft, as_person, django_assert_max_num_queries, name):
    client, counts = as_person(cast.ada), []
    for more in (0, 2):
        for n in range(more):
            Brief.objects.create(
                team=cast.ours,
                period=f"2026-0{n + 1}",
                made_by=cast.ada,
                made_at=timezone.now(),
                state="draft",
            )
            fields = {
                "team": cast.ours,
                "to": "x@example.com",
                "subject": "S",
                "raw": b"x",
                "made_at": timezone.now(),
            }
            Mail.objects.create(key=f"<{n}@x>", state="failed", **fields)
            operations.do_add_reader(cast.ours, name=f"R{n}", email=f"r{n}@example.com", side="staff")
        if not more:
            Mail.objects.create(
                key="<one@x>",
                state="failed",
                team=cast.ours,
                to="y@example.com",
                subject="S",
                raw=b"",
                made_at=timezone.now(),
            )
        with django_assert_max_num_queries(25) as asked:
            client.get(reverse(name))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_file_but_those_of_a_brief_is_given(cast, draft, as_person):
    ada = as_person(cast.ada)
    paper = ada.get(reverse("brief-file", kwargs={"brief": draft.pk, "name": "executive.pdf"}))
    assert b"".join(paper.streaming_content)[:4] == b"%PDF"
    for name in ("documents.json", "secret.key", "..", "executive.exe"):
        assert ada.get(reverse("brief-file", kwargs={"brief": draft.pk, "name": name})).status_code == 404


def test_a_header_can_t_be_smuggled_in_by_a_name(cast, draft, box):
    operations.do_add_reader(
        cast.ours, name="Eve\r\nBcc: x@example.com", email="eve2@example.com", side="executives"
    )
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    with pytest.raises(Refusal):
        posting.do_queue(Brief.objects.get(), now=timezone.now(), tell=QUIET)


def test_invitations_and_new_passwords_are_mailed_and_not_kept(cast, box, as_person):
    given = {"email": "new@example.com", "name": "New", "role": "staff", "team": str(cast.ours.pk)}
    assert "It was mailed" in as_person(cast.ada).post(reverse("invite"), given).content.decode()
    cast.ada.set_password("an umbrella in a rowing boat")
    cast.ada.save()
    for address in ("ada@example.com", "nobody@example.com"):
        answer = Client().post(reverse("account_reset_password"), {"email": address})
        assert answer.headers["Location"] == reverse("account_reset_password_done")
    work()
    assert [m["To"] for m in box.messages] == ["New <new@example.com>", "ada@example.com"]
    reset = re.search(r"http://testserver(/in/forgotten/\S+)", box.messages[1].get_content())[1]
    assert Client().get(reset, follow=True).status_code == 200
    assert {bytes(mail.raw) for mail in Mail.objects.all()} == {b""}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1440, False)])
def test_the_pages_of_briefs_have_no_violation(cast, draft, browse, width, dark):
    page = browse(cast.ada, width=width, dark=dark)
    for address in (
        reverse("briefs"), reverse("brief", kwargs={"brief": draft.pk}), reverse("readers"), reverse("mails"),
    ):  # fmt: skip
        page.goto(address)
        assert page.violations() == [], address
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), address
