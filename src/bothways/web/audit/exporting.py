"""Everything in one zip: tables as JSON lines, snapshots and files as they are, and a page that says what is what."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

__all__ = ["NOT_EXPORTED", "write_export"]

Tell = Callable[[int, int, str], None]
NOT_EXPORTED: Final = frozenset({"password", "digest", "code_digest", "salt", "last_login"})
"""Fields that open something, or tell when somebody was here."""
_KEPT_AS_THEY_ARE: Final = frozenset({"logged"})
"""The log is exported whole, salts and digests with it: else nobody could verify it."""
_FOLDERS: Final = ("snapshots", "briefs")
_ABOUT: Final = """# What is in here

Exported by Bothways. Everything that the application holds, but for passwords, keys and sessions.

- `tables/NAME.jsonl`: one line a row, one file a table; a value in a field that ends in `_id` is the `id` of a row of
  another table. Times are UTC. Bytes are written as base64.
- `files/snapshots/`: the snapshots: Parquet and a `manifest.json`, as they are read by `bothways show FOLDER`.
- `files/briefs/`: the briefs as they were written.
- `tables/logged.jsonl`: the log. Each `link` is the SHA-256 of number, link before, digest and what is erased.

Tables: {tables}
"""


def write_export(target: Path, *, data: Path, tell: Tell) -> int:
    """Write the zip and give how many rows it holds. A row's place in its file tells nothing: ids are random."""
    tables = sorted(apps.get_app_config("bothways").get_models(), key=lambda table: table._meta.model_name)
    part = target.with_suffix(".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("README.md", _ABOUT.format(tables=", ".join(table._meta.model_name for table in tables)))
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


def _as_dict(row: models.Model) -> dict[str, Any]:
    left_out = frozenset() if row._meta.model_name in _KEPT_AS_THEY_ARE else NOT_EXPORTED
    said = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in left_out}
    for many in row._meta.many_to_many:
        said[many.name] = sorted(str(pk) for pk in getattr(row, many.name).values_list("pk", flat=True))
    return said


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        """Bytes as base64."""
        if isinstance(o, bytes | memoryview):
            import base64

            return base64.b64encode(bytes(o)).decode()
        return super().default(o)
