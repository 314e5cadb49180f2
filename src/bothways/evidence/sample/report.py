"""The sample company as a Salesforce *report*: labels, no ids, the exporter's locale, a footer."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from bothways.evidence.sample.deals import STAGES
from bothways.evidence.sample.export import SEED, STORY, check_folder
from bothways.evidence.sample.locales import LOCALES, Locale, number, when
from bothways.evidence.sample.objects import COMPANY
from bothways.evidence.sample.truth import SampleTruth, truth_of
from bothways.evidence.sample.world import World, check_day, make_world
from bothways.terms import Calendar, Refusal


def write_report_export(
    folder: Path, *, seed: int = SEED, as_of: date = STORY, story: date = STORY, locale: str = "en_US"
) -> SampleTruth:
    """Write what a manager really has: a report of opportunities, and quotas in a spreadsheet.

    It is the same company as `write_sample` gives for the seed. The report has column labels in the
    language of the locale, no ids, dates and numbers as the locale writes them, and ends with a grand
    total and a note of confidentiality; `quotas.csv` has a column a quarter.

    Args:
        folder: made when absent; a folder that holds files is refused.
        seed: which company.
        as_of: the day of the export.
        story: see `write_sample`.
        locale: en_US, en_GB, de_DE, fr_FR or es_ES.

    Raises:
        Refusal: `sample-folder`, `sample-day`, `sample-locale`.
    """
    if locale not in LOCALES:
        raise Refusal("sample-locale", f"There is no locale {locale}.", hint=f"One of {', '.join(LOCALES)}.")
    check_day(as_of, story=story)
    check_folder(folder)
    world = make_world(seed, story=story)
    tongue = LOCALES[locale]
    rows, footers = _write_opportunities(folder / "report.csv", world, as_of, tongue)
    quotas = _write_quotas(folder / "quotas.csv", world, as_of, tongue)
    return truth_of(
        world,
        as_of,
        rows={"report.csv": rows, "quotas.csv": quotas},
        reasons={"report.csv": ("footer",) * footers},
    )


def _write_opportunities(path: Path, world: World, as_of: date, tongue: Locale) -> tuple[int, int]:
    calendar = Calendar()
    table = []
    for deal, state in world.standing(as_of):
        quarter = calendar.quarter_of(state.close).name
        main = max(state.lines, key=lambda line: line.total_cents).thing
        table.append(
            [
                state.owner.name,
                state.owner.team,
                deal.account.name,
                deal.name,
                state.stage,
                f"Q{quarter[-1]}-{quarter[:4]}",
                number(state.amount_cents, tongue),
                str(STAGES[state.stage][1]),
                str((as_of - deal.created).days),
                when(state.close, tongue),
                when(deal.created, tongue),
                deal.type,
                deal.source,
                main.name,
            ]
        )
    total = sum(state.amount_cents for _, state in world.standing(as_of))
    width = len(tongue.labels)
    footer = [
        [tongue.total, "", "", f"{len(table)}", "", "", number(total, tongue), *[""] * (width - 7)],
        [f"{COMPANY}: Opportunities by rep", *[""] * (width - 1)],
        [tongue.confidential, *[""] * (width - 1)],
        [f"{tongue.made} {world.company.head.name} {when(as_of, tongue)} 08:02", *[""] * (width - 1)],
    ]
    with path.open("w", encoding=tongue.encoding, newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, delimiter=tongue.delimiter, lineterminator="\r\n")
        writer.writerow(tongue.labels)
        writer.writerows([*table, *footer])
    return len(table) + len(footer), len(footer)


def _write_quotas(path: Path, world: World, as_of: date, tongue: Locale) -> int:
    periods = sorted({quota.period for quota in world.quotas if quota.period.first <= as_of})
    reps: dict[str, dict[str, int]] = {}
    for quota in world.quotas:
        if quota.scope == "rep" and quota.period in periods:
            reps.setdefault(quota.person.name, {})[quota.period.name] = quota.cents
    with path.open("w", encoding=tongue.encoding, newline="") as out:
        writer = csv.writer(out, delimiter=tongue.delimiter, lineterminator="\r\n")
        writer.writerow([tongue.labels[0], *(f"Q{p.name[-1]} {p.name[:4]}" for p in periods)])
        for name, quotas in reps.items():
            cells = [number(quotas[p.name], tongue) if p.name in quotas else "" for p in periods]
            writer.writerow([name, *cells])
    return len(reps)
