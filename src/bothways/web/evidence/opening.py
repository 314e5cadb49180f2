"""Snapshots are opened once in each thread: an engine's connection is for one thread at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.evidence import Snapshot as Evidence
    from bothways.web.evidence.models import Snapshot

__all__ = ["opened"]

KEPT: Final = 3
"""How many open snapshots a thread keeps: this one, the one before, another team's."""
_here = threading.local()


def opened(snapshot: Snapshot) -> Evidence:
    """Open a snapshot for reading, as the rooms below take it; kept open for the thread's next question.

    Never hand what it gives to another thread: facts that were computed are kept with it.

    Raises:
        Refusal: `removed` where it was taken away, `no-snapshot` where its folder is gone, `schema` where another
            version wrote it.
    """
    from bothways.evidence import open_snapshot  # the engine takes a moment to load

    if snapshot.removed_at is not None:
        raise Refusal(
            "removed",
            f"The snapshot of {snapshot.as_of} was taken away.",
            hint="Bring the export again, or look at another snapshot.",
            data={"status": 404},
        )
    kept: OrderedDict[Path, Evidence] = _here.__dict__.setdefault("kept", OrderedDict())
    path = snapshot.path
    if path not in kept:
        kept[path] = open_snapshot(path)
        while len(kept) > KEPT:
            kept.popitem(last=False)[1].close()
    kept.move_to_end(path)
    return kept[path]
