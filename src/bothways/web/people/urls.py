"""Addresses of sign-in and of people."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import path

urlpatterns = [
    path("in/", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
]
