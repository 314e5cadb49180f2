"""How recognisable is this? A free text before it is sent, with a safer wording beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bothways.opendoor.disclosure.rules import Rules
from bothways.opendoor.disclosure.style import habits, style_traces
from bothways.opendoor.disclosure.traces import Trace, World, content_traces, documents_of, stem, words_of
from bothways.terms import Refusal

__all__ = ["Recognisability", "recognisable"]

LONGEST = 20_000  # signs
DIRECT = {"contact", "reference", "name", "only one could say it"}
UNSEEN = (
    "who already heard you say it: in a meeting, in a mail, over lunch;",
    "your turn of phrase where it is made of ordinary words;",
    "what only the people concerned know to be special, if it is told in ordinary words and figures;",
    "names in ordinary words (Rose, Will, Price) at the start of a sentence;",
)


@dataclass(frozen=True, slots=True)
class Recognisability:
    """What was found. level: "little", "some" or "much"; never "none", because of `unseen`.

    safer: the text with every replacement made; to_change: what only the author can say differently.
    """

    level: str
    traces: tuple[Trace, ...]
    safer: str
    to_change: tuple[Trace, ...]
    unseen: tuple[str, ...]


def recognisable(
    text: str,
    *,
    others: Sequence[str] = (),
    names: Collection[str] = (),
    background: Mapping[str, int] | Collection[str] | None = None,
    rules: Rules | None = None,
) -> Recognisability:
    """Return what in `text` points to its author or to others, and a wording that points less.

    others: what other people wrote in the same place, one text a person. names: of people, customers, products and
    places that are never to be read. background: words (with or without counts) that are in everybody's mouth; without
    it, and with little from others, words can't be called rare, and `unseen` says so. Nothing is stored.

    >>> found = recognisable("Ask Bob: on 12 March I lost 47,300 at Acme!!", names=["Bob", "Acme"])
    >>> found.level, found.safer
    ('much', 'Ask [name]: on [day] I lost about 50,000 at [name]!')
    """
    if len(text) > LONGEST:
        raise Refusal(
            "text-too-long", f"The text is longer than {LONGEST} signs.", hint="Say it in several voices."
        )
    rules = rules or Rules()
    world = world_of(others, names, background, enough=rules.least - 1)
    usual: dict[str, int] = {}
    for other in others:
        for habit in habits(other):
            usual[habit] = usual.get(habit, 0) + 1
    traces = content_traces(text, world)
    free = bytearray(len(text))
    for trace in traces:
        if trace.instead is not None:
            free[trace.start : trace.end] = b"\1" * (trace.end - trace.start)
    for trace in style_traces(text, usual, world.enough):
        if not any(free[trace.start : trace.end]):
            free[trace.start : trace.end] = b"\1" * (trace.end - trace.start)
            traces.append(trace)
    traces.sort(key=lambda trace: (trace.start, trace.end))
    return Recognisability(
        level=level_of(traces),
        traces=tuple(traces),
        safer=safer_wording(text, traces),
        to_change=tuple(trace for trace in traces if trace.instead is None),
        unseen=unseen_of(text, world),
    )


def world_of(
    others: Sequence[str],
    names: Collection[str],
    background: Mapping[str, int] | Collection[str] | None,
    *,
    enough: int,
) -> World:
    """Return what the text is compared with."""
    roots: dict[str, int] | None = None
    if background is not None:
        roots = {}
        counts = background if isinstance(background, Mapping) else dict.fromkeys(background, 1)
        for word, count in counts.items():
            roots[stem(word)] = roots.get(stem(word), 0) + count
    return World(
        texts=len(others),
        documents=documents_of(others),
        background=roots,
        names=tuple(names),
        enough=enough,
        lowered=tuple(other.lower() for other in others),
    )


def level_of(traces: Sequence[Trace]) -> str:
    """Return how much the traces give away."""
    if any(trace.kind in DIRECT for trace in traces) or len(traces) >= 4:
        return "much"
    return "some" if traces else "little"


def safer_wording(text: str, traces: Sequence[Trace]) -> str:
    """Return the text with every replacement in its place."""
    made, at = [], 0
    for trace in traces:
        if trace.instead is not None:
            made += [text[at : trace.start], trace.instead]
            at = trace.end
    return "".join([*made, text[at:]])


def unseen_of(text: str, world: World) -> tuple[str, ...]:
    """Return what this can't see, for this text."""
    found = list(UNSEEN)
    if not world.can_tell_rare:
        found.append("rare words: there is too little to compare them with;")
    if world.texts < world.enough:
        found.append("how the others write: too few of them have written;")
    words = list(words_of(text))
    if len(words) >= 8 and sum(world.ordinary(word) for word in words) < len(words) / 8:
        found.append(
            "most of this text: it doesn't seem to be English, only names, figures and days were looked at;"
        )
    return tuple(found)
