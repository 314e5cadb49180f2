"""Limits and histories for the tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from bothways.constraints import Change, ChangeKind, Limit, Moves, with_change
from bothways.terms import Refusal, Side

DECLARED = date(2026, 6, 1)
REVIEW = date(2026, 9, 1)


def day(n: int) -> date:
    """The nth day after the limit was declared."""
    return DECLARED + timedelta(days=n)


def limit(number: int = 1, **more: object) -> Limit:
    """A limit of the staff."""
    held: dict[str, object] = {
        "id": f"l{number}", "side": Side.STAFF, "statement": "A security answer takes six weeks",
        "owner": "Head of security", "declared": DECLARED, "review": REVIEW, "cost": "Deals slip a quarter",
        "moves": Moves.YES, "mover": "Head of security",
    }  # fmt: skip
    return Limit(**(held | more))  # type: ignore[arg-type]


def declared(number: int = 1, **more: object) -> Change:
    """A limit, as the change that declares it."""
    held = limit(number, **more)
    return Change(
        id=f"{held.id}.1", limit=held.id, kind=ChangeKind.DECLARED, day=held.declared, recorded=held.declared,
        now_reads=held, number=1,
    )  # fmt: skip


def changed(
    kind: str, on: date, *, number: int = 2, of: int = 1, recorded: date | None = None, **more: object
) -> Change:
    """Something that happened to a limit."""
    if kind in ("restated", "moved", "withdrawn"):
        more.setdefault("reason", "It was looked at again.")
    if kind in ("restated", "moved"):
        more.setdefault(
            "now_reads", limit(of, statement=f"It takes {number} weeks", review=on + timedelta(days=90))
        )
    if kind == "confirmed":
        more.setdefault("review", on + timedelta(days=90))
    if kind == "understood":
        more.setdefault("side", Side.EXECUTIVES)
        more.setdefault("words", "They wait for us.")
    return Change(
        id=f"l{of}.{number}", limit=f"l{of}", kind=ChangeKind(kind), day=on, recorded=recorded or on, number=number,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[Change, ...]:
    """All that may be recorded of one limit: whatever `check_change` lets in of what is drawn."""
    changes: tuple[Change, ...] = (declared(),)
    for number in range(2, draw(st.integers(2, 9))):
        kind = draw(
            st.sampled_from(["restated", "moved", "confirmed", "understood", "understood", "withdrawn"])
        )
        on = day(draw(st.integers(0, 200)))
        late = on + timedelta(days=draw(st.sampled_from([0, 0, 5])))
        change = changed(kind, on, number=number, recorded=late)
        if change.now_reads and draw(st.booleans()):
            change = replace(
                change, now_reads=replace(change.now_reads, statement=limit().statement, cost="Less")
            )
        try:
            changes = with_change(changes, change)
        except Refusal:
            continue
    return changes
