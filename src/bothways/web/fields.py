"""How a field of a form is drawn: its label without a colon, a box to tick beside its words and not below them."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates

__all__ = ["Renderer"]


class Renderer(DjangoTemplates):
    """The framework's own, with our field."""

    field_template_name = "bothways/parts/field.html"
