"""What the archive of mails gives to open: the briefs' own bytes, and nothing that opens somebody else's door."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from bothways.web.brief import operations, posting
from bothways.web.brief.models import Mail
from web.brief.test_briefs_web import work

pytestmark = pytest.mark.django_db


def test_an_invitation_that_did_not_go_is_opened_by_nobody(cast, draft, box, as_person):
    ada = as_person(cast.ada)
    box.answers = ["550 no such person"]
    given = {"email": "new@example.com", "name": "New", "role": "staff", "team": str(cast.ours.pk)}
    ada.post(reverse("invite"), given)
    work()
    invited = Mail.objects.get(brief=None)
    assert (invited.state, invited.team) == ("failed", cast.ours)
    assert bytes(invited.raw), "it can be sent again"
    address = reverse("mail", kwargs={"mail": invited.pk})
    assert ada.get(address).status_code == 404
    page = ada.get(reverse("mails")).content.decode()
    assert invited.subject in page
    assert f'href="{address}"' not in page
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    work()
    sent = Mail.objects.exclude(brief=None).first()
    address = reverse("mail", kwargs={"mail": sent.pk})
    assert ada.get(address).content == bytes(sent.raw)
    assert f'href="{address}"' in ada.get(reverse("mails")).content.decode()


def test_what_opened_a_door_is_not_kept_once_somebody_says_that_it_arrived(cast, draft):
    held = {
        "team": cast.ours,
        "to": "x@example.com",
        "subject": "S",
        "raw": b"key",
        "made_at": timezone.now(),
    }
    note = Mail.objects.create(key="<1@x>", state="unknown", **held)
    of_brief = Mail.objects.create(key="<2@x>", state="unknown", brief=draft, **held)
    for mail, left in ((note, b""), (of_brief, b"key")):
        posting.do_arrived(mail, by="Ada")
        mail.refresh_from_db()
        assert (mail.state, bytes(mail.raw)) == ("sent", left)
