"""The manager's briefs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from bothways.brief.addressees import reader_name
from bothways.brief.render.mail import mail_html
from bothways.terms import Refusal
from bothways.web.access import EXECUTIVE, MANAGER, STAFF, absent, may
from bothways.web.brief import operations, pages, posting, queries
from bothways.web.brief.forms import AskForms, BriefForm, GivenForm, ImperativeForms
from bothways.web.brief.models import Brief
from bothways.web.evidence.queries import newest, teams_i_manage
from bothways.web.people.operations import do_make_link

__all__ = [
    "approve",
    "as_reader",
    "brief",
    "briefs",
    "drop",
    "file",
    "link",
    "new",
    "order",
    "remake",
    "take_out",
    "word",
]

_FILES = {"executive.pdf", "executive.md", "team.pdf", "team.md", "pair.html", "ledger.json"}


@may(STAFF, EXECUTIVE, MANAGER)
@require_GET
def briefs(request: HttpRequest) -> HttpResponse:
    """A manager's briefs; a side's own."""
    if request.user.role != MANAGER:
        page = Paginator(queries.sent_to_me(request.user), 20).get_page(request.GET.get("page"))
        return render(request, "bothways/brief/mine.html", {"page": page})
    return _briefs(request)


def _briefs(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    person = request.user
    teams = teams_i_manage(person)
    page = Paginator(queries.my_briefs(person), 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "teams": teams,
        "form": BriefForm(teams=teams),
        "asks": AskForms(prefix="ask"),
        "imperatives": ImperativeForms(prefix="imperative"),
        "troubled": queries.troubled(person)[:20],
        "server": posting.mail_settings(),
        "has_snapshot": any(newest(person, team) for team in teams),
        **more,
    }
    return render(request, "bothways/brief/briefs.html", context, status=status)


def _filled(forms: Any) -> list[dict[str, str]]:
    return [
        {key: text for key, text in form.items() if text} for form in forms.cleaned_data if form.get("what")
    ]


@may(MANAGER)
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Begin a pair of briefs."""
    teams = teams_i_manage(request.user)
    form = BriefForm(request.POST, teams=teams)
    asks, imperatives = (
        AskForms(request.POST, prefix="ask"),
        ImperativeForms(request.POST, prefix="imperative"),
    )
    given = {"form": form, "asks": asks, "imperatives": imperatives}
    if not (form.is_valid() and asks.is_valid() and imperatives.is_valid()):
        return _briefs(request, status=422, **given)
    team = form.cleaned_data["team"]
    snapshot = newest(request.user, team)
    try:
        if snapshot is None:
            raise Refusal(
                "no-snapshot",
                _("This team has no snapshot yet."),
                hint=_("Bring an export under Evidence first."),
            )
        made = operations.do_begin(
            team, snapshot=snapshot, by=request.user, now=timezone.now(), period=form.cleaned_data["period"].strip(),
            note=form.cleaned_data["note"], asks=_filled(asks), imperatives=_filled(imperatives),
        )  # fmt: skip
    except Refusal as refusal:
        return _briefs(request, status=422, refusal=refusal, **given)
    return redirect("brief", brief=made.pk)


@may(MANAGER)
@require_GET
def brief(request: HttpRequest, brief: str) -> HttpResponse:
    """A brief: the pair side by side, each line to word, previews, approve."""
    return _brief(request, queries.my_brief(request.user, brief))


def _brief(request: HttpRequest, made: Brief, *, status: int = 200, **more: Any) -> HttpResponse:
    if made.state in (Brief.State.MAKING, Brief.State.FAILED):
        return render(request, "bothways/brief/making.html", {"brief": made, "job": made.job})
    which = request.GET.get("which", "executive")
    which = which if which in operations.WHICH else "executive"
    readers = list(made.team.readers.filter(stopped_at=None))
    told = operations.previewed(made)
    given, asks, imperatives = _given_forms(None, made)
    context = {
        "brief": made,
        "which": which,
        "side": "executives" if which == "executive" else "staff",
        "beside": pages.beside(told),
        "sections": pages.rows_to_word(made, which),
        "mails": queries.my_mails(request.user).filter(brief=made),
        "said": made.said.all(),
        "readers": readers,
        "by_mail": sum(one.left_at is None for one in readers),
        "server": posting.mail_settings(),
        "is_draft": made.state == Brief.State.DRAFT,
        "people": _people(told),
        "given": given,
        "asks": asks,
        "imperatives": imperatives,
        **more,
    }
    return render(request, "bothways/brief/brief.html", context, status=status)


def _people(told: operations.Told) -> list[tuple[str, str]]:
    """Whose own briefs there are: what stands in the address, and the name."""
    names = [(f"person-{key}", reader_name(document)) for key, document in told.people.items()]
    return sorted(names, key=lambda one: one[1].casefold())


def _back(request: HttpRequest, made: Brief, which: str) -> HttpResponse:
    return redirect(f"{reverse('brief', kwargs={'brief': made.pk})}?which={which}#words")


def _which(request: HttpRequest) -> str:
    which = request.POST.get("which", "")
    if which not in operations.WHICH:
        raise absent("brief")
    return which


@may(MANAGER)
@require_POST
def word(request: HttpRequest, brief: str) -> HttpResponse:
    """Reword a line: a changed number is refused with what was typed kept; a changed meaning is shown."""
    made = queries.my_brief(request.user, brief)
    which, place, text = _which(request), request.POST.get("place", ""), request.POST.get("text", "")
    try:
        operations.do_word(made, which=which, place=place, text=text)
    except Refusal as refusal:
        request.GET = request.GET.copy()
        request.GET["which"] = which
        return _brief(request, made, status=422, refusal=refusal, typed={"place": place, "text": text})
    return _back(request, made, which)


