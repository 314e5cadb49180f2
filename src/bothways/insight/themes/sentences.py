"""Texts as sentences, by exact offsets: what is nobody's statement is left out (quotes, greetings, signatures)."""

from __future__ import annotations

import re

Span = tuple[int, int]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LONGEST = 600
"""No sentence is longer, in characters: a text without any punctuation is cut at a space."""

_GREETING = re.compile(
    r"""(?:hello|hi|hey|dear|good\s+(?:morning|afternoon|evening|day)|greetings|to\s+whom\s+it\s+may\s+concern
    |hallo|guten\s+(?:tag|morgen|abend)|moin|servus|gr[uü](?:ß|ss)\s+gott|sehr\s+geehrte[rsn]?|liebe[rs]?
    |bonjour|bonsoir|salut|ch(?:er|[eè]re)s?|madame|monsieur)
    (?:[ \t]+[^\W\d_][\w'’.-]*){0,5}
    (?:[ \t]*[,!:;–—-]+[ \t]*|[ \t]*(?=\r?\n|$)|\.[ \t]*(?=\r?\n|$))""",
    re.IGNORECASE | re.VERBOSE,
)
# Under IGNORECASE a class of capitals means any letter: a name after a greeting is told by hand (`_greeted`).
_CLOSING = re.compile(
    r"""[ \t]*(?:(?:with\s+)?(?:best|kind|kindest|warm|warmest|many)\s+(?:regards|wishes|thanks)|best|regards|cheers|sincerely
    |yours(?:\s+(?:sincerely|faithfully|truly))?|(?:many\s+)?thanks(?:\s+(?:and|&)\s+(?:best\s+)?regards)?|thank\s+you|rgds|br|kr
    |mit\s+(?:freundlichen|besten|herzlichen|vielen|lieben)\s+gr[uü](?:ß|ss)(?:en)?|mit\s+freundlichem\s+gru(?:ß|ss)
    |(?:viele|beste|liebe|sch[oö]ne|freundliche|herzliche)\s+gr[uü](?:ß|ss)e|mfg|lg|vg|danke|vielen\s+dank|besten\s+dank
    |(?:bien\s+)?cordialement|(?:bien\s+)?[àa]\s+vous|salutations(?:\s+distingu[ée]es)?|merci(?:\s+d['’]avance)?
    |(?:meilleures|sinc[eè]res)\s+salutations|bonne\s+journ[ée]e)
    [ \t]*(?:[,.!–—-]+[ \t]*(?:[\w.'’-]+[ \t]*){0,4})?\r?$""",
    re.IGNORECASE | re.VERBOSE,
)
_SENT_FROM = re.compile(
    r"[ \t]*(?:--[ \t]*\r?$|_{5,}|sent from my |get outlook for |von meinem \w+ gesendet|gesendet von "
    r"|envoy[ée] (?:de|depuis) mon )",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"[ \t]*-{2,}[ \t]*(?:original (?:message|appointment)|forwarded message|urspr[uü]ngliche nachricht|"
    r"weitergeleitete nachricht|message d['’]origine|message (?:original|transf[ée]r[ée]))[ \t]*-*",
    re.IGNORECASE,
)
_HEADER = re.compile(r"[ \t*]*(?:from|von|de)[ \t*]*:[ \t]*\S", re.IGNORECASE)
_HEADER_MORE = re.compile(
    r"[ \t*]*(?:from|sent|to|cc|date|subject|von|gesendet|an|datum|betreff|de|envoy[ée]|[àa]|objet)[ \t*]*:",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"[ \t]*(?:on\b.{4,160}\bwrote|am\b.{4,160}\bschrieb\b.{0,80}|le\b.{4,160}\ba [ée]crit)[ \t]*:[ \t]*\r?$",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"[ \t*]*(?:(?:confidentiality (?:notice|note)|disclaimer)\b"
    r"|(?:this|the information (?:contained )?in this) (?:e-?mail|message|communication|transmission)\b.{0,160}"
    r"(?:confidential|privileged|intended)|if you are not the intended recipient|"
    r"if you have received this (?:e-?mail|message) in error|"
    r"diese (?:e-?mail|nachricht)\b.{0,160}vertraulich|ce (?:message|courriel|mail)\b.{0,160}confidentiel|"
    r"please consider the environment before printing)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w'’.-]*(?: [^\W\d_a-zß-öø-ÿ][\w'’.-]*){1,2}(?<!\.)")
