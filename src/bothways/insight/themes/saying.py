"""What was found of a theme, in sentences: a customer's scenario, what works, and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping

from bothways.insight.themes.conduct import WORDS as DONE
from bothways.insight.themes.covariates import WORDS as ALIKE
from bothways.insight.themes.measuring import Measured
from bothways.terms import Called, Figure, Said, Sentence

Key = tuple[str, str, str]
Sheet = Mapping[Key, Figure]


def scenario(one: Measured, sheet: Sheet) -> tuple[Sentence, Sentence, Sentence]:
    """Return a customer's scenario in three lines: what they say, what it costs or is worth, what would change it."""
    return _say(one, sheet), _worth(one, sheet), _change(one, sheet)


def _of(one: Measured, sheet: Sheet, name: str) -> Figure | None:
    found = sheet.get((name, "theme", one.theme.id))
    return found if found is not None and found.value is not None else None


def _named(one: Measured) -> Called:
    return Called(one.theme.name, "competitor" if one.theme.kind == "competitor" else "theme")


def _say(one: Measured, sheet: Sheet) -> Sentence:
    accounts, own = _of(one, sheet, "theme_accounts"), _of(one, sheet, "theme_accounts_customer")
    if accounts is None:
        return (_named(one), ".")
    line: Sentence = (_named(one), ": said at ", Said(accounts, noun="account"))
    if own is not None and own.value:
        line = (*line, ", at ", Said(own), " of them in the customer's own words")
    else:
        line = (*line, ", only by rep's account")
    people = _of(one, sheet, "theme_people")
    if people is not None and people.value:
        line = (*line, ", by ", Said(people, noun="person"))
    if one.trend.rises:
        line = (*line, ", and more often than before")
        if one.trend.where:
            place = one.trend.where[0]
            line = (*line, ", most surely in ", Called(place.name, place.what))  # type: ignore[arg-type]
            grown = sheet.get(("theme_trend_in", f"theme_{place.what}", f"{one.theme.id}/{place.name}"))
            if grown is not None and grown.value is not None:
                # Without its figure a page would hold a name that none of its facts has.
                line = (*line, " (", Said(grown, "signed"), " of the texts there)")
    elif one.trend.falls:
        line = (*line, ", and less often than before")
    return (*line, ".")


def _worth(one: Measured, sheet: Sheet) -> Sentence:
    money = _of(one, sheet, "theme_open_amount")
    line: Sentence = ("No open deal mentions it.",)
    if money is not None and money.value:
        line = ("Open deals that mention it come to ", Said(money), ".")
    rate, alike = _of(one, sheet, "theme_win_rate"), _of(one, sheet, "theme_win_rate_alike")
    if rate is None or alike is None:
        return line
    stake = _of(one, sheet, "theme_at_stake")
    if not one.association.called:
        line = (*line, " Whether such deals are won less or more often can't be told from chance")
        if stake is not None and stake.interval is not None:
            line = (*line, "; what is at stake may lie ", Said(stake, "between"))
        return (*line, ".")
    line = (
        *line, " Of ", Said(rate, "n", "closed deal"), " with it ", Said(rate), " were won, where ", Said(alike),
        " would be usual of deals that were alike",
    )  # fmt: skip
    if stake is not None and stake.value and one.certain_stake:
        lost = stake.value > 0
        line = (
            *line,
            "; ",
            Said(stake, "size"),
            " of the open money ",
            "is at stake" if lost else "goes with it",
        )
    return (*line, ". It goes together; that is no proof of a cause.")


def _change(one: Measured, sheet: Sheet) -> Sentence:
    called = [work for work in one.works if work.called]
    if not called:
        if one.works:
            return ("Nothing that the export shows sets such deals that were won apart from the others.",)
        return ("Too few such deals have closed to see what would change it.",)
    name = f"theme_works_{called[0].what}"
    done, left = _of(one, sheet, f"{name}_done"), _of(one, sheet, f"{name}_not")
    if done is None or left is None:
        return ("Too few such deals have closed to see what would change it.",)
    return (
        "Of such deals in which ", DONE[called[0].what], ", ", Said(done), " were won, of the others ", Said(left),
        "; that goes with winning and need not be why.",
    )  # fmt: skip


