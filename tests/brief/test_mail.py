"""A brief as a mail: each part read back, safe headers, each reader's own cut, the same bytes for the same arguments."""

from __future__ import annotations

import email
import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutate import digits_of_page, other_digit

from bothways.brief.addresses import Mailbox, check_header, mailbox
from bothways.brief.check import must_not_contain
from bothways.brief.document import Cite, Document, Paragraph, Section
from bothways.brief.given import read_note
from bothways.brief.mailed import mailed
from bothways.brief.mailing import check_message, message, message_bytes, subject_of
from bothways.brief.pair import Pair
from bothways.brief.readback.mail import check_mail_html, check_mail_text
from bothways.brief.readback.paper import everything_in
from bothways.brief.render.mail import mail_html
from bothways.brief.render.mail_text import mail_text
from bothways.brief.stored import document_from_json, document_to_json, read_documents, stored_documents
from bothways.terms import Refusal

sys.path.insert(0, str(Path(__file__).parent / "render"))
import example_insight

MIRA, ZOE = "Mira Lindqvist <mira@firm.example>", "zoe@firm.example"
LINK, STOP = "https://desk.firm.example/r/Xy_-z", "https://desk.firm.example/stop/Xy"
NOW = datetime(2026, 10, 1, 7, tzinfo=UTC)
OF_ALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def made(document: Document, **more) -> EmailMessage:
    given = {"sender": MIRA, "to": ZOE, "now": NOW, "message_id": "<b7f012@firm.example>", **more}
    return message(document, **given)


@cache
def html_of(document_id: int, link: str) -> str:
    return mail_html(_documents[document_id], link=link)


_documents: dict[int, Document] = {}


def rendered(document: Document, link: str = LINK) -> str:
    _documents[id(document)] = document
    return html_of(id(document), link)


def test_every_brief_becomes_a_mail_that_is_read_back(pair: Pair) -> None:
    for document in pair.documents():
        mail = made(document, ledger=pair.ledger, link=LINK, stop=STOP)
        kinds = [part.get_content_type() for part in mail.walk()]
        assert kinds == [
            "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
        ]  # fmt: skip
        assert len(message_bytes(mail)) < 1_000_000


def test_every_kind_of_block_has_its_place_in_both_parts(pair: Pair) -> None:
    # What stands in the annex today may stand in a mail tomorrow.
    whole = [
        replace(one, sections=tuple(replace(section, annex=False) for section in one.sections))
        for one in pair.documents()
    ]
    kinds: set[str] = set()
    for document in (example_insight.document(), example_insight.document(renewals=False), *whole):
        for link in ("", LINK):
            check_mail_html(mail_html(document, link=link), document, link=link)
            check_mail_text(mail_text(document, link=link), document, link=link)
        kinds |= {type(block).__name__ for one in document.sections for block in one.blocks}
    assert kinds >= {"Bridge", "Ranges", "Dots", "Compare", "Insight", "Trends", "Waterfall", "Bars", "Bullets",
                     "TableBlock", "Asks", "Paragraph"}  # fmt: skip


@OF_ALL
@given(data=st.data())
def test_one_wrong_digit_anywhere_in_the_html_is_found(data: st.DataObject, pair: Pair) -> None:
    document = data.draw(st.sampled_from([pair.executive, pair.team, next(iter(pair.people.values()))]))
    link = data.draw(st.sampled_from(["", LINK]))
    page = rendered(document, link)
    places = digits_of_page(page)
    wrong = other_digit(page, data.draw(st.sampled_from(places)), data.draw(st.integers(1, 9)))
    with pytest.raises(Refusal, match=r"."):
        check_mail_html(wrong, document, link=link)


