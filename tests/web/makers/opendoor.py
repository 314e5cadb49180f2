from django.utils import timezone

from bothways.terms import Side
from bothways.web.opendoor.operations import do_bring


def _voice(cast):
    return do_bring(
        cast.ben,
        team=cast.ours,
        side=Side.STAFF,
        kind="concern",
        text="Quotes take nine days.",
        now=timezone.now(),
    ).pk


MAKERS = {"voice": _voice}
