from datetime import timedelta

from django.utils import timezone

from bothways.web.credibility.operations import do_add


def promise_of(
    cast, *, text="A tool for quotes", giver="manager", receiver="staff", left=5, by=None, team=None, **more
):
    """A promise as Ada writes it down."""
    now = timezone.now()
    return do_add(
        by or cast.ada, team=team or cast.ours, text=text, giver=giver, receiver=receiver,
        made=timezone.localdate() - timedelta(days=30), due=timezone.localdate() + timedelta(days=left), now=now, **more,
    )  # fmt: skip


MAKERS = {"promise": lambda cast: promise_of(cast).pk}
