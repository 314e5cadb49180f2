"""`bothways send`: each reader their own cut, asked before, once, and told what became of each mail."""

from __future__ import annotations

import email
import io
import json
import sys
from email.policy import SMTP
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "brief"), str(HERE.parent / "ports")]
from firm import ASKS, firm  # noqa: E402
from mail_server import Kept, free_port, mail_server  # noqa: E402

from bothways.brief.addressees import addressed, read_readers, reader_name  # noqa: E402
from bothways.brief.addresses import mailbox  # noqa: E402
from bothways.brief.outbox import claimed, handed_over, queued, row_from_dict  # noqa: E402
from bothways.brief.outbox_file import opened  # noqa: E402
from bothways.brief.pair import make_pair  # noqa: E402
from bothways.brief.stored import read_documents  # noqa: E402
from bothways.brief.writing import write_briefs  # noqa: E402
from bothways.cli import main  # noqa: E402
from bothways.terms import Refusal  # noqa: E402

CRO, ADA, BEN = "cro@firm.example", "ada@firm.example", "ben@firm.example"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(tmp_path_factory.mktemp("briefs"))
    snapshot = firm(folder / "firm")
    pair = make_pair(snapshot, period=snapshot.calendar.period("2026Q3"), asks=ASKS, parts=())
    write_briefs(pair, folder / "out")
    return folder / "out" / "documents.json"


@pytest.fixture
def briefs(written: Path, tmp_path: Path) -> Path:
    (tmp_path / "briefs").mkdir()
    (tmp_path / "briefs" / "documents.json").write_bytes(written.read_bytes())
    return tmp_path / "briefs"


