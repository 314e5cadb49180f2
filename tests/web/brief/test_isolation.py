"""Every mail that a reader got, every byte of it, searched for what another reader alone may know.

On the mails as they left the outbox and reached a real server: headers, both texts as they travel and as they are read,
links, the PDF with its objects, its metadata and its name.
"""

from __future__ import annotations

import base64
import quopri
import re
import zlib
from dataclasses import dataclass
from email import message_from_bytes, policy
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from bothways.brief.document import Document
from bothways.brief.readback.paper import everything_in
from bothways.web.brief import operations, pages
from bothways.web.brief.models import Mail, Reader
from bothways.web.jobs.operations import do_one
from bothways.web.people.models import Person

pytestmark = pytest.mark.django_db
SITE = "https://bothways.example.com"


@pytest.fixture(autouse=True)
def nobody_counted():
    cache.clear()


@dataclass
class Got:
    """All that one reader got: every byte in every reading of it, and the documents that they may have."""

    name: str
    address: str
    mails: list[bytes]
    documents: list[Document]

    @property
    def held(self) -> tuple[str, str]:
        """All of it in small letters: with single blanks, and without any (a line may break inside a name)."""
        parts = [part for mail in self.mails for part in read(mail)]
        text = " ".join(parts)
        return text, re.sub(r"\s+", "", text)


def read(mail: bytes) -> list[str]:
    """Everything that a mail holds: as it travels, decoded, unfolded, and all that lies in the PDF."""
    found = [
        everything_in(mail.decode("latin-1")),
        everything_in(quopri.decodestring(mail).decode("latin-1")),
    ]
    message = message_from_bytes(mail, policy=policy.default)
    for part in message.walk():
        found.append(everything_in(" ".join(f"{name}: {value}" for name, value in part.items())))
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        found.append(everything_in(content))
        if content.startswith(b"%PDF"):
            found += [everything_in(stream) for stream in streams(content)]
            found.append(everything_in(base64.b64encode(content).decode()))
        else:
            found.append(unquote(everything_in(content)))
    return found


def streams(pdf: bytes) -> list[str]:
    """The streams of a PDF, unpacked: what hides there is found, too."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(packed).decode("latin-1"))
        except zlib.error:
            found.append(packed.decode("latin-1"))
    return found


@pytest.fixture
def got(cast, draft, box, settings, monkeypatch) -> list[Got]:
    """An executive, a reader of the team, and two who sell and get their own besides: what reached each."""
    settings.SITE_URL = SITE
    # The sender of the other tests is called like somebody who sells in the firm.
    monkeypatch.setenv("BOTHWAYS_SMTP_FROM", "Mira Holm <mira@firm.example>")
    told = operations.documents_of(draft)
    ids = sorted(told.people)[:2]
    wanted = {"eve@example.com": [told.executive], "ben@example.com": [told.team, told.people[ids[0]]]}
    cast.ben.crm_id = ids[0]
    cast.ben.save()
    Reader.objects.filter(name="Ben").update(person=cast.ben)
    other = Person.objects.create_user("bo@example.com", name="Bo", role="staff", crm_id=ids[1])
    cast.ours.staff.add(other)
    operations.do_add_reader(cast.ours, name="Bo", email="bo@example.com", side="staff")
    wanted["bo@example.com"] = [told.team, told.people[ids[1]]]
    operations.do_add_reader(cast.ours, name="Una", email="una@example.com", side="staff")
    wanted["una@example.com"] = [told.team]
    operations.do_approve(draft, by=cast.ada, now=timezone.now())
    while do_one(worker="w", clock=timezone.now):
        pass
    mails: dict[str, list[bytes]] = {}
    for to, raw in box.raw:
        assert len(to) == 1
        mails.setdefault(to[0], []).append(raw)
    names = dict(Reader.objects.values_list("email", "name"))
    return [Got(names[address], address, mails[address], wanted[address]) for address in sorted(wanted)]


def known(document: Document) -> set[str]:
    """What a reader's cut holds that points to something: rows by name and id, people, quotes, what was given, keys."""
    found = {fact.key for fact in document.ledger if "/" in fact.key}
    for fact in document.ledger:
        found |= {part for row in fact.rows for part in (row.id, row.label)}
        found |= {fact.given, *((fact.quote.text, fact.quote.who) if fact.quote else ())}
        if fact.figure and fact.figure.by in ("rep", "deal", "account"):
            found.add(fact.figure.label)
    return {word for word in found if word}


def each_gets_their_own_and_who_sells_theirs_besides(got):
    assert {one.name: len(one.mails) for one in got} == {"Ben": 2, "Bo": 2, "Eve": 1, "Una": 1}


