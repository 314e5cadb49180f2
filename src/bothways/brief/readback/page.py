"""Check a page: each number in it is one that the document cites, in its place, and that its fact bears."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bothways.brief.document import (
    Block,
    Bridge,
    Cite,
    Document,
    Insight,
    Line,
    Name,
    Picturable,
    Waterfall,
    text_of,
)
from bothways.brief.lines import block_lines, evidence_lines, in_context
from bothways.brief.readback.atoms import atoms_in, first_difference
from bothways.brief.readback.bearing import bears
from bothways.brief.readback.numbers import numbers_in
from bothways.brief.readback.parse import Item, Page, read_page
from bothways.terms import Refusal

Run = list[tuple[str, int | str, str, str]]
"""Facts, names and quotes as they should follow each other: kind, number or what, words, mark."""


def check_page(text: str, document: Document) -> None:
    """Check an HTML file.

    Raises:
        Refusal: `brief-number`, `brief-name`, `brief-quote` or `brief-file`.
    """
    marks = {fact: shown for shown, fact in enumerate(document.marks, 1)}
    page = read_page(text, marks=marks)
    facts = {fact.number: fact for fact in document.ledger}
    for item in page.items:
        _check_item(item, document)
        if item.kind == "fact":
            fact = facts.get(item.fact)
            if fact is None:
                raise _wrong(f"“{item.words}” cites fact {item.fact}, which is not in this reader's cut.")
            if why := bears(fact, item.words):
                raise _wrong(f"{why}.")
    if page.title.strip() != document.title:
        raise _wrong(f"The title is “{page.title.strip()}”, not “{document.title}”.")
    _check_data(page, document)
    _check_body(page, document)
    _check_notes(page, document)
    _check_pictures(page, document)


def _check_item(item: Item, document: Document) -> None:
    if item.kind == "text" and item.words == document.title:
        return
    plain = item.kind == "text" or (item.kind == "told" and item.picture < 0)
    if plain and (found := numbers_in(item.words)):
        raise _wrong(f"“{found[0].text}” stands in “{item.words}” without a fact.")


def _check_data(page: Page, document: Document) -> None:
    wanted = {"facts": [fact.as_cut() for fact in document.ledger]}
    try:
        held = json.loads(page.data)
    except json.JSONDecodeError as bad:
        raise Refusal("brief-file", "The page does not hold its ledger.") from bad
    if held != wanted:
        raise _wrong("The ledger inside the page is not this reader's cut.")


def _check_body(page: Page, document: Document) -> None:
    found = [_seen(item) for item in page.items if not item.note and item.picture < 0 and _counts(item)]
    at = 0
    for variants in _body(document):
        taken = next((run for run in variants if found[at : at + len(run)] == run), None)
        if taken is None:
            _refuse_run(found[at:], variants[-1])
            raise _wrong("The page does not say what its document says.")
        at += len(taken)
    if at < len(found):
        raise _wrong(f"“{found[at][2]}” stands at the end and the document does not say it.")


def _refuse_run(found: Run, wanted: Run) -> None:
    for place, one in enumerate(wanted):
        here = found[place] if place < len(found) else None
        if here != one:
            if here is None:
                raise _wrong(f"“{one[2]}” ({one[0]} {one[1]}) is missing.")
            raise _wrong(
                f"“{here[2]}” ({here[0]} {here[1]}) stands where “{one[2]}” ({one[0]} {one[1]}) should."
            )


def _check_notes(page: Page, document: Document) -> None:
    if page.notes != [note.fact for note in document.evidence]:
        raise _wrong("The evidence does not stand under the numbers of its facts.")
    for note in document.evidence:
        wanted = [
            (kind, one, words, "" if one == note.fact else mark)
            for line in evidence_lines(note)
            for kind, one, words, mark in _run(line)
        ]
        found = [_seen(item) for item in page.items if item.note == note.fact and _counts(item)]
        if found != wanted:
            _refuse_run(found, wanted)
            raise _wrong(f"The evidence under fact {note.fact} says more than the document.")


def _check_pictures(page: Page, document: Document) -> None:
    drawn = [
        [item for item in page.items if item.picture == picture]
        for picture in sorted({item.picture for item in page.items if item.picture >= 0})
    ]
    blocks = [block for block in _blocks(document) if isinstance(block, Waterfall | Bridge)]
    # A picture that is too wide is drawn as rows only; those that are drawn stand in order.
    for items in drawn:
        told = [item.words for item in items if item.kind == "told"]
        texts = [item for item in items if item.kind != "told"]
        wrong = ""
        while blocks:
            wrong = _picture_fault(blocks.pop(0), texts, told)
            if not wrong:
                break
        else:
            raise _wrong(wrong or "A picture holds words that the document does not have.")


def _blocks(document: Document) -> list[Block]:
    return [block for section in document.sections for block in section.blocks]


def _picture_fault(block: Waterfall | Bridge, items: list[Item], told: list[str]) -> str:
    """Say what is wrong with the columns of a waterfall or bridge, and what they tell a screen reader."""
    return _words_fault(items, _column_lines(block)) or _told_fault(told, _ends(block))


def _column_lines(block: Waterfall | Bridge) -> list[Line]:
    if isinstance(block, Waterfall):
        return [line for step in block.steps for line in (step.value, step.label)]
    # The heads of groups stand below all columns.
    return [
        block.base.value, block.base.label,
        *(line for cause in block.causes for line in (cause.value, cause.label, cause.small)),
        block.actual.value, block.actual.label,
        *(cause.head for cause in block.causes),
    ]  # fmt: skip


def _ends(block: Waterfall | Bridge) -> list[Line]:
    first, last = (
        (block.steps[0], block.steps[-1]) if isinstance(block, Waterfall) else (block.base, block.actual)
    )
    return [first.value, first.label, last.value, last.label]


def _words_fault(items: list[Item], lines: list[Line]) -> str:
    cites = [(one.fact, one.text) for line in lines for one in line if isinstance(one, Cite)]
    found = [(item.fact, item.words) for item in items if item.kind == "fact"]
    if found != cites and any(item.kind == "fact" for item in items):
        for here, there in zip(found, cites, strict=False):
            if here != there:
                stands = f"“{here[1]}” (fact {here[0]}) stands in a picture"
                return f"{stands} where “{there[1]}” (fact {there[0]}) should."
        return "A picture has not all its numbers."
    # A long name may be broken over two lines, a number never is.
    wanted = atoms_in(" ".join(map(text_of, lines)))
    if difference := first_difference(atoms_in(" ".join(item.words for item in items)), wanted):
        return f"In a picture, {difference}"
    return ""


def _told_fault(told: list[str], lines: Iterable[Line]) -> str:
    wanted = atoms_in(" ".join(map(text_of, lines)))
    if difference := first_difference(atoms_in(" ".join(told)), wanted):
        return f"In what a picture tells a screen reader, {difference}"
    return ""


def check_picture(text: str, document: Document) -> None:
    """Check one picture that stands alone (SVG) against the pictures of a document.

    Raises:
        Refusal: `brief-number` or `brief-file`.
    """
    items = read_page(text).items
    told = [item.words for item in items if item.kind == "told"]
    texts = [item for item in items if item.kind != "told"]
    faults = [
        fault
        for block in _blocks(document)
        if isinstance(block, Picturable)
        for fault in [_svg_fault(block, texts, told)]
    ]
    if all(faults):
        # The fault that is found latest tells best what is wrong.
        raise _wrong(faults[0] if faults else "The document has no picture with words.")


def _svg_fault(block: Block, items: list[Item], told: list[str]) -> str:
    if isinstance(block, Waterfall | Bridge):
        # Columns by themselves; a picture for paper has its words beside it, and tells a reader nothing.
        columns = _words_fault(items, _column_lines(block))
        if not columns and not (told and _told_fault(told, _ends(block))):
            return ""
    full = list(block_lines(block))
    if isinstance(block, Waterfall | Bridge) and not _words_fault(
        items, [block.title, block.sub, *_column_lines(block), block.note]
    ):
        return _told_fault(told, in_context(block))
    return _words_fault(items, full) or _told_fault(told, in_context(block))


def _counts(item: Item) -> bool:
    return item.kind in ("fact", "name", "quote")


def _seen(item: Item) -> tuple[str, int | str, str, str]:
    if item.kind == "quote":
        return ("quote", item.fact, item.words.removeprefix("“").removesuffix("”"), "")
    return (item.kind, item.fact if item.kind == "fact" else item.what, item.words, item.mark)


def _run(line: Line) -> Run:
    run: Run = []
    for span in line:
        if isinstance(span, Cite):
            run.append(("fact", span.fact, _single(span.text), str(span.fact) if span.mark else ""))
        elif isinstance(span, Name):
            run.append(("name", span.what, _single(span.text), ""))
    return run


def _single(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _body(document: Document) -> Iterator[list[Run]]:
    for line in (document.kicker, document.period_line, *document.headline):
        yield [_run(line)]
    for section in document.sections:
        yield [_run(section.title)]
        yield [_run(section.aside)]
        for block in section.blocks:
            yield from _block(block, document)
    for line in (*document.notes, document.footer):
        yield [_run(line)]


def _block(block: Block, document: Document) -> Iterator[list[Run]]:
    match block:
        case Waterfall():
            yield [_run(block.title) + _run(block.sub)]
            rows, table = _run(block.unit), _run(block.unit)
            for step in block.steps:
                rows = rows + _run(step.label) + _run(step.value)
                table = table + _run(step.label) + _run(step.value) + _run(step.count)
            # Beside a picture the rows for phones repeat the table; without one, the rows have all.
            yield [rows + table, table]
            yield [_run(block.note)]
        case Bridge():
            lines = list(block_lines(replace(block, title=(), sub=(), note=())))
            rows = [one for line in lines for one in _run(line)]
            yield [_run(block.title) + _run(block.sub)]
            # Beside a picture in columns stand the rows for phones and the table.
            yield [rows + rows, rows]
            yield [_run(block.note)]
        case Insight():
            yield [_run(block.title)]
            yield [[one for line in block.lines for one in _run(line)]]
            for number, caption in zip(block.shown, block.captions, strict=True):
                quote = document.ledger.fact(number).quote
                yield [[("quote", number, _single(quote.text if quote else ""), ""), *_run(caption)]]
            yield [_run(block.foot) + _run(block.money) + _run(block.small)]
        case _:
            yield [[one for line in block_lines(block) for one in _run(line)]]


def _wrong(sentence: str) -> Refusal:
    return Refusal("brief-number", sentence, hint="A brief says nothing that no fact bears.")
