"""What was asked for in a period: quotas of any shape added up to one target a rep, a team, the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import narwhals as nw

from bothways.evidence.measures.frames import Frames
from bothways.terms import Period
from bothways.terms.period import day_of

_SCOPES = {"whole": "all", "team": "team", "rep": "rep"}
_NONE = "No target is given for this period."


@dataclass(frozen=True, slots=True)
class Target:
    """A target: cents, the ids of the quotas it is made of; or why it isn't known."""

    cents: int | None
    ids: tuple[str, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets of a period by (by, key), and what must be said about them."""

    found: Mapping[tuple[str, str], Target] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    def of(self, by: str, key: str) -> Target:
        """Return a target; one without a value says why."""
        return self.found.get((by, key)) or Target(None, (), _NONE)


def targets_of(frames: Frames, period: Period) -> Targets:
    """Add up the quotas that lie inside a period; see docs/method/evidence.md for the rules.

    A quota longer than the period is not split, one that overlaps its edge is not used, and parts that
    don't fill the period make no target: in all three the figure would be ours, not the firm's.
    """
    column = nw.col
    quotas = frames.table("targets").filter(
        column("first_day") <= period.last_day, column("last_day") >= period.first_day,
        ~column("total_cents").is_null(),
    )  # fmt: skip
    rows = frames.rows(
        quotas.select("scope", "key", "first_day", "last_day", "total_cents", "target_id", "is_rollup")
    )
    spans: dict[tuple[str, str], list[tuple[int, int, int, str]]] = defaultdict(list)
    rollups: dict[tuple[str, str], list[tuple[int, int, int, str]]] = defaultdict(list)
    outside: set[tuple[str, str]] = set()
    for scope, key, first, last, cents, target_id, is_rollup in rows:
        by = _SCOPES.get(scope)
        # A manager's roll-up is the sum of what others were given: as a rep's own target it would stand
        # against the manager's own few deals, and added to others it would count them twice.
        if by is None or (by == "rep" and is_rollup):
            continue
        who = (by, "" if by == "all" else key or "")
        if period.first_day <= first and last <= period.last_day:
            (rollups if is_rollup else spans)[who].append((first, last, cents, target_id))
        else:
            outside.add(who)
    given = {who: _tiled(own, period) for who, own in spans.items()}
    totals = {who: _tiled(own, period) for who, own in rollups.items() if who not in given}
    other = {who: _not_split(period) for who in outside if who not in given and who not in totals}
    teams = {
        person: team or "" for person, team in frames.rows(frames.table("people").select("person_id", "team"))
    }
    return _with_sums(given | other, totals, teams)


def _tiled(spans: list[tuple[int, int, int, str]], period: Period) -> Target:
    """Fill the period with spans, longest first; several of one span (by product, say) are added."""
    taken: list[tuple[int, int]] = []
    cents, ids = 0, []
    for first, last, amount, target_id in sorted(spans, key=lambda s: (s[0] - s[1], s[0], s[3])):
        if (first, last) not in taken:
            if any(first <= other_last and other_first <= last for other_first, other_last in taken):
                continue
            taken.append((first, last))
        cents += amount
        ids.append(target_id)
    covered = sum(last - first + 1 for first, last in taken)
    if covered < period.days:
        return Target(None, (), f"The targets given cover {covered} of the {period.days} days of the period.")
    return Target(cents, tuple(sorted(ids)))


def _not_split(period: Period) -> Target:
    first, last = day_of(period.first_day), day_of(period.last_day)
    return Target(
        None,
        (),
        f"A target is given for a longer or other span than {first} to {last}; it is not split by days.",
    )


def _with_sums(
    given: dict[tuple[str, str], Target], totals: dict[tuple[str, str], Target], teams: Mapping[str, str]
) -> Targets:
    """Add the sums of the parts where no target is given, and say where a given one differs from them.

    `totals` are roll-ups: one stands for its own team or the whole, and is never added to others.
    """
    notices: list[str] = []
    found = dict(given)
    by_team: dict[str, list[Target]] = defaultdict(list)
    for (by, key), target in sorted(given.items()):
        if by == "rep":
            by_team[teams.get(key, "")].append(target)
    parts = [target for (by, key), target in given.items() if by == "team" and key not in by_team]
    for team, own in sorted(by_team.items()):
        who = ("team", team)
        stands = given.get(who, totals.get(who))
        found[who], notice = _settled(stands, _sum(own), f"of team {team or 'not given'}", "reps")
        notices += notice
        # A team's roll-up isn't added to the whole; its reps' targets are.
        parts.append(found[who] if who in given else _sum(own))
    for who, target in totals.items():
        found.setdefault(who, target)
    if parts:
        whole = ("all", "")
        stands = given.get(whole, totals.get(whole))
        found[whole], notice = _settled(stands, _sum(parts), "of the whole", "teams")
        notices += notice
    return Targets(found, tuple(notices))


def _settled(given: Target | None, summed: Target, name: str, what: str) -> tuple[Target, list[str]]:
    """Return the given target, else the sum of the parts; and a sentence where the two differ."""
    if given is None or given.cents is None:
        return (summed if summed.cents is not None or given is None else given), []
    if summed.cents is None or summed.cents == given.cents:
        return given, []
    more = "more" if summed.cents > given.cents else "less"
    sentence = (
        f"The target {name} is given as {given.cents / 100:,.2f}; those of its {what} add up to "
        f"{summed.cents / 100:,.2f}, which is {abs(summed.cents - given.cents) / 100:,.2f} {more}. "
        "The one given is used."
    )
    return given, [sentence]


def _sum(parts: list[Target]) -> Target:
    unknown = [part.unknown for part in parts if part.cents is None]
    if unknown:
        return Target(None, (), f"The target of a part isn't known: {unknown[0]}")
    return Target(sum(part.cents or 0 for part in parts), tuple(i for part in parts for i in part.ids))
