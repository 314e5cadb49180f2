"""The sample company: an invented maker of laboratory equipment, for the demo and for tests.

For: showing what Bothways does without anybody's data, and holding an import against a known truth.
Gives: `write_sample` (a Salesforce Data Export), `write_report_export` (a report, as managers have it),
    `SampleTruth` (what is true in it).
Never: uses a clock or chance other than the seed's; holds a name or text of a real company.
"""

from bothways.evidence.sample.export import SEED, STORY, write_sample
from bothways.evidence.sample.report import write_report_export
from bothways.evidence.sample.truth import SampleTruth

__all__ = ["SEED", "STORY", "SampleTruth", "write_report_export", "write_sample"]
