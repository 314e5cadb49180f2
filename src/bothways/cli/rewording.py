"""A reframing in a terminal: message, calm wording, changes, receipt, six questions, lens, what needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from bothways.cli.marking import AMBER, SOFT, changed, head, marked, noted, put, put_rows, shown
from bothways.cli.printing import out
from bothways.lens.diff import word_diff
from bothways.lens.lines import reframing_as_dict
from bothways.lens.routes import Routing, help_first

if TYPE_CHECKING:
    from bothways.lens.asking import Asked
    from bothways.lens.escalate import Escalation
    from bothways.lens.reframing import Reframing
    from bothways.lens.routes import Route

_NOWHERE: Final = Routing((), (), (), ())
HEADS: Final = {
    "scenario": "The customer",
    "money": "The money",
    "risk": "The risk",
    "date": "The date",
    "asked": "What is asked",
    "reason": "Why",
    "week": "What it means for the week",
    "rest": "The rest",
}
FOR: Final = {"executives": "For the executives", "staff": "For the sales staff"}
OFFLINE: Final = "Worded on this machine by rules. Nothing was sent anywhere."
UNTOUCHED: Final = "Read on this machine by rules. Nothing was sent anywhere."


@dataclass(frozen=True, slots=True)
class Worded:
    """A reframing, who worded it, the names of a snapshot that it holds, and the routes for what is never softened."""

    reframing: Reframing
    asked: Asked | None
    routing: Routing
    snapshot: str
    from_snapshot: tuple[str, ...]
    has_routes: bool
    undone: tuple[str, ...] = ()
    hints: tuple[Escalation, ...] = ()
    hinted: Routing = _NOWHERE

    def account(self) -> tuple[str, ...]:
        """Who worded it, and whether anything left the machine."""
        if self.asked is None and self.reframing.escalate:
            return (UNTOUCHED,)
        return self.asked.sentences() if self.asked else (OFFLINE,)

    def as_dict(self) -> dict[str, Any]:
        """Return all of it, ready for JSON: the keys of a line of a batch, and more."""
        found = self.reframing
        return {
            **reframing_as_dict(found),
            "receipt": found.receipt.as_dict(),
            "for": found.audience,
            "flagged": [
                {"start": f.start, "end": f.end, "kind": f.kind, "suggestion": f.suggestion} for f in found.flagged
            ],
            "withdrawn": [
                {"start": e.start, "end": e.end, "kind": e.kind, "reason": e.reason, "before": e.before, "after": e.after}
                for e in found.withdrawn
            ],
            "undone": list(self.undone),
            "diff": [step.as_dict() for step in word_diff(found.text, found.reframed)],
            "lens": [{"head": line.head, "text": line.text, "handed_in": line.handed_in} for line in found.lens],
            "names": {"handed_in": list(found.names), "snapshot": self.snapshot, "from_snapshot": list(self.from_snapshot)},
            "routes": self.routing.as_dict(),
            "hints": [{"start": e.start, "end": e.end, "kind": e.topic, "text": e.text} for e in self.hints],
            "worded": self.asked.as_dict() if self.asked else {"worded_by": "rules", "sent": False},
            "account": list(self.account()),
            "method": found.method,
        }  # fmt: skip


def print_worded(told: Worded) -> None:
    """Print everything that there is to say of a reframing."""
    found = told.reframing
    out.print(Text("THE MESSAGE", style="bold"))
    put(marked(found.text, found.charge))
    if found.charge:
        out.print()
        _print_notes(found)
    if told.hints:
        print_hints(told)
    if found.escalate:
        print_escalation(told)
    elif found.changed:
        head("The calm wording")
        put(shown(found.reframed))
        head("What was changed")
        put(changed(word_diff(found.text, found.reframed)))
        out.print()
        _print_edits(told)
        head("The receipt")
        _print_proof(found)
    else:
        _print_unchanged(found)
    if not found.escalate:
        _print_needs_you(found)
        _print_simplified(found)
        _print_lens(found)
    print_account(told)


def print_escalation(told: Worded) -> None:
    """Print what is never softened and where its author can go with it: for the author's eyes, help first."""
    found, routing = told.reframing, told.routing
    head("For you alone")
    _print_help(routing)
    put("These words were recognised:")
    _print_recognised(found.escalate)
    out.print()
    put(
        "Nothing was softened: the message stands word for word as you wrote it. Nothing was sent to anybody, your manager "
        "included. Whether it goes anywhere, and where, is your choice. If the words mean something else, nothing "
        "needs to be done."
    )
    _print_routes(told)


def print_hints(told: Worded) -> None:
    """Print what may be such a matter, where nothing is sure: the author is asked, and the wording goes on as ever."""
    head("For you alone: a question")
    _print_help(told.hinted)
    put(f"Is this about {' or '.join(told.hinted.kinds)}?")
    _print_recognised(told.hints)
    out.print()
    put("If it is, you may want to take it to a person before you soften anything. If not, go on.")
    if told.has_routes:
        _print_routes(told, told.hinted)


def _print_help(routing: Routing) -> None:
    first = help_first(routing.kinds)
    if first:
        put(Text(first, style="bold"))
        out.print()


def _print_recognised(found: tuple[Escalation, ...]) -> None:
    for one in found:
        line = Text(one.topic.capitalize(), style="bold")
        line.append(f": “{shown(' '.join(one.text.split()))}”", "not bold")
        put(line, indent=4)


