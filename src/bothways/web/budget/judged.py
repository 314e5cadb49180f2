"""What is wrong with somebody's four answers, in the numbers that they gave: said beside them, so they can be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.budget.response import Judgement

__all__ = ["FIELDS", "Wrong", "wrong_with"]

FIELDS: Final = {"new": ("half", "full", "half_more", "most"), "today": ("none", "half", "half_more", "most")}
"""The four answers, by whether the thing is new or there already."""
_STEPS: Final = {
    "none of it": "none", "half of it": "half", "the effort of reference": "full", "half more": "half_more",
    "as much as can be": "most",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """A sentence, and the fields that it speaks of."""

    sentence: str
    fields: tuple[str, ...]


def wrong_with(said: Mapping[str, Any], *, way: str) -> Wrong | None:
    """What is wrong with four answers; none where they go together.

    said: who, and the four fields of `FIELDS[way]`, beside today's result = 100.
    """
    from bothways.budget.response import fit_judgement

    scale = said["full"] if way == "new" else 100.0
    try:
        fit_judgement(_judgement(said, way=way))
    except Refusal as refusal:
        return _said(refusal, said, way=way, scale=scale)
    return None


def _judgement(said: Mapping[str, Any], *, way: str) -> Judgement:
    from bothways.budget.response import Judgement

    numbers = {name: said[name] / 100 for name in FIELDS[way]}
    who = said["who"]
    if way == "new":
        return Judgement.of_new(
            who,
            half=numbers["half"],
            full=numbers["full"],
            half_more=numbers["half_more"],
            saturation=numbers["most"],
        )
    return Judgement(
        who=who,
        none=numbers["none"],
        half=numbers["half"],
        half_more=numbers["half_more"],
        saturation=numbers["most"],
    )


def _said(refusal: Refusal, said: Mapping[str, Any], *, way: str, scale: float) -> Wrong:
    who = said["who"]
    if refusal.code == "judgement-apart":
        half, more = said["half"], said["half_more"]
        low, high = (float(refusal.data[key]) * scale for key in ("half_more", "half"))
        return Wrong(
            _(
                "No curve passes near both. Ask %(who)s again: with %(half)s for half would go about %(low)s for half more; "
                "with %(more)s for half more about %(high)s for half."
            )
            % {"who": who, "half": _n(half), "low": _n(low), "more": _n(more), "high": _n(high)},
            ("half", "half_more"),
        )
    if refusal.code == "judgement-order":
        one, two = (_STEPS[str(refusal.data[key])] for key in ("less", "more"))
        values = {"none": 100.0, "full": 100.0, **said} if way == "new" else {"full": 100.0, **said}
        words = {
            "none": _("none of it"), "half": _("half of it"), "half_more": _("half more"), "most": _("as much as could help"),
            "full": _("all that is asked") if way == "new" else _("what is there today"),
        }  # fmt: skip
        return Wrong(
            _(
                "More of it would give less: %(a)s for %(one)s, %(b)s for %(two)s. Ask %(who)s again for these two."
            )
            % {"a": _n(values[one]), "one": words[one], "b": _n(values[two]), "two": words[two], "who": who},
            tuple(name for name in (one, two) if name in FIELDS[way]),
        )
    if refusal.code == "judgement-flat":
        return Wrong(
            _("By these answers it makes no difference. Ask %(who)s again, or leave it out.") % {"who": who},
            ("full", "most") if way == "new" else ("none", "most"),
        )
    return Wrong(f"{refusal.sentence} {refusal.hint}".strip(), FIELDS[way])


def _n(value: float) -> str:
    return f"{round(value, 1):g}"
