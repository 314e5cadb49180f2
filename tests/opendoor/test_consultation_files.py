"""A consultation out of files: what stood when, who answered again, sides, records, predictions, marks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from consultation_cast import example, refusal, write

from bothways.opendoor import read_export, votes_of, write_export
from bothways.opendoor.gathered import eligible_of, gather
from bothways.opendoor.history import History, moment_of
from bothways.opendoor.participants import read_participants
from bothways.opendoor.polis import read_history
from bothways.opendoor.votes import Statement
from bothways.terms import Side

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


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "nan", "2026", "7"])
def test_what_is_no_day_is_refused(text: str):
    history = History(np.array(["a"]), np.array(["s"]), np.array([1.0]), np.array([1e12]))
    assert refusal(moment_of, text, history=history).code == "moment"


def test_a_day_is_not_looked_for_among_plain_numbers():
    history = History(np.array(["a"]), np.array(["s"]), np.array([1.0]), np.array([7.0]))
    assert refusal(moment_of, "2026-09-01", history=history).code == "moment"
    assert moment_of("7", history=history) == 7.0


def test_a_day_without_its_strokes_is_that_day_to_its_end_and_no_number():
    history = History(np.array(["a"]), np.array(["s"]), np.array([1.0]), np.array([1e12]))
    assert moment_of("20260901", history=history) == moment_of("2026-09-01", history=history)
    assert moment_of("1000000000000", history=history) == 1e12


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
