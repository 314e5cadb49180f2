"""People of the own firm: from their files, and from every name that owns something.

People are few, so this is Python over distinct people, never over rows of deals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bothways.evidence import engine as e
from bothways.evidence.canonical.bench import Bench
from bothways.evidence.canonical.salesforce import full_id
from bothways.evidence.canonical.sources import Sources
from bothways.evidence.mapping.words import bare
from bothways.evidence.tables import PEOPLE

_SEP = "\x1f"
_OWNED = ("deals", "orders", "accounts", "activities", "tasks", "meetings", "calls", "notes", "mails")
_LEADS = (
    "manager",
    "director",
    "head",
    "leiter",
    "leiterin",
    "vp",
    "vice president",
    "chief",
    "directeur",
    "directrice",
    "jefe",
    "gerente",
    "lead",
    "cro",
    "ceo",
)


@dataclass
class Person:
    """One person, while the files are put together."""

    id: str
    name: str = ""
    email: str = ""
    team: str = ""
    manager: str = ""
    region: str = ""
    title: str = ""
    role_id: str = ""
    is_active: bool | None = None
    aliases: set[str] = field(default_factory=set)
    in_file: bool = False


@dataclass
class People:
    """All people, and what each reference to one means."""

    by_id: dict[str, Person] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def add(self, person: Person) -> Person:
        """Add a person, or what more is known of one."""
        known = next(
            (
                self.by_id[self.by_key[f"id:{k}"]]
                for k in (person.id, *sorted(person.aliases))
                if f"id:{k}" in self.by_key
            ),
            None,
        )
        if known is None:
            known = self.by_id[person.id] = person
        else:
            for name in ("name", "email", "team", "manager", "region", "title", "role_id"):
                if not getattr(known, name):
                    setattr(known, name, getattr(person, name))
            known.is_active = known.is_active if known.is_active is not None else person.is_active
            known.aliases |= person.aliases | ({person.id} - {known.id})
        for key in (known.id, *known.aliases):
            self.by_key.setdefault(f"id:{key}", known.id)
        if known.email:
            self.by_key.setdefault(f"mail:{known.email.casefold()}", known.id)
        self._name(known)
        return known

    def _name(self, person: Person) -> None:
        key = f"name:{person.name}"
        if person.name and self.by_key.setdefault(key, person.id) != person.id:
            self.doubtful.add(person.name)

    def find(self, reference: str) -> str | None:
        """Return the id for an id, a mail address or a name; a name that two people have is nobody's."""
        for key in (
            f"id:{reference}",
            f"id:{full_id(reference)}",
            f"mail:{reference.casefold()}",
            f"name:{reference}",
        ):
            if key in self.by_key and not (key.startswith("name:") and reference in self.doubtful):
                return self.by_key[key]
        return None

    def of(self, id_: str | None, email: str | None, name: str | None) -> str | None:
        """Return the person of a reference, adding one that no file has."""
        for reference in (id_, email, name):
            if reference and (found := self.find(reference)):
                return found
        reference = id_ or email or name
        if not reference:
            return None
        return self.add(Person(reference, name or email or reference, email or "")).id


def owner_key() -> e.Expr:
    """Return the key of a row's owner, as `owners` knows it."""
    parts = (e.first(e.col(c), e.val("")) for c in ("owner_id", "owner_email", "owner"))
    return e.call("concat_ws", _SEP, *parts)


def build_people(bench: Bench, sources: Sources, renamed: Mapping[str, str]) -> tuple[People, e.Relation]:
    """Collect everybody; return them, and a lookup from owner keys to person ids.

    Args:
        bench: the workbench.
        sources: the staged tables.
        renamed: names that a person said are another's (a merge), old → new.
    """
    people = People()
    for row in _rows(sources.of("people")):
        name = row["name"] or " ".join(p for p in (row["first_name"], row["last_name"]) if p)
        id_ = row["id"] or name or row["email"]
        if not id_:
            continue
        person = Person(
            id_,
            name or row["email"] or id_,
            row["email"] or "",
            row["team"] or "",
            row["manager_id"] or row["manager"] or "",
            row["region"] or "",
            row["title"] or "",
            row["role_id"] or "",
            row["is_active"],
            {row["other_id"]} - {None},
            in_file=True,
        )
        person.team = person.team or ("\x00" + row["team_id"] if row["team_id"] else "")
        people.add(person)
    known = list(people.by_id.values())
    for person in known:
        if person.manager and not people.find(person.manager):
            people.add(Person(person.manager, person.manager, title="manager"))
    lookup = _owners(bench, sources, people, renamed)
    _deal_managers(sources, people)
    _name_teams(sources, people)
    return people, lookup


def _rows(relation: e.Relation | None) -> list[dict[str, Any]]:
    if relation is None:
        return []
    rows = [dict(zip(relation.columns, row, strict=True)) for row in e.rows(relation)]
    # By content, not by place: the same people in another order are the same people.
    return sorted(
        rows, key=lambda r: [str(v or "") for k, v in r.items() if k not in ("_row", "_line", "_f")]
    )


