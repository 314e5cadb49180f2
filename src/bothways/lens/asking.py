"""A message worded by a language model, if one is handed in, and never taken on trust.

A wording of the model is used only where its receipt is clean, it agrees with the rules' wording, is less charged than
that and adds nothing. Otherwise the rules' wording stands, and the result says why. What must never be softened is never
sent, nor is what may be about violence or self-harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from bothways.lens.additions import added
from bothways.lens.agreeing import disagreement
from bothways.lens.charge import charge
from bothways.lens.charge.parts import parts_of
from bothways.lens.escalate import escalations, hints
from bothways.lens.facts import facts_of
from bothways.lens.facts.names import everyday
from bothways.lens.masking import Masked, mask
from bothways.lens.prompting import Model, Prompt, prompt_for
from bothways.lens.receipt import MeaningReceipt, receipt
from bothways.lens.reframing import Audience, Reframing, reframe
from bothways.terms import Refusal

__all__ = ["Asked", "Candidate", "reframe_with"]

METHOD: Final = "asking/1"
RULES: Final = "rules"
# Where a life may be at stake, a message that only might be about it is not handed to anybody either.
_HELD_BACK: Final = frozenset({"violence", "self-harm"})
_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PART: Final = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One wording of the model: `code` is "passed" or what was wrong with it, `why` a sentence about that."""

    text: str
    code: str
    why: str
    receipt: MeaningReceipt | None = None

    @property
    def passed(self) -> bool:
        """Whether it may be used."""
        return self.code == "passed"

    def as_dict(self) -> dict[str, Any]:
        """Return the wording with its judgement, ready for JSON."""
        return {
            "text": self.text,
            "passed": self.passed,
            "code": self.code,
            "why": self.why,
            "receipt": self.receipt.as_dict() if self.receipt else None,
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """A reframing with the account of who worded it.

    `worded_by` is "rules" or the model's name. `candidates` are all wordings that the model gave, the passed one last.
    `sent` says whether the text was given to the model (not where its server was never reached), `left` whether it left
    this machine, `where` to whom, and `masked` how many spellings of names stood behind placeholders. `refused` is why the
    model gave no (more) wordings.
    """

    reframing: Reframing
    worded_by: str
    model: str
    where: str
    sent: bool
    left: bool
    masked: int | None
    candidates: tuple[Candidate, ...]
    refused: Refusal | None
    why: str
    method: str = METHOD

    @property
    def reframed(self) -> str:
        """The wording to use."""
        return self.reframing.reframed

    def sentences(self) -> tuple[str, ...]:
        """What the reader must be told: who worded it and why, and whether the text left the machine."""
        if not self.sent:
            return (self.why, "Nothing was sent to the model.")
        went = (
            f"The message went to {self.where}"
            + (", outside this machine" if self.left else ", which is this machine")
            + ("." if self.masked is None else f", with {_counted(self.masked, 'name')} masked.")
        )
        return (self.why, went)

    def as_dict(self) -> dict[str, Any]:
        """Return the account (without the reframing), ready for JSON."""
        return {
            "worded_by": self.worded_by,
            "model": self.model,
            "where": self.where,
            "sent": self.sent,
            "left_this_machine": self.left,
            "names_masked": self.masked,
            "why": self.why,
            "candidates": [candidate.as_dict() for candidate in self.candidates],
            "refused": self.refused.as_dict() if self.refused else None,
            "method": self.method,
        }


def reframe_with(
    model: Model,
    text: str,
    *,
    audience: Audience = "executives",
    names: Iterable[str] = (),
    facts: Iterable[str] = (),
    masked: bool = False,
) -> Asked:
    """The calm wording of a message, worded by `model` where one of its wordings passes, else by the rules.

    `names` and `facts` as for `reframe`; with `masked`, the model gets placeholders for the names handed in and for
    those that the text shows. Nothing is sent of a message that must not be softened, that may be about violence or
    self-harm, or that holds no charge. Never refuses because of the model: what went wrong with it stands in the result.
    """
    handed = tuple(dict.fromkeys(n for n in names if n.strip()))
    own = reframe(text, audience=audience, names=handed, facts=facts)
    if own.escalate:
        return _unasked(own, model, "This message is never softened, so it is left as it is.")
    held_back = next((hint.topic for hint in hints(text) if hint.topic in _HELD_BACK), None)
    if held_back is not None:
        return _unasked(own, model, f"This may be about {held_back}, so the rules alone worded it.")
    if not own.charge:
        return _unasked(own, model, "Nothing in this message is charged, so nothing was changed.")
    hidden = mask(text, (*handed, *_shown(text, handed), *_parts(handed))) if masked else None
    tried: list[Candidate] = []
    refused: Refusal | None = None
    left_over = len(charge(own.reframed, names=handed))
    wordings = model.candidates(_prompts(model, own, hidden, tried))
    try:
        for _, wording in zip(range(model.count), wordings, strict=False):
            tried.append(_judged(own, wording, hidden=hidden, most=max(1, left_over)))
            if tried[-1].passed:
                break
    except Refusal as refusal:
        refused = refusal
    finally:
        close = getattr(wordings, "close", None)
        if close is not None:
            close()  # ends what is still under way: no wording is waited for that nobody wants
    passed = tried[-1] if tried and tried[-1].passed else None
    sent = bool(tried) or refused is None or refused.data.get("sent", True)
    final = own
    if passed is not None and passed.receipt is not None:
        final = _reworded(own, passed.text, passed.receipt)
    return Asked(
        reframing=final,
        worded_by=model.name if passed else RULES,
        model=model.name,
        where=model.where,
        sent=sent,
        left=sent and not model.local,
        masked=len(hidden.names) if hidden and sent else None,
        candidates=tuple(tried),
        refused=refused,
        why=_why(model.name, tried, refused),
    )


def _prompts(model: Model, own: Reframing, hidden: Masked | None, tried: list[Candidate]) -> Iterator[Prompt]:
    """One prompt a turn, each knowing what was wrong with the wordings before it."""
    text = hidden.text if hidden else own.text
    names = tuple(placeholder for placeholder, _ in hidden.names) if hidden else own.names
    for turn in range(model.count):
        # What is said of earlier wordings may hold names: with masking only the kind of failure is told.
        failed = [c.code.replace("-", " ") if hidden else c.why for c in tried]
        yield prompt_for(text, audience=own.audience, names=names, turn=turn, failed=failed)


def _judged(own: Reframing, wording: str, *, hidden: Masked | None, most: int) -> Candidate:
    """A wording with its judgement. `most`: from how many charged spans on it is no better than the rules' wording."""
    said = wording.strip()
    if hidden is not None:
        try:
            said = hidden.unmask(said)
        except Refusal as refusal:
            return Candidate(said, "names-not-put-back", str(refusal))
    if not said:
        return Candidate(said, "empty", "It is empty.")
    if said == own.text.strip():
        return Candidate(said, "unchanged", "It is the message, unchanged.")
    lost = next(
        (part.text for part in parts_of(own.text) if part.kept and part.text.strip() not in said), None
    )
    if lost is not None:
        return Candidate(
            said, "quoted-lines-changed", f"It changes a line that is not the writer's: “{lost.strip()}”."
        )
    extra = added(own.text, said)
    if extra is not None:
        return Candidate(said, extra.code, extra.sentence)
    proof = receipt(own.text, said, names=own.names)
    if proof.verdict != "clean":
        return Candidate(said, "receipt-not-clean", _broken(proof), proof)
    against = disagreement(own.text, own.reframed, said, names=own.names)
    if against is not None:
        return Candidate(said, "disagrees-with-the-rules", against, proof)
    if escalations(said):
        return Candidate(said, "escalates", "It says something that must not be softened.", proof)
    left = charge(said, names=own.names)
    if len(left) >= most:
        spans = "; ".join(f"“{c.text}” ({c.kind})" for c in left[:3])
        return Candidate(said, "still-charged", f"It is still charged: {spans}.", proof)
    return Candidate(said, "passed", "Every fact was found again, and it is calmer.", proof)


def _broken(proof: MeaningReceipt) -> str:
    """Which facts did not come through, the first few of them."""
    bad = [fact for fact in proof.facts if fact.verdict != "kept"]
    said = [f"{f.kind} {f.verdict}: “{f.original if f.original is not None else f.rewrite}”" for f in bad[:3]]
    more = f"; and {len(bad) - 3} more" if len(bad) > 3 else ""
    return f"Its receipt is not clean: {'; '.join(said)}{more}."


def _reworded(own: Reframing, wording: str, proof: MeaningReceipt) -> Reframing:
    """The reframing with another wording. It has no single edits: a model rewords the whole."""
    # Flags tell the author what the rules could not mend; where nothing is charged any more, that is done.
    flags = own.flagged if charge(wording, names=own.names) else ()
    return replace(
        own,
        reframed=wording,
        changed=True,
        edits=(),
        withdrawn=(),
        receipt=proof,
        flagged=flags,
        method=METHOD,
    )


def _unasked(own: Reframing, model: Model, why: str) -> Asked:
    return Asked(
        reframing=own,
        worded_by=RULES,
        model=model.name,
        where=model.where,
        sent=False,
        left=False,
        masked=None,
        candidates=(),
        refused=None,
        why=why,
    )


def _why(name: str, tried: list[Candidate], refused: Refusal | None) -> str:
    if tried and tried[-1].passed:
        before = len(tried) - 1
        return f"Worded by {name}" + (
            f", after {_counted(before, 'wording')} that failed." if before else "."
        )
    said = (
        [f"Worded by the rules: none of {_counted(len(tried), 'wording')} of {name} passed."] if tried else []
    )
    said += [f"The last: {c.why}" if len(tried) > 1 else c.why for c in tried[-1:]]
    if refused is not None:
        said += [str(refused)] if tried else ["Worded by the rules.", str(refused)]
    return " ".join(said) or f"Worded by the rules: {name} gave no wording."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _shown(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names that the text itself shows, as they are spelt there, and addresses, which are mostly made of names."""
    found = tuple(fact.text for fact in facts_of(text, names=names) if fact.kind == "name")
    return (*found, *_ADDRESS.findall(text))


def _parts(names: tuple[str, ...]) -> tuple[str, ...]:
    """Parts of long names that may stand alone: Priya of Priya Nair. Not New of New York: everyday words stay."""
    return tuple(
        part
        for name in names
        for part in _PART.findall(name)
        if part != name and part[:1].isupper() and part.lower() not in everyday()
    )
