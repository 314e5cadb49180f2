"""The one app. Its label is in every table's name and never changes."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BothwaysConfig(AppConfig):
    """The product as Django knows it."""

    name = "bothways.web"
    label = "bothways"
    verbose_name = _("Bothways")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each room say which jobs it does and what it does each minute."""
        from bothways.web import rooms

        rooms.register()
