"""What the judge (`bothways.lens.judge`) learns from: pieces of charged messages that calm wordings leave out, and others.

A piece is taken for left out when at most a quarter of its words stand in the calm wording and the rest of its sentence
does; for kept when six in ten do; what lies between is not learned from. `tagger.py` makes the tables.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

LIKELY = 0.05  # how sure the judge must be of a piece for its borders to be learned from
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "tests")]


def content(text: str) -> list[str]:
    """The words that count, in small letters."""
    import re

    from lens_parts.reframing import SMALL

    return [w.lower() for w in re.findall(r"[a-zA-Z']+|\d[\d.,:]*", text) if w.lower() not in SMALL]


def pieces(part: str, files: str) -> list[dict[str, Any]]:
    """The pieces of all messages of some files: signs, turns, whether they were left out, of which message.

    The calm wordings are messages too, by the same hands, of which nothing is to be left out.
    """
    from lens_parts.own_set import rows

    found = []
    for row in rows(part, files):
        if row.get("escalate"):
            continue
        text, calm = row["text"], row.get("calm") or row["text"]
        found += _pieces(text, calm, row)
        if calm != text:
            found += _pieces(calm, calm, row)
    return found


def _pieces(text: str, calm: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    from bothways.lens import facts_of
    from bothways.lens.charge.parts import parts_of
    from bothways.lens.judge.turns import turns_in
    from bothways.lens.judge.weighing import looked_at
    from lens_parts.tagger import compared

    found = []
    parts = parts_of(text)
    said = set(content(calm))
    labels = compared(text, calm)
    for seen in looked_at(parts, facts_of(text, names=row["names"]), names=row["names"]):
        piece = seen.piece
        words = content(piece.text)
        if not words:
            continue
        there = sum(w in said for w in words) / len(words)
        left_out = 1 if there <= 0.25 else 0 if there >= 0.6 else None
        if left_out and piece.place != "whole":
            sentence = parts[seen.part].text
            rest = content(sentence[: piece.start] + " " + sentence[piece.end :])
            if not rest or sum(w in said for w in rest) / len(rest) < 0.5:
                left_out = None
        found.append(
            {"signs": seen.signs, "turns": turns_in(piece.text, row["names"]), "left out": left_out, "seen": seen,
             "cut": cut_there(seen, parts[seen.part].start, labels), "message": row["id"], "whole": piece.place == "whole"}
        )  # fmt: skip
    return found


def cut_there(seen: Any, at: int, labels: dict[int, int | None]) -> int:
    """Whether a calm wording cuts a piece at just these borders: all of its words go, and none that touches it goes."""
    tags, piece = seen.sentence.tags, seen.piece
    end = piece.said + len(piece.text)
    inside = [
        labels.get(at + s)
        for s, w in zip(tags.starts, tags.low, strict=True)
        if piece.said <= s < end and w[0].isalnum()
    ]
    if not inside or sum(one == 1 for one in inside) < 0.85 * len(inside):
        return 0
    if piece.place == "whole":
        return 1
    for place in (
        max((n for n, s in enumerate(tags.starts) if s < piece.said), default=None),
        min((n for n, s in enumerate(tags.starts) if s >= end), default=None),
    ):
        if place is not None and tags.low[place][0].isalnum() and labels.get(at + tags.starts[place]) == 1:
            return 0
    return 1


def turns() -> list[dict[str, Any]]:
    """Turns of speech written for learning (`turns.txt`): each a sentence of its own, alone and before a plain request."""
    from bothways.lens import facts_of
    from bothways.lens.charge.parts import parts_of
    from bothways.lens.judge.turns import turns_in
    from bothways.lens.judge.weighing import looked_at

    found = []
    for number, line in enumerate((HERE / "turns.txt").read_text(encoding="utf-8").splitlines()):
        sign, _, said = line.partition(" ")
        for text in (said, f"{said} Please send the report by Friday.") if sign in {"+", "-"} else ():
            for seen in looked_at(parts_of(text), facts_of(text), names=()):
                piece = seen.piece
                if seen.part or (sign == "+" and piece.place != "whole"):
                    continue
                found.append(
                    {"signs": seen.signs, "turns": turns_in(piece.text, ()), "left out": int(sign == "+"), "seen": seen,
                     "cut": int(sign == "+"), "message": f"turn {number}", "whole": piece.place == "whole"}
                )  # fmt: skip
    return found


def matrix(data: list[dict[str, Any]], known: dict[str, int]) -> Any:
    """Which turns stand in which piece."""
    from scipy.sparse import csr_matrix

    at, which = [], []
    for row, piece in enumerate(data):
        for turn in piece["turns"]:
            if turn in known:
                at.append(row)
                which.append(known[turn])
    return csr_matrix((np.ones(len(at)), (at, which)), shape=(len(data), len(known)))


def fit_turns(
    data: list[dict[str, Any]], y: Any, groups: Any, *, strength: float = 0.2
) -> tuple[dict[str, float], Any]:
    """The weights of turns that three messages hold, and what each piece's sum is when its own message is left aside."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

    seen: dict[str, set[str]] = {}
    for piece in data:
        for turn in piece["turns"]:
            seen.setdefault(turn, set()).add(piece["message"])
    known = {turn: i for i, turn in enumerate(sorted(t for t, g in seen.items() if len(g) >= 3))}
    x = matrix(data, known)
    model = LogisticRegression(C=strength, max_iter=3000)
    aside = cross_val_predict(model, x, y, groups=groups, cv=LeaveOneGroupOut(), method="decision_function")
    model.fit(x, y)
    found = {t: round(float(model.coef_[0][i]), 3) for t, i in known.items()}
    return {
        "": round(float(model.intercept_[0]), 3),
        **{t: w for t, w in found.items() if abs(w) >= 0.04},
    }, aside


