"""What really happened in the deals.

For: turning CRM exports, spreadsheets and targets into snapshots, and measuring them.
Gives: `import_files` and its report, `Snapshot`, `measure`, the canonical tables, a sample company.
Never: guesses silently; writes into a snapshot that exists.
"""

from bothways.evidence.comparison import changes_between, what_cant_be_known
from bothways.evidence.importing import Import, import_files
from bothways.evidence.measures import CATALOGUE, Measures, measure, rows_behind
from bothways.evidence.report import FileReport, ImportReport
from bothways.evidence.sample import write_report_export, write_sample
from bothways.evidence.snapshot import Snapshot, find_snapshots, open_snapshot, write_snapshot
from bothways.evidence.tables import SCHEMA, TABLES
from bothways.evidence.targets import write_template

__all__ = [
    "CATALOGUE",
    "SCHEMA",
    "TABLES",
    "FileReport",
    "Import",
    "ImportReport",
    "Measures",
    "Snapshot",
    "changes_between",
    "find_snapshots",
    "import_files",
    "measure",
    "open_snapshot",
    "rows_behind",
    "what_cant_be_known",
    "write_report_export",
    "write_sample",
    "write_snapshot",
    "write_template",
]
