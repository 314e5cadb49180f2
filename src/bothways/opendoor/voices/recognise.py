"""How recognisable is this voice? The guard's own look at a text, and what few of the side share."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bothways.opendoor.disclosure import Recognisability, Rules, Trace
from bothways.opendoor.disclosure import recognisable as recognisable_text

__all__ = ["recognisable"]

_MARK = "[what several of us know]"


def recognisable(
    text: str,
    *,
    names: Collection[str] = (),
    groups: Mapping[str, int] | None = None,
    others: Sequence[str] = (),
    background: Mapping[str, int] | Collection[str] | None = None,
    rules: Rules | None = None,
) -> Recognisability:
    """Return what in a voice points to its author, each with its place, its reason and a suggestion.

    names: of people, customers, deals, products. groups: what the text may name → how many who could have written it
    share it: a deal and its one owner, a region and its two reps, a product that three of them sell. What fewer than
    `rules.least` share is marked. others, background: as `bothways.opendoor.disclosure.recognisable` has them. Nothing is
    stored, nothing is sent.

    >>> found = recognisable("In Tromsø we lose every second deal.", groups={"Tromsø": 1})
    >>> found.traces[0].kind, found.traces[0].why
    ('few share it', 'Only one of you could write of “Tromsø”.')
    """
    rules = rules or Rules()
    shared = {name: count for name, count in (groups or {}).items() if name.strip()}
    few = {name: count for name, count in shared.items() if count < rules.least}
    # What many share points to nobody, even where it is also a name: it is as good as said by others.
    many = {name.casefold() for name, count in shared.items() if count >= rules.least}
    found = recognisable_text(
        text,
        others=others,
        names=[name for name in names if name.casefold() not in many],
        background=background,
        rules=rules,
    )
    known = [trace for trace in found.traces if trace.words.casefold() not in many]
    traces = _together(text, known, _shared_by_few(text, few))
    return replace(
        found,
        level=_level(traces),
        traces=traces,
        safer=_safer(text, traces),
        to_change=tuple(trace for trace in traces if trace.instead is None),
    )


def _shared_by_few(text: str, few: Mapping[str, int]) -> list[Trace]:
    if not few:
        return []
    lowered = {name.casefold(): (name, count) for name, count in few.items()}
    names = sorted(few, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)", re.IGNORECASE)
    found = []
    for match in pattern.finditer(text):
        name, count = lowered.get(match.group().casefold(), (match.group(), 1))
        who = "Only one" if count <= 1 else f"Only {count}"
        found.append(
            Trace(
                match.start(),
                match.end(),
                "few share it",
                match.group(),
                f"{who} of you could write of “{name}”.",
                _MARK,
            )
        )
    return found


def _together(text: str, known: Sequence[Trace], own: Sequence[Trace]) -> tuple[Trace, ...]:
    """Both kinds: where they meet, one trace over both with the reason that counts people.

    What only the author can say differently stays beside it: it says another thing of the same words.
    """
    made = [trace for trace in known if trace.instead is None]
    swaps = [trace for trace in known if trace.instead is not None]
    for mine in own:
        met = [trace for trace in swaps if trace.start < mine.end and mine.start < trace.end]
        swaps = [trace for trace in swaps if trace not in met]
        start = min([mine.start, *(trace.start for trace in met)])
        end = max([mine.end, *(trace.end for trace in met)])
        swaps.append(replace(mine, start=start, end=end, words=text[start:end]))
    return tuple(sorted([*made, *swaps], key=lambda trace: (trace.start, trace.end)))


def _level(traces: Sequence[Trace]) -> str:
    direct = {"contact", "reference", "name", "only one could say it", "few share it"}
    if any(trace.kind in direct for trace in traces) or len(traces) >= 4:
        return "much"
    return "some" if traces else "little"


def _safer(text: str, traces: Sequence[Trace]) -> str:
    made, at = [], 0
    for trace in traces:
        if trace.instead is not None and trace.start >= at:
            made += [text[at : trace.start], trace.instead]
            at = trace.end
    return "".join([*made, text[at:]])
