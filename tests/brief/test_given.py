"""What a person gives: read as it stands, refused where it can't be meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bothways.brief.given import read_asks, read_imperatives, read_note
from bothways.terms import Refusal


def write(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "given.toml"
    path.write_bytes(text.encode(encoding))
    return path


def test_asks_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[[ask]]\nwhat = "One  reviewer"\ncost = "€62k"\nby = 2026-11-14\n\n[[ask]]\nwhat = "Prices"\ncost = 0\n',
        encoding="utf-8-sig",
    )
    first, second = read_asks(path)
    assert (first.what, first.cost, first.by, first.instead) == (
        "One reviewer",
        "€62k",
        "14 November 2026",
        "",
    )
    assert (second.what, second.cost, second.given_by) == ("Prices", "0", "the manager")
    assert read_asks(None) == ()


def test_imperatives_are_read() -> None:
    (one,) = read_imperatives([{"what": "Discounts stop", "stand": "I agree.", "by": date(2026, 10, 1)}])
    assert (one.what, one.stand, one.by) == ("Discounts stop", "I agree.", "1 October 2026")


def test_a_date_written_for_machines_is_read_as_people_say_it() -> None:
    (one,) = read_asks([{"what": "A reviewer", "by": "2026-10-15", "why": "Since 2026-10-15 we wait."}])
    assert (one.by, one.why) == ("15 October 2026", "Since 2026-10-15 we wait.")
    with pytest.raises(Refusal, match="no day 2026-11-31"):
        read_asks([{"what": "A reviewer", "by": "2026-11-31"}])


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ('[[ask]]\nwhat = "x"\ncots = "1"', "given-key", "Did you mean “cost”?"),
        ('[[asks]]\nwhat = "x"', "given-key", "Did you mean “ask”?"),
        ('[[ask]]\nwhat = "x"\nzzz = "1"', "given-key", "It may hold: what, why, cost"),
        ('[[ask]]\ncost = "1"', "given-text", "does not say what"),
        ('[[ask]]\nwhat = ""', "given-text", "does not say what"),
        ('[[ask]]\nwhat = ["x"]', "given-text", "neither a text nor a date"),
        ("[[ask]]\nwhat = true", "given-text", "neither a text nor a date"),
        ('ask = "x"', "given-form", "no [[ask]] tables"),
        ("[[ask]\nwhat", "given-form", "is no TOML"),
        ('[[ask]]\nwhat = "a\\u0000b"', "given-text", "can't be printed"),
        (f'[[ask]]\nwhat = "{"x" * 601}"', "given-text", "601 characters"),
    ],
)
def test_what_cant_be_meant_is_refused(text: str, code: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_asks(write(tmp_path, text))
    assert refused.value.code == code
    assert said in str(refused.value)


def test_files_that_cant_be_read(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="can't be read"):
        read_asks(tmp_path / "none.toml")
    with pytest.raises(Refusal, match="is no TOML"):
        read_imperatives(write(tmp_path, '[[imperative]]\nwhat = "é"', encoding="latin-1"))


def test_a_note_is_one_line_of_text() -> None:
    assert read_note("  Thank\n you\t all ") == "Thank you all"
    assert read_note("") == ""
    with pytest.raises(Refusal, match="has room for 600"):
        read_note("x" * 601)
