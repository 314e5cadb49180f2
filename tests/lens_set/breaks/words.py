"""Breaks severity, quantity words, quotations; invents a fact; loses a sentence."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from lens_set.breaks.asks import REQUEST
from lens_set.breaks.scene import Break, Scene, exchange, found, like

__all__ = ["fact_invented", "quantity_changed", "quotation_changed", "sentence_lost", "severity_changed"]

ORDINALS = {
    "first": "second", "second": "first", "third": "second", "fourth": "third", "fifth": "fourth", "sixth": "fifth",
    "seventh": "sixth", "1st": "2nd", "2nd": "1st", "3rd": "2nd", "4th": "3rd", "5th": "4th", "twice": "once",
    "two times": "once", "three times": "twice", "four times": "twice", "on three occasions": "once",
}  # fmt: skip
SEVERITY = re.compile(
    r"\b(?P<w>(?:first|second|third|fourth|fifth|sixth|seventh|[1-5](?:st|nd|rd|th))(?=\s(?:time|outage|recall|reminder|year|month|week|"
    r"failure|unit|survey|reset|quarter\s(?:in|running)|day\s(?:in|running)|password|dead|complaint|warning|account|place|in\s|of\s(?!"
    r"January|February|March|April|May|June|July|August|September|October|November|December|the\smonth)))|twice|(?:on\s)?(?:two|three|four)\s(?:times|occasions))\b",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r",?\s(?:yet\s)?(?:again|once\s(?:more|again))\b,?|^(?:Again|Once\s(?:more|again)),?\s", re.MULTILINE
)
AMOUNTS = {
    "all": "some", "every": "nearly every", "each": "nearly every", "everyone": "some people", "everybody": "some people",
    "nobody": "hardly anybody", "no one": "hardly anyone", "nothing": "hardly anything", "none": "few", "never": "rarely",
    "always": "often", "half": "most", "both": "one", "neither": "hardly any", "everything": "most of it", "some": "all",
    "most of": "all of", "several": "all", "many": "some", "a third": "a quarter", "not one": "hardly one",
    "not a single": "hardly a", "daily": "weekly", "monthly": "weekly", "whole": "half",
}  # fmt: skip
# "At all", "after all", "hello all" and "both … and" count nothing.
QUANTITY = re.compile(
    rf"(?<!\bat )(?<!\bafter )(?<!\b[Hh]i )(?<!\b[Hh]ello )(?<!\b[Mm]orning )(?<!\bif )(?<!\btoo )(?<!\bhow )(?<!\bHow )(?<!\bso )\b(?:{'|'.join(sorted(AMOUNTS, key=len, reverse=True))})\b"
    r"(?!['’]|\s(?:right|the\ssame\b|but|past|an?|week|day|night|year|month|option)\b|,$)(?<!both(?=\s(?:[A-Z]|the\b|\w+\sand\b)))(?<!each(?=\W*[.,;:!?\n]|$))",
    re.IGNORECASE | re.MULTILINE,
)
ONLY = re.compile(
    r"\b(?:only|just)\s(?=\d|the\s|one|two|three|four|five|six|seven|eight|nine|ten|on\s|to\s|in\s|by\s|with\s)"
)
INVENTED = (
    "The board has already agreed to this.", "It costs another {money}.", "The customer has confirmed this in writing.",
    "This is the {ordinal} time.", "The deadline for this is {date}.", "{n} customers are concerned.",
    "I will pay the difference.", "The discount is {percent} %.", "Nobody in finance has seen this.",
    "If this fails, the contract ends.", "This happened because the tool was down.", "Please send the figures to Calder.",
)  # fmt: skip


def severity_changed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """The third time becomes the second, twice becomes once, again is left out."""
    for at in found(scene, SEVERITY):
        old = " ".join(at["w"].casefold().split())
        key = old.removeprefix("on ").replace("occasions", "times")
        yield ((*at.span("w"), like(ORDINALS[key], at["w"])),), f"{old!r} became {ORDINALS[key]!r}"
    for at in found(scene, AGAIN):
        start, end = scene.sentence_at(at.start())
        if REQUEST.search(scene.text[start:end]) or re.search(
            r"\bif\b", scene.text[start : at.start()], re.IGNORECASE
        ):
            continue  # "open it again" may mean no more than "open it"
        yield ((*at.span(), ""),), f"{at[0].strip(' ,')!r} is lost"


def quantity_changed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """All becomes some, nobody becomes hardly anybody, only is left out."""
    yield from exchange(scene, QUANTITY, AMOUNTS)
    for at in found(scene, ONLY):
        yield ((*at.span(), ""),), f"{at[0].strip()!r} is lost"


def quotation_changed(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """A word is taken out of a quotation, or another one put into it."""
    for start, end in scene.quotations:
        inner = scene.text[start + 1 : end - 1]
        words = list(re.finditer(r"[\w'’%-]+", inner))
        if len(words) > 1:
            word = rng.choice([one for one in words if len(one[0]) > 3] or words)
            cut = re.sub(r"\s+", " ", inner[: word.start()] + inner[word.end() :]).strip()
            yield ((start + 1, end - 1, cut),), f"{word[0]!r} was taken out of {inner!r}"
        elif words:
            yield ((start + 1, end - 1, f"perhaps {inner}"),), f"'perhaps' was put into {inner!r}"


def fact_invented(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """A sentence that says something new, after one of the sentences."""
    ends = [end for start, end in scene.sentences if re.search(r"[.!?][\"”']?$", scene.text[start:end])]
    if not ends:
        return
    money = rng.choice(("€4,350", "$7,150", "£2,640"))
    date = rng.choice(("3 August", "19 February", "27 October"))
    sentence = rng.choice(INVENTED).format(
        money=money, ordinal=rng.choice(("fourth", "sixth")), date=date, n=rng.choice(("17", "53")), percent=rng.choice(("6.5", "13"))
    )  # fmt: skip
    end = rng.choice(ends)
    yield ((end, end, " " + sentence),), f"{sentence!r} is invented"


def sentence_lost(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """A sentence with a figure in it, which is no request, is left out."""
    whole = [(a, b) for a, b in scene.sentences if re.search(r"[.!?]$", scene.text[a:b])]
    for start, end in whole:
        sentence = scene.text[start:end]
        if len(whole) > 1 and re.search(r"\d", sentence) and not REQUEST.search(sentence):
            after = re.match(r" +", scene.text[end:])
            before = re.search(r" +$", scene.text[:start])
            first = start - (len(before[0]) if before and not after else 0)
            yield ((first, end + (after.end() if after else 0), ""),), f"{sentence!r} is lost"
