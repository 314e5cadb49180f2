"""A journal is only ever added to; what became of the file meanwhile is told, and nothing in it is lost."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.terms import Refusal, append_journal, read_journal
from bothways.terms.journal import journal_of, sealed

LINES = [{"id": f"e{n}", "text": f"Zoë’s № {n}"} for n in range(1, 5)]


def add(path: Path, *records: dict[str, object], kind: str = "promises") -> None:
    append_journal(path, kind=kind, make=lambda _held: records)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.jsonl"
    for line in LINES:
        add(path, line)
    return path


def records(path: Path) -> list[dict[str, object]]:
    return [dict(record) for _, record in read_journal(path, kind="promises").records]


def test_what_was_added_is_there_in_order_and_the_file_is_plain(book: Path):
    held = read_journal(book, kind="promises")
    assert records(book) == LINES
    assert held.trouble == ()
    lines = book.read_text("utf-8").splitlines()
    assert json.loads(lines[0]) == {"journal": "promises", "version": 1}
    assert "Zoë’s № 3" in lines[3]
    assert [number for number, _ in held.records] == [2, 3, 4, 5]


def test_a_file_that_is_not_there_is_empty_and_is_not_made(tmp_path: Path):
    path = tmp_path / "absent.jsonl"
    assert read_journal(path, kind="promises").records == ()
    add(path)
    assert [*tmp_path.iterdir()] == []


def test_every_addition_begins_with_the_bytes_before(book: Path):
    before = book.read_bytes()
    add(book, {"id": "e5"})
    assert book.read_bytes().startswith(before)
    assert len(book.read_bytes()) > len(before)


@pytest.mark.parametrize("line", range(1, 5))
def test_a_changed_line_is_told_by_its_number_and_still_read(book: Path, line: int):
    lines = book.read_text("utf-8").splitlines(keepends=True)
    lines[line] = lines[line].replace(f"№ {line}", "№ 9")
    book.write_text("".join(lines), "utf-8")
    held = read_journal(book, kind="promises")
    (told,) = held.trouble
    assert f"line {line + 1}:" in told
    assert "changed" in told
    assert [record["text"] for _, record in held.records][line - 1] == "Zoë’s № 9"
    assert len(held.records) == 4


@pytest.mark.parametrize("line", range(1, 4))
def test_a_line_that_is_gone_is_told(book: Path, line: int):
    lines = book.read_text("utf-8").splitlines(keepends=True)
    del lines[line]
    book.write_text("".join(lines), "utf-8")
    held = read_journal(book, kind="promises")
    assert len(held.trouble) == 1
    assert len(held.records) == 3


def test_two_lines_that_changed_places_are_told(book: Path):
    lines = book.read_text("utf-8").splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    book.write_text("".join(lines), "utf-8")
    assert read_journal(book, kind="promises").trouble


def test_a_half_written_line_is_told_and_what_follows_is_whole(book: Path):
    whole = book.read_bytes()
    book.write_bytes(whole[:-20])
    held = read_journal(book, kind="promises")
    (told,) = held.trouble
    assert "line 5: it can't be read" in told
    assert [record["id"] for _, record in held.records] == ["e1", "e2", "e3"]
    add(book, {"id": "e5"})
    assert book.read_bytes().startswith(whole[:-20] + b"\n")
    after = read_journal(book, kind="promises")
    assert [record["id"] for _, record in after.records] == ["e1", "e2", "e3", "e5"]
    assert after.trouble == (told,)


@given(st.integers(0, 400))
def test_wherever_a_file_is_cut_off_the_lines_before_are_read(cut: int):
    text, whole = b'{"journal": "promises", "version": 1}\n', []
    seal = ""
    for line in LINES:
        seal = sealed(line, after=seal)
        text += json.dumps({**line, "seal": seal}).encode() + b"\n"
        whole.append(len(text) - 1)
    cut = min(cut, len(text))
    if 0 < cut < len(text.split(b"\n")[0]):
        with pytest.raises(Refusal, match="no file of promises"):  # the line at the head was cut
            journal_of(text[:cut], kind="promises")
        return
    held = journal_of(text[:cut], kind="promises")
    assert len(held.records) == sum(end <= cut for end in whole)
    at_an_end = not text[:cut] or text[:cut].endswith((b"}\n", b"}"))
    assert bool(held.trouble) is not at_an_end


def test_what_an_editor_does_to_line_ends_and_blanks_is_no_change(book: Path):
    text = book.read_text("utf-8").replace("\n", "\r\n").replace('", "', '" ,  "')
    book.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_journal(book, kind="promises").trouble == ()
    assert records(book) == LINES


def test_a_journal_of_something_else_is_refused_and_left_alone(book: Path, tmp_path: Path):
    before = book.read_bytes()
    with pytest.raises(Refusal) as refused:
        add(book, {"id": "x"}, kind="limits")
    assert refused.value.code == "journal-kind"
    assert book.read_bytes() == before
    assert [*tmp_path.iterdir()] == [book]


@pytest.mark.parametrize(
    "text", ["Dear all,\nsee below.\n", "[1, 2]\n", '{"a": 1}\n', "a;b\n1;2\n", "\x00\x01"]
)
def test_what_is_no_journal_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "notes.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(Refusal) as refused:
        add(path, {"id": "x"})
    assert refused.value.code == "journal-form"
    assert path.read_text("utf-8") == text


def test_a_later_version_is_refused(tmp_path: Path):
    path = tmp_path / "book.jsonl"
    path.write_text('{"journal": "promises", "version": 2}\n', "utf-8")
    with pytest.raises(Refusal) as refused:
        read_journal(path, kind="promises")
    assert refused.value.code == "journal-version"


def test_a_folder_is_told_as_what_it_is(tmp_path: Path):
    with pytest.raises(Refusal) as refused:
        read_journal(tmp_path, kind="promises")
    assert refused.value.code == "journal-file"


def test_a_second_writer_is_refused_and_nothing_of_either_is_lost(book: Path):
    def slow(_held: object) -> list[dict[str, object]]:
        with pytest.raises(Refusal) as refused:
            add(book, {"id": "other"})
        assert refused.value.code == "journal-busy"
        return [{"id": "mine"}]

    append_journal(book, kind="promises", make=slow)
    assert [record["id"] for record in records(book)][-1] == "mine"
    add(book, {"id": "other"})
    assert [record["id"] for record in records(book)][-2:] == ["mine", "other"]


def test_one_that_was_cut_off_while_writing_leaves_the_file_whole_and_says_what_to_do(book: Path):
    part = book.with_name(".book.jsonl.part")
    part.write_bytes(b"half")
    with pytest.raises(Refusal) as refused:
        add(book, {"id": "x"})
    assert str(part) in refused.value.hint
    assert records(book) == LINES
    part.unlink()
    add(book, {"id": "x"})
    assert len(records(book)) == 5


def test_a_refusal_while_adding_changes_nothing(book: Path, tmp_path: Path):
    before = book.read_bytes()

    def no(_held: object) -> list[dict[str, object]]:
        raise Refusal("no", "No.")

    with pytest.raises(Refusal, match="No"):
        append_journal(book, kind="promises", make=no)
    assert book.read_bytes() == before
    assert [*tmp_path.iterdir()] == [book]


@pytest.mark.skipif(os.name == "nt", reason="rights of this kind are not there")
def test_rights_and_links_stay_as_they_were(book: Path, tmp_path: Path):
    book.chmod(0o600)
    link = tmp_path / "link.jsonl"
    link.symlink_to(book)
    add(link, {"id": "e5"})
    assert link.is_symlink()
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    assert len(records(book)) == 5


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(Refusal) as refused:
        add(tmp_path / "absent" / "book.jsonl", {"id": "x"})
    assert refused.value.code == "journal-file"
