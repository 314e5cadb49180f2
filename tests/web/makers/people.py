from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone

from bothways.web.people.operations import do_invite


def _invitation(cast):
    return do_invite(cast.ada, email="new@example.com", role="staff", team=cast.ours, now=timezone.now())[
        0
    ].pk


def _session(cast):
    made = UserSession.objects.create(
        user=cast.ada, session_key=f"of-ada-{timezone.now().timestamp()}", ip="127.0.0.1"
    )
    UserSession.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=1))
    return made.pk


MAKERS = {
    "invitation": _invitation,
    "session": _session,
    "team": lambda cast: cast.ours.pk,
    "person": lambda cast: cast.ben.pk,
    "token": lambda cast: "not-a-key",
    "key": lambda cast: "not-a-key",
    "uidb36": lambda cast: "1",
    "provider_id": lambda cast: "sso",
}
