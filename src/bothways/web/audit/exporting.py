"""Everything in one zip: tables as JSON lines, snapshots and files as they are, and a page that says what is what."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

__all__ = ["FIELDS_LEFT_OUT", "LEFT_OUT", "NOT_EXPORTED", "write_export"]

Tell = Callable[[int, int, str], None]
NOT_EXPORTED: Final = frozenset({"password", "digest", "code_digest", "salt", "last_login"})
"""Fields that open something, or tell when somebody was here, in whatever table they are."""
_KEPT_AS_THEY_ARE: Final = frozenset({"logged", "consultationrelease"})
"""The log is exported whole, salts and digests with it: else nobody could verify it. So is the digest of a release."""
LEFT_OUT: Final[dict[str, str]] = {
    "ranking": "rankings of rounds that are open: nobody reads them before the release, and a release deletes them",
    "disputeview": "what one side wrote of a disputed thing: nobody else reads it before the other side has written, too",
    "consultationballot": "answers to consultations: sealed, and nobody's to open",
    "handed": "who was here in which batch of a closed box: it protects authors without a name, and tells nothing else",
}
"""Tables that nobody is to read, whoever may export, with the reason that the zip gives."""
FIELDS_LEFT_OUT: Final[dict[str, dict[str, str]]] = {
    "voice": {
        "key": "what is kept of an author's key",
        "crowd": "who can have written a voice without a name",
    },
    "voiceevent": {
        "consent_who": "who agreed that a voice is brought for them: their manager alone reads it"
    },
    "said": {
        "name": "who said it of a brief: of those who have only a link their manager alone reads it",
        "link": "the same",
    },
    "consultationrelease": {"trace": "what the guard remembers of a release: sealed"},
    "mail": {
        "raw": "mails as they went, with their readers' own links; `said` has their words without the links"
    },
}
_FOLDERS: Final = ("snapshots", "briefs")
_LINK: Final = re.compile(r"https?://\S+")
_ABOUT: Final = """# What is in here

Exported by Bothways. Everything that the application holds, but for what opens something and for what nobody is to read.

- `tables/NAME.jsonl`: one line a row, one file a table; a value in a field that ends in `_id` is the `id` of a row of
  another table. Times are UTC. Bytes are written as base64.
- `files/snapshots/`: the snapshots: Parquet and a `manifest.json`, as they are read by `bothways show FOLDER`.
- `files/briefs/`: the briefs as they were written.
- `tables/logged.jsonl`: the log. Each `link` is the SHA-256 of number, link before, digest and what is erased.

Tables: {tables}

## What is left out, and why

- Passwords, second factors, sessions, digests of links and invitations: they open something.
- The closed boxes and their keys: what lies in them has not come out.
{left_out}
"""


def write_export(target: Path, *, data: Path, tell: Tell) -> int:
    """Write the zip and give how many rows it holds. A row's place in its file tells nothing: ids are random."""
    every = sorted(apps.get_app_config("bothways").get_models(), key=lambda table: table._meta.model_name)
    tables = [table for table in every if table._meta.model_name not in LEFT_OUT]
    part = target.with_suffix(".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("README.md", _about([table._meta.model_name for table in tables]))
        for at, table in enumerate(tables):
            tell(at, len(tables) + 1, f"Table {table._meta.verbose_name}")
            with box.open(f"tables/{table._meta.model_name}.jsonl", "w") as file:
                for row in table._default_manager.order_by("pk").iterator(chunk_size=1000):
                    file.write(json.dumps(_as_dict(row), cls=_Encoder, ensure_ascii=False).encode() + b"\n")
                    rows += 1
        tell(len(tables), len(tables) + 1, "Files")
        for folder in _FOLDERS:
            for path in sorted((data / folder).rglob("*")):
                if path.is_file() and not path.is_symlink():
                    box.write(path, f"files/{path.relative_to(data).as_posix()}")
    part.replace(target)
    return rows


def _about(tables: list[str]) -> str:
    left_out = [f"- Table `{name}`: {why}." for name, why in LEFT_OUT.items()]
    left_out += [
        f"- Field `{field}` of `{table}`: {why}."
        for table, fields in FIELDS_LEFT_OUT.items()
        for field, why in fields.items()
    ]
    return _ABOUT.format(tables=", ".join(tables), left_out="\n".join(left_out))


def _as_dict(row: models.Model) -> dict[str, Any]:
    name = row._meta.model_name
    left_out = (frozenset() if name in _KEPT_AS_THEY_ARE else NOT_EXPORTED) | FIELDS_LEFT_OUT.get(
        name, {}
    ).keys()
    said = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in left_out}
    for many in row._meta.many_to_many:
        said[many.name] = sorted(str(pk) for pk in getattr(row, many.name).values_list("pk", flat=True))
    if name == "mail":
        said["said"] = _words_of(row)
    return said


def _words_of(mail: Any) -> str:
    """The plain words of a brief's mail, without its links. Of other mails nothing: invitations, codes, new passwords."""
    if mail.brief_id is None or not mail.raw:
        return ""
    body = message_from_bytes(bytes(mail.raw), policy=policy.default).get_body(("plain",))
    text: str = body.get_content() if body is not None else ""
    return _LINK.sub("(a link)", text)


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        """Bytes as base64."""
        if isinstance(o, bytes | memoryview):
            import base64

            return base64.b64encode(bytes(o)).decode()
        return super().default(o)
