"""What really happened in the deals.

For: turning CRM exports, spreadsheets and targets into snapshots, and measuring them.
Gives: `Snapshot`, `open_snapshot`, the canonical tables.
Never: guesses silently; writes into a snapshot that exists.
"""

from bothways.evidence.snapshot import Snapshot, open_snapshot, write_snapshot
from bothways.evidence.tables import SCHEMA, TABLES

__all__ = ["SCHEMA", "TABLES", "Snapshot", "open_snapshot", "write_snapshot"]
