"""`bothways receipt`: what became of the meaning between two texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bothways.cli.printing import progress_bar, say_json
from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.cli.reading import Text

STATUS: Final = {"clean": 0, "doubt": 3, "broken": 4}
"""Exit status by verdict; 2 is a refusal, as everywhere."""
HELP_NAME = "A customer, person or product, as it is spelt; again for each."
HELP_NAMES = "A file of names, one a line."
EXAMPLES: Final = """\b
Examples:
  bothways receipt before.txt after.txt
  bothways receipt --text "Ship 40 pumps." "Please ship 14 pumps."
  bothways receipt --jsonl pairs.jsonl > receipts.jsonl
"""
# The terminal hands over unquoted words one by one: they are taken here, to be refused with a hint that helps.
IN_PIECES: Final = {"allow_extra_args": True}
Name = Annotated[list[str] | None, typer.Option("--name", metavar="NAME", help=HELP_NAME)]
NamesFile = Annotated[Path | None, typer.Option("--names", metavar="PATH", help=HELP_NAMES)]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("receipt", epilog=EXAMPLES, context_settings=IN_PIECES)
    def receipt_command(
        context: typer.Context,
        original: Annotated[
            str | None,
            typer.Argument(metavar="ORIGINAL", help="The file before; - is standard input."),
        ] = None,
        rewrite: Annotated[
            str | None, typer.Argument(metavar="REWRITE", help="The file after, whoever wrote it.")
        ] = None,
        is_text: Annotated[
            bool, typer.Option("--text", help="Both are texts themselves, not files.")
        ] = False,
        name: Name = None,
        names: NamesFile = None,
        jsonl: Annotated[
            bool,
            typer.Option(
                "--jsonl", help="Many pairs, a JSON object a line: from ORIGINAL or standard input."
            ),
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Tell fact by fact what a rewrite kept. Exit status: 0 clean, 3 doubt, 4 broken, 2 refused."""
        check_whole(context.args, hint="Put each of the two texts between quotation marks, or in a file.")
        from bothways.cli.naming import given_names  # noqa: PLC0415 - word lists, only for the lens

        known = given_names(name or [], names)
        if jsonl:
            _answer_lines(original, rewrite, known, other={"--text": is_text, "--json": as_json})
            return
        if original is None or rewrite is None:
            raise Refusal(
                "no-text",
                "A receipt needs two texts.",
                hint="Call it as: bothways receipt ORIGINAL REWRITE, with two files, or with --text and two texts.",
            )
        before, after = _two(original, rewrite, is_text=is_text)
        _check_both(before, after, called=("The original", "The rewrite") if is_text else (original, rewrite))
        from bothways.cli.reading import print_notes  # noqa: PLC0415
        from bothways.lens import receipt  # noqa: PLC0415

        with progress_bar(quiet=as_json) as report:
            report(0, 0, "Reading")
            found = receipt(before.text, after.text, names=known)
        print_notes(before.note, after.note, aside=as_json)
        if as_json:
            say_json(found.as_dict())
        else:
            from bothways.cli.proving import print_receipt  # noqa: PLC0415

            print_receipt(found, original=before.text, rewrite=after.text)
        raise typer.Exit(STATUS[found.verdict])


def check_whole(extra: Sequence[str], *, hint: str) -> None:
    """Refuse words that are left over: a text without quotation marks comes in as its words."""
    if extra:
        said = " ".join(extra)
        raise Refusal(
            "pieces", f"The text came in pieces; left over: “{said[:60]}{'…' * (len(said) > 60)}”.", hint=hint
        )


def _two(original: str, rewrite: str, *, is_text: bool) -> tuple[Text, Text]:
    from bothways.cli.reading import Text, read_file  # noqa: PLC0415

    if is_text:
        return Text(original), Text(rewrite)
    if original == rewrite == "-":
        raise Refusal(
            "no-text", "Standard input can be one of both, not both.", hint="Give a file for the other."
        )
    try:
        return read_file(Path(original)), read_file(Path(rewrite))
    except Refusal as refusal:
        if refusal.code == "no-path" and refusal.sentence.startswith("There is no file"):
            missing = next(name for name in (original, rewrite) if name != "-" and not Path(name).is_file())
            raise Refusal(
                refusal.code,
                f"There is no file “{missing}”.",
                hint="Give two files; if they are texts themselves, add --text.",
            ) from refusal
        raise


def _check_both(before: Text, after: Text, *, called: tuple[str, str]) -> None:
    """Refuse a text with nothing in it: two empty files would be clean, and a script would go on with them."""
    for text, name in zip((before.text, after.text), called, strict=True):
        if not text.strip():
            where = "Standard input" if name == "-" else name
            raise Refusal(
                "no-text", f"{where} is empty.", hint="A receipt needs two texts with words in them."
            )


def _answer_lines(
    source: str | None, other_text: str | None, known: tuple[str, ...], *, other: dict[str, Any]
) -> None:
    from bothways.cli.batching import answer_lines, check_alone  # noqa: PLC0415
    from bothways.lens.lines import receipt_line  # noqa: PLC0415

    check_alone({"a second text": other_text, **other})
    answer_lines(source, lambda line: receipt_line(line, names=known))
