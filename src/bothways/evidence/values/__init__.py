"""What cells mean: numbers, dates and texts, a whole column read in one consistent way.

For: turning the distinct texts of one column into numbers, days and plain text. Pure: no engine, no files.
Gives: `read_numbers`, `read_dates`, `html_to_text`, `tidy`, `split_dated_notes`, `split_mail`, and the
patterns of what an engine's own cast reads alike: `plain_number_pattern`, `plain_date_pattern`,
`plain_moment_pattern`.
Never: reads one value against the rest of its column; settles what can be read in two ways (`ambiguous`).
"""

from bothways.evidence.values.dates import (
    DateReading,
    plain_date_pattern,
    plain_moment_pattern,
    read_dates,
)
from bothways.evidence.values.numbers import NumberReading, plain_number_pattern, read_numbers
from bothways.evidence.values.texts import MailPart, html_to_text, split_dated_notes, split_mail, tidy

__all__ = [
    "DateReading",
    "MailPart",
    "NumberReading",
    "html_to_text",
    "plain_date_pattern",
    "plain_moment_pattern",
    "plain_number_pattern",
    "read_dates",
    "read_numbers",
    "split_dated_notes",
    "split_mail",
    "tidy",
]
