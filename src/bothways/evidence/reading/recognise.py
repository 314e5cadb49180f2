"""What a file is, by its content: never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

What = Literal["text", "xlsx", "xls", "parquet", "zip", "gzip", "other", "empty"]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"7z\xbc\xaf": "a packed archive of another kind than zip",
    b"Rar!": "a packed archive of another kind than zip",
    b"BZh": "a packed archive of another kind than zip",
    b"\xfd7zXZ": "a packed archive of another kind than zip",
    b"SQLite": "a database",
}


def what_is(path: Path) -> What:
    """Say what the file is."""
    with path.open("rb") as handle:
        head = handle.read(4096)
    if not head:
        return "empty"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(_OLE):
        return "xls"
    if head.startswith(tuple(_OTHER)):
        return "other"
    return "text"


def other_kind(path: Path) -> str:
    """Say what a file is that is neither text nor a workbook: "a PDF", "a picture"; "" where it is not known."""
    with path.open("rb") as handle:
        head = handle.read(16)
    return next((kind for magic, kind in _OTHER.items() if head.startswith(magic)), "")


def text_kind(head: str) -> str:
    """Say what a text is that is no table ("web page", "JSON" …); "" when it may be one."""
    start = head.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<meta", "<table")):
        return "web page"
    if start.startswith(("<?xml", "<!doctype")):
        return "XML"
    if start.startswith(("{", "[{", "[\n", "[[", "[]")):
        return "JSON"
    return ""


def _zip_kind(path: Path) -> What:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if any(name.startswith("xl/") for name in names) or "[Content_Types].xml" in names:
                return "xlsx"
            if "content.xml" in names or "mimetype" in names:
                return "xlsx"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"
    return "zip"
