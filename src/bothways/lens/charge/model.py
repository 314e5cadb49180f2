"""What a charged span is, and the kinds there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "insult",
    "contempt",
    "profanity",
    "blame",
    "generalisation",
    "motive",
    "hyperbole",
    "sarcasm",
    "rhetorical",
    "threat",
    "command",
    "dismissal",
    "shouting",
    "passive-aggression",
]

REASONS: Final[dict[str, str]] = {
    "insult": "It judges people instead of saying what they did.",
    "contempt": "It looks down on the other side.",
    "profanity": "A swear word carries heat and no fact.",
    "blame": "It accuses; what happened can be said without.",
    "generalisation": "It claims always, never or everyone; only counted instances can be answered.",
    "motive": "It guesses at a motive that the reader knows better.",
    "hyperbole": "A figure of speech stands where the fact should stand.",
    "sarcasm": "It says the opposite of what is meant.",
    "rhetorical": "A question that expects no answer hides a request or a reproach.",
    "threat": "A consequence is threatened; condition and consequence are kept, plainly.",
    "command": "It orders with force where a request says the same.",
    "dismissal": "It tells the other side that it will not be heard.",
    "shouting": "Capitals and repeated marks shout.",
    "passive-aggression": "A polite opening carries a reproach.",
}
KINDS: Final[tuple[str, ...]] = tuple(REASONS)


@dataclass(frozen=True, slots=True)
class Charge:
    """One charged span: `text[start:end]` of the message, its kind, and why it counts as charged."""

    start: int
    end: int
    kind: str
    text: str
    reason: str
