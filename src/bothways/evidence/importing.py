"""Files in, a snapshot out, with a report of what was kept, what was refused, and why."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from bothways.evidence import engine as e
from bothways.evidence.canonical import Bench, Built, Settings, build, read_rates
from bothways.evidence.canonical.build import ask
from bothways.evidence.canonical.quotas import ask_quotas, fill_quotas
from bothways.evidence.comparison import METHOD as COMPARISON
from bothways.evidence.dating import day_of_data
from bothways.evidence.forerunner import Forerun, set_beside
from bothways.evidence.mapping import LAYOUTS, UNVERIFIED, TableGuess, mapping_text, propose, read_mapping
from bothways.evidence.mapping.file import GivenMapping
from bothways.evidence.reading import RawTable, read_sources
from bothways.evidence.refusing import file_name, refused_rows, write_refused
from bothways.evidence.remembered import Remembered, remember
from bothways.evidence.report import FileReport, ImportReport, Joined, WholeFile
from bothways.evidence.snapshot import Snapshot, find_snapshots, sweep, write_snapshot
from bothways.evidence.targets.rollups import METHOD as ROLLUPS
from bothways.terms import Calendar, Refusal

Progress = Callable[[int, int, str], None]
METHODS = {
    "reading": "reading/1",
    "mapping": "mapping/1",
    "canonical": "canonical/1",
    "dating": "dating/1",
    "comparison": COMPARISON,
    "targets": ROLLUPS,
}
"""The methods that a snapshot is made by, as docs/method/evidence.md defines them; kept in its manifest."""
_SAMPLE = 2000  # rows that are looked at where names of columns do not tell
_READING = 50  # of a hundred steps of progress, how many reading is


@dataclass(frozen=True, slots=True)
class Import:
    """A snapshot, and what became of each file and row on the way to it."""

    snapshot: Snapshot
    report: ImportReport
    is_known: bool = False  # the same content was imported before: nothing was written


def import_files(
    path: Path | str | Sequence[Path | str],
    *,
    into: Path | str,
    today: date,
    as_of: date | None = None,
    answers: Mapping[str, str] | None = None,
    mapping: Path | str | None = None,
    rates: Path | str | None = None,
    fiscal_start_month: int | None = None,
    previous: Snapshot | Sequence[Snapshot] | None = None,
    progress: Progress | None = None,
) -> Import:
    """Import an export: read, understand, convert, compare, and write a snapshot.

    Args:
        path: a folder, a zip or a file; or several (the export, targets, rates).
        into: the folder of snapshots.
        today: no day after it is taken for the day of the data.
        as_of: the day on which the data stood like this; else the report's own word, a date in the name of
            its file, or the latest day of the data.
        answers: answers to questions of an earlier try, by their ids.
        mapping: a mapping.toml that a former import left, perhaps edited.
        rates: exchange rates, as TOML or as a table.
        fiscal_start_month: the month in which the fiscal year starts, 1 to 12; as at the earlier import of the
            same report by default, else 1.
        previous: an earlier snapshot of the same CRM, or several, of which the newest of an earlier day that
            holds the same deals is taken; what moved since then becomes history. What was answered when the
            same report was imported before holds again.
        progress: called with steps done, steps in all, and what is being done.

    Returns:
        The snapshot (the one that is there, when the same content was imported before) and the report.

    Raises:
        Refusal: `question` (data: the questions), `not-understood`, `rate`, `mapping`, `rates`, `disk`, and
            what reading refuses.
    """
    into = Path(into)
    wish = _Wish(
        [Path(path)] if isinstance(path, (str, Path)) else [Path(p) for p in path],
        into,
        today,
        as_of,
        dict(answers or {}),
        read_mapping(Path(mapping)) if mapping else GivenMapping(),
        Path(rates) if rates else None,
        fiscal_start_month,
        previous,
    )
    work: Path | None = None
    try:
        into.mkdir(parents=True, exist_ok=True)
        sweep(into)
        work = Path(tempfile.mkdtemp(prefix=f".import-{os.getpid()}-", dir=into))
        with ExitStack() as engines:
            return _imported(wish, work, engines, progress)
    except (OSError, duckdb.IOException) as bad:
        raise _disk(bad, into) from bad
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _disk(bad: OSError | duckdb.IOException, into: Path) -> Refusal:
    """Say that a disk or a right is what is missing: nobody can mend it here."""
    full = "no space" in str(bad).casefold() or getattr(bad, "errno", 0) == errno.ENOSPC
    if full:
        why = "the disk is full"
    elif into.is_file():
        why = "it is a file, not a folder"
    elif isinstance(bad, OSError):
        why = f"{bad.filename or into}: {bad.strerror or bad}"
    else:
        why = str(bad).splitlines()[0]
    return Refusal(
        "disk",
        f"The snapshot can't be written to {into}: {why}.",
        hint="Make room, or give another folder with --into.",
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked of an import."""

    paths: list[Path]
    into: Path
    today: date
    as_of: date | None
    answers: dict[str, str]
    given: GivenMapping
    rates: Path | None
    month: int | None
    previous: Snapshot | Sequence[Snapshot] | None


