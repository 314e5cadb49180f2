"""What really happened in the deals.

For: turning CRM exports, spreadsheets and targets into snapshots, and measuring them.
Gives: `import_files` and its report, `Snapshot`, `open_snapshot`, the canonical tables.
Never: guesses silently; writes into a snapshot that exists.
"""

from bothways.evidence.importing import Import, import_files
from bothways.evidence.report import FileReport, ImportReport
from bothways.evidence.snapshot import Snapshot, find_snapshots, open_snapshot, write_snapshot
from bothways.evidence.tables import SCHEMA, TABLES

__all__ = [
    "SCHEMA",
    "TABLES",
    "FileReport",
    "Import",
    "ImportReport",
    "Snapshot",
    "find_snapshots",
    "import_files",
    "open_snapshot",
    "write_snapshot",
]