@OF_ALL
@given(data=st.data())
def test_one_wrong_digit_anywhere_in_the_text_is_found(data: st.DataObject, pair: Pair) -> None:
    document = data.draw(st.sampled_from([pair.executive, pair.team, next(iter(pair.people.values()))]))
    text = mail_text(document)
    place = data.draw(st.sampled_from([at for at, one in enumerate(text) if one.isascii() and one.isdigit()]))
    with pytest.raises(Refusal):
        check_mail_text(other_digit(text, place, data.draw(st.integers(1, 9))), document)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h1 ", "<h1 hidden "),
        ('style="margin:0;', 'style="display:none;margin:0;'),
        ('style="margin:0;', 'style="position:absolute;margin:0;'),
        ('style="margin:0;', 'style="opacity:0;margin:0;'),
        ('style="margin:0;', 'style="text-indent:-999px;margin:0;'),
        ('style="margin:0;', 'style="margin:-99px;'),
        ("color:#5c6973", "color:#ffffff"),
        ("color:#5c6973", "color:#e9e9e9"),
        ("font-size:13px", "font-size:1px"),
        ("</h1>", "</h1><!-- 12 deals -->"),
        ("</h1>", "</h1><p>12 deals</p>"),
        ("</h1>", "</h1><p>a dozen deals</p>"),
        ("</h1>", '</h1><img src="https://x.example/p.png">'),
        ("</h1>", '</h1><a href="https://x.example/">more</a>'),
        ("</h1>", '</h1><a href="javascript:x()">more</a>'),
        ("</h1>", '</h1><p style="background-color:url(https://x.example/)">x</p>'),
        ("</h1>", "</h1><script>x()</script>"),
        ("</h1>", '</h1><form action="https://x.example/"></form>'),
        ("</h1>", '</h1><p onclick="x()">x</p>'),
        ("</h1>", '</h1><p aria-label="12 deals">x</p>'),
        ("</h1>", '</h1><p dir="rtl">x</p>'),
        ("</h1>", "</p>"),
        ("</style>", ".ink{display:none}</style>"),
        ("</style>", "</style><style>.ink{color:#ffffff}</style>"),
        ("<head>", '<head><meta http-equiv="refresh" content="0;url=https://x.example/">'),
        ("<head>", '<head><base href="https://x.example/">'),
        (".ink{color:#e9eef1 !important}", ".ink{color:#151e26 !important}"),
        (f'href="{LINK}"', 'href="https://desk.firm.example.evil.example/"'),
        ("#f1", "#f2"),
    ],
)
def test_nothing_can_hide_or_lead_elsewhere(old: str, new: str, pair: Pair) -> None:
    page = rendered(pair.executive)
    assert old in page
    with pytest.raises(Refusal):
        check_mail_html(page.replace(old, new, 1), pair.executive, link=LINK)


@pytest.mark.parametrize(
    "wrong", ["http://x.example/a", "See https://x.example", "12 deals more", "a dozen more"]
)
def test_nothing_stands_beside_the_brief_in_the_text(wrong: str, pair: Pair) -> None:
    text = mail_text(pair.team, link=LINK)
    check_mail_text(text, pair.team, link=LINK)
    with pytest.raises(Refusal):
        check_mail_text(f"{text}{wrong}\n", pair.team, link=LINK)


def test_numbers_that_change_places_or_are_missing_are_found(pair: Pair) -> None:
    text = mail_text(pair.executive)
    numbers = re.findall(r"€[\d.]+[kM]", text)
    one, other = numbers[0], next(number for number in numbers if number != numbers[0])
    swapped = text.replace(one, "\0", 1).replace(other, one, 1).replace("\0", other, 1)
    for wrong in (swapped, text.replace(one, "", 1)):
        with pytest.raises(Refusal):
            check_mail_text(wrong, pair.executive)


def test_a_changed_word_of_a_quote_is_found() -> None:
    quoted = example_insight.document()
    quote = next(fact.quote for fact in quoted.ledger if fact.quote)
    word = max(quote.pieces[0].split(), key=len)
    for page, check in (
        (mail_html(quoted, link=LINK), check_mail_html),
        (mail_text(quoted, link=LINK), check_mail_text),
    ):
        assert word in page
        with pytest.raises(Refusal):
            check(page.replace(word, f"{word}s", 1), quoted, link=LINK)


def test_the_number_its_target_and_the_ask_stand_first(pair: Pair) -> None:
    text = mail_text(pair.executive)
    first = text[:700]
    assert text.startswith("We booked €")
    assert "the target of €" in first.replace("\n", " ")
    assert "We ask of you: One security reviewer" in first
    page = rendered(pair.executive)
    assert page.index("We ask of you") < page.index("<h2")


def test_a_link_leads_from_each_figure_to_its_evidence_and_nowhere_else(pair: Pair) -> None:
    page = rendered(pair.executive)
    leads = set(re.findall(r'href="([^"]*)"', page))
    evidenced = {note.fact for note in pair.executive.evidence}
    assert LINK in leads
    assert {int(one.rpartition("#f")[2]) for one in leads if "#f" in one} <= evidenced
    assert all(one.startswith(LINK) for one in leads)
    assert "href" not in rendered(pair.executive, "")
    for outside in ("src=", "url(", "@import", "@font-face"):
        assert outside not in page


