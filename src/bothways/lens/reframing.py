"""A message in a calm wording that checks itself against the meaning receipt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, Literal

from bothways.lens.charge import Charge
from bothways.lens.charge.detect import hits_in
from bothways.lens.charge.parts import Part, parts_of
from bothways.lens.escalate import Escalation, escalations
from bothways.lens.facts.reading import read
from bothways.lens.receipt import METHOD as RECEIPT_METHOD
from bothways.lens.receipt import MeaningReceipt
from bothways.lens.receipt.comparing import compare, compared, paired
from bothways.lens.receipt.figures import without_figures
from bothways.lens.receipt.verdicts import whole_of
from bothways.lens.receipt.weighing import weighed
from bothways.lens.rewrite import Edit, Flag, Plan, plan, render
from bothways.lens.rewrite.choosing import chosen
from bothways.lens.rewrite.plan import SUGGESTIONS
from bothways.lens.rewrite.render import sentence_after
from bothways.lens.simplify import Simplified, simplified
from bothways.terms import Refusal

METHOD: Final = "reframing/3"
Audience = Literal["executives", "staff"]
_MONEY: Final = re.compile(
    r"[€$£¥₦]\s?\d|\d[\d.,]*\s?(?:€|EUR|USD|GBP|CHF|DKK|SEK|NOK|PLN|AED|INR|RMB|zł|percent|%)|\b(?:margin|revenue|"
    r"budget|profit|cost)\b",
    re.I,
)
_RISK: Final = re.compile(
    r"\b(?:lose|loses|lost|risk|leave|leaves|cancel\w*|penalty|fine|claim|won't|will not|otherwise|unless|if|"
    r"complain\w*|competitor|switch)\b",
    re.I,
)
_DATE: Final = re.compile(
    r"\b(?:by|before|until|till|on|due|from)\b[^.;]{0,25}\d|\b(?:mon|tues|wednes|thurs|fri)day\b|\b(?:today|tomorrow|"
    r"tonight)\b",
    re.I,
)
_WEEK: Final = re.compile(
    r"\b(?:you|your|team|everyone|each|week|month|from|starting|until|quota|target|pipeline|reps?)\b", re.I
)
ORDER: Final[dict[str, tuple[str, ...]]] = {
    "executives": ("scenario", "money", "risk", "date", "asked", "rest"),
    "staff": ("asked", "reason", "week", "rest"),
}


@dataclass(frozen=True, slots=True)
class LensLine:
    """One line of the lens: under what head it stands, its words, and whether it was handed in or is the message's."""

    head: str
    text: str
    handed_in: bool


@dataclass(frozen=True, slots=True)
class Reframing:
    """The calm wording of a message with its proof.

    `reframed` keeps the message's own order; `lens` orders its sentences, and facts handed in, for the audience.
    `edits` are what was changed, each undone by `without`; `withdrawn` broke the receipt and were not made.
    `flagged` sentences need a person. With `escalate` the text is not touched at all.
    """

    text: str
    audience: str
    names: tuple[str, ...]
    reframed: str
    changed: bool
    charge: tuple[Charge, ...]
    edits: tuple[Edit, ...]
    withdrawn: tuple[Edit, ...]
    receipt: MeaningReceipt
    escalate: tuple[Escalation, ...]
    flagged: tuple[Flag, ...]
    method: str = METHOD
    _parts: tuple[Part, ...] = field(default=(), repr=False)
    _facts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def simplified(self) -> Simplified:
        """The calm wording under six questions, in its own words."""
        return simplified(self.reframed, names=self.names)

    @property
    def lens(self) -> tuple[LensLine, ...]:
        """The calm wording's sentences and the facts handed in, in the order that the audience reads by."""
        return _lens(self.reframed, self.audience, self._facts, self.names)

    def without(self, edit_id: str) -> Reframing:
        """The reframing with one edit undone; its receipt is drawn up anew. Refuses an id that it does not have."""
        if edit_id not in {e.id for e in self.edits}:
            raise Refusal(
                "no-such-edit",
                f"This reframing has no edit {edit_id}.",
                hint=f"Its edits are {', '.join(e.id for e in self.edits)}."
                if self.edits
                else "Nothing was changed, so there is nothing to undo.",
                data={"edit": edit_id},
            )
        edits = tuple(e for e in self.edits if e.id != edit_id)
        return _dressed(self, edits=edits, withdrawn=self.withdrawn)


def reframe(
    text: str, *, audience: Audience = "executives", names: Iterable[str] = (), facts: Iterable[str] = ()
) -> Reframing:
    """The calm wording of a message, with charge, edits, receipt, flags and its simplified form.

    `names`: customers, people, products as the CRM spells them: they are never charged and never lost. `facts`:
    sentences handed in for the lens; they never enter `reframed`. Edits that would break the receipt, or leave it in
    doubt, are withdrawn and their sentences flagged. An instruction inside the message is text like any other. Linear
    in the message's length.

    >>> reframe("You people blew the 5 May date.").reframed
    'You missed the 5 May date.'
    """
    if audience not in ORDER:
        raise Refusal(
            "unknown-audience",
            f"There is no audience {audience!r}.",
            hint="It is executives or staff.",
            data={"audience": str(audience)},
        )
    handed = tuple(n for n in dict.fromkeys(names) if n.strip())
    found = escalations(text)
    planned = plan(text, names=handed)
    flags = planned.flags
    edits: tuple[Edit, ...] = ()
    withdrawn: tuple[Edit, ...] = ()
    proof = MeaningReceipt("clean", (), RECEIPT_METHOD)
    if found:
        proof = _receipts(text, handed)(text)
    else:
        edits, withdrawn, proof = _clean(text, planned, handed)
        flags = (*flags, *(_withdrawn(planned.parts, e) for e in withdrawn))
        flags = (*flags, *_still_charged(planned.parts, edits, flags, handed))
    base = Reframing(
        text=text,
        audience=audience,
        names=handed,
        reframed=text,
        changed=False,
        charge=planned.charge,
        edits=(),
        withdrawn=(),
        receipt=proof,
        escalate=found,
        flagged=tuple(sorted(flags, key=lambda f: f.start)),
        _parts=planned.parts,
        _facts=tuple(f for f in facts if f.strip()),
    )
    return _dressed(base, edits=edits, withdrawn=withdrawn, proof=proof)


