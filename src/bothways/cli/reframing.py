"""`bothways reframe`: a charged message in a calm wording, with the receipt of its meaning."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways.cli.importing import SNAPSHOTS
from bothways.cli.printing import err, progress_bar, say, say_json
from bothways.cli.receipting import IN_PIECES, Name, NamesFile, check_whole
from bothways.cli.wording import side_of, word
from bothways.terms import Refusal

if TYPE_CHECKING:
    from bothways.cli.rewording import Worded
    from bothways.lens.prompting import Model
    from bothways.lens.routes import Route

ROUTES = "BOTHWAYS_ROUTES"
HELP_ROUTES = (
    "File (TOML) with your organisation's routes for what is never softened; the same as `--routes` of "
    "`bothways reframe`."
)

EXAMPLES = """\b
Examples:
  bothways reframe "You people never answer. Send the offer by Friday."
  bothways reframe --file message.txt --name Acme --for staff
  bothways reframe --file message.txt --say
  bothways reframe --jsonl messages.jsonl > calm.jsonl

In a terminal, $, ! and quotation marks inside a text mean something else: such a message is better in a file.
"""
_FILE_NAME = re.compile(r"\S+\.(?:txt|md|eml|msg|docx?|pdf|rtf|html?|jsonl?)", re.IGNORECASE)
_LONGEST_NAME = 200
MessageText = Annotated[
    str | None,
    typer.Argument(
        metavar="TEXT", help="The message, between quotation marks; left out or -: standard input."
    ),
]
MessageFile = Annotated[Path | None, typer.Option(metavar="PATH", help="A file that holds the message.")]
Reader = Annotated[str, typer.Option("--for", metavar="SIDE", help="Who will read it: executives or staff.")]
NoSnapshotNames = Annotated[
    bool, typer.Option("--no-snapshot-names", help="Leave out the names of the newest snapshot.")
]
FactsGiven = Annotated[
    list[str] | None,
    typer.Option(metavar="SENTENCE", help="A fact for the reader's order; it never enters the wording."),
]
Undo = Annotated[
    list[str] | None, typer.Option(metavar="ID", help="Undo one change by its id; again for each.")
]
RoutesFile = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="Your organisation's routes for what is never softened (TOML)."),
]
Offline = Annotated[bool, typer.Option("--offline", help="Rules only, even if a model is set.")]
Masked = Annotated[bool, typer.Option("--mask", help="Mask names on the way to a model.")]
OnlySay = Annotated[bool, typer.Option("--say", help="Only the calm wording, to paste.")]
Out = Annotated[
    Path | None, typer.Option(metavar="PATH", help="Write it too: .md or .json, or .txt for the wording.")
]
JsonLines = Annotated[
    bool,
    typer.Option(
        "--jsonl", help="Many messages, a JSON object a line: from the file TEXT or standard input."
    ),
]
Full = Annotated[
    bool, typer.Option("--full", help="With --jsonl: all that --json says, flagged sentences too.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("reframe", epilog=EXAMPLES, context_settings=IN_PIECES)
    def reframe_command(
        context: typer.Context,
        text: MessageText = None,
        file: MessageFile = None,
        side: Reader = "executives",
        name: Name = None,
        names: NamesFile = None,
        no_snapshot_names: NoSnapshotNames = False,
        fact: FactsGiven = None,
        undo: Undo = None,
        routes: RoutesFile = None,
        offline: Offline = False,
        masked: Masked = False,
        only_say: OnlySay = False,
        out: Out = None,
        jsonl: JsonLines = False,
        full: Full = False,
        as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    ) -> None:
        """Put a charged message in calm words, with the receipt of what became of each fact."""
        from bothways.cli.naming import given_names  # noqa: PLC0415 - word lists, only for the lens

        check_whole(context.args, hint="Put the message between quotation marks, or in a file: --file PATH.")
        side_of(side)
        known = given_names(name or [], names)
        model = _model(offline=offline)
        if jsonl:
            others = {"--file": file, "--fact": fact, "--undo": undo, "--routes": routes, "--say": only_say, "--out": out,
                      "--json": as_json}  # fmt: skip
            _answer_lines(text, others, side=side, names=known, model=model, masked=masked, full=full)
            return
        from bothways.cli.keeping import check_kind, write_worded  # noqa: PLC0415
        from bothways.cli.reading import print_notes  # noqa: PLC0415

        if out is not None:
            check_kind(out)
        given_routes = _routes(routes)
        message, note = _message(text, file)
        with progress_bar(quiet=as_json) as report:
            report(0, 0, "Reading")
            told = word(
                message,
                side=side,
                names=known,
                facts=tuple(fact or ()),
                model=model,
                masked=masked,
                snapshots=None if no_snapshot_names else SNAPSHOTS,
                routes=given_routes,
                undo=tuple(undo or ()),
            )
        print_notes(note, aside=as_json or only_say)
        _tell(told, as_json=as_json, only_say=only_say)
        if out is not None:
            write_worded(told, out)
            if not (as_json or only_say):
                say()
                say(f"Written: {out}")


def _tell(told: Worded, *, as_json: bool, only_say: bool) -> None:
    from bothways.cli.rewording import print_worded  # noqa: PLC0415

    if as_json:
        say_json(told.as_dict())
    elif only_say:
        found = told.reframing
        print(found.reframed.removesuffix("\n"))
        # To the other stream: what is pasted or piped on is the wording alone.
        if found.escalate:
            kinds = ", ".join(told.routing.kinds)
            err.print(
                f"Not softened ({kinds}): it stands as you wrote it. Without --say you see your routes."
            )
        if told.hints:
            kinds = " or ".join(told.hinted.kinds)
            err.print(f"Is this about {kinds}? Without --say you see why it is asked, and your routes.")
        if found.flagged and not found.escalate:
            count = len(found.flagged)
            err.print(
                f"{count} {'place needs' if count == 1 else 'places need'} you: without --say you see which."
            )
        if told.asked is not None:
            for sentence in told.account():
                err.print(sentence, markup=False, style="dim")
    else:
        print_worded(told)


def _message(text: str | None, file: Path | None) -> tuple[str, str]:
    from bothways.cli.reading import read_file, read_input  # noqa: PLC0415

    if file is not None:
        if text is not None:
            raise Refusal("no-text", "There is a text and a file.", hint="Give one of them.")
        read = read_file(file)
    elif text is None or text == "-":
        read = read_input(what="message")
    else:
        _check_message(text)
        return text, ""
    return read.text, read.note


def _check_message(text: str) -> None:
    """Refuse the name of a file in the place of a message: it would be calm, and of no use to anybody."""
    if _FILE_NAME.fullmatch(text) or (len(text) < _LONGEST_NAME and Path(text).is_file()):
        lines = text.lower().endswith(".jsonl")
        raise Refusal(
            "no-text",
            f"“{text}” is the name of a file, no message.",
            hint=f"Call it as: bothways reframe {'--jsonl' if lines else '--file'} {text}",
        )


def _routes(path: Path | None) -> tuple[Route, ...] | None:
    from bothways.lens.routes import read_routes  # noqa: PLC0415

    named = path or (Path(os.environ[ROUTES]) if os.environ.get(ROUTES, "").strip() else None)
    return read_routes(named) if named else None


def _model(*, offline: bool) -> Model | None:
    if offline:
        return None
    if not any(name.upper().startswith("BOTHWAYS_LLM_") for name in os.environ):
        return None  # what speaks to a network is not even loaded
    from bothways.ports import model_from  # noqa: PLC0415

    return model_from(os.environ)


def _answer_lines(
    source: str | None,
    others: Mapping[str, Any],
    *,
    side: str,
    names: tuple[str, ...],
    model: Model | None,
    masked: bool,
    full: bool,
) -> None:
    from bothways.cli.batching import answer_lines, check_alone  # noqa: PLC0415
    from bothways.lens.lines import audience_of_line, names_of_line, reframing_as_dict, text_of_line  # noqa: PLC0415

    def answer(given: Mapping[str, Any]) -> dict[str, Any]:
        told = word(
            text_of_line(given), side=audience_of_line(given, side), names=(*names, *names_of_line(given)), model=model,
            masked=masked,
        )  # fmt: skip
        return {"id": given.get("id"), **(told.as_dict() if full else reframing_as_dict(told.reframing))}

    check_alone(others)
    if model is not None:
        err.print(
            f"A model may word them: text goes to {model.where}. Without it: --offline.",
            markup=False,
            style="dim",
        )
    answer_lines(source, answer)