def test_the_same_arguments_give_the_same_bytes(pair: Pair) -> None:
    one, other = (message_bytes(made(pair.team, link=LINK)) for _ in range(2))
    assert one == other
    assert one != message_bytes(made(pair.team, link=LINK, message_id="<b7f013@firm.example>"))
    assert one.count(b"\r\n") == one.count(b"\n")
    assert one.isascii()
    assert max(map(len, one.split(b"\r\n"))) <= 998


def test_headers_are_what_a_mail_needs_and_no_more(pair: Pair) -> None:
    mail = made(pair.executive, to="Zoë Ångström <zoe@firm.example>")
    assert sorted(mail.keys()) == [
        "Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To",
    ]  # fmt: skip
    assert mail["Date"] == "Thu, 01 Oct 2026 07:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    read = email.message_from_bytes(message_bytes(mail), policy=SMTP)
    assert read["To"].addresses[0].display_name == "Zoë Ångström"
    stopped = made(pair.executive, stop=STOP)
    assert (stopped["List-Unsubscribe"], stopped["List-Unsubscribe-Post"]) == (
        f"<{STOP}>",
        "List-Unsubscribe=One-Click",
    )
    # Over plain http a click would go in the clear: the address is told, one click is not offered.
    plain = made(pair.executive, stop=STOP.replace("https", "http"))
    assert "List-Unsubscribe-Post" not in plain
    assert made(pair.executive, reply_to="ada@firm.example")["Reply-To"] == "ada@firm.example"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=No"),
        (
            b"List-Unsubscribe: <https://desk.firm.example/stop/Xy>",
            b"List-Unsubscribe: <https://other.example/stop/Xy>",
        ),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""),
    ],
)
def test_mails_are_stopped_at_their_own_address_alone(old: bytes, new: bytes, pair: Pair) -> None:
    whole = message_bytes(made(pair.executive, stop=STOP))
    assert old in whole
    given = {"document": pair.executive, "sender": MIRA, "to": ZOE, "stop": STOP}
    check_message(whole, **given)
    with pytest.raises(Refusal, match="stopped elsewhere"):
        check_message(whole.replace(old, new), **given)
    with pytest.raises(Refusal, match="stopped elsewhere"):
        check_message(message_bytes(made(pair.executive)), **given)


def test_a_long_address_to_stop_mails_at_stays_whole(pair: Pair) -> None:
    long = STOP + "a-_" * 120
    read = email.message_from_bytes(message_bytes(made(pair.executive, stop=long)), policy=SMTP)
    assert "".join(read["List-Unsubscribe"].split()) == f"<{long}>"


def test_the_subject_has_for_whom_and_the_day_and_no_number_of_the_firm(pair: Pair) -> None:
    subjects = [subject_of(one) for one in pair.documents()]
    assert subjects[0] == "Brief for the executives, third quarter 2026, to 30 September"
    assert not [one for one in subjects if "€" in one or "%" in one]


INJECTIONS = [
    "\r\nBcc: eve@x.example",
    "\nX: y",
    "\r",
    "\x00",
    "\x0b",
    "\x7f",
    "\u2028",
    "\u202e",
    "\u2066",
    "\U000e0041",
]


@pytest.mark.parametrize("what", INJECTIONS, ids=ascii)
def test_nothing_can_write_a_header(what: str, pair: Pair) -> None:
    for wrong in (
        {"sender": f"Mira{what} <mira@firm.example>"},
        {"to": f"zoe@firm.example{what}"},
        {"to": Mailbox("zoe@firm.example", f"Zoe{what}x")},
        {"to": Mailbox(f"zoe@firm.example{what}")},
        {"reply_to": f"a{what}@firm.example"},
        {"message_id": f"<b7{what}@firm.example>"},
        {"link": f"https://x.example/{what}"},
        {"stop": f"https://x.example/{what}>, <mailto:eve@x.example"},
    ):
        with pytest.raises(Refusal, match=r"header|address|Message-ID|link|character"):
            made(pair.team, **wrong)
    with pytest.raises(Refusal, match="character"):
        subject_of(replace(pair.team, title=f"Brief{what}"))


