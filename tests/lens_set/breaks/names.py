"""Breaks who: names, and which side does what for whom."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

from lens_set.breaks.scene import Break, Edit, Scene, found, like

__all__ = [
    "name_dropped",
    "name_swapped",
    "names_exchanged",
    "owner_changed",
    "receiver_changed",
    "sides_changed",
]

STRANGERS = ("Northgate", "Calder", "Wexford", "Ravenna", "Tillman", "Osprey", "Quimby", "Haldane")
LIST = re.compile(r"[\s,;/&+–-]*(?:(?:and|or|as well as|nor|plus|both|the)[\s,]*)*")
OWNERS = {
    "our": "your",
    "your": "our",
    "my": "your",
    "their": "our",
    "ours": "yours",
    "yours": "ours",
    "mine": "yours",
}
OWNER = re.compile(r"\b(?:our|your|my|their|ours|yours|mine)\b", re.IGNORECASE)
# Only where the verb stays the same for the other person.
VERB = r"(?=\s(?:have|had|can|cannot|can't|could|will|won't|would|did|didn't|do|don't|must|may|need|want|[a-z]+ed|made|gave|told|said|got|lost|sold|sent|took|went|won|paid|put|let|brought|cut|kept|shipped|know|knew)\b)"
ACTORS = {"we": "you", "you": "we", "they": "we", "i": "you"}
ACTOR = re.compile(rf"(?<!\bas )(?<!\bthank )\b(?:[Ww]e|[Yy]ou|[Tt]hey|I){VERB}")
ASKED = re.compile(r"\b(?:could|can|would|will|may|did|do|have)\s$", re.IGNORECASE)
RECEIVERS = {"me": "them", "us": "them", "them": "us", "him": "me", "her": "me"}
RECEIVER = re.compile(
    r"\b(?:send|give|gave|show|tell|told|call|ring|phone|let|to|for|with|by|from|asked|sent|offer|offered|owe|owes|inform)\s"
    r"(?P<w>me|us|them|him|her)\b(?=\s*[.,;:!?\n]|\s(?:the|a|an|that|by|before|on|to|if|and|know|have|today|tomorrow|when|which|in|for|at|what|who|why|back|no)\b|$)",
    re.IGNORECASE,
)


def name_swapped(scene: Scene, rng: random.Random) -> Iterator[Break]:
    """Every mention of a name becomes a name that the text does not have."""
    for name in dict.fromkeys(name for _, _, name in scene.mentions):
        strangers = [one for one in STRANGERS if one not in scene.text]
        new = rng.choice(strangers)
        edits = tuple((start, end, new) for start, end, one in scene.mentions if one == name)
        yield edits, f"{name!r} became {new!r}"


def names_exchanged(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Two names change places, unless they only stand side by side in a list."""
    order = list(dict.fromkeys(name for _, _, name in scene.mentions))
    for one, other in itertools.pairwise(order):
        edits: tuple[Edit, ...] = tuple(
            (start, end, other if name == one else one)
            for start, end, name in scene.mentions
            if name in {one, other}
        )
        if not _only_listed(scene, {one, other}):
            yield edits, f"{one!r} and {other!r} changed places"


def name_dropped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Every mention of a name is made nameless."""
    for name in dict.fromkeys(name for _, _, name in scene.mentions):
        edits = tuple(
            (start, end, like("somebody", "S" if scene.begins(start) else "s"))
            for start, end, one in scene.mentions
            if one == name
        )
        yield edits, f"{name!r} is lost"


def owner_changed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Our becomes your, my becomes your: whose it is."""
    for at in found(scene, OWNER):
        new = OWNERS[at[0].casefold()]
        yield ((*at.span(), like(new, at[0])),), f"{at[0]!r} became {new!r}"


def sides_changed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """We becomes you, you becomes we: who does it."""
    for at in found(scene, ACTOR):
        if ASKED.search(scene.text[: at.start()]):
            continue  # "could you" is a request, and belongs to the rules of requests
        new = ACTORS[at[0].casefold()]
        shown = new[:1].upper() + new[1:] if scene.begins(at.start()) else new
        yield ((*at.span(), shown),), f"{at[0]!r} became {new!r}"


def receiver_changed(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Send me becomes send them: for whom it is done, or by whom."""
    for at in found(scene, RECEIVER):
        new = RECEIVERS[at["w"].casefold()]
        yield ((*at.span("w"), new),), f"{at[0]!r}: {at['w']!r} became {new!r}"


def _only_listed(scene: Scene, pair: set[str]) -> bool:
    # "Mark and Frank share the stand" says the same when the two change places.
    for i, (_, end, name) in enumerate(scene.mentions):
        if name not in pair:
            continue
        beside = [
            other
            for j, (start, stop, other) in enumerate(scene.mentions)
            if other in pair - {name}
            and (
                (j == i + 1 and LIST.fullmatch(scene.text[end:start]))
                or (j == i - 1 and LIST.fullmatch(scene.text[stop : scene.mentions[i][0]]))
            )
        ]
        if not beside:
            return False
    return True
