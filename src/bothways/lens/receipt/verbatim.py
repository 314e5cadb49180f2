"""Sentences that are nearly the same on both sides: there a single word that turns the meaning is seen for certain.

Two sentences are the same where they say the same: a figure is its value, a date its day, a name itself, a word of the
thesaurus its concept; "please" and articles are nothing. Words that turn a meaning stand for themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from bothways.lens.facts.lexicon import table
from bothways.lens.facts.reading import Reading
from bothways.lens.facts.tokens import Token
from bothways.lens.receipt.hard import verdict_of
from bothways.lens.receipt.polarity import Pair
from bothways.lens.receipt.verdicts import FactVerdict, Verdict

_LONG = 200  # words of a sentence
_SAME = 0.7  # share of words in common from which two sentences count as nearly the same
_KINDS = {
    "person": "name", "when": "deadline", "bound": "comparison", "side": "comparison", "much": "quantity",
    "deny": "negation", "bind": "modality", "link": "condition", "again": "severity", "hedge": "modality",
    "fail": "negation",
}  # fmt: skip
# Classes whose words can only be exchanged for another of the class; the others also count when they come or go.
_PAIRED = frozenset(["person", "when", "bound", "side", "bind"])


# What comes and goes without a meaning of its own: courtesy, articles, the helping "do" of "does not".
_EMPTY = frozenset(["please", "kindly", "a", "an", "the", "that", "do", "does", "did"])


def nearly_same(pair: Pair) -> list[FactVerdict]:
    """Return what changed in sentences that are otherwise the same."""
    out: list[FactVerdict] = []
    mine = pair.here.found.bounds
    used: set[int] = set()
    for begin, end in pair.there.found.sentences:
        sentence = pair.there.found.items[begin].sentence
        theirs = units_of(pair.there, begin, end)
        bag, words = _bags(pair.there, begin, end, theirs)
        if not 3 <= words.total() <= _LONG:
            continue
        best, share = None, _SAME
        for mate in pair.back.mates.get(sentence, ()):
            if mate in used or mate not in mine:
                continue
            first, last = mine[mate]
            if last - first > 2 * _LONG:
                continue
            ours = units_of(pair.here, first, last)
            mine_bag, mine_words = _bags(pair.here, first, last, ours)
            got = _share(words, mine_words)
            if got < _SAME and _share(bag, mine_bag) >= _SAME and _in_order(ours, theirs):
                got = _SAME
            if got >= share:
                best, share = (ours, mate), got
        if best is not None:
            used.add(best[1])
            out += _differences(pair, best[0], theirs)
    return out


def _bags(
    reading: Reading, first: int, last: int, units: Sequence[tuple[str, Token]]
) -> tuple[Counter[str], Counter[str]]:
    """What a sentence says, and its bare words: nearly the same by either is nearly the same."""
    kept: Any = reading.noted.setdefault("bags", {})
    found: tuple[Counter[str], Counter[str]] | None = kept.get((first, last))
    if found is None:
        bare = Counter([token.low for token in reading.found.items[first:last] if token.kind != "p"])
        found = kept[first, last] = Counter([said for said, _ in units]), bare
    return found


def _share(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max(1, one.total(), other.total())


def units_of(reading: Reading, first: int, last: int) -> list[tuple[str, Token]]:
    """Return what a sentence says, unit by unit: figures, dates and names as one each, words as their concept and sign."""
    kept: Any = reading.noted.setdefault("units", {})
    known: list[tuple[str, Token]] | None = kept.get((first, last))
    if known is None:
        known = kept[first, last] = _units_of(reading, first, last)
    return known


def _units_of(reading: Reading, first: int, last: int) -> list[tuple[str, Token]]:
    runs = reading.noted.get("runs")
    if not isinstance(runs, dict):
        runs = {one.first: (one.last, f"#{one.value} {one.unit}") for one in reading.amounts}
        runs |= {one.first: (one.last, f"#{one.value}") for one in reading.dates}
        runs |= {one.first: (one.last, f"@{one.value}") for one in reading.names}
        reading.noted["runs"] = runs
    classes, marks, items = table("critical"), reading.marks, reading.found.items
    found: list[tuple[str, Token]] = []
    place = first
    while place < last:
        token = items[place]
        run = runs.get(place)
        if run is not None and (run[0] > place or token.low not in classes):
            found.append((run[1], token))
            if any(items[at].text == "may" for at in range(place, min(run[0] + 1, last))):
                found.append(("may", token))  # "the third may still come"
            place = max(place, min(run[0], last - 1)) + 1
            continue
        place += 1
        if token.kind == "p" or token.low in _EMPTY:
            continue
        mark = marks[token.place]
        low = "or" if token.low == "otherwise" else token.low
        plain = low in classes or mark is None or low != token.low
        found.append((low if plain or mark is None else f"{mark.concept} {mark.sign}", token))
    return found


def _in_order(ours: Sequence[tuple[str, Token]], theirs: Sequence[tuple[str, Token]]) -> bool:
    """Say whether two sentences say the same in the same order."""
    matched = SequenceMatcher(None, [one for one, _ in ours], [one for one, _ in theirs], autojunk=False)
    same = sum(block.size for block in matched.get_matching_blocks())
    return same >= _SAME * max(len(ours), len(theirs))


def _differences(
    pair: Pair, mine: Sequence[tuple[str, Token]], yours: Sequence[tuple[str, Token]]
) -> list[FactVerdict]:
    bag, other = Counter([said for said, _ in mine]), Counter([said for said, _ in yours])
    less, more = bag - other, other - bag
    ours, theirs = [token for _, token in mine], [token for _, token in yours]
    if not less and not more:
        return _order(pair, ours, theirs) or _exchanged(pair, mine, yours)
    gone, fresh = _critical(less), _critical(more)
    turned = _turned(gone.get("side", []), fresh.get("side", []))
    out: list[FactVerdict] = []
    for name in {**gone, **fresh}:
        lost, new = gone.get(name, []), fresh.get(name, [])
        verdict = _verdict(pair, name, (lost, new), (less, more), (ours, theirs), turned=turned)
        if verdict is None:
            continue
        first, second = _find(ours, lost), _find(theirs, new)
        if verdict == "lost" and first is not None and _in_clause(mine, yours, first):
            verdict = "doubt"  # it went with a clause of its own: that may have been heat
        at = (first.place, first.place) if first else None
        to = (second.place, second.place) if second else None
        reason = "the sentence is the same but for this word"
        out.append(verdict_of(_KINDS[name], verdict, pair.here, pair.there, at, to, reason))
    return out


_CLAUSE = 4  # units in a row from which what is gone counts as a clause


def _in_clause(mine: Sequence[tuple[str, Token]], yours: Sequence[tuple[str, Token]], token: Token) -> bool:
    """Say whether a word went together with its neighbours, as a clause of its own."""
    matched = SequenceMatcher(None, [one for one, _ in mine], [one for one, _ in yours], autojunk=False)
    place = next((at for at, (_, one) in enumerate(mine) if one is token), -1)
    return any(
        tag == "delete" and begin <= place < end and end - begin >= _CLAUSE
        for tag, begin, end, _, _ in matched.get_opcodes()
    )


def _critical(said: Counter[str]) -> dict[str, list[str]]:
    """Return the words that turn a meaning, by class."""
    classes = table("critical")
    found: dict[str, list[str]] = {}
    for word in said:
        key = classes.get(word)
        if key is not None:
            found.setdefault(key.split()[0], []).append(word)
    return found


def _verdict(
    pair: Pair,
    name: str,
    words: tuple[list[str], list[str]],
    rest: tuple[Counter[str], Counter[str]],
    tokens: tuple[Sequence[Token], Sequence[Token]],
    *,
    turned: bool,
) -> Verdict | None:
    """Say what it means that words of a class went (first) and came (second); None where it means nothing."""
    lost, new = words
    ours, theirs = tokens
    classes = table("critical")
    old, now = {classes[word] for word in lost}, {classes[word] for word in new}
    if old == now or (name in _PAIRED and not (lost and new)):
        return None
    if name == "person" and not (old - now and now - old):
        return None
    if name in {"person", "deny"} and ours[0].sentence in pair.heat.questions:
        return None  # "did you or did you not …?" as "tell me if you …"
    if name == "deny":
        if len(lost) == len(new) or _balanced(pair) or _idle(theirs, new) or _idle(ours, lost):
            return None
        if turned or any(said.startswith("#0 ") for said in rest[0 if new else 1]):
            return None  # "not late" is "early", "none" is 0
    elif name == "side" and (
        not turned or len(_critical(rest[0]).get("deny", ())) != len(_critical(rest[1]).get("deny", ()))
    ):
        return "doubt" if not turned else None
    elif not (lost and new) and _moved(pair, lost or new):
        return None
    if name == "much" and not new and old == {"much some"}:
        return None
    if name in {"much", "again", "link"} and not (lost and new):
        return "doubt"
    return "changed" if lost and new else "lost" if lost else "invented"


# The sides of a comparison that are opposites; "up" and "more" point the same way.
_PLUS, _MINUS = (
    frozenset(line.split())
    for line in (
        "above up early ahead cheap fast better stronger longer grow signed accept kept hit start win",
        "below down late behind dear slow worse weaker shorter shrink refused reject left missed stop lose",
    )
)


def _turned(lost: Sequence[str], new: Sequence[str]) -> bool:
    """Say whether a word has become its opposite."""
    classes = table("critical")
    one, two = ({classes[word].split()[1] for word in words} for words in (lost, new))
    return bool((one & _PLUS and two & _MINUS) or (one & _MINUS and two & _PLUS))


def _moved(pair: Pair, found: Sequence[str]) -> bool:
    """Say whether both texts have these words equally often: then a word only stands in another sentence."""
    wanted = set(found)
    ours, theirs = (
        Counter(token.low for token in reading.found.items if token.low in wanted)
        for reading in (pair.here, pair.there)
    )
    return ours == theirs


_IDLE = frozenset(["exception", "exceptions", "delay", "fail", "doubt", "question", "excuses", "excuse"])


def _idle(tokens: Sequence[Token], found: Sequence[str]) -> bool:
    """Say that the new denials deny nothing of the matter: "without exception", "without delay"."""
    at = [place for place, token in enumerate(tokens) if token.low in found]
    return bool(at) and all(place + 1 < len(tokens) and tokens[place + 1].low in _IDLE for place in at)


def _balanced(pair: Pair) -> bool:
    return len(pair.here.statements.negations) == len(pair.there.statements.negations)


def _order(pair: Pair, ours: Sequence[Token], theirs: Sequence[Token]) -> list[FactVerdict]:
    """The same words in another order: harmless, unless what stands around "because" has changed places."""
    first = [token.low for token in ours]
    second = [token.low for token in theirs]
    if first == second or "because" not in first:
        return []
    cut, other = first.index("because"), second.index("because")
    before, after = set(first[:cut]), set(second[:other])
    if len(before & after) * 2 < len(before | after) and len(before & set(second[other:])) > len(
        before & after
    ):
        place = ours[cut].place
        there = theirs[other].place
        return [
            verdict_of(
                "cause", "changed", pair.here, pair.there, (place, place), (there, there),
                "cause and effect have changed places",
            )
        ]  # fmt: skip
    return []


def _exchanged(
    pair: Pair, mine: Sequence[tuple[str, Token]], yours: Sequence[tuple[str, Token]]
) -> list[FactVerdict]:
    """The same words, and only two of them (or two names) have changed places."""
    ours, theirs = [token for _, token in mine], [token for _, token in yours]
    apart = [place for place, (one, two) in enumerate(zip(mine, yours, strict=True)) if one[0] != two[0]]
    if not apart or len(apart) > 4 or any(ours[place].low in table("dates") for place in apart):
        return []
    first, second = ours[apart[0]], theirs[apart[0]]
    place, there = first.place, second.place
    kind = "number" if first.kind == "n" else "name"
    reason = "two words have changed places"
    return [verdict_of(kind, "changed", pair.here, pair.there, (place, place), (there, there), reason)]


def _find(tokens: Sequence[Token], words: Sequence[str]) -> Token | None:
    return next((token for token in tokens if token.low in words), None)
