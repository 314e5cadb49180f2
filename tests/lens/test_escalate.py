"""What is never softened, and the figures of speech that are none of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bothways.lens.escalate import TOPICS, escalations, hints
from bothways.lens.reframing import reframe

SET = Path(__file__).resolve().parents[1] / "lens_set"

REAL = [
    ("harassment", "He put his hand on my knee again after the dinner."),
    ("harassment", "My lead asked me to his hotel room twice."),
    ("discrimination", "Don't hire women for the field, they get pregnant."),
    ("discrimination", "He laughed about my accent in front of the customer."),
    ("retaliation", "Since I reported the invoices to compliance I have lost two accounts."),
    ("retaliation", "Whoever reported this will regret it."),
    ("fraud", "Backdate the contract to 30 June so that it counts."),
    ("fraud", "The buyer wants an envelope for the buyer of 5,000, put it down as travel; it is a kickback."),
    ("safety", "The guard on press 2 was bridged last week."),
    ("safety", "Say nothing to customers about the two burns."),
    ("violence", "I will break his legs if he comes to the booth."),
    ("violence", "He shoved me against the wall in the meeting room."),
    ("self-harm", "I think about ending it all, I can't go on living like this."),
    ("self-harm", "Nobody would miss me."),
    # indirect, and as learners write
    ("harassment", "My manager sends me messages at midnight asking what I am wearing."),
    ("harassment", "He asks me always to come to his room after the fair."),
    ("harassment", "They humiliate the trainee every day until she cries."),
    ("harassment", "He told me a promotion depends on how nice I am to him at night."),
    ("discrimination", "We don't take women for the night shift."),
    ("discrimination", "My application was rejected because of my nationality."),
    ("discrimination", "Since I told them about my disability I get no accounts."),
    ("discrimination", "Find a reason to get rid of her before the maternity leave starts."),
    ("retaliation", "If you go to compliance, you can forget your bonus."),
    ("retaliation", "He gave me a bad review because I complained about him."),
    ("retaliation", "They moved me to the night shift after my statement to compliance."),
    ("fraud", "Put the date of the contract back to December."),
    ("fraud", "Change the numbers before the auditors come."),
    ("fraud", "We pay the purchasing manager a little something for the order."),
    ("fraud", "Please delete the mails before the audit starts."),
    ("fraud", "Book the order now, they can cancel in January."),
    ("safety", "The brakes of the forklift don't work since two weeks."),
    ("safety", "We delivered the pump although the pressure test failed."),
    ("safety", "The emergency exit is blocked with pallets."),
    ("safety", "Do not tell the hospital about the faulty batch."),
    ("violence", "He threw a stapler at my head."),
    ("violence", "I know where your kids go to school."),
    ("violence", "He threatened me with a knife in the car park."),
    ("self-harm", "I want to die."),
    ("self-harm", "I see no sense in my life anymore."),
    ("self-harm", "I have thought about taking all my pills."),
]

FIGURES = [
    "This quarter is killing me.",
    "Heads will roll if Nissan is not signed by 6.",
    "I'd sooner jump off the roof than do another survey.",
    "With a gun to our head we signed the terms.",
    "You're shooting yourselves in the foot with a cannon.",
    "Kill the feature before Q3, it is dead stock.",
    "What a bloodbath of a quarter.",
    "I died in front of six buyers.",
    "The deal is dead; they killed it on price.",
    "Our aggressive pricing beat the market.",
    "The safety stock is 40 units.",
    "We will hit the target and beat Kessler.",
    "Put the price list on my desk.",
    "She is on maternity leave until May.",
    "The customer is going to murder us on price.",
    "My boss will kill me if this slips.",
    "I want to strangle this printer.",
    "Selling that price would be commercial suicide.",
    "They put a gun to our head with the 30 day notice.",
    "They hit us hard on price.",
    "He punched the numbers into the wrong sheet.",
    "The customer complained and we lost the account.",
    "The old system is too old for this update.",
    "We lost two hands on the team, Ines and Marco.",
    "A body of evidence for the tender is in the annex.",
    "We can't go on like this with the old ERP.",
    "The anti-bribery training is due on 30 June.",
    "The harassment training is on Tuesday.",
    "Somebody will be hurt by this price change: us.",
    "Over my dead body will we give 20 %.",
    "This is daylight robbery.",
    "The light curtain order is 14,000 EUR.",
    "The delivery note is missing for the goods in hall 3.",
    "I don't want to be here on the 30th when the price goes up.",
    "It would be best for all if the launch were in June.",
    "He threatened to go to Kessler.",
    "She was touched by the flowers.",
    "Sales people die young with this quota.",
]


# The same scene said in other words and another order, and as learners write it: families meet, not phrases.
SCENES = [
    (
        "harassment",
        "In the van my shoulder is what his hand always looks for, he touches my shoulder again and again.",
    ),
    ("harassment", "every morning they laugh at me when i come in, since october"),
    ("discrimination", "No headscarf at the stand, he said, so she is not invited."),
    ("discrimination", "I told my employer that I was pregnant. A week later they went with someone else."),
    ("retaliation", "My accounts are gone. They took away all of them after I went to the works council."),
    ("retaliation", "Withdraw your grievance and we talk about the bonus."),
    ("fraud", "He asked me to adjust the inventory so that it looks better than it is."),
    ("fraud", "we write invoice for machines that we not deliver"),
    ("safety", "Although everybody knows it, the smoke alarm is disconnected."),
    ("safety", "They don't provide protective equipment and we breathe the fumes all day."),
    ("violence", "he throw the laptop at me"),
    ("violence", "I fear for my safety when he is on the shift."),
    ("self-harm", "What's the point of living like this."),
    ("self-harm", "She said goodbye to all of us as if for good and is giving her things away."),
]

# The same words, each scene lacking one of its families.
NO_SCENES = [
    "He keeps in touch with the van driver.",
    "The headscarf campaign for the retailer starts on 4 May.",
    "I went to the works council meeting, and the accounts are attached.",
    "Please adjust the inventory report to the new template.",
    "We write the invoice when the machines are delivered.",
    "The smoke alarm range ships on Monday, 400 pieces.",
    "He throws a lot of ideas at me.",
    "What's the point of a second demo?",
    "She said goodbye to the old portal, and we give away samples.",
]


@pytest.mark.parametrize(("topic", "text"), SCENES)
def test_a_scene_is_recognised_in_any_wording(topic: str, text: str) -> None:
    found = escalations(text)
    assert topic in {e.topic for e in found}
    assert all(text[e.start : e.end] == e.text for e in found)


@pytest.mark.parametrize("text", NO_SCENES)
def test_half_a_scene_is_none(text: str) -> None:
    assert escalations(text) == ()
    assert hints(text) == ()


def test_a_hint_asks_and_changes_nothing() -> None:
    text = "You never plan ahead. It is not safe to lift it like that."
    assert [h.topic for h in hints(text)] == ["safety"]
    assert escalations(text) == ()
    assert reframe(text).changed


def test_what_escalates_is_no_hint() -> None:
    assert hints("I feel uncomfortable: he put his hand on my knee again.") == ()


def test_the_calm_and_the_learning_messages_neither_escalate_nor_hint_often() -> None:
    files = [*(SET / "calm").glob("dev_*.jsonl"), *(SET / "learning").glob("learn_*.jsonl")]
    texts = [json.loads(line)["text"] for f in files for line in f.read_text("utf-8").splitlines()]
    assert len(texts) > 800
    assert [text for text in texts if escalations(text)] == []
    assert sum(bool(hints(text)) for text in texts) <= 0.02 * len(texts)


def test_the_probe_that_may_be_read_is_recognised_without_false_alarms() -> None:
    lines = (SET / "escalation" / "probe_01.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    missed = [r["id"] for r in rows if r["escalate"] and not escalations(r["text"])]
    wrong = [r["id"] for r in rows if not r["escalate"] and escalations(r["text"])]
    assert (missed, wrong) == ([], [])


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "İ touched my shoulder", "’’’", "a" * 5000])
def test_odd_texts_are_read_without_fault(text: str) -> None:
    assert all(text[e.start : e.end] == e.text for e in (*escalations(text), *hints(text)))


@pytest.mark.parametrize(("topic", "text"), REAL)
def test_each_topic_is_recognised_with_its_place(topic: str, text: str) -> None:
    found = escalations(text)
    assert topic in {e.topic for e in found}
    assert all(text[e.start : e.end] == e.text for e in found)


def test_every_topic_has_examples() -> None:
    assert {topic for topic, _ in REAL} == set(TOPICS)


@pytest.mark.parametrize("text", FIGURES)
def test_figures_of_speech_are_none(text: str) -> None:
    assert escalations(text) == ()


@pytest.mark.parametrize(("topic", "text"), REAL)
def test_what_escalates_is_never_softened(topic: str, text: str) -> None:
    done = reframe(f"You idiots. {text}")
    assert done.escalate
    assert done.reframed == f"You idiots. {text}"
    assert done.edits == ()


def test_the_set_escalates_where_its_writer_says_so_and_nowhere_else() -> None:
    rows = [
        json.loads(line)
        for f in sorted((SET / "charged").glob("dev_*.jsonl"))
        for line in f.read_text("utf-8").splitlines()
    ]
    missed = [
        r["id"]
        for r in rows
        if r["escalate"] and r["escalate"] not in {e.topic for e in escalations(r["text"])}
    ]
    wrong = [r["id"] for r in rows if not r["escalate"] and escalations(r["text"])]
    assert missed == []
    assert len(wrong) <= 0.01 * len(rows), wrong
