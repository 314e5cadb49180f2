"""Random companies, and exports of them with random dirt: what an import must give back, and refuse."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

DAYS = ["iso", "mdy", "dmy", "dots", "text"]
NUMBERS = {
    "plain": ("", "."),
    "english": (",", "."),
    "german": (".", ","),
    "french": ("\u00a0", ","),
    "swiss": ("'", "."),
}
LABELS = {
    "en": ("Opportunity Name", "Account Name", "Opportunity Owner", "Stage", "Amount", "Close Date", "Created Date", "Type"),
    "de": ("Opportunity-Name", "Accountname", "Opportunity-Inhaber", "Phase", "Betrag", "Schlusstermin", "Erstelldatum", "Typ"),
    "fr": ("Nom de l'opportunité", "Nom du compte", "Propriétaire de l'opportunité", "Étape", "Montant", "Date de clôture",
           "Date de création", "Type"),
    "es": ("Nombre de la oportunidad", "Nombre de la cuenta", "Propietario de oportunidad", "Etapa", "Importe",
           "Fecha de cierre", "Fecha de creación", "Tipo"),
}  # fmt: skip
STAGES = {
    "en": {"Prospecting": "open", "Negotiation/Review": "open", "Closed Won": "won", "Closed Lost": "lost"},
    "de": {"Qualifizierung": "open", "Verhandlung": "open", "Geschlossen, gewonnen": "won", "Geschlossen, verloren": "lost"},
    "fr": {"Qualification": "open", "Négociation": "open", "Fermée gagnée": "won", "Fermée perdue": "lost"},
    "es": {"Calificación": "open", "Negociación": "open", "Cerrada ganada": "won", "Cerrada perdida": "lost"},
}  # fmt: skip
TOTALS = {"en": "Grand Total", "de": "Gesamtsumme", "fr": "Total général", "es": "Total general"}
CONFIDENTIAL = {
    "en": "Confidential Information - Do Not Distribute",
    "de": "Vertrauliche Informationen - Nicht weitergeben",
    "fr": "Informations confidentielles - Ne pas distribuer",
    "es": "Información confidencial - No distribuir",
}
FIELDS = ("name", "account", "owner", "stage", "amount_cents", "close", "created", "type")
TYPES = {"New Business": "new", "Renewal": "renewal", "": None}
WORDS = ("Ærø", "Bäcker", "Ñandú", "O'Dell", 'The "Mill"', "Line\nbreak", "Semi;colon", "Com,ma", "Pipe|d", "=1+1", "Łódź",
         "日本", "Plain", "Ütopia", "Café", "North & Sons", "100%", "trailing dot.")  # fmt: skip


@dataclass(frozen=True)
class Deal:
    """One deal as it is exported."""

    id: str
    name: str
    account: str
    owner: str
    stage: str
    meaning: str
    amount_cents: int | None
    close: date
    created: date
    type: str


@dataclass(frozen=True)
class Dirt:
    """How an export is spoilt."""

    language: str = "en"
    encoding: str = "utf-8"
    delimiter: str = ","
    dates: str = "iso"
    numbers: str = "plain"
    symbol: str = ""
    quote_all: bool = True
    ids: bool = False
    shuffle: int = 0
    footers: bool = False
    repeated: int = 0
    duplicates: int = 0
    deleted: int = 0
    empty_columns: int = 0
    title_lines: int = 0
    wrapped: str = "folder"
    xlsx: bool = False
    typed: bool = False  # in a workbook: numbers and dates as such, not as texts


@dataclass
class Written:
    """Where an export is, and how many of its data rows must be refused."""

    path: Path
    read: int
    refused: dict[str, int] = field(default_factory=dict)


def company(rng: random.Random, *, count: int, language: str, encoding: str) -> list[Deal]:
    """Make deals whose texts fit the encoding; the first one's dates can be read in one way only."""
    words = [word for word in WORDS if _fits(word, encoding)]
    owners = [f"{rng.choice(words[-6:-1])} Owner{n}".replace("\n", " ") for n in range(3)]
    stages = list(STAGES[language].items())
    deals = []
    for number in range(count):
        stage, meaning = rng.choice(stages)
        created = date(2025, 1, 1) + timedelta(days=rng.randint(0, 500))
        close = created + timedelta(days=rng.randint(1, 200))
        if number == 0:
            created, close = date(2025, 3, 17), date(2025, 11, 28)
        amount = (
            None
            if rng.random() < 0.1 and number
            else rng.choice((rng.randint(1, 10**9), rng.randint(1, 10**6) * 100))
        )
        deals.append(
            Deal(
                f"006X{number:011d}IAA",
                f"{rng.choice(words)} deal {number}",
                f"{rng.choice(words)} {number % 5}",
                rng.choice(owners),
                stage,
                meaning,
                amount,
                close,
                created,
                rng.choice(list(TYPES)),
            )
        )
    return deals


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def shown_day(day: date, style: str) -> str:
    """Write a date in one of the styles."""
    month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
        day.month - 1
    ]
    return {
        "iso": day.isoformat(),
        "mdy": f"{day.month}/{day.day}/{day.year}",
        "dmy": f"{day.day:02}/{day.month:02}/{day.year}",
        "dots": f"{day.day:02}.{day.month:02}.{day.year}",
        "text": f"{day.day} {month}, {day.year} 00:02:00",
    }[style]


