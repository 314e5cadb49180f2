"""The smallest pieces of numbers in a text: what stays the same however lines are broken or joined."""

from __future__ import annotations

import re

from bothways.brief.readback.numbers import currency_signs, number_words

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_ATOM = re.compile(
    r"(?P<mark>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    rf"|(?P<digits>[+\u2212-]?[{currency_signs}]?\d(?:[\d.,]*\d)?(?:(?:bn|k|M)(?![a-z]))?(?:\s{{0,3}}%)?)"
    rf"|(?P<word>\b(?:{number_words})\b)",
    re.IGNORECASE,
)


def atoms_in(text: str) -> list[str]:
    """Return the digits, with sign, currency sign and scale, and the number words of a text, in order.

    Raised numerals are marks: they come as `^4`.

    >>> atoms_in("We won €790k⁴ in the third quarter, at 15 \\n% off")
    ['€790k', '^4', 'third', '15%']
    """
    found = []
    for match in _ATOM.finditer(text):
        if match["mark"]:
            found.append("^" + match["mark"].translate(_RAISED))
        else:
            found.append(re.sub(r"\s", "", match[0]).lower())
    return found


def first_difference(found: list[str], wanted: list[str]) -> str:
    """Say where two runs of numbers part; empty where they are the same."""
    for place in range(max(len(found), len(wanted))):
        here = found[place] if place < len(found) else ""
        there = wanted[place] if place < len(wanted) else ""
        if here != there:
            if not here:
                return f"“{there}” is missing."
            if not there:
                return f"“{here}” stands there and no fact says it."
            return f"“{here}” stands where “{there}” should."
    return ""
