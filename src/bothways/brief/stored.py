"""A document as JSON and back: what was written can be mailed, archived and looked at again without its snapshot.

What is read back is material: it is built out of the classes named here and nothing else, and whoever renders it
checks it again.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from bothways.brief import document as documents
from bothways.brief import ledger as ledgers
from bothways.brief.document import Document
from bothways.brief.ledger import Ledger
from bothways.terms import Figure, Interval, Period, Refusal, Source, Unit

__all__ = ["FILE", "document_from_json", "document_to_json", "read_documents", "stored_documents"]

FILE = "documents.json"
"""What the manager's folder of briefs holds of it."""

_CLASSES: Mapping[str, type] = {
    one.__name__: one
    for one in (
        *(held for held in vars(documents).values() if isinstance(held, type) and is_dataclass(held)),
        *(ledgers.Fact, ledgers.Ledger, ledgers.Quote, ledgers.Row),
        *(Figure, Interval, Period, Source),
    )
}
_KIND = "is"
_HINT = "Write the briefs again: bothways brief."


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document as plain values, ready for JSON; what is at its default is left out.

    >>> from bothways.brief.document import Document
    >>> from bothways.brief.ledger import Ledger
    >>> one = Document(reader="staff", side="staff", title="T", kicker=("K",), period_line=(), headline=(),
    ...     sections=(), footer=(), ledger=Ledger(()))
    >>> document_from_json(document_to_json(one)) == one
    True
    """
    held: dict[str, Any] = _plain(document)
    return held


def document_from_json(held: Mapping[str, Any] | str) -> Document:
    """Return the document that `document_to_json` wrote.

    Raises:
        Refusal: `stored-document` for anything else.
    """
    try:
        value = json.loads(held) if isinstance(held, str) else held
        found = _built(value)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as bad:
        raise Refusal("stored-document", "This is no brief that was written here.", hint=_HINT) from bad
    if not isinstance(found, Document):
        raise Refusal("stored-document", "This is no brief that was written here.", hint=_HINT)
    return found


def stored_documents(ledger: Ledger, documents: Iterable[Document]) -> dict[str, Any]:
    """Return the briefs of a pair as plain values: the ledger once, each brief without its cut, which follows from it."""
    return {
        "ledger": _plain(ledger),
        "documents": [_plain(replace(one, ledger=Ledger(()))) for one in documents],
    }


def read_documents(path: Path | str) -> tuple[Ledger, tuple[Document, ...]]:
    """Return the whole ledger and the briefs of a folder that `write_briefs` wrote, each on its reader's cut.

    Raises:
        Refusal: `stored-document` when the folder has none, or what it has can't be read.
    """
    path = Path(path) / FILE if Path(path).is_dir() else Path(path)
    try:
        held = json.loads(path.read_text("utf-8"))
        ledger = _built(held["ledger"])
        found = tuple(_built(one) for one in held["documents"])
    except OSError as bad:
        why = bad.strerror or "it can't be read"
        raise Refusal("stored-document", f"There are no briefs in {path}: {why}.", hint=_HINT) from bad
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as bad:
        raise Refusal("stored-document", f"{path} is not what bothways brief writes.", hint=_HINT) from bad
    if not isinstance(ledger, Ledger) or not all(isinstance(one, Document) for one in found):
        raise Refusal("stored-document", f"{path} is not what bothways brief writes.", hint=_HINT)
    return ledger, tuple(replace(one, ledger=ledger.cut(one.reader)) for one in found)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        held = {
            part.name: _plain(one)
            for part in fields(value)
            if (one := getattr(value, part.name)) != part.default
        }
        return {_KIND: type(value).__name__, **held}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, frozenset):
        return {_KIND: "set", "of": sorted(value)}
    if isinstance(value, date):
        return {_KIND: "day", "of": value.isoformat()}
    return value.value if isinstance(value, Enum) else value


def _built(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_built(one) for one in value)
    if not isinstance(value, Mapping):
        return value
    kind = value[_KIND]
    if kind == "set":
        return frozenset(str(one) for one in value["of"])
    if kind == "day":
        return date.fromisoformat(value["of"])
    made = _CLASSES[kind]
    given = {name: _built(one) for name, one in value.items() if name != _KIND}
    if made is Figure:
        given["unit"] = Unit(given["unit"])
    for name, one in given.items():
        _check_kind(made, name, one)
    return made(**given)


def _check_kind(made: type, name: str, value: Any) -> None:
    """A text where a tuple should be would be walked letter by letter: each field holds what it is made to hold."""
    wanted = _hints(made)[name]
    if not _is_of(value, wanted):
        raise TypeError(f"{made.__name__}.{name}")


def _is_of(value: Any, wanted: Any) -> bool:
    origin = typing.get_origin(wanted)
    parts = typing.get_args(wanted)
    if wanted is Any:
        return True
    if origin in (typing.Union, types.UnionType):
        return any(_is_of(value, one) for one in parts)
    if origin is typing.Literal:
        return value in parts
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(parts) == 2 and parts[1] is Ellipsis:
            return all(_is_of(one, parts[0]) for one in value)
        return len(value) == len(parts) and all(map(_is_of, value, parts))
    if origin is frozenset:
        return isinstance(value, frozenset)
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, wanted)


@cache
def _hints(made: type) -> dict[str, Any]:
    return typing.get_type_hints(made)
