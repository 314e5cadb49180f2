from django.utils import timezone

from bothways.web.insight.models import InsightPage, ThemeEdit

from .evidence import snapshot_of


def _page(cast):
    # Made, with words in it that a stranger would recognise, and not opened to anybody.
    return InsightPage.objects.create(
        snapshot=snapshot_of(cast), part="results", period="2026Q3", side="executives", version="1", key=str(InsightPage.objects.count()),
        asked_at=timezone.now(), made_at=timezone.now(), title="Secret", html={"first": "Secret", "sections": "Secret"},
        notes={"1": "Secret"},
    ).pk  # fmt: skip


def _edit(cast):
    return ThemeEdit.objects.create(
        team=cast.ours, kind="hide", entry={"theme": "price"}, by=cast.ada, made_at=timezone.now()
    ).pk


MAKERS = {
    "insight_page": _page,
    "insight_part": lambda cast: "results",
    "insight_file": lambda cast: "md",
    "theme_edit": _edit,
    "theme_edit_kind": lambda cast: "hide",
}
