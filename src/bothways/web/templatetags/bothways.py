"""Small words of the templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag
def mark(name: str) -> SafeString:
    """A sign of the sprite, hidden from screen readers: the word stands beside it."""
    return format_html('<svg aria-hidden="true"><use href="#{}"/></svg>', name)


@register.filter
def side_class(side: Any) -> str:
    """The class that a side's name carries: its colour and its sign."""
    return {"staff": "side side--staff", "executives": "side side--exec"}.get(str(side), "side side--nobody")


@register.filter
def side_word(side: Any) -> str:
    """A side in words."""
    return {"staff": _("Staff"), "executives": _("Executives")}.get(str(side), _("Nobody"))


@register.filter
def days_since(moment: Any) -> int:
    """Whole days from a day or a moment until now, in the reader's zone."""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return (timezone.localdate() - day).days


@register.filter
def in_days(day: Any) -> str:
    """A due day, seen from today: "in 3 days", "today", "2 days late"."""
    left = (day - timezone.localdate()).days
    if left == 0:
        return _("today")
    if left > 0:
        return ngettext("in %(n)s day", "in %(n)s days", left) % {"n": left}
    return ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": -left}


_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_MACHINES = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


@register.filter
def browser_words(agent: str) -> str:
    """What a browser says of itself, in the two words by which its owner knows it; as it is where it says neither."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    machine = next((name for sign, name in _MACHINES if sign in agent), "")
    if browser and machine:
        return _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
    return browser or machine or agent[:80]
