from datetime import timedelta

from django.utils import timezone

from bothways.web.brief.models import Brief, Mail, Reader, Said

NOW = timezone.now() - timedelta(days=1)


def _brief(cast):
    found = Brief.objects.filter(team=cast.ours).first()
    return (
        found
        or Brief.objects.create(
            team=cast.ours, period="2026Q3", made_by=cast.ada, made_at=NOW, state="failed"
        )
    ).pk


def _reader(cast):
    made, _ = Reader.objects.get_or_create(
        team=cast.ours, email="eve@example.com", side="executives", defaults={"name": "Eve"}
    )
    return made.pk


def _mail(cast):
    fields = {"team": cast.ours, "to": "Eve <eve@example.com>", "subject": "S", "raw": b"", "made_at": NOW}
    return Mail.objects.get_or_create(key="<1@example.com>", defaults=fields)[0].pk


def _said(cast):
    return Said.objects.create(
        brief_id=_brief(cast), name="Eve", side="executives", kind="answer", text="Yes.", at=NOW
    ).pk


def _stop_key(cast):
    from bothways.web.brief.stopkeys import key_of  # noqa: PLC0415

    return key_of(Reader.objects.get(pk=_reader(cast)))


MAKERS = {
    "brief": _brief,
    "reader_id": _reader,
    "mail": _mail,
    "said": _said,
    "stop_key": _stop_key,
    "reader": lambda cast: "executive",
    "name": lambda cast: "ledger.json",
    "step": lambda cast: "again",
}
