"""How people sign in: by password and a second factor, or by the organisation's single sign-on. Nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

__all__ = ["AccountAdapter", "SocialAdapter"]


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Sign-up is closed: people are invited."""
        return False


class SocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Only who was invited comes in: an address without an account gets none."""
        return False
