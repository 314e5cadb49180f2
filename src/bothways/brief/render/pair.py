"""The page that shows that both sides got the same facts, for the manager between them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from bothways.brief.document import Cite, Line, Name, text_of
from bothways.brief.proof import FactUse, Proof
from bothways.brief.render.html import sheet, template

_IN_A_ROW = 36
_LONG = 40


def render_pair_html(proof: Proof) -> str:
    """Return the pair's proof as one HTML file: facts in the middle, staff left, executives right.

    First the facts that both sides have, then those that one side has and the other has not, with why.
    """
    page = _Page(proof)
    return template("pair.html.j2").render(page=page, proof=proof, **sheet("brief.css", "pair.css"))


@dataclass(frozen=True, slots=True)
class _Group:
    id: str
    title: str
    note: str
    uses: tuple[FactUse, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    proof: Proof

    def groups(self) -> list[_Group]:
        """Return the parts of the page that hold something."""
        proof = self.proof
        told = (
            _Group("both", "Told to both sides", "One value, two wordings.", proof.both),
            _Group(
                "executives",
                "Executives have these, staff have not",
                "Each with the reason why.",
                proof.executives_only,
            ),
            _Group(
                "staff",
                "Staff have these, executives have not",
                "Each with the reason why.",
                proof.staff_only,
            ),
            _Group(
                "people",
                "Only in the own brief of one person",
                "Figures that point to one person go to that person and to their manager.",
                proof.people_only,
            ),
        )
        return [group for group in told if group.uses]

    def squares(self, side: str) -> Markup:
        """Draw a square for each fact, filled where this side's brief says it."""
        uses = sorted(self.proof, key=lambda use: use.number)
        tone = "c-exec" if side == "executives" else "c-staff"
        held = [bool(use.executives if side == "executives" else use.staff) for use in uses]
        rows = -(-len(uses) // _IN_A_ROW)
        wide = _IN_A_ROW if rows != 1 else max(len(uses), 24)
        squares = Markup("").join(
            Markup('<rect class="{}" x="{}" y="{}" width="10" height="10"/>').format(
                tone if has else "c-none", at % _IN_A_ROW * 14 + 1, at // _IN_A_ROW * 14 + 1
            )
            for at, has in enumerate(held)
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
        kind = Markup(' class="hash"') if span.what in {"snapshot", "method"} else ""
        return Markup('<span data-name="{}"{} dir="auto">{}</span>').format(span.what, kind, span.text)
    return Markup('<b data-fact="{}">{}</b>').format(span.fact, span.text)
