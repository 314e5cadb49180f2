"""From charged spans to edits: what is swapped, cut, dropped or asked plainly, and what is only flagged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bothways.lens.charge.detect import Hit, heat_in, hits_in, is_charged, spans_as_charge, unmasked
from bothways.lens.charge.parts import Part, parts_of
from bothways.lens.charge.weight import carries_fact, carries_hard_fact, names_in
from bothways.lens.facts import facts_of
from bothways.lens.judge.falling import Clause, falling
from bothways.lens.rewrite.forms import inflected
from bothways.lens.rewrite.model import Edit, Flag, Plan
from bothways.lens.rewrite.proposals import leans, proposed
from bothways.lens.rewrite.questions import asked_plainly
from bothways.lens.rewrite.render import sentence_after

_BREAK: Final = re.compile(r"\s*(?:[;:—–]|\s-\s|,(?=\s)|(?<=\s)(?:and|but|so)(?=\s))\s*")
_REQUEST: Final = re.compile(
    r"^\W*(?:(?:so|and|but|then),? )?(?:can|could|may|would) (?:we|i|you) (?:please|pls|kindly)\b[^?]{8,}\?",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"(?:(?:and|but|so) )?(?:(?:i|you|we|they|he|she|it|the|an?|this|that|these|those|our|your|my|their|his|her|there|"
    r"nobody|please|no|all|every|each)\b|(?-i:[A-Z0-9€$£]))",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(r"[\s,;]*(?:(?:and|but|so)\s+)?")
DOUBTED: Final = "This may be heard as irony or contempt: say the fact, or leave it out."
SUGGESTIONS: Final[dict[str, str]] = {
    "insult": "Say what was done or not done, and leave the person out of it.",
    "contempt": "Leave this out, or say which fact is behind it.",
    "profanity": "Leave the swear word out and say what is broken.",
    "blame": "Say what happened and when, and what you need now.",
    "generalisation": "Name the times that you can count.",
    "motive": "Leave the guess at the motive out; say what was decided and what it leads to.",
    "hyperbole": "Say how large it is, in numbers or in what it stops.",
    "sarcasm": "Say it as it is meant.",
    "rhetorical": "Ask for what you need: who, what, by when.",
    "threat": "Say the condition and what follows from it.",
    "command": "Ask for it, with the date and the reason.",
    "dismissal": "Say that it is decided, if it is.",
    "shouting": "Write it in small letters.",
    "passive-aggression": "Say it directly: what you wrote, when, and what you need.",
}


def plan(text: str, *, names: tuple[str, ...] = ()) -> Plan:
    """The edits for a message, in order, each of which can be left out singly, and the sentences to flag."""
    parts = parts_of(text)
    hits = hits_in(text, parts, names=names)
    loose, suspected = falling(parts, facts_of(text, names=names), charged=is_charged(hits), names=names)
    edits: list[Edit] = []
    flags: list[Flag] = []
    struck: dict[int, list[Hit]] = {}
    for hit in hits:
        struck.setdefault(hit.part, []).append(hit)
    for index, part in enumerate(parts):
        mine = struck.get(index, [])
        made, left = _ruled(parts, index, mine, names) if mine else ([], [])
        made = [
            replace(e, after="") if e.whole and e.after and any(e.after == b.after for b in edits) else e
            for e in made
        ]
        made, doubted = proposed(parts, index, made, [c for c in loose if c.part == index])
        edits += made
        flags += [_flag(part, h) for h in left if not any(e.whole for e in made)]
        doubted += [c for c in suspected if c.part == index]
        flags += [
            _doubted(part, c) for c in doubted if not any(e.start <= c.start and c.end <= e.end for e in made)
        ]
    named = [replace(e, id=f"e{n}") for n, e in enumerate(edits, start=1)]
    heat = heat_in(parts, hits, names=names)
    return Plan(parts, tuple(named), tuple(_once(flags)), spans_as_charge(text, hits), heat)


def _ruled(
    parts: Sequence[Part], index: int, mine: list[Hit], names: tuple[str, ...]
) -> tuple[list[Edit], list[Hit]]:
    """The edits that rules make in one sentence, and the hits that they can't mend."""
    part = parts[index]
    made, left = _sentence(part, mine, names)
    if made and made[0].whole and not made[0].after and leans(parts, index):
        made, left = [], [h for h in mine if h.do != "keep"]
    after = sentence_after(part, made) if made else part.text
    if after is None:
        made, left = _fewer(part, made, mine, names)
    elif made and after.strip(" .!,") in names:
        made = [_new(part, mine[0], (part.start, part.end), f"{after.strip(' .!,')}:", whole=True)]
    return made, left


def _doubted(part: Part, clause: Clause) -> Flag:
    return Flag(part.start, part.end, part.text, "sarcasm", DOUBTED)


def _once(flags: Sequence[Flag]) -> list[Flag]:
    seen: dict[tuple[int, str], Flag] = {}
    for flag in flags:
        seen.setdefault((flag.start, flag.kind), flag)
    return list(seen.values())