_NEEDS_LINES = re.compile(
    r"\n|^[ \t]*>|disclaimer|confidential|intended recipient|vertraulich|confidentiel", re.IGNORECASE
)
_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s|$)|[;•·]\s|\n+|\s(?:[-–—*])\s(?=\S)")
_BULLET = re.compile(r"(?:\s|[-–—*•·>#]+\s|(?:\(?\d{1,2}[.)]|[a-zA-Z]\))\s)+")
_LETTER = re.compile(r"[^\W\d_]")
_WORD_BEFORE = re.compile(r"[\w.’'-]*$")
_SHORT = _set(
    "mr mrs ms dr prof st no nos nr ca approx etc e.g i.e eg ie vs inc ltd corp co dept est fig incl excl max min tel "
    "z.b zb bzw usw u.a ua d.h dh inkl exkl zzgl evtl ggf vgl str hr fr abs abt geb std tsd mio mrd gem lt ing dipl "
    "m mm mme mlle env p.ex ex av tél ref réf art p pp a.m p.m jan feb mar apr jun jul aug sep sept oct nov dec okt dez "
    "janv févr avr juil déc mo wk wks hrs u.s u.k b.v s.a s.p.a"
)
_MONTH = re.compile(
    r"\s+(?:jan|feb|m[äa]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|quartal|quarter|etage|stock|ebene)",
    re.IGNORECASE,
)


def split(text: str) -> list[Span]:
    """Return the sentences of a text as (start, end): `text[start:end]` is the sentence to the letter.

    Left out: the quoted history of a mail, headers, greetings, closings with what follows them, signatures,
    disclaimers, and pieces without a letter. A list's items are sentences of their own.

    >>> [text[a:b] for text in ["Hi Ann,\\nthe price is too high. Ask Dr. Wu."] for a, b in split(text)]
    ['the price is too high.', 'Ask Dr. Wu.']
    """
    found: list[Span] = []
    for start, end in _said(text):
        found += _sentences(text, start, end)
    return found


def _said(text: str) -> list[Span]:
    """Return the stretches of a text that its author wrote for this occasion, in order."""
    if not _NEEDS_LINES.search(text):
        start = _greeted(text, 0, len(text))
        return [(start, len(text))]
    lines: list[Span] = []
    at = 0
    for line in text.splitlines(keepends=True):
        lines.append((at, at + len(line)))
        at += len(line)
    return _joined(_kept(text, lines))


def _kept(text: str, lines: list[Span]) -> list[Span]:
    kept: list[Span] = []
    skip_paragraph = in_header = begun = False
    resume = 0
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        bare = line.strip()
        if not bare:
            skip_paragraph = in_header = False
            kept.append((start, end))
            continue
        if (
            number < resume
            or skip_paragraph
            or bare.startswith(">")
            or (in_header and _HEADER_MORE.match(line))
        ):
            continue
        in_header = _starts_history(text, lines, number)
        skip_paragraph = bool(_DISCLAIMER.match(line))
        if in_header and begun:
            break
        # Nothing was said before a header: a mail that was only passed on. Its body is what there is to read.
        if in_header or skip_paragraph or _WROTE.match(line.rstrip("\r\n")):
            continue
        if begun and _closes(text, lines, number):
            after = _after_closing(text, lines, number)
            if after is None:
                break
            resume = after
            continue
        said = start if begun else _greeted(text, start, end)
        if text[said:end].strip():
            kept.append((said, end))
            begun = True
    while kept and not text[slice(*kept[-1])].strip():
        kept.pop()
    # The writer's name alone on the last line, without a closing before it.
    if len(kept) > 1 and _NAME.fullmatch(text[slice(*kept[-1])].strip()):
        kept.pop()
    return kept


def _starts_history(text: str, lines: list[Span], number: int) -> bool:
    """Say whether older mails begin here; where they are marked line by line, what is between is still said."""
    line = text[slice(*lines[number])].rstrip("\r\n")
    if _ORIGINAL.match(line) or _is_header(text, lines, number):
        return True
    marked = any(text[a:b].lstrip().startswith(">") for a, b in lines[number + 1 : number + 4])
    return bool(_WROTE.match(line)) and not marked


def _is_header(text: str, lines: list[Span], number: int) -> bool:
    if not _HEADER.match(text[slice(*lines[number])]):
        return False
    return any(_HEADER_MORE.match(text[a:b]) for a, b in lines[number + 1 : number + 3])