@pytest.mark.parametrize(
    "text",
    ["", "zoe", "@firm.example", "zoe@", "zoe@firm..example", "a@b.example, c@d.example", "zoe @firm.example",
     "<zoe@firm.example", "a@b@c.example", "zoe@-x.example", "Zoe <zoe@firm.example> <eve@x.example>",
     "zoe@firm.example;eve@x.example", '"a b"@firm.example', "zoë@firm.example", "x" * 65 + "@firm.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        mailbox(text)
    assert refused.value.code == "mail-address"


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [
        ("ada@firm.example", "ada@firm.example", ""),
        ("Ada.L+q@Firm.Example", "Ada.L+q@firm.example", ""),
        ("Lindqvist, Ada <ada@firm.example>", "ada@firm.example", "Lindqvist, Ada"),
        ('"Lindqvist, Ada" <ada@firm.example>', "ada@firm.example", "Lindqvist, Ada"),
        ("zoë.example <x@bücher.example>", "x@xn--bcher-kva.example", "zoë.example"),
        ("eve@x.example <ada@firm.example>", "ada@firm.example", "eve@x.example"),
    ],
)
def test_what_is_an_address_is_read(text: str, address: str, name: str, pair: Pair) -> None:
    found = mailbox(text)
    assert (found.address, found.name) == (address, name)
    mail = email.message_from_bytes(message_bytes(made(pair.team, to=found)), policy=SMTP)
    assert [(one.addr_spec, one.display_name) for one in mail["To"].addresses] == [(address, name)]


@given(st.text(max_size=40))
def test_a_header_that_passes_stays_one_line(text: str) -> None:
    try:
        check_header(text, what="It")
    except Refusal:
        return
    assert len(text.splitlines()) <= 1
    assert not set(text) & set("\r\n\0\u202e")


@pytest.mark.parametrize(
    "wrong",
    [{"now": NOW.replace(tzinfo=None)}, {"message_id": "b7f0@firm.example"}, {"message_id": "<a b@x>"},
     {"link": "javascript:alert(1)"}, {"link": "https://x.example/a#b"}, {"link": "https://x.example/a b"}],
)  # fmt: skip
def test_other_nonsense_is_refused(wrong: dict[str, object], pair: Pair) -> None:
    with pytest.raises(Refusal):
        made(pair.team, **wrong)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Auto-Submitted:", b"Bcc: eve@x.example\r\nAuto-Submitted:"),
        (b"Auto-Submitted:", b"X-Deals: 12\r\nAuto-Submitted:"),
        (b"To: zoe@firm.example", b"To: zoe@firm.example, eve@x.example"),
        (b"To: zoe@firm.example", b"To: eve@x.example"),
        (b"Subject: Brief", b"Subject: Griefs, twelve"),
        (b"text/plain", b"text/html"),
        (b"application/pdf", b"application/zip"),
    ],
)
def test_a_message_that_was_changed_is_no_mail_of_its_brief(old: bytes, new: bytes, pair: Pair) -> None:
    raw = message_bytes(made(pair.team))
    given = {"document": pair.team, "sender": MIRA, "to": ZOE}
    check_message(raw, **given)
    assert old in raw
    with pytest.raises(Refusal):
        check_message(raw.replace(old, new, 1), **given)


def test_the_mail_of_another_reader_is_refused(pair: Pair) -> None:
    raw = message_bytes(made(pair.executive))
    with pytest.raises(Refusal):
        check_message(raw, document=pair.team, sender=MIRA, to=ZOE)


def test_no_part_of_a_mail_holds_what_its_reader_must_not_have(pair: Pair) -> None:
    """Every byte: headers, both texts, the PDF with its metadata, the name of the file."""
    others = dict(pair.names)
    for who, document in pair.people.items():
        mail = made(document)
        held = [str(mail), *(_content(part) for part in mail.walk() if not part.is_multipart())]
        names = [name for one, name in others.items() if one != who]
        for one in held:
            must_not_contain(one, words=names)
    team = made(pair.team)
    own = [
        fact for fact in pair.ledger if fact.readers and all(r.startswith("person:") for r in fact.readers)
    ]
    keys = [fact.key for fact in own]
    assert keys
    for part in team.walk():
        if not part.is_multipart():
            must_not_contain(_content(part), words=[*pair.names.values(), *keys])


def _content(part: EmailMessage) -> str | bytes:
    return part.get_content()


def test_the_annex_stays_in_the_pdf(pair: Pair) -> None:
    annexed = [one for one in pair.executive.sections if one.annex]
    assert annexed
    mail = mailed(pair.executive)
    assert mail.annexed
    assert not [one for one in mail.sections if one.annex]
    person = mailed(next(iter(pair.people.values())))
    assert not person.annexed


