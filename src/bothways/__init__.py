"""Bothways: the facts of a sales team, carried both ways.

>>> import bothways
>>> bothways.Side.STAFF.other
<Side.EXECUTIVES: 'executives'>
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from bothways.terms import Calendar, Figure, Interval, Period, Refusal, Side

if TYPE_CHECKING:
    from bothways.brief import make_pair, write_briefs
    from bothways.evidence import import_files, measure, open_snapshot, write_sample, write_template

__version__ = "0.1.0"
__all__ = [
    "Calendar",
    "Figure",
    "Interval",
    "Period",
    "Refusal",
    "Side",
    "import_files",
    "make_pair",
    "measure",
    "open_snapshot",
    "write_briefs",
    "write_sample",
    "write_template",
]
# Rooms are opened when first used: `import bothways` must not wait for an engine.
_HOMES = {
    "import_files": "bothways.evidence",
    "measure": "bothways.evidence",
    "open_snapshot": "bothways.evidence",
    "write_sample": "bothways.evidence",
    "write_template": "bothways.evidence",
    "make_pair": "bothways.brief",
    "write_briefs": "bothways.brief",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'bothways' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
