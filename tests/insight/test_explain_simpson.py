"""Mix apart from rate: the split is exact, and Simpson's paradox is found whenever it is there, never when not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bothways.evidence.views.columns import LOST, WON
from bothways.insight.shortfall.simpson import Parts, compared_values, reversal, simpson, split
from insight.drawn import BASE, NOW, columns

COUNTS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 400), st.floats(0, 1), st.floats(0, 1)),
    min_size=1,
    max_size=6,
)


def parts(rows):
    """Rows of (won before, decided before, won now, decided now)."""
    won = np.array([[row[0] for row in rows], [row[2] for row in rows]], dtype=float)
    n = np.array([[row[1] for row in rows], [row[3] for row in rows]], dtype=float)
    return Parts(tuple(f"s{place}" for place in range(len(rows))), won, won, n)


def drawn_parts(rows):
    return parts([(round(n0 * a), n0, round(n1 * b), n1) for n0, n1, a, b in rows])


def moves(own):
    both = (own.n > 0).all(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = own.total / own.n
    return (rates[1] - rates[0])[both]


@given(COUNTS)
def test_within_and_mix_add_up_to_the_change(rows):
    own = drawn_parts(rows)
    found = split(own)
    if (own.n.sum(axis=1) == 0).any():
        assert found is None
        return
    pooled = own.total.sum(axis=1) / own.n.sum(axis=1)
    assert found.within + found.mix == pytest.approx(pooled[1] - pooled[0], abs=1e-12)
    assert found.mix_by.sum() == pytest.approx(found.mix, abs=1e-12)
    assert found.within_by.sum() == pytest.approx(found.within, abs=1e-12)
    assert found.mix_error >= 0
    assert found.within_error >= 0


@given(COUNTS)
def test_the_same_shares_leave_no_mix_and_the_same_rates_leave_nothing_within(rows):
    assume(all(n0 for n0, *_ in rows))
    same = drawn_parts([(n0, n0, a, b) for n0, _, a, b in rows])
    assert split(same).mix == pytest.approx(0, abs=1e-12)
    won = np.array([[n0 for n0, *_ in rows], [2 * n1 for _, n1, *_ in rows]], dtype=float)
    even = Parts(same.names, won / 4, won / 4, won)
    if (won.sum(axis=1) > 0).all():
        assert split(even).within == pytest.approx(0, abs=1e-12)


@given(COUNTS)
def test_the_paradox_is_found_when_every_part_moves_against_the_whole_and_never_otherwise(rows):
    own = drawn_parts(rows)
    found = reversal(own, by="segment")
    if (own.n.sum(axis=1) == 0).any():
        assert found is None
        return
    pooled = own.total.sum(axis=1) / own.n.sum(axis=1)
    change = pooled[1] - pooled[0]
    own_moves = moves(own)
    every = len(own_moves) >= 2 and change != 0 and (np.sign(own_moves) == -np.sign(change)).all()
    if every:
        assert found is not None
        assert found.every
    elif found is not None:
        assert not found.every
        against = own.n[:, [name in found.against for name in own.names]].sum()
        assert against >= 0.9 * own.n.sum()
        assert np.sign(found.split.within) == -np.sign(change)


def test_berkeley_and_the_kidney_stones():
    # Charig et al. 1986: open surgery wins for small and for large stones, and loses over all.
    stones = parts([(234, 270, 81, 87), (55, 80, 192, 263)])
    found = reversal(stones, by="segment", groups=("keyhole", "open"))
    assert found.every
    assert found.split.before == pytest.approx(289 / 350)
    assert found.split.now == pytest.approx(273 / 350)
    assert found.split.within > 0 > found.split.mix
    # Bickel et al. 1975, the six departments, men and then women: four of six are higher for women.
    berkeley = parts(
        [(512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593), (138, 417, 131, 375), (53, 191, 94, 393),
         (22, 373, 24, 341)]
    )  # fmt: skip
    assert split(berkeley).within > 0 > split(berkeley).mix
    assert (
        reversal(berkeley, by="segment") is None
    )  # two departments, with a third of the people, go with the whole


def test_no_paradox_with_a_single_part_or_with_nothing_moving():
    assert reversal(parts([(10, 20, 5, 20)]), by="segment") is None
    assert reversal(parts([(10, 20, 10, 20), (3, 9, 3, 9)]), by="segment") is None
    assert reversal(parts([(0, 0, 5, 20), (1, 5, 0, 0)]), by="segment") is None
    assert split(parts([(0, 0, 0, 0)])) is None


def company(people):
    """All rates up by five of 100, the mix towards the part that is hardly ever won."""
    rows = [
        ("easy", BASE, 300, 0.6),
        ("easy", NOW, 100, 0.65),
        ("hard", BASE, 100, 0.1),
        ("hard", NOW, 300, 0.15),
    ]
    names, days, means, owners = [], [], [], []
    for name, span, n, rate in rows:
        names += [name] * n
        days += [float(span[0] + 5)] * n
        means += [WON if place < round(n * rate) else LOST for place in range(n)]
        owners += [f"{name}{place % people}" for place in range(n)]
    return columns(
        len(names),
        segment=names,
        owner=owners,
        meaning=means,
        close=days,
        created=days,
        amount=[1e5] * len(names),
    )


def test_the_paradox_in_a_company_names_the_part_whose_share_did_it():
    (found,) = simpson(company(4), now=NOW, base=BASE)
    assert (found.by, found.every, found.carrier) == ("segment", True, "hard")
    assert found.split.within == pytest.approx(0.05)
    assert found.split.change == pytest.approx((65 + 45) / 400 - (180 + 10) / 400)
    assert found.is_clear


def test_a_part_of_fewer_than_three_people_is_not_named():
    (found,) = simpson(company(2), now=NOW, base=BASE)
    assert found.carrier == ""


def test_values_of_one_period_are_compared_part_by_part():
    # Source B is better in both regions, A looks better over all, since it sells where all win.
    rows = [
        ("A", "home", 400, 0.6),
        ("B", "home", 100, 0.66),
        ("A", "away", 100, 0.2),
        ("B", "away", 400, 0.26),
    ]
    source, region, means = [], [], []
    for one, place, n, rate in rows:
        source += [one] * n
        region += [place] * n
        means += [WON if at < round(n * rate) else LOST for at in range(n)]
    drawn = columns(len(means), source=source, region=region, meaning=means)
    found = compared_values(drawn, decided=drawn.meaning > 0, won=drawn.meaning == WON)
    assert ("source", ("A", "B"), "region") in {(one.between, one.groups, one.by) for one in found}
    one = next(one for one in found if one.between == "source")
    assert one.split.before > one.split.now
    assert one.split.within == pytest.approx(0.06)


def test_without_deals_there_is_no_paradox():
    assert simpson(columns(0), now=NOW, base=BASE) == ()
    nothing = columns(3)
    assert compared_values(nothing, decided=nothing.meaning > 0, won=nothing.meaning == WON) == ()
