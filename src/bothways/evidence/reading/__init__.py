"""Files as they come, turned into raw tables of text.

For: reading a folder, a zip or a file of exports (CSV, TSV, XLSX, XLS, ODS, Parquet), however dirty.
Gives: `read_sources`, `RawTable`, `Refused`, `Limits`.
Never: guesses what a column means; loses a row: `rows_kept + len(refused) == rows_read`, for every file.
"""

from bothways.evidence.reading.raw import Limits, RawTable, Refused
from bothways.evidence.reading.read import read_sources

__all__ = ["Limits", "RawTable", "Refused", "read_sources"]
