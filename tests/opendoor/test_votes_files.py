from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from bothways.opendoor import (
    participants_table,
    read_comments,
    read_export,
    read_sides,
    read_votes,
    votes_of,
    write_export,
)
from bothways.terms import Refusal, Side

CONVERSATIONS = (
    "15-per-hour-seattle", "bg2050-volunteers", "brexit-consensus", "london.youth.policing",
    "scoop-hivemind.taxes", "vtaiwan.uberx",
)  # fmt: skip


@pytest.mark.real_data
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_participants_votes_is_rebuilt_cell_for_cell(real_data: Path, name: str):
    folder = real_data / "polis_opendata" / name
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    made = participants_table(
        read_export(folder),
        groups={row[0]: int(cell) for row in rows if (cell := row[header.index("group-id")])},
    )
    # `xid`, an id of the embedding site, is in no other file.
    kept = [number for number, column in enumerate(header) if column != "xid"]
    assert list(made.header) == [header[number] for number in kept]
    assert {row[0]: row for row in made.rows} == {
        row[0]: tuple(row[number] for number in kept) for row in rows
    }
    assert len(made.rows) == len(rows)


@pytest.mark.real_data
@pytest.mark.parametrize("name", CONVERSATIONS[:4])
def test_what_is_written_reads_as_the_same(real_data: Path, tmp_path: Path, name: str):
    votes = read_export(real_data / "polis_opendata" / name)
    write_export(votes, tmp_path / "out")
    again = read_export(tmp_path / "out")
    assert np.array_equal(again.matrix, votes.matrix, equal_nan=True)
    assert np.array_equal(again.when, votes.when, equal_nan=True)
    assert (again.people, again.statements) == (votes.people, votes.statements)


@pytest.mark.real_data
def test_in_an_export_one_is_agree(real_data: Path):
    # Held against the other file's own counts; a few differ there, for comments.csv was made at another moment.
    folder = real_data / "polis_opendata" / "brexit-consensus"
    votes = read_export(folder)
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        told = {row["comment-id"]: int(row["agrees"]) - int(row["disagrees"]) for row in csv.DictReader(file)}
    mine = dict(zip((one.id for one in votes.statements), np.nansum(votes.matrix, axis=0), strict=True))
    assert max(abs(mine[name] - told[name]) for name in told) <= 2


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plain_table(tmp_path: Path):
    path = write(
        tmp_path / "v.csv",
        "person;statement;vote;when\nada;s1;agree;2026-09-01\nada;s1;pass;2026-09-02T10:00\n",
    )
    votes = read_votes(path)
    assert votes.matrix.tolist() == [[0.0]]
    assert votes.tally.changed == 1


def test_words_marks_and_a_byte_order_mark(tmp_path: Path):
    path = tmp_path / "v.csv"
    path.write_bytes("\ufeffperson,statement,vote\r\nÅsa,s1,Disagree\r\nBen,s1,+1\r\nCy,s1,−1\r\n".encode())
    votes = read_votes(path)
    assert votes.people == ("Ben", "Cy", "Åsa")
    assert votes.matrix[:, 0].tolist() == [1.0, -1.0, -1.0]


def test_written_without_times_reads_without_times(tmp_path: Path):
    votes = votes_of([("a", "1", 1), ("b", "1", 0)])
    write_export(votes, tmp_path)
    assert read_export(tmp_path).when is None
    with pytest.raises(Refusal, match="there already"):
        write_export(votes, tmp_path)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("person,statement\na,1\n", "column", "“vote” in line 1"),
        ("person,statement,vote\na,1,1\nb,1,maybe\n", "vote", "line 3: “maybe” is no vote"),
        ("person,statement,vote\na,1,1\nb,1\n", "ragged", "line 3: 2 cells where the header has 3"),
        ('person,statement,vote\n"a\nb",1,1\nc,1,2\n', "vote", "line 4: “2” is no vote"),
        ("person,statement,vote\n,1,1\n", "empty-cell", "line 2: the person is missing"),
        ("person,statement,vote,when\na,1,1,5\na,1,1,noon\n", "time", "line 3: “noon” is no time"),
        ("person,statement,vote,when\na,1,1,5\na,1,1,\n", "time", "line 3: the time is missing"),
        ("person,statement,vote,when\na,1,1,2026-09-01\na,1,1,NaT\n", "time", "line 3: “NaT” is no time"),
        (
            "person,statement,vote,when\na,1,1,2026-09-01T10:00Z\na,1,0,2026-09-01T10:30\n",
            "time",
            "line 3: times are written in two ways",
        ),
        (
            "person,statement,vote,when\na,1,1,5\na,1,0,2026-09-01\n",
            "time",
            "line 3: times are written in two ways",
        ),
        ("person,vote,vote\na,1,1\n", "column", "two columns are called “vote”"),
        ('person,statement,vote\na,"1,1\n', "ragged", "line 2"),
        ("", "no-rows", "is empty"),
    ],
)
def test_a_refusal_names_the_line(tmp_path: Path, text, code, said):
    with pytest.raises(Refusal) as refused:
        read_votes(write(tmp_path / "v.csv", text))
    assert refused.value.code == code
    assert said in refused.value.sentence


