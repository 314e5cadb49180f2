"""Labels, files and stages are recognised by their words, in four languages, and doubt stays doubt."""

from __future__ import annotations

import doctest
import importlib

import pytest

from bothways.evidence.mapping import KINDS, meaning_by_name, type_of
from bothways.evidence.mapping.recognise import recognise

REPORTS = {
    "en": "Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Close Date,Created Date,Type,Lead Source,Next Step,Probability (%)",
    "de": "Opportunity-Name,Accountname,Inhaber der Opportunity,Phase,Betrag,Schlusstermin,Erstellungsdatum,Typ,Leadquelle,Nächster Schritt,Wahrscheinlichkeit (%)",
    "fr": "Nom de l'opportunité,Nom du compte,Propriétaire de l'opportunité,Étape,Montant,Date de clôture,Date de création,Type,Origine de la piste,Étape suivante,Probabilité (%)",
    "es": "Nombre de la oportunidad,Nombre de la cuenta,Propietario de la oportunidad,Etapa,Importe,Fecha de cierre,Fecha de creación,Tipo,Origen del prospecto,Paso siguiente,Probabilidad (%)",
}
FIELDS = [
    "name",
    "account",
    "owner",
    "stage",
    "amount",
    "close",
    "created",
    "type",
    "source",
    "next_step",
    "probability",
]


@pytest.mark.parametrize("language", REPORTS)
def test_a_report_is_read_in_four_languages(language):
    labels = REPORTS[language].split(",")
    table, found = recognise("report1730000000.csv", labels, answers={})
    assert table.kind == "deals"
    assert table.columns == dict(zip(FIELDS, labels, strict=True)) | {}
    assert not found.questions
    assert not table.unused
    assert table.layout == "salesforce-report"
    assert all(guess.reason and 0 < guess.confidence <= 1 for guess in table.guesses)


@pytest.mark.parametrize(
    ("file", "columns", "kind"),
    [
        ("x.csv", "Subject,Date,Assigned,Company / Account,Opportunity,Type,Full Comments", "activities"),
        ("x.csv", "Case Number,Subject,Status,Date/Time Opened,Account Name,Description", "cases"),
        ("x.csv", "Rep,Jan 2026,Feb 2026,Mar 2026", "quotas"),
        ("x.csv", "Full Name,Email,Job Title,Company,First Name,Last Name", "contacts"),
        ("opps.csv", "place,rain", ""),
        ("Campaign.csv", "Id,Name,IsDeleted,CreatedById,SystemModstamp", ""),
        (
            "deal_history.csv",
            "deal_id,stage_name,amount,close_date,created_date,id,_fivetran_synced",
            "states",
        ),
    ],
)
def test_tables_are_told_by_name_and_content(file, columns, kind):
    table, _ = recognise(file, columns.split(","), answers={})
    assert table.kind == kind, table.reason
    assert table.reason


def test_a_column_that_is_not_known_is_listed_as_unused():
    table, _ = recognise("deals.csv", ["Deal Name", "Stage", "Amount", "Close Date", "Shoe size"], answers={})
    assert table.unused == ("Shoe size",)


@pytest.mark.parametrize(
    ("stage", "meaning"),
    [
        ("Closed Won", "won"), ("Gewonnen", "won"), ("Gagné", "won"), ("Clôturée gagnée", "won"), ("Ganada", "won"),
        ("Fechado Ganho", "won"), ("Closed Lost", "lost"), ("Verloren", "lost"), ("Perdu", "lost"), ("Perdida", "lost"),
        ("Verhandlung/Überprüfung", "open"), ("Négociation/Révision", "open"), ("Propuesta/Presupuesto", "open"),
        ("3. Proposal/Price Quote", "open"), ("Wolke 7", None), ("Closed", None), ("", None), ("7", None),
    ],
)  # fmt: skip
def test_a_stage_means_what_its_name_says_or_nothing(stage, meaning):
    assert meaning_by_name(stage) == meaning


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("New Business", "new"), ("Neukunde", "new"), ("Existing Customer - Renewal", "renewal"), ("Renouvellement", "renewal"),
        ("Existing Business", "expansion"), ("Existing Customer - Upgrade", "expansion"), ("Cross-Sell", "expansion"), ("Gold", None),
    ],
)  # fmt: skip
def test_types_of_deals(text, kind):
    assert type_of(text) == kind


def test_no_name_stands_for_two_fields_of_a_kind():
    for kind in KINDS.values():
        seen: dict[str, str] = {}
        for field in kind.fields:
            assert not set(field.strong) & set(field.weak), (kind.name, field.name)
            for name in field.strong:
                assert name == " ".join(name.split()).casefold(), name
                # A shared name is decided by the order of the fields; only these are meant so.
                if name in seen:
                    assert {field.name, seen[name]} & {"deal_id", "contact_email", "at", "id"}, (
                        kind.name,
                        name,
                    )
                seen.setdefault(name, field.name)


@pytest.mark.parametrize("module", ["mapping.words", "mapping.stages", "refusing", "canonical.bench"])
def test_the_examples_in_the_code_run(module):
    result = doctest.testmod(importlib.import_module(f"bothways.evidence.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
