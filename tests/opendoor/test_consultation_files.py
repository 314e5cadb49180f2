"""A consultation out of files: what stood when, who answered again, sides, records, predictions, marks; and releases."""

from __future__ import annotations

import csv
import random
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from churn_attack import found_by_churn

from bothways.opendoor import read_export, votes_of, write_export
from bothways.opendoor.balloting import ballots_of, released_of
from bothways.opendoor.disclosure import Rules
from bothways.opendoor.gathered import Gathered, eligible_of, gather
from bothways.opendoor.history import History, moment_of
from bothways.opendoor.participants import read_participants
from bothways.opendoor.polis import read_history
from bothways.opendoor.releases import (
    EVERYBODY,
    bands_of,
    groups_of_file,
    published_of_file,
    releases_of,
)
from bothways.opendoor.votes import Statement
from bothways.terms import Refusal, Side

EXAMPLE = Path(__file__).parents[2] / "examples" / "consultation"
DAY = date(2026, 10, 12)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def refusal(call: object, *arguments: object, **more: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **more)  # type: ignore[operator]
    return caught.value


def example() -> Gathered:
    return gather(
        EXAMPLE / "votes.csv",
        comments=EXAMPLE / "statements.csv",
        sides=EXAMPLE / "people.csv",
        predictions=EXAMPLE / "predictions.csv",
    )


# ---- In time


TIMES = "person,statement,vote,when\nada,s1,agree,2026-09-01\nben,s1,agree,2026-09-02\nada,s1,agree,2026-09-03T10:00\n"


def test_what_stood_on_a_day_stood_to_its_very_end(tmp_path: Path):
    history = read_history(write(tmp_path / "v.csv", TIMES))
    assert history.at(moment_of("2026-09-02", history=history)).tally.counted == 2
    assert history.at(moment_of("2026-09-01", history=history)).people == ("ada",)
    late = moment_of("2026-09-03T09:00", history=history)
    assert history.revisions(late) == {}
    assert history.revisions() == {"s1": {"ada": 1}}


def test_an_answer_given_again_counts_as_new_although_it_says_the_same(tmp_path: Path):
    same = read_history(write(tmp_path / "a.csv", TIMES)).revisions()
    other = read_history(
        write(tmp_path / "b.csv", TIMES.replace("agree,2026-09-03", "pass,2026-09-03"))
    ).revisions()
    assert same == other == {"s1": {"ada": 1}}


def test_without_times_nothing_is_said_of_earlier(tmp_path: Path):
    history = read_history(write(tmp_path / "v.csv", "person,statement,vote\nada,s1,1\n"))
    assert refusal(history.at, 3.0).code == "no-times"
    assert refusal(history.revisions, 3.0).code == "no-times"


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "nan"])
def test_what_is_no_day_is_refused(text: str):
    history = History(np.array(["a"]), np.array(["s"]), np.array([1.0]), np.array([1e12]))
    assert refusal(moment_of, text, history=history).code == "moment"


def test_a_day_is_not_looked_for_among_plain_numbers():
    history = History(np.array(["a"]), np.array(["s"]), np.array([1.0]), np.array([7.0]))
    assert refusal(moment_of, "2026-09-01", history=history).code == "moment"
    assert moment_of("7", history=history) == 7.0


def test_a_day_with_a_zone_is_the_same_moment():
    history = History(np.array(["a"]), np.array(["s"]), np.array([1.0]), np.array([1e12]))
    assert moment_of("2026-09-01T12:00+02:00", history=history) == moment_of(
        "2026-09-01T10:00", history=history
    )


# ---- participants-votes.csv


CONVERSATIONS = (
    "15-per-hour-seattle", "bg2050-volunteers", "brexit-consensus", "london.youth.policing",
    "scoop-hivemind.taxes", "vtaiwan.uberx",
)  # fmt: skip


@pytest.mark.real_data
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_participants_votes_reads_as_the_votes_do(real_data: Path, name: str):
    folder = real_data / "polis_opendata" / name
    whole = read_export(folder)
    votes = read_participants(folder / "participants-votes.csv", statements=whole.statements).at()
    assert votes.statements == whole.statements
    rows = [whole.people.index(person) for person in votes.people]
    assert np.array_equal(votes.matrix, whole.matrix[rows], equal_nan=True)
    assert whole.answered().sum() == votes.answered().sum()