def no_reader_holds_what_another_alone_may_know(got):
    held = {one.address: one.held for one in got}
    for one in got:
        own = " ".join(word for document in one.documents for word in known(document)).casefold()
        for other in got:
            if other is one:
                continue
            searched = 0
            secrets = {word for document in other.documents for word in known(document)}
            for word in secrets:
                if len(word) <= 3 or word.casefold() in own:
                    continue
                searched += 1
                text, without = held[one.address]
                spaced, joined = " ".join(word.casefold().split()), re.sub(r"\s+", "", word.casefold())
                assert spaced not in text, (one.name, other.name, word)
                assert len(joined) < 9 or joined not in without, (one.name, other.name, word)
            # A search for nothing finds nothing. Of one who sells there is much that others must not have; what the team
            # reads is no secret from the executives.
            alone = {document.reader for document in other.documents} - {
                document.reader for document in one.documents
            }
            assert searched > 10 or not any(reader.startswith("person:") for reader in alone), (
                one.name,
                other.name,
            )


def the_search_would_find_it(got):
    """The search could pass with eyes shut: each reader's own words are found in their own mails."""
    for one in got:
        text, without = one.held
        words = {
            row.label
            for document in one.documents
            for fact in document.ledger
            for row in fact.rows[:3]
            if row.label
        }
        found = [
            w
            for w in words
            if " ".join(w.casefold().split()) in text or re.sub(r"\s+", "", w.casefold()) in without
        ]
        assert found, one.name


def no_mail_knows_of_another_reader(got):
    """Not their address, not their link, not the key that stops their mails, not the name of their mail."""
    for one in got:
        text, without = one.held
        for other in got:
            if other is one:
                continue
            theirs = {other.address, f"to: {other.name.casefold()} "}
            for mail in other.mails:
                message = message_from_bytes(mail, policy=policy.default)
                plain = message.get_body(("plain",)).get_content()
                theirs |= set(re.findall(r"/r/([\w-]{20,})/", plain))
                theirs |= {re.sub(r"\s", "", message["List-Unsubscribe"]), message["Message-ID"]}
            for word in theirs:
                assert word.casefold() not in text, (one.name, other.name, word)
                assert word.casefold() not in without, (one.name, other.name, word)


def the_archive_is_each_mail_byte_for_byte(got):
    assert {bytes(mail.raw) for mail in Mail.objects.all()} == {raw for one in got for raw in one.mails}


def a_link_opens_their_own_and_nobody_else_s(got):
    for one in got:
        plain = [
            message_from_bytes(m, policy=policy.default).get_body(("plain",)).get_content() for m in one.mails
        ]
        token = re.search(r"/r/([\w-]+)/", plain[0])[1]
        assert all(token in text for text in plain)
        page = everything_in(Client().get(f"/r/{token}/").content.decode())
        own = everything_in(Client().get(f"/r/{token}/?own=1").content.decode())
        titles = [" ".join(document.title.casefold().split()) for document in one.documents]
        assert titles[0] in page
        assert titles[-1] in own
        for other in got:
            for document in other.documents:
                mine = " ".join(word for d in one.documents for word in known(d)).casefold()
                for word in known(document):
                    if len(word) > 3 and word.casefold() not in mine:
                        assert " ".join(word.casefold().split()) not in page + own, (
                            one.name,
                            other.name,
                            word,
                        )


@pytest.mark.slow
def test_every_pair_of_readers_and_every_byte(got):
    """One posting, looked at from every side: making and handing over seven mails takes seconds."""
    each_gets_their_own_and_who_sells_theirs_besides(got)
    no_reader_holds_what_another_alone_may_know(got)
    the_search_would_find_it(got)
    no_mail_knows_of_another_reader(got)
    the_archive_is_each_mail_byte_for_byte(got)
    a_link_opens_their_own_and_nobody_else_s(got)


@pytest.mark.parametrize("side", ["executives", "staff"])
def test_what_the_other_side_has_besides_is_only_what_this_one_may_have(draft, side):
    told = operations.documents_of(draft)
    facts = {fact.number: fact for fact in told.ledger}
    other = told.team if side == "executives" else told.executive
    listed = pages.only_theirs(told, side)
    assert listed, "there is nothing to try this on"
    for one in listed:
        assert side in facts[one.number].readers
    hidden = {
        number
        for number, fact in facts.items()
        if side not in fact.readers and number in {f.number for f in other.ledger}
    }
    assert not hidden & {one.number for one in listed}
