"""Promises and histories for the tests."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from bothways.credibility import Correction, Event, EventKind, Party, Promise, with_event
from bothways.terms import Refusal

MADE = date(2026, 9, 1)
DUE = date(2026, 10, 1)


def day(n: int) -> date:
    """The nth day after the promise was made."""
    return MADE + timedelta(days=n)


def promise(
    number: int = 1, *, by: str = "manager", to: str = "staff", due: date = DUE, made: date = MADE
) -> Event:
    """A promise, as the event that makes it."""
    name = f"p{number}"
    given = Promise(
        id=name,
        by=Party.read(by),
        to=Party.read(to),
        text="A second reviewer is asked for",
        made=made,
        due=due,
    )
    return Event(
        id=f"{name}.1", promise=name, kind=EventKind.MADE, day=made, recorded=made, given=given, number=1
    )


def happened(
    kind: str, on: date, *, number: int = 2, of: int = 1, recorded: date | None = None, **more: object
) -> Event:
    """Something that happened to a promise."""
    if kind in ("broken", "renegotiated", "corrected"):
        more.setdefault("reason", "The budget was frozen.")
    if kind == "released":
        more.setdefault("by", Party("staff"))
    if kind == "note":
        more.setdefault("text", "Asked again.")
    return Event(
        id=f"p{of}.{number}", promise=f"p{of}", kind=EventKind(kind), day=on, recorded=recorded or on, number=number,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[Event, ...]:
    """All that may be recorded of one promise: whatever `check_event` lets in of what is drawn."""
    events: tuple[Event, ...] = (promise(),)
    for number in range(2, draw(st.integers(2, 8))):
        kind = draw(
            st.sampled_from(
                ["renegotiated", "renegotiated", "note", "kept", "broken", "released", "corrected"]
            )
        )
        on = day(draw(st.integers(0, 60)))
        more: dict[str, object] = {"recorded": on + timedelta(days=draw(st.sampled_from([0, 0, 3, 40])))}
        if kind == "renegotiated":
            more["due"] = on + timedelta(days=draw(st.integers(0, 30)))
            if draw(st.booleans()):
                more["asked"] = on - timedelta(days=draw(st.integers(0, 9)))
        if kind == "corrected":
            target = draw(st.sampled_from(events))
            more["correction"] = draw(
                st.one_of(
                    st.just(Correction(event=target.id, struck=True)),
                    st.builds(Correction, event=st.just(target.id), day=st.integers(0, 60).map(day)),
                    st.builds(Correction, event=st.just(target.id), due=st.integers(0, 90).map(day)),
                    st.just(Correction(event=target.id, kind=EventKind.BROKEN)),
                )
            )
        try:
            events = with_event(events, happened(kind, on, number=number, **more))  # type: ignore[arg-type]
        except Refusal:
            continue
    return events
