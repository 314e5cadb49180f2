"""Generated companies of any size, for times: `bench/company.py`, which shares its name with a module of the tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from bothways.evidence import Snapshot, open_snapshot

_FILE = Path(__file__).parents[1] / "company.py"


def sized(folder: Path, *, deals: int) -> Snapshot:
    """Write a company of so many deals, and open it."""
    spec = importlib.util.spec_from_file_location("bench_company", _FILE)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(_FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return open_snapshot(module.write_company(folder, deals=deals).folder)
