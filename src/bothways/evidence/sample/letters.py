"""How a text is written: notes short and with slips of the finger, mails with greeting, name and older mails."""

from __future__ import annotations

import random
from datetime import date

from bothways.evidence.sample.company import Contact
from bothways.evidence.sample.moments import LOST_WORDS, Moment
from bothways.evidence.sample.words import capital, filled, sentences_of, slipped, some, words


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MONTHS = _words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
_LONG = {
    "en": _words("January February March April May June July August September October November December"),
    "de": _words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "fr": _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
}
_DAYS = {
    "en": _words("Monday Tuesday Wednesday Thursday Friday"),
    "de": _words("Montag Dienstag Mittwoch Donnerstag Freitag"),
    "fr": _words("lundi mardi mercredi jeudi vendredi"),
}
_TONGUES = {"DE": ("de", 0.4), "AT": ("de", 0.4), "FR": ("fr", 0.45)}
_HELLO = ("Hello {rep},", "Dear {rep},", "Hi {rep},", "Good morning {rep},")
_BYE = ("Best regards", "Kind regards", "Regards", "Many thanks", "Thanks")


def blanks_of(rng: random.Random, moment: Moment, boss: str, tongue: str) -> dict[str, str]:
    """Return what fills the blanks, as the deal stood on that day."""
    deal, state, contact = moment.deal, moment.state, moment.contact
    main = max(state.lines, key=lambda line: line.total_cents)
    amount = state.amount_cents / 100
    customer = moment.kind == "mail_in"
    others = [one for one in deal.account.contacts if one is not contact]
    first = contact.first if contact else "the lab"
    title = capital_it(contact.title) if contact else "lab manager"
    who = rng.choice((first, first, f"their {title}", f"{first} {contact.last}" if contact else "their lab"))
    return {
        "first": first,
        "last": contact.last if contact else "",
        "title": title,
        "who": who,
        "mate": rng.choice(others).first if others else "my colleague" if customer else "a colleague",
        "acct": deal.account.name.rsplit(" ", 1)[0],
        "prod": main.thing.short if rng.random() < 0.6 else main.thing.name,
        "qty": str(main.quantity),
        "comp": deal.competitor or ("somebody else" if customer else "the others"),
        "amt": f"{amount / 1000:.0f}k" if amount >= 10_000 else f"{amount / 1000:.1f}k",
        "close": f"{state.close.day} {_MONTHS[state.close.month - 1]}",
        "boss": boss,
        "industry": deal.account.industry.lower(),
        "weeks": str(moment.weeks),
        "rep": state.owner.first,
        **chance_blanks(rng, moment.day, tongue),
    }


def chance_blanks(rng: random.Random, day: date, tongue: str = "en") -> dict[str, str]:
    """Return the blanks that are drawn: a small number, a day of the week, a month to come."""
    return {
        "n": str(rng.randint(2, 9)),
        "day": rng.choice(_DAYS[tongue]),
        "month": _LONG[tongue][(day.month + rng.randint(0, 4)) % 12],
    }


def capital_it(title: str) -> str:
    """Return a title as it stands inside a sentence."""
    return title if title.startswith("IT") else title[0].lower() + title[1:]


def write(rng: random.Random, moment: Moment, topics: tuple[str, ...], boss: str) -> tuple[str, str]:
    """Return subject and text of a moment."""
    tongue, chance = _TONGUES.get(moment.deal.account.code, ("en", 0.0))
    known = all(sentences_of(tongue, topic)[0] for topic in topics)
    if moment.kind in {"mail_in", "mail_out"} or not known or rng.random() >= chance:
        tongue = "en"
    blanks = blanks_of(rng, moment, boss, tongue)
    subject = moment.subject
    if subject.endswith(("Security review", "Security questionnaire")) and topics != ("security",):
        subject = {"note": "Note", "mail_in": "Re: Our offer", "mail_out": "Re: Our offer"}[moment.kind]
    if moment.kind == "mail_in":
        return subject, _customer_mail(rng, moment, topics, blanks, subject)
    if moment.kind == "mail_out":
        return subject, _own_mail(rng, moment, topics, blanks)
    said = _note(rng, moment, topics, blanks, tongue)
    return subject, slipped(rng, " ".join(filled(one, blanks) for one in said))


