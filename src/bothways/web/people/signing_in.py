"""How people sign in: by password and a second factor, or by the organisation's single sign-on. Nobody signs up."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

__all__ = ["AccountAdapter", "SocialAdapter"]


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Sign-up is closed: people are invited."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue what sign-in has to mail. The answer takes as long for an address that nobody has."""
        from bothways.brief.mailing import mailbox
        from bothways.web.brief.notes import queue_note

        made = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        now = timezone.now()
        key = uuid.uuid4().hex
        queue_note(
            to=mailbox(email), subject=str(made.subject), text=str(made.body), team=None, now=now, key=key
        )


class SocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Only who was invited comes in: an address without an account gets none."""
        return False
