"""The organisation's routes for what is never softened: read from a file, shown to the author, nothing is sent.

A route is left out where a person behind it is named in the message: words never go to a person they are about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bothways.lens.escalate import TOPICS, Escalation
from bothways.terms import Refusal

_MAIL: Final = re.compile(r"([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
# Who writes "my boss" means the one behind the route to one's own manager, whatever the name.
_OWN_MANAGER: Final = re.compile(
    r"\b(?:my|our|the|his|her|their) (?:\w+ ){0,2}?(?:manager|boss|supervisor|superior|lead|leader|chief|foreman|director|head)\b"
    r"|\b(?:boss|chief|chef|manager|supervisor) (?:he |she )?(?:say|said|tell|told|want|ask|make|give|call|send|touch|throw|hit)",
    re.IGNORECASE,
)
_KEYS: Final = frozenset({"name", "contact", "kinds", "people", "note", "manager"})
HINT: Final = (
    'A route is written as: [[route]], name = "Ombudsperson", contact = "…", kinds = ["harassment"], '
    'people = ["…"], note = "…".'
)


@dataclass(frozen=True, slots=True)
class Route:
    """A way that the organisation named: `people` are those who read what comes in; `manager` if one's own manager does."""

    name: str
    contact: str
    kinds: tuple[str, ...] = TOPICS
    people: tuple[str, ...] = ()
    note: str = ""
    manager: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the route, ready for JSON."""
        return {
            "name": self.name,
            "contact": self.contact,
            "kinds": list(self.kinds),
            "people": list(self.people),
            "note": self.note,
            "manager": self.manager,
        }


HELP_NOW: Final = (
    "If this is about you or about somebody you know: help is there now, at any hour. Call the local emergency number, or "
    "go to a person near you. The message can wait."
)
DANGER_NOW: Final = (
    "If somebody is in danger now, call the local emergency number first. The message can wait."
)


def help_first(kinds: Iterable[str]) -> str:
    """What comes before every route where a life may be at stake; empty for the other kinds.

    >>> help_first(["fraud"])
    ''
    """
    kinds = set(kinds)
    if "self-harm" in kinds:
        return HELP_NOW
    return DANGER_NOW if kinds & {"violence", "safety"} else ""


@dataclass(frozen=True, slots=True)
class Routing:
    """What was recognised and where its author can go with it. It is shown to the author alone.

    `left_out` pairs a route with the person of it whom the message names; `unserved` are kinds that no route is for.
    """

    kinds: tuple[str, ...]
    routes: tuple[Route, ...]
    left_out: tuple[tuple[Route, str], ...]
    unserved: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the routing, ready for JSON."""
        return {
            "kinds": list(self.kinds),
            "routes": [route.as_dict() for route in self.routes],
            "left_out": [{"name": route.name, "named": person} for route, person in self.left_out],
            "unserved": list(self.unserved),
            "first": help_first(self.kinds),
            "sent": False,
        }


def routes_for(found: Iterable[Escalation], *, text: str, routes: Sequence[Route]) -> Routing:
    """The routes for what was recognised in a message, without those whose people it names.

    A person counts as named when the first or last name stands in the message: leaving out one route too many is
    said, handing words to the person they are about can't be taken back. The route to one's own manager is also left out
    where the message speaks of a manager at all.

    >>> one = Route("HR", "hr@example.com", people=("Dana Fox",))
    >>> told = Escalation("harassment", 0, 4, "Dana")
    >>> routes_for([told], text="Dana put her hand on my back.", routes=[one]).left_out[0][1]
    'Dana Fox'
    """
    kinds = tuple(dict.fromkeys(one.topic for one in found))
    shown: list[Route] = []
    left_out: list[tuple[Route, str]] = []
    for route in routes:
        if not set(route.kinds) & set(kinds):
            continue
        person = next((who for who in _people(route) if _is_named(who, text)), None)
        if person is None and route.manager and _OWN_MANAGER.search(text):
            person = "your own manager"
        if person is None:
            shown.append(route)
        else:
            left_out.append((route, person))
    served = {kind for route in shown for kind in route.kinds}
    return Routing(kinds, tuple(shown), tuple(left_out), tuple(kind for kind in kinds if kind not in served))


def _people(route: Route) -> tuple[str, ...]:
    """Who reads it: the people named, and those whose address is made of a name (dana.fox@…)."""
    mailed = [
        local for local in _MAIL.findall(route.contact) if re.fullmatch(r"[a-z]+[._][a-z]+", local, re.I)
    ]
    return (*route.people, *(re.sub(r"[._]", " ", local).title() for local in mailed))


def _is_named(person: str, text: str) -> bool:
    words = [word for word in re.findall(r"\w+", person) if len(word) > 2]
    # In any case: who writes in haste writes "dana". A name that is a word too (Will) counts with a capital alone.
    return any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE if _is_rare(word) else 0)
        for word in words
    )


def _is_rare(word: str) -> bool:
    from bothways.lens.facts.names import everyday  # noqa: PLC0415 - a word list; only where routes are asked for

    return word.lower() not in everyday()


def read_routes(path: Path | str) -> tuple[Route, ...]:
    """Read the routes of an organisation from a TOML file; refuses a file that can't be read or says nothing sure."""
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as bad:
        raise Refusal(
            "routes", f"There is no file {path}.", hint="Give the file with the routes of your organisation."
        ) from bad
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as bad:
        said = bad.strerror if isinstance(bad, OSError) and bad.strerror else str(bad)
        raise Refusal("routes", f"{path} can't be read: {said}.", hint=HINT) from bad
    return routes_from(table, where=str(path))


def routes_from(table: Mapping[str, Any], *, where: str = "the routes") -> tuple[Route, ...]:
    """Read routes from a table as TOML gives it; `where` says in a refusal where it stood."""
    given = table.get("route")
    if not isinstance(given, list) or not given:
        raise Refusal("routes", f"{where} names no route.", hint=HINT)
    other = sorted(set(table) - {"route"})
    if other:
        raise Refusal("routes", f"{where} has a part “{other[0]}” that means nothing here.", hint=HINT)
    return tuple(_route(one, f"route {number} of {where}") for number, one in enumerate(given, start=1))


def _route(given: Any, where: str) -> Route:
    if not isinstance(given, Mapping):
        raise Refusal("routes", f"The {where} is no table.", hint=HINT)
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise Refusal("routes", f"“{unknown[0]}” means nothing in {where}.", hint=HINT)
    for key in ("name", "contact"):
        if not isinstance(given.get(key), str) or not given[key].strip():
            raise Refusal("routes", f"The {where} has no {key}.", hint=HINT)
    kinds = _texts(given, "kinds", where) or TOPICS
    strange = [kind for kind in kinds if kind not in TOPICS]
    if strange:
        raise Refusal(
            "routes",
            f"“{strange[0]}” in {where} is no kind that is recognised.",
            hint=f"The kinds are {', '.join(TOPICS)}.",
        )
    note, manager = given.get("note", ""), given.get("manager", False)
    if not isinstance(note, str) or not isinstance(manager, bool):
        raise Refusal("routes", f"In {where}, note is a text and manager is true or false.", hint=HINT)
    people = _texts(given, "people", where)
    return Route(given["name"].strip(), given["contact"].strip(), kinds, people, note.strip(), manager)


def _texts(given: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = given.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise Refusal("routes", f"“{key}” in {where} is no list of texts.", hint=HINT)
    return tuple(one.strip() for one in value)
