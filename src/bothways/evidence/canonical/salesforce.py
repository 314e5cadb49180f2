"""Salesforce's ids: reports show 15 signs, exports 18; the three behind tell capitals from small letters.

The short form is always written out in full, so that a report and an export of it speak of the same deal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bothways.evidence import engine as e
from bothways.evidence.reading import RawTable

__all__ = ["full_id", "full_text", "short_columns"]

_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
# Prefixes of the objects that are read here: account, contact, user, deal, line, lead, task, event, case, role …
_SHORT = re.compile(r"(001|003|005|006|00k|00K|00Q|00T|00U|00e|00E|00G|500|01t|0Q0|02s|00a)[A-Za-z0-9]{12}")
_LOOKED = 50


def full_id(text: str) -> str:
    """Return an id of 15 signs with its three more; any other text as it is.

    >>> full_id("0061t00000ABCde"), full_id("006D"), full_id("0061t00000ABCdeAAH")
    ('0061t00000ABCdeAAH', '006D', '0061t00000ABCdeAAH')
    """
    if not _SHORT.fullmatch(text):
        return text
    parts = (text[at : at + 5] for at in (0, 5, 10))
    return text + "".join(
        _SIGNS[sum(1 << i for i, c in enumerate(part) if "A" <= c <= "Z")] for part in parts
    )


def full_text(text: e.Expr) -> e.Expr:
    """Return the same for a column: what has 15 signs gets three more."""
    signs = []
    for chunk in range(3):
        place: e.Expr = e.val(1, "INTEGER")
        for i in range(5):
            sign = e.call("substr", text, 5 * chunk + i + 1, 1)
            capital = (sign >= e.val("A")) & (sign <= e.val("Z"))
            place = place + e.when([(capital, e.val(1 << i, "INTEGER"))], e.val(0, "INTEGER"))
        signs.append(e.call("substr", e.val(_SIGNS), place, 1))
    return e.when([(e.call("length", text) == e.val(15), e.call("concat", text, *signs))], text)


def short_columns(con: e.Connection, raw: RawTable, columns: Sequence[str]) -> frozenset[str]:
    """Return those columns (c0 …) that hold Salesforce's short ids, by their first values."""
    if not columns or not raw.rows_kept:
        return frozenset()
    rows = e.rows(e.pick(e.read(con, raw.parquet), list(columns)), limit=_LOOKED)
    found = set()
    for at, column in enumerate(columns):
        texts = [row[at].strip() for row in rows if row[at] is not None]
        if texts and all(_SHORT.fullmatch(text) for text in texts):
            found.add(column)
    return frozenset(found)
