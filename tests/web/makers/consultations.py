from datetime import timedelta

from django.utils import timezone

from bothways.web.consultations.models import Consultation
from bothways.web.consultations.operations import Given, do_make, do_open
from bothways.web.opendoor.keeping import day_of

SAID = (
    "The security review costs us more deals than price does.",
    "A quote that takes more than five days is usually lost.",
    "Customers should hear one price from us.",
)


def consultation_of(cast, *, said=SAID, people=None, now=None, **more):
    """A consultation as Ada asks it: of everybody in her team. The open one where there is one."""
    found = Consultation.objects.filter(team=cast.ours, state="open").first()
    now = now or timezone.now()
    if found is None:
        team = cast.ours
        made = do_make(
            cast.ada, team=team, question="What slows our deals down?", statements=[Given(text) for text in said],
            closes=day_of(now) + timedelta(days=7), now=now, people=people or [*team.staff.all(), *team.executives.all()], **more,
        )  # fmt: skip
        found = do_open(cast.ada, made, now=now)
    return found


MAKERS = {
    "consultation": lambda cast: consultation_of(cast).pk,
    "statement": lambda cast: consultation_of(cast).statements.first().pk,
    "invited": lambda cast: consultation_of(cast).invited.first().pk,
    "place": lambda _cast: 1,
}
