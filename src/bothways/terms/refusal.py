"""Anticipated refusals: the one exception that a user may ever see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):  # noqa: N818 - the house's word; it is an answer, not an error of the program
    """A "no" that was foreseen: what, where, and what to do.

    A page shows it with status 403, 404 or 422; a command prints it and exits with 2.
    Everything else that is raised is a bug.

    >>> str(Refusal("no-deals", "No file holds deals.", hint="Add the report of opportunities."))
    'No file holds deals. Add the report of opportunities.'
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        hint: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.hint = hint
        self.data = dict(data or {})

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".strip()

    def as_dict(self) -> dict[str, Any]:
        """Return code, sentence, hint and data, ready for JSON."""
        return {"refused": self.code, "sentence": self.sentence, "hint": self.hint, "data": self.data}