@may(MANAGER)
@require_POST
def take_out(request: HttpRequest, brief: str) -> HttpResponse:
    """Take a line out, or put it back."""
    made = queries.my_brief(request.user, brief)
    which = _which(request)
    operations.do_take_out(
        made, which=which, place=request.POST.get("place", ""), back="back" in request.POST
    )
    return _back(request, made, which)


@may(MANAGER)
@require_POST
def order(request: HttpRequest, brief: str) -> HttpResponse:
    """Move a section."""
    made = queries.my_brief(request.user, brief)
    which, number = _which(request), request.POST.get("section", "")
    if not number.isdigit():
        raise absent("section")
    operations.do_order(made, which=which, section=int(number), up="up" in request.POST)
    return _back(request, made, which)


@may(MANAGER)
@require_POST
def approve(request: HttpRequest, brief: str) -> HttpResponse:
    """Approve: from here on it goes."""
    made = queries.my_brief(request.user, brief)
    operations.do_approve(made, by=request.user, now=timezone.now())
    messages.info(request, _("Approved. The mails are being made."))
    return redirect("brief", brief=made.pk)


@may(MANAGER)
@require_POST
def drop(request: HttpRequest, brief: str) -> HttpResponse:
    """Drop a draft."""
    operations.do_drop(queries.my_brief(request.user, brief))
    return redirect("briefs")


@may(MANAGER)
@require_POST
def remake(request: HttpRequest, brief: str) -> HttpResponse:
    """Begin it again on the newest snapshot, with the note, asks and imperatives as they were, or as they are typed.

    The old draft is dropped; what was worded in it is carried over where a line is still the same.
    """
    old = queries.my_brief(request.user, brief)
    given: dict[str, Any] = {"note": old.note, "asks": old.asks, "imperatives": old.imperatives}
    if "note" in request.POST:
        form, asks, imperatives = _given_forms(request.POST, old)
        if not (form.is_valid() and asks.is_valid() and imperatives.is_valid()):
            wrong = {"given": form, "asks": asks, "imperatives": imperatives}
            return _brief(request, old, status=422, **wrong)
        given = {
            "note": form.cleaned_data["note"],
            "asks": _filled(asks),
            "imperatives": _filled(imperatives),
        }
    snapshot = newest(request.user, old.team)
    if snapshot is None:
        raise Refusal(
            "no-snapshot",
            _("This team has no snapshot yet."),
            hint=_("Bring an export under Evidence first."),
        )
    # Of the same period as before, unless a newer snapshot has come.
    period = old.period if old.snapshot_id == snapshot.pk else ""
    made = operations.do_begin(
        old.team, snapshot=snapshot, by=request.user, now=timezone.now(), period=period, instead=old, **given
    )  # fmt: skip
    if old.state != Brief.State.APPROVED:
        operations.do_drop(old)
    return redirect("brief", brief=made.pk)


def _given_forms(data: Any, made: Brief) -> tuple[Any, Any, Any]:
    """The forms of what a person gives to a brief, filled with what it has."""
    return (
        GivenForm(data, initial={"note": made.note}),
        AskForms(data, prefix="ask", initial=made.asks),
        ImperativeForms(data, prefix="imperative", initial=made.imperatives),
    )


@may(MANAGER)
@require_GET
@xframe_options_sameorigin
def as_reader(request: HttpRequest, brief: str, reader: str) -> HttpResponse:
    """The brief as somebody will see it: `executive`, `team`, their mails, or a person's own."""
    made = queries.my_brief(request.user, brief)
    told = operations.previewed(made)
    name, _dot, mail = reader.partition(".")
    if name in operations.WHICH:
        document = told.of(name)
    elif name.removeprefix("person-") in told.people and name.startswith("person-"):
        document = told.people[name.removeprefix("person-")]
    else:
        raise absent("reader")
    if mail != "mail":
        return pages.finished(document)
    answer = HttpResponse(mail_html(document))
    # A mail carries its style on every element, for programs that know no other; here in a frame of its own, without script.
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    return answer


@may(MANAGER)
@require_GET
def file(request: HttpRequest, brief: str, name: str) -> HttpResponse:
    """A file of a brief as it was written, before edits: paper, Markdown, the proof, the ledger."""
    made = queries.my_brief(request.user, brief)
    if name not in _FILES or not (made.folder / name).is_file():
        raise absent("file")
    return FileResponse((made.folder / name).open("rb"), as_attachment=True, filename=f"{made.period}-{name}")


@may(MANAGER)
@require_POST
def link(request: HttpRequest, brief: str, reader_id: str) -> HttpResponse:
    """A reader's link, to be given by hand; shown once."""
    made = queries.my_brief(request.user, brief)
    who = queries.my_reader(request.user, reader_id)
    if made.state != Brief.State.APPROVED or who.team_id != made.team_id:
        raise Refusal("not-approved", _("Only an approved brief has links."), hint=_("Approve it first."))
    _link, token = do_make_link(
        purpose="brief", target=made.pk, team=made.team, name=who.name, email=who.email, side=who.side,
        person=who.person, ask_code=who.ask_code, now=timezone.now(), lasts=operations.LASTS,
    )  # fmt: skip
    address = request.build_absolute_uri(reverse("read-link", kwargs={"token": token}))
    return _brief(request, made, address=address, linked=who)
