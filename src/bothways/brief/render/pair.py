"""The page that shows that both sides got the same facts, for the manager between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from bothways.brief.document import Cite, Line, Name, text_of
from bothways.brief.proof import FactUse, Proof, count_of, short_label
from bothways.brief.render.html import name, sheet, template

_IN_A_ROW = 36
_LONG = 40
_REASON = "Each with the reason why the other side has it not, or where it has it."


def render_pair_html(proof: Proof) -> str:
    """Return the pair's proof as one HTML file: facts in the middle, staff left, executives right.

    First the facts that both sides have, then those that one side has and the other has not, with why.
    """
    page = _Page(proof, {fact.number: fact.readers for fact in proof.ledger})
    return template("pair.html.j2").render(page=page, proof=proof, **sheet("brief.css", "pair.css"))


@dataclass(frozen=True, slots=True)
class _Group:
    id: str
    title: str
    note: str
    uses: tuple[FactUse, ...]
    folded: tuple[FactUse, ...]
    fold: str


def _group(name: str, title: str, note: str, uses: tuple[FactUse, ...]) -> _Group:
    """Keep in sight what a brief says in its text; fold away what stands only in evidence notes."""
    said = tuple(use for use in uses if use.executives or use.staff)
    rest = tuple(use for use in uses if not (use.executives or use.staff))
    return _Group(name, title, note, said, rest, "Those that stand only in the evidence notes")


@dataclass(frozen=True, slots=True)
class _Page:
    proof: Proof
    readers: Mapping[int, frozenset[str]]

    def groups(self) -> list[_Group]:
        """Return the parts of the page that hold something."""
        proof = self.proof
        told = (
            _group("both", "Told to both sides", "The same value, in the words of each side.", proof.both),
            _group("executives", "Told to the executives only", _REASON, proof.executives_only),
            _group("staff", "Told to staff only", _REASON, proof.staff_only),
        )
        return [group for group in told if group.uses or group.folded]

    def people(self) -> list[tuple[str, str, list[tuple[FactUse, str]]]]:
        """Return each single person's facts, with a label that does not repeat the name, and their count."""
        return [
            (name, count_of(uses), [(use, short_label(use, name)) for use in uses])
            for name, uses in self.proof.by_person().items()
        ]

    def has(self, use: FactUse, side: str) -> bool:
        """Say whether the file of a side holds a fact, if only in its evidence notes."""
        lines = use.executives if side == "executives" else use.staff
        return bool(lines) or side in self.readers.get(use.number, frozenset())

    def squares(self, side: str) -> Markup:
        """Draw a square for each fact that a side has, filled where this side has it."""
        uses = sorted(self.proof, key=lambda use: use.number)
        shown = [use for use in uses if self.has(use, "executives") or self.has(use, "staff")]
        tone = "c-exec" if side == "executives" else "c-staff"
        rows = -(-len(shown) // _IN_A_ROW)
        wide = _IN_A_ROW if rows > 1 else max(len(shown), 24)
        squares = Markup("").join(
            Markup('<rect class="{}" x="{}" y="{}" width="10" height="10"/>').format(
                tone if self.has(use, side) else "c-none", at % wide * 14 + 1, at // wide * 14 + 1
            )
            for at, use in enumerate(shown)
        )
        return Markup('<svg viewBox="0 0 {} {}" aria-hidden="true">{}</svg>').format(
            wide * 14, max(rows, 1) * 14, squares
        )

    def is_long(self, line: Line) -> bool:
        """Say whether a value is a sentence rather than a number."""
        return len(text_of(line)) > _LONG

    def line(self, line: Line) -> Markup:
        """Write a line: figures strong and marked, names marked, all else escaped."""
        return Markup("").join(_span(span) for span in line)


def _span(span: str | Cite | Name) -> Markup:
    if isinstance(span, str):
        return escape(span)
    if isinstance(span, Name):
        return name(span)
    return Markup('<b data-fact="{}">{}</b>').format(span.fact, span.text)
