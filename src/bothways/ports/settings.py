"""The table of settings, and how they are read out of an environment that is handed in."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final
from urllib.parse import SplitResult, urlsplit

from bothways.terms import Refusal

__all__ = ["SETTINGS", "ModelSettings", "Setting", "settings_of"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the variable's name, what holds if it is not set, and what it is."""

    name: str
    default: str
    help: str


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "BOTHWAYS_LLM_BASE_URL",
        "",
        "Address of an OpenAI-compatible server, such as `http://127.0.0.1:11434/v1`. Without it no model is used and "
        "no text leaves the machine.",
    ),
    Setting("BOTHWAYS_LLM_MODEL", "", "The model's name on that server. Needed once an address is set."),
    Setting(
        "BOTHWAYS_LLM_API_KEY", "", "The server's key, if it wants one. Refused over http to another machine."
    ),
    Setting(
        "BOTHWAYS_LLM_TIMEOUT",
        "60",
        "Seconds for one message, all wordings and retries together: 1 to 600.",
    ),
    Setting("BOTHWAYS_LLM_CANDIDATES", "3", "How many wordings are tried for one message: 1 to 8."),
)
_PREFIX: Final = "BOTHWAYS_LLM_"
_NAMES: Final = tuple(setting.name for setting in SETTINGS)
_DEFAULTS: Final = {setting.name: setting.default for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Where a model is reached and how: checked, ready for use. The key is kept out of what it prints as."""

    scheme: str
    host: str
    port: int
    path: str
    model: str
    key: str = field(repr=False)
    timeout: float
    candidates: int

    @property
    def where(self) -> str:
        """The machine, for the reader: host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"

    @property
    def local(self) -> bool:
        """Whether the server is on this machine."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: `localhost`, 127.0.0.0/8, ::1.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "192.168.1.5", "localhost.example.com")]
    [True, True, True, False, False]
    """
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def settings_of(environ: Mapping[str, str]) -> ModelSettings | None:
    """Read the settings of the model; None where no address is set. An empty variable counts as not set.

    Refuses (`setting`) what can't be meant: an unknown `BOTHWAYS_LLM_…` name, a model or a key without an address, an
    address without a model, an address that is none, a number out of range, a key that would travel unencrypted.
    """
    _refuse_unknown(environ)
    said = {name: environ.get(name, "").strip() for name in _NAMES}
    given = {name: said[name] or _DEFAULTS[name] for name in _NAMES}
    if not said["BOTHWAYS_LLM_BASE_URL"]:
        alone = [name for name in _NAMES if said[name]]
        if alone:
            raise _refusal(
                alone[0],
                "is set, but no address of a server is.",
                "Set BOTHWAYS_LLM_BASE_URL as well, or unset it.",
            )
        return None
    parts, port = _address(given["BOTHWAYS_LLM_BASE_URL"])
    if not given["BOTHWAYS_LLM_MODEL"]:
        raise _refusal("BOTHWAYS_LLM_MODEL", "is not set.", "Name the model as its server calls it.")
    _refuse_unprintable("BOTHWAYS_LLM_MODEL", given["BOTHWAYS_LLM_MODEL"])
    settings = ModelSettings(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=port,
        path=parts.path.rstrip("/") or "/v1",
        model=given["BOTHWAYS_LLM_MODEL"],
        key=_key(given["BOTHWAYS_LLM_API_KEY"]),
        timeout=_number("BOTHWAYS_LLM_TIMEOUT", given["BOTHWAYS_LLM_TIMEOUT"], low=1, high=600),
        candidates=int(
            _number("BOTHWAYS_LLM_CANDIDATES", given["BOTHWAYS_LLM_CANDIDATES"], low=1, high=8, whole=True)
        ),
    )
    if settings.key and settings.scheme == "http" and not settings.local:
        raise _refusal(
            "BOTHWAYS_LLM_API_KEY",
            f"would travel unencrypted to {settings.where}.",
            "Use an address that begins with https, or no key.",
        )
    return settings


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    # On Windows, variables have no case and arrive in capitals; elsewhere a small letter makes another variable.
    for name in sorted(environ):
        if name.upper().startswith(_PREFIX) and name not in _NAMES:
            close = get_close_matches(name.upper(), _NAMES, n=1)
            raise _refusal(
                name,
                "is no setting.",
                f"Do you mean {close[0]}?" if close else f"There are {', '.join(_NAMES)}.",
            )


def _address(text: str) -> tuple[SplitResult, int]:
    name = "BOTHWAYS_LLM_BASE_URL"
    _refuse_unprintable(name, text)
    hint = "It looks like http://127.0.0.1:11434/v1 or https://models.example.com/v1."
    # The address itself is not repeated in a refusal: people put keys into addresses.
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _refusal(name, "is no address.", hint) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _refusal(name, "is no address that begins with http:// or https://.", hint)
    if parts.username is not None or parts.password is not None:
        raise _refusal(name, "holds a user or a password.", "A key belongs into BOTHWAYS_LLM_API_KEY.")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise _refusal(name, "holds a question mark or a hash.", hint)
    if not parts.path.isascii() or not _host_can_be_asked(parts.hostname):
        raise _refusal(name, "holds letters that an address can't have.", hint)
    if port == 0:
        raise _refusal(name, "has the port 0.", hint)
    return parts, port or {"http": 80, "https": 443}[parts.scheme]


def _host_can_be_asked(host: str) -> bool:
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def _key(text: str) -> str:
    # Never shown, not even in part; a line break would let it write headers of its own.
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _refusal(
            "BOTHWAYS_LLM_API_KEY", "holds a blank or a character that a key can't have.", "Copy it again."
        )
    return text


def _refuse_unprintable(name: str, text: str) -> None:
    if not text.isprintable() or " " in text:
        raise _refusal(name, "holds a blank or a character that can't be seen.", "Copy it again.")


def _number(name: str, text: str, *, low: int, high: int, whole: bool = False) -> float:
    kind = "a whole number" if whole else "a number"
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        raise _refusal(name, f"is not {kind}.", f"Give {kind} from {low} to {high}.") from None
    if not low <= value <= high:  # false for "nan" too
        raise _refusal(name, f"is not from {low} to {high}.", f"Give {kind} from {low} to {high}.")
    return value


def _refusal(name: str, what: str, hint: str) -> Refusal:
    return Refusal("setting", f"{name} {what}", hint=hint, data={"setting": name})
