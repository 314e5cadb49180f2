from django.utils import timezone

from bothways.web.priorities.models import PriorityRound
from bothways.web.priorities.operations import do_open

ITEMS = ["quotes", "price", "leads", "travel"]


def round_of(cast, *, by=None, team=None, items=ITEMS):
    """A round as Ada opens it; the open one where there is one."""
    team = team or cast.ours
    found = PriorityRound.objects.filter(team=team, closed=None).first()
    return found or do_open(
        by or cast.ada, team=team, question="What first?", items=items, now=timezone.now()
    )


MAKERS = {"round_id": lambda cast: round_of(cast).pk}