def _receipts(
    text: str, names: tuple[str, ...], heat: Sequence[tuple[int, int, str]] | None = None
) -> Callable[[str], MeaningReceipt]:
    """The receipt of any rewrite of a text that is read once, not once for each try."""
    original = read(text, names)

    @cache  # the same text is tried again when edits are taken one by one, and once more at the end
    def of(rewrite: str) -> MeaningReceipt:
        if rewrite == text:
            # The same words say the same, whatever the comparison makes of them.
            kept = tuple(f for f in compare(original, original) if f.verdict == "kept")
            return MeaningReceipt("clean", kept, RECEIPT_METHOD)
        pair = paired(original, read(rewrite, names))
        facts = without_figures(compared(pair), text, names=names, heat=heat, rewrite=rewrite)
        facts = weighed(pair, facts, names=names)
        return MeaningReceipt(whole_of(facts), facts, RECEIPT_METHOD)

    return of


def _dressed(
    base: Reframing,
    *,
    edits: tuple[Edit, ...],
    withdrawn: tuple[Edit, ...],
    proof: MeaningReceipt | None = None,
) -> Reframing:
    """A reframing with these edits: its text, receipt, simplified form and lens belong together."""
    calm = render(base.text, parts=base._parts, edits=edits)
    return replace(
        base,
        reframed=calm,
        changed=calm != base.text,
        edits=edits,
        withdrawn=withdrawn,
        receipt=proof or _receipts(base.text, base.names)(calm),
    )


def _clean(
    text: str, planned: Plan, names: tuple[str, ...]
) -> tuple[tuple[Edit, ...], tuple[Edit, ...], MeaningReceipt]:
    """The edits that leave the receipt clean, those that don't, and the receipt of the text with the former."""
    parts, edits = planned.parts, planned.edits
    receipt_of = _receipts(text, names, planned.heat)

    def tried(some: Sequence[Edit]) -> MeaningReceipt | None:
        calm = render(text, parts=parts, edits=some)
        return receipt_of(calm) if calm.strip() else None

    proof = tried(edits)
    if proof is not None and (not edits or proof.verdict == "clean"):
        return edits, (), proof
    kept = chosen(parts, edits, tried)
    return kept, tuple(e for e in edits if e not in kept), receipt_of(render(text, parts=parts, edits=kept))


def _still_charged(
    parts: Sequence[Part], edits: Sequence[Edit], flags: Sequence[Flag], names: tuple[str, ...]
) -> list[Flag]:
    """A second look at the sentences that edits have touched: what is charged there still is flagged once."""
    known = {f.start for f in flags}
    found = []
    for index in dict.fromkeys(e.part for e in edits):
        part = parts[index]
        after = sentence_after(part, [e for e in edits if e.part == index])
        if not after or part.start in known:
            continue
        again = parts_of(after)
        left = [h for h in hits_in(after, again, names=names) if h.do != "keep"]
        if left:
            found.append(Flag(part.start, part.end, part.text, left[0].kind, SUGGESTIONS[left[0].kind]))
    return found


def _withdrawn(parts: Sequence[Part], edit: Edit) -> Flag:
    part = parts[edit.part]
    said = (
        f"“{edit.after}” would say less than the message does"
        if edit.after
        else "leaving it out would lose a fact"
    )
    return Flag(part.start, part.end, part.text, edit.kind, f"Reword it yourself: {said}.")


def _lens(calm: str, audience: str, facts: Sequence[str], names: tuple[str, ...]) -> tuple[LensLine, ...]:
    """The message's sentences and the facts handed in, in the order that the audience reads by."""
    asked = set(simplified(calm, names=names).asked)
    lines = [LensLine(_head(f, asked, audience, names), f.strip(), True) for f in facts]
    lines += [
        LensLine(_head(p.text, asked, audience, names), p.text, False)
        for p in parts_of(calm)
        if not p.kept and p.text.strip() and not (p.line == 0 and p.text.rstrip().endswith(","))
    ]
    rank = {head: place for place, head in enumerate(ORDER[audience])}
    return tuple(sorted(lines, key=lambda line: rank[line.head]))


def _head(said: str, asked: set[str], audience: str, names: tuple[str, ...]) -> str:
    if said in asked:
        return "asked"
    if audience == "staff":
        return "week" if _WEEK.search(said) and not re.search(r"\bbecause\b", said) else "reason"
    if _MONEY.search(said):
        return "money"
    if _RISK.search(said):
        return "risk"
    if any(n in said for n in names):
        return "scenario"
    return "date" if _DATE.search(said) else "rest"