def _flag(part: Part, hit: Hit) -> Flag:
    hint = hit.rule.hint if hit.rule is not None and hit.rule.hint else SUGGESTIONS[hit.kind]
    return Flag(part.start, part.end, part.text, hit.kind, hint)


def _fewer(
    part: Part, made: list[Edit], hits: list[Hit], names: tuple[str, ...]
) -> tuple[list[Edit], list[Hit]]:
    """The edits that leave a whole sentence, taken one at a time; the others are flagged."""
    kept: list[Edit] = []
    for edit in made:
        if sentence_after(part, [*kept, edit]) is not None:
            kept.append(edit)
            continue
        wider = [w for h in hits if h.start == edit.start and (w := _cut_off(part, h, names))]
        if wider and sentence_after(part, [*kept, wider[0]]) is not None:
            kept.append(wider[0])
    lost = [h for h in hits if not any(e.start <= h.start and h.end <= e.end for e in kept)]
    return kept, [h for h in lost if h.do != "keep"]


def _sentence(part: Part, hits: list[Hit], names: tuple[str, ...]) -> tuple[list[Edit], list[Hit]]:
    whole = _whole(part, hits, names)
    if whole is not None:
        return [whole], []
    made: list[Edit] = []
    left: list[Hit] = []
    order = {"swap": 0, "cut": 0, "drop": 2, "calm": 3, "ask": 4}
    for hit in sorted(hits, key=lambda h: (order.get(h.do, 9), -_length(h), h.start, h.do != "swap")):
        if hit.do == "keep":
            continue
        edit = _edit(part, hit, names)
        if edit is None:
            left.append(hit)
        elif not any(edit.start < e.end and e.start < edit.end for e in made):
            made.append(edit)
    return sorted(made, key=lambda e: e.start), left


def _length(hit: Hit) -> int:
    return hit.match.end() - hit.match.start() if hit.match is not None else hit.end - hit.start


def _new(part: Part, hit: Hit, place: tuple[int, int], after: str, *, whole: bool = False) -> Edit:
    start, end = place
    before = part.text[start - part.start : end - part.start]
    return Edit("", start, end, hit.kind, hit.reason, before, after, whole, hit.part)


def _may_be_meant(part: Part, hit: Hit) -> bool:
    """Whether a sentence may be a real question or request: only a rule that knows its wording may take it out."""
    return bool(hit.do == "drop" and _REQUEST.search(part.text))


def _whole(part: Part, hits: list[Hit], names: tuple[str, ...]) -> Edit | None:
    """An edit that takes the whole sentence: a question asked plainly, or a sentence with heat and no fact."""
    hits = [h for h in hits if not _may_be_meant(part, h)]
    for hit in hits:
        if hit.do == "ask" and hit.rule is not None and hit.match is not None:
            after = inflected(hit.match.expand(hit.rule.to)) if hit.rule.to else asked_plainly(part.text)
            if after and not _loses(part.text, after, names):
                after = soothed(_tidy(after).strip(), names)
                after = after if names_in(after.split(" ")[0], names=names) else after[:1].upper() + after[1:]
                return _new(part, hit, (part.start, part.end), after, whole=True)
    for hit in hits:
        if hit.do == "echo":
            return _new(part, hit, (part.start, part.end), "", whole=True)
        if hit.do == "drop" and _covers(part, hit):
            if not carries_hard_fact(part.text, names=names):
                return _new(part, hit, (part.start, part.end), "", whole=True)
            called = _called(part.text, names)
            if called:
                return _new(part, hit, (part.start, part.end), called, whole=True)
    return None


def _covers(part: Part, hit: Hit) -> bool:
    """Whether the match is the sentence, or all of it that counts; a smaller one takes only its own clause."""
    if hit.match is None:
        return False
    rest = part.text[: hit.match.start()] + " " + part.text[hit.match.end() :]
    return len(re.findall(r"[\w'’]+", rest)) <= 2


def _loses(before: str, after: str, names: tuple[str, ...]) -> bool:
    """Whether a number, a name or a quotation of the question is missing from the request."""
    before = unmasked(before)
    figures = re.findall(r"\d[\d.,:]*\d|\d", before)
    if any(f not in after for f in figures) or ('"' in before and '"' not in after):
        return True
    return any(n not in after for n in names_in(before, names=names))


def _called(sentence: str, names: tuple[str, ...]) -> str:
    """ "Impressive, Chuck." becomes "Chuck:" before the next sentence, when nothing but the name is a fact."""
    first = re.match(r"([^,]+),\s", sentence)
    last = re.search(r",\s*([^,.!?]+)[.!?]*$", sentence)
    called = [m.group(1).strip() for m in (first, last) if m]
    name = next((n for n in called if n in names), "")
    if not name:
        return ""
    rest = sentence.replace(name, "", 1)
    return "" if carries_fact(rest, names=names) else f"{name}:"


