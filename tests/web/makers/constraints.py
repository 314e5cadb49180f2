from datetime import timedelta

from django.utils import timezone

from bothways.web.constraints.disputing import do_open_dispute
from bothways.web.constraints.models import Dispute
from bothways.web.constraints.operations import do_add


def limit_of(
    cast,
    *,
    statement="Discounts stop at eight percent.",
    side="executives",
    left=30,
    by=None,
    team=None,
    **more,
):
    """A limit as Ada declares it; `left` days until it is looked at, counted from its day."""
    given = {"owner": "Henrik", "moves": "yes", "mover": "the finance chief", **more}
    now = timezone.now() - timedelta(days=60)
    return do_add(
        by or cast.ada, team=team or cast.ours, side=side, statement=statement,
        review=timezone.localdate() + timedelta(days=left), now=now, **given,
    )  # fmt: skip


def dispute_of(cast, *, about="How long approvals take"):
    """A dispute that Ada put to both sides."""
    return do_open_dispute(cast.ada, team=cast.ours, about=about, now=timezone.now())


MAKERS = {
    "limit": lambda cast: limit_of(cast).pk,
    # A matter lies open once alone, and some tests make one of each again.
    "dispute": lambda cast: dispute_of(cast, about=f"Matter {Dispute.objects.count() + 1}").pk,
}
