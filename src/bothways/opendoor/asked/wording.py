"""What a release says in words: three sentences, the next questions, what is withheld and why."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.opendoor.asked.between import StatementTold, WayTold
from bothways.opendoor.declared import SIDES, Holds, Verdict

__all__ = ["WHY", "next_questions", "three_sentences", "withheld_of"]

WHY = (
    "What is missing here would have pointed at somebody, by itself or together with what is shown. That is the only "
    "reason there is, and it was decided without looking at an answer."
)
MOST_QUESTIONS = 4


def quoted(text: str) -> str:
    """Return a statement as it stands in a sentence."""
    return f"“{text.rstrip('. ')}”"


def many(count: int, one: str, more: str = "") -> str:
    """Return a count with its word.

    >>> many(1, "statement"), many(3, "statement")
    ('1 statement', '3 statements')
    """
    return f"{count} {one if count == 1 else more or one + 's'}"


def three_sentences(ranked: Sequence[StatementTold], ways: Sequence[WayTold]) -> tuple[str, ...]:
    """Return what both hold, what sets them apart, and whether they know each other: a sentence each."""
    return (common_sentence(ranked), apart_sentence(ranked), known_sentence(ranked, ways))


def common_sentence(ranked: Sequence[StatementTold]) -> str:
    """Say what both sides hold."""
    common = [one for one in ranked if one.verdict is Verdict.COMMON]
    if common:
        first = common[0]
        way = "for" if first.way is Holds.FOR else "against"
        lead = f"Most of both sides are {way} {quoted(first.text)}"
        rest = len(common) - 1
        return f"{lead}, and of one mind on {many(rest, 'more statement')}." if rest else f"{lead}."
    if any(one.verdict is not Verdict.TOO_FEW for one in ranked):
        return "There is no statement that most of both sides are for, or against."
    return "Too few answers can be shown to say what both sides hold."


def apart_sentence(ranked: Sequence[StatementTold]) -> str:
    """Say what sets the sides apart."""
    divides = [one for one in ranked if one.verdict is Verdict.DIVIDE]
    single = [one for one in ranked if one.verdict is Verdict.ONE_SIDED]
    if divides:
        first = divides[0]
        staff = "for" if first.way is Holds.FOR else "against"
        other = "against" if staff == "for" else "for"
        lead = f"Most staff are {staff} {quoted(first.text)}, and most executives {other} it"
        rest = len(divides) - 1
        return f"{lead}; they are opposed on {many(rest, 'more statement')}." if rest else f"{lead}."
    if single:
        first = single[0]
        way = "for" if first.way is Holds.FOR else "against"
        return f"Only most {first.whose} are {way} {quoted(first.text)}; the two sides are opposed on no statement."
    if any(one.verdict in (Verdict.COMMON, Verdict.NEITHER) for one in ranked):
        return "No statement is known to set the two sides against each other."
    return "What sets the two sides apart can't be told from what may be shown."


def known_sentence(ranked: Sequence[StatementTold], ways: Sequence[WayTold]) -> str:
    """Say how well the sides know each other: the widest gap that the bands make sure of."""
    texts = {one.id: one.text for one in ranked}
    sure = [gap for way in ways for gap in way.gaps if gap.least]
    if sure:
        first = max(sure, key=lambda gap: gap.least)
        fewer = "fewer" if first.direction == "too low" else "more"
        return (
            f"{str(first.by).capitalize()} think that {fewer} {first.by.other} agree with {quoted(texts[first.statement])} "
            f"than do: they are {first.least} points {first.direction} or more."
        )
    if any(way.gaps for way in ways):
        return "Where it can be told, neither side is sure to misread the other."
    return "Whether the sides know each other can't be told from what may be shown."


def next_questions(ranked: Sequence[StatementTold], ways: Sequence[WayTold]) -> tuple[str, ...]:
    """Return what to ask next: where they are opposed, where one side stands alone, where they misread each other."""
    texts = {one.id: one.text for one in ranked}
    found = [
        f"What would have to be so for both sides to say the same of {quoted(one.text)}?"
        for one in ranked
        if one.verdict is Verdict.DIVIDE
    ]
    found += [
        f"What makes {way.by} think that {'fewer' if gap.direction == 'too low' else 'more'} {way.by.other} agree with "
        f"{quoted(texts[gap.statement])} than do?"
        for way in ways
        for gap in way.gaps[:1]
        if gap.least
    ]
    found += [
        f"What do the {one.whose} see in {quoted(one.text)} that the {one.whose.other} don't?"
        for one in ranked
        if one.verdict is Verdict.ONE_SIDED and one.whose is not None
    ]
    if common := [one for one in ranked if one.verdict is Verdict.COMMON]:
        first = f"Both agree on {quoted(common[0].text)}: who does what about it, and by when?"
        found.insert(min(1, len(found)), first)
    if few := [one for one in ranked if one.verdict is Verdict.TOO_FEW]:
        found.append(f"Too few answers can be shown on {quoted(few[0].text)}: is it worth asking again?")
    return tuple(found[:MOST_QUESTIONS])


def withheld_of(statements: Sequence[StatementTold]) -> tuple[str, ...]:
    """Return what is not shown, side by side, in sentences."""
    found = []
    for side in SIDES:
        told = [one.of(side) for one in statements]
        nothing = [one for one in told if one.agree is None]
        if nothing and len(nothing) == len(told):
            found.append(f"Nothing of what the {side} answered is shown.")
            continue
        if nothing:
            found.append(f"What the {side} answered to {many(len(nothing), 'statement')} is not shown.")
        if partly := [one for one in told if one.exact]:
            found.append(
                f"Of the {side}, only answers given on the record are shown"
                + (
                    "."
                    if len(partly) == len(told) - len(nothing)
                    else f" on {many(len(partly), 'statement')}."
                )
            )
        if silent := [one for one in told if one.agree is not None and not one.told]:
            found.append(f"Which way the {side} lean on {many(len(silent), 'statement')} is not shown.")
    if any(one.everybody is None for one in statements):
        found.append(
            "No total of both sides is shown where it, less what is shown, would give the rest away."
        )
    return tuple(found)
