"""Folders, zips, gzips and hostile input: a refusal, and nothing lost."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from reading_desk import cells_of, check_law

from bothways.evidence.reading import Limits, RawTable, read_sources
from bothways.evidence.reading import file as file_module
from bothways.terms import Refusal

CSV = "name,amount\nAcme,100\nBolt,200\n"
CELLS = [("Acme", "100"), ("Bolt", "200")]


def zipped(members: dict[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def by_name(tables: tuple[RawTable, ...]) -> dict[str, RawTable]:
    for table in tables:
        check_law(table)
    return {table.file: table for table in tables}


def test_a_folder_is_read_with_its_folders(tmp_path: Path) -> None:
    root = tmp_path / "export"
    (root / "deep" / "er").mkdir(parents=True)
    (root / "b.csv").write_text(CSV)
    (root / "deep" / "er" / "a.tsv").write_text(CSV.replace(",", "\t"))
    (root / ".hidden.csv").write_text(CSV)
    (root / "~$lock.xlsx").write_text("x")
    (root / "README.md").write_text("# Export\n\nThis is a text, and not a table.\n")
    (root / "empty.csv").write_text("")
    (root / "page.xls").write_text("<html><table><tr><td>a</td></tr></table></html>")
    (root / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    tables = by_name(read_sources(root, work=tmp_path / "work"))
    assert list(tables) == ["README.md", "b.csv", "deep/er/a.tsv", "empty.csv", "page.xls", "picture.png"]
    assert cells_of(tables["b.csv"]) == cells_of(tables["deep/er/a.tsv"]) == CELLS
    assert tables["b.csv"].sha256 == hashlib.sha256(CSV.encode()).hexdigest()
    assert tables["b.csv"].size == len(CSV)
    refused = {name: t.refusal.code for name, t in tables.items() if t.refusal}
    assert refused == {
        "README.md": "not-a-table",
        "empty.csv": "empty",
        "page.xls": "not-a-table",
        "picture.png": "not-a-table",
    }
    assert "web page" in tables["page.xls"].notes[0]


def test_a_text_without_a_known_ending_is_read_when_it_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "export.txt").write_text(CSV)
    (tmp_path / "in" / "export").write_text(CSV)
    tables = by_name(read_sources(tmp_path / "in", work=tmp_path / "work"))
    assert [cells_of(t) for t in tables.values()] == [CELLS, CELLS]


def test_progress_runs_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(CSV)
    seen: list[tuple[int, int, str]] = []
    read_sources(tmp_path / "t.csv", work=tmp_path / "w", progress=lambda *step: seen.append(step))
    assert seen[-1][0] == seen[-1][1] == len(CSV)
    assert all(0 <= done <= total for done, total, _ in seen)


def test_a_zip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.dat"
    path.write_bytes(
        zipped({"x/a.csv": CSV, "__MACOSX/x/._a.csv": "junk", "inner.zip": zipped({"a.csv": CSV})})
    )
    tables = by_name(read_sources(path, work=tmp_path / "work"))
    assert cells_of(tables["x/a.csv"]) == CELLS
    assert tables["inner.zip"].refusal is not None
    assert tables["inner.zip"].refusal.code == "not-a-table"
    assert set(tables) == {"x/a.csv", "inner.zip"}


@pytest.mark.parametrize(
    "name", ["../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "C:/evil.csv", "..\\evil.csv", "\\evil.csv"]
)
def test_a_zip_may_not_point_outside(tmp_path: Path, name: str) -> None:
    path = tmp_path / "in" / "z.zip"
    path.parent.mkdir()
    path.write_bytes(zipped({"good.csv": CSV, name: CSV}))
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "in" / "work")
    assert no.value.code == "zip-path"
    assert not list(tmp_path.rglob("evil.csv"))


def test_a_zip_may_not_hold_links(tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("link.csv")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work")
    assert no.value.code == "zip-link"


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": CSV}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path = tmp_path / "z.zip"
    path.write_bytes(data)
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work")
    assert no.value.code == "zip-encrypted"


@pytest.mark.parametrize(
    "members", [{"a.csv": "a,b\n" + "0" * 3_000_000}, {f"{i}.csv": CSV for i in range(30)}]
)
def test_zip_bombs_are_refused(tmp_path: Path, members: dict[str, str]) -> None:
    path = tmp_path / "z.zip"
    path.write_bytes(zipped(members))
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work", limits=Limits(ratio_from=1 << 20, members=20))
    assert no.value.code == "zip-bomb"
    assert sum(f.stat().st_size for f in tmp_path.rglob("*") if f.is_file()) < 100_000


def test_a_zip_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": "a,b\n" + "0" * 3_000_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (1000).to_bytes(4, "little")
    path = tmp_path / "z.zip"
    path.write_bytes(data)
    with pytest.raises(Refusal):
        read_sources(path, work=tmp_path / "work", limits=Limits(ratio_from=1 << 20))


def test_an_absolute_limit_holds_over_all_members(tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    path.write_bytes(zipped({f"{i}.csv": os.urandom(50_000).hex() for i in range(3)}))
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work", limits=Limits(unpacked=250_000))
    assert no.value.code == "zip-bomb"


def test_a_damaged_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": CSV, "b.csv": CSV}, compression=zipfile.ZIP_STORED))
    data[data.index(b"Acme")] ^= 0xFF
    path = tmp_path / "z.zip"
    path.write_bytes(data)
    tables = by_name(read_sources(path, work=tmp_path / "work"))
    assert tables["a.csv"].refusal is not None
    assert tables["a.csv"].refusal.code == "zip-broken"
    assert cells_of(tables["b.csv"]) == CELLS


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    path.write_bytes(zipped({"a.csv": CSV})[:60])
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work")
    assert no.value.code == "zip-broken"


def test_gzip_is_taken_with_the_same_limits(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode()))
    (table,) = read_sources(path, work=tmp_path / "work")
    assert cells_of(table) == CELLS
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(gzip.compress(b"a,b\n" + b"0" * 3_000_000))
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work", limits=Limits(ratio_from=1 << 20))
    assert no.value.code == "zip-bomb"
    path.write_bytes(gzip.compress(CSV.encode())[:-6])
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work")
    assert no.value.code == "zip-broken"


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "in"
    (root / "sub").mkdir(parents=True)
    (root / "a.csv").write_text(CSV)
    (root / "sub" / "loop").symlink_to(root, target_is_directory=True)
    outside = tmp_path / "secret.csv"
    outside.write_text(CSV)
    (root / "link.csv").symlink_to(outside)
    tables = by_name(read_sources(root, work=tmp_path / "work"))
    assert {name: t.refusal.code for name, t in tables.items() if t.refusal} == {
        "sub/loop": "link",
        "link.csv": "link",
    }


@pytest.mark.skipif(os.name != "posix", reason="named pipes are a matter of POSIX")
def test_a_pipe_in_a_folder_does_not_hang(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    (root / "a.csv").write_text(CSV)
    os.mkfifo(root / "pipe.csv")
    tables = by_name(read_sources(root, work=tmp_path / "work"))
    assert tables["pipe.csv"].refusal is not None


@pytest.mark.parametrize("make", ["nothing", "empty", "texts"])
def test_a_folder_without_tables_is_refused(tmp_path: Path, make: str) -> None:
    root = tmp_path / "in"
    if make != "nothing":
        root.mkdir()
    if make == "texts":
        (root / "a.txt").write_text("Only words here.\n")
        (root / "b.txt").write_text("And here.\n")
    with pytest.raises(Refusal) as no:
        read_sources(root, work=tmp_path / "work")
    assert no.value.code in ("no-path", "no-tables")
    assert no.value.hint


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(CSV)
    path.chmod(0)
    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work")
    assert no.value.code == "no-permission"


@pytest.mark.parametrize("change", ["append", "same size", "replace", "delete"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(CSV)
    before = path.stat()

    def meddle(*_: object) -> None:
        if change == "append":
            with path.open("a") as out:
                out.write("City,300\n")
        elif change == "same size":
            path.write_text(CSV.replace("100", "999"))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        elif change == "replace":
            other = tmp_path / "other"
            other.write_text(CSV)
            other.replace(path)
        else:
            path.unlink(missing_ok=True)

    with pytest.raises(Refusal) as no:
        read_sources(path, work=tmp_path / "work", progress=meddle)
    assert no.value.code == "changed"
    assert file_module._REHASH >= 1 << 20  # "same size" above is seen only by reading again


def test_a_line_of_many_megabytes_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as out:
        out.write(b"a,b\n1,2\n")
        for _ in range(64):
            out.write(b"x" * (1 << 20))
        out.write(b"\n3,4\n")
    import tracemalloc  # noqa: PLC0415

    tracemalloc.start()
    (table,) = read_sources(path, work=tmp_path / "work", limits=Limits(record=1 << 20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert cells_of(table) == [("1", "2"), ("3", "4")]
    assert table.refused[0].code == "too-long"
    assert peak < 40 << 20


def test_a_zip_with_a_file_without_a_name_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a", "x,y\n1,2\n")
    # The name's length is nought in the directory at the end: `zipfile` itself writes no such thing.
    data = bytearray(held.getvalue())
    place = data.index(b"PK\x01\x02")
    data[place + 28 : place + 30] = b"\0\0"
    del data[place + 46]
    end = data.index(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little") - 1
    data[end + 12 : end + 16] = size.to_bytes(4, "little")
    (tmp_path / "t.zip").write_bytes(bytes(data))
    with pytest.raises(Refusal) as refused:
        read_sources(tmp_path / "t.zip", work=tmp_path / "work")
    assert refused.value.code == "zip-broken"