def _edit(part: Part, hit: Hit, names: tuple[str, ...]) -> Edit | None:
    if hit.do == "calm":
        return _new(part, hit, (hit.start, hit.end), hit.calm)
    if hit.rule is None or hit.match is None:
        return None
    if hit.do in {"flag", "ask"}:
        return _cut_off(part, hit, names)
    start, end = part.start + hit.match.start(), part.start + hit.match.end()
    if hit.do == "swap":
        after = soothed(_tidy(inflected(hit.match.expand(hit.rule.to))), names)
        if _loses(hit.match.group(), after, names):
            return _cut_off(part, hit, names)
        called = _vocative(part, start, end) if after.strip().casefold() == "you" else None
        return _new(part, hit, called, "") if called else _new(part, hit, (start, end), after)
    if hit.do == "cut":
        return _new(part, hit, (start, end), "")
    place = _clause(part, hit, names) or _after_call(part, hit, names)
    return _new(part, hit, place, "") if place else None


def _vocative(part: Part, start: int, end: int) -> tuple[int, int] | None:
    """Where "you" would only be called ("Send it, you clowns.", "You idiots, send it."): the words with their comma."""
    before, after = part.text[: start - part.start], part.text[end - part.start :]
    if before.rstrip().endswith(",") and re.match(r"\s*(?:[.,!?;]|$)", after):
        return part.start + len(before.rstrip(" ,")), end
    opening = re.match(r"\s*[,!]\s+(?=\w)", after)
    return (start, end + opening.end()) if not before.strip() and opening else None


def _cut_off(part: Part, hit: Hit, names: tuple[str, ...]) -> Edit | None:
    """What no rule can mend: its clause, when it holds no fact and another one stays; whether it may go is for the receipt."""
    place = _clause(part, hit, names)
    return _new(part, hit, place, "") if place else None


def _headed(part: Part, hit: Hit, place: tuple[int, int]) -> tuple[int, int] | None:
    """The same cut where what is left has its subject: "This change is rubbish and costs us 40k" keeps "This change"."""
    rest = part.text[place[1] - part.start :].lstrip(" ,;:")
    if place[0] > part.start or _SUBJECT.match(rest):
        return place
    be = re.search(r"\s*\b(?:is|are|was|were)\b", part.text[: hit.start - part.start + 1])
    joined = re.search(r"\b(?:and|but)\s*$", part.text[: place[1] - part.start])
    if be is None or not be.start() or not joined:
        return None
    return part.start + be.start() + 1, place[1]


def _clause(part: Part, hit: Hit, names: tuple[str, ...]) -> tuple[int, int] | None:
    """The clause around a hit, when it holds no fact and something is left beside it."""
    start, end = hit.start - part.start, hit.end - part.start
    lead = _LEAD.match(part.text[start:end])
    start += lead.end() if lead else 0
    left, right = 0, len(part.text.rstrip(" .!?…"))
    for found in _BREAK.finditer(part.text):
        if found.end() <= start:
            left = found.start()
        elif found.start() >= end:
            right = min(right, found.start() if left else found.end())
            break
    words = part.text[left:right]
    if carries_fact(words, names=names) or len(words) > 0.85 * len(part.text):
        return None
    return _headed(part, hit, (part.start + left, part.start + right))


def _after_call(part: Part, hit: Hit, names: tuple[str, ...]) -> tuple[int, int] | None:
    """The match itself, where only a name that is called stands before it ("Noel u only …, i can see the log")."""
    before = part.text[: hit.start - part.start].strip(" ,:")
    after = part.text[hit.end - part.start :]
    called = before.casefold() in {n.casefold() for n in names} and re.match(r"\s*[,;:]\s*\w", after)
    if not called or carries_fact(part.text[hit.start - part.start : hit.end - part.start], names=names):
        return None
    return hit.start, hit.end


def _tidy(text: str) -> str:
    return re.sub(r"\s+(?=[.,;:?!])", "", re.sub(r"\s{2,}", " ", text))


def soothed(text: str, names: tuple[str, ...]) -> str:
    """What an edit puts in, with its own swear words and capitals taken out (one pass)."""
    parts = parts_of(text)
    spots = [h for h in hits_in(text, parts, names=names) if h.do in {"calm", "cut", "swap"}]
    out, cursor = [], 0
    for hit in spots:
        if hit.do == "calm":
            start, end, after = hit.start, hit.end, hit.calm
        elif hit.match is not None and hit.rule is not None and hit.kind in {"profanity", "insult", "blame"}:
            base = parts[hit.part].start
            start, end = base + hit.match.start(), base + hit.match.end()
            after = inflected(hit.match.expand(hit.rule.to)) if hit.do == "swap" else ""
        else:
            continue
        if start >= cursor:
            out += [text[cursor:start], after]
            cursor = end
    return _tidy("".join([*out, text[cursor:]]))