def _closes(text: str, lines: list[Span], number: int) -> bool:
    """Say whether a line is a closing, or begins a signature."""
    line = text[slice(*lines[number])].rstrip("\r\n")
    return bool(_SENT_FROM.match(line) or (len(line) < 60 and _CLOSING.match(line)))


def _after_closing(text: str, lines: list[Span], number: int) -> int | None:
    """Return the line where something is said again after a signature (a postscript, a header), if any."""
    for later in range(number + 1, len(lines)):
        line = text[slice(*lines[later])]
        if line.lstrip().startswith(">"):
            continue
        if re.match(r"[ \t]*(?:p\.?\s?s\.?[:\s])", line, re.IGNORECASE):
            return later
        if _ORIGINAL.match(line) or _WROTE.match(line.rstrip("\r\n")) or _is_header(text, lines, later):
            return None
        # A signature is short lines: a long line behind a thank-you means that the thank-you closed nothing.
        if len(line.strip()) > 90 and not _DISCLAIMER.match(line):
            return later
    return None


def _greeted(text: str, start: int, end: int) -> int:
    """Return where a text begins behind its greeting."""
    lead = len(text[start:end]) - len(text[start:end].lstrip())
    found = _GREETING.match(text, start + lead, end)
    if not found:
        return start
    words = found.group().split()
    # A name has a capital: "hi we need …" greets nobody by the name of "we".
    if all(word[:1].isupper() or word.lower().strip(",!:;.–—-") in _SMALL for word in words[1:]):
        return found.end()
    return start


_SMALL = _set("all team there again everyone to whom it may concern morning afternoon evening day tag morgen abend gott "
                   "zusammen alle à a tous mr mrs ms sir madam und and et or frau herr herrn damen herren geehrte geehrter "
                   "madame monsieur mme m dr prof") | {""}  # fmt: skip


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _sentences(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    begin = start
    for mark in _END.finditer(text, start, end):
        if not _ends(text, begin, mark, end):
            continue
        sign = mark.group()
        close = mark.start() if sign.isspace() or sign[0] in ";•·" or sign[0].isspace() else mark.end()
        found += _trimmed(text, begin, close)
        begin = mark.end()
    return found + _trimmed(text, begin, end)


def _ends(text: str, begin: int, mark: re.Match[str], end: int) -> bool:
    sign = mark.group()
    if "\n" in sign:
        return _line_ends(text, mark, end, blank=sign.count("\n") > 1)
    if sign[0] != ".":
        return True
    before = _WORD_BEFORE.search(text, max(begin, mark.start() - 24), mark.start())
    word = before.group().lower() if before else ""
    if sign.startswith("..") or len(sign) > 1:
        return True
    if word in _SHORT or (len(word) == 1 and word.isalpha()):
        # An abbreviation at the very end of a text, or before a new line, ends it all the same.
        return not text[mark.end() : end].strip() or text[mark.end() : mark.end() + 1] == "\n"
    if word.isdigit() and len(word) <= 2:
        return not (_MONTH.match(text, mark.end(), end) or not text[begin : mark.start() - len(word)].strip())
    return True


def _line_ends(text: str, mark: re.Match[str], end: int, *, blank: bool) -> bool:
    """Say whether a sentence ends at a line's end: mails are wrapped in the middle of sentences."""
    if blank:
        return True
    rest = text[mark.end() : min(end, mark.end() + 8)].lstrip(" \t")
    before = text[max(0, mark.start() - 200) : mark.start()]
    line = before.rsplit("\n", 1)[-1].rstrip()
    wrapped = len(line) >= 50 and bool(rest) and (rest[0].islower() or line[-1:] in ",-–")
    return not (wrapped or (rest[:1].islower() and line[-1:] not in ".!?:;" and len(line) >= 30))


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while end > start and text[end - 1].isspace():
        end -= 1
    bullet = _BULLET.match(text, start, end)
    if bullet and bullet.end() < end:
        start = bullet.end()
    while start < end and text[start].isspace():
        start += 1
    letter = _LETTER.search(text, start, end)
    # A raised 2 is a sign of a word to the pattern, and no letter.
    if letter is None or not (letter.group().isalpha() or any(map(str.isalpha, text[start:end]))):
        return []
    pieces: list[Span] = []
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > 0 else start + LONGEST
        pieces += _trimmed(text, start, cut)
        start = cut
    return pieces + ([(start, end)] if not pieces else _trimmed(text, start, end))
