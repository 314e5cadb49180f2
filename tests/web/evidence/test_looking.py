"""A snapshot is looked at: its measures, the deals behind each figure, what moved, the targets' spreadsheet."""

from __future__ import annotations

import ast
import io
import re
import tempfile
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

import bothways.evidence
from bothways.evidence import CATALOGUE, measure, rows_behind
from bothways.terms import Refusal
from bothways.web.evidence import listing, measuring, operations, queries
from bothways.web.evidence.models import Snapshot
from bothways.web.evidence.words import said
from web.makers.evidence import ANSWERS, AS_OF, EXPORT, brought, read_now, snapshot_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(cast, as_person):
    return as_person(cast.ada)


def test_a_snapshot_tells_each_measure_and_what_it_cannot(cast, ada):
    page = ada.get(reverse("snapshot", args=[snapshot_of(cast).pk])).content.decode()
    assert "4 deals, as they stood on" in page
    assert "€17k" in page  # 12,000 and 5,000 won in the quarter
    assert "There are no targets in this snapshot" in page
    assert "--" not in re.sub(r"<[^>]*>", "", page)  # no page tells of the command's options
    assert "Third quarter 2026" in page


def test_every_measure_of_the_page_is_one_of_the_catalogue():
    names = [name for _, group in measuring.GROUPS for name in group]
    assert set(names) <= set(CATALOGUE)
    assert len(names) == len(set(names))
    assert all(set(one.bys) <= set(measuring.LEVELS) for one in CATALOGUE.values())


def test_the_deals_behind_a_figure_are_those_that_make_it(cast, ada):
    snapshot = snapshot_of(cast)
    page = ada.get(reverse("snapshot-behind", args=[snapshot.pk, "bookings"])).content.decode()
    assert "€17k, with 2 deals behind it." in page
    assert page.index("Harbour line") < page.index("Crates")  # the largest first
    assert "Cold store" not in page
    ben = f"{reverse('snapshot-behind', args=[snapshot.pk, 'bookings'])}?by=rep&key=Ben"
    held = queries.opened(snapshot)
    key = next(
        f.key
        for f in measure(held, period=held.calendar.quarter_of(AS_OF), by=("rep",)).each("bookings", "rep")
        if f.label == "Ben"
    )
    page = ada.get(ben.replace("key=Ben", f"key={key}")).content.decode()
    assert "Harbour line" in page
    assert "Crates" not in page


def test_every_measure_has_its_page_and_its_rows(cast, ada):
    snapshot = snapshot_of(cast)
    for name, one in CATALOGUE.items():
        assert ada.get(reverse("snapshot-measure", args=[snapshot.pk, name])).status_code == 200, name
        if "all" in one.bys:
            assert ada.get(reverse("snapshot-behind", args=[snapshot.pk, name])).status_code == 200, name


@pytest.mark.slow
def test_rows_of_every_table_are_listed_as_the_evidence_has_them():
    """On the sample company, which has all of them: a page holds the first fifty of what `rows_behind` gives."""
    held = _sample()
    period = held.calendar.quarter_of(held.as_of)
    tables = set()
    for figure in measure(held, period=period, by=("all",)).figures:
        if figure.by != "all" or figure.value is None:
            continue
        ids = rows_behind(held, figure)
        listed = listing.behind(held, figure, page="1")
        assert listed.of == len(ids)
        assert len(listed.rows) == min(len(ids), listing.PAGE), figure.name
        assert all(len(row) == len(listed.heads) for row in listed.rows)
        assert all(row[0] for row in listed.rows)
        tables.add(CATALOGUE[figure.name].table)
    assert tables == {"deals", "accounts", "deal_lines", "activities", "signals", "targets"}


_made = {}


def _sample():
    if not _made:
        folder = Path(tempfile.mkdtemp(prefix="bothways-sample-"))
        bothways.evidence.write_sample(folder / "export", seed=7, as_of=AS_OF)
        done = bothways.evidence.import_files(folder / "export", into=folder / "in", today=AS_OF, as_of=AS_OF)
        _made["held"] = done.snapshot
    return _made["held"]


