"""Write the reference pages from the code: commands, canonical tables, measures, settings. Run by `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from bothways.cli.application import application
from bothways.cli.reframing import HELP_ROUTES, ROUTES
from bothways.evidence import CATALOGUE, TABLES
from bothways.ports import SETTINGS, SMTP_SETTINGS
from bothways.web.table import SETTINGS as WEB

REFERENCE = Path(__file__).parent / "reference"


def commands_page() -> str:
    """Return every command with its arguments and options."""
    group = typer.main.get_command(application())
    lines = ["# Commands", "", "Made from the code. `--help` says the same.", ""]
    for name, command in _commands(group):
        lines += [f"## bothways {name}", "", (command.help or "").strip(), ""]
        if not command.params:
            continue
        lines += ["| argument or option | what it is | if left out |", "|---|---|---|"]
        for parameter in command.params:
            spelled = ", ".join(f"`{text}`" for text in (*parameter.opts, *parameter.secondary_opts))
            if parameter.param_type_name == "argument":
                spelled = f"`{(parameter.name or '').upper()}`"
            default = parameter.default
            shown = "" if default is None or callable(default) or "Unset" in repr(default) else f"`{default}`"
            lines.append(f"| {spelled} | {getattr(parameter, 'help', '') or ''} | {shown} |")
        lines.append("")
    return "\n".join(lines)


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command by its name; one that holds others comes before them."""
    for name, command in sorted(group.commands.items()):
        yield f"{before}{name}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")


def tables_page() -> str:
    """Return every canonical table with its columns."""
    lines = ["# Canonical tables", "", "What every export becomes. Made from the code.", ""]
    for table in TABLES.values():
        lines += [f"## {table.name}", "", f"{table.holds} Key: `{table.key}`.", ""]
        lines += ["| column | type | holds |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.type} | {column.holds} |" for column in table.columns]
        lines.append("")
    return "\n".join(lines)


def measures_page() -> str:
    """Return every measure with its unit and definition."""
    lines = [
        "# Measures",
        "",
        "Made from the code. How each is computed: [the method](../method/evidence.md).",
        "",
    ]
    lines += ["| name | in words | unit | what it holds | method |", "|---|---|---|---|---|"]
    lines += [f"| `{m.name}` | {m.label} | {m.unit} | {m.holds} | `{m.method}` |" for m in CATALOGUE.values()]
    return "\n".join([*lines, ""])


def settings_page() -> str:
    """Return every setting that is read from the environment."""
    lines = [
        "# Settings",
        "",
        "Environment variables. Made from the code. How to use them: [use your own model](../howto/model.md), "
        "[send by mail](../howto/mail.md).",
        "",
    ]
    lines += ["| variable | what it is | if left out |", "|---|---|---|"]
    lines += [
        f"| `{s.name}` | {s.help} | {f'`{s.default}`' if s.default else ''} |"
        for s in (*SETTINGS, *SMTP_SETTINGS, *WEB)
    ]
    lines.append(f"| `{ROUTES}` | {HELP_ROUTES} |  |")
    return "\n".join([*lines, ""])


PAGES = {
    "commands.md": commands_page,
    "tables.md": tables_page,
    "measures.md": measures_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Write all pages."""
    REFERENCE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), "utf-8")
        sys.stdout.write(f"docs/reference/{name}\n")


if __name__ == "__main__":
    main()
