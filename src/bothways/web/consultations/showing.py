"""A release as a page draws it: words, and places on a scale of 0 to 100, so that a template has nothing to reckon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.terms import Side
from bothways.web.consultations.show_map import drawn_map

if TYPE_CHECKING:
    from bothways.opendoor.asked import GapTold, Mine, Misread, Release, SideTold, StatementTold, WayTold
    from bothways.opendoor.disclosure import Band

__all__ = ["drawn", "drawn_mine"]

_LEFT, _WIDE = 12.0, 376.0
"""Where nought stands in a picture 400 wide, and how far a hundred is from it."""


def _at(percent: float) -> float:
    return round(_LEFT + _WIDE * percent / 100, 1)


def words_of(band: Band | None) -> str:
    """A band in words, as short as it can be said."""
    if band is None:
        return _("not shown")
    if not band.tells:
        return _("not told")
    if band.low == band.high:
        return f"{band.low} %"
    return f"{band.low}–{band.high} %"


def _bar(band: Band | None) -> dict[str, Any] | None:
    """Where a band is drawn: a bar, or a dot where it is one number."""
    if band is None or not band.tells:
        return None
    left, right = _at(band.low), _at(band.high)
    return {
        "x": left,
        "width": round(right - left, 1),
        "dot": left == right,
        "right": right,
        "words": words_of(band),
    }


def drawn(release: Release) -> dict[str, Any]:
    """Everything that everybody sees of a release."""
    from bothways.opendoor.declared import Verdict

    kinds = (Verdict.COMMON, Verdict.DIVIDE, Verdict.ONE_SIDED, Verdict.NEITHER, Verdict.TOO_FEW)
    return {
        "release": release,
        "kinds": [
            {**_kind(kind), "key": kind.name.lower(), "rows": [_row(one) for one in found]}
            for kind in kinds
            if (found := release.of_verdict(kind))
        ],
        "all_certain": _all_certain(release),
        "ways": [_way(way, release) for way in release.ways if way.gaps],
        "any_gap": any(way.gaps for way in release.ways),
        "map": drawn_map(release, None),
        "important": _important(release),
        "change": _change(release),
        "people": [_person(one) for one in release.record],
        "record_rows": _record_rows(release),
        "table": [_table_row(one) for one in release.statements],
    }


def _all_certain(release: Release) -> bool:
    """Whether nothing that is told could be changed by whoever has not answered: said once, then, not row by row."""
    from bothways.opendoor.declared import Verdict

    told = [one.certain for one in release.statements if one.verdict is not Verdict.TOO_FEW]
    return bool(told) and all(told)


def _kind(kind: Any) -> dict[str, str]:
    from bothways.opendoor.declared import Verdict

    return {
        Verdict.COMMON: {"called": _("Common ground"), "more": _("More than half of each side, of all of it, hold the same.")},
        Verdict.DIVIDE: {"called": _("What divides them"), "more": _("Most of one side are for it, most of the other against.")},
        Verdict.ONE_SIDED: {"called": _("What only one side holds"), "more": _("Most of one side hold it; the other doesn’t.")},
        Verdict.NEITHER: {"called": _("What neither side holds"), "more": _("Neither side has a majority for it or against it.")},
        Verdict.TOO_FEW: {
            "called": _("What can’t be told"),
            "more": _("Too few answers, too few of them that can be shown, or too near to the half for the bands to tell."),
        },
    }[kind]  # fmt: skip


def _row(one: StatementTold) -> dict[str, Any]:
    sides = [_side(told) for told in one.sides]
    return {
        "id": one.id,
        "text": one.text,
        "sides": sides,
        "said": _verdict_said(one),
        "certain": one.certain,
        "alt": "; ".join(side["alt"] for side in sides) + ".",
    }


def _side(told: SideTold) -> dict[str, Any]:
    agree = told.agree
    name = _("staff") if told.side is Side.STAFF else _("executives")
    if told.exact:
        for_it, of = told.record[0], sum(told.record)
        words = _("%(n)s of %(of)s") % {"n": for_it, "of": of}
    else:
        words = words_of(agree)
    said = _("%(side)s agreeing: %(words)s") % {"side": name, "words": words}
    return {"side": told.side, "bar": _bar(agree), "words": words, "alt": said, "exact": told.exact}


def _verdict_said(one: StatementTold) -> str:
    """Where the verdict is not plain from its heading: what is held, and by whom."""
    from bothways.opendoor.declared import Holds, Verdict

    against = one.way is Holds.AGAINST
    if one.verdict is Verdict.COMMON:
        return _("Both are against it.") if against else ""
    if one.whose is None or one.verdict not in (Verdict.DIVIDE, Verdict.ONE_SIDED):
        return ""
    staff = one.whose is Side.STAFF
    if one.verdict is Verdict.ONE_SIDED:
        if staff:
            return _("Most staff are against it.") if against else _("Most staff are for it.")
        return _("Most executives are against it.") if against else _("Most executives are for it.")
    if staff != against:
        return _("Most staff are for it, most executives against.")
    return _("Most executives are for it, most staff against.")


def _way(way: WayTold, release: Release) -> dict[str, Any]:
    texts = {one.id: one.text for one in release.statements}
    rows = [(_gap(gap, texts[gap.statement]), bool(gap.direction)) for gap in way.gaps]
    # Where nothing is told there is nothing to see: folded, unless it is all that there is.
    some = any(wide for _row, wide in rows)
    staff = way.by is Side.STAFF
    if way.low is None or way.high is None:
        size = ""
    elif way.low:
        size = _("On average they are off by %(low)s to %(high)s points.") % {
            "low": way.low,
            "high": way.high,
        }
    else:
        size = _("On average they are off by no more than %(high)s points.") % {"high": way.high}
    better = {
        True: _("They know the other side better than by taking it for themselves."),
        False: _("They would have come nearer by taking the other side for themselves."),
        None: "",
    }[way.better]
    return {
        "by": way.by,
        "about": way.by.other,
        "called": _("What staff believe of executives") if staff else _("What executives believe of staff"),
        "guess_called": _("what staff believe, on average")
        if staff
        else _("what executives believe, on average"),
        "truth_called": _("executives who agree") if staff else _("staff who agree"),
        "ring": "ring-staff" if staff else "ring-exec",
        "fill": "c-exec" if staff else "c-staff",
        "size": f"{size} {better}".strip(),
        "rows": [row for row, wide in rows if wide or not some],
        "level": [row for row, wide in rows if some and not wide],
        "table": [row for row, _wide in rows],
    }


def _gap(gap: GapTold, text: str) -> dict[str, Any]:
    believed, true = _bar(gap.believed), _bar(gap.true)
    return {
        "text": text,
        "believed": believed,
        "true": true,
        "join": _join(believed, true),
        "own": words_of(gap.own),
        **_off(gap.least, gap.most, gap.direction),
        "alt": _("Believed %(believed)s, in truth %(true)s") % {
            "believed": words_of(gap.believed), "true": words_of(gap.true),
        },
    }  # fmt: skip


def _join(guess: dict[str, Any] | None, true: dict[str, Any] | None) -> dict[str, float] | None:
    """The line between two bands, where they lie apart."""
    if guess is None or true is None:
        return None
    if guess["right"] < true["x"]:
        return {"x1": guess["right"], "x2": true["x"]}
    return {"x1": true["right"], "x2": guess["x"]} if true["right"] < guess["x"] else None


def _off(least: int, most: int, direction: str) -> dict[str, str]:
    """How far off a guess is, as a number and what it means."""
    if not direction:
        return {"off": "0", "off_words": _("no gap that can be told")}
    number = str(least) if least == most else f"{least}–{most}"
    return {
        "off": number,
        "off_words": _("points too low") if direction == "too low" else _("points too high"),
    }


def _important(release: Release) -> list[dict[str, Any]]:
    found = []
    for name in release.important:
        one = release.statement(name)
        bands = [(told.side, told.important) for told in one.sides]
        found.append(
            {
                "text": one.text,
                "sides": [
                    {"side": side, "bar": _bar(band), "words": words_of(band)} for side, band in bands
                ],
                "alt": _("important to %(staff)s of staff and %(executives)s of executives") % {
                    "staff": words_of(bands[0][1]), "executives": words_of(bands[1][1]),
                },
            }
        )  # fmt: skip
    return found


def _change(release: Release) -> dict[str, Any] | None:
    change = release.change
    if change is None:
        return None
    texts = {one.id: one.text for one in release.statements}
    gaps = []
    for side, (low, high, now_low, now_high) in change.gaps.items():
        staff = side is Side.STAFF
        if now_high < low:
            moved = (
                _("Staff know executives better than then.")
                if staff
                else _("Executives know staff better than then.")
            )
        elif now_low > high:
            moved = (
                _("Staff know executives less well than then.")
                if staff
                else _("Executives know staff less well than then.")
            )
        else:
            moved = (
                _("What staff believe is as far off as then, as far as the bands tell.")
                if staff
                else _("What executives believe is as far off as then, as far as the bands tell.")
            )
        gaps.append({"side": side, "moved": moved, "then": f"{low}–{high}", "now": f"{now_low}–{now_high}"})
    return {
        "round": change.round,
        "moved": [
            {"text": texts[name], "then": _verdict_word(then), "now": _verdict_word(now)} for name, then, now in change.moved
        ],
        "same": change.same,
        "gaps": gaps,
    }  # fmt: skip


def _verdict_word(verdict: Any) -> str:
    from bothways.opendoor.declared import Verdict

    return {
        Verdict.COMMON: _("common ground"),
        Verdict.DIVIDE: _("a divide"),
        Verdict.ONE_SIDED: _("held by one side"),
        Verdict.NEITHER: _("held by neither"),
        Verdict.TOO_FEW: _("not to be told"),
    }[verdict]


def _vote_word(vote: int | None) -> str:
    return {1: _("agree"), 0: _("pass"), -1: _("disagree"), None: "–"}[vote]


def _person(one: Any) -> dict[str, Any]:
    unnamed = _("One of the staff") if one.side is Side.STAFF else _("One of the executives")
    return {"name": one.name or unnamed, "side": one.side}


def _record_rows(release: Release) -> list[dict[str, Any]]:
    """What each who is on the record answered, a row a statement."""
    return [
        {
            "text": told.text,
            "votes": [
                {"name": _person(one)["name"], "word": _vote_word(one.votes.get(told.id))}
                for one in release.record
            ],
        }
        for told in release.statements
    ]


def _table_row(one: StatementTold) -> dict[str, Any]:
    return {
        "text": one.text,
        "verdict": _verdict_word(one.verdict),
        "sides": [
            {
                "side": told.side,
                "people": told.people
                if told.guarded
                else ngettext("%(n)s on the record", "%(n)s on the record", sum(told.record))
                % {"n": sum(told.record)}
                if told.exact
                else _("not shown"),
                "agree": words_of(told.agree),
                "disagree": words_of(told.disagree),
                "passed": words_of(told.passed),
                "important": words_of(told.important),
            }
            for told in one.sides
        ],
    }


def drawn_mine(release: Release, mine: Mine) -> dict[str, Any]:
    """What one person alone sees."""
    staff = mine.side is Side.STAFF
    return {
        "headline": mine.headline,
        "side": mine.side,
        "sits": [
            _sit(mine.side, *mine.with_own),
            _sit(mine.side.other, *mine.with_other),
        ],
        "misread": [_misread(one) for one in mine.misread],
        "ring": "ring-staff" if staff else "ring-exec",
        "thin": "c-staff" if staff else "c-exec",
        "fill": "c-exec" if staff else "c-staff",
        "about": mine.side.other,
        "others_called": _("what staff believe, on average") if staff else _("what executives believe, on average"),
        "truth_called": _("executives who agree") if staff else _("staff who agree"),
        "map": drawn_map(release, mine),
    }  # fmt: skip


def _sit(side: Side, same: int, of: int) -> dict[str, Any]:
    step = 240 / of if of else 240
    return {
        "side": side,
        "same": same,
        "of": of,
        "fill": "c-staff" if side is Side.STAFF else "c-exec",
        "boxes": [
            {"x": round(at * step, 1), "width": round(step - 3, 1), "on": at < same} for at in range(of)
        ],
    }


def _misread(one: Misread) -> dict[str, Any]:
    guess, true = _at(one.guess), _bar(one.true)
    ring = {"x": guess, "right": guess}
    most = max(abs(one.low), abs(one.high))
    return {
        "text": one.text,
        "guess": one.guess,
        "at": guess,
        "true": true,
        "others": _bar(one.others),
        "others_words": words_of(one.others),
        "join": _join(ring, true),
        "label": _label(guess, true),
        **_off(one.least, most, one.direction),
        "alt": _("You guessed %(guess)s %%, in truth %(true)s")
        % {"guess": one.guess, "true": words_of(one.true)},
    }


def _label(guess: float, true: dict[str, Any] | None) -> dict[str, Any]:
    """Where the number of one's own guess stands: on the side that the truth leaves free, inside the picture."""
    right = true is not None and guess > true["x"]
    if guess < _LEFT + 30:
        right = True
    if guess > _LEFT + _WIDE - 30:
        right = False
    return {"x": guess + (13 if right else -13), "anchor": "start" if right else "end"}