def test_hostile_words_stay_words(pair: Pair) -> None:
    note = "<img src=x onerror=alert(1)> </td></table> \u202eevil & “quoted”"
    given = next(fact for fact in pair.ledger if fact.kind == "given" and "staff" in fact.readers)
    facts = tuple(replace(one, given=note) if one.number == given.number else one for one in pair.team.ledger)
    section = Section(title=("A note",), blocks=(Paragraph((Cite(given.number, note),)),))
    document = replace(
        pair.team, headline=pair.team.headline[:1], sections=(section,), evidence=(), ledger=replace(pair.team.ledger, facts=facts)
    )  # fmt: skip
    page = mail_html(document)
    check_mail_html(page, document)
    assert "<img" not in page
    assert "\u202e" not in page + mail_text(document)


def test_a_document_comes_back_from_json_as_it_was(pair: Pair, tmp_path: Path) -> None:
    for document in pair.documents():
        assert document_from_json(json.dumps(document_to_json(document))) == document
    path = tmp_path / "documents.json"
    path.write_text(json.dumps(stored_documents(pair.ledger, pair.documents())), "utf-8")
    assert read_documents(tmp_path) == (pair.ledger, pair.documents())


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"is": "Popen", "args": "rm"}', '{"is": "Cite", "fact": 1, "text": "x"}',
     '{"is": "Document", "reader": "staff"}', '{"is": ["Cite"]}', "[" * 5000, '{"is": "Paragraph", "line": "abc"}'],
)  # fmt: skip
def test_nothing_else_comes_out_of_json(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        document_from_json(text)
    assert refused.value.code == "stored-document"


def test_a_folder_without_briefs_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no briefs"):
        read_documents(tmp_path)
    (tmp_path / "documents.json").write_text('{"ledger": 1}', "utf-8")
    with pytest.raises(Refusal, match="not what"):
        read_documents(tmp_path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200) | st.sampled_from(
    ["See https://wiki.firm.example/a?b=1 or mailto:x@y.example", "-5 > 3 and 12 % off", "> quoted 7", "1. 2. 3.",
     "a­b 3\u200b4", "x" * 300 + " 12", "=20 =3D 4", ". 5", "שלום 12 שקל", "👩‍👩‍👧 2", "From 7 to 9", "_*12*_ ¹²³ ½ ٣"]))  # fmt: skip
def test_whatever_a_manager_writes_goes_through_whole(text: str, pair: Pair) -> None:
    try:
        note = read_note(text)
    except Refusal:
        return
    if not note:
        return
    given = next(fact for fact in pair.ledger if fact.kind == "given" and "staff" in fact.readers)
    facts = tuple(replace(one, given=note) if one.number == given.number else one for one in pair.team.ledger)
    section = Section(title=("A note",), blocks=(Paragraph((Cite(given.number, note),)),))
    document = replace(
        pair.team, sections=(section,), evidence=(), ledger=replace(pair.team.ledger, facts=facts)
    )  # fmt: skip
    check_mail_html(mail_html(document, link=LINK), document, link=LINK)
    told = mail_text(document, link=LINK)
    check_mail_text(told, document, link=LINK)
    assert re.sub(r"\s+", "", note) in re.sub(r"\s+", "", told)


def test_no_mail_holds_what_another_reader_alone_may_know(pair: Pair) -> None:
    """Each pair of readers, every byte: headers, both texts, links, the PDF with its metadata and its name."""
    mails = {one.reader: (one, made(one, link=LINK, stop=STOP)) for one in pair.documents()}
    held = {
        reader: " ".join(
            [
                everything_in(str(mail.items())),
                *(everything_in(_content(p)) for p in mail.walk() if not p.is_multipart()),
            ]
        )
        for reader, (_, mail) in mails.items()
    }
    searched = 0
    for reader, (document, _) in mails.items():
        own = " ".join(_known(document)).casefold()
        for other, (theirs, _) in mails.items():
            secret = {word for word in _known(theirs) if len(word) > 3 and word.casefold() not in own}
            searched += len(secret)
            for word in secret:
                assert " ".join(word.casefold().split()) not in held[reader], (reader, other, word)
    assert searched > 500


def _known(document: Document) -> set[str]:
    """What a reader's cut holds that points to something: rows by name and id, people, quotes, what was given, keys."""
    found = {fact.key for fact in document.ledger if "/" in fact.key}
    for fact in document.ledger:
        found |= {part for row in fact.rows for part in (row.id, row.label)}
        found |= {fact.given, *((fact.quote.text, fact.quote.who) if fact.quote else ())}
        found |= (
            {fact.figure.label} if fact.figure and fact.figure.by in ("rep", "deal", "account") else set()
        )
    return {word for word in found if word}
