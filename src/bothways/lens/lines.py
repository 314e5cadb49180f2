"""Batches: one JSON object a line in, one out, in the same order; a bad line is answered and the rest goes on.

Formats, to the key: `receipt` takes id, original, rewrite, names and gives id, verdict, facts; `reframe` takes id,
text, for, names and gives id, text, reframed, changed, charge, edits, receipt, escalate, simplified.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from bothways.lens.receipt import MeaningReceipt, receipt
from bothways.lens.reframing import Reframing
from bothways.terms import Refusal

Answer = dict[str, Any]
LONGEST: Final = 8_000_000
"""Bytes of a line: what is longer is answered with an error, so that memory stays bounded."""
# Letters at which some readers break a line although JSON does not.
_BREAKS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def receipt_line(given: Mapping[str, Any], *, names: Iterable[str] = ()) -> Answer:
    """Answer one line of pairs; `names` are those that every line has beside its own.

    >>> receipt_line({"id": 7, "original": "Pay 5 EUR.", "rewrite": "Pay 6 EUR."})["verdict"]
    'broken'
    """
    known = (*names, *names_of_line(given))
    found = receipt(_text(given, "original"), _text(given, "rewrite"), names=known)
    return {"id": given.get("id"), **receipt_as_dict(found)}


def receipt_as_dict(found: MeaningReceipt) -> Answer:
    """The verdict and what became of each fact: kind, verdict, and its words on both sides (null where there are none)."""
    facts = [
        {"kind": fact.kind, "verdict": fact.verdict, "original": fact.original, "rewrite": fact.rewrite}
        for fact in found.facts
    ]
    return {"verdict": found.verdict, "facts": facts}


def reframing_as_dict(found: Reframing) -> Answer:
    """A reframing with the keys of a line, without its id."""
    simple = found.simplified
    return {
        "text": found.text,
        "reframed": found.reframed,
        "changed": found.changed,
        "charge": [
            {"start": one.start, "end": one.end, "kind": one.kind, "reason": one.reason}
            for one in found.charge
        ],
        "edits": [
            {
                "id": one.id,
                "start": one.start,
                "end": one.end,
                "kind": one.kind,
                "reason": one.reason,
                "before": one.before,
                "after": one.after,
                "proposal": one.proposal,
            }
            for one in found.edits
        ],
        "receipt": receipt_as_dict(found.receipt),
        "escalate": [
            {"start": one.start, "end": one.end, "kind": one.topic, "text": one.text}
            for one in found.escalate
        ],
        "simplified": {
            "happened": list(simple.happened),
            "matters": list(simple.matters),
            "asked": list(simple.asked),
            "of_whom": list(simple.of_whom),
            "by_when": list(simple.by_when),
            "condition": list(simple.condition),
        },
    }


def names_of_line(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that a line hands in: a list of texts, null or nothing."""
    names = given.get("names")
    if names is None:
        return ()
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refusal("names", "“names” is no list of texts.", hint='Write it as "names": ["Acme", "Dana"].')
    return tuple(name for name in names if name.strip())


def text_of_line(given: Mapping[str, Any]) -> str:
    """The message of a line."""
    return _text(given, "text")


def audience_of_line(given: Mapping[str, Any], usual: str) -> str:
    """Whom a line is for, where it says so."""
    side = given.get("for")
    side = usual if side is None else side
    if side not in ("executives", "staff"):
        raise Refusal("side", f"There is no side “{side}”.", hint="Write executives or staff.")
    return str(side)


def _text(given: Mapping[str, Any], key: str) -> str:
    text = given.get(key)
    if text is None:
        raise Refusal("no-text", f"The line has no “{key}”.", hint=f'Each line needs "{key}": a text.')
    if not isinstance(text, str):
        raise Refusal("no-text", f"“{key}” is no text.", hint=f'Write it as "{key}": "…".')
    return text


def answers(
    lines: Iterable[bytes], answer: Callable[[Mapping[str, Any]], Answer]
) -> Iterator[tuple[str, bool]]:
    """Answer lines one by one: the answer as JSON, and whether the line was good. Blank lines are passed over.

    `lines` are bytes as a file gives them; a line over `LONGEST` bytes comes cut, and is answered as too long. Only one
    line is held at a time.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip(b" \t\r\n"):
            yield _answered(line, number, answer)


def _answered(line: bytes, number: int, answer: Callable[[Mapping[str, Any]], Answer]) -> tuple[str, bool]:
    given: Mapping[str, Any] = {}
    try:
        given = _parsed(line, first=number == 1)
        return as_json(answer(given)), True
    except Refusal as refusal:
        told = refusal
    except Exception as bug:  # noqa: BLE001 - one line must not stop a batch; it is told as what it is: a defect
        told = Refusal(
            "defect",
            f"This line could not be worked on ({type(bug).__name__}).",
            hint="This is a defect of the product: please report it with the line.",
        )
    error = {
        "code": told.code,
        "sentence": f"Line {number}: {told.sentence}",
        "hint": told.hint,
        "line": number,
    }
    return as_json({"id": _id_of(given), "error": error}), False


def _id_of(given: Mapping[str, Any]) -> Any:
    """The id as it came; one that JSON can't say (1e999) is none."""
    try:
        json.dumps(given.get("id"), allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return given.get("id")


def _parsed(line: bytes, *, first: bool) -> Mapping[str, Any]:
    if len(line) > LONGEST:
        raise Refusal(
            "too-long", f"It is longer than {LONGEST:,} bytes.", hint="Give one message a line, not a file."
        )
    if first and line[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refusal("encoding", "The file is UTF-16.", hint="Save it as UTF-8.")
    try:
        text = line.decode("utf-8-sig" if first else "utf-8")
        given = json.loads(text, parse_constant=_no_constant)
    except UnicodeDecodeError as bad:
        raise Refusal("encoding", "It is no UTF-8 text.", hint="Save the file as UTF-8.") from bad
    except json.JSONDecodeError as bad:
        raise Refusal(
            "json",
            f"It is no JSON: {bad.msg} at character {bad.colno}.",
            hint="Write one JSON object a line.",
        ) from bad
    except (ValueError, RecursionError) as bad:
        raise Refusal(
            "json", "It is no JSON that can be read.", hint="Write one plain JSON object a line."
        ) from bad
    if not isinstance(given, dict):
        raise Refusal("json", "It is no JSON object.", hint='Write each line as {"id": …, …}.')
    return given


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def as_json(answer: Answer) -> str:
    """An answer as one line of JSON that any reader takes for one line, and any encoder can write as UTF-8."""
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    try:
        text.encode("utf-8")
    except (
        UnicodeEncodeError
    ):  # half a pair of surrogates, as JSON may say it: escaped again, nothing else can
        return json.dumps(answer, allow_nan=False)
    return text.translate(_BREAKS)
