"""A case as a file: the template is a case, and what is wrong in a file is said with its place."""

from __future__ import annotations

import contextlib
import copy
import random
import tomllib
from pathlib import Path

import pytest
import tomli_w

import bothways.cli
from bothways.budget import Kind, answer_counter, ladder, read_case, read_case_text, work_out
from bothways.terms import Refusal

TEMPLATE = Path(bothways.cli.__file__).parent / "examples" / "case.toml"
TEXT = TEMPLATE.read_text("utf-8")


def test_the_template_is_a_case_worth_reading():
    found = read_case(TEMPLATE)
    assert [line.ask for line in found.case.lines] == [2, 1, 4]
    assert found.case.periods[0] == "2027-01"
    assert len(found.case.periods) == 12
    assert found.case.lines[0].timing.start == 1
    assert found.case.lines[0].customers[0].kind is Kind.BELIEF
    assert found.case.lines[1].customers[0].kind is Kind.PUBLISHED
    assert found.counters[0].limits[1].not_before == "2027-07"
    values = [rung.plan.value for rung in ladder(work_out(found.case))]
    assert values == sorted(values)


def test_today_and_published_are_understood():
    line = """
[[line]]
name = "Reps"
ask = 2
today = 12
cost_per_month = 7000
"""
    head = TEXT[: TEXT.index("# ---- What is asked")]
    published = read_case_text(head + line + 'published = "elasticity of personal selling, wide"\n')
    assert published.case.lines[0].response.kind is Kind.PUBLISHED
    judged = '[[line.judged]]\nwho = "Ada"\nnone = 30\nhalf = 70\nhalf_more = 115\nmost = 130\n'
    found = read_case_text(head + line + judged)
    assert found.case.lines[0].reference == 12
    assert work_out(found.case).plan((2,)).cost == 2 * 12 * 7000


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("title =", "titel =", "“titel” means nothing here. Did you mean title?"),
        ("months = 12", "months = 0", "months is a whole number from 1 to 120"),
        ("months = 12", "months = 12.5", "months is a whole number"),
        ('first_month = "2027-01"', 'first_month = "January"', "no month"),
        ("result = 4800000", 'result = "4.8M"', "result is a number"),
        ("result = 4800000", "result = -1", "above 0"),
        ("margin = 0.6 ", "margin = 60 ", "margin"),
        ("ask = 2", "ask = 0", "ask is a whole number from 1"),
        ("cost_per_month = 6500", "cost_per_month = -6500", "“People for the north” would cost less than nothing"),
        ('start = "2027-02"', 'start = "2029-02"', "not looked at"),
        ("ramp = [0.0, 0.1", "ramp = [0.0, 1.1", "ramp is made of shares"),
        ("attrition_per_year = 0.15", "attrition_per_year = 15", "0.15 for 15 %"),
        ("half = 105", "half = 115", "Ada (manager) expects"),
        ("half_more = 112", "half_more = 115.9", "Ask again"),
        ("full = 110\n", "", "does not say its full"),
        ('kind = "belief"\nreach = 48', 'kind = "hope"\nreach = 48', "measured, published, judged or belief"),
        ('kind = "belief"\nreach = 48', 'kind = "measured"\nreach = 48', "nobody says where"),
        ('published = "first answer"', 'published = "last answer"', "not among what is published"),
        ('name = "Quote tool"', 'name = "People for the north"', "Two lines have one name"),
        ('felt_by = ["Gus, Hal", "the nine largest renewals"]', 'felt_by = "Gus"', "felt_by is a list of texts"),
        ("[[counter.limit]]\nof = \"people\"\nmost = 1", "", "limit"),
        ("[[load]]\nname = \"Dana\"", "[[load]]\nwho = \"Dana\"", "does not say its name"),
        ('currency = "EUR"', "currency = 3", "currency is a text"),
        ("[[line]]", "[line]", "The case can't be read"),
        ('name = "Quote tool"', 'name = "people"', "a line and another line's kind"),
        ("title =", "rankings = 3\ntitle =", "rankings is a table"),
        ("title =", "rankings.staf = []\ntitle =", "Did you mean staff?"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said_with_its_place(was, becomes, said):
    assert was in TEXT
    if "another line's kind" in said:
        text = TEXT.replace(was, becomes, 1) + '\n[[limit]]\nsays = "One"\nof = "people"\nmost = 1\n'
    elif "counter.limit" in was:
        text = TEXT[: TEXT.index("[[counter.limit]]")]
    else:
        text = TEXT.replace(was, becomes) if was == "[[line]]" else TEXT.replace(was, becomes, 1)
    with pytest.raises(Refusal) as refused:
        read_case_text(text)
    assert said in str(refused.value)


NONSENSE = [
    "", 0, -1, 1.5, True, [], {}, "x", 1e18, [1], ["a"], {"a": 1}, float("nan"), float("inf"), 10**30, "2027-05", "money", 0.3
]  # fmt: skip


def places(held, before=()):
    for key, value in held.items() if isinstance(held, dict) else enumerate(held):
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from places(value, (*before, key))


@pytest.mark.slow
def test_anything_anywhere_in_a_file_is_a_case_or_a_refusal():
    chance = random.Random(3)
    whole = tomllib.loads(TEXT) | {"draws": 100}
    for place in list(places(whole)):
        for value in chance.sample(NONSENSE, 4):
            held = copy.deepcopy(whole)
            at = held
            for key in place[:-1]:
                at = at[key]
            at[place[-1]] = value
            with contextlib.suppress(Refusal):
                found = read_case_text(tomli_w.dumps(held))
                worked = work_out(found.case)
                assert all(rung.plan.cost <= rung.money for rung in ladder(worked, shares=[0.5, 1.0]))
                for counter in found.counters:
                    answer_counter(worked, counter=counter)


def test_files_that_are_none_are_refused(tmp_path):
    with pytest.raises(Refusal, match="--template"):
        read_case(tmp_path / "gone.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(Refusal, match="UTF-8"):
        read_case(tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(Refusal, match="too large"):
        read_case(tmp_path / "large.toml")


def test_a_file_with_a_mark_of_its_encoding_is_read(tmp_path):
    (tmp_path / "case.toml").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert read_case(tmp_path / "case.toml").case.title
