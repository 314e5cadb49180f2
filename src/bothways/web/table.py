"""The table of the web's settings, and how they are read out of an environment that is handed in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from bothways.ports.settings import Setting
from bothways.terms import Refusal

__all__ = ["SETTINGS", "WebSettings", "read"]

SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("BOTHWAYS_DATA", "bothways-data", "Folder of all that is saved: database, key, snapshots."),
    Setting(
        "BOTHWAYS_MODE",
        "server",
        "`server` for an organisation; `desk` for a manager alone, on this machine only; `demo` for the sample company. "
        "`bothways serve --desk` and `--demo` set it.",
    ),
    Setting(
        "BOTHWAYS_DATABASE_URL",
        "",
        "`postgresql://user:password@host:5432/name` where several people share it; left out, SQLite in the data folder.",
    ),
    Setting(
        "BOTHWAYS_URL",
        "",
        "The address that people type, such as `https://bothways.example.com`. Links in mails begin with it; one that "
        "begins with https switches on secure cookies and HSTS. Left out, this machine alone is served.",
    ),
    Setting(
        "BOTHWAYS_SECRET_KEY", "", "50 characters or more; left out, one is made and kept in the data folder."
    ),
    Setting(
        "BOTHWAYS_TIME_ZONE", "UTC", "The time zone of pages and timetables until a person chooses their own."
    ),
    Setting(
        "BOTHWAYS_LANGUAGE",
        "en",
        "How dates and numbers are written until a person's browser says otherwise.",
    ),
    Setting("BOTHWAYS_PROXIES", "0", "How many reverse proxies stand before it: 0 to 3."),
    Setting("BOTHWAYS_UPLOAD_MB", "512", "How large one upload may be, in megabytes: 1 to 4096."),
    Setting("BOTHWAYS_MINIMUM_GROUP", "5", "From how many people on a group is shown: 3 to 50."),
    Setting("BOTHWAYS_KEEP_DAYS", "1095", "After how many days what is closed is erased: 30 to 36500."),
    Setting(
        "BOTHWAYS_OIDC_URL", "", "Address of your identity provider (OpenID Connect), for single sign-on."
    ),
    Setting("BOTHWAYS_OIDC_NAME", "Single sign-on", "What the button of single sign-on says."),
    Setting("BOTHWAYS_OIDC_CLIENT", "", "The client's id at the identity provider."),
    Setting("BOTHWAYS_OIDC_SECRET", "", "The client's secret at the identity provider."),
)
_NAMES: Final = tuple(setting.name for setting in SETTINGS)
# Tables of other rooms that share the prefix: their own readers refuse what they don't know.
_OTHERS: Final = ("BOTHWAYS_LLM_", "BOTHWAYS_SMTP_", "BOTHWAYS_MAIL_", "BOTHWAYS_ROUTES", "BOTHWAYS_SEARCH")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The settings, checked and ready for use. Secrets are kept out of what it prints as."""

    data: Path
    mode: str
    database: Mapping[str, Any] = field(repr=False)
    url: str
    hosts: tuple[str, ...]
    secret: str = field(repr=False)
    zone: str
    language: str
    proxies: int
    upload_bytes: int
    minimum_group: int
    keep_days: int
    oidc: Mapping[str, str] = field(repr=False)

    @property
    def secure(self) -> bool:
        """Whether people reach it by https."""
        return self.url.startswith("https://")


