"""The content hash, and the building steps of the engine that a wrong answer could hide in."""

from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.evidence import engine as e
from bothways.evidence.tables import SIGNALS

CELLS = st.one_of(
    st.none(), st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
)


def hash_of(rows):
    con = e.connect()
    e.empty_table(con, SIGNALS)
    columns = {c.name: (c.type, [row.get(c.name) for row in rows]) for c in SIGNALS.columns}
    e.fill(con, SIGNALS, e.of_values(con, columns, name="rows"))
    value = e.content_hash(con, SIGNALS)
    con.close()
    return value


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"signal_id": CELLS, "subject": CELLS, "score": st.one_of(st.none(), st.floats(-9, 9))}
        ),
        max_size=4,
    ),
    extra=st.randoms(),
)
def test_order_changes_nothing_and_a_duplicate_does(rows, extra):
    shuffled = list(rows)
    extra.shuffle(shuffled)
    assert hash_of(rows) == hash_of(shuffled)
    if rows:
        assert hash_of([*rows, rows[0]]) != hash_of(rows)
        assert hash_of([*rows, rows[0], rows[0]]) != hash_of([*rows, rows[0]])


def test_null_and_empty_and_shifted_cells_are_different():
    one = {"signal_id": "a", "subject": "b"}
    assert hash_of([one]) != hash_of([{"signal_id": "a", "subject": "b", "text": ""}])
    assert hash_of([{"signal_id": "a", "subject": None, "text": "b"}]) != hash_of(
        [{"signal_id": "a", "subject": "b", "text": None}]
    )
    assert hash_of([{"signal_id": "ab"}]) != hash_of([{"signal_id": "a", "kind": "b"}])


def test_the_hash_is_the_sum_of_each_rows_md5_so_that_no_version_changes_it():
    rows = [{"signal_id": "a", "score": 1.5, "at_day": 3}, {"signal_id": "b", "text": "é"}]
    total = 0
    for row in rows:
        text = "\x1f".join(str(row.get(name, "\x1e")) for name in SIGNALS.names)
        total += int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[8:], "little")
    assert hash_of(rows) == f"2:{total}"


@settings(max_examples=30, deadline=None)
@given(
    texts=st.lists(CELLS, max_size=5),
    numbers=st.lists(st.one_of(st.none(), st.integers(-(2**62), 2**62)), max_size=5),
)
def test_values_come_back_as_they_went_in(texts, numbers):
    con = e.connect()
    assert [r[0] for r in e.rows(e.of_values(con, {"t": ("VARCHAR", texts)}, name="t"))] == texts
    assert [r[0] for r in e.rows(e.of_values(con, {"n": ("BIGINT", numbers)}, name="n"))] == numbers
    con.close()


def test_a_lookup_never_doubles_or_drops_a_row():
    con = e.connect()
    left = e.of_values(con, {"k": ("VARCHAR", ["a", None, "b", "a"])}, name="l")
    right = e.of_values(con, {"key": ("VARCHAR", ["a", "c"]), "v": ("INTEGER", [1, 2])}, name="r")
    assert sorted(e.rows(e.lookup(left, right, on={"k": "key"}, take={"v": "v"})), key=str) == [
        ("a", 1),
        ("a", 1),
        ("b", None),
        (None, None),
    ]
    assert e.count(e.matching(left, right, on={"k": "key"}, wanted=False)) == 2
