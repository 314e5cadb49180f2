"""What is charged, by kind, and what is firm and must not be taken for it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.lens.charge import KINDS, charge, heat_of
from bothways.lens.charge.detect import unmasked
from bothways.lens.charge.parts import parts_of
from bothways.lens.charge.rules import lexicon

SET = Path(__file__).resolve().parents[1] / "lens_set"

CHARGED = [
    ("insult", "The clowns in procurement lost the signed order.", ()),
    ("insult", "Sloppy. Four invoices went to the wrong plant.", ()),
    ("contempt", "A toddler could have seen that they would leave.", ()),
    ("contempt", "Your so-called roadmap has no date.", ()),
    ("profanity", "The f***ing export is down again.", ()),
    ("profanity", "Sh1t, they left.", ()),
    ("blame", "You people moved the date.", ()),
    ("blame", "Billing screwed up the invoice.", ()),
    ("generalisation", "You never answer the phone.", ()),
    ("generalisation", "Nobody ever tells us anything.", ()),
    ("motive", "You are obviously hoping that we give up.", ()),
    ("hyperbole", "My ears are bleeding.", ()),
    ("sarcasm", "Brilliant. We lost the tender.", ()),
    ("rhetorical", "How hard can it be to send one file?", ()),
    ("threat", "Sign by Friday or I will take the account.", ()),
    ("threat", "Heads will roll if this slips.", ()),
    ("command", "No excuses, no ifs or buts. Do it now!", ()),
    ("dismissal", "Case closed.", ()),
    ("shouting", "This is the THIRD delay!!", ()),
    ("passive-aggression", "Per my last mail, the order is late.", ()),
]

FIRM = [
    "Please send the signed order by Friday.",
    "We lost Acme. They signed with a competitor on 3 May.",
    "I need the numbers by Monday; otherwise the board decides without them.",
    "Kill the feature before the release.",
    "Our aggressive pricing in Q2 cost us 4 % of margin.",
    "The server died at 09:10 and was back at 11:45.",
    "Great, thanks. I will send the offer today.",
    "Congratulations on the Lidl deal! The contract starts on 1 June.",
    "No exceptions: every quote over 50,000 EUR needs a margin check.",
    "Can you confirm the delivery date?",
    "Which of the two offers did the customer sign?",
    "Bloody Mary mix, 40 boxes, for Dick in Hull.",
    "The NDA, the SLA and the RFP went to HR and IT.",
    "We never signed the annex.",
    "The plant always closes in August.",
    "I will not sign before the audit is done.",
]


@pytest.mark.parametrize(("kind", "text", "names"), CHARGED)
def test_each_kind_is_found(kind: str, text: str, names: tuple[str, ...]) -> None:
    assert kind in {c.kind for c in charge(text, names=names)}


def test_every_kind_has_an_example() -> None:
    assert {kind for kind, _, _ in CHARGED} == set(KINDS)


@pytest.mark.parametrize("text", FIRM)
def test_firm_is_not_charged(text: str) -> None:
    found = [
        c for c in charge(text, names=("Bloody Mary", "Dick", "Hull", "Lidl", "Acme")) if c.kind != "threat"
    ]
    assert found == []


def test_names_handed_in_are_never_charged() -> None:
    assert charge("Savage Clowns Ltd signed.", names=("Savage Clowns Ltd",)) == ()
    assert charge("The clowns in procurement signed.") != ()


def test_a_quotation_is_another_persons_word() -> None:
    assert charge('The customer wrote "you idiots".') == ()


def test_quoted_history_and_signature_are_not_looked_at() -> None:
    text = "The order is late.\n\nRegards\nAnn\n\n> you idiots, how hard can it be?"
    assert charge(text) == ()


def test_spans_are_exact_and_have_a_reason() -> None:
    text = "Oh brilliant, another reorg. You people never learn!!"
    for c in charge(text):
        assert text[c.start : c.end] == c.text
        assert c.reason.endswith(".")
        assert c.kind in KINDS


def test_hidden_swear_words_are_spelt_out_in_place() -> None:
    masked = "sh*t, sh1t, f***ing, bl**dy, h3ll, id1ot, a**"
    plain = unmasked(masked)
    assert len(plain) == len(masked)
    assert plain == "shit, shit, fucking, bloody, hell, idiot, ass"
    assert unmasked("B2B, H1, A100, 5* hotel") == "B2B, H1, A100, 5* hotel"


def test_sentences_keep_abbreviations_dates_and_figures_together() -> None:
    text = "Mr. Boone of St. John's wants a letter by 31.01. that says 2.5%. Second one? Yes."
    assert [p.text for p in parts_of(text)] == [
        "Mr. Boone of St. John's wants a letter by 31.01. that says 2.5%.",
        "Second one?",
        "Yes.",
    ]


def test_heat_never_holds_threats_or_capitals() -> None:
    assert heat_of("STOP discounting. Sign by Friday or I will take the account.") == ()
    assert "generalisation" in {k for _, _, k in heat_of("Nobody ever tells us anything.")}
    assert not {"threat", "shouting"} & {
        k for _, _, k in heat_of("Nobody ever tells us anything, or I will scream!!")
    }


def test_every_rule_of_the_lexicon_compiles_and_can_be_reached() -> None:
    book = lexicon()
    rules = {r.name: r for r in book.rules}
    assert len(rules) > 250
    for rule in rules.values():
        rule.find.search("a plain sentence")
        assert rule.kind in KINDS
        assert rule.do in {"swap", "cut", "drop", "ask", "keep", "flag"}
        assert rule.do not in {"swap"} or rule.to
        assert rule.needs in {"", "bad", "charged", "heat"}


def test_calm_messages_of_the_set_bear_almost_no_charge() -> None:
    rows = [
        json.loads(line)
        for f in sorted((SET / "calm").glob("dev_*.jsonl"))
        for line in f.read_text("utf-8").splitlines()
    ]
    wrong = [r["id"] for r in rows if [c for c in charge(r["text"], names=r["names"]) if c.kind != "threat"]]
    assert len(rows) > 100
    assert len(wrong) <= 0.03 * len(rows), wrong


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_survived(text: str) -> None:
    for c in charge(text):
        assert text[c.start : c.end] == c.text


@pytest.mark.parametrize(
    "piece",
    [
        "you never ",
        "how hard can it be ",
        "great, ",
        "!?",
        "a a a a ",
        "the clowns in ",
        '"',
        "if i'm wrong, but ",
        "A",
        "NOW ",
        "> ",
        "\n",
        "👏 ",
    ],
)
def test_no_rule_explodes_on_long_repetitions(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    charge(piece)
    start = time.process_time()
    charge(text)
    assert time.process_time() - start < 3.0