def test_participants_votes_alone_and_what_is_wrong_in_it(tmp_path: Path):
    head = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n"
    good = write(tmp_path / "p.csv", head + "a,0,1,2,1,1,1,-1\nb,,0,0,0,0,,\n")
    votes = read_participants(good).at()
    assert (votes.people, votes.matrix.tolist()) == (("a",), [[1.0, -1.0]])
    assert [one.id for one in votes.statements] == ["0", "1"]
    twice = write(tmp_path / "t.csv", head + "a,0,1,2,1,1,1,-1\na,,0,0,0,0,,1\n")
    assert (refusal(read_participants, twice).code, refusal(read_participants, twice).data["line"]) == (
        "person-twice", 3,
    )  # fmt: skip
    bad = write(tmp_path / "b.csv", head + "a,0,1,2,1,1,1,-1\nb,0,1,2,1,1,maybe,\n")
    assert (refusal(read_participants, bad).code, refusal(read_participants, bad).data["line"]) == ("vote", 3)
    assert refusal(read_participants, good, statements=(Statement("0"),)).code == "statement-unknown"
    nobody = write(tmp_path / "n.csv", head + ",0,1,2,1,1,1,-1\n")
    assert refusal(read_participants, nobody).code == "empty-cell"


# ---- Gathered


def test_the_example_says_who_is_who(capsys: pytest.CaptureFixture[str]):
    found = example()
    assert found.asked == {Side.STAFF: 12, Side.EXECUTIVES: 2}
    assert found.on_record == {"Dana Okafor", "Eli Brandt"}
    votes = found.at()
    assert (votes.tally.changed, votes.tally.counted) == (2, 126)
    assert len(found.marked(votes)) == 14
    predictions = found.predictions(votes)
    assert predictions is not None
    assert predictions.shape == votes.matrix.shape


def test_sides_and_marks_may_stand_in_the_table_of_votes(tmp_path: Path):
    path = write(
        tmp_path / "v.csv",
        "person,side,statement,vote,important\nada,staff,s1,agree,yes\nben,executives,s1,pass,no\nada,staff,s1,agree,no\n",
    )
    found = gather(path)
    assert found.sides == {"ada": Side.STAFF, "ben": Side.EXECUTIVES}
    assert found.marks == {}  # the last row of a person on a statement counts
    assert found.asked == {Side.STAFF: 1, Side.EXECUTIVES: 1}


def test_the_mark_beside_the_vote_that_counts_is_the_one_that_counts(tmp_path: Path):
    path = write(
        tmp_path / "v.csv",
        "person,statement,vote,when,important\nada,s1,agree,2026-09-02,yes\nada,s1,agree,2026-09-01,no\n",
    )
    assert gather(path).marks == {"ada": frozenset({"s1"})}
    bad = write(tmp_path / "w.csv", "person,statement,vote,important\nada,s1,agree,perhaps\n")
    assert refusal(gather, bad).data["line"] == 2


def test_folder_zip_and_file_of_an_export_are_the_same(tmp_path: Path):
    votes = votes_of(
        [("1", "0", 1, 10), ("2", "0", -1, 11), ("2", "1", 0, 12)],
        statements=[Statement("0", "A"), Statement("1", "B")],
    )
    folder = tmp_path / "export"
    write_export(votes, folder)
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"inside/{path.name}")
        archive.writestr("__MACOSX/inside/votes.csv", "no")
        archive.writestr("../../votes.txt", "no")
    one, two, three = (gather(path).at() for path in (folder, packed, folder / "votes.csv"))
    for other in (two, three):
        assert np.array_equal(one.matrix, other.matrix, equal_nan=True)
        assert [each.text for each in other.statements] == ["A", "B"]
    alone = gather(folder / "participants-votes.csv").at()
    assert np.array_equal(one.matrix, alone.matrix, equal_nan=True)
    (folder / "votes.csv").unlink()
    assert np.array_equal(one.matrix, gather(folder).at().matrix, equal_nan=True)


