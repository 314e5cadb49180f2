"""Labels as plain words, so that `CloseDate`, `close_date`, `Close Date` and `Deal - Close date` are one."""

from __future__ import annotations

import re
import unicodedata

# ISO 4217 codes that column labels carry ("Amount USD"); only codes, never words.
CURRENCIES = frozenset(
    [
        "AED",
        "ARS",
        "AUD",
        "BGN",
        "BRL",
        "CAD",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EGP",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "ISK",
        "JPY",
        "KES",
        "KRW",
        "MAD",
        "MXN",
        "MYR",
        "NGN",
        "NOK",
        "NZD",
        "PEN",
        "PHP",
        "PLN",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TND",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "UYU",
        "VND",
        "ZAR",
    ]
)
SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "R$": "BRL"}
ENTITIES = {
    "deal": "deal",
    "opportunity": "deal",
    "activity": "activity",
    "note": "note",
    "person": "contact",
    "contact": "contact",
    "organization": "account",
    "organisation": "account",
    "account": "account",
    "company": "account",
    "lead": "lead",
    "product": "product",
}


def bare(text: str) -> str:
    """Return a text without accents, in small letters, with single blanks between its words.

    >>> bare("Étape  suivante (%)")
    'etape suivante'
    """
    lowered = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l")
    split = unicodedata.normalize("NFKD", lowered)
    kept = "".join(c for c in split if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^\w]+|_+", " ", kept).strip()


def plain(label: str) -> str:
    """Return a column label as plain words, whatever the custom of its export.

    >>> plain("property_hs_closed_amount"), plain("CloseDate"), plain("Deal - Won time"), plain("Pipeline__c")
    ('closed amount', 'close date', 'won time', 'pipeline')
    """
    return _words(split_entity(label)[1])


def split_entity(label: str) -> tuple[str, str]:
    """Split `Deal - Title` or `Account: Name` into (`deal`, `Title`); ("", label) where there is no such prefix."""
    match = re.match(r"\s*([A-Za-z]+)\s*(?:\s-\s|:\s)\s*(\S.*)$", label)
    if match and match[1].casefold() in ENTITIES:
        return ENTITIES[match[1].casefold()], match[2]
    return "", label


def label_currency(label: str) -> str:
    """Return the currency that a label names, by code or symbol; "" where it names none.

    >>> label_currency("Opportunity Amount USD"), label_currency("Umsatz (€)"), label_currency("Amount")
    ('USD', 'EUR', '')
    """
    for match in re.finditer(r"[A-Za-z]+", label):
        if match[0] in CURRENCIES:
            return str(match[0])
    for symbol in sorted(SYMBOLS, key=len, reverse=True):
        if symbol in label:
            return SYMBOLS[symbol]
    return ""


def _words(label: str) -> str:
    words = re.sub(r"^property (hs )?|^hs ", "", _split(label))
    return re.sub(r" c$", "", words)


def _split(label: str) -> str:
    text = re.sub(r"__[cr]\b", "", label.strip().strip("`\"'"))
    text = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])", " ", text)
    text = re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    text = " ".join(word for word in text.split() if word.strip("()[]") not in CURRENCIES)
    return bare(text)


def stem(file: str) -> str:
    """Return what a file's name says of its content: no folder, extension, prefix or date.

    >>> stem("export/sf_opportunity_data.csv"), stem("Deals-2026-01-05.xlsx#Sheet1"), stem("OpportunityHistory.csv")
    ('opportunity', 'deals', 'opportunity history')
    """
    path, _, sheet = file.partition("#")
    name = path.rsplit("/", 1)[-1]
    name = re.sub(r"(\.(csv|tsv|txt|xlsx|xlsm|xls|ods|parquet|gz|zip))+$", "", name, flags=re.IGNORECASE)
    if sheet and not re.fullmatch(r"(?i)(sheet|tabelle|feuil|feuille|hoja|blad)\s*\d*", sheet):
        name = sheet
    words = _split(name).split()
    dropped = {
        "sf",
        "sfdc",
        "salesforce",
        "hubspot",
        "pipedrive",
        "crm",
        "data",
        "export",
        "report",
        "all",
        "my",
    }
    kept = [w for w in words if w not in dropped and not re.fullmatch(r"[\d]+", w)]
    return " ".join(kept)
