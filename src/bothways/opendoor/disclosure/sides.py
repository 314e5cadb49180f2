"""A side too small: said before anyone answers, and what can be done about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bothways.opendoor.disclosure.rules import Rules
from bothways.terms import Refusal

__all__ = ["Choice", "SideNotice", "chosen", "side_too_small"]

MANY = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


@dataclass(frozen=True, slots=True)
class SideNotice:
    """What the page says of a side before anyone answers.

    can_be_anonymous: whether a result of this side can be shown without names at all, if enough of them answer.
    """

    side: str
    can_be_anonymous: bool
    sentence: str


def side_too_small(side: str, *, invited: int, rules: Rules | None = None) -> SideNotice:
    """Return what can be shown of a side of `invited` people, in words for its members.

    Stands on who is invited, which everybody knows, so it may be said before the first answer.

    >>> side_too_small("executives", invited=2).can_be_anonymous
    False
    """
    rules = rules or Rules()
    if invited < 0:
        raise Refusal("no-such-side", "A side can't have fewer than no people.", data={"side": side})
    least = MANY.get(rules.least, str(rules.least))
    if invited < rules.least:
        return SideNotice(
            side,
            can_be_anonymous=False,
            sentence=f"The {side} are fewer than {least}. Nothing of what they answer can be shown without pointing at "
            "somebody. What you answer counts only if you choose to answer on the record: then it is shown as "
            "yours. You can take that back until the release. If you don't choose it, nothing of yours is shown, and "
            "no total from which it could be worked out.",
        )
    direction = MANY.get(rules.direction, str(rules.direction))
    sentence = f"Results of the {side} are shown once {least} or more of them have answered, in bands, never one by one."
    if invited < rules.direction:
        sentence += (
            f" As they are fewer than {direction}, a share of theirs would still give somebody away: what they answer "
            "helps the total, and which way they lean is shown only from answers on the record."
        )
    return SideNotice(side, can_be_anonymous=True, sentence=sentence)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who of a side is shown with their answers, and who is guarded."""

    on_record: frozenset[str]
    guarded: frozenset[str]


def chosen(people: Collection[str], *, choices: Mapping[str, bool], released: Collection[str] = ()) -> Choice:
    """Return who is on the record: each person's own last choice; nobody who said nothing.

    people: who answered. choices: person → whether they chose it. released: whose record is already part of a
    release; taking it back then changes later releases only, and is refused here so that it is said aloud.

    >>> sorted(chosen({"ann", "bo"}, choices={"ann": True}).on_record)
    ['ann']
    """
    if back := sorted(person for person in released if not choices.get(person, False)):
        raise Refusal(
            "already-released",
            "What was answered on the record has been released and can't be called back.",
            hint="It can be left out of the next round: answer that one without the record.",
            data={"people": back},
        )
    everybody = frozenset(people)
    on_record = frozenset(person for person in everybody if choices.get(person, False))
    return Choice(on_record, everybody - on_record)