def shown_amount(cents: int | None, style: str, symbol: str) -> str:
    """Write an amount in one of the styles."""
    if cents is None:
        return ""
    thousands, mark = NUMBERS[style]
    text = f"{cents / 100:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", thousands)
    return f"{symbol}{text}" if symbol in {"", "$", "£"} else f"{text} {symbol}"


def write_export(deals: list[Deal], dirt: Dirt, folder: Path, rng: random.Random) -> Written:
    """Write one report of deals, spoilt as told."""
    labels = list(LABELS[dirt.language])
    rows = [_cells(deal, dirt) for deal in deals]
    refused: dict[str, int] = {}
    if dirt.ids:
        labels.insert(0, "Opportunity ID")
    if dirt.deleted:
        labels.append("Deleted")
        rows = [[*row, "FALSE"] for row in rows]
        for n in range(dirt.deleted):
            gone = list(rng.choice(rows))
            gone[int(dirt.ids)] = f"gone {n}"
            gone[0] = f"006Xgone{n:07d}IAA" if dirt.ids else gone[0]
            rows.insert(rng.randint(1, len(rows)), [*gone[:-1], "TRUE"])
        refused["deleted"] = dirt.deleted
    for _ in range(dirt.duplicates):
        kept = [row for row in rows if row[-1] != "TRUE"]
        rows.append(list(rng.choice(kept)))
    if dirt.duplicates:
        refused["duplicate"] = dirt.duplicates
    if dirt.shuffle:
        order = list(range(len(labels)))
        random.Random(dirt.shuffle).shuffle(order)
        labels = [labels[i] for i in order]
        rows = [[row[i] for i in order] for row in rows]
    for _ in range(dirt.repeated):
        rows.insert(rng.randint(1, len(rows)), list(labels))
    if dirt.repeated:
        refused["repeated-header"] = dirt.repeated
    if dirt.footers:
        rows += _footers(dirt, len(labels))
        refused["footer"] = 2
    if dirt.empty_columns:
        labels += [""] * dirt.empty_columns
        rows = [row + [""] * dirt.empty_columns for row in rows]
    return Written(_store(labels, rows, dirt, folder), len(rows), refused)


def _cells(deal: Deal, dirt: Dirt) -> list[str]:
    cells = [deal.name, deal.account, deal.owner, deal.stage, shown_amount(deal.amount_cents, dirt.numbers, dirt.symbol),
             shown_day(deal.close, dirt.dates), shown_day(deal.created, dirt.dates), deal.type]  # fmt: skip
    return [deal.id, *cells] if dirt.ids else cells


def _footers(dirt: Dirt, width: int) -> list[list[str]]:
    return [[text, *[""] * (width - 1)] for text in (TOTALS[dirt.language], CONFIDENTIAL[dirt.language])]


def _write_number(sheet: Any, at: int, column: int, cell: str, dirt: Dirt) -> None:
    thousands, mark = NUMBERS[dirt.numbers]
    bare = cell.replace(dirt.symbol, "").strip() if dirt.symbol else cell
    bare = (bare.replace(thousands, "") if thousands else bare).replace(mark, ".")
    try:
        sheet.write_number(at, column, float(bare))
    except ValueError:  # a footer, a repeated header, an empty cell
        if cell:
            sheet.write_string(at, column, cell)


def _store(labels: list[str], rows: list[list[str]], dirt: Dirt, folder: Path) -> Path:
    if dirt.xlsx:
        days = {
            shown_day(d, dirt.dates): d for d in (date(2025, 1, 1) + timedelta(days=n) for n in range(800))
        }
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet("report")
            dated = book.add_format({"num_format": "dd/mm/yyyy"})
            for at, row in enumerate([labels, *rows]):
                for column, cell in enumerate(row):
                    if at and dirt.typed and labels[column] == LABELS[dirt.language][4]:
                        _write_number(sheet, at, column, cell, dirt)
                    elif at and dirt.typed and labels[column] in LABELS[dirt.language][5:7] and cell in days:
                        sheet.write_datetime(at, column, days[cell], dated)
                    elif cell:
                        sheet.write_string(at, column, cell)
        data = out.getvalue()
    else:
        text = io.StringIO()
        text.write("".join(f"Report line {n}\r\n" for n in range(dirt.title_lines)))
        quoting = csv.QUOTE_ALL if dirt.quote_all else csv.QUOTE_MINIMAL
        csv.writer(text, delimiter=dirt.delimiter, quoting=quoting, lineterminator="\r\n").writerows(
            [labels, *rows]
        )
        data = text.getvalue().encode(dirt.encoding)
    name = "opportunities.csv"
    if dirt.wrapped == "zip":
        path = folder / "export.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bag:
            bag.writestr(f"data/{name}", data)
        return path
    target = folder / "export"
    target.mkdir()
    (target / name).write_bytes(data)
    return target if dirt.wrapped == "folder" else target / name
