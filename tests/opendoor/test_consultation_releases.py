"""What is released of a consultation out of files, and what was published, held against the guard."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from consultation_cast import DAY, EXAMPLE, example, refusal, write

from bothways.opendoor.balloting import ballots_of, released_of
from bothways.opendoor.disclosure import Rules
from bothways.opendoor.gathered import Gathered, gather
from bothways.opendoor.history import moment_of
from bothways.opendoor.releases import (
    EVERYBODY,
    bands_of,
    groups_of_file,
    published_of_file,
    releases_of,
)
from bothways.terms import Side


def test_a_ballot_holds_what_its_person_said_and_nothing_of_others():
    found = example()
    ballots = {one.token: one for one in ballots_of(found, found.at())}
    assert len(ballots) == 14
    dana = ballots["Dana Okafor"]
    assert (dana.side, dana.on_record, dana.votes["discount"], dana.predictions["season"]) == (
        Side.EXECUTIVES, True, 1, 60,
    )  # fmt: skip
    assert dana.important == {"discount", "forecast", "prospects"}
    assert ballots["rep 01"].name == ""


def test_people_of_no_side_have_no_ballot(tmp_path: Path):
    votes = write(tmp_path / "v.csv", "person,statement,vote\nada,s1,1\nzoe,s1,1\n")
    people = write(tmp_path / "p.csv", "person,side\nada,staff\n")
    found = gather(votes, sides=people)
    assert [one.token for one in ballots_of(found, found.at())] == ["ada"]
    assert refusal(ballots_of, gather(votes), gather(votes).at()).code == "no-sides"
    strange = gather(
        votes, sides=people, predictions=write(tmp_path / "g.csv", "person,statement,percent\nzoe,s1,4\n")
    )
    assert refusal(ballots_of, strange, strange.at()).code == "no-side"
    strange = gather(
        votes, sides=people, predictions=write(tmp_path / "h.csv", "person,statement,percent\nada,s9,4\n")
    )
    assert refusal(ballots_of, strange, strange.at()).code == "statement"


def test_a_release_out_of_files_is_useful_for_twelve_and_two():
    (release,) = released_of(example(), moments=[("now", None)], day=DAY)
    found = {one.id: str(one.verdict) for one in release.statements}
    assert [name for name, verdict in found.items() if verdict == "common ground"] == [
        "season",
        "handover",
        "forecast",
    ]
    assert sum(verdict == "divide" for verdict in found.values()) == 3
    assert sum(verdict == "one-sided" for verdict in found.values()) == 2
    assert len(release.record) == 2


def test_a_release_that_could_not_be_is_no_release_before(tmp_path: Path):
    """On the first day only four had answered: nothing was seen, and all of it is a first release."""
    found = example()
    early = moment_of("2026-10-04", history=found.history)
    assert len(released_of(found, moments=[("early", early), ("now", None)], day=DAY)) == 1
    few = write(tmp_path / "v.csv", "person,statement,vote\nada,s1,1\n")
    people = write(tmp_path / "p.csv", "person,side\nada,staff\n")
    assert refusal(released_of, gather(few, sides=people), moments=[("now", None)], day=DAY).code == (
        "would-give-somebody-away"
    )


def test_rules_are_handed_on():
    strict = refusal(released_of, without_record(), moments=[("now", None)], day=DAY, rules=Rules(k=15))
    assert strict.code == "would-give-somebody-away"


def without_record() -> Gathered:
    return replace(example(), on_record=frozenset())


def test_without_the_record_nothing_of_the_two_is_shown_nor_the_total():
    (last,), _ = releases_of(without_record(), moments=[("now", None)])
    groups = {one.group for one in bands_of(last, votes=example().at())}
    assert groups == {"staff"}
    assert {name.rpartition(": ")[2] for name in last.decision.withheld} == {
        "executives",
        EVERYBODY,
        "consensus",
    }


def test_a_week_later_with_too_few_new_answers_nothing_new_is_shown():
    found = example()
    early = moment_of("2026-10-07", history=found.history)
    (first, last), audit = releases_of(found, moments=[("2026-10-07", early), ("now", None)])
    assert first.decision.shown
    assert any(name.endswith(": staff") for name in last.decision.withheld)
    (once,), _ = releases_of(found, moments=[("now", None)])
    assert len(once.decision.shown) > len(last.decision.shown)
    assert audit.rules.least == 5


def test_who_answered_again_without_a_change_changes_the_decision_as_one_who_did(tmp_path: Path):
    """The decision must not tell who changed their mind."""
    decisions = []
    for word in ("agree", "disagree"):
        lines = [f"p{at},s1,agree,{at}" for at in range(12)] + [f"p{at},s1,{word},50" for at in range(5)]
        votes = write(tmp_path / f"{word}.csv", "person,statement,vote,when\n" + "\n".join(lines) + "\n")
        people = write(tmp_path / "p.csv", "person,side\n" + "".join(f"p{at},staff\n" for at in range(12)))
        found, _ = releases_of(gather(votes, sides=people), moments=[("20", 20.0), ("now", None)])
        decisions.append([one.as_dict() for one in found])
    assert decisions[0] == decisions[1]


def test_releases_out_of_time_are_refused():
    found = example()
    assert (
        refusal(releases_of, found, moments=[("b", 2e12), ("a", 1e12), ("now", None)]).code
        == "releases-order"
    )
    assert refusal(releases_of, found, moments=[("now", None), ("a", 1e12)]).code == "releases-order"


def test_groups_that_cross_are_proposed_and_the_total_gives_nobody_away(tmp_path: Path):
    rows = [f"rep {at:02d},{'north' if at < 7 else 'south'}" for at in range(1, 13)]
    groups = groups_of_file(write(tmp_path / "g.csv", "person,region\n" + "\n".join(rows) + "\n"))
    assert {name: len(members) for name, members in groups.items()} == {"region north": 6, "region south": 6}
    (last,), _ = releases_of(example(), moments=[("now", None)], groups=groups)
    assert {one.group for one in bands_of(last, votes=example().at())} >= {
        "staff",
        "region north",
        "region south",
    }
    uneven = {"most": frozenset(f"rep {at:02d}" for at in range(1, 12))}
    (last,), _ = releases_of(example(), moments=[("now", None)], groups=uneven)
    assert "season: most" in last.decision.withheld


@pytest.mark.parametrize(
    ("text", "code"),
    [("person\nada\n", "no-groups"), ("person,x\nada,1\nada,2\n", "person-twice"), ("x\n1\n", "column")],
)
def test_groups_that_can_not_be_are_refused(tmp_path: Path, text: str, code: str):
    assert refusal(groups_of_file, write(tmp_path / "g.csv", text)).code == code


def test_a_group_can_not_be_called_as_a_side_is():
    assert (
        refusal(releases_of, example(), moments=[("now", None)], groups={"staff": {"rep 01"}}).code
        == "group-name"
    )


def test_what_was_published_is_held_against_the_guard_all_of_it_together(tmp_path: Path):
    """The total and the twelve were both published: the difference is the two executives."""
    was = published_of_file(
        write(
            tmp_path / "p.csv",
            "release,statement,group\n2026-10-09,season,staff\n2026-10-09,handover,staff\nnow,season,everybody\n",
        )
    )
    found = without_record()
    early = moment_of("2026-10-09", history=found.history)
    at = [("2026-10-09", early), ("now", None)]
    (first, last), _ = releases_of(found, moments=at, published=was)
    assert first.given_away == ()
    assert last.given_away == ("season: everybody",)
    alone, _ = releases_of(found, moments=at, published={"2026-10-09": was["2026-10-09"]})
    assert [one.given_away for one in alone] == [(), ()]


def test_nothing_more_is_shown_of_a_statement_that_gave_somebody_away():
    found = without_record()
    early = moment_of("2026-10-09", history=found.history)
    published = {"2026-10-09": [("season", "staff"), ("season", "everybody"), ("handover", "staff")]}
    (first, last), _ = releases_of(found, moments=[("2026-10-09", early), ("now", None)], published=published)
    assert first.given_away == ("season: everybody",)
    assert not any(cell.name.startswith("season: ") for cell in last.decision.shown)
    assert "season: staff" in last.decision.withheld
    assert any(cell.name == "handover: staff" for cell in last.decision.shown)


def test_what_could_not_have_been_published_is_refused():
    code = refusal(
        releases_of, example(), moments=[("now", None)], published={"now": [("nothing", "staff")]}
    ).code
    assert code == "published"


def test_bands_follow_the_answers_and_never_their_exact_number():
    found = example()
    (last,), _ = releases_of(found, moments=[("now", None)])
    bands = {(one.statement, one.group): one for one in bands_of(last, votes=found.at())}
    assert str(bands["season", "staff"].agree) == "75 to 100 %"
    assert bands["season", "staff"].holds == "for"
    assert bands["travel", "staff"].holds == "against"
    assert bands["price", "staff"].holds == ""
    assert bands["season", "on the record"].exact
    assert str(bands["season", EVERYBODY].agree) == "75 to 100 %"
    # 11 of 12 and 9 of 12 look alike.
    assert bands["season", "staff"].agree == bands["hiring", "staff"].agree


def test_the_example_is_one_file_a_person_can_read():
    for name in ("votes", "statements", "people", "predictions"):
        with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) > 9