def _owners(bench: Bench, sources: Sources, people: People, renamed: Mapping[str, str]) -> e.Relation:
    triples: set[tuple[str, str, str]] = set()
    for kind in _OWNED:
        relation = sources.of(kind)
        if relation is None:
            continue
        columns = [e.first(e.col(c), e.val("")).alias(c) for c in ("owner_id", "owner_email", "owner")]
        triples |= {(str(a), str(b), str(c)) for a, b, c in e.rows(relation.select(*columns).distinct())}
    found: dict[str, str | None] = {}
    for triple in sorted(triples):
        id_, email, name = triple
        found[_SEP.join(triple)] = people.of(id_, email, renamed.get(name, name))
    return e.of_values(
        bench.con,
        {"key": ("VARCHAR", list(found)), "person_id": ("VARCHAR", list(found.values()))},
        name="_owners",
    )


def _deal_managers(sources: Sources, people: People) -> None:
    """Take team and manager from the deals' own columns, where people have none."""
    relation = sources.of("deals")
    if relation is None or not (sources.maps("deals", "manager") or sources.maps("deals", "team")):
        return
    seen: dict[str, set[tuple[str, str]]] = {}
    columns = [
        e.first(e.col(c), e.val("")).alias(c) for c in ("owner_id", "owner_email", "owner", "team", "manager")
    ]
    for id_, email, name, team, manager in sorted(e.rows(relation.select(*columns).distinct())):
        who = next((w for r in (id_, email, name) if r and (w := people.find(r))), None)
        if who:
            seen.setdefault(who, set()).add((team, manager))
    for who, pairs in seen.items():
        if len(pairs) == 1:  # somebody who changed teams has no single one
            team, manager = next(iter(pairs))
            person = people.by_id[who]
            person.team = person.team or team
            person.manager = person.manager or manager
            if manager and not people.find(manager):
                people.add(Person(manager, manager, title="manager"))


def _name_teams(sources: Sources, people: People) -> None:
    teams = {r["id"]: r["name"] for r in _rows(sources.of("teams"))}
    roles = {r["id"]: r["name"] for r in _rows(sources.of("roles"))}
    members: dict[str, str] = {}
    for row in sorted(
        _rows(sources.of("team_members")),
        key=lambda r: (r["is_primary"] is not True, r["is_secondary"] is True),
    ):
        who = people.find(row["owner_id"]) if row["owner_id"] else None
        if who and row["team_id"]:
            members.setdefault(who, row["team_id"])
    for person in people.by_id.values():
        if not person.team or person.team.startswith("\x00"):
            team_id = members.get(person.id) or person.team.removeprefix("\x00")
            person.team = teams.get(team_id, team_id) or ""
        if not person.team and person.role_id:
            person.team = roles.get(person.role_id, "")
    leaders = {people.find(p.manager) for p in people.by_id.values() if p.manager}
    for person in people.by_id.values():
        leader = people.find(person.manager) if person.manager else None
        if not person.team and leader:
            person.team = people.by_id[leader].name
    for leader in leaders:
        # The manager of a team that bears the manager's name belongs to it.
        if (
            leader
            and not people.by_id[leader].team
            and any(p.team == people.by_id[leader].name for p in people.by_id.values())
        ):
            people.by_id[leader].team = people.by_id[leader].name


def fill_people(bench: Bench, people: People) -> list[dict[str, Any]]:
    """Write the people; return the rows, each with its `aliases`."""
    leaders = {people.find(p.manager) for p in people.by_id.values() if p.manager}
    rows: list[dict[str, Any]] = []
    for id_ in sorted(people.by_id):
        p = people.by_id[id_]
        manager = people.find(p.manager) if p.manager else None
        words = bare(p.title).split()
        leads = id_ in leaders or any(w in _LEADS for w in words)
        role = "manager" if leads else ("rep" if not p.title or _sells(words) else "other")
        rows.append(
            {
                "person_id": id_,
                "name": p.name or id_,
                "email": p.email or None,
                "team": p.team or None,
                "manager_id": manager if manager != id_ else None,
                "region": p.region or None,
                "role": role,
                "is_active": p.is_active,
                "aliases": sorted(p.aliases),
            }
        )
    columns = {c.name: (c.type, [r[c.name] for r in rows]) for c in PEOPLE.columns}
    e.fill(bench.con, PEOPLE, e.of_values(bench.con, columns, name="_people"))
    return rows


def _sells(words: Iterable[str]) -> bool:
    return any(
        w
        in {
            "sales",
            "account",
            "rep",
            "representative",
            "seller",
            "vertrieb",
            "verkaufer",
            "commercial",
            "ventas",
            "vendedor",
            "executive",
            "sdr",
            "ae",
            "bdr",
            "business",
        }
        for w in words
    )
