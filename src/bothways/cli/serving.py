"""`bothways serve`: the web application."""

from __future__ import annotations

import os
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bothways.cli.printing import say
from bothways.terms import Refusal


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("serve")
    def serve_command(
        data: Annotated[
            Path | None,
            typer.Option(metavar="PATH", help="Folder of all that is saved; as BOTHWAYS_DATA says."),
        ] = None,
        demo: Annotated[
            bool, typer.Option("--demo", help="The sample company, with people to sign in as.")
        ] = False,
        desk: Annotated[bool, typer.Option("--desk", help="For a manager alone: this machine only.")] = False,
        host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where it listens.")] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=1, max=65535, help="On which port.")] = 8321,
        threads: Annotated[
            int, typer.Option(min=1, max=64, help="How many answers at once, of each process.")
        ] = 8,
        processes: Annotated[
            int,
            typer.Option(
                min=0,
                max=16,
                help="How many processes answer: 0 is two for a server with two cores, else one.",
            ),
        ] = 0,
        worker: Annotated[
            bool, typer.Option("--worker/--no-worker", help="Do the long work beside, too.")
        ] = True,
        browse: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    ) -> None:
        """Serve the web application: pages for the manager and both sides."""
        if demo and desk:
            raise Refusal("mode", "--demo and --desk exclude each other.", hint="Give one of them.")
        if (demo or desk) and host not in {"127.0.0.1", "localhost", "::1"}:
            raise Refusal("host", "A demo and a desk are for this machine alone.", hint="Leave --host out.")
        if processes > 1 and os.name != "posix":
            raise Refusal("processes", "On Windows, one process answers.", hint="Leave --processes out.")
        if not processes:
            many = not demo and not desk and os.name == "posix" and (os.cpu_count() or 1) > 1
            processes = 2 if many else 1
        # What it stands on takes two seconds to load: no other command waits for it.
        from bothways.web.start import prepare, serve  # noqa: PLC0415

        mode = "demo" if demo else "desk" if desk else "server"
        prepare(data=data or (Path("bothways-demo") / "web" if demo else None), mode=mode)
        if demo:
            from bothways.web.demonstrating import CAST, seed  # noqa: PLC0415

            say("Making the sample company; the first time takes a minute.", soft=True)
            seed(now=datetime.now(UTC))
            say(f"People to sign in as: {', '.join(f'{name} ({role})' for _, name, _, role in CAST)}")

        def ready(address: str) -> None:
            from bothways.web.people.entering import first_address  # noqa: PLC0415

            say(f"Open {first_address(address)}")
            say("Stop it with Ctrl+C.", soft=True)
            if browse:
                webbrowser.open(first_address(address))

        serve(host=host, port=port, threads=threads, worker=worker, processes=processes, ready=ready)