def _imported(wish: _Wish, work: Path, engines: ExitStack, progress: Progress | None) -> Import:
    raws = _read(wish.paths, wish.rates, work, progress)
    known = [wish.previous] if isinstance(wish.previous, Snapshot) else list(wish.previous or ())
    before = remember(known, raws)
    month = wish.month or before.fiscal_start_month
    settings = Settings(Calendar(month), read_rates(wish.rates), wish.given.stages)

    def connect() -> e.Connection:
        return engines.enter_context(closing(e.connect(spill=work / "spill")))

    bench, built = _build(connect, raws, before, wish, settings, _steps(progress, len(raws)))
    if wish.month is None and month != 1:
        bench.say(f"The fiscal year starts in month {month}, as in the snapshot of {before.day}.")
    if not e.count(bench.con.table("deals")):
        bench.say(
            "No file holds a deal that is kept: the snapshot has none, and no results can be told from it."
        )
    day = wish.as_of or _day(bench, raws, built, wish.today)
    fill_quotas(
        bench,
        raws,
        built.tables,
        people=built.people,
        calendar=settings.calendar,
        rates=settings.rates,
        currency=built.currency,
        day=day,
    )
    beside_it = set_beside(
        bench.con,
        _earlier(wish.previous, day),
        day=day,
        currency=built.currency,
        chosen=isinstance(wish.previous, Snapshot),
    )
    for sentence in beside_it.notices:
        bench.say(sentence)
    if idle := sorted(set(wish.answers) - bench.used_answers):
        bench.say(f"Nothing in these files asked for {', '.join(idle)}: the answer changed nothing.")
    for raw in raws:
        if raw.refused and raw.refused[-1].row == raw.rows_read and raw.refused[-1].code == "open-quote":
            bench.say(f"{raw.file} ends in the middle of a row: it may have been cut off. Export it again.")
    files = _file_reports(bench, raws, built)
    report = ImportReport(files, tuple(bench.notices), built.merges, built.stages)
    if progress:
        progress(90, 100, "writing the snapshot")
    about = _about(report, raws, built, month, beside_it)
    beside = _beside(bench, raws, built, work)
    there = {one.folder for one in find_snapshots(wish.into)}
    snapshot = write_snapshot(bench.con, wish.into, as_of=day, about=about, beside=beside)
    if progress:
        progress(100, 100, "done")
    return Import(snapshot, report, is_known=snapshot.folder in there)


def _build(
    connect: Callable[[], e.Connection],
    raws: Sequence[RawTable],
    before: Remembered,
    wish: _Wish,
    settings: Settings,
    step: Callable[[str], None],
) -> tuple[Bench, Built]:
    """Understand and build; where a question is open that was answered before, do so again with that answer.

    Not with all old answers at once: what the data themselves tell today is worth more than an answer of last week.
    """
    again: dict[str, str] = {}
    said = {**wish.given.answers, **wish.answers}
    while True:
        bench = Bench(connect(), {**before.decisions, **again, **said}, raws)
        try:
            guesses = _understand(bench, raws, wish.given, wish.rates)
            built = build(bench, raws, guesses, settings=settings, step=step)
        except Refusal as no:
            asked = no.data.get("questions", ()) if no.code == "question" else ()
            options = {q["id"]: {option["answer"] for option in q["options"]} for q in asked}
            more = {i: a for i, a in before.answers.items() if i not in again and a in options.get(i, ())}
            if not more:
                raise
            again |= more
            continue
        kept = {
            i: a
            for i, a in {**before.decisions, **again}.items()
            if i not in said and i in bench.used_answers
        }
        if kept:
            listed = ", ".join(f"{i}={a}" for i, a in sorted(kept.items()))
            bench.say(f"As answered for the snapshot of {before.day}: {listed}. Another --answer changes it.")
        return bench, built