@pytest.mark.slow
def test_pages_hold_each_deal_once():
    held = _sample()
    figure = measure(
        held, period=held.calendar.quarter_of(held.as_of), by=("all",), names=("open_amount",)
    ).one("open_amount")
    first = listing.behind(held, figure, page="1")
    pages = [listing.behind(held, figure, page=str(n)) for n in range(1, first.pages + 1)]
    assert sum(len(one.rows) for one in pages) == first.of == figure.n
    assert (pages[-1].after, pages[0].before) == (0, 0)
    assert pages[-1].last == first.of


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("measure/no-such/", 404),
        ("behind/no-such/", 404),
        ("behind/bookings/?by=planet", 404),
        ("behind/bookings/?by=rep&key=nobody", 404),
        ("?period=yesterday", 422),
        ("?period=2026Q9", 422),
        ("behind/bookings/?page=99", 200),
        ("behind/bookings/?page=²", 200),
        ("measure/bookings/?by=planet", 200),
        ("targets/?year=soon", 422),
        ("targets/?by=planet", 422),
        ("since/", 200),
    ],
)
def test_nonsense_in_an_address_is_refused_or_taken_for_the_nearest(cast, ada, address, status):
    snapshot = snapshot_of(cast)
    assert ada.get(reverse("snapshot", args=[snapshot.pk]) + address).status_code == status


def test_the_period_that_is_chosen_holds_on_every_page(cast, ada):
    address = reverse("snapshot", args=[snapshot_of(cast).pk])
    page = ada.get(f"{address}?period=2026-08").content.decode()
    assert "August 2026" in page
    assert "behind/bookings/?period=2026-08" in page
    assert "€12k" in page
    assert "Harbour line" in ada.get(f"{address}behind/bookings/?period=2026-08").content.decode()
    assert "Crates" not in ada.get(f"{address}behind/bookings/?period=2026-08").content.decode()


def test_names_out_of_the_files_are_escaped(cast, ada):
    text = EXPORT.replace("Harbour line", "<script>alert(1)</script>").replace("Ben,", '"<b onload=x>",')
    upload = brought(cast, text=text)
    upload.answers = ANSWERS
    snapshot = read_now(upload)
    for name in ("snapshot-behind", "snapshot-measure"):
        page = ada.get(reverse(name, args=[snapshot.pk, "bookings"])).content
        assert b"<script>alert" not in page
        assert b"<b onload" not in page
    assert (
        b"&lt;script&gt;alert(1)"
        in ada.get(reverse("snapshot-behind", args=[snapshot.pk, "bookings"])).content
    )


def test_what_moved_since_the_snapshot_before(cast, ada):
    snapshot_of(cast)
    later = EXPORT.replace("31000.00", "29000.00").replace(
        "D5,Crates,Kystlag,Ilse,Closed Won,5000.00,EUR,2026-09-20,2026-06-20,South\n", ""
    )
    later += "D7,New quay,Nordhavn,Ben,Blue table,7000.00,EUR,2026-12-01,2026-10-02,North\n"
    upload = brought(cast, text=later, as_of=AS_OF + timedelta(days=7))
    upload.answers = ANSWERS
    snapshot = read_now(upload)
    page = ada.get(reverse("snapshot-since", args=[snapshot.pk])).content.decode()
    assert "3 changes since" in page  # an amount, a new deal, one that is gone: each told once
    assert "€31k" in page
    assert "€29k" in page
    assert "New quay" in page
    assert "gone from the CRM" in page
    alone = ada.get(reverse("snapshot-since", args=[Snapshot.objects.get(as_of=AS_OF).pk])).content.decode()
    assert "nothing before this snapshot" in alone


