"""The settings of the mail server, read out of an environment that is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, Literal
from urllib.parse import urlsplit

from bothways.brief.addresses import Mailbox, mailbox
from bothways.ports.settings import Setting, is_loopback
from bothways.terms import Refusal

__all__ = ["SMTP_SETTINGS", "MailSettings", "mail_settings_of"]

SMTP_SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "BOTHWAYS_SMTP_URL",
        "",
        "The mail server: `smtps://mail.example.com` (encrypted from the first byte, port 465), `smtp://mail.example.com` "
        "(encrypted by STARTTLS, port 587; refused without it) or `smtp+plain://relay.example.com` (not encrypted, port "
        "25). Without it no mail is sent.",
    ),
    Setting("BOTHWAYS_SMTP_USER", "", "Who signs in at the mail server, if it wants that."),
    Setting("BOTHWAYS_SMTP_PASSWORD", "", "The password for it. Refused where it would travel unencrypted."),
    Setting(
        "BOTHWAYS_SMTP_FROM", "", "From whom the mails are, such as `Mira Lindqvist <mira@firm.example>`."
    ),
    Setting("BOTHWAYS_SMTP_TIMEOUT", "60", "Seconds for one mail, all of it together: 1 to 300."),
)
_NAMES: Final = tuple(setting.name for setting in SMTP_SETTINGS)
_DEFAULTS: Final = {setting.name: setting.default for setting in SMTP_SETTINGS}
_SECURITY: Final[Mapping[str, tuple[Literal["tls", "starttls", "none"], int]]] = {
    "smtps": ("tls", 465), "smtp": ("starttls", 587), "smtp+plain": ("none", 25),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail is handed over and how: checked, ready for use. The password is kept out of what it prints as."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str
    password: str = field(repr=False)
    sender: Mailbox
    timeout: float

    @property
    def where(self) -> str:
        """The machine, for the reader: host and port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def mail_settings_of(environ: Mapping[str, str]) -> MailSettings | None:
    """Read the settings of the mail server; None where no address is set. An empty variable counts as not set.

    Raises:
        Refusal: `setting` for what can't be meant: an unknown `BOTHWAYS_SMTP_…` name, an address that is none, one
            without a sender, a user without a password, a password that would travel unencrypted, a number out of range.

    >>> found = mail_settings_of({"BOTHWAYS_SMTP_URL": "smtp://mail.example.com", "BOTHWAYS_SMTP_FROM": "m@firm.example"})
    >>> found.where, found.security
    ('mail.example.com:587', 'starttls')
    """
    for name in sorted(environ):
        if name.upper().startswith("BOTHWAYS_SMTP_") and name not in _NAMES:
            close = get_close_matches(name.upper(), _NAMES, n=1)
            hint = f"Do you mean {close[0]}?" if close else f"There are {', '.join(_NAMES)}."
            raise _refusal(name, "is no setting.", hint)
    given = {name: environ.get(name, "").strip() for name in _NAMES}
    url, user, password = (given[f"BOTHWAYS_SMTP_{part}"] for part in ("URL", "USER", "PASSWORD"))
    if not url:
        alone = next((name for name in _NAMES if given[name]), "")
        if alone:
            raise _refusal(
                alone, "is set, but no mail server is.", "Set BOTHWAYS_SMTP_URL as well, or unset it."
            )
        return None
    host, port, security = _server(url)
    if bool(user) != bool(password):
        missing = "BOTHWAYS_SMTP_PASSWORD" if user else "BOTHWAYS_SMTP_USER"
        raise _refusal(missing, "is not set.", "A user and a password go together.")
    for part, text in (("USER", user), ("PASSWORD", password)):
        if not text.isprintable():
            raise _refusal(f"BOTHWAYS_SMTP_{part}", "holds a character that can't be seen.", "Copy it again.")
    if password and security == "none" and not is_loopback(host):
        raise _refusal("BOTHWAYS_SMTP_PASSWORD", "would travel unencrypted.", "Use smtps:// or smtp://.")
    return MailSettings(
        host, port, security, user, password, _sender(given["BOTHWAYS_SMTP_FROM"]),
        _seconds(given["BOTHWAYS_SMTP_TIMEOUT"] or _DEFAULTS["BOTHWAYS_SMTP_TIMEOUT"]),
    )  # fmt: skip


def _server(url: str) -> tuple[str, int, Literal["tls", "starttls", "none"]]:
    # The address itself is not repeated in a refusal: people put passwords into addresses.
    name, hint = "BOTHWAYS_SMTP_URL", "It looks like smtps://mail.example.com or smtp://mail.example.com:587."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refusal(name, "is no address.", hint) from None
    if parts.scheme not in _SECURITY or not parts.hostname:
        raise _refusal(name, "is no address that begins with smtps://, smtp:// or smtp+plain://.", hint)
    if parts.username is not None or parts.password is not None:
        raise _refusal(
            name,
            "holds a user or a password.",
            "They belong into BOTHWAYS_SMTP_USER and BOTHWAYS_SMTP_PASSWORD.",
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment or not url.isprintable() or " " in url:
        raise _refusal(name, "holds more than a machine and a port.", hint)
    try:
        parts.hostname.encode("idna")
    except UnicodeError:
        raise _refusal(name, "holds letters that an address can't have.", hint) from None
    if port == 0:
        raise _refusal(name, "has the port 0.", hint)
    security, usual = _SECURITY[parts.scheme]
    return parts.hostname, port or usual, security


def _sender(text: str) -> Mailbox:
    name = "BOTHWAYS_SMTP_FROM"
    if not text:
        raise _refusal(
            name, "is not set.", "Say from whom the mails are: Mira Lindqvist <mira@firm.example>."
        )
    try:
        return mailbox(text)
    except Refusal as bad:
        raise _refusal(name, "is no address that a mail can come from.", bad.hint) from bad


def _seconds(text: str) -> float:
    name, hint = "BOTHWAYS_SMTP_TIMEOUT", "Give a number from 1 to 300."
    try:
        value = float(text)
    except ValueError:
        raise _refusal(name, "is not a number.", hint) from None
    if not 1 <= value <= 300:  # false for "nan" too
        raise _refusal(name, "is not from 1 to 300.", hint)
    return value


def _refusal(name: str, what: str, hint: str) -> Refusal:
    return Refusal("setting", f"{name} {what}", hint=hint, data={"setting": name})
