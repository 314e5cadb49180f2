"""The pages of a case: all of them, the result with counter-offer and decision, the two pages, the file."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bothways.terms import Refusal
from bothways.web.access import EXECUTIVE, MANAGER, may
from bothways.web.budget import casefile, operations, queries, telling
from bothways.web.budget.forms import CounterForm, DecisionForm
from bothways.web.budget.models import CaseEvent, ResourceCase
from bothways.web.people.models import Person

__all__ = ["as_file", "cases", "counter", "decide", "pages", "put", "result"]


@may(EXECUTIVE, MANAGER)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Every case that this person reads, what waits first."""
    every = list(queries.my_cases(request.user))
    context = {
        "waiting": [one for one in every if one.put and not one.decided],
        "own": [one for one in every if not one.put],
        "decided": [one for one in every if one.decided],
        "is_manager": request.user.role == Person.Role.MANAGER,
    }
    return render(request, "bothways/budget/cases.html", context)


@may(EXECUTIVE, MANAGER)
@require_GET
def result(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """What a case returns, what is given up, what a counter-offer would mean, what was decided."""
    return _result(request, queries.my_case(request.user, case))


def _result(request: HttpRequest, found: ResourceCase, **more: Any) -> HttpResponse:
    is_manager = request.user.role == Person.Role.MANAGER
    refusal: Refusal | None = more.get("refusal")
    told, plans = None, {}
    try:
        told = telling.tell_all(found.asked)
        plans = operations.plans_of(found, told=told) if found.put else {}
    except Refusal as no:
        refusal = refusal or no
    currency = str(found.asked.get("currency", ""))
    events = list(found.events.select_related("by"))
    offers = [
        {
            "event": one, "said": telling.said_of(one.words, currency=currency),
            "reply": telling.reply_to(one.words, title=found.title, currency=currency) if is_manager else "",
        }
        for one in reversed(events)
        if one.kind == CaseEvent.Kind.COUNTER
    ]  # fmt: skip
    decisions = [_decision(one, currency) for one in reversed(events) if one.kind == CaseEvent.Kind.DECIDED]
    decision = more.get("decision") or DecisionForm(is_executive=not is_manager)
    decision.offer(plans)
    context = {
        "found": found, "told": told, "is_manager": is_manager, "offers": offers, "decisions": decisions,
        "form": more.get("form") or (_counter_form(found) if told else None),
        "decision": decision, "looked": more.get("looked"), "refusal": refusal,
        "address": request.build_absolute_uri(f"{request.path}pages/") if request.method == "GET" else "",
    }  # fmt: skip
    return render(request, "bothways/budget/result.html", context, status=422 if more.get("wrong") else 200)


def _decision(event: CaseEvent, currency: str) -> dict[str, Any]:
    plan = event.words.get("granted")
    said = plan and {
        "called": plan["called"], "levels": plan["levels"], "cost": telling.money(plan["cost"], currency),
        "value": telling.money(plan["return"], currency), "low": telling.money(plan["low"], currency),
        "high": telling.money(plan["high"], currency),
    }  # fmt: skip
    return {"event": event, "words": event.words, "plan": said}


def _counter_form(found: ResourceCase, data: Any = None) -> CounterForm:
    lines = found.asked.get("line", [])
    return CounterForm(data, lines=lines, periods=casefile.check_basics(found.asked).case.periods)


@may(EXECUTIVE, MANAGER)
@require_POST
def counter(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """What a counter-offer would mean: looked at, or kept."""
    found = queries.my_case(request.user, case)
    form = _counter_form(found, request.POST)
    if not form.is_valid():
        return _result(request, found, form=form, wrong=True)
    given = form.given()
    try:
        if request.POST.get("step") == "keep":
            operations.do_counter(request.user, case, now=timezone.now(), **given)
            return redirect("case-result", case=case)
        looked = operations.look_at_counter(found, **given)
    except Refusal as refusal:
        return _result(request, found, form=form, refusal=refusal, wrong=True)
    said = telling.said_of(looked, currency=str(found.asked.get("currency", "")))
    return _result(request, found, form=form, looked=said)


@may(EXECUTIVE, MANAGER)
@require_POST
def decide(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Write down what was decided."""
    found = queries.my_case(request.user, case)
    form = DecisionForm(request.POST, is_executive=request.user.role == Person.Role.EXECUTIVE)
    if not form.is_valid():
        return _result(request, found, decision=form, wrong=True)
    try:
        operations.do_decide(request.user, case, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        return _result(request, found, decision=form, refusal=refusal, wrong=True)
    return redirect("case-result", case=case)


@may(MANAGER)
@require_POST
def put(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Put a case to the executives, or take it back."""
    found = queries.my_case(request.user, case)
    do = operations.do_take_back if request.POST.get("step") == "back" else operations.do_put
    try:
        do(request.user, case, now=timezone.now())
    except Refusal as refusal:
        if "status" in refusal.data:
            raise
        return _result(request, found, refusal=refusal, wrong=True)
    return redirect("case-result", case=case)


@may(EXECUTIVE, MANAGER)
@require_GET
def pages(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The case on two pages, to be read in three minutes and printed."""
    found = queries.my_case(request.user, case)
    context = {
        "found": found,
        "told": telling.tell(found.asked),
        "is_manager": request.user.role == Person.Role.MANAGER,
    }
    return render(request, "bothways/budget/pages.html", context)


@may(MANAGER)
@require_GET
def as_file(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The case as the file that `bothways case` reads."""
    found = queries.my_case(request.user, case)
    name = re.sub(r"[^a-z0-9]+", "-", found.title.lower()).strip("-")[:60] or "case"
    answer = HttpResponse(casefile.written(found.asked), content_type="application/toml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return answer
