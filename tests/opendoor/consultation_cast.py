"""What the tests of a consultation out of files share: files, the example, refusals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bothways.opendoor.gathered import Gathered, gather
from bothways.terms import Refusal

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
