"""Mutates small valid files and reads them: only refusals may come out, and no row may be lost.

    python bench/fuzz_reader.py --seconds 600 --seed 1

Rows are counted a second time, apart from the reader: every physical line behind the header that holds
anything must be the start of a kept or refused record, or the continuation of one. A finding is written
to --out as the bytes that caused it, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import xlsxwriter

from bothways.evidence.reading import Limits, RawTable, read_sources
from bothways.terms import Refusal

LIMITS = (
    None,
    Limits(block=256, piece=48, several=4, record=4096),
    Limits(block=90, piece=16, several=9, record=1 << 20),
)
BITS = [b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xe9", b"\xc3", b"\xef\xbb\xbf",
        b'","', b'"\n"', b"Grand Total", b"Total", b"'", b"\\", b"=1+1", b" ", b"\xff\xfe", b"\x1f\x8b", b"PK\x03\x04",
        b'\n"', b'"\r', b"x" * 5000, b"," * 40]  # fmt: skip
NEWLINE = re.compile("\r\n|\n|\r")


class Finding(Exception):  # noqa: N818 - the fuzzer's word
    """Something that must not happen."""


def seeds(rng: random.Random) -> bytes:
    """Make a small valid file."""
    kind = rng.choice(["csv"] * 12 + ["xlsx", "xlsx", "zip", "gz", "parquet"])
    if kind == "csv":
        return csv_bytes(rng)
    if kind == "xlsx":
        return xlsx_bytes(rng)
    if kind == "gz":
        return gzip.compress(csv_bytes(rng), mtime=0)
    if kind == "parquet":
        return parquet_bytes(rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for number in range(rng.randint(1, 3)):
            archive.writestr(f"d/{number}.csv", csv_bytes(rng))
    return out.getvalue()


def words(rng: random.Random) -> str:
    return rng.choice(
        ["Acme", "Ben & Co", 'the "best"', "two\nlines", "a,b", "a;b", "", "Köln", "1.234,56", "2021-04-15", "x\ty",
         "Total", " lead", "–", "'q'", "100", "Grand Total", "a|b", "line\r\nfeed"]
    )  # fmt: skip


def csv_bytes(rng: random.Random) -> bytes:
    width, count = rng.randint(1, 6), rng.choice([0, 1, 3, 12, 60])
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=rng.choice(",,,;\t|"),
        lineterminator=rng.choice(["\n", "\r\n", "\r"]),
        quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )
    if rng.random() < 0.2:
        writer.writerows([["My report"], ["As of", "2021-01-01"], []])
    writer.writerow([f"label {i}" for i in range(width)])
    plain = rng.random() < 0.5
    for row in range(count):
        writer.writerow([f"id{row}", *(f"c{row}" if plain else words(rng) for _ in range(width - 1))])
    if rng.random() < 0.2:
        writer.writerows(
            [["Grand Total", *[""] * (width - 1)], ["Confidential Information - Do Not Distribute"]]
        )
    encoding = rng.choice(["utf-8"] * 5 + ["utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
    return out.getvalue().encode(encoding, "replace")


def xlsx_bytes(rng: random.Random) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for _ in range(rng.randint(1, 2)):
            sheet = book.add_worksheet()
            for r in range(rng.randint(0, 9)):
                for c in range(4):
                    sheet.write(r, c, words(rng) if r else f"label {c}")
    return out.getvalue()


def parquet_bytes(rng: random.Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        with duckdb.connect() as con:
            con.execute(f"COPY (SELECT range a, 'x' b, 1.5 c FROM range({rng.randint(0, 50)})) TO '{path}'")
        return path.read_bytes()


def flip(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.choice([1, 1, 2, 8])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def truncate(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(len(data)) :]


def insert(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.choice([1, 1, 3])):
        at = rng.randint(0, len(data))
        data[at:at] = rng.choice(BITS)


def remove(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data))
    del data[at : at + rng.choice([1, 1, 2, 5, 40])]


def repeat(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data))
    data[at:at] = data[at : at + rng.choice([1, 7, 60])] * rng.choice([1, 3])


def splice(rng: random.Random, data: bytearray) -> None:
    other = seeds(rng)
    at = rng.randint(0, len(data))
    data[at:] = other[rng.randint(0, len(other)) :]


def inside_zip(rng: random.Random, data: bytearray) -> None:
    """Mutate a member of an archive (also of a workbook) and pack it again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # noqa: BLE001 - it was no archive, or was damaged before
        return insert(rng, data)
    name = rng.choice(sorted(members))
    inner = bytearray(members[name])
    if inner:
        rng.choice([flip, truncate, insert, remove, repeat])(rng, inner)
    members[name] = bytes(inner)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    data[:] = out.getvalue()
    return None


MUTATIONS: tuple[Callable[[random.Random, bytearray], None], ...] = (
    flip, truncate, insert, insert, remove, repeat, splice, inside_zip,
)  # fmt: skip


def case(rng: random.Random) -> tuple[bytes, Limits | None, str]:
    """Make one mutated file."""
    data = bytearray(seeds(rng))
    for _ in range(rng.choice([0, 1, 1, 2, 4])):
        if data:
            rng.choice(MUTATIONS)(rng, data)
    return bytes(data), rng.choice(LIMITS), rng.choice(["t.csv", "t.csv", "t.xlsx", "t.zip", "t"])


