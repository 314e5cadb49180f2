"""Makes the judge (`bothways.lens.judge`): what of a charged message states nothing, learned from calm wordings.

    python bench/lens_parts/judge.py            how well it judges messages of a writer whom it never read (fresh_02, fresh_03)
    python bench/lens_parts/judge.py --write    the same, and the tables for the package

It learns from the open part of the set, its calm messages, the learning messages, the first of the fresh files and turns
of speech written for it. The
sealed files are not opened. A piece is taken for left out when at most a quarter of its words stand in the calm wording
and the rest of its sentence does; for kept when six in ten do; what lies between is not learned from.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "tests")]
PACKAGE = HERE.parents[1] / "src" / "bothways" / "lens" / "judge"
LEARNED = (("charged", "dev"), ("calm", "dev"), ("charged", "fresh_01"), ("learning", "learn"))
TESTED = (("charged", "fresh_02"), ("charged", "fresh_03"))


def content(text: str) -> list[str]:
    """The words that count, in small letters."""
    import re

    from lens_parts.reframing import SMALL

    return [w.lower() for w in re.findall(r"[a-zA-Z']+|\d[\d.,:]*", text) if w.lower() not in SMALL]


def pieces(part: str, prefix: str) -> list[dict[str, Any]]:
    """The pieces of all messages of some files: signs, turns, whether they were left out, of which message."""
    from bothways.lens import facts_of
    from bothways.lens.charge.parts import parts_of
    from bothways.lens.judge.turns import turns_in
    from bothways.lens.judge.weighing import looked_at
    from lens_parts.own_set import rows

    found = []
    for row in rows(part, f"{prefix}*.jsonl"):
        if row.get("escalate"):
            continue
        parts = parts_of(row["text"])
        calm = set(content(row.get("calm") or row["text"]))
        for index, piece, signs in looked_at(
            parts, facts_of(row["text"], names=row["names"]), names=row["names"]
        ):
            words = content(piece.text)
            if not words:
                continue
            there = sum(w in calm for w in words) / len(words)
            left_out = 1 if there <= 0.25 else 0 if there >= 0.6 else None
            if left_out and piece.place != "whole":
                sentence = parts[index].text
                rest = content(sentence[: piece.start] + " " + sentence[piece.end :])
                if not rest or sum(w in calm for w in rest) / len(rest) < 0.5:
                    left_out = None
            if left_out is not None:
                found.append(
                    {"signs": signs, "turns": turns_in(piece.text, row["names"]), "left out": left_out,
                     "message": row["id"], "whole": piece.place == "whole"}
                )  # fmt: skip
    return found


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
            for index, piece, signs in looked_at(parts_of(text), facts_of(text), names=()):
                if index or (sign == "+" and piece.place != "whole"):
                    continue
                found.append(
                    {"signs": signs, "turns": turns_in(piece.text, ()), "left out": int(sign == "+"),
                     "message": f"turn {number}", "whole": piece.place == "whole"}
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
    from sklearn.model_selection import GroupKFold, cross_val_predict

    seen: dict[str, set[str]] = {}
    for piece in data:
        for turn in piece["turns"]:
            seen.setdefault(turn, set()).add(piece["message"])
    known = {turn: i for i, turn in enumerate(sorted(t for t, g in seen.items() if len(g) >= 3))}
    x = matrix(data, known)
    model = LogisticRegression(C=strength, max_iter=3000)
    aside = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(5), method="decision_function")
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


def main(*, write: bool) -> None:
    """Fit, print how well it judges another writer's pieces, and write the tables where asked."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score

    from bothways.lens.judge.signs import NAMES

    data = [p for part, prefix in LEARNED for p in pieces(part, prefix)] + turns()
    x = np.array([p["signs"] for p in data])
    y = np.array([p["left out"] for p in data])
    weights, aside = fit_turns(data, y, np.array([p["message"] for p in data]))
    x[:, NAMES.index("turns of speech")] = aside
    model = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=15, max_depth=5, random_state=0
    ).fit(x, y)
    messages = len({p["message"] for p in data})
    print(
        f"learned from {len(data):,} pieces of {messages:,} messages, {y.mean():.1%} left out; {len(weights):,} turns"
    )
    if write:
        PACKAGE.joinpath("turns.json").write_text(
            json.dumps(weights, ensure_ascii=False, indent=0), encoding="utf-8"
        )
        PACKAGE.joinpath("forest.json").write_text(json.dumps(as_table(model, list(NAMES))), encoding="utf-8")
    test = [p for part, prefix in TESTED for p in pieces(part, prefix)]
    there = np.array([p["signs"] for p in test])
    there[:, NAMES.index("turns of speech")] = [
        weights[""] + sum(weights.get(t, 0.0) for t in p["turns"]) for p in test
    ]
    chance, truth = model.predict_proba(there)[:, 1], np.array([p["left out"] for p in test])
    whole = np.array([p["whole"] for p in test])
    for name, which in (("sentences", whole), ("pieces of sentences", ~whole)):
        c, t = chance[which], truth[which]
        line = [f"{name}: n {len(t)}, left out {t.sum()}, AUC {roc_auc_score(t, c):.3f}"]
        for level in (0.3, 0.45, 0.6, 0.75):
            hit = c >= level
            found, wrong = t[hit].sum() / t.sum(), (1 - t[hit]).sum() / (1 - t).sum()
            line.append(f"at {level} finds {found:.0%}, wrongly {wrong:.1%} of the others")
        print("; ".join(line))


if __name__ == "__main__":
    main(write="--write" in sys.argv)
