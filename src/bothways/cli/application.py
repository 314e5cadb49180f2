"""The application: its commands, and the one place where a refusal becomes exit status 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Final

import typer

import bothways
from bothways.cli.printing import complain
from bothways.terms import Refusal

# Which module has a command. Only that of the command that is called is loaded: most of them wait for the engine.
HOMES: Final = {
    "demo": "demonstrating",
    "import": "importing",
    "targets": "targeting",
    "show": "showing",
    "measures": "measuring",
    "results": "resulting",
    "shortfall": "explaining",
    "landing": "foreseeing",
    "themes": "listening",
    "brief": "briefing",
    "send": "sending",
    "reframe": "reframing",
    "receipt": "receipting",
    "opinion": "opinion",
    "gap": "gap",
    "disclose": "disclose",
    "case": "casing",
    "serve": "serving",
    # Those with acts of their own come last: so the command line library lists them.
    "promises": "promising",
    "limits": "limiting",
}


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """The application with the one command that is called, none for `--version` alone, else all of them."""
    app = typer.Typer(
        name="bothways",
        help="Carries the facts of a sales team both ways: a CRM export goes in, two briefs come out.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    called = HOMES.get(arguments[0]) if arguments else None
    for home in [called] if called else [] if list(arguments) == ["--version"] else HOMES.values():
        import_module(f"bothways.cli.{home}").register(app)
    app.callback(invoke_without_command=True)(bothways_command)
    return app


def bothways_command(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Carry the facts of a sales team both ways."""
    if version:
        print(f"bothways {bothways.__version__}")
        raise typer.Exit


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may speak an old code page: a euro sign must not end the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        application(arguments)(arguments, prog_name="bothways")
    except SystemExit as end:  # how the command line library ends, usage errors (2) and --help (0) included
        return end.code if isinstance(end.code, int) else 0
    except Refusal as refusal:
        if "--json" in arguments:
            print(json.dumps(refusal.as_dict(), indent=1, ensure_ascii=False, default=str))
        complain(refusal)
        return 2
    except OSError as bad:
        # A full disk, a missing right, a drive that went away: nothing that a traceback would explain.
        if isinstance(bad, BrokenPipeError):
            return 0
        where = f"{bad.filename}: " if bad.filename else ""
        complain(
            Refusal(
                "disk", f"{where}{bad.strerror or bad}.", hint="Check the folder, its rights and its space."
            )
        )
        return 2
    except KeyboardInterrupt:
        print("Stopped. Nothing was changed.", file=sys.stderr)
        return 130
    return 0