def test_what_is_no_text_and_what_is_not_there(tmp_path: Path):
    (tmp_path / "v.csv").write_bytes(b"person,statement,vote\n\xff\xfe,1,1\n")
    with pytest.raises(Refusal, match="UTF-8"):
        read_votes(tmp_path / "v.csv")
    with pytest.raises(Refusal, match="no file"):
        read_export(tmp_path / "nowhere")


def test_a_vote_on_what_nobody_asked(tmp_path: Path):
    write(tmp_path / "votes.csv", "person,statement,vote\na,1,1\na,7,1\n")
    write(tmp_path / "comments.csv", "statement,text\n1,One\n")
    with pytest.raises(Refusal, match="line 3: there is no statement “7”"):
        read_export(tmp_path)


def test_comments_twice_and_without_numbers(tmp_path: Path):
    with pytest.raises(Refusal, match="line 3: statement 1 is there again"):
        read_comments(write(tmp_path / "c.csv", "statement,text\n1,One\n1,Two\n"))
    with pytest.raises(Refusal, match="“yes” in moderated is no number"):
        read_comments(write(tmp_path / "d.csv", "statement,text,moderated\n1,One,yes\n"))
    with pytest.raises(Refusal, match="“nan” in moderated is no number"):
        read_comments(write(tmp_path / "d.csv", "statement,text,moderated\n1,One,nan\n"))


def test_a_blank_around_a_name_makes_no_second_person(tmp_path: Path):
    votes = read_votes(write(tmp_path / "v.csv", "person,statement,vote\nada,s1,1\n ada ,s1 ,-1\n"))
    assert votes.people == ("ada",)
    assert votes.matrix.tolist() == [[-1.0]]
    assert read_sides(write(tmp_path / "s.csv", "person,side\n ada,staff\n")) == {"ada": Side.STAFF}


def test_times_of_two_zones_are_the_same_clock(tmp_path: Path):
    rows = "ada,s1,1,2026-09-01T12:30+02:00\nada,s1,-1,2026-09-01T11:00Z\n"
    votes = read_votes(write(tmp_path / "v.csv", f"person,statement,vote,when\n{rows}"))
    assert votes.matrix.tolist() == [[-1.0]]  # 10:30 and 11:00 in one zone


def test_an_end_needs_times(tmp_path: Path):
    path = write(tmp_path / "v.csv", "person,statement,vote\na,1,1\n")
    with pytest.raises(Refusal, match="when votes were cast"):
        read_votes(path, until=5)


def test_sides_from_a_file(tmp_path: Path):
    path = write(tmp_path / "s.csv", "person,side\na,staff\nb,Executives\n")
    assert read_sides(path) == {"a": Side.STAFF, "b": Side.EXECUTIVES}
    with pytest.raises(Refusal, match="line 3: “a” belongs to both sides"):
        read_sides(write(path, "person,side\na,staff\na,executives\n"))
    with pytest.raises(Refusal, match="line 2: “boss” is no side"):
        read_sides(write(path, "person,side\na,boss\n"))


def test_a_file_with_its_header_alone(tmp_path: Path):
    assert read_votes(write(tmp_path / "v.csv", "person,statement,vote\n")).matrix.shape == (0, 0)
