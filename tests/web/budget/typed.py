"""What a browser sends of a case: a line's form, a counter-offer's."""

from __future__ import annotations

from django.urls import reverse

ADA, BEN = ("Ada", 105, 110, 112, 116), ("Ben", 107, 112, 114, 118)
ONE = (("people", "1", ""), ("travel", "", "2027-07"))


def page_of(client, name="case", **kwargs):
    return client.get(reverse(name, kwargs=kwargs)).content.decode()


def filled(*judges, way="new", **more):
    """A line's form as a browser sends it: three fields of judges, what is not given empty."""
    given = {
        "name": "People for the north", "kind": "people", "ask": "2", "cost_per_month": "6500", "cost_once": "8000", "least": "",
        "most": "", "start": "", "ramp": "0, 50, 100", "attrition": "15", "carry_over": "", "felt_by": "Dana\nEli",
        "effect-0-says": "48 accounts are seen.", "effect-0-what": "coverage", "effect-0-kind": "belief",
        "effect-0-source": "", "effect-0-n": "", "effect-0-reach": "48", "effect-0-published": "",
    }  # fmt: skip
    names = ("half", "full", "half_more", "most") if way == "new" else ("none", "half", "half_more", "most")
    for at, (who, *numbers) in enumerate([*judges, ("", "", "", "", "")]):
        given[f"judged-{at}-who"] = who
        given.update({f"judged-{at}-{name}": str(one) for name, one in zip(names, numbers, strict=True)})
    return {**given, **more}


def offered(*limits, words="One, and no travel until July", **more):
    given = {"words": words, **more}
    for at in range(3):
        of, most, month = limits[at] if at < len(limits) else ("", "", "")
        given |= {f"limit-{at}-of": of, f"limit-{at}-most": most, f"limit-{at}-not_before": month}
    return given