def _read(
    paths: Sequence[Path], rates: Path | None, work: Path, progress: Progress | None
) -> tuple[RawTable, ...]:
    everything = list(paths)
    if rates is not None and rates.suffix.lower() != ".toml":
        everything.append(rates)
    tables: list[RawTable] = []
    for number, one in enumerate(everything):
        read = read_sources(
            one, work=work / f"read{number}", progress=_share(progress, number, len(everything))
        )
        tables += [table for table in read if not _is_ours(table)]
    seen: dict[str, int] = {}
    result = []
    for table in tables:
        seen[table.file] = seen.get(table.file, 0) + 1
        again = seen[table.file]
        result.append(table if again == 1 else replace(table, file=f"{table.file} ({again})"))
    return tuple(result)


def _is_ours(table: RawTable) -> bool:
    """Say whether a file was written by this product beside an export: its mapping, its rates."""
    return table.refusal is not None and table.file.rsplit("/", 1)[-1].lower() in {
        "mapping.toml",
        "rates.toml",
        "asks.toml",
        "imperatives.toml",
    }


def _share(progress: Progress | None, number: int, of: int) -> Progress | None:
    if progress is None:
        return None

    def tick(done: int, total: int, what: str) -> None:
        at = (number + done / max(1, total)) / of
        progress(int(at * _READING), 100, f"reading {what}".strip())

    return tick


