"""Who was handed a ticket when is kept no longer than a letter can need it: to know who its author can be.

Decided from what everybody knows (which voices are open, when they last moved), and never from what lies in a box. Used
tickets stand in the box alone and go when it is emptied: by then they are void.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bothways.opendoor.voices import ENDS, How
from bothways.web.opendoor import sealing
from bothways.web.opendoor.anonymous import can_answer_from
from bothways.web.opendoor.models import Box, BoxBatch, Handed, Voice

__all__ = ["do_prune"]


def do_prune(*, now: datetime) -> None:
    """Take away past batches that no open voice needs, who was handed tickets in them, and files of boxes of nobody."""
    for box in Box.objects.all():
        held = Voice.objects.filter(team=box.team_id, side=box.side, how=How.ANONYMOUS.value)
        open_ones = held.exclude(stage__in=ENDS).prefetch_related("events")
        since = min((can_answer_from(voice, box) for voice in open_ones), default=None)
        past = BoxBatch.objects.filter(box=box)
        (past if since is None else past.filter(opened__lt=since)).delete()
        needed = {box.batch, *BoxBatch.objects.filter(box=box).values_list("pk", flat=True)}
        # A batch that ended since the box was read is no batch of these rows: it is left for tomorrow.
        Handed.objects.filter(box=box).exclude(batch__in=needed).exclude(batch=_batch_now(box)).delete()
    # A night that was broken off leaves a box that no row names; one of today may be named in a moment.
    kept = set(Box.objects.values_list("batch", flat=True))
    sealing.sweep(kept, before=now - timedelta(days=1))


def _batch_now(box: Box) -> object:
    return Box.objects.values_list("batch", flat=True).get(pk=box.pk)
