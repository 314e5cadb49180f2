"""A brief of a team that was asked: both of the pair and the mails hold what all were shown, read back out of the files."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from bothways.brief.check import check_file
from bothways.brief.readback.mail import check_mail_html, check_mail_text
from bothways.brief.readback.paper import everything_in
from bothways.brief.render.mail import mail_html
from bothways.brief.render.mail_text import mail_text
from bothways.web.brief import operations
from bothways.web.brief.models import Brief
from bothways.web.consultations import releasing
from bothways.web.jobs.operations import do_one
from web.consultations.released_cast import answered

QUESTION = "What slows our deals down?"
HELD = (
    "Most of both sides are for “The security review costs us more deals than price does”",
    "2 of 2 on the record agree",
    "75 to 100 % agree, of 10 to 12 who answered",
)


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
def test_both_briefs_and_their_mails_hold_what_all_were_shown(cast, snapshot, box, settings):
    settings.SITE_URL = "https://bothways.example.com"
    made = answered(cast, wait=True)
    operations.do_add_reader(cast.ours, name="Eve", email="eve@example.com", side="executives")
    operations.do_add_reader(cast.ours, name="Ben", email="ben@example.com", side="staff")
    brief = operations.do_begin(
        cast.ours, snapshot=snapshot, by=cast.ada, now=timezone.now(), period="2026Q3"
    )
    releasing.do_release(cast.ada, made, now=timezone.now())
    made.refresh_from_db()
    operations.do_make(brief, tell=lambda *_: None)
    told = operations.documents_of(brief)
    for which in operations.WHICH:
        document = told.of(which)
        page = (brief.folder / f"{which}.html").read_text("utf-8")
        check_file(page, kind="html", ledger=told.ledger, document=document)
        check_file(
            (brief.folder / f"{which}.pdf").read_bytes(), kind="pdf", ledger=told.ledger, document=document
        )
        check_mail_html(mail_html(document), document)
        check_mail_text(mail_text(document), document)
        read = plain(everything_in(page))
        for said in (QUESTION, *HELD, *made.released.shown["sentences"]):
            assert plain(said).rstrip(".").casefold() in read, (which, said)
    facts = json.loads((brief.folder / "ledger.json").read_text("utf-8"))
    assert sum(str(one.get("key", "")).startswith("asked/") for one in facts["facts"]) >= 2
    # Nothing of who stood behind it, and nobody's name: neither in a file, nor in a mail.
    every = "".join(path.read_text("utf-8") for path in brief.folder.rglob("*.*") if path.suffix != ".pdf")
    assert "Person 13" not in every
    assert '"cells"' not in every
    operations.do_approve(brief, by=cast.ada, now=timezone.now())
    while do_one(worker="w", clock=timezone.now) is not None:
        pass
    assert sorted(to[0] for to, _ in box.raw) == ["ben@example.com", "eve@example.com"]
    for message in box.messages:
        text = plain(message.get_body(("plain",)).get_content())
        assert QUESTION in text
        assert plain(made.released.shown["sentences"][0]).rstrip(".") in text
    # The next brief does not tell it again.
    later = operations.do_begin(
        cast.ours, snapshot=snapshot, by=cast.ada, now=timezone.now(), period="2026Q3"
    )
    operations.do_make(later, tell=lambda *_: None)
    assert QUESTION.casefold() not in everything_in((later.folder / "team.html").read_text("utf-8"))
    # What is released between the making of a brief and its going out is told by the next one.
    second = answered(cast, question="What should end?", statements=("Calls on Friday.", "Two price lists."))
    Brief.objects.filter(pk=later.pk).update(
        state=Brief.State.APPROVED, approved_at=timezone.now() + timedelta(days=1)
    )
    following = operations.do_begin(
        cast.ours, snapshot=snapshot, by=cast.ada, now=timezone.now() + timedelta(days=2), period="2026Q3"
    )
    operations.do_make(following, tell=lambda *_: None)
    read = everything_in((following.folder / "executive.html").read_text("utf-8"))
    assert second.question.casefold() in read
