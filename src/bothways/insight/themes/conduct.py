"""What was done in each deal by its landmark: people met, meetings, how soon a customer was answered."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import numpy as np
import numpy.typing as npt

from bothways.evidence import Snapshot
from bothways.evidence.measures.frames import DuckFrames
from bothways.evidence.views import DealColumns
from bothways.insight.themes.landmark import Landmarks

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_TOUCH = ("call", "mail_out", "mail_in", "meeting")
_REPLY = ("call", "mail_out", "meeting")
_PROMPT = 2.0
WORDS = {
    "people": "more than a single person of the customer was spoken to",
    "meetings": "there was more than a single meeting",
    "answer": "the customer's opening mail was answered soon",
}
"""What was done, as a sentence says it after “deals in which”."""


@dataclass(frozen=True, slots=True, eq=False)
class Conduct:
    """Of each deal, by its landmark: `people` of the customer met, `meetings`, `answer`: days to the first answer, NaN."""

    people: Ints
    meetings: Ints
    answer: Floats

    def done(self) -> dict[str, tuple[Bools, Bools]]:
        """Return for each kind of conduct: in which deals it is known, and in which it was so."""
        every = np.ones(len(self.people), dtype=bool)
        known = ~np.isnan(self.answer)
        return {
            "people": (every, self.people >= 2),
            "meetings": (every, self.meetings >= 2),
            "answer": (known, known & (self.answer <= _PROMPT)),
        }


def conduct_of(snapshot: Snapshot, deals: DealColumns, marks: Landmarks) -> Conduct:
    """Return what was done in each deal of a snapshot, from its activities."""
    frames = DuckFrames(snapshot)
    try:
        wanted = frames.table("activities").filter(~nw.col("deal_id").is_null(), ~nw.col("at_day").is_null())
        got = frames.arrays(wanted.select("deal_id", "kind", "contact_id", "at_day", "activity_id"))
    finally:
        frames.close()
    rows = {one: row for row, one in enumerate(deals.deal.tolist())}
    plain = {name: np.ma.getdata(values) for name, values in got.items()}
    deal = np.array([rows.get(one, -1) for one in plain["deal_id"].tolist()], dtype=np.int64)
    contact = np.ma.filled(np.ma.asarray(got["contact_id"]).astype(object), "")
    return conducted(deal, plain["kind"], contact, plain["at_day"].astype(np.float64), marks)


def conducted(
    deal: Ints, kind: npt.NDArray[np.object_], contact: npt.NDArray[np.object_], day: Floats, marks: Landmarks
) -> Conduct:
    """Return what was done in each deal, from activities as columns; `deal` is a row, -1 none."""
    count = len(marks.day)
    known = deal >= 0
    deal, kind, contact, day = deal[known], kind[known].astype(str), contact[known], day[known]
    soon = day <= marks.day[deal]
    deal, kind, contact, day = deal[soon], kind[soon], contact[soon], day[soon]
    meetings = np.bincount(deal[kind == "meeting"], minlength=count)
    touched = np.isin(kind, _TOUCH) & np.array([bool(one) for one in contact.tolist()], dtype=bool)
    numbers: dict[str, int] = {}
    codes = np.array(
        [numbers.setdefault(one, len(numbers)) for one in contact[touched].tolist()], dtype=np.int64
    )
    pairs = np.unique(deal[touched] * max(1, len(numbers)) + codes)
    people = np.bincount(pairs // max(1, len(numbers)), minlength=count)
    asked = np.full(count, np.inf)
    np.minimum.at(asked, deal[kind == "mail_in"], day[kind == "mail_in"])
    reply = np.isin(kind, _REPLY) & (day >= asked[deal])
    answered = np.full(count, np.inf)
    np.minimum.at(answered, deal[reply], day[reply])
    both = np.isfinite(asked) & np.isfinite(answered)
    answer = np.where(both, np.where(both, answered, 0.0) - np.where(both, asked, 0.0), np.nan)
    # Asked and not answered by the landmark is an answer that did not come soon.
    answer = np.where(np.isfinite(asked) & ~np.isfinite(answered), np.inf, answer)
    return Conduct(people.astype(np.int64), meetings.astype(np.int64), answer)
