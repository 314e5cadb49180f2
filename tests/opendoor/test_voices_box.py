"""Keys, tickets, the closed box, and what comes out of it."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.opendoor.disclosure import Rules
from bothways.opendoor.voices import (
    BOX_KEY,
    Contents,
    Crowd,
    Letter,
    back_together,
    check_ticket,
    contents_of,
    due,
    handed_ticket,
    key_opens,
    may_be_anonymous,
    new_key,
    put,
    read_key,
    release,
    resealed,
    sealed,
    shuffled,
    stored_of,
)
from bothways.opendoor.voices.keys import _SIGNS
from bothways.terms import Refusal, Side

SECRET = b"an installation's own secret"
DAY = date(2026, 9, 7)
TEAM = [f"rep {n}" for n in range(7)]
chance = secrets.token_bytes
KEY = bytes(range(BOX_KEY))


def seeded(seed: int):
    return random.Random(seed).randbytes


def code_of(call, *args, **more) -> str:
    with pytest.raises(Refusal) as no:
        call(*args, **more)
    return no.value.code


# The key.


@given(st.binary(min_size=17, max_size=17), st.randoms(use_true_random=False))
def test_a_key_is_read_however_it_is_typed(raw: bytes, how: random.Random):
    key = new_key(random_bytes=lambda n: raw[:n])
    alike = {"0": "0Oo", "1": "1IiLl"}
    typed = ""
    for sign in key.printed:
        written = how.choice(alike[sign]) if sign in alike else how.choice([sign, sign.lower()])
        typed += "" if sign == "-" and how.random() < 0.5 else written + how.choice(["", "", " ", "  "])
    assert read_key(typed) == key
    assert key_opens(stored_of(key, secret=SECRET), key=read_key(typed), secret=SECRET)


@given(st.binary(min_size=17, max_size=17), st.integers(0, 27), st.integers(1, 31))
def test_every_wrong_sign_is_noticed(raw: bytes, place: int, step: int):
    plain = list(new_key(random_bytes=lambda n: raw[:n]).printed.replace("-", ""))
    plain[place] = _SIGNS[(_SIGNS.index(plain[place]) + step) % 32]
    assert code_of(read_key, "".join(plain)) == "key-typo"


@given(st.binary(min_size=17, max_size=17), st.integers(0, 24))
def test_two_neighbours_exchanged_are_noticed(raw: bytes, place: int):
    plain = list(new_key(random_bytes=lambda n: raw[:n]).printed.replace("-", ""))
    if plain[place] != plain[place + 1]:
        plain[place], plain[place + 1] = plain[place + 1], plain[place]
        assert code_of(read_key, "".join(plain)) == "key-typo"


def test_a_key_has_130_bits_that_all_count():
    # Each bit of chance that is used changes the key; the six that are not used change nothing.
    base = new_key(random_bytes=bytes).printed
    changed = sum(
        new_key(random_bytes=lambda n, b=bit: (1 << b).to_bytes(n, "big")).printed != base
        for bit in range(136)
    )
    assert changed == 130


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "key-length"),
        ("ABCD-EFGH", "key-length"),
        ("U" * 28, "key-typo"),
        ("é" * 28, "key-typo"),
        ("0" * 501, "key-length"),
    ],
)
def test_no_key_is_told_kindly_and_never_repeated(typed: str, code: str):
    with pytest.raises(Refusal) as no:
        read_key(typed)
    assert no.value.code == code
    assert no.value.hint
    assert not typed or typed not in str(no.value)
    assert no.value.data == {}


def test_a_key_stands_in_no_log_and_its_digest_tells_nothing():
    key = new_key(random_bytes=chance)
    for group in key.printed.split("-"):
        assert group not in repr(key)
        assert group not in f"{key}"
    stored = stored_of(key, secret=SECRET)
    assert len(stored) == 64
    assert stored != stored_of(key, secret=SECRET + b"!")
    assert not key_opens(stored, key=new_key(random_bytes=chance), secret=SECRET)
    assert not key_opens("ünsinn", key=key, secret=SECRET)
    assert code_of(stored_of, key, secret=b"short") == "secret-short"


# Who may send.


@pytest.mark.parametrize("eligible", range(30))
@pytest.mark.parametrize("rules", [None, Rules(k=3), Rules(k=8)])
def test_who_is_too_few_can_not_be_anonymous_and_reads_why(eligible: int, rules: Rules | None):
    found = may_be_anonymous(eligible, side=Side.STAFF, rules=rules)
    least = (rules or Rules()).least
    assert found.possible is (eligible >= least)
    assert found.least == least >= 4
    assert ("Not covered" in found.sentence) is found.possible
    assert found.possible or "with your name" in found.sentence


def test_no_rule_goes_under_three():
    with pytest.raises(Refusal):
        may_be_anonymous(12, side=Side.STAFF, rules=Rules(k=2))
    assert code_of(may_be_anonymous, -1, side=Side.STAFF) == "no-such-side"


def test_a_ticket_is_for_its_batch_and_says_nothing_else():
    ticket = handed_ticket("north/2026-09-07", secret=SECRET, random_bytes=chance)
    serial = check_ticket(ticket, batch="north/2026-09-07", secret=SECRET)
    assert len(serial) == 32
    for batch, secret in (
        ("north/2026-09-08", SECRET),
        ("south/2026-09-07", SECRET),
        ("north/2026-09-07", SECRET[::-1]),
    ):
        assert code_of(check_ticket, ticket, batch=batch, secret=secret) == "ticket"
    for other in (
        "",
        "nonsense",
        ticket[:-2],
        ticket + "00",
        "0" + ticket[1:] if ticket[0] != "0" else "1" + ticket[1:],
    ):
        assert code_of(check_ticket, other, batch="north/2026-09-07", secret=SECRET) == "ticket"
    # Handed with the same chance, it is the same for everybody: nothing of the person can be in it.
    assert len({handed_ticket("b", secret=SECRET, random_bytes=bytes) for _ in TEAM}) == 1
    assert code_of(handed_ticket, "b", secret=b"", random_bytes=bytes) == "secret-short"


# The box.


def letter(text: str, voice: str = "") -> Letter:
    return Letter(voice, {"text": text})


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=200)), max_size=20))
def test_a_box_gives_back_what_was_put_in_and_is_always_as_long(sent: list[tuple[str, str]]):
    box = empty = sealed(Contents(), key=KEY, random_bytes=chance, size=65_536)
    for voice, text in sent:
        serial = "" if voice else chance(16).hex()
        box = put(box, letter=letter(text, voice), key=KEY, random_bytes=chance, serial=serial)
        assert len(box) == len(empty)
    found = contents_of(box, key=KEY)
    assert found.letters == tuple(letter(text, voice) for voice, text in sent)
    assert len(found.spent) == sum(not voice for voice, _ in sent)
    assert contents_of(resealed(box, key=KEY, random_bytes=chance), key=KEY) == found


def test_a_closed_box_looks_the_same_whatever_is_in_it():
    # Every byte of a full and of an empty box is as good as chance, and a touched one differs everywhere.
    full = sealed(Contents(tuple(letter("a" * 900) for _ in range(60))), key=KEY, random_bytes=chance)
    empty = sealed(Contents(), key=KEY, random_bytes=chance)
    again = resealed(empty, key=KEY, random_bytes=chance)
    assert len(full) == len(empty) == len(again)
    for one, other in ((full, empty), (empty, again)):
        same = sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
        assert same == pytest.approx(1 / 256, abs=0.0015)
    for box in (full, empty):
        share = max(Counter(box).values()) / len(box)
        assert share == pytest.approx(1 / 256, rel=0.2)


def test_a_box_refuses():
    box = sealed(Contents(), key=KEY, random_bytes=chance, size=2_000)
    assert code_of(put, box, letter=letter("x"), key=KEY, random_bytes=chance) == "no-ticket"
    once = put(box, letter=letter("x"), key=KEY, random_bytes=chance, serial="s")
    assert code_of(put, once, letter=letter("y"), key=KEY, random_bytes=chance, serial="s") == "spent"
    assert (
        code_of(put, box, letter=letter("x" * 4001), key=KEY, random_bytes=chance, serial="s")
        == "letter-long"
    )
    assert (
        code_of(put, box, letter=letter("x" * 3000), key=KEY, random_bytes=chance, serial="s") == "box-full"
    )
    assert code_of(contents_of, box, key=KEY[::-1]) == "box-unreadable"
    assert code_of(contents_of, box[:-1] + bytes([box[-1] ^ 1]), key=KEY) == "box-unreadable"
    assert code_of(contents_of, b"", key=KEY) == "box-unreadable"
    assert code_of(sealed, Contents(), key=b"short", random_bytes=chance) == "box-key"


def test_the_old_key_opens_no_box_after_a_new_one_was_taken():
    box = sealed(Contents((letter("x"),)), key=KEY, random_bytes=chance)
    later = resealed(box, key=KEY, random_bytes=chance, new_key=KEY[::-1])
    assert code_of(contents_of, later, key=KEY) == "box-unreadable"
    assert contents_of(later, key=KEY[::-1]).letters == (letter("x"),)
    assert code_of(contents_of, box, key=KEY[::-1]) == "box-unreadable"


# What comes out.


def test_a_batch_ends_at_its_day_and_not_before():
    assert not due(DAY, today=DAY)
    assert due(DAY, today=date(2026, 9, 8))
    assert not due(DAY, today=date(2026, 9, 13), days=7)
    assert due(DAY, today=date(2026, 9, 14), days=7)
    assert code_of(due, DAY, today=DAY, days=0) == "batch-too-short"


@pytest.mark.parametrize("here", range(8))
def test_nothing_comes_out_until_enough_were_here(here: int):
    contents = Contents((letter("x"),), frozenset({"spent"}))
    done = release(contents, able=TEAM[:here], crowds={}, day=DAY, random_bytes=chance)
    assert done.emptied is (here >= 5)
    assert len(done.rows) == (here >= 5)
    if not done.emptied:
        assert done.held == contents  # the batch goes on: its tickets stay spent
    else:
        assert done.held == Contents()
        assert (done.rows[0].new, done.rows[0].day, dict(done.rows[0].fields)) == (True, DAY, {"text": "x"})


def test_a_letter_waits_until_enough_of_its_crowd_are_back():
    contents = Contents((letter("agreed", "v1"), letter("agreed", "v2"), letter("new")))
    v1, v2 = frozenset(TEAM[:6]), frozenset([*TEAM[2:], "x", "y", "z", "u", "w"])
    here = frozenset([*TEAM[2:], "z"])
    done = release(
        contents, able=here, crowds={"v1": Crowd(v1), "v2": Crowd(v2)}, day=DAY, random_bytes=chance
    )
    assert sorted(row.voice for row in done.rows if not row.new) == []  # four of v2 would be left over
    held = {one.voice for one in done.held.letters}
    assert held == {"v1", "v2"}
    new = next(row.voice for row in done.rows)
    assert done.crowds == {new: here}
    later = release(
        done.held,
        able=[*TEAM[:5], *"xyzuw"],
        crowds={
            "v1": Crowd(v1, back=(here, here, frozenset(TEAM[:5]))),
            "v2": Crowd(v2, back=(here, here, frozenset("xyzuw"))),
        },
        day=DAY,
        random_bytes=chance,
    )
    assert later.crowds == {"v1": v1, "v2": v2}
    assert later.held == Contents()
    assert code_of(release, contents, able=TEAM, crowds={}, day=DAY, random_bytes=chance) == "no-crowd"


def test_the_groups_of_the_method_page():
    crowd = frozenset("abcdefghij")
    days = [
        frozenset("abcd"),
        frozenset("abef"),
        frozenset("cdeg"),
        frozenset("fghi"),
        frozenset("hij"),
        frozenset("gj"),
    ]
    groups = [back_together(Crowd(crowd, tuple(days[:n])), here=days[n], least=5) for n in range(6)]
    assert groups == [frozenset()] * 2 + [frozenset("abcde")] + [frozenset()] * 2 + [frozenset("fghij")]
    eight = frozenset("abcdefgh")
    twice = (frozenset("abcde"),) * 2
    assert back_together(Crowd(eight, twice), here="fg", least=5) == frozenset()
    assert back_together(Crowd(eight, (*twice, frozenset("fgh"))), here="fgh", least=5) == eight


def test_once_all_were_back_a_late_letter_comes_out_with_the_next_group():
    people, all_back = frozenset("abcdefgh"), (frozenset("abcdefgh"),)

    def back(days: tuple[frozenset[str], ...], here: str) -> frozenset[str]:
        return back_together(Crowd(people, days), here=here, least=4, visits=1)

    assert back((), "abcdefgh") == people
    assert back(all_back, "abc") == frozenset()
    assert back(all_back, "abcd") == frozenset("abcd")
    assert back((*all_back, frozenset("abc")), "ad") == frozenset("abcd")


def test_whoever_was_here_in_one_batch_alone_does_not_count_as_back():
    people = frozenset("abcdefgh")
    often, once = frozenset("abcd"), frozenset("efgh")
    assert back_together(Crowd(people), here=people, least=4) == frozenset()
    assert back_together(Crowd(people, (people,)), here=often, least=4) == often
    # The others are back when they were here twice, too, and not sooner: whoever comes often has no more of a chance.
    assert back_together(Crowd(people, (people, often)), here=often, least=4) == frozenset()
    assert back_together(Crowd(people, (people, often)), here=once, least=4) == once
    assert back_together(Crowd(people, (often, often)), here=once, least=4) == frozenset()


@settings(max_examples=300, deadline=None)
@given(
    st.sets(st.integers(0, 11)).map(frozenset),
    st.lists(st.sets(st.integers(0, 13)).map(frozenset), min_size=1, max_size=8),
    st.integers(3, 6),
    st.integers(1, 3),
)
def test_whoever_answers_when_first_back_looks_like_least_others(people, batches, least, visits):
    def out_at(author: int, start: int) -> int | None:
        """Where the letter of an author comes out who writes as soon as they are here, from a batch on."""
        first = next((n for n in range(start, len(batches)) if author in batches[n]), None)
        if first is None:
            return None
        for n in range(first, len(batches)):
            if back_together(Crowd(people, tuple(batches[:n])), here=batches[n], least=least, visits=visits):
                return n
        return None

    came_out = {author: out_at(author, 0) for author in people}
    for n in set(came_out.values()) - {None}:
        alike = {author for author in people if came_out[author] == n}
        group = back_together(Crowd(people, tuple(batches[:n])), here=batches[n], least=least, visits=visits)
        assert len(alike) >= least
        assert alike >= group or group <= people  # later rounds may tell less, never more


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", "", "v1", "v2"]), st.text(max_size=5)), max_size=12),
    st.sets(st.sampled_from(TEAM)),
    st.sets(st.sampled_from(TEAM)),
    st.integers(0, 2**32),
)
def test_nothing_is_lost_and_letters_to_one_voice_keep_their_order(sent, able, crowd, seed):
    contents = Contents(tuple(letter(text, voice) for voice, text in sent))
    crowds = {"v1": Crowd(frozenset(crowd)), "v2": Crowd(frozenset(TEAM))}
    done = release(contents, able=able, crowds=crowds, day=DAY, random_bytes=seeded(seed))
    out = [Letter("" if row.new else row.voice, row.fields) for row in done.rows]
    assert Counter((one.voice, one.fields["text"]) for one in [*out, *done.held.letters]) == Counter(sent)
    for voice in crowds:
        assert [one for one in out if one.voice == voice] in (
            [],
            [one for one in contents.letters if one.voice == voice],
        )
    assert all(len(people) >= 5 for people in done.crowds.values())
    assert set(done.crowds) == {row.voice for row in done.rows}
    assert len({row.voice for row in done.rows if row.new}) == sum(row.new for row in done.rows)


@settings(max_examples=200, deadline=None)
@given(st.permutations(range(8)), st.integers(0, 2**32))
def test_the_rows_are_drawn_evenly_whatever_order_they_came_in(order: list[int], seed: int):
    # For one draw of chance, the places depend on the number of letters alone.
    came = [letter(str(n)) for n in range(8)]
    other = [letter(str(n)) for n in order]
    rows = [
        release(Contents(tuple(a)), able=TEAM, crowds={}, day=DAY, random_bytes=seeded(seed)).rows
        for a in (came, other)
    ]
    places = [[int(row.fields["text"]) for row in made] for made in rows]
    assert [order[n] for n in places[0]] == places[1]
    assert [row.voice for row in rows[0]] == [row.voice for row in rows[1]]


def test_every_order_is_as_likely_as_any_other():
    seen = Counter(tuple(shuffled("abcd", random_bytes=seeded(n))) for n in range(24_000))
    assert len(seen) == 24
    chi = sum((count - 1000) ** 2 / 1000 for count in seen.values())
    assert chi < 49.7  # 99.9 % of 23 degrees of freedom
