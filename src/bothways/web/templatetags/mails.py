"""Which mails somebody gets, on the page of their account."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("bothways/brief/my_mails.html", takes_context=True)
def my_mails(context: Any) -> dict[str, Any]:
    """Each mail that this person can have, and whether they do."""
    from bothways.web.brief.queries import mails_of  # a tag library is read before the tables are there

    return {
        "mails": mails_of(context["request"].user),
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }
