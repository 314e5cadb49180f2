from django.utils import timezone

from bothways.web.budget.operations import do_begin, do_line, do_put

PEOPLE = {
    "name": "People for the north", "kind": "people", "ask": 2, "cost_per_month": 6500.0, "cost_once": 8000.0,
    "ramp": [0.0, 0.5, 1.0], "felt_by": ["Dana and Eli"],
    "judged": [
        {"who": "Ada", "half": 105.0, "full": 110.0, "half_more": 112.0, "most": 116.0},
        {"who": "Ben", "half": 107.0, "full": 112.0, "half_more": 114.0, "most": 118.0},
    ],
    "customers": [{"what": "coverage", "says": "48 accounts are seen.", "kind": "belief", "reach": 48}],
}  # fmt: skip
TOOL = {
    "name": "Quote tool", "kind": "tool", "ask": 1, "cost_per_month": 1900.0, "cost_once": 12000.0,
    "judged": [{"who": "Ada", "half": 101.2, "full": 102.2, "half_more": 102.6, "most": 103.0}],
}  # fmt: skip
TRIPS = {
    "name": "Visits", "kind": "travel", "ask": 4, "cost_per_month": 1400.0,
    "judged": [{"who": "Ada", "half": 101.3, "full": 103.4, "half_more": 104.0, "most": 104.5}],
}  # fmt: skip
BASICS = {
    "title": "Two people and a tool", "currency": "EUR", "first_month": "2027-01", "months": 12, "result": 4800000.0,
    "margin": 0.6,
}  # fmt: skip


def case_of(cast, *, lines=(PEOPLE, TOOL, TRIPS), put=False, by=None, team=None, now=None, **basics):
    """A case as Ada asks for it; put: before the executives."""
    by, now = by or cast.ada, now or timezone.now()
    made = do_begin(by, team=team or cast.ours, now=now, **{**BASICS, **basics})
    for line in lines:
        do_line(by, made.pk, line=line, now=now)
    if put:
        do_put(by, made.pk, now=now)
    made.refresh_from_db()
    return made


MAKERS = {
    "case": lambda cast: case_of(cast, put=True).pk,
    "case_line": lambda cast: 1,
    "case_way": lambda cast: "new",
}
