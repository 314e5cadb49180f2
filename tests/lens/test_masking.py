"""Names behind placeholders come back exactly."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bothways.lens import mask
from bothways.terms import Refusal

NAMES = [
    "Acme",
    "Acme Corp",
    "Will",
    "May",
    "Grace",
    "Zoë",
    "O'Brien",
    "Yahoo!",
    "AT&T",
    "张伟",
    "Müller & Söhne",
    "NAME_1",
    "NAME",
    "NAMEA",
    "X",
    "İpek",
    "1&1",
    "Straße",
    "$",
    "(Acme)",
    r"A\1",
]
pieces = st.sampled_from(
    [
        *NAMES,
        "acme",
        "ACME",
        "will",
        "'s",
        "’s",
        "s",
        " ",
        "\n",
        "5",
        "_",
        "NAME_2",
        "name 1",
        "NAMEA_1",
        "NAMEB",
        "[[1]]",
        ", ",
        ". ",
        "not",
        "€5",
        unicodedata.normalize("NFD", "Zoë"),
        "٣",
    ]
)
texts = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=14).map("".join))
names = st.lists(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), max_size=8)


@given(texts, names)
@example("NAME Acme 5", ["Acme"])
@example("张伟5 and 张伟", ["张伟"])
@example("NAME_1NAMEA_1", ["NAME_1"])
def test_there_and_back_is_exact(text: str, names: list[str]):
    masked = mask(text, names)
    assert masked.unmask(masked.text) == text


@given(texts, names)
def test_placeholders_are_none_of_the_texts_own_words(text: str, names: list[str]):
    masked = mask(text, names)
    for placeholder, found in masked.names:
        assert placeholder not in text
        assert found in text
    assert len({placeholder for placeholder, _ in masked.names}) == len(masked.names)
    assert len({found for _, found in masked.names}) == len(masked.names)


@given(st.sampled_from(["Hartmann", "Acme Corp", "Zoë", "O'Brien", "张伟", "AT&T"]), texts, texts)
def test_no_name_stays_where_it_stands_alone(name: str, before: str, after: str):
    masked = mask(f"{before} {name} {after}", [name])
    assert f" {name} " not in masked.text


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Acme's CFO, acme and ACME.", ["Acme"], "NAME_1's CFO, NAME_2 and NAME_3."),
        ("Acme Corp owes Acme.", ["Acme", "Acme Corp"], "NAME_1 owes NAME_2."),
        ("We will see Will in May; may I?", ["Will", "May"], "We will see NAME_1 in NAME_2; may I?"),
        ("Acmeist is no Acme", ["Acme"], "Acmeist is no NAME_1"),
        ("Acme\nCorp waits", ["Acme Corp"], "NAME_1 waits"),
        ("Both Acmes wait, and Acme’s boss", ["Acme"], "Both NAME_1s wait, and NAME_1’s boss"),
        ("NAME_1 met Acme", ["Acme"], "NAME_1 met NAMEA_1"),
        ("name 1 met Acme", ["Acme"], "name 1 met NAMEA_1"),
        ("我们与张伟5月见面", ["张伟"], "我们与NAME_1月见面"),
        ("Nobody", [], "Nobody"),
        ("", ["Acme"], ""),
        ("Acme", ["", "  "], "Acme"),
    ],
)
def test_what_is_masked(text: str, names: list[str], expected: str):
    assert mask(text, names).text == expected


def test_a_name_is_found_in_either_way_of_writing_its_letters():
    for written in ("NFC", "NFD"):
        for handed in ("NFC", "NFD"):
            text = f"Tell {unicodedata.normalize(written, 'Zoë')} now"
            assert mask(text, [unicodedata.normalize(handed, "Zoë")]).text == "Tell NAME_1 now"


def test_names_move_freely():
    masked = mask("Priya owes Acme 5.", ["Priya", "Acme"])
    assert masked.unmask("NAME_2 gets 5 from NAME_1, says NAME_1.") == "Acme gets 5 from Priya, says Priya."


@pytest.mark.parametrize(
    ("wording", "what"),
    [
        ("NAME_1 owes 5.", "missing"),
        ("NAME_1 owes NAME_2 and NAME_3 5.", "unknown"),
        ("NAME_1 owes NAME_2 and NAME_12 5.", "unknown"),
        ("NAME_1 owes NAME_2, not name_1.", "bent"),
        ("NAME_1 owes NAME_2, not NAME 1.", "bent"),
        ("NAME_1 owes NAME_2, not NAME-1.", "bent"),
        ("NAME_1 owes NAME_2, not NAME1.", "bent"),
        ("NAME_1 owes NAME_2, not NAME_01.", "bent"),
        ("NAME_1 owes NAME_2, not NAME\\_1.", "bent"),
        ("Priya owes Acme 5.", "missing"),
        ("", "missing"),
    ],
)
def test_what_can_not_be_put_back_is_refused(wording: str, what: str):
    masked = mask("Priya owes Acme 5.", ["Priya", "Acme"])
    with pytest.raises(Refusal) as refused:
        masked.unmask(wording)
    assert refused.value.code == "masking-broken"
    assert refused.value.data[what]


def test_masking_takes_linear_time():
    import time  # noqa: PLC0415

    def seconds(times: int) -> float:
        text = "Acme and Priya owe NAME NAME 5. " * times
        begin = time.process_time()
        masked = mask(text, ["Acme", "Priya"])
        assert masked.unmask(masked.text) == text
        return time.process_time() - begin

    seconds(100)
    assert min(seconds(8000) for _ in range(3)) < 16 * min(seconds(1000) for _ in range(3)) + 0.05
