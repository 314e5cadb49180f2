"""`bothways show`: what a snapshot holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bothways.cli.importing import choose_snapshot
from bothways.cli.printing import say, say_json, table
from bothways.evidence import TABLES, what_cant_be_known


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("show")
    def show_command(
        snapshot: Annotated[
            Path | None, typer.Argument(metavar="PATH", help="A snapshot folder; the newest if left out.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Show what a snapshot holds, where it came from, and what it can't tell."""
        opened = choose_snapshot(snapshot)
        unknown = what_cant_be_known(opened)
        if as_json:
            say_json({**opened.manifest, "folder": str(opened.folder), "cant_be_known": list(unknown)})
            return
        say(
            f"Snapshot {opened.id}, as of {opened.as_of}, money in {opened.currency or 'an unnamed currency'}."
        )
        say()
        rows = [[name, f"{opened.rows(name):,}", TABLES[name].holds] for name in TABLES]
        table(["table", "rows", "holds"], rows, numeric=(1,))
        say()
        sources = opened.manifest["sources"]
        table(
            ["source", "read", "kept", "refused", "bytes", "sha256"],
            [
                [
                    s["file"],
                    *(f"{s[count]:,}" for count in ("read", "kept", "refused", "size")),
                    s["sha256"][:12],
                ]
                for s in sources
            ],
            numeric=(1, 2, 3, 4),
        )
        if any(s["refused"] for s in sources):
            say(f"Refused rows, with line and reason: {opened.folder / 'refused'}")
        for sentence in unknown:
            say()
            say(sentence)