def read(environ: Mapping[str, str]) -> WebSettings:
    """Read the web's settings; an empty variable counts as not set.

    Makes the data folder, and in it the secret key where none is set. Refuses (`setting`) what can't be meant.
    """
    _refuse_unknown(environ)
    given = {s.name: environ.get(s.name, "").strip() or s.default for s in SETTINGS}
    data = Path(given["BOTHWAYS_DATA"]).absolute()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as bad:
        raise _refusal(
            "BOTHWAYS_DATA", f"can't be used: {bad.strerror}.", "Name a folder that you may write in."
        ) from bad
    if given["BOTHWAYS_MODE"] not in {"server", "desk", "demo"}:
        raise _refusal(
            "BOTHWAYS_MODE", "is none of server, desk and demo.", "Leave it out for an organisation's server."
        )
    url, hosts = _address(given["BOTHWAYS_URL"])
    if url and given["BOTHWAYS_MODE"] != "server":
        raise _refusal(
            "BOTHWAYS_URL", "is set, but a desk and a demo are for this machine alone.", "Leave it out."
        )
    if given["BOTHWAYS_TIME_ZONE"] not in available_timezones():
        raise _refusal("BOTHWAYS_TIME_ZONE", "is no time zone.", "Write it as Europe/Oslo.")
    ZoneInfo(given["BOTHWAYS_TIME_ZONE"])
    return WebSettings(
        data=data,
        mode=given["BOTHWAYS_MODE"],
        database=_database(given["BOTHWAYS_DATABASE_URL"], data=data),
        url=url,
        hosts=hosts,
        secret=_secret(given["BOTHWAYS_SECRET_KEY"], data=data),
        zone=given["BOTHWAYS_TIME_ZONE"],
        language=given["BOTHWAYS_LANGUAGE"],
        proxies=_whole("BOTHWAYS_PROXIES", given, low=0, high=3),
        upload_bytes=_whole("BOTHWAYS_UPLOAD_MB", given, low=1, high=4096) * 2**20,
        minimum_group=_whole("BOTHWAYS_MINIMUM_GROUP", given, low=3, high=50),
        keep_days=_whole("BOTHWAYS_KEEP_DAYS", given, low=30, high=36500),
        oidc=_oidc(given),
    )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        upper = name.upper()
        if upper.startswith("BOTHWAYS_") and upper not in _NAMES and not upper.startswith(_OTHERS):
            close = get_close_matches(upper, _NAMES, n=1)
            raise _refusal(
                name,
                "is no setting.",
                f"Do you mean {close[0]}?" if close else f"There are {', '.join(_NAMES)}.",
            )


def _address(text: str) -> tuple[str, tuple[str, ...]]:
    if not text:
        return "", ("127.0.0.1", "localhost", "[::1]")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _refusal(
            "BOTHWAYS_URL", "is no address of a site.", "It looks like https://bothways.example.com."
        )
    return text.rstrip("/"), (parts.hostname, "127.0.0.1", "localhost", "[::1]")


def _database(text: str, *, data: Path) -> dict[str, Any]:
    if not text:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "bothways.sqlite3",
            # Opening costs more than most questions do. What stays open leaves a log of writes: see `jobs.work`.
            "CONN_MAX_AGE": 60,
            # Writers queue at once instead of failing when a reader turns writer; readers never wait.
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                "PRAGMA cache_size=-16000;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON",
            },
        }
    parts = urlsplit(text)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise _refusal(
            "BOTHWAYS_DATABASE_URL",
            "is no address of PostgreSQL.",
            "It looks like postgresql://user:password@host/name.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _secret(text: str, *, data: Path) -> str:
    if text:
        if len(text) < 50:
            raise _refusal(
                "BOTHWAYS_SECRET_KEY", "is too short.", "Give 50 characters or more, or leave it out."
            )
        return text
    path = data / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="utf-8")
    return path.read_text("utf-8").strip()


def _oidc(given: Mapping[str, str]) -> dict[str, str]:
    names = ("URL", "CLIENT", "SECRET")
    said = {name: given[f"BOTHWAYS_OIDC_{name}"] for name in names}
    if not any(said.values()):
        return {}
    for name, value in said.items():
        if not value:
            raise _refusal(
                f"BOTHWAYS_OIDC_{name}", "is not set, but single sign-on is.", "It needs all three."
            )
    return {
        "server": said["URL"], "client": said["CLIENT"], "secret": said["SECRET"], "name": given["BOTHWAYS_OIDC_NAME"],
    }  # fmt: skip


def _whole(name: str, given: Mapping[str, str], *, low: int, high: int) -> int:
    try:
        value = int(given[name])
    except ValueError:
        raise _refusal(name, "is no whole number.", f"Give one from {low} to {high}.") from None
    if not low <= value <= high:
        raise _refusal(name, f"is not from {low} to {high}.", f"Give a whole number from {low} to {high}.")
    return value


def _refusal(name: str, what: str, hint: str) -> Refusal:
    return Refusal("setting", f"{name} {what}", hint=hint, data={"setting": name})