def _steps(progress: Progress | None, files: int) -> Callable[[str], None]:
    done = 0

    def step(what: str) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(_READING + min(39, 40 * done // (files + 6)), 100, what)

    return step


def _understand(
    bench: Bench, raws: Sequence[RawTable], given: GivenMapping, rates: Path | None
) -> tuple[TableGuess, ...]:
    def filled(raw: RawTable) -> frozenset[str]:
        counts = e.one(
            e.group(
                e.read(bench.con, raw.parquet),
                [],
                {f"n{i}": e.call("count", e.col(f"c{i}")) for i in range(len(raw.columns))},
            )
        )
        return frozenset(label for label, n in zip(raw.columns, counts, strict=True) if n)

    def sample(raw: RawTable) -> dict[str, dict[str, int]]:
        few = e.rows(
            e.pick(e.read(bench.con, raw.parquet), [f"c{i}" for i in range(len(raw.columns))]), limit=_SAMPLE
        )
        texts: dict[str, dict[str, int]] = {label: {} for label in raw.columns}
        for row in few:
            for label, text in zip(raw.columns, row, strict=True):
                if text is not None:
                    texts[label][text] = texts[label].get(text, 0) + 1
        return texts

    usable = [raw for raw in raws if raw.refusal is None]
    proposal = propose(
        usable,
        answers=bench.answers,
        given=given,
        filled=filled,
        sample=sample,
        rates_file=rates.name if rates else "",
    )
    bench.questions += proposal.questions
    bench.used_answers |= {i for i in bench.answers if i in proposal.asked}
    ask_quotas(bench, proposal.tables, {raw.file: raw.rows_kept for raw in usable})
    ask(bench)
    if not any(guess.kind for guess in proposal.tables):
        raise Refusal(
            "not-understood",
            f"Nothing of {'this file' if len(usable) == 1 else 'these files'} is understood: no column is one of a deal.",
            hint="Export the report of opportunities with its column names in the first row, or say in a mapping.toml "
            "which column is what.",
            data={"files": [{"file": raw.file, "columns": list(raw.columns)} for raw in usable]},
        )
    by_file = {guess.file: guess for guess in proposal.tables}
    for layout in sorted({g.layout for g in proposal.tables if g.kind and g.layout in UNVERIFIED}):
        bench.say(
            f"The layout “{LAYOUTS[layout]}” is unverified: it was made from its documentation, without a "
            "real export at hand. Look at what was understood."
        )
    return tuple(
        by_file.get(raw.file) or TableGuess(raw.file, "", 1.0, raw.refusal.reason if raw.refusal else "")
        for raw in raws
    )


def _day(bench: Bench, raws: Sequence[RawTable], built: Built, today: date) -> date:
    dated = day_of_data(bench.con, raws, built.tables, today=today)
    bench.say(dated.sentence)
    return dated.day


def _earlier(previous: Snapshot | Sequence[Snapshot] | None, day: date) -> list[Snapshot]:
    """Return the snapshots that may be compared with."""
    if not isinstance(previous, Snapshot):
        return list(previous or ())
    # The same export again (with targets, with other answers): its week before is still the one to compare with.
    return [previous] if previous.as_of < day else [*find_snapshots(previous.folder.parent)]


def _file_reports(bench: Bench, raws: Sequence[RawTable], built: Built) -> tuple[FileReport, ...]:
    reports = []
    for number, (raw, guess) in enumerate(zip(raws, built.tables, strict=True)):
        codes: dict[str, int] = {}
        for row in raw.refused:
            codes[row.code] = codes.get(row.code, 0) + 1
        if guess.kind:
            refused, own = refused_rows(bench.con, number, raw)
            reports.append(
                _report(
                    raw,
                    guess,
                    Joined(raw.refused, refused),
                    codes | {c: codes.get(c, 0) + n for c, n in own.items()},
                )
            )
        else:
            code = "not-used" if guess.layout else "not-understood"
            whole = WholeFile(raw.file, code, f"The file is not used: {guess.reason}.", raw.rows_kept)
            reports.append(
                _report(
                    raw,
                    guess,
                    Joined(raw.refused, whole),
                    codes | ({code: raw.rows_kept} if raw.rows_kept else {}),
                )
            )
    return tuple(reports)


def _report(raw: RawTable, guess: TableGuess, refused: Joined, codes: dict[str, int]) -> FileReport:
    kept = raw.rows_read - len(refused)
    return FileReport(
        raw.file,
        guess.kind,
        raw.rows_read,
        kept,
        refused,
        codes,
        guess.reason,
        guess.layout,
        guess.guesses,
        guess.unused,
        dict(guess.readings),
        raw.notes,
        raw.refusal,
    )


def _about(
    report: ImportReport, raws: Sequence[RawTable], built: Built, month: int, forerun: Forerun
) -> dict[str, Any]:
    sources = [
        {
            "file": raw.file,
            "sha256": raw.sha256,
            "size": raw.size,
            "encoding": raw.encoding,
            "table": file.table,
            "read": file.read,
            "kept": file.kept,
            "refused": len(file.refused),
            "codes": file.codes,
        }
        for raw, file in zip(raws, report.files, strict=True)
    ]
    return {
        "sources": sources,
        "mapping": [
            {"file": g.file, "is": g.kind, "columns": g.columns, "readings": dict(g.readings)}
            for g in built.tables
            if g.kind
        ],
        "stages": [
            {"pipeline": s.pipeline, "stage": s.stage, "meaning": s.meaning, "because": s.reason}
            for s in built.stages
        ],
        "notices": list(report.notices),
        "merges": [m.as_dict() for m in report.merges],
        "versions": {"bothways": version("bothways"), "duckdb": duckdb.__version__},
        "currency": built.currency,
        "fiscal_start_month": month,
        "methods": METHODS,
        "previous": forerun.snapshot.id if forerun.snapshot else "",
        **(forerun.history or {}),
    }


def _beside(bench: Bench, raws: Sequence[RawTable], built: Built, work: Path) -> dict[str, Path]:
    target = work / "mapping.toml"
    kept = {i: bench.answers[i] for i in sorted(bench.used_answers)}
    target.write_text(mapping_text(built.tables, built.stages, kept), "utf-8")
    beside = {"mapping.toml": target}
    for number, raw in enumerate(raws):
        name = f"refused/{file_name(raw.file, [n.removeprefix('refused/') for n in beside])}"
        written = work / f"refused{number}.csv"
        if raw.refusal is None and write_refused(bench.con, number, raw, written):
            beside[name] = written
    return beside
