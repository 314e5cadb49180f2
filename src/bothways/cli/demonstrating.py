"""`bothways demo`: a sample company, imported, its briefs, and one message put in calm words."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bothways.cli.briefing import brief_from, print_written
from bothways.cli.importing import print_import, take_in
from bothways.cli.limiting import LIMITS
from bothways.cli.printing import say
from bothways.cli.promising import PROMISES
from bothways.evidence import Snapshot, write_sample

AS_OF = date(2026, 9, 30)
EXAMPLES = Path(__file__).parent / "examples"
CHARGED = (
    "You people NEVER answer! {account} has waited since Monday, {amount} are open there, "
    "and the offer is due on Friday. How hard can it be to call them back?"
)
"""A message as somebody of the sample company might write it about its largest open deal."""


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("demo")
    def demo_command(
        out: Annotated[Path, typer.Option(metavar="PATH", help="Where all of it goes.")] = Path(
            "bothways-demo"
        ),
        seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
    ) -> None:
        """Make a sample company, import its CRM export, write the briefs, and say where they are."""
        export = out / "export"
        write_sample(export, seed=seed, as_of=AS_OF)
        say(f"A sample company's CRM export: {export}")
        say()
        done = take_in([export], into=out / "snapshots", answers={}, quiet=False, as_of=AS_OF)
        print_import(done, explain=False)
        say()
        written = brief_from(
            done.snapshot,
            period=None,
            as_of=None,
            out=out / "briefs",
            asks=EXAMPLES / "asks.toml",
            imperatives=EXAMPLES / "imperatives.toml",
            promises=EXAMPLES / PROMISES.name,
            limits=EXAMPLES / LIMITS.name,
        )
        for example in sorted(EXAMPLES.iterdir()):
            shutil.copyfile(example, out / example.name)
        print_written(written)
        say()
        _print_shortfall(done.snapshot)
        say()
        _print_reframed(done.snapshot)
        say()
        say("To try more:", soft=True)
        say(f"  bothways reframe --file {out / 'message.txt'} --names {out / 'names.txt'}", soft=True)
        say(f"  bothways promises due --file {out / PROMISES.name} --as-of {AS_OF}", soft=True)
        say(f"  bothways limits list --file {out / LIMITS.name} --as-of {AS_OF}", soft=True)
        say(f"and, once {out / 'asks.toml'} is changed:", soft=True)
        say(
            f"  bothways brief {done.snapshot.folder} --asks {out / 'asks.toml'} --out {out / 'briefs'}",
            soft=True,
        )


def _print_shortfall(snapshot: Snapshot) -> None:
    """Say in three sentences why bookings came as they did."""
    from bothways.brief import words  # noqa: PLC0415 - statistics take a second to load
    from bothways.insight import shortfall  # noqa: PLC0415

    found = shortfall(snapshot, period=snapshot.calendar.quarter_of(snapshot.as_of))
    say("Why it came as it did (bothways shortfall says more):")
    for sentence in found.say:
        say(f"  {words.sentence(sentence, snapshot.currency)}")


def _print_reframed(snapshot: Snapshot) -> None:
    """Put one charged message about the largest open deal in calm words, and say what its receipt says."""
    import narwhals as nw  # noqa: PLC0415 - takes a moment to load

    from bothways.brief import words  # noqa: PLC0415
    from bothways.cli.marking import changed, put  # noqa: PLC0415
    from bothways.cli.proving import counted, is_heat  # noqa: PLC0415
    from bothways.lens import reframe  # noqa: PLC0415
    from bothways.lens.diff import word_diff  # noqa: PLC0415

    deals = nw.from_native(snapshot.con.table("deals")).filter(nw.col("meaning") == "open")
    accounts = nw.from_native(snapshot.con.table("accounts")).select(
        "account_id", nw.col("name").alias("account")
    )
    largest = (
        deals.join(accounts, on="account_id").sort("amount_cents", "deal_id", descending=[True, False], nulls_last=True)
        .select("account", "amount_cents").head(1).to_native().fetchone()
    )  # fmt: skip
    if largest is None or None in largest:
        return
    account, cents = largest
    text = CHARGED.format(account=account, amount=words.money(cents, snapshot.currency))
    found = reframe(text, names=(account,))
    say("A made-up message about the largest open deal, in calm words (bothways reframe says more):")
    put(changed(word_diff(text, found.reframed)))
    facts = [fact for fact in found.receipt.facts if not is_heat(fact)]
    say(f"  Its receipt is {found.receipt.verdict}: {counted(facts)}.", soft=True)