def test_the_spreadsheet_of_targets_names_the_people(cast, ada):
    answer = ada.get(
        reverse("snapshot-targets", args=[snapshot_of(cast).pk]) + "?by=rep&every=quarter&year=2026"
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    cells = {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}
    assert {"Ben", "Ilse", "2026Q3"} <= cells


def test_a_snapshot_is_taken_away_only_when_asked_twice(cast, ada):
    snapshot = snapshot_of(cast)
    address = reverse("snapshot-remove", args=[snapshot.pk])
    assert b"Take the snapshot of" in ada.get(address).content
    assert snapshot.path.exists()
    ada.post(address)
    assert not snapshot.path.exists()
    snapshot.refresh_from_db()  # the row stays for the briefs that stand on it
    assert snapshot.removed_at is not None
    assert snapshot.summary == {}
    assert ada.get(reverse("snapshot", args=[snapshot.pk])).status_code == 404
    assert queries.newest(cast.ada, cast.ours) is None
    with pytest.raises(Refusal, match="taken away"):
        queries.opened(snapshot)
    report = ada.get(reverse("upload", args=[snapshot.upload_id])).content.decode()
    assert "Its snapshot was taken away" in report


def test_one_that_was_taken_away_comes_back_with_the_same_export(cast):
    snapshot = snapshot_of(cast)
    operations.do_remove(snapshot, by=cast.ada, now=timezone.now())
    again = brought(cast)
    again.answers = ANSWERS
    back = read_now(again)
    assert (back.pk, back.removed_at) == (snapshot.pk, None)
    assert queries.opened(back).rows("deals") == 4


def test_the_newest_is_the_newest_that_holds_deals(cast):
    old = snapshot_of(cast)
    Snapshot.objects.create(
        team=cast.ours, folder="headers-alone", snapshot_id="b" * 12, as_of=AS_OF + timedelta(days=9),
        imported_at=timezone.now(), summary={"rows": {"deals": 0}},
    )  # fmt: skip
    assert queries.newest(cast.ada, cast.ours) == old
    assert queries.newest(cast.cy, cast.ours) is None
    assert queries.newest(cast.ben, cast.ours) is None


def test_threads_never_share_an_engine_and_agree(cast):
    snapshot = snapshot_of(cast)
    found, engines, wrong = [], [], []

    def look():
        try:
            for _ in range(5):
                held = queries.opened(snapshot)
                figure = measure(held, period=held.calendar.quarter_of(AS_OF), names=("bookings",)).one(
                    "bookings"
                )
                found.append((figure.value, rows_behind(held, figure)))
            engines.append(held.con)
        except BaseException as bad:  # noqa: BLE001 - told by the test below
            wrong.append(bad)

    threads = [threading.Thread(target=look) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
    assert found == [found[0]] * 30
    assert found[0] == (1_700_000, ("D1", "D5"))
    assert len({id(one) for one in engines}) == 6
    assert queries.opened(snapshot) is queries.opened(snapshot)


def test_no_sentence_of_the_import_names_the_command_on_a_page():
    """Every text of the evidence that tells of an option or a command is turned into the page's own way."""
    told = []
    for path in Path(bothways.evidence.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        docs = {
            id(n.body[0].value)
            for n in ast.walk(tree)
            if hasattr(n, "body") and isinstance(n.body, list) and n.body and isinstance(n.body[0], ast.Expr)
        }
        told += [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        ]
    commands = [text for text in told if re.search(r"--[a-z]|`bothways|bothways import ", text)]
    assert len(commands) > 5  # or nothing was tried
    left = [said(text) for text in commands if re.search(r"--[a-z]|`bothways", said(text))]
    left = [text for text in left if not text.startswith("# What each file of the export")]  # mapping.toml
    assert left == []


def test_the_pages_of_a_snapshot_ask_the_database_the_same_few_times(cast, ada, django_assert_num_queries):
    snapshot = snapshot_of(cast)
    ada.get(reverse("snapshot", args=[snapshot.pk]))
    with django_assert_num_queries(4):
        ada.get(reverse("snapshot", args=[snapshot.pk]))
    with django_assert_num_queries(3):
        ada.get(reverse("snapshot-behind", args=[snapshot.pk, "bookings"]))
    with django_assert_num_queries(3):
        ada.get(reverse("snapshot-behind", args=[snapshot.pk, "lost_count"]))


@pytest.mark.slow
def test_the_steps_hang_on_each_other_and_end_where_the_pipeline_does():
    held = _sample()
    figures = measure(
        held, period=held.calendar.quarter_of(held.as_of), by=("all",), names=measuring.GROUPS[2][1]
    )
    walk = [figures.one(name) for name in measuring.GROUPS[2][1]]
    start, *between, end = (int(figure.value) for figure in walk)
    assert start + sum(between) == end  # or the picture would not close
    steps = measuring.steps_of(walk)
    assert [step.kind for step in steps] == [
        "ink",
        "in",
        "in",
        "in",
        "in",
        "out",
        "out",
        "out",
        "ink",
        "out",
        "ink",
    ]
    ends = [(float(step.left), float(step.left) + float(step.width)) for step in steps]
    joins = [float(step.join[1:].split(" ")[0]) for step in steps]
    assert all(
        any(abs(join - side) < 0.9 for side in after)
        for join, after in zip(joins[:-2], ends[1:-1], strict=True)
    )
    assert all(0 <= low <= high <= 400.9 for low, high in ends)
    assert measuring.steps_of([]) == []