def as_table(model: Any, names: list[str]) -> dict[str, Any]:
    """The trees of a fitted model as plain arrays."""
    trees = [stage[0].nodes for stage in model._predictors]
    longest = max(len(t) for t in trees)
    shape = (len(trees), longest)
    sign, left, right = (np.zeros(shape, int) for _ in range(3))
    threshold, weight = np.zeros(shape), np.zeros(shape)
    for t, nodes in enumerate(trees):
        for i, node in enumerate(nodes):
            if node["is_leaf"]:
                left[t, i] = right[t, i] = i
                weight[t, i] = node["value"]
            else:
                sign[t, i], threshold[t, i] = node["feature_idx"], node["num_threshold"]
                left[t, i], right[t, i] = node["left"], node["right"]
    return {
        "signs": names,
        "sign": sign.tolist(),
        "threshold": np.round(threshold, 4).tolist(),
        "left": left.tolist(),
        "right": right.tolist(),
        "weight": np.round(weight, 4).tolist(),
        "base": float(model._baseline_prediction.ravel()[0]),
        "depth": int(max(n["depth"] for t in trees for n in t)) + 1,
    }


def fit_forests(data: list[dict[str, Any]]) -> tuple[dict[str, float], dict[str, Any], dict[str, Any]]:
    """The weights of turns of speech, the judge's trees and those of its borders, from pieces that tell whose `hand` they are.

    What a piece's turns weigh, and how sure the judge is of it, is told by what the other hands say, so that the trees
    learn how far to trust that.
    """
    from bothways.lens.judge.signs import BORDERS, NAMES

    clear = [p for p in data if p["left out"] is not None]
    y = np.array([p["left out"] for p in clear])
    hand = np.array([p["hand"] for p in clear])
    weights, aside = fit_turns(clear, y, hand)
    place = NAMES.index("turns of speech")
    for piece, turn in zip(clear, aside, strict=True):
        piece["signs"][place] = turn
    for piece in data:
        if piece["left out"] is None:
            piece["signs"][place] = weights[""] + sum(weights.get(t, 0.0) for t in sorted(piece["turns"]))
    x = np.array([p["signs"] for p in clear])
    every, hands = np.array([p["signs"] for p in data]), np.array([p["hand"] for p in data])
    sure = np.zeros(len(data))
    for one in sorted(set(hands)):
        sure[hands == one] = trees(x[hand != one], y[hand != one]).predict_proba(every[hands == one])[:, 1]
    likely = np.flatnonzero(sure >= LIKELY)
    rows = [[*every[n], *data[n]["seen"].sentence.borders_of(data[n]["seen"].piece, sure[n])] for n in likely]
    cut = trees(np.array(rows), np.array([data[n]["cut"] for n in likely]))
    return weights, as_table(trees(x, y), list(NAMES)), as_table(cut, [*NAMES, *BORDERS])


def trees(x: Any, y: Any) -> Any:
    """Small trees fitted one after the other."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=15, max_depth=5, random_state=0
    ).fit(x, y)
