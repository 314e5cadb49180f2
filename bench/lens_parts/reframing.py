"""Reframing measured on the house's own set: charged messages out calm with every fact, calm ones untouched, charge by kind.

Reads the open part of the set, or the one that is named. `run()` gives the figures; `python bench/lens_parts/reframing.py` prints
them, `… --failures` what went wrong, `… --files fresh_02` other files of the set, `… --sample N` messages beside their
calm wordings, to be read by a person, `… --read` how the sample of 200 that was read was judged.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bothways.lens.charge import KINDS, charge
from bothways.lens.charge.rules import lexicon
from bothways.lens.reframing import Reframing, reframe

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from lens_parts.own_set import rows, wilson

HARD = {
    "number",
    "money",
    "percent",
    "date",
    "deadline",
    "duration",
    "name",
    "quotation",
    "severity",
    "quantity",
}
SMALL = {
    "the", "a", "an", "and", "or", "but", "if", "of", "to", "in", "on", "at", "by", "for", "with", "from",
    "that", "this", "it", "is", "are", "was", "were", "be", "been", "will", "would", "do", "does", "did",
    "not", "no", "i", "you", "he", "she", "we", "they", "my", "your", "his", "her", "our", "their", "me",
    "us", "them", "so", "as", "than", "then", "there", "here", "have", "has", "had", "what", "who",
    "which", "when", "how", "any", "all",
}  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'").casefold())


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"[\w']+", _plain(text)) if w not in SMALL]


def lost_facts(row: dict[str, Any], done: Reframing) -> list[str]:
    """Hand-labelled facts that the wording no longer carries, judged by their own words.

    A fact whose words stand is kept. One whose words were edited is kept when the edit says something in their place
    (a request for a question) or half of its content words are still there; hard facts need all their figures.
    """
    lost = []
    calm, known = _plain(done.reframed), set(_words(done.reframed))
    for fact in row["facts"]:
        said = _plain(fact["text"])
        if said in calm:
            continue
        figures = re.findall(r"\d[\d.,:]*", fact["text"])
        if any(f.rstrip(".,:") not in done.reframed for f in figures):
            lost.append(f"{fact['kind']}: {fact['text']}")
            continue
        words = _words(fact["text"])
        share = sum(w in known for w in words) / len(words) if words else 1.0
        if fact["kind"] in HARD and not (fact["kind"] == "quantity" and not figures):
            if share < 1.0:
                lost.append(f"{fact['kind']}: {fact['text']}")
            continue
        end = fact["start"] + len(fact["text"])
        replaced = any(e.after.strip() and e.start < end and fact["start"] < e.end for e in done.edits)
        if share < 0.5 and not replaced:
            lost.append(f"{fact['kind']}: {fact['text']}")
    return lost


def left_over(row: dict[str, Any], done: Reframing) -> list[str]:
    """Charge that is still there: by the room's own eye, and hand-labelled words that the good wording does not repeat."""
    kept = {r.reason for r in _kept_rules()}
    own = [
        f"own {c.kind}: {c.text}"
        for c in charge(done.reframed, names=row["names"])
        if c.kind != "threat" or c.reason not in kept
    ]
    labelled = []
    good = _plain(row["calm"] or "")
    for label in row["charge"]:
        said = label["text"].strip() if label["kind"] == "rhetorical" else label["text"].strip(" .!?")
        if label["kind"] == "shouting":
            if label["text"] in done.reframed and (len(label["text"]) > 1):
                labelled.append(f"label shouting: {label['text']}")
        elif label["kind"] == "threat":
            continue
        elif (
            _plain(said) in _plain(done.reframed)
            and _plain(said) not in good
            and not _plain_order(label, done)
        ):
            labelled.append(f"label {label['kind']}: {label['text']}")
    return own + labelled


def _plain_order(label: dict[str, Any], done: Reframing) -> bool:
    """A plain order is no charge left over: firm is not charged."""
    return label["kind"] == "command" and not re.search(r"[A-Z]{4,}|!", label["text"])


def _kept_rules() -> Iterable[Any]:
    book = lexicon()
    return [r for r in book.rules if r.do == "keep"]


