"""From who gave an answer to the band that may be shown: all that a page, a chart or an export ever gets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest

from bothways.opendoor.disclosure.bands import Band, share_between, within
from bothways.opendoor.disclosure.released import Piece
from bothways.terms import Refusal

__all__ = ["consensus", "share"]


def ends(pieces: Sequence[Piece], *, gave: Collection[str]) -> tuple[int, int, int]:
    """Return the lowest and the highest number that the bands leave, and how many people the pieces hold."""
    low = high = n = 0
    for piece in pieces:
        size = len(piece.people)
        least, most = within(len(piece.people.intersection(gave)), n=size, edges=piece.edges)
        low, high, n = low + least, high + most, n + size
    return low, high, n


def share(pieces: Sequence[Piece], *, gave: Collection[str], on_record: Collection[str] = ()) -> Band:
    """Return the band of the share that gave an answer (agree, say) among the people of a part.

    pieces: of `Decision.pieces`; gave: everybody who gave the answer; on_record: people of the part who are shown with
    their answers: they are added exactly, since everybody knows them.

    >>> people = frozenset("abcdefgh")
    >>> str(share([Piece(people, (0, 5))], gave=set("abcdefg")))
    '60 to 100 %'
    """
    low, high, n = ends(pieces, gave=gave)
    known = frozenset(on_record)
    if any(known & piece.people for piece in pieces):
        raise Refusal("guarded-and-on-record", "Somebody is guarded and on the record at once.")
    more, everybody = len(known.intersection(gave)), n + len(known)
    return share_between((low + more) / everybody, (high + more) / everybody) if everybody else Band(0, 100)


def consensus(
    parts: Iterable[Sequence[Piece]], *, gave: Collection[str], on_record: Sequence[Collection[str]] = ()
) -> Band:
    """Return the band of the group-informed consensus: the product of (A + 1)/(S + 2) over the groups.

    parts: the pieces of each group; on_record: the people of each group who are shown with their answers, if any.
    Made of the ends of the groups' own bands, so that it tells nothing that they don't: the exact product of two
    small groups can be turned back into both counts. One group gives the band of a smoothed rate.

    >>> staff, executives = frozenset("abcdefghijkl"), frozenset("mnopqrs")
    >>> parts = [[Piece(staff, (0, 4, 9))], [Piece(executives, (0, 4))]]
    >>> str(consensus(parts, gave=set("abcdefghijmnopq")))
    '35 to 85 %'
    """
    low = high = 1.0
    for pieces, known in zip_longest(parts, on_record, fillvalue=()):
        least, most, n = ends(pieces, gave=gave)
        more, everybody = len(frozenset(known).intersection(gave)), n + len(frozenset(known))
        low *= (least + more + 1) / (everybody + 2)
        high *= (most + more + 1) / (everybody + 2)
    return share_between(low, high)
