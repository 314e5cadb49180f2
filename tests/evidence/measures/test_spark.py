"""The same expressions on Spark: the same answers, on the rows that the other tests worked by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pytest
from test_measures import ACCOUNTS, CHANGES, DEALS, OTHERS, PEOPLE, Q3, STAGES

from bothways.evidence import TABLES, Snapshot
from bothways.evidence.measures import CATALOGUE, measure
from bothways.evidence.measures.evidence import Evidence
from bothways.evidence.measures.measuring import behind, measured
from company import snapshot_of

pytestmark = [pytest.mark.spark, pytest.mark.slow]
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, which is not here", allow_module_level=True)
sql = pytest.importorskip("pyspark.sql", reason="Spark needs PySpark: install bothways[spark]")


class SparkFrames:
    """The tables of a snapshot in a local Spark."""

    def __init__(self, spark: Any, snapshot: Snapshot) -> None:
        self.id, self.as_of, self.manifest = snapshot.id, snapshot.as_of, dict(snapshot.manifest)
        self.tables = {name: spark.read.parquet(str(snapshot.folder / f"{name}.parquet")) for name in TABLES}

    def table(self, name: str) -> Any:
        return nw.from_native(self.tables[name])

    def keep(self, frame: Any, name: str) -> Any:
        return nw.from_native(frame.to_native().localCheckpoint())

    def rows(self, frame: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in frame.to_native().collect()]

    def arrays(self, frame: Any) -> dict[str, Any]:
        names, rows = frame.collect_schema().names(), self.rows(frame)
        return {name: _column([row[place] for row in rows]) for place, name in enumerate(names)}


def _column(values: list[Any]) -> Any:
    texts = any(isinstance(value, str) for value in values)
    whole = all(value is None or isinstance(value, int) for value in values)
    filled = [("" if texts else 0) if value is None else value for value in values]
    data = np.array(filled, dtype=object if texts else np.int64 if whole else np.float64)
    return np.ma.masked_array(data, mask=[value is None for value in values])


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same_answers(spark: Any, tmp_path: Path) -> None:
    changes = [{"origin": "history", **change} for change in CHANGES]
    snapshot = snapshot_of(
        tmp_path, as_of="2026-08-31", deals=DEALS, deal_changes=changes,
        stages=STAGES, people=PEOPLE, accounts=ACCOUNTS, **OTHERS,
    )  # fmt: skip
    here = measure(snapshot, period=Q3, by=("all", "team"))
    evidence = Evidence(SparkFrames(spark, snapshot), period=Q3, as_of=snapshot.as_of)
    there = measured(evidence, by=("all", "team"))
    assert {figure.name for figure in there.figures} == set(CATALOGUE)
    for ours, theirs in zip(here.figures, there.figures, strict=True):
        assert theirs.value == pytest.approx(ours.value), ours.name
        assert (theirs.name, theirs.by, theirs.key, theirs.n) == (ours.name, ours.by, ours.key, ours.n)
        assert theirs.unknown == ours.unknown
    rate = there.one("win_rate_count")
    assert behind(evidence, rate) == ("l1", "w1", "w2")
