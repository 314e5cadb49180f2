"""What comes packed: zip and gzip, unpacked into a scratch folder within limits, names checked first."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from bothways.evidence.reading.raw import Limits
from bothways.terms import Refusal

_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def check_names(archive: zipfile.ZipFile, *, name: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the members that are files, all of them harmless by name, kind and declared size.

    Raises:
        Refusal: `zip-broken`, `zip-path`, `zip-link`, `zip-encrypted`, `zip-bomb`.
    """
    members = archive.infolist()
    if len(members) > limits.members:
        raise _bomb(name, f"{name} holds {len(members)} files, more than {limits.members}.")
    total = 0
    for member in members:
        if not member.filename:
            raise Refusal(
                "zip-broken",
                f"{name} holds a file without a name.",
                hint="The archive is damaged. Pack the folder again.",
                data={"file": name},
            )
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename or "\0" in member.filename:
            raise Refusal(
                "zip-path",
                f"{name} holds a file that points outside of it: {member.filename!r}.",
                hint="Such an archive is not what a CRM exports. Pack the folder again.",
                data={"file": name, "member": member.filename},
            )
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Refusal(
                "zip-link",
                f"{name} holds a link instead of a file: {member.filename!r}.",
                hint="Pack the folder again with the files themselves.",
                data={"file": name, "member": member.filename},
            )
        if member.flag_bits & 0x1:
            raise Refusal(
                "zip-encrypted",
                f"{name} is encrypted.",
                hint="Unpack it with its password, then import the folder.",
                data={"file": name, "member": member.filename},
            )
        total += member.file_size
        if total > limits.unpacked or _is_bomb(member.file_size, member.compress_size, limits):
            raise _bomb(name, f"{name} unpacks to far more than it should: {member.filename!r}.")
    return [member for member in members if not member.is_dir()]


def unpack(path: Path, *, name: str, into: Path, limits: Limits) -> Iterator[tuple[str, Path | None, str]]:
    """Unpack a zip, member by member: its name, where it lies now, and (without a path) why it does not.

    Raises:
        Refusal: as `check_names`; `zip-broken` when the archive can't be opened at all.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as bad:
        raise Refusal(
            "zip-broken",
            f"{name} is a damaged zip archive.",
            hint="Export or copy it again.",
            data={"file": name},
        ) from bad
    with archive:
        left = limits.unpacked
        for number, member in enumerate(check_names(archive, name=name, limits=limits)):
            target = into / f"{number:05d}{_suffix(member.filename)}"
            try:
                with archive.open(member) as packed:
                    left -= _copy(
                        packed, target, left=left, packed_size=member.compress_size, name=name, limits=limits
                    )
            except _BROKEN:
                yield member.filename, None, "It is damaged inside the archive."
                continue
            yield member.filename, target, ""


def gunzip(path: Path, *, name: str, target: Path, limits: Limits) -> bool:
    """Unpack a gzip file; False when it is damaged.

    Raises:
        Refusal: `zip-bomb`.
    """
    try:
        with gzip.open(path) as packed:
            _copy(
                packed,
                target,
                left=limits.unpacked,
                packed_size=path.stat().st_size,
                name=name,
                limits=limits,
            )
    except _BROKEN:
        return False
    return True


def workbook_trouble(path: Path, *, limits: Limits) -> str:
    """Say why an Excel or OpenDocument file must not be opened; "" when it may."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 0x1 for member in members):
                return "It is encrypted."
            total = sum(member.file_size for member in members)
            bomb = any(_is_bomb(m.file_size, m.compress_size, limits) for m in members)
    except _BROKEN:
        return "It is damaged."
    if total > limits.workbook or bomb or len(members) > limits.members:
        return "It unpacks to far more than a workbook should."
    return ""


def _copy(
    packed: IO[bytes] | gzip.GzipFile, target: Path, *, left: int, packed_size: int, name: str, limits: Limits
) -> int:
    """Copy what comes out, counting it: what an archive declares about itself may be a lie."""
    done = 0
    with target.open("wb") as out:
        while chunk := packed.read(_CHUNK):
            done += len(chunk)
            if done > left or _is_bomb(done, packed_size, limits):
                out.close()
                target.unlink()
                raise _bomb(name, f"{name} unpacks to far more than it should.")
            out.write(chunk)
    return done


def _is_bomb(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1)


def _bomb(name: str, sentence: str) -> Refusal:
    return Refusal(
        "zip-bomb",
        sentence,
        hint="Unpack it yourself if you trust it, then import the folder.",
        data={"file": name},
    )


def _suffix(filename: str) -> str:
    suffix = PurePosixPath(filename).suffix.lower()
    return suffix if suffix[1:].isalnum() and len(suffix) < 8 else ""