def kinds(messages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Recall (labelled spans that a found span of any kind overlaps; of the same kind) and precision by kind."""
    labelled: Counter[str] = Counter()
    same: Counter[str] = Counter()
    any_kind: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in messages:
        spans = charge(row["text"], names=row["names"])
        marks = [(c["start"], c["start"] + len(c["text"]), c["kind"]) for c in row["charge"]]
        for start, end, kind in marks:
            over = [c for c in spans if c.start < end and start < c.end]
            labelled[kind] += 1
            any_kind[kind] += bool(over)
            same[kind] += any(c.kind == kind for c in over)
        for c in spans:
            found[c.kind] += 1
            right[c.kind] += any(c.start < end and start < c.end for start, end, _ in marks)
    return {
        k: {
            "n": labelled[k],
            "recall": _rate(any_kind[k], labelled[k]),
            "recall_same_kind": _rate(same[k], labelled[k]),
            "found": found[k],
            "precision": _rate(right[k], found[k]),
        }
        for k in KINDS
    }


def _rate(hits: int, n: int) -> dict[str, Any]:
    low, high = wilson(hits, n)
    return {
        "hits": hits,
        "n": n,
        "rate": round(hits / n, 4) if n else None,
        "low": round(low, 4),
        "high": round(high, 4),
    }


def judged(row: dict[str, Any], done: Reframing) -> list[str]:
    """Why a charged message is not yet right; empty when it came out changed, clean, uncharged, with every fact."""
    faults = [] if done.changed else ["unchanged"]
    faults += [] if done.receipt.verdict == "clean" else [f"receipt {done.receipt.verdict}"]
    return faults + left_over(row, done) + [f"lost {f}" for f in lost_facts(row, done)]


def run(*, prefix: str = "dev") -> dict[str, Any]:
    """The figures: charged, calm, escalation, kinds, speed."""
    charged = rows("charged", f"{prefix}*.jsonl")
    soft = [r for r in charged if not r["escalate"]]
    done = {r["id"]: reframe(r["text"], audience=r["for"], names=r["names"]) for r in charged}
    good = sum(not judged(r, done[r["id"]]) for r in soft)
    bad = [r for r in soft if judged(r, done[r["id"]])]
    flagged = sum(bool(done[r["id"]].flagged) for r in bad)
    calm = rows("calm", f"{prefix}*.jsonl")
    same = sum(
        not reframe(r["text"], audience=r.get("for", "executives"), names=r["names"]).changed for r in calm
    )
    raised = [r for r in charged if r["escalate"]]
    figures: dict[str, Any] = {
        "charged_right": _rate(good, len(soft)),
        "rest_flagged": _rate(flagged, len(bad)),
        "not_clean": sum(done[r["id"]].receipt.verdict != "clean" for r in charged),
        "changed": _rate(sum(done[r["id"]].changed for r in soft), len(soft)),
        "calm_unchanged": _rate(same, len(calm)),
        "escalated": _rate(sum(bool(done[r["id"]].escalate) for r in raised), len(raised)),
        "escalated_topic": _rate(
            sum({r["escalate"]} <= {e.topic for e in done[r["id"]].escalate} for r in raised), len(raised)
        ),
        "escalated_by_mistake": _rate(sum(bool(done[r["id"]].escalate) for r in soft), len(soft)),
        "kinds": kinds(soft),
    }
    figures["cpu_ms"] = speed(soft)
    return figures


def speed(messages: list[dict[str, Any]]) -> dict[str, float]:
    """CPU time of reframing with its receipt, scaled to 60 words a message."""
    per_word = []
    for _ in range(2):
        per_word = []
        for r in messages:
            start = time.process_time()
            reframe(r["text"], audience=r["for"], names=r["names"])
            per_word.append((time.process_time() - start) / max(1, len(r["text"].split())))
    return {
        "per_60_words": round(statistics.mean(per_word) * 60_000, 3),
        "median": round(statistics.median(per_word) * 60_000, 3),
    }


def _print_failures(wanted: str = "") -> None:
    why: defaultdict[str, int] = defaultdict(int)
    for r in rows():
        if r["escalate"]:
            continue
        done = reframe(r["text"], audience=r["for"], names=r["names"])
        faults = judged(r, done)
        for f in faults:
            why[f.split(":")[0]] += 1
        if faults and wanted in " ".join(faults):
            print(f"## {r['id']}\n{r['text']}\n-> {done.reframed}\n   {faults}")
            print(
                "   withdrawn",
                [(e.before, e.after) for e in done.withdrawn],
                "good:",
                r["calm"] if len(r["calm"]) < 350 else "",
            )
    print(dict(why))


def _print_sample(n: int) -> None:
    import random

    chosen = random.Random(4).sample([r for r in rows() if not r["escalate"]], n)
    for r in chosen:
        done = reframe(r["text"], audience=r["for"], names=r["names"])
        print(
            json.dumps(
                {"id": r["id"], "text": r["text"], "reframed": done.reframed, "changed": done.changed},
                ensure_ascii=False,
            )
        )


def read_sample() -> dict[str, Any]:
    """The sample as it was read: judged grammatical, saying the same, and how many of its wordings the code still gives."""
    path = Path(__file__).with_name("reframing_sample.jsonl")
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    given = [reframe(r["text"], audience=r["for"], names=r["names"]).reframed == r["reframed"] for r in read]
    return {
        "grammatical": _rate(sum(r["grammatical"] for r in read), len(read)),
        "says_the_same": _rate(sum(r["same"] for r in read), len(read)),
        "still_given": _rate(sum(given), len(read)),
        "given_and_grammatical": _rate(
            sum(g and r["grammatical"] for g, r in zip(given, read, strict=True)), sum(given)
        ),
    }


if __name__ == "__main__":
    if "--read" in sys.argv:
        print(json.dumps(read_sample(), indent=1))
    elif "--failures" in sys.argv:
        _print_failures(sys.argv[-1] if sys.argv[-1] != "--failures" else "")
    elif "--sample" in sys.argv:
        _print_sample(int(sys.argv[-1]))
    elif "--files" in sys.argv:
        print(json.dumps(run(prefix=sys.argv[-1]), indent=1))
    else:
        print(json.dumps(run(), indent=1))