def what_works(one: Measured, sheet: Sheet) -> tuple[Sentence, ...]:
    """Return for the team what went with winning where this was said; nothing where nothing stands out."""
    lines: list[Sentence] = []
    for work in one.works:
        done = _of(one, sheet, f"theme_works_{work.what}_done")
        left = _of(one, sheet, f"theme_works_{work.what}_not")
        if work.called and done is not None and left is not None:
            lines.append(
                (
                    "Where ", _named(one), " was said and ", DONE[work.what], ", ", Said(done), " were won (",
                    Said(done, "n", "deal"), "), of the others ", Said(left), " (", Said(left, "n", "deal"), ").",
                )
            )  # fmt: skip
    return tuple(lines)


def against(one: Measured, sheet: Sheet) -> dict[Key, Sentence]:
    """Return the best that can be said against each figure of a theme."""
    found: dict[Key, Sentence] = {}
    plain, moved = (
        _of(one, sheet, "theme_win_difference_plain"),
        _of(one, sheet, "theme_win_difference_alternative"),
    )
    value = _of(one, sheet, "theme_e_value_cautious")
    if plain is not None and _of(one, sheet, "theme_win_difference") is not None:
        line: Sentence = ("Without comparing alike with alike the difference is ", Said(plain, "signed"))
        if moved is not None:
            line = (
                *line, "; ", ALIKE[one.association.alternative], " alone makes it ", Said(moved, "signed"),
                ", more than anything else that is known",
            )  # fmt: skip
        line = (*line, ".")
        if one.association.called and value is not None:
            line = (
                *line, " Something unseen that goes with it and with the outcome by ", Said(value),
                " each would explain it away.",
            )  # fmt: skip
        elif not one.association.called:
            line = (*line, " Chance alone would do to explain it.")
        for name in ("theme_win_difference", "theme_win_rate_alike", "theme_at_stake"):
            if _of(one, sheet, name) is not None:
                found[(name, "theme", one.theme.id)] = line
    late = _of(one, sheet, "theme_too_late")
    if late is not None and late.value and _of(one, sheet, "theme_win_rate") is not None:
        found[("theme_win_rate", "theme", one.theme.id)] = (
            "In ", Said(late, noun="more closed deal"), " it was said too late to count: the outcome may have been clear.",
        )  # fmt: skip
    share = _of(one, sheet, "theme_open_share")
    if share is not None and share.interval is not None and _of(one, sheet, "theme_open_amount") is not None:
        found[("theme_open_amount", "theme", one.theme.id)] = (
            "To be said is not to decide: these deals may be won as often as others. They are ", Said(share),
            " of all open money.",
        )  # fmt: skip
    trend = _of(one, sheet, "theme_trend")
    if trend is not None and not (one.trend.rises or one.trend.falls):
        found[("theme_trend", "theme", one.theme.id)] = ("Chance alone would do to explain this change.",)
    return found


def summary(one: Measured, sheet: Sheet) -> Sentence:
    """Return a theme in a sentence, for the list."""
    accounts, money = _of(one, sheet, "theme_accounts"), _of(one, sheet, "theme_open_amount")
    if accounts is None:
        return (_named(one), ".")
    line: Sentence = (_named(one), ": ", Said(accounts, noun="account"))
    if money is not None and money.value:
        line = (*line, ", open deals of ", Said(money))
    stake = _of(one, sheet, "theme_at_stake")
    if one.certain_stake and stake is not None:
        line = (
            *line,
            ", ",
            Said(stake, "size"),
            " ",
            "at stake" if one.stake.value > 0 else "more likely to come",
        )
    return (*line, ".")
