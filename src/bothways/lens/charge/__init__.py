"""What is charged in a message.

For: marking the words that raise heat, each with its kind and the reason, by rules and word lists that can be read.
Gives: `charge` and its `Charge` spans; `heat_of`, the spans that may fall away with their own "never" and "all".
Never: takes a firm sentence, a hard number or a name for charged; changes anything.
"""

from bothways.lens.charge.detect import calm_words, charge, heat_of
from bothways.lens.charge.model import KINDS, Charge

__all__ = ["KINDS", "Charge", "calm_words", "charge", "heat_of"]
