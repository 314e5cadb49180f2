"""The audit log's chain: nothing in it is changed unnoticed, and words can still be erased."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.terms.chain import START, Entry, chained, erased, verified
from bothways.terms.refusal import Refusal

words = st.lists(st.text(max_size=20), min_size=1, max_size=8)


def salt(n: int) -> bytes:
    return sha256(str(n).encode()).digest()[:16]


def log(payloads: list[str]) -> list[Entry]:
    made: list[Entry] = []
    for payload in payloads:
        made.append(chained(made[-1] if made else None, payload=payload, salt=salt(len(made))))
    return made


def without(entries: list[Entry], number: int) -> list[Entry]:
    stone, said = erased(
        entries, number=number, payload="at the person's wish", salt=salt(900 + len(entries))
    )
    return [stone if entry.number == number else entry for entry in entries] + [said]


@given(words)
def test_what_was_written_holds(payloads: list[str]):
    entries = log(payloads)
    done = verified(entries, head=entries[-1].link)
    assert (done.holds, done.entries, done.erased, done.broken) == (True, len(payloads), (), None)


def test_an_empty_log_holds_and_its_head_is_the_start():
    assert verified([], head=START).holds
    assert not verified([], head="1" * 64).holds


@settings(max_examples=300, deadline=None)
@given(words, st.data())
def test_any_change_is_found_where_it_is(payloads: list[str], data: st.DataObject):
    entries = log(payloads)
    at = data.draw(st.integers(0, len(entries) - 1))
    one = entries[at]
    field, value = data.draw(
        st.sampled_from(
            [
                ("payload", one.payload + "!"),
                ("salt", "ff" * 16),
                ("salt", "no salt"),
                ("payload", None),
                ("salt", None),
                ("digest", "0" * 64),
                ("link", "0" * 64),
                ("number", one.number + 1),
                ("erases", at + 1),
                ("erases", -1),
            ]
        )
    )
    done = verified([replace(e, **{field: value}) if e is one else e for e in entries])
    assert not done.holds
    assert done.broken == at + 1
    assert f"Entry {at + 1}" in done.sentence


@given(st.lists(st.text(max_size=9), min_size=3, max_size=8), st.data())
def test_an_entry_taken_out_put_in_or_moved_is_found(payloads: list[str], data: st.DataObject):
    entries = log(payloads)
    at = data.draw(st.integers(0, len(entries) - 2))
    assert verified(entries[:at] + entries[at + 1 :]).broken == at + 1
    assert verified([*entries[: at + 1], *entries[at:]]).broken == at + 2
    swapped = [*entries[:at], entries[at + 1], entries[at], *entries[at + 2 :]]
    assert verified(swapped).broken == at + 1


@given(words, st.text(max_size=9))
def test_words_changed_with_their_digest_and_link_break_the_next(payloads: list[str], other: str):
    entries = log([*payloads, "last"])
    at = len(entries) // 2
    forged = chained(entries[at - 1] if at else None, payload=other + "forged", salt=salt(77))
    done = verified([*entries[:at], forged, *entries[at + 1 :]], head=entries[-1].link)
    assert done.broken == at + 2  # the next entry, or the noted head where there is none


@given(words)
def test_a_cut_end_and_a_log_written_anew_show_against_a_noted_head(payloads: list[str]):
    entries = log([*payloads, "last"])
    head = entries[-1].link
    assert verified(entries[:-1]).holds  # nothing in the chain itself can tell
    assert verified(entries[:-1], head=head).broken == len(entries)
    anew = log(["another story" for _ in entries])
    assert verified(anew).holds
    assert not verified(anew, head=head).holds


@settings(max_examples=200, deadline=None)
@given(words, st.data())
def test_erased_words_are_gone_and_the_chain_still_holds(payloads: list[str], data: st.DataObject):
    entries = log(["secret " + payload for payload in payloads])
    numbers = data.draw(st.sets(st.sampled_from([e.number for e in entries])))
    for number in sorted(numbers):
        entries = without(entries, number)
    done = verified(entries, head=entries[-1].link)
    assert done.holds
    assert done.erased == tuple(sorted(numbers))
    for number in numbers:
        stone = entries[number - 1]
        assert stone.is_erased
        assert stone.salt is None
        assert "secret" not in repr(stone)


def test_an_erasure_that_nobody_wrote_down_is_a_break():
    entries = log(["a", "b", "c"])
    silent = [entries[0], replace(entries[1], payload=None, salt=None), entries[2]]
    done = verified(silent)
    assert done.broken == 2
    assert "no entry says" in done.sentence
    # The note about another entry doesn't cover it, nor does one that stands before it.
    other = without(entries, 1)
    assert verified([other[0], replace(other[1], payload=None, salt=None), *other[2:]]).broken == 2


def test_an_erasure_can_be_erased_itself_and_what_it_did_is_still_known():
    entries = without(without(log(["a", "b"]), 1), 3)
    done = verified(entries)
    assert (done.holds, done.erased, entries[2].erases) == (True, (1, 3), 1)


def test_the_same_words_look_different_each_time_and_can_not_be_guessed():
    one, two = log(["Kim was warned.", "Kim was warned."])
    assert one.digest != two.digest
    with pytest.raises(Refusal) as no:
        chained(None, payload="x", salt=b"short")
    assert no.value.code == "salt-short"


def test_a_log_can_be_checked_from_where_it_was_checked_before():
    entries = log(list("abcdef"))
    assert verified(entries[3:], after=entries[2].link, number=4, head=entries[-1].link).holds
    assert verified(entries[3:], after=entries[1].link, number=4).broken == 4


@pytest.mark.parametrize(("number", "code"), [(9, "no-such-entry"), (1, "erased-already")])
def test_what_can_not_be_erased(number: int, code: str):
    entries = without(log(["a"]), 1)
    with pytest.raises(Refusal) as no:
        erased(entries, number=number, payload="x", salt=salt(1))
    assert no.value.code == code


def test_the_first_links_are_those_of_the_method_page():
    # Worked by hand with sha256sum: docs/method/audit-chain.md.
    first = chained(None, payload="Ada signed in.", salt=bytes(16))
    digest = sha256(b"bothways entry\0\0\0\0\x10" + bytes(16) + b"Ada signed in.").hexdigest()
    link = sha256(b"bothways link\x001\x00" + b"0" * 64 + b"\x00" + digest.encode() + b"\x000").hexdigest()
    assert (first.digest, first.link) == (digest, link)
