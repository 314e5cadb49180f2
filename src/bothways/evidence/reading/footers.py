"""Lines that stand in a table without being rows of it: totals and footers, in four languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOTAL = re.compile(
    r"(grand[ -]?totals?|overall totals?|total g[eé]n[eé]ral|totaux g[eé]n[eé]raux|gesamtsummen?|gesamt"
    r"|gesamtergebnis|total general|totales? generales?|suma total|subtotals?|sub-totals?|sous-totaux"
    r"|sous-total|zwischensummen?|teilergebnis|total records|anzahl datens[aä]tze|nombre d.enregistrements)"
    r"\s*[:=]?\s*(\(?\s*[\d.,\s\u00a0\u202f]*(records?|rows?|datens[aä]tze|enregistrements|registros)?\s*\)?)?",
    re.IGNORECASE,
)
_WEAK_TOTAL = re.compile(
    r"(totals?|totaux|summen?|insgesamt|totale|totales|sum|count|anzahl)\s*:?", re.IGNORECASE
)
_FOOTER = re.compile(
    r"(confidential information\b.*|.*\bdo not distribute\b.*"
    r"|copyright\s*(\(c\)|©).*|©\s*(copyright\s*)?\d{4}.*"
    r"|generated (by|on|at)\b.*|exported (by|on|at|from)\b.*|report (generated|run) (by|on|at)\b.*|as of \d.*"
    r"|informations? confidentielles?\b.*|ne pas (distribuer|diffuser)\b.*|g[eé]n[eé]r[eé] (par|le)\b.*"
    r"|vertrauliche informationen\b.*|.*\bnicht (weitergeben|verteilen|verbreiten)\b.*"
    r"|(erstellt|generiert|exportiert) (von|am)\b.*"
    r"|informaci[oó]n confidencial\b.*|no distribuir\b.*|.*\bno distribuir$|generado (por|el)\b.*"
    r"|end of (report|file)\b.*|fin du rapport\b.*|ende des berichts\b.*|fin del informe\b.*"
    r"|applied filters:.*)",
    re.IGNORECASE | re.DOTALL,
)
_AGGREGATE = re.compile(
    r"(sum|count|record count|average|avg|minimum|maximum|min|max|median|summe|anzahl|durchschnitt|mittelwert"
    r"|somme|moyenne|suma|recuento|promedio)\s*:?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"[-+−(]?\s*([A-Z]{3}|[$€£¥])?\s*[-+−]?\d[\d.,'’ \u00a0\u202f]*[KMB%]?\s*([A-Z]{3}|[$€£¥])?\s*\)?-?"
)
ENGINE_FIRST = re.compile(r"total|summe|gesamt|ergebnis|totaux|confiden|copyright|generated|©", re.IGNORECASE)


def is_total(cells: Sequence[str], *, near_end: bool) -> bool:
    """Say whether a row is a total: its first filled cell says so, all others are numbers.

    A bare "Total" or "Summe" counts only near the end of the table, since a customer may be called Total.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or not all(_counts(cell) for cell in filled[1:]):
        return False
    if _TOTAL.fullmatch(filled[0]):
        return True
    if is_summary(filled) and len(filled) < len(cells) and near_end:
        return True
    empty = len(filled) < len(cells)
    return bool(near_end and (empty or len(cells) <= 2) and _WEAK_TOTAL.fullmatch(filled[0]))


def is_summary(cells: Sequence[str]) -> bool:
    """Say whether a row only counts or adds up: “Count”, 12. It is a total below another total alone."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 1 and bool(_AGGREGATE.fullmatch(filled[0])) and all(map(_counts, filled[1:]))


def _counts(cell: str) -> bool:
    return bool(_NUMERIC.fullmatch(cell) or _TOTAL.fullmatch(cell) or _AGGREGATE.fullmatch(cell))


def is_footer(cells: Sequence[str]) -> bool:
    """Say whether a row is a footer line of a report: one cell only, and a known phrase in it."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) == 1 and len(filled[0]) <= 400 and bool(_FOOTER.fullmatch(filled[0]))


def is_footer_line(text: str) -> bool:
    """Say the same of a whole line that its commas have cut into fields."""
    return is_footer([text.strip('" ')])


def lonely(cells: Sequence[str]) -> bool:
    """Say whether only one cell is filled."""
    return sum(1 for cell in cells if cell.strip()) == 1