def test_what_a_zip_or_folder_lacks_is_said(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert refusal(gather, tmp_path / "empty").code == "no-file"
    assert refusal(gather, tmp_path / "none.zip").code == "no-file"
    assert refusal(gather, write(tmp_path / "bad.zip", "no zip")).code == "zip"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "no")
    assert refusal(gather, tmp_path / "other.zip").code == "no-file"
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a/votes.csv", "x")
        archive.writestr("b/votes.csv", "x")
    assert refusal(gather, tmp_path / "two.zip").code == "zip"


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ("person,side\nada,boss\n", "side"),
        ("person,side\nzoe,staff\n", "side-nobody"),
        ("person,side,on-record\nada,staff,perhaps\n", "on-record"),
        ("person\nada\n", "column"),
    ],
)
def test_people_that_can_not_be_are_refused(tmp_path: Path, people: str, code: str):
    votes = write(tmp_path / "v.csv", "person,statement,vote\nada,s1,1\n")
    assert refusal(gather, votes, sides=write(tmp_path / "p.csv", people)).code == code


@pytest.mark.parametrize("percent", ["-1", "101", "many"])
def test_a_prediction_that_is_no_share_is_refused_with_its_line(tmp_path: Path, percent: str):
    votes = write(tmp_path / "v.csv", "person,statement,vote\nada,s1,1\n")
    guesses = write(tmp_path / "g.csv", f"person,statement,percent\nada,s1,40 %\nada,s1,{percent}\n")
    assert refusal(gather, votes, predictions=guesses).data["line"] == 3


@pytest.mark.parametrize("text", ["", "staff", "staff=x", "all=3", "staff=3,staff=4", "staff=-1", "staff=٣"])
def test_how_many_could_answer_is_read_or_refused(text: str):
    assert refusal(eligible_of, text).code == "eligible"


def test_fewer_than_are_named_can_not_have_been_asked(tmp_path: Path):
    votes = write(tmp_path / "v.csv", "person,statement,vote\nada,s1,1\n")
    people = write(tmp_path / "p.csv", "person,side\nada,staff\nben,staff\n")
    assert refusal(gather, votes, sides=people, eligible={Side.STAFF: 1}).code == "eligible"
    assert gather(votes, sides=people, eligible={Side.STAFF: 9}).asked == {Side.STAFF: 9, Side.EXECUTIVES: 0}


# ---- Ballots and releases


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


# ---- Rounds


def rounds_file(tmp_path: Path, *, second: int, moved: int) -> Gathered:
    """Fourteen of the staff and two on the record; then `second` of the staff answer anew, `moved` of them otherwise."""
    rows = [f"r{at:02d},s1,{'agree' if at < 12 else 'disagree'},{at}" for at in range(14)]
    rows += [f"e{at},s1,agree,{at}" for at in range(2)]
    rows += [f"r{at:02d},s1,{'disagree' if at < moved else 'agree'},{100 + at}" for at in range(second)]
    rows += [f"e{at},s1,agree,{100 + at}" for at in range(2)]
    votes = write(tmp_path / f"{second}-{moved}.csv", "person,statement,vote,when\n" + "\n".join(rows) + "\n")
    people = [f"r{at:02d},staff,no" for at in range(14)] + [f"e{at},executives,yes" for at in range(2)]
    return gather(
        votes, sides=write(tmp_path / "p.csv", "person,side,on-record\n" + "\n".join(people) + "\n")
    )


def test_a_round_is_what_was_answered_in_it_and_nothing_left_standing(tmp_path: Path):
    """One who changes their mind must not be the difference between two releases of the same fourteen."""
    for moved in (0, 1):
        found = rounds_file(tmp_path, second=1, moved=moved)
        first, second = released_of(found, moments=[("1", 50.0), ("now", None)], day=DAY)
        staff = second.statement("s1").of(Side.STAFF)
        assert staff.agree is None or not staff.told
        assert first.statement("s1").of(Side.STAFF).told
    found = rounds_file(tmp_path, second=9, moved=1)
    assert found.at(since=50.0).tally.read == 11
    _, second = released_of(found, moments=[("1", 50.0), ("now", None)], day=DAY)
    assert second.round == 2


def test_whether_anybody_moved_changes_nothing_in_what_is_decided(tmp_path: Path):
    shown = []
    for moved in (0, 1, 9):
        found = rounds_file(tmp_path, second=9, moved=moved)
        last = released_of(found, moments=[("1", 50.0), ("now", None)], day=DAY)[-1]
        shown.append([cell.name for cell in last.sealed.cells])
    assert shown[0] == shown[1] == shown[2]


