"""Forms of English verbs, so that a calm wording can use the verb that the message used: base, past, third person.

Regular rules and the irregular verbs of everyday business English; a verb that isn't known is taken for regular.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# base past participle (the participle only where it differs)
_IRREGULAR: Final = """be was been|have had|do did done|go went gone|send sent|sell sold|buy bought|pay paid|say said|tell told|
lose lost|win won|get got|give gave given|take took taken|make made|come came come|leave left|keep kept|hold held|find found|
bring brought|think thought|catch caught|teach taught|know knew known|grow grew grown|throw threw thrown|show showed shown|
write wrote written|drive drove driven|ride rode ridden|rise rose risen|choose chose chosen|speak spoke spoken|break broke broken|
wake woke woken|steal stole stolen|freeze froze frozen|forget forgot forgotten|see saw seen|hear heard|read read|lead led|
meet met|feed fed|feel felt|mean meant|build built|spend spent|lend lent|bend bent|understand understood|stand stood|
sit sat|run ran run|begin began begun|ring rang rung|drink drank drunk|sink sank sunk|swim swam swum|cut cut|put put|set set|
let let|hit hit|shut shut|cost cost|hurt hurt|quit quit|bet bet|split split|spread spread|burst burst|stick stuck|strike struck|
dig dug|hang hung|shoot shot|fight fought|seek sought|fall fell fallen|eat ate eaten|beat beat beaten|hide hid hidden|
bite bit bitten|draw drew drawn|fly flew flown|blow blew blown|wear wore worn|tear tore torn|swear swore sworn|bear bore borne|
lie lay lain|lay laid|sleep slept|sweep swept|creep crept|deal dealt|overrun overran overrun|overlook overlooked|
oversee oversaw overseen|undercut undercut|withdraw withdrew withdrawn|rebuild rebuilt|resend resent|repay repaid|
mistake mistook mistaken|undo undid undone|redo redid redone|outsell outsold|offer offered|visit visited|open opened|
happen happened|listen listened|enter entered|order ordered|deliver delivered|consider considered|remember remembered|
cancel cancelled|travel travelled|label labelled|refer referred|prefer preferred|commit committed|submit submitted|
admit admitted|permit permitted|ship shipped|stop stopped|plan planned|drop dropped|swap swapped|skip skipped|chat chatted|
log logged|flag flagged|scrap scrapped|axe axed|bother bothered|answer answered|develop developed|edit edited|limit limited"""
_VOWELS: Final = "aeiou"


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    past: dict[str, str] = {}
    base: dict[str, str] = {}
    for entry in _IRREGULAR.replace("\n", "").split("|"):
        words = entry.split()
        past[words[0]] = words[1]
        for form in (*words[1:], _third(words[0]), _ing(words[0])):
            base.setdefault(form, words[0])
        base[words[0]] = words[0]
    base |= {
        "has": "have",
        "does": "do",
        "is": "be",
        "are": "be",
        "were": "be",
        "am": "be",
        "goes": "go",
        "dying": "die",
    }
    return past, base


def past(verb: str) -> str:
    """The past tense of a verb given in any form.

    >>> [past(v) for v in ("send", "moving", "cancel", "try", "drops")]
    ['sent', 'moved', 'cancelled', 'tried', 'dropped']
    """
    lower = verb.lower()
    root = base(lower)
    irregular = _tables()[0].get(root)
    if irregular:
        return irregular
    if root.endswith("e"):
        return root + "d"
    if re.search(r"[^aeiou]y$", root):
        return root[:-1] + "ied"
    return (root + root[-1] if _doubles(root) else root) + "ed"


def base(verb: str) -> str:
    """The base form of a verb given in any form.

    >>> [base(v) for v in ("sent", "moving", "replies", "telling", "dropped", "log", "addressing")]
    ['send', 'move', 'reply', 'tell', 'drop', 'log', 'address']
    """
    lower = verb.lower()
    known = _tables()[1].get(lower)
    if known:
        return known
    if re.search(r"[^aeiou]ies$", lower):
        return lower[:-3] + "y"
    if re.search(r"[^aeiou]ied$", lower):
        return lower[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz|o)es$", lower):
        return lower[:-2]
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        return lower[:-1]
    for tail in () if lower.endswith("eed") else ("ing", "ed"):
        root = lower[: -len(tail)]
        if lower.endswith(tail) and len(root) > 1 and re.search(r"[aeiouy]", root):
            if len(root) > 2 and root[-1] == root[-2] and root[-1] not in "lsfz":
                return root[:-1]
            return root + "e" if _silent_e(root) else root
    return lower


def third(verb: str) -> str:
    """The third person of a verb given in any form.

    >>> [third(v) for v in ("send", "reply", "miss", "have")]
    ['sends', 'replies', 'misses', 'has']
    """
    root = base(verb)
    return {"have": "has", "be": "is"}.get(root, _third(root))


def _third(root: str) -> str:
    if re.search(r"[^aeiou]y$", root):
        return root[:-1] + "ies"
    return root + ("es" if root.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _ing(root: str) -> str:
    if root.endswith("ie"):
        return root[:-2] + "ying"
    if root.endswith("e") and not root.endswith(("ee", "oe")) and len(root) > 2:
        return root[:-1] + "ing"
    return (root + root[-1] if _doubles(root) else root) + "ing"


def _doubles(root: str) -> bool:
    """Short words that end in one vowel and one consonant double it (stop, stopped)."""
    return bool(re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", root)) or root in {
        "forget", "begin", "commit", "submit", "refer", "prefer", "admit", "permit", "cancel", "travel", "label",
    }  # fmt: skip


def _silent_e(root: str) -> bool:
    """Whether a root without its ending had a silent e: mov(ing), pric(ing), chang(ing), but not send(ing)."""
    if re.search(r"(?:c|v|u|[^aeiou]g|[aeiou]s|[^aeiou]l(?<!l{2})|z)$", root) and not re.search(
        r"(?:ng|oul|rl|wl|ss|us|ow)$", root
    ):
        return True
    if root.endswith(("chang", "arrang", "challeng", "exchang", "manag", "rang", "plung")):
        return True
    return bool(
        re.search(r"[^aeiou][aiou][tkdmnpr]$|[aeiou]rg$|[aeiou]dg$|(?:^|[^e])at$|ut$|[^aeio]ir$|uir$|nc$|rs$", root)
        and not re.search(r"(?:[^aeiou](?:en|er|on|or|it|et|in|op|om|ip|al|el)|oin)$", root)
    ) or root in {"writ", "us", "invit", "excit", "unit", "clos", "hir", "fir", "shar", "car", "stor", "scor", "ignor",
                  "requir", "prepar", "complet", "delet", "rais", "mak", "tak", "decid", "provid", "combin", "defin",
                  "explor", "hop", "cop", "shap", "typ", "wip", "wast", "past", "tast", "promis", "practis", "damag",
                  "approv", "improv", "postpon", "phon", "promot", "quot", "vot", "not", "updat", "creat", "wir",
                  "schedul", "handl", "settl", "bundl", "cycl", "troubl", "sampl", "singl", "doubl"}  # fmt: skip


_FORM: Final = re.compile(r"\{(base|past|third)\|([\w'-]+)([^}]*)\}")
_FORMS: Final = {"base": base, "past": past, "third": third}


def inflected(said: str) -> str:
    """Calm words in which a verb's form is asked for: `{past|losing} the deal` becomes `lost the deal`.

    >>> inflected("You {past|telling} Acme. Please {base|replies} today.")
    'You told Acme. Please reply today.'
    """
    return _FORM.sub(lambda m: _FORMS[m.group(1)](m.group(2)) + m.group(3), said)
