"""A question to both sides, from its ballots to what everybody may see: one release a round, the same for all.

For: pages, mails, briefs and commands that ask both sides and show what came of it.
Gives: `Asked`, `AskedStatement`, `Ballot` (JSON in and out); `before` (what each side is told before it answers);
    `may_release` and `release`: decided from who answered, told in bands, and nothing but bands is reckoned with
    afterwards; `Release` (`shown` is what all may see; `to_json` has beside it, as `trace`, what the next round needs and
    nobody is shown); `mine`: where one sits and what one misread, for that person alone; `sections`:
    what enters both briefs.
Never: knows who anybody is, reads a clock, draws anything; lets a verdict, a gap, an order or a place on a map be made
    of exact counts.
"""

from bothways.opendoor.asked.asking import Asked, AskedStatement, Ballot
from bothways.opendoor.asked.between import GapTold, StatementTold, WayTold
from bothways.opendoor.asked.deciding import MayRelease, Sealed
from bothways.opendoor.asked.mine import Mine, Misread, mine
from bothways.opendoor.asked.noticing import Notice, before
from bothways.opendoor.asked.released import METHOD, Change, OnRecord, Release, SideSummary
from bothways.opendoor.asked.releasing import may_release, release
from bothways.opendoor.asked.sections import Told, sections
from bothways.opendoor.asked.shores import Shores, place_of
from bothways.opendoor.asked.told import SideTold

__all__ = [
    "METHOD", "Asked", "AskedStatement", "Ballot", "Change", "GapTold", "MayRelease", "Mine", "Misread", "Notice",
    "OnRecord", "Release", "Sealed", "Shores", "SideSummary", "SideTold", "StatementTold", "Told", "WayTold",
    "before", "may_release", "mine", "place_of", "release", "sections",
]  # fmt: skip
