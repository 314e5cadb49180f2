"""Breaks bounds and directions: at least and at most, up and down, miss and beat, late and early."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from lens_set.breaks.scene import Break, Scene, exchange

__all__ = ["bound_flipped", "direction_flipped", "early_late_flipped", "win_loss_flipped"]

BOUNDS = {
    "at least": "at most", "at most": "at least", "more than": "less than", "less than": "more than",
    "fewer than": "more than", "over": "under", "under": "over", "above": "below", "below": "above",
    "no more than": "no less than", "no less than": "no more than", "not more than": "not less than",
    "no fewer than": "no more than", "up to": "more than", "beyond": "below", "minimum": "maximum",
    "maximum": "minimum", "at the most": "at the least", "at the least": "at the most", "larger than": "smaller than",
    "smaller than": "larger than", "older than": "younger than", "higher than": "lower than",
    "lower than": "higher than", "exceeds": "stays below", "the most": "the least", "or more": "or less",
}  # fmt: skip
FIGURE = r"(?=\s(?:\W?\d|[A-Z]{3}\s\d|[€$£¥₹]|twice|double|half|plan|the\splan|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a\s(?:hundred|thousand)|ours|us\b|them\b|last|cost|in\s\d))"
BOUND = re.compile(
    rf"\b(?:(?P<a>at least|at most|at the most|at the least|minimum|maximum|exceeds|the most|or more|(?:larger|smaller|older|higher|lower) than|no (?:more|less|fewer) than|not more than)|(?P<b>more than|less than|fewer than|over|under|above|below|beyond|up to){FIGURE})\b",
    re.IGNORECASE,
)
TURNS = {
    "up": "down", "down": "up", "rose": "fell", "fell": "rose", "risen": "fallen", "rise": "fall", "rises": "falls",
    "increase": "decrease", "increased": "decreased", "increases": "decreases", "decrease": "increase",
    "decreased": "increased", "raise": "lower", "raised": "lowered", "lowered": "raised", "reduced": "increased",
    "cut": "raised", "cuts": "rises", "higher": "lower", "lower": "higher", "grew": "shrank", "shrank": "grew",
    "cheaper": "dearer", "dearer": "cheaper", "better": "worse", "worse": "better", "ahead of": "behind",
    "behind": "ahead of", "doubled": "halved", "dropped": "rose", "drops": "rises", "went up": "went down",
    "growing": "shrinking", "gained": "lost", "expensive": "cheap", "cheap": "expensive", "longer": "shorter",
    "shorter": "longer", "faster": "slower", "weaker": "stronger", "stronger": "weaker", "best": "worst",
    "worst": "best", "weakest": "strongest", "strongest": "weakest", "more": "less", "larger": "smaller",
    "too high": "too low", "too low": "too high", "smaller": "larger",
}  # fmt: skip
DIRECTION = re.compile(
    r"\b(?:(?P<a>rose|fell|risen|rises|increased?|increases|decreased?|raised?|lowered|reduced|higher|lower(?!\s(?:the|their|its|my|our|your)\b)|grew|shrank|cheaper|dearer"
    r"|better|worse|doubled|dropped|drops|growing|expensive|weaker|stronger|weakest|strongest|faster|slower|smaller|too high|too low"
    r"|cheap)\b(?!\sthan\s\d)"
    r"|(?P<b>up|down)\b(?=\s(?:by|from|again|since|\d|[€$£])|[,.;:]|\s?\d)(?<!set up)(?<!sign up)(?<!clean up)(?<!follow up)"
    r"|(?P<c>behind)\b(?=\s(?:the|us|them|plan|[A-Z]))|(?P<d>ahead of)\b(?=\s(?:the winner|us|them|plan)))",
    re.IGNORECASE,
)
OUTCOMES = {
    "lost": "won", "won": "lost", "lose": "win", "loses": "wins", "win": "lose", "wins": "loses", "missed": "beat",
    "beat": "missed", "hit": "missed", "miss": "beat", "losses": "wins", "loss": "win",
    "failed": "succeeded", "renewed": "cancelled", "signed": "refused to sign",
    "accepted": "refused", "refused": "accepted", "approved": "rejected", "rejected": "approved", "bought": "returned",
}  # fmt: skip
OUTCOME = re.compile(
    rf"(?<!\bto )\b(?:{'|'.join(OUTCOMES)})\b(?!['’])(?!\s(?:call|calls|copy|sheet|photo))", re.IGNORECASE
)
PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|a|the|if)\s$", re.IGNORECASE)
TIMES = {
    "late": "early", "early": "late", "later": "earlier", "earlier": "later", "too late": "too early",
    "too early": "too late", "on time": "late", "overdue": "paid in advance", "punctually": "late", "delayed": "brought forward",
    "behind schedule": "ahead of schedule", "behind time": "ahead of time", "ahead of time": "behind time",
    "punctual": "late", "sooner": "later", "in time": "too late", "at the latest": "at the earliest", "at the earliest": "at the latest",
}  # fmt: skip
TIME = re.compile(
    rf"(?<!\bno )(?<!\bnot )\b(?:{'|'.join(sorted(TIMES, key=len, reverse=True))})\b(?!\son\b|\sshift)",
    re.IGNORECASE,
)


def bound_flipped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """At least becomes at most, more than becomes less than."""
    yield from exchange(scene, BOUND, BOUNDS)


def direction_flipped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Up becomes down, cheaper becomes dearer."""
    table = {**TURNS, "slower": "faster"}
    yield from exchange(scene, DIRECTION, table)


def win_loss_flipped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Lost becomes won, hit becomes missed."""
    for edits, what in exchange(scene, OUTCOME, OUTCOMES):
        # "The contract is signed" can't become "is refused to sign".
        if not (edits[0][2].endswith("refused to sign") and PASSIVE.search(scene.text[: edits[0][0]])):
            yield edits, what


def early_late_flipped(scene: Scene, _rng: random.Random) -> Iterator[Break]:
    """Late becomes early, on time becomes late."""
    yield from exchange(scene, TIME, TIMES)
