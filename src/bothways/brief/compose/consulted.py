"""What both sides were asked, and answered: the release of a consultation, in the same words in both briefs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bothways.brief import words
from bothways.brief.document import Ask, Asks, Paragraph, Section
from bothways.brief.facts import Book, Draft
from bothways.brief.facts.readers import SIDES

if TYPE_CHECKING:
    from bothways.opendoor.asked import Release, Told


def consulted_section(book: Book, release: Release | None) -> Section | None:
    """Return the release in three sentences; None where there is none."""
    if release is None:
        return None
    from bothways.opendoor.asked import sections  # noqa: PLC0415 - only who asked both sides waits for it

    items = (_item(book, release, 0, sections(release)[0]),)
    return Section(title=("What both sides answered",), blocks=(Asks(items),))


def consulted_annex(book: Book, release: Release | None) -> Section | None:
    """Return the statements behind it, with their bands; None where there are none."""
    if release is None:
        return None
    from bothways.opendoor.asked import sections  # noqa: PLC0415 - as above

    told = sections(release)[1:]
    if not told:
        return None
    items = tuple(_item(book, release, place, one) for place, one in enumerate(told, 1))
    why = "Shares are told in bands, so that no answer of anybody can be worked out."
    return Section(title=("Statement by statement",), blocks=(Asks(items), Paragraph((why,))))


def _item(book: Book, release: Release, place: int, told: Told) -> Ask:
    shown = (("Shown to all on", words.day(release.day)),) if not place else ()
    rows = (*told.rows, *shown)
    texts = (told.title, *(text for _said, text in rows))
    label = "What both sides answered" if not place else "A statement that both sides answered"
    key = book.enter(
        Draft(
            key=f"asked/{release.round}/{place}",
            kind="given",
            label=label,
            title=(label,),
            readers=SIDES,
            given="\n".join(texts),
            given_by="both sides, in a consultation whose result all were shown together",
        )
    )
    title = (book.cite(key, told.title),)
    return Ask(title=title, rows=tuple((said, (book.cite(key, text, mark=False),)) for said, text in rows))
