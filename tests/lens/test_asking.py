"""A model's wording is used only where it is proved, whatever the model says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bothways.lens import Model, Prompt, receipt, reframe, reframe_with
from bothways.lens.additions import added
from bothways.lens.charge import charge
from bothways.lens.escalate import escalations, hints
from bothways.terms import Refusal

TEXT = (
    "This is ridiculous!!! Hartmann will not sign the 240,000 EUR order unless you idiots deliver by 5 May."
)
CALM = "Hartmann will not sign the 240,000 EUR order unless you deliver by 5 May."
NAMES = ["Hartmann"]


@dataclass
class Scripted:
    """A model on this machine that says what it was told to say."""

    says: Sequence[str | Refusal]
    count: int = 3
    name: str = "scripted"
    where: str = "nowhere"
    local: bool = True
    prompts: list[Prompt] = field(default_factory=list)
    ended: bool = False

    def candidates(self, prompts: Iterable[Prompt]) -> Iterator[str]:
        try:
            for prompt, said in zip(prompts, self.says, strict=False):
                self.prompts.append(prompt)
                if isinstance(said, Refusal):
                    raise said
                yield said
        finally:
            self.ended = True


def test_a_scripted_model_is_a_model():
    assert isinstance(Scripted([]), Model)


def test_the_first_wording_that_passes_is_used_and_no_more_are_asked_for():
    model = Scripted(["", CALM, "Never asked for."])
    done = reframe_with(model, TEXT, names=NAMES)
    assert done.reframed == CALM
    assert done.worded_by == "scripted"
    assert [c.code for c in done.candidates] == ["empty", "passed"]
    assert len(model.prompts) == 2
    assert model.ended
    assert done.reframing.changed
    assert done.reframing.edits == ()
    assert done.reframing.charge == reframe(TEXT, names=NAMES).charge
    assert done.reframing.simplified.happened or done.reframing.simplified.matters or done.reframing.lens


def test_no_more_wordings_than_agreed_are_taken_from_a_model_that_gives_more():
    model = Scripted(["I resign."] * 50, count=2)
    model.candidates = lambda prompts: iter(["I resign."] * 50)  # type: ignore[method-assign]
    done = reframe_with(model, TEXT, names=NAMES)
    assert len(done.candidates) == 2


def test_what_went_wrong_with_the_model_stands_in_the_result():
    done = reframe_with(
        Scripted(["I resign.", Refusal("model-slow", "It took too long.")]), TEXT, names=NAMES
    )
    assert done.worded_by == "rules"
    assert done.reframing == reframe(TEXT, names=NAMES)
    assert done.refused is not None
    assert done.refused.code == "model-slow"
    assert "It took too long." in done.why
    assert "none of 1 wording of scripted passed" in done.why


def test_a_model_without_a_word():
    done = reframe_with(Scripted([]), TEXT, names=NAMES)
    assert done.worded_by == "rules"
    assert done.why == "Worded by the rules: scripted gave no wording."


def test_the_account_can_be_written_as_json():
    import json  # noqa: PLC0415

    done = reframe_with(Scripted(["I resign.", CALM]), TEXT, names=NAMES)
    said: dict[str, Any] = json.loads(json.dumps(done.as_dict()))
    assert said["worded_by"] == "scripted"
    assert said["candidates"][0]["code"] == "receipt-not-clean"
    assert said["candidates"][1]["receipt"]["verdict"] == "clean"
    assert said["left_this_machine"] is False


def test_a_model_elsewhere_is_said_to_be_elsewhere():
    done = reframe_with(Scripted([CALM], local=False, where="models.example.com"), TEXT, names=NAMES)
    assert done.left
    assert done.sentences()[1] == "The message went to models.example.com, outside this machine."


def test_the_prompt_pins_the_facts_and_shows_no_example():
    model = Scripted([CALM])
    reframe_with(model, TEXT, names=NAMES)
    (prompt,) = model.prompts
    for fact in ('- name: "Hartmann"', '"240,000 EUR"', '"Hartmann will not sign the', "deliver by 5 May"):
        assert fact in prompt.user
    # No digit but the message's own and its marks': an example's facts come back as answers.
    assert not any(letter.isdigit() for letter in prompt.system)
    assert TEXT not in prompt.system


def test_facts_handed_in_for_the_lens_are_not_sent():
    model = Scripted([CALM])
    done = reframe_with(model, TEXT, names=NAMES, facts=["Hartmann pays 9,999 EUR a month."])
    assert "9,999" not in model.prompts[0].user
    assert any("9,999" in line.text for line in done.reframing.lens)


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("violence", "I am afraid of him when he is on the shift."),
        ("self-harm", "I can't cope any more and nobody cares if I am here."),
    ],
)
@pytest.mark.parametrize("masked", [False, True])
def test_what_may_be_about_violence_or_self_harm_is_not_sent(topic: str, said: str, masked: bool):
    text = f"You idiots lost the order of 3 May!!! {said}"
    assert escalations(text) == ()
    model = Scripted(["You lost the order of 3 May."])
    done = reframe_with(model, text, masked=masked)
    assert model.prompts == []
    assert (done.sent, done.left, done.worded_by) == (False, False, "rules")
    assert done.reframing == reframe(text)
    assert topic in done.why
    assert done.sentences()[-1] == "Nothing was sent to the model."


def test_other_hints_ask_their_author_and_the_message_goes_its_way():
    text = "You idiots lost the order of 3 May!!! It is not safe to lift it like that."
    assert [hint.topic for hint in hints(text)] == ["safety"]
    assert reframe_with(Scripted([""]), text).sent


@pytest.mark.parametrize("audience", ["executives", "staff"])
def test_the_reader_is_told_to_the_model(audience: Any):
    model = Scripted([CALM])
    reframe_with(model, TEXT, names=NAMES, audience=audience)
    assert ("executive" in model.prompts[0].user) == (audience == "executives")


def test_an_unknown_audience_is_refused_before_anything_is_sent():
    model = Scripted([CALM])
    with pytest.raises(Refusal):
        reframe_with(model, TEXT, audience="press")  # type: ignore[arg-type]
    assert model.prompts == []


def test_masked_prompts_hold_no_name_handed_in_or_shown():
    text = "You idiots!!! Hartmann told Okafor that Priya will not pay 5,000 EUR by 5 May."
    model = Scripted(["NAME_1.", "NAME_1 and NAME_2.", ""])
    done = reframe_with(model, text, names=["Hartmann"], masked=True)
    assert done.masked == 3
    for prompt in model.prompts:
        for name in ("Hartmann", "Okafor", "Priya"):
            assert name not in prompt.user
    assert {c.code for c in done.candidates} == {"names-not-put-back"}


def test_masking_knows_parts_of_names_and_addresses():
    text = "Priya is late, you clowns!!! Mail nair@acme.example or Mr Nair of New York Foods by 5 May."
    model = Scripted([""])
    reframe_with(model, text, names=["Priya Nair", "New York Foods"], masked=True)
    for piece in ("Priya", "Nair", "nair", "acme", "York", "Foods"):
        assert piece not in model.prompts[0].user


MAIL = "You idiots lost the Acme order.\n\n> We will pay 5,000 EUR.\n> Ignore this line."


def test_quoted_history_must_come_back_as_it_is():
    good = "You lost the Acme order.\n\n> We will pay 5,000 EUR.\n> Ignore this line."
    model = Scripted([good.replace("will pay", "shall pay"), good.replace("> Ignore this line.", ""), good])
    done = reframe_with(model, MAIL, names=["Acme"])
    assert [c.code for c in done.candidates][:2] == ["quoted-lines-changed"] * 2
    assert done.reframed == good or done.candidates[-1].code != "quoted-lines-changed"


ADDED = ["Sorry. ", "Please be aware, perhaps. ", "Thanks! ", "Here is the calmer version: "]
PARTS = st.sampled_from(
    [
        CALM,
        TEXT,
        *ADDED,
        "Hartmann",
        "will not sign",
        "will sign",
        "the 240,000 EUR order",
        "unless",
        "if",
        "you deliver",
        "we deliver",
        "by 5 May",
        "on 5 May",
        "by 6 May",
        "idiots",
        "!!!",
        "not",
        "never",
        ".",
        ",",
        "and",
        "NAME_1",
        "{}",
        "\x00",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(st.text(max_size=80), st.lists(PARTS, max_size=12).map(" ".join)), max_size=3),
    st.booleans(),
)
def test_any_wording_at_all_is_the_rules_or_proved(says: list[str], masked: bool):
    own = reframe(TEXT, names=NAMES)
    done = reframe_with(Scripted(says), TEXT, names=NAMES, masked=masked)
    assert len(done.candidates) <= len(says)
    if done.worded_by == "rules":
        assert done.reframing == own
        assert not any(c.passed for c in done.candidates)
        return
    assert receipt(TEXT, done.reframed, names=NAMES).verdict == "clean"
    assert done.reframing.receipt.verdict == "clean"
    left = len(charge(done.reframed, names=NAMES))
    assert left == 0 or left < len(charge(own.reframed, names=NAMES))
    assert added(TEXT, done.reframed) is None
    assert "NAME_" not in done.reframed


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_message_and_any_wording(text: str, wording: str):
    model = Scripted([wording])
    done = reframe_with(model, text)
    held_back = {"violence", "self-harm"} & {hint.topic for hint in hints(text)}
    assert done.sent == bool(reframe(text).charge and not reframe(text).escalate and not held_back)
    assert done.sent == bool(model.prompts)
    if done.worded_by != "rules":
        assert receipt(text, done.reframed).verdict == "clean"
        assert done.reframed == wording.strip()


@pytest.mark.parametrize(
    ("original", "wording", "code"),
    [
        ("You clowns lost it.", "Unfortunately, sorry, you lost it.", "adds-apology"),
        ("You clowns lost it.", "Thank you, you lost it.", "adds-thanks"),
        ("You clowns lost it.", "You lost it, but keep up the good work.", "adds-cheer"),
        ("You clowns lost it.", "It seems you lost it.", "adds-hedge"),
        ("You clowns lost it.", "As an AI, I say you lost it.", "talks-about-itself"),
        ("You clowns lost it.", "You lost it: mail me@x.example", "adds-address"),
        ("You clowns lost it.", "You lost it.\x07", "hidden-characters"),
        ("You clowns lost it.", "You lost it. " * 9, "too-long"),
        ("You clowns lost it here.", "You lost it. You lost it.", "repeats"),
    ],
)
def test_what_a_wording_adds(original: str, wording: str, code: str):
    found = added(original, wording)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, thanks, perhaps it seems we hope to hear; mail me@x.example.",
        "They refused to pay. They refused to pay.",
        "Bonjour 👩‍💻 — schön",
    ],
)
def test_what_the_message_itself_says_is_no_addition(text: str):
    assert added(text, text) is None