def check(data: bytes, limits: Limits | None, name: str, folder: Path) -> str:
    """Read the bytes; return what came out, raise `Finding` for what must not."""
    shutil.rmtree(folder, ignore_errors=True)
    path = folder / "in" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    begun = time.perf_counter()
    try:
        tables = read_sources(path, work=folder / "work", limits=limits)
    except Refusal as refusal:
        if not refusal.sentence or not refusal.code:
            raise Finding("a refusal without a sentence") from refusal
        return f"refused: {refusal.code}"
    if time.perf_counter() - begun > 30:
        raise Finding("slower than 30 s")
    for table in tables:
        check_law(table)
        if table.kind == "csv" and len(tables) == 1 and not data.startswith((b"PK", b"\x1f\x8b")):
            check_lines(table, data)
    return "read" if not any(t.refused for t in tables) else "read, with refused rows"


def check_law(table: RawTable) -> None:
    if table.rows_kept + len(table.refused) != table.rows_read:
        raise Finding("kept + refused is not read")
    numbers = [row for row, *_ in kept_rows(table)]
    if (
        sorted([*numbers, *(r.row for r in table.refused)]) != list(range(1, table.rows_read + 1))
        and table.refusal is None
    ):
        raise Finding("the rows' numbers have gaps")


def kept_rows(table: RawTable) -> list[tuple[int, int, int]]:
    """Return (_row, _line, newlines inside its cells) of each kept row."""
    cells = [f"coalesce(c{i}, '')" for i in range(len(table.columns))] or ["''"]
    whole = f"concat_ws('', {', '.join(cells)})"
    breaks = f"len(regexp_extract_all({whole}, '\\r\\n|\\n|\\r'))"
    # A cell may end in "\r" where the next begins with "\n": count cell by cell.
    breaks = " + ".join(f"len(regexp_extract_all({cell}, '\\r\\n|\\n|\\r'))" for cell in cells)
    with duckdb.connect() as con:
        return con.execute(f"SELECT _row, _line, {breaks} FROM read_parquet('{table.parquet}')").fetchall()


def check_lines(table: RawTable, data: bytes) -> None:
    """Count again: each filled line behind the header starts a record or continues one."""
    text = data.decode(table.encoding, "replace").removeprefix("\ufeff")
    lines = NEWLINE.split(text)
    starts = {line: line + breaks for _, line, breaks in kept_rows(table)}
    # A refused record of several lines shows them in its text, unless that was cut.
    for refused in table.refused:
        if refused.line is None or refused.line in starts:
            raise Finding(f"line {refused.line} is counted twice")
        open_ended = refused.text.endswith("…") and refused.code in (
            "too-many",
            "too-few",
            "quotes",
            "footer",
            "total",
        )
        starts[refused.line] = 1 << 60 if open_ended else refused.line + len(NEWLINE.findall(refused.text))
    covered = table.header_line
    begun = False
    for number, line in enumerate(lines, start=1):
        if number in starts:
            begun, covered = True, starts[number]
        elif number > covered and line and (begun or not header_runs_on(table, lines, number)):
            raise Finding(f"line {number} is neither kept nor refused: {line[:80]!r}")
    if starts and (min(starts) <= table.header_line or max(starts) > len(lines)):
        raise Finding("a record stands where no line is")


def header_runs_on(table: RawTable, lines: list[str], number: int) -> bool:
    """Say whether a line still belongs to a header with a quoted newline: by its quotes, or by its words."""
    quotes = "\n".join(lines[table.header_line - 1 : number - 1]).count('"')
    words = [part.strip("\"' ") for part in lines[number - 1].split(table.delimiter)]
    return quotes % 2 == 1 or all(any(word in label for label in table.columns) for word in words)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--only", type=int, help="run just the case of this number")
    arguments = parser.parse_args()
    until = time.monotonic() + arguments.seconds
    outcomes: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    number = arguments.only or 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            rng = random.Random(f"{arguments.seed}:{number}")
            data, limits, name = case(rng)
            try:
                outcomes[check(data, limits, name, Path(folder) / "f")] += 1
            except KeyboardInterrupt:
                raise
            except BaseException as bad:  # noqa: BLE001 - whatever it is, it is what we look for
                where = traceback.extract_tb(bad.__traceback__)[-1]
                key = f"{type(bad).__name__}: {str(bad)[:100]} ({Path(where.filename).name}:{where.lineno})"
                findings[re.sub(r"\d+", "#", key)] += 1
                if findings.total() <= 50:
                    arguments.out.mkdir(exist_ok=True)
                    (arguments.out / f"{arguments.seed}-{number}.bin").write_bytes(data)
                    print(f"case {number} ({name}, limits {LIMITS.index(limits)}): {key}", flush=True)
                if arguments.only is not None:
                    traceback.print_exception(bad)
            number += 1
            if arguments.only is not None:
                break
    print(f"{outcomes.total() + findings.total()} executions, {findings.total()} findings")
    for outcome, count in outcomes.most_common():
        print(f"  {count:7d}  {outcome}")
    for finding, count in findings.most_common():
        print(f"  {count:7d}  FINDING {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