@pytest.mark.parametrize("seed", range(4))
def test_law_neither_the_order_of_rows_nor_who_is_called_what_changes_a_release(tmp_path: Path, seed: int):
    folder, chance = tmp_path, random.Random(seed)
    with (EXAMPLE / "votes.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    reps = sorted({row[0] for row in rows if row[0].startswith("rep")})
    others = chance.sample([f"x{at}" for at in range(100, 200)], len(reps))
    names = dict(zip(reps, others, strict=True))
    chance.shuffle(rows)
    made: list[dict[str, object]] = []
    for called in ({}, names):
        with (folder / f"{len(called)}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *([called.get(row[0], row[0]), *row[1:]] for row in rows)])
        with (EXAMPLE / "people.csv").open(encoding="utf-8", newline="") as file:
            people = [[called.get(row[0], row[0]), *row[1:]] for row in csv.reader(file)]
        with (folder / f"p{len(called)}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(people)
        found = gather(
            folder / f"{len(called)}.csv",
            comments=EXAMPLE / "statements.csv",
            sides=folder / f"p{len(called)}.csv",
        )
        made.append(released_of(found, moments=[("now", None)], day=DAY)[-1].shown())
    plain = gather(EXAMPLE / "votes.csv", comments=EXAMPLE / "statements.csv", sides=EXAMPLE / "people.csv")
    assert made[0] == made[1] == released_of(plain, moments=[("now", None)], day=DAY)[-1].shown()


def test_law_swapping_the_sides_mirrors_a_release(tmp_path: Path):
    people = (EXAMPLE / "people.csv").read_text(encoding="utf-8").replace("staff", "x")
    swapped = write(tmp_path / "p.csv", people.replace("executives", "staff").replace(",x,", ",executives,"))
    made = [
        released_of(
            gather(EXAMPLE / "votes.csv", sides=sides, predictions=EXAMPLE / "predictions.csv"),
            moments=[("now", None)],
            day=DAY,
        )[-1]
        for sides in (EXAMPLE / "people.csv", swapped)
    ]
    for one, other in zip(made[0].statements, made[1].statements, strict=True):
        assert (one.id, one.verdict, one.everybody, one.informed) == (
            other.id, other.verdict, other.everybody, other.informed,
        )  # fmt: skip
        for side in Side:
            here, there = one.of(side), other.of(side.other)
            assert (here.agree, here.disagree, here.record, here.important, here.guess, here.holds) == (
                there.agree, there.disagree, there.record, there.important, there.guess, there.holds,
            )  # fmt: skip
        if one.verdict.value == "one-sided":
            assert one.whose is not None
            assert other.whose is one.whose.other


def test_rounds_out_of_files_isolate_nobody_whatever_is_guessed_of_answers_given_again(tmp_path: Path):
    """An attack on who stood behind everything that three rounds showed, by people and by their answers."""
    chance, released, refused = random.Random(17), 0, 0
    for history in range(40):
        staff = [f"r{at:02d}" for at in range(chance.randint(8, 22))]
        top = [f"e{at}" for at in range(chance.randint(2, 8))]
        record = {name for name in top if chance.random() < 0.4}
        rows = [
            f"{name},s1,{chance.choice(['agree', 'disagree'])},{100 * number + chance.randint(1, 90)}"
            for number in range(3)
            for name in staff + top
            if chance.random() < (0.85 if not number else chance.choice([0.1, 0.5, 0.95]))
        ]
        votes = write(tmp_path / f"v{history}.csv", "person,statement,vote,when\n" + "\n".join(rows) + "\n")
        lines = [f"{name},staff,no" for name in staff]
        lines += [f"{name},executives,{'yes' if name in record else 'no'}" for name in top]
        people = write(tmp_path / f"p{history}.csv", "person,side,on-record\n" + "\n".join(lines) + "\n")
        found = gather(votes, sides=people)
        try:
            made = released_of(found, moments=[("1", 100.0), ("2", 200.0), ("now", None)], day=DAY)
        except Refusal:
            refused += 1
            continue
        sums: list[frozenset[tuple[str, int]]] = []
        known: set[tuple[str, int]] = set()
        for release in made:
            parts = [part for cell in release.sealed.cells for part in cell.parts if part.item == "s1"]
            known |= {
                (name, part.revisions.get(name, 0))
                for part in parts
                if part.on_record
                for name in part.people
            }
            sums += [frozenset((name, part.revisions.get(name, 0)) for name in part.people) for part in parts]
        guarded = [left for one in sums if (left := one - known)]
        released += len(made)
        assert found_by_churn(list(dict.fromkeys(guarded)), k=5) is None, history
    assert released > 40
    assert 0 < refused < 30
