"""Addresses of sign-in and of people. Of the packages' pages only those that are used here have one."""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from bothways.web.people import views


class Base36(StringConverter):
    """Letters and digits alone: what a person is called in the link of a new password. Dashes follow in its key."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")

urlpatterns = [
    path("in/", account.login, name="account_login"),
    path(
        "in/new/", account.signup, name="account_signup"
    ),  # says that it is closed; packages' mails lead here
    path("out/", account.logout, name="account_logout"),
    path("in/inactive/", account.account_inactive, name="account_inactive"),
    path("in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("in/second/", include("allauth.mfa.base.urls")),
    path("in/second/app/", include("allauth.mfa.totp.urls")),
    path("in/second/codes/", include("allauth.mfa.recovery_codes.urls")),
    path("in/password/", account.password_change, name="account_change_password"),
    path("in/password/none-yet/", account.password_set, name="account_set_password"),
    path("in/forgotten/", account.password_reset, name="account_reset_password"),
    path("in/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        # The package puts a key into this address by its own form of it: one dash, no slash.
        "in/forgotten/<base36:uidb36>-<str:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "in/forgotten/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sso/<str:provider_id>/in/", oidc.login, name="openid_connect_login"),
    path("sso/<str:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
    path("sso-ended/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso-failed/", social.login_error, name="socialaccount_login_error"),
    path("sso-nobody/", social.signup, name="socialaccount_signup"),
    path("sso-links/", social.connections, name="socialaccount_connections"),
    path("invited/<str:token>/", views.accept, name="accept"),
    path("first/<str:token>/", views.accept, name="first"),
    path("desk/<str:key>/", views.desk, name="desk"),
    path("demo-in/<str:key>/", views.demo_in, name="demo-in"),
    path("me/", views.me, name="me"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("me/sessions/<int:session>/end/", views.end_session, name="session-end"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invited/<uuid:invitation>/revoke/", views.revoke_invitation, name="invitation-revoke"),
    path("people/teams/", views.team_add, name="team-add"),
    path("people/teams/<uuid:team>/crm/", views.sellers, name="sellers"),
    path("people/teams/<uuid:team>/<uuid:person>/leave/", views.leave, name="team-leave"),
]
