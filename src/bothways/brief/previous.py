"""The last brief, read back from its ledger: what it said, to be set beside what came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bothways.insight import Claim, claims_of
from bothways.terms import Refusal

_HINT = "Give the ledger.json that the last brief wrote."


def read_previous(given: Path | str | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the last brief's ledger as it was written; None where none is given.

    Raises:
        Refusal: `previous` when it can't be read, or is no ledger.
    """
    if given is None or isinstance(given, Mapping):
        return given
    path = Path(given)
    path = path / "ledger.json" if path.is_dir() else path
    try:
        held = json.loads(path.read_text("utf-8"))
    except OSError as bad:
        raise Refusal("previous", f"{path} can't be read: {bad.strerror}.", hint=_HINT) from bad
    except ValueError as bad:
        raise Refusal("previous", f"{path} is no ledger.", hint=_HINT) from bad
    if not isinstance(held, dict) or not isinstance(held.get("facts"), list):
        raise Refusal("previous", f"{path} holds no facts.", hint=_HINT)
    return held


def claimed(last: Mapping[str, Any] | None) -> tuple[Claim, ...]:
    """Return what the last brief claimed of the days that were to come."""
    facts = last.get("facts", ()) if last else ()
    return claims_of(fact["figure"] for fact in facts if isinstance(fact, dict) and fact.get("figure"))
