"""The export of everything holds no live link of a reader and no ranking before its release: every byte is searched."""

from __future__ import annotations

import re
import zipfile
from base64 import b64decode, b64encode
from binascii import Error
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bothways.terms import Side
from bothways.web.audit.exporting import FIELDS_LEFT_OUT, LEFT_OUT, write_export
from bothways.web.brief import operations
from bothways.web.brief.models import Brief, Mail, Said
from bothways.web.jobs.operations import do_one
from bothways.web.opendoor.models import Handed, Voice
from bothways.web.opendoor.operations import do_bring
from bothways.web.people.models import Link, Person
from bothways.web.people.operations import link_by
from bothways.web.priorities import operations as priorities

NOW = timezone.now
FIRST, SECOND = "Quotes within ten days", "Prices that hold"


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


def links_in_mails() -> set[str]:
    """The keys of all links in all mails, decoded."""
    found = set()
    for mail in Mail.objects.exclude(raw=b""):
        for part in message_from_bytes(bytes(mail.raw), policy=policy.default).walk():
            if part.get_content_maintype() == "text":
                found |= set(re.findall(r"/([\w-]{20,})(?=/)", part.get_content()))
    return found


def every_form(content: bytes) -> bytes:
    """Bytes with all that base64 in them holds."""
    forms = [content]
    for run in re.findall(rb"[A-Za-z0-9+/=\n\\n]{60,}", content):
        try:
            forms.append(b64decode(run.replace(b"\\n", b"").replace(b"\\r", b"") + b"==", validate=False))
        except Error:
            continue
    return b"\n".join(forms)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_byte_of_the_export_opens_anything(cast, draft, box, as_person, settings, tmp_path: Path):
    settings.SITE_URL = "https://bothways.example.com"
    operations.do_approve(draft, by=cast.ada, now=NOW())
    while do_one(worker="w", clock=NOW) is not None:
        pass
    given = {"email": "new@example.com", "name": "New", "role": "staff", "team": str(cast.ours.pk)}
    as_person(cast.ada).post(reverse("invite"), given)  # and nobody posts it: it waits in the queue
    cast.ada.set_password("an umbrella in a rowing boat")
    cast.ada.save()
    Client().post(reverse("account_reset_password"), {"email": "ada@example.com"})
    keys = links_in_mails()
    opening = [key for key in keys if Link.objects.filter(digest=Link.digest_of(key)).exists()]
    assert len(opening) == 2
    assert all(link_by(key, purpose="brief", now=NOW()) for key in opening)
    assert len(keys) > 3, "an invitation and a new password wait, too"
    target = tmp_path / "all.zip"
    write_export(target, data=settings.DATA, tell=lambda *_: None)
    with zipfile.ZipFile(target) as held:
        content = {name: every_form(held.read(name)) for name in held.namelist()}
        mails = held.read("tables/mail.jsonl").decode()
    for key in keys:
        forms = (key.encode(), b64encode(key.encode())[:-4], key.encode().hex().encode())
        assert [name for name, text in content.items() if any(form in text for form in forms)] == []
    assert "A quiet quarter." in mails  # their words are there
    assert "(a link)" in mails


@pytest.mark.django_db
def test_what_nobody_is_to_read_is_left_out_and_said(cast, as_person, settings, tmp_path: Path):
    settings.DATA = tmp_path
    found = priorities.do_open(cast.ada, team=cast.ours, question="First?", items=[FIRST, SECOND], now=NOW())
    priorities.do_rank(cast.ben, found.pk, ranked=[SECOND, FIRST], on_record=False)
    do_bring(
        cast.ada, team=cast.ours, side=Side.STAFF, kind="concern", text="The price list changed twice.", now=NOW(),
        consent_who="Kim Berg", consent_day=NOW().date(), consent_how="by phone",
    )  # fmt: skip
    brief = Brief.objects.create(team=cast.ours, period="2026Q3", made_by=cast.ada, made_at=NOW())
    Said.objects.create(
        brief=brief, name="Lea Holm", side="executives", kind="question", text="Why so late?", at=NOW()
    )
    Voice.objects.update(crowd=["somebody"], key="k" * 64)
    cast.ours.staff.add(*(Person.objects.create_user(f"s{n}@example.com", name=f"S{n}") for n in range(5)))
    as_person(cast.ben).post(reverse("door-pass"))
    assert Handed.objects.exists()
    target = tmp_path / "all.zip"
    write_export(target, data=settings.DATA, tell=lambda *_: None)
    with zipfile.ZipFile(target) as held:
        names = held.namelist()
        everything = b"\n".join(held.read(name) for name in names).decode()
        about = held.read("README.md").decode()
    assert "The price list changed twice." in everything
    assert "Why so late?" in everything
    for secret in ("Kim Berg", "Lea Holm", "k" * 64, "somebody", f'"{SECOND}", "{FIRST}"'):
        assert secret not in everything, secret
    assert not [name for name in names if "box" in name and name.startswith("files")]
    for table in LEFT_OUT:
        assert f"tables/{table}.jsonl" not in names
        assert f"Table `{table}`" in about
    for table, fields in FIELDS_LEFT_OUT.items():
        assert all(f"Field `{field}` of `{table}`" in about for field in fields)
