"""A message reframed with all that a command hands in: names of a snapshot, a model, routes, edits to undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.cli.rewording import Worded
    from bothways.lens.prompting import Model
    from bothways.lens.reframing import Audience
    from bothways.lens.routes import Route


def word(
    text: str,
    *,
    side: str,
    names: tuple[str, ...] = (),
    facts: tuple[str, ...] = (),
    model: Model | None = None,
    masked: bool = False,
    snapshots: Path | None = None,
    routes: tuple[Route, ...] | None = None,
    undo: tuple[str, ...] = (),
) -> Worded:
    """Reframe a message with all that the command hands in; one edit after the other undone."""
    from bothways.cli.naming import book_of_snapshot  # noqa: PLC0415 - the engine takes a moment to load
    from bothways.cli.rewording import Worded  # noqa: PLC0415
    from bothways.lens import reframe  # noqa: PLC0415
    from bothways.lens.escalate import hints  # noqa: PLC0415
    from bothways.lens.routes import routes_for  # noqa: PLC0415

    audience = side_of(side)
    book = book_of_snapshot(snapshots) if snapshots else None
    found_names = tuple(name for name in book.found_in(text) if name not in names) if book else ()
    known = (*names, *found_names)
    asked = None
    if model is None:
        found = reframe(text, audience=audience, names=known, facts=facts)
    else:
        from bothways.lens.asking import reframe_with  # noqa: PLC0415

        asked = reframe_with(model, text, audience=audience, names=known, facts=facts, masked=masked)
        found = asked.reframing
    for edit in undo:
        found = found.without(edit)
    unsure = hints(text)
    return Worded(
        reframing=found,
        asked=asked,
        routing=routes_for(found.escalate, text=text, routes=routes or ()),
        snapshot=book.snapshot if book else "",
        from_snapshot=found_names,
        has_routes=bool(routes),
        undone=undo,
        hints=unsure,
        hinted=routes_for(unsure, text=text, routes=routes or ()),
    )


def side_of(side: str) -> Audience:
    """Return who it is for; refuse a side that there is not."""
    if side == "executives":
        return "executives"
    if side == "staff":
        return "staff"
    raise Refusal("side", f"There is no side “{side}”.", hint="Write executives or staff.")
