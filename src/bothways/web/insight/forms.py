"""Edits of themes as forms: what was typed becomes an entry as a file of edits holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from bothways.terms import Refusal

__all__ = ["KINDS", "entry_of", "said"]

KINDS: Final = ("rename", "merge", "split", "move", "hide", "pin")
_LONGEST: Final = 400


def entry_of(kind: str, posted: Mapping[str, Any], *, themes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the entry that a form asks for. `themes` are those of the page: no other can be named.

    Raises:
        Refusal: `edits` for a kind or a theme that there is none of, for a text that is too long.
    """
    if kind not in KINDS:
        raise Refusal("edits", "There is no such edit.", hint="Use the forms of the page.")
    typed = {
        name: str(posted.get(name, "")).strip() for name in ("to", "into", "name", "words", "phrase", "quote")
    }
    for value in typed.values():
        if len(value) > _LONGEST:
            raise Refusal("edits", f"That is longer than {_LONGEST} letters.", hint="Say it shorter.")
    known = {one["id"]: one for one in themes}
    if kind == "move":
        entry: dict[str, Any] = {
            "phrase": typed["phrase"],
            "to": _theme(typed["to"], known) if typed["to"] else "",
        }
        source = str(posted.get("from", "")).strip()
        return entry | ({"from": _theme(source, known)} if source else {})
    theme = _theme(str(posted.get("theme", "")), known)
    # A proposed theme is called anew by each run: its words find it again.
    words = {"words": list(known[theme]["words"])} if known[theme]["words"] else {}
    if kind == "rename":
        return {"theme": theme, "to": typed["to"], **words}
    if kind == "merge":
        return {"themes": [theme], "into": _theme(typed["into"], known), **words}
    if kind == "split":
        found = [word.strip() for word in typed["words"].split(",") if word.strip()]
        return {"theme": theme, "name": typed["name"], "words": found}
    if kind == "hide":
        return {"theme": theme, **words}
    return _pin(theme, posted, known[theme])


def _theme(given: str, known: Mapping[str, Any]) -> str:
    if given not in known:
        raise Refusal("edits", "That theme is not on this page.", hint="Choose one of the list.")
    return given


def _pin(theme: str, posted: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    place = str(posted.get("quote", ""))
    quotes = held["quotes"]
    if not place.isdigit() or int(place) >= len(quotes):
        raise Refusal("edits", "That quote is not on this page.", hint="Choose one of those shown.")
    quote = quotes[int(place)]
    return {"theme": theme, "table": quote["table"], "id": quote["id"], "quote": quote["quote"]}


def said(kind: str, entry: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say an edit in words. `names` are those of the themes that are known now, by id."""

    def name(theme: Any) -> str:
        return names.get(str(theme), str(theme))

    if kind == "rename":
        return _("“%(theme)s” is called “%(to)s”.") % {"theme": name(entry["theme"]), "to": entry["to"]}
    if kind == "merge":
        of = ", ".join(f"“{name(one)}”" for one in entry["themes"])
        return _("%(of)s belongs to “%(into)s”.") % {"of": of, "into": name(entry["into"])}
    if kind == "split":
        return _("Out of “%(theme)s”, what says %(words)s is “%(name)s”.") % {
            "theme": name(entry["theme"]), "words": ", ".join(entry["words"]), "name": entry["name"],
        }  # fmt: skip
    if kind == "move":
        to = f"“{name(entry['to'])}”" if entry["to"] else _("no theme")
        return _("What says “%(phrase)s” belongs to %(to)s.") % {"phrase": entry["phrase"], "to": to}
    if kind == "hide":
        return _("“%(theme)s” is hidden.") % {"theme": name(entry["theme"])}
    return _("Pinned to “%(theme)s”: “%(quote)s”") % {"theme": name(entry["theme"]), "quote": entry["quote"]}