def _print_routes(told: Worded, given: Routing | None = None) -> None:
    routing = given or told.routing
    out.print()
    if routing.routes:
        put("Where you can go with it, as your organisation named it:")
    for route in routing.routes:
        out.print()
        _print_route(route, routing.kinds)
    for route, person in routing.left_out:
        out.print()
        put(
            f"Left out: {shown(route.name)}, because the message may name {shown(person)}. "
            "It never goes to a person it is about."
        )
    if not told.has_routes:
        put("A person whom you trust can be the first to ask.")
        put(
            Text(
                "No routes of your organisation are known here. Name them in a file: --routes PATH, or the setting "
                "BOTHWAYS_ROUTES.",
                style=SOFT,
            )
        )
    elif routing.unserved:
        out.print()
        put(
            f"No route is there for: {', '.join(routing.unserved)}. A person whom you trust can be the first to ask."
        )


def _print_route(route: Route, kinds: tuple[str, ...]) -> None:
    line = Text(shown(route.name), style="bold")
    line.append(f"  {shown(route.contact)}", "not bold")
    put(line)
    its = [kind for kind in kinds if kind in route.kinds]
    if len(its) < len(kinds):
        put(f"For {' and '.join(its)}.", indent=4)
    if route.manager:
        put("Your own manager: only if you say so.", indent=4)
    if route.note:
        put(shown(route.note), indent=4)


def _print_notes(found: Reframing) -> None:
    rows: list[tuple[Text, str, Text]] = []
    said: set[str] = set()
    for number, one in enumerate(noted(found.charge), start=1):
        note = Text(f"“{_short(one.text)}”")
        if one.reason not in said:  # a reason is read once
            said.add(one.reason)
            note.append(f"  {one.reason}", SOFT)
        rows.append((Text(f"[{number}]", AMBER), one.kind, note))
    put_rows(rows)


def _print_edits(told: Worded) -> None:
    found = told.reframing
    if not found.edits:
        put(Text("The model reworded the whole: there are no single changes to undo.", style=SOFT))
        return
    rows: list[tuple[Text, str, Text]] = []
    for edit in found.edits:
        became = f"becomes “{_short(edit.after)}”" if edit.after.strip() else "left out"
        said = Text(f"“{_short(edit.before)}” {became}")
        if edit.proposal:
            said.append(". A proposal: look at it.", AMBER)
        rows.append((Text(edit.id, "bold"), edit.kind, said))
    put_rows(rows)
    if told.undone:
        put(Text(f"Undone by you: {', '.join(told.undone)}.", style=SOFT))
    put(Text(f"Undo one: --undo {found.edits[0].id}", style=SOFT))


def _print_proof(found: Reframing) -> None:
    from bothways.cli.proving import print_receipt  # noqa: PLC0415

    print_receipt(
        found.receipt, original=found.text, rewrite=found.reframed, names=("message", "calm wording")
    )


def _print_unchanged(found: Reframing) -> None:
    out.print()
    if not found.text.strip():
        put("There is nothing in it.")
    elif found.charge:
        put("Nothing was changed: what is charged needs you, or stays as it is meant.")
    else:
        put("Nothing in it is charged. It stays word for word.")


def _print_needs_you(found: Reframing) -> None:
    """Sentences that no rule can mend, with a suggestion, and edits that would have cost a fact."""
    if not found.flagged:
        return
    head("This needs you")
    lost = {
        (e.kind, part.start): e
        for e in found.withdrawn
        for part in found.flagged
        if part.start <= e.start < part.end
    }
    for flag in found.flagged:
        put(Text(f"{flag.kind}: “{_short(flag.text, 240)}”"))
        put(Text(flag.suggestion, style=SOFT), indent=4)
        edit = lost.get((flag.kind, flag.start))
        if edit is not None:
            put(
                Text(f"Withdrawn: “{_short(edit.before)}”, because the receipt was not clean.", style=SOFT),
                indent=4,
            )


def _print_simplified(found: Reframing) -> None:
    lines = found.simplified.lines()
    if lines and len(found.text.split()) > 12:
        head("In short, in its own words")
        _print_pairs([(label, said) for label, said in lines])


def _print_lens(found: Reframing) -> None:
    lines = found.lens
    if len(lines) < 2:
        return
    head(FOR[found.audience])
    put(Text("The same sentences, in the order in which this side reads.", style=SOFT))
    pairs: list[tuple[str, tuple[str, ...]]] = []
    for line in lines:
        said = line.text + (" (handed in)" if line.handed_in else "")
        label = HEADS[line.head]
        if pairs and pairs[-1][0] == label:
            pairs[-1] = (label, (*pairs[-1][1], said))
        else:
            pairs.append((label, (said,)))
    _print_pairs(pairs)


def _print_pairs(pairs: list[tuple[str, tuple[str, ...]]]) -> None:
    put_rows(
        [
            (Text("" if at else label, "bold"), shown(" ".join(one.split())))
            for label, said in pairs
            for at, one in enumerate(said)
        ]
    )


def print_account(told: Worded) -> None:
    """Print who worded it, what was sent, and which names of a snapshot were kept."""
    out.print()
    for sentence in told.account():
        put(Text(shown(sentence), style=SOFT), indent=0)
    if told.snapshot:
        held = ", ".join(told.from_snapshot[:8]) + (" and more" if len(told.from_snapshot) > 8 else "")
        said = (
            f"Names kept, of snapshot {told.snapshot}: {held}. Without them: --no-snapshot-names."
            if held
            else f"No name of snapshot {told.snapshot} stands in it."
        )
        put(Text(shown(said), style=SOFT), indent=0)


def _short(text: str, most: int = 72) -> str:
    plain = shown(" ".join(text.split()))
    return plain if len(plain) <= most else plain[: most - 1] + "…"
