"""`bothways …`: the command line.

For: each act of the product as one command, for people and (with `--json`) for machines.
Gives: `main`, the entry point.
Never: does anything that the library can't; a command parses, makes one call, prints.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit status: 0 done, 2 refused with a hint, 130 stopped.

    `receipt` also ends with 3 (doubt) and 4 (broken), so that a script can hold back a rewrite.

    The imports stand inside, so that `bothways --version` does not wait for an engine.
    """
    from bothways.cli.application import run  # noqa: PLC0415

    return run(sys.argv[1:] if arguments is None else arguments)