def serve_at(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name, value in (
        ("URL", f"smtp+plain://127.0.0.1:{port}"),
        ("FROM", "Mira <mira@firm.example>"),
        ("TIMEOUT", "5"),
    ):
        monkeypatch.setenv(f"BOTHWAYS_SMTP_{name}", value)


def states(briefs: Path) -> dict[str, str]:
    lines = (briefs / "outbox.jsonl").read_text("utf-8").splitlines()
    return {row.to: row.state for row in map(row_from_dict, map(json.loads, lines))}


def test_each_reader_gets_their_own_and_no_other(
    briefs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with mail_server() as (port, kept):
        serve_at(monkeypatch, port)
        to = [
            "--to",
            f"executives={CRO}",
            "--to",
            f"team={ADA}",
            "--to",
            f"Ada Lindqvist={ADA}",
            "--to",
            f"team={BEN}",
        ]
        assert main(["send", str(briefs), *to, "--yes"]) == 0
    got = [(e.rcpt_tos, email.message_from_bytes(bytes(e.content), policy=SMTP)) for e in kept.envelopes]
    assert [(who[0], str(mail["Subject"]).partition(",")[0]) for who, mail in got] == [
        (CRO, "Brief for the executives"), (ADA, "Brief for the team"), (BEN, "Brief for the team"),
        (ADA, "Brief for Ada Lindqvist"),
    ]  # fmt: skip
    for (_, mail), who in zip(got, ("executives", "team", "team", "Ada Lindqvist"), strict=True):
        text = mail.get_body(("plain",)).get_content()
        assert ("Ada Lindqvist" in text) is (who == "Ada Lindqvist")
        assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]
    told = capsys.readouterr().out
    assert f"To {CRO}: the brief for executives." in told
    assert f"Sent, to {CRO}." in told


def test_what_was_sent_is_not_sent_twice_unless_asked(
    briefs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["send", str(briefs), "--to", f"executives={CRO}", "--yes"]
    with mail_server() as (port, kept):
        serve_at(monkeypatch, port)
        assert [main(command), main(command)] == [0, 0]
        assert len(kept.envelopes) == 1
        assert main([*command, "--again", CRO]) == 0
        assert main([*command, "--again", BEN]) == 2
    one, other = (email.message_from_bytes(bytes(e.content)) for e in kept.envelopes)
    assert one["Message-ID"] == other["Message-ID"]
    assert not list(briefs.glob(".*.lock"))
    capsys.readouterr()


@pytest.mark.parametrize(
    ("kept", "state", "said"),
    [
        (Kept({"RCPT": "550 5.1.1 no such user"}), "failed", "no such user"),
        (Kept({"RCPT": "450 4.2.0 try later"}), "queued", "run the same command again"),
        (Kept(drop="DATA"), "unknown", "Ask whether it arrived"),
    ],
)
def test_what_did_not_go_is_told_and_goes_by_a_persons_word(
    kept: Kept,
    state: str,
    said: str,
    briefs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["send", str(briefs), "--to", f"executives={CRO}", "--yes"]
    with mail_server(kept) as (port, _):
        serve_at(monkeypatch, port)
        assert main(command) == 1
    assert states(briefs) == {CRO: state}
    assert said in " ".join(capsys.readouterr().out.split())
    with mail_server() as (port, good):
        serve_at(monkeypatch, port)
        once = main(command)
        assert (once, len(good.envelopes)) == ((1, 0) if state == "unknown" else (0, 1))
        assert main([*command, "--again", CRO]) == 0
    assert states(briefs) == {CRO: "sent"}


def test_a_machine_that_stopped_while_sending_leaves_it_unknown(
    briefs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["send", str(briefs), "--to", f"executives={CRO}", "--yes"]
    with mail_server(Kept({"RCPT": "550 no"})) as (port, _):
        serve_at(monkeypatch, port)
        main(command)
    row = row_from_dict(json.loads((briefs / "outbox.jsonl").read_text("utf-8").splitlines()[0]))
    from datetime import UTC, datetime  # noqa: PLC0415

    now = datetime(2026, 10, 1, tzinfo=UTC)
    held = claimed(queued(row.key, to=CRO), worker="w", now=now)
    gone = handed_over(held, worker="w", now=now)
    with mail_server() as (port, kept):
        serve_at(monkeypatch, port)
        # It stopped in the middle of writing the next line, too.
        lines = [json.dumps(one.as_dict()) for one in (held, gone)]
        (briefs / "outbox.jsonl").write_text("\n".join(lines) + '\n{"key": "<a', "utf-8")
        assert main(command) == 1
        assert kept.envelopes == []
        assert "not known" in capsys.readouterr().out.lower()
        (briefs / "outbox.jsonl").write_text(lines[0] + "\n", "utf-8")
        assert main(command) == 0
        assert len(kept.envelopes) == 1


def test_previews_are_mails_and_nothing_is_sent(briefs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            [
                "send",
                str(briefs),
                "--to",
                f"executives={CRO}",
                "--to",
                f"Ben Okafor={BEN}",
                "--dry-run",
                "--json",
            ]
        )
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["sent"] is False
    assert [Path(one).name for one in told["files"]] == [
        "executives-cro-firm-example.eml",
        "ben-okafor-ben-firm-example.eml",
    ]
    mail = email.message_from_bytes(Path(told["files"][0]).read_bytes(), policy=SMTP)
    assert mail["To"] == CRO
    assert not (briefs / "outbox.jsonl").exists()


def test_nothing_goes_unasked(
    briefs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["send", str(briefs), "--to", f"executives={CRO}"]
    assert main([*command, "--yes"]) == 2
    assert "BOTHWAYS_SMTP_URL" in capsys.readouterr().err

    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    with mail_server() as (port, kept):
        serve_at(monkeypatch, port)
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
        assert main(command) == 2
        monkeypatch.setattr("sys.stdin", Typed("n\n"))
        assert main(command) == 2
        assert kept.envelopes == []
        monkeypatch.setattr("sys.stdin", Typed("y\n"))
        assert main(command) == 0
        assert len(kept.envelopes) == 1


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ([f"executives={CRO}", f"team={CRO}"], "neither may have the other's"),
        ([f"team={CRO}", f"executives={CRO.upper()}"], "neither may have the other's"),
        ([f"Ada Lindqvist={ADA}", f"Ben Okafor={ADA}"], "neither may have the other's"),
        ([f"executives={ADA}", f"Ada Lindqvist={ADA}"], "neither may have the other's"),
        ([f"Ada Lindqvist={ADA}", f"team={ADA}", f"executives={ADA}"], "neither may have the other's"),
        ([f"team={ADA}", f"Ada Lindqvist={ADA}", f"Ben Okafor={ADA}"], "neither may have the other's"),
        ([f"Ada Lindquist={ADA}"], "Did you mean Ada Lindqvist?"),
        ([f"managers={ADA}"], "has no brief here"),
        (["executives"], "does not say whose brief goes where"),
        (["executives=cro"], "no address"),
        (["executives=cro@firm.example\r\nBcc: eve@x.example"], "can't be seen"),
        ([], "Nobody is named"),
    ],
)
def test_the_wrong_readers_cut_is_refused(
    to: list[str], said: str, briefs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [part for one in to for part in ("--to", one)]
    assert main(["send", str(briefs), *arguments, "--dry-run"]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (briefs / "mail").exists()


def test_who_sells_may_have_the_teams_brief_and_their_own(briefs: Path) -> None:
    _, documents = read_documents(briefs)
    for readers in (
        {"team": [mailbox(ADA)], "Ada Lindqvist": [mailbox(ADA)]},
        {"ada lindqvist": [mailbox(ADA)], "staff": [mailbox(ADA), mailbox(ADA)]},
    ):
        assert [reader_name(one.document) for one in addressed(documents, readers)] == [
            "team",
            "Ada Lindqvist",
        ]


def test_a_file_of_readers(briefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "readers.toml"
    path.write_text(
        f'executives = ["Vera Ling <{CRO}>"]\nteam = "{ADA}"\n[people]\n"Ada Lindqvist" = "{ADA}"\n', "utf-8"
    )
    assert {key: [str(box) for box in boxes] for key, boxes in read_readers(path).items()} == {
        "executives": [f"Vera Ling <{CRO}>"], "team": [ADA], "Ada Lindqvist": [ADA],
    }  # fmt: skip
    assert (
        main(["send", str(briefs), "--readers", str(path), "--dry-run", "--out", str(tmp_path / "eml")]) == 0
    )
    assert len(list((tmp_path / "eml").glob("*.eml"))) == 3
    capsys.readouterr()
    for text in ("executives = 1", "nobody = []", "people = 1", "= [", 'executives = ["cro"]'):
        path.write_text(text, "utf-8")
        with pytest.raises(Refusal):
            read_readers(path)
    with pytest.raises(Refusal, match="can't be read"):
        read_readers(tmp_path / "none.toml")


def test_one_program_at_a_time_and_a_spoilt_outbox_stops_everything(briefs: Path) -> None:
    path = briefs / "outbox.jsonl"
    with opened(path), pytest.raises(Refusal, match="already"), opened(path):
        pass
    path.write_text('{"key": 1}\n', "utf-8")
    with pytest.raises(Refusal, match="line 1"), opened(path):
        pass
    assert not list(briefs.glob(".*.lock"))


def test_a_server_that_is_not_there_costs_nothing(
    briefs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    serve_at(monkeypatch, free_port())
    assert main(["send", str(briefs), "--to", f"executives={CRO}", "--yes", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["mails"][0]["state"] == "queued"
    assert told["mails"][0]["may_have_gone"] is False
