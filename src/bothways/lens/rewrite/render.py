"""The message with a choice of edits: every edit can be left out without touching the others."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

from bothways.lens.charge.parts import Part
from bothways.lens.rewrite.mend import mended
from bothways.lens.rewrite.model import Edit

# "But 95 % …" stands against a sentence: where none is left before it, it begins without its But.
_JOINED = re.compile(r"^(?:But|And|Yet|but|and|yet),? (\w)")
_CALL = re.compile(r"^[A-ZÀ-Þ][^.!?]{0,60}:$")


def sentence_after(part: Part, edits: Sequence[Edit]) -> str | None:
    """One sentence with its edits, mended; "" when it falls away, None when it can't be mended."""
    whole = next((e for e in edits if e.whole), None)
    if whole is not None:
        return whole.after
    pieces, cursor, opened = [], part.start, False
    for edit in sorted(edits, key=lambda e: e.start):
        if edit.start < cursor:
            continue
        pieces += [part.text[cursor - part.start : edit.start - part.start], edit.after]
        opened = opened or (edit.start - part.start <= 2 or not "".join(pieces[:-1]).strip(" ,;:-–—"))
        cursor = edit.end
    pieces.append(part.text[cursor - part.start :])
    return mended("".join(pieces), original=part.text, opened=opened)


def render(text: str, *, parts: Sequence[Part], edits: Iterable[Edit]) -> str:
    """The text with these edits, sentence by sentence; what no edit touches comes out letter for letter.

    A sentence that falls away takes its space with it; a line that is emptied goes; quoted history is copied.
    """
    by_part: dict[int, list[Edit]] = {}
    for edit in edits:
        by_part.setdefault(edit.part, []).append(edit)
    if not by_part:
        return text
    out: list[str] = []
    cursor = 0
    called = ""
    gone = False
    for index, part in enumerate(parts):
        gap, cursor = text[cursor : part.start], part.end
        after = sentence_after(part, by_part[index]) if index in by_part else part.text
        after = part.text if after is None else after
        if index in by_part and _goes_on(parts, index, after, by_part):
            after = after[:-1]
        if called:
            if "\n" in gap:
                out.append(called)
            else:
                call = f"{called[:-1]}," if ":" in after else called
                gap, after = "", (f"{call} {_lowered(after)}" if after else call)
            called = ""
        if not after:
            out.append(gap if "\n" in gap else "")
            gone = True
            continue
        if gone and not part.kept and not "".join(out[-4:]).strip(" ").rpartition("\n")[2]:
            after = _JOINED.sub(lambda m: m.group(1).upper(), after)
        gone = False
        if index in by_part and _CALL.match(after) and not part.text.endswith(":"):
            out.append(gap)
            called = after
            continue
        out += [_spaced(out, gap), after]
    out += [called, text[cursor:]]
    return _without_empty_lines("".join(out), text)


def _goes_on(parts: Sequence[Part], index: int, after: str, touched: Container[int]) -> bool:
    """Whether the full stop that stands for an emoji would cut a sentence in two ("Pirelli 🏆 which he met once")."""
    follows = parts[index + 1] if index + 1 < len(parts) else None
    if (
        follows is None
        or index + 1 in touched
        or follows.line != parts[index].line
        or not after.endswith(".")
        or parts[index].text.endswith((".", "!", "?"))
    ):
        return False
    return bool(re.match(r"(?:which|who|whose|and|but|because|while|so|or|where|when)\b", follows.text))


def _spaced(out: list[str], gap: str) -> str:
    before = "".join(out[-3:])
    if not gap and before and not before.endswith(("\n", " ")):
        return " "
    return "" if gap.strip(" ") == "" and (not before or before.endswith("\n")) and "\n" not in gap else gap


def _lowered(sentence: str) -> str:
    first = sentence.split(" ", 1)[0]
    keep = first in {"I", "I'm", "I've", "I'll", "I'd"} or not first[:1].isupper() or not first[1:].islower()
    return sentence if keep or first.lower() not in _COMMON else sentence[:1].lower() + sentence[1:]


_COMMON = frozenset([
    "the", "a", "an", "this", "that", "these", "those", "you", "your", "we", "our", "it", "its", "they",
    "their", "there", "please", "let", "take", "look", "he", "she", "his", "her", "my", "if", "when",
    "what", "why", "how", "in", "on", "at", "from", "by", "for", "with", "no", "not", "one", "two",
    "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twice", "third", "second", "first",
    "all", "every", "some", "nobody", "everyone", "everybody", "until", "since", "before", "after", "last",
])  # fmt: skip


def _without_empty_lines(rendered: str, original: str) -> str:
    """Drops lines that an edit has emptied, and the blank line doubled by that."""
    if rendered == original:
        return original
    lines = rendered.split("\n")
    kept = [
        line
        for line in lines
        if not re.fullmatch(r"\s*(?:[-–—•*→▪·]|\(?\d{1,2}[.)])\s*", line) or line in original.split("\n")
    ]
    known = set(original.split("\n"))
    joined = "\n".join(line if line in known else line.rstrip(" ") for line in kept)
    longest = max((len(m) for m in re.findall(r"\n+", original)), default=1)
    joined = re.sub(rf"\n{{{longest + 1},}}", "\n" * longest, joined)
    return joined.strip("\n") if not original.endswith("\n") else joined.lstrip("\n")
