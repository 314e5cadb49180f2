"""Deals of which it is known what each theme does to their chances, and the texts in which it was said.

Chances come from size, segment, age, stage and what was said in time. How many texts a deal has comes from
size, age and stage too: so every theme, also one without any effect, is said more often in deals of another
chance. Some themes are said the more often the later the stage or the larger the deal; some are only
written down when the outcome is clear.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bothways.evidence.measures.history import History
from bothways.evidence.views.columns import LOST, OPEN, WON, Changes, DealColumns
from bothways.insight.themes.association import Z, strata_of
from bothways.insight.themes.corpus import Assignment, Corpus, Theme
from bothways.insight.themes.measuring import measured

Floats = npt.NDArray[np.float64]
AS_OF = 20_600
STAGES = ("Qualify", "Propose", "Negotiate", "Won", "Lost")


@dataclass(frozen=True)
class Plant:
    """A theme: how often a text says it, what it does in log-odds, and what else it goes with.

    `goes_with`: "stage" or "size": texts of late or large deals say it far more often. `leaks`: of lost
    deals so large a share has it written down in the last days.
    """

    name: str
    rate: float = 0.04
    effect: float = 0.0
    goes_with: str = ""
    leaks: float = 0.0


PLANTS = (
    Plant("slow answers", effect=-1.0),
    Plant("price", rate=0.06, effect=-0.8),
    Plant("praise", rate=0.05, effect=0.8),
    Plant("nothing"),
    Plant("nothing rare", rate=0.02),
    Plant("more texts only", rate=0.08),
    Plant("late stage only", rate=0.03, goes_with="stage"),
    Plant("large deals only", rate=0.03, goes_with="size"),
    Plant("leaks only", rate=0.03, leaks=0.5),
)


@dataclass(frozen=True)
class Planted:
    """What is found in the CRM, and of each deal and theme the true chance with it and without it."""

    deals: DealColumns
    corpus: Corpus
    assignment: Assignment
    plants: tuple[Plant, ...]
    with_theme: Floats
    without: Floats
    said: npt.NDArray[np.bool_] = field(repr=False)

    @property
    def confounded(self) -> tuple[int, ...]:
        """The themes that do nothing and go with what does."""
        return tuple(row for row, one in enumerate(self.plants) if not one.effect)


def planted(
    n: int = 800,
    *,
    seed: int = 0,
    plants: tuple[Plant, ...] = PLANTS,
    confounding: float = 1.0,
    alike: float = 0.3,
    texts: float = 1.0,
) -> Planted:
    """Make `n` deals, about a sixth of them open, and their texts.

    `confounding` scales what size, age, stage and segment do to the chance and to the number of texts;
    `alike` is the spread, in log-odds, of what the deals of an account have in common; `texts` scales how
    many each has.
    """
    rng = np.random.default_rng(seed)
    account = rng.integers(0, max(1, int(n / 1.6)), n)
    size = rng.normal(0, 1, n)
    segment, region, kind = rng.integers(0, 4, n), rng.integers(0, 3, n), rng.integers(0, 3, n)
    cycle = np.maximum(20, np.exp(rng.normal(4.3 + 0.25 * size, 0.5))).astype(int)
    created = AS_OF - rng.integers(0, 900, n)
    closes = created + cycle
    is_open = closes > AS_OF
    landmark = np.where(is_open, AS_OF - 14, closes - 14)
    age = np.maximum(landmark - created, 0)
    reach = rng.random(n) + 0.3 * (age > 60)
    stage = np.where(reach > 0.85, 2, np.where(reach > 0.4, 1, 0))
    log_age = (np.log1p(age) - 4.0) / 0.8
    expected = 2.0 * texts * np.exp(confounding * (0.25 * size + 0.35 * log_age + 0.3 * (stage - 1)))
    notes = rng.poisson(np.clip(expected, 0.2, 40.0))
    # Who sells writes in the last days too: by then the outcome is clear.
    last = rng.poisson(1.0, n)
    text_deal = np.concatenate([np.repeat(np.arange(n), notes), np.repeat(np.arange(n), last)])
    early = np.arange(len(text_deal)) < notes.sum()
    share = rng.random(len(text_deal))
    day = np.where(
        early,
        created[text_deal] + np.floor(share * (age[text_deal] + 1)),
        landmark[text_deal] + 1 + np.floor(share * 13),
    )
    says = np.zeros((len(text_deal), len(plants)), dtype=bool)
    for row, plant in enumerate(plants):
        rate = np.full(n, plant.rate)
        if plant.goes_with == "stage":
            rate = plant.rate * np.array([0.4, 1.5, 6.0])[stage]
        if plant.goes_with == "size":
            rate = plant.rate * np.exp(np.clip(1.2 * size, -3, 2))
        says[:, row] = rng.random(len(text_deal)) < np.clip(rate, 0, 0.9)[text_deal]
    said = np.zeros((n, len(plants)), dtype=bool)
    deal, theme = np.nonzero(says & early[:, None])
    said[text_deal[deal], theme] = True
    effects = np.array([plant.effect for plant in plants])
    base = -0.3 + confounding * (
        -0.35 * size - 0.3 * log_age + 0.7 * (stage - 1) + np.array([-0.3, 0.0, 0.2, 0.3])[segment]
    )
    base = base + alike * rng.normal(0, 1, n)[account]
    log_odds = base + said @ effects
    rest = log_odds[:, None] - said * effects
    won = rng.random(n) < _chance(log_odds)
    meaning = np.where(is_open, OPEN, np.where(won, WON, LOST))
    for row, plant in enumerate(plants):
        leaks = ~early & (meaning == LOST)[text_deal] & (rng.random(len(text_deal)) < plant.leaks)
        says[leaks, row] = True
    amount = np.round(np.exp(13.0 + 0.8 * size)).astype(np.float64)
    return Planted(
        deals=_columns(rng, account, amount, segment, region, kind, created, closes, meaning, stage, age),
        corpus=_corpus(text_deal, day, account),
        assignment=_assignment(says, plants),
        plants=plants,
        with_theme=_chance(rest + effects),
        without=_chance(rest),
        said=said,
    )


def _chance(log_odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-log_odds))


def _texts(prefix: str, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    return np.array([f"{prefix}{one:06d}" for one in numbers.tolist()], dtype=object)


def _columns(rng, account, amount, segment, region, kind, created, closes, meaning, stage, age):
    n = len(account)
    blank = np.full(n, "", dtype=object)
    rows, days, old, new = [], [], [], []
    # Each reached its stage step by step, by the landmark; closing is a change too.
    for step in (1, 2):
        reached = np.flatnonzero(stage >= step)
        rows.append(reached)
        days.append(created[reached] + np.floor(age[reached] * (0.3 * step + 0.2 * rng.random(len(reached)))))
        old.append(np.full(len(reached), step - 1))
        new.append(np.full(len(reached), step))
    closed = np.flatnonzero(meaning != OPEN)
    rows.append(closed)
    days.append(closes[closed])
    old.append(stage[closed])
    new.append(meaning[closed] + 2)
    deal, day = np.concatenate(rows), np.concatenate(days).astype(np.int64)
    order = np.lexsort((day, deal))
    names = np.array(STAGES, dtype=object)
    changes = Changes(
        deal=deal[order], day=day[order], field=np.zeros(len(deal), dtype=np.int64),
        old=np.full(len(deal), np.nan), new=np.full(len(deal), np.nan),
        old_stage=names[np.concatenate(old)[order]], new_stage=names[np.concatenate(new)[order]],
        is_push=np.zeros(len(deal), dtype=bool),
    )  # fmt: skip
    now = np.where(meaning == OPEN, stage, meaning + 2)
    meanings = (OPEN, OPEN, OPEN, WON, LOST)
    return DealColumns(
        snapshot="planted", currency="EUR", as_of=AS_OF, deal=_texts("d", np.arange(n)), account=_texts("a", account),
        owner=_texts("r", rng.integers(0, 12, n)), team=blank, type=np.array(["new", "renewal", "expansion"], dtype=object)[kind],
        pipeline=blank, stage=names[now], forecast=blank, product=_texts("p", rng.integers(0, 3, n)),
        region=_texts("reg", region), segment=_texts("seg", segment), source=blank, competitor=blank, reason=blank,
        meaning=meaning.astype(np.int64), amount=amount, created=created.astype(np.float64), close=closes.astype(np.float64),
        decided=np.where(meaning == OPEN, np.nan, closes).astype(np.float64), probability=np.full(n, np.nan), changes=changes,
        history=History(as_of_day=AS_OF, latest={"stage": AS_OF}, since=AS_OF - 2000),
        places={("", name): (float(row + 1), meanings[row]) for row, name in enumerate(STAGES)},
    )  # fmt: skip


def _corpus(text_deal: npt.NDArray[np.int64], day: Floats, account: npt.NDArray[np.int64]) -> Corpus:
    size = len(text_deal)
    customer = np.arange(size) % 3 == 0
    words = np.full(size, "They said what they said.", dtype=object)
    speaker = np.where(customer, account[text_deal] % 977, text_deal % 12)
    return Corpus(
        table=np.full(size, "activities", dtype=object), id=_texts("t", np.arange(size)), text=words,
        is_customer=customer, kind=np.where(customer, "mail_in", "note").astype(object),
        account=_texts("a", account[text_deal]), deal=_texts("d", text_deal), speaker=_texts("s", speaker), day=day,
        of=np.arange(size), start=np.zeros(size, dtype=np.int64), end=np.full(size, 25, dtype=np.int64),
    )  # fmt: skip


def _assignment(says: npt.NDArray[np.bool_], plants: tuple[Plant, ...]) -> Assignment:
    sentence, theme = np.nonzero(says)
    themes = tuple(
        Theme(
            plant.name.replace(" ", "-"),
            plant.name,
            "seed",
            kind="praise" if plant.name == "praise" else "concern",
        )
        for plant in plants
    )
    return Assignment(
        themes, sentence, theme, np.ones(len(sentence)), np.zeros(len(sentence), dtype=np.int64)
    )


@dataclass
class Score:
    """Over all runs, by theme: how often the intervals held the truth, how often it was called an effect."""

    plants: tuple[Plant, ...]
    raw: Floats
    shrunk: Floats
    stake: Floats
    called: Floats
    naive: Floats
    leaky: Floats
    deals: Floats

    @property
    def effects(self) -> npt.NDArray[np.bool_]:
        return np.array([bool(one.effect) for one in self.plants])


def score(n: int, *, runs: int, seed: int = 0, plants: tuple[Plant, ...] = PLANTS, **world: float) -> Score:
    """Plant, measure and compare with the truth, `runs` times.

    `naive` is the test that many would make: win rates with and without, nothing else, at 5 %; `leaky` the
    same with what was said at any time before the close.
    """
    kinds = ("raw", "shrunk", "stake", "called", "naive", "leaky", "deals")
    found = {kind: np.full((runs, len(plants)), np.nan) for kind in kinds}
    for run in range(runs):
        one = planted(n, seed=seed + run, plants=plants, **world)
        core = measured(one.corpus, one.assignment, one.deals, as_of=AS_OF, seed=run)
        rows = np.flatnonzero(core.marks.enters)
        effect = one.with_theme - one.without
        for theme, got in enumerate(core.themes):
            told, held = core.held.in_time[rows, theme], got.association
            found["deals"][run, theme] = told.sum()
            found["called"][run, theme] = held.called
            found["naive"][run, theme] = _naive(told, core.marks.is_won[rows])
            found["leaky"][run, theme] = _naive(core.held.ever[rows, theme], core.marks.is_won[rows])
            if held.unknown:
                continue
            true = true_difference(strata_of(core.covariates.design[rows], told), told, effect[rows, theme])
            found["raw"][run, theme] = abs(held.raw - true) <= Z * held.error
            found["shrunk"][run, theme] = held.low <= true <= held.high
            if not got.stake.unknown:
                which = core.marks.is_open & core.held.in_time[:, theme]
                lost = -float((one.deals.amount * effect[:, theme])[which].sum())
                found["stake"][run, theme] = got.stake.low <= lost <= got.stake.high
    return Score(plants, **{kind: np.nanmean(values, axis=0) for kind, values in found.items()})


def true_difference(stratum: npt.NDArray[np.int64], told: npt.NDArray[np.bool_], effect: Floats) -> float:
    """Return what Mantel and Haenszel's weights make of the true effects on these very deals."""
    size = int(stratum.max()) + 1
    n1, n0 = np.bincount(stratum[told], minlength=size), np.bincount(stratum[~told], minlength=size)
    weight = n1 * n0 / np.maximum(n1 + n0, 1)
    mean = np.bincount(stratum, effect, minlength=size) / np.maximum(n1 + n0, 1)
    return float((weight * mean).sum() / weight.sum())


def _naive(told: npt.NDArray[np.bool_], won: npt.NDArray[np.bool_]) -> bool:
    if told.all() or not told.any():
        return False
    with_theme, without = won[told].mean(), won[~told].mean()
    error = np.sqrt(
        with_theme * (1 - with_theme) / told.sum() + without * (1 - without) / (~told).sum() + 1e-12
    )
    return bool(abs(with_theme - without) / error > 1.959964)