def _note(
    rng: random.Random, moment: Moment, topics: tuple[str, ...], blanks: dict[str, str], tongue: str
) -> list[str]:
    alone, more = words()["alone"], words()["more"]
    occasion = moment.occasion
    end = words()["end"]
    if occasion == "won":
        told = rng.choice(end["won"]["first"])
        return [told + ", " + rng.choice(end["won"]["then"]) if rng.random() < 0.7 else told + "."]
    if occasion in LOST_WORDS.values():
        said = [rng.choice(end[occasion]["first"])]
        if rng.random() < 0.6:
            said.append(rng.choice(end[occasion]["then"]))
        return said
    if occasion in {"noanswer", "up", "down"}:
        return [rng.choice(alone[occasion])]
    if not topics:
        if occasion == "push":
            return [rng.choice(alone["push"])]
        if tongue != "en":
            return [rng.choice(words()[tongue]["alone"]["plain"])]
        return [rng.choice(alone["rep"])]
    voice = "rep" if tongue == "en" else tongue
    count = rng.choice((2, 2, 3)) if len(topics) == 1 else rng.choice((1, 2))
    said = [one for topic in topics for one in some(rng, voice, topic, count)]
    if tongue == "en":
        before = blanks["close"] + ", " if occasion == "push" else rng.choice(more["before"])
        said[0] = before + said[0]
        if rng.random() < 0.25:
            said.append(rng.choice(more["rep"]))
    return said


def _customer_mail(
    rng: random.Random, moment: Moment, topics: tuple[str, ...], blanks: dict[str, str], subject: str
) -> str:
    alone, more, end = words()["alone"], words()["more"], words()["end"]
    if moment.occasion == "order":
        said = [rng.choice(end["order"]["first"])]
    elif moment.occasion in {"no", "no_security"}:
        said = [rng.choice(end["no"][moment.deal.reason]), rng.choice(end["no"]["then"])]
    elif topics:
        count = rng.choice((2, 2, 3)) if len(topics) == 1 else rng.choice((1, 2))
        said = [one for topic in topics for one in some(rng, "customer", topic, count)]
        if rng.random() < 0.5:
            said.append(rng.choice(more["customer"]))
    else:
        said = [rng.choice(alone["customer"])]
    told = [capital(filled(one, blanks)) for one in said]
    text = f"{filled(rng.choice(_HELLO), blanks)}\n{_paragraphs(rng, told)}\n{rng.choice(_BYE)}\n"
    text += signature(rng, moment.contact, moment.deal.account.name)
    if subject.startswith("Re:") and rng.random() < 0.3:
        text += "\n\n" + _older(rng, moment, blanks)
    return text


def _paragraphs(rng: random.Random, told: list[str]) -> str:
    if len(told) > 2 and rng.random() < 0.5:
        return " ".join(told[:2]) + "\n" + " ".join(told[2:])
    return " ".join(told)


def signature(rng: random.Random, contact: Contact | None, firm: str) -> str:
    """Return who signs, sometimes with title and firm."""
    if contact is None:
        return firm
    name = f"{contact.first} {contact.last}"
    return rng.choice((name, f"{name}\n{contact.title}, {firm}", f"{name}\n{firm}", contact.first))


def _older(rng: random.Random, moment: Moment, blanks: dict[str, str]) -> str:
    """Return an older mail of the own firm below the answer."""
    owner = moment.state.owner
    said = capital(filled(rng.choice(words()["alone"]["offer"]), blanks))
    head = f"On {moment.day.day} {_MONTHS[moment.day.month - 1]} {moment.day.year} {owner.name} wrote:"
    return f"{head}\n> Hello {blanks['first']},\n> {said}\n> Best regards, {owner.first}"


def _own_mail(rng: random.Random, moment: Moment, topics: tuple[str, ...], blanks: dict[str, str]) -> str:
    alone = words()["alone"]
    kind = {"reply": "reply", "reply_security": "reply"}.get(moment.occasion, "offer")
    if moment.occasion == "reply_security" and topics == ("security",):
        kind = "reply_security"
    hello = rng.choice(("Hello {first},", "Dear {first},", "Hi {first},"))
    bye = rng.choice(("Best regards, {rep}", "Kind regards, {rep}", "Thanks, {rep}"))
    said = capital(filled(rng.choice(alone[kind]), blanks))
    return f"{filled(hello, blanks)}\n{said}\n{filled(bye, blanks)}"


def case_text(
    rng: random.Random,
    case: dict[str, object],
    blanks: dict[str, str],
    contact: Contact,
    firm: str,
    *,
    slow: bool,
) -> str:
    """Return what a customer writes into a case; `slow`: also that the support is slow."""
    says, then = case["says"], case["then"]
    assert isinstance(says, list)  # noqa: S101 - the file of sentences is ours
    assert isinstance(then, list)  # noqa: S101
    said = [rng.choice(says)]
    if then and rng.random() < 0.75:
        said.append(rng.choice(then))
    if slow:
        said += some(rng, "customer", "support", rng.choice((1, 2)))
    elif rng.random() < 0.6:
        said.append(rng.choice(words()["more"]["case"]))
    hello = rng.choice(("Hello,", "Good morning,", "To whom it may concern,", "Dear support team,"))
    told = " ".join(capital(filled(one, blanks)) for one in said)
    return f"{hello}\n{told}\n{rng.choice(_BYE)}\n{signature(rng, contact, firm)}"
