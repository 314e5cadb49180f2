"""A case's tables as the file that the command reads: one reading for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from bothways.web.people.naming import SOMEBODY

if TYPE_CHECKING:
    from bothways.budget import CaseFile

__all__ = ["check_basics", "read", "written"]

_NOBODY: Final = {
    "name": "nothing yet", "ask": 1, "judged": [{"who": "nobody", "half": 101, "full": 102, "half_more": 103, "most": 104}],
}  # fmt: skip


def written(asked: Mapping[str, Any]) -> str:
    """The case as TOML: `bothways case` reads it."""
    import tomli_w

    return tomli_w.dumps({**asked, "line": [_apart(line) for line in asked.get("line", [])]})


def read(asked: Mapping[str, Any]) -> CaseFile:
    """The case as the command reads it.

    Raises:
        Refusal: as `read_case`.
    """
    from bothways.budget import read_case_text

    return read_case_text(written(asked))


def check_basics(asked: Mapping[str, Any]) -> CaseFile:
    """The same for a case whose lines are still to come."""
    return read({**asked, "line": asked.get("line") or [_NOBODY]})


def _apart(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line whose judges have names of their own: two who left have the same one, and both answered."""
    seen: list[str] = []
    judged = []
    for one in line.get("judged", []):
        who = one.get("who", "")
        seen.append(who)
        many = seen.count(who)
        judged.append({**one, "who": f"{who} ({many})" if who == SOMEBODY and many > 1 else who})
    return (
        {**line, "judged": judged}
        if judged
        else {key: value for key, value in line.items() if key != "judged"}
    )
