"""Write a pair of briefs to a folder: every file is checked before it is there, all of them or none."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from bothways.brief import stored
from bothways.brief.check import FileKind, check_file
from bothways.brief.document import Document
from bothways.brief.pair import Pair
from bothways.brief.proofpage import check_proof_page
from bothways.terms import Refusal

__all__ = ["file_names", "write_briefs"]

Progress = Callable[[int, int, str], None]
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)
_OURS = ("executive", "team", "people", "ledger.json", "pair.html", stored.FILE)


def write_briefs(pair: Pair, out: Path | str, *, progress: Progress | None = None) -> tuple[Path, ...]:
    """Write all files of a pair, and return their paths: the executives' and the team's first.

    `executive` and `team` as .html, .md and .pdf; `people/<name>` likewise; for the manager `ledger.json`,
    `pair.html`, and `documents.json` with the briefs as values. Everything
    is written to a folder beside and checked there, then that folder is renamed into place. Where the
    folder exists already, the briefs of an earlier run are
    taken away and the new ones moved in; other files in it are left alone.

    Args:
        pair: what `make_pair` gave.
        out: the folder; made when absent.
        progress: called with what is done, of how many, and what comes.

    Raises:
        Refusal: `brief-…` when a file says what no fact bears (nothing is written then); `out-file` when
            the folder can't be written.
    """
    out = Path(out)
    work = out.parent / f".{out.name or 'briefs'}.part"
    try:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        names = [*_files(pair, work, progress)]
        if out.exists():
            _replace(work, out)
        else:
            work.rename(out)
    except OSError as bad:
        raise Refusal("out-file", f"{out} can't be written: {bad.strerror or bad}.") from bad
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return tuple(out / name for name in names)


def file_names(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return, by id, a file name for each (id, name): plain letters, safe on every system, each once.

    >>> file_names([("p1", "Zoë Ångström"), ("p2", "Zoe Angstrom"), ("p3", "CON")])
    {'p1': 'zoe-angstrom', 'p2': 'zoe-angstrom-2', 'p3': 'con-1'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
        slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "person"
        start = 1 if slug in _RESERVED else 2
        unique, count = (f"{slug}-1" if slug in _RESERVED else slug), start
        while unique in taken:
            unique, count = f"{slug}-{count}", count + 1
        taken.add(unique)
        found[key] = unique
    return found


def _files(pair: Pair, work: Path, progress: Progress | None) -> Iterable[str]:
    # Renderers are heavy to import; a refusal before this line should cost nothing.
    from bothways.brief.render import render_pair_html  # noqa: PLC0415

    slugs = file_names(pair.names.items())
    documents = [("executive", pair.executive), ("team", pair.team)]
    documents += [(f"people/{slugs[one]}", document) for one, document in pair.people.items()]
    for place, (name, document) in enumerate(documents):
        if progress:
            progress(place, len(documents) + 1, f"writing {name}")
        yield from _brief(pair, document, work, name)
    if progress:
        progress(len(documents), len(documents) + 1, "writing the proof")
    page = render_pair_html(pair.proof)
    check_proof_page(page, pair.proof)
    (work / "pair.html").write_text(page, "utf-8", newline="\n")
    ledger = {"facts": [fact.as_dict() for fact in pair.ledger]}
    text = json.dumps(ledger, indent=1, ensure_ascii=False)
    (work / "ledger.json").write_text(text + "\n", "utf-8", newline="\n")
    held = stored.stored_documents(pair.ledger, pair.documents())
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    (work / stored.FILE).write_text(text + "\n", "utf-8", newline="\n")
    yield from ("pair.html", "ledger.json", stored.FILE)
    if progress:
        progress(len(documents) + 1, len(documents) + 1, "done")


def _brief(pair: Pair, document: Document, work: Path, name: str) -> Iterable[str]:
    from bothways.brief.render import render_html, render_markdown, render_pdf  # noqa: PLC0415

    rendered: tuple[tuple[str, FileKind, str | bytes], ...] = (
        ("html", "html", render_html(document)),
        ("md", "markdown", render_markdown(document)),
        ("pdf", "pdf", render_pdf(document)),
    )
    for ending, kind, data in rendered:
        check_file(data, kind=kind, ledger=pair.ledger, document=document)
        path = work / f"{name}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        yield f"{name}.{ending}"


def _replace(work: Path, out: Path) -> None:
    """Put the new files in the place of an earlier run's; what is not ours in the folder stays."""
    for name in _OURS:
        for old in (out / name, *(out / f"{name}.{ending}" for ending in ("html", "md", "pdf"))):
            if old.is_dir():
                shutil.rmtree(old)
            elif old.exists():
                old.unlink()
    for path in sorted(work.iterdir()):
        path.rename(out / path.name)
