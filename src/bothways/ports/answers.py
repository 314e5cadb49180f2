"""What a server answered: a wording, or the refusal that it amounts to. Everything in an answer is material."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from bothways.ports.exchange import Answer
from bothways.ports.settings import ModelSettings
from bothways.terms import Refusal

__all__ = ["refused_by", "retry_after", "wording_of"]

_PIECE: Final = 6  # characters of a key that tell something of it
_SAID: Final = 160  # characters of a server's own words that a refusal repeats
_THOUGHT: Final = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FENCE: Final = re.compile(r"\A```[\w-]*\s*\n(.*?)\n?```\Z", re.DOTALL)


def wording_of(answer: Answer, settings: ModelSettings) -> str:
    """The wording in an answer, as the server gave it. Refuses an answer that holds none."""
    if answer.status != 200:
        raise refused_by(answer, settings)
    if answer.cut:
        raise _nonsense(settings, "an answer that is too large")
    kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise _nonsense(settings, "something that is no JSON")
    choice = _choice(_parsed(answer.body), settings)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise _nonsense(settings, "an answer without a message")
    if choice.get("finish_reason") == "length":
        raise _nonsense(settings, "an answer that was cut off", cut=True)
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise Refusal(
            "model-declines",
            f"The model {settings.model} declines to reword this message.",
            data={"where": settings.where},
        )
    content = message.get("content")
    if not isinstance(content, str):
        raise _nonsense(settings, "an answer without text")
    return _text(content, settings)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):  # a deep nest of brackets ends in the latter
        return None


def _choice(parsed: Any, settings: ModelSettings) -> dict[str, Any]:
    choices = parsed.get("choices") if isinstance(parsed, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise _nonsense(
            settings, "an answer without a wording" if isinstance(parsed, dict) else "half an answer"
        )
    return choices[0]


def _text(content: str, settings: ModelSettings) -> str:
    """The wording out of what the model wrote: `{"reframed": …}`, or plain text from one that knows no JSON."""
    bare = _THOUGHT.sub("", content).strip()
    fenced = _FENCE.match(bare)
    bare = fenced.group(1).strip() if fenced else bare
    try:
        parsed = json.loads(bare)
    except (ValueError, RecursionError):
        if bare.startswith(("{", "[")) or '"reframed"' in bare:
            raise _nonsense(settings, "half an answer") from None
        return bare
    if isinstance(parsed, dict) and isinstance(parsed.get("reframed"), str):
        return str(parsed["reframed"])
    if isinstance(parsed, str):
        return parsed
    raise _nonsense(settings, "JSON of another form")


def refused_by(answer: Answer, settings: ModelSettings) -> Refusal:
    """The refusal that a status other than 200 amounts to."""
    status, where = answer.status, settings.where
    data: dict[str, Any] = {"where": where, "status": status}
    if status in {401, 403}:  # what the server says of a key may hold part of it: not repeated
        return Refusal(
            "model-key",
            f"The server at {where} does not accept the key.",
            hint="Check BOTHWAYS_LLM_API_KEY.",
            data=data,
        )
    if 300 <= status < 400:
        return Refusal(
            "model-redirects",
            f"The server at {where} sends to another address; nothing was sent there.",
            hint="Set BOTHWAYS_LLM_BASE_URL to the address that is meant.",
            data=data,
        )
    said = _said(answer, settings)
    if status == 404:
        return Refusal(
            "model-unknown",
            f"The server at {where} does not know the model {settings.model} or this address{said}.",
            hint="Check BOTHWAYS_LLM_MODEL, and that the address ends as the server's pages say, mostly in /v1.",
            data=data,
        )
    if status == 429:
        return Refusal(
            "model-busy",
            f"The server at {where} takes no more requests now{said}.",
            data=data | {"again": True, "after": retry_after(answer)},
        )
    return Refusal(
        "model-refuses",
        f"The server at {where} answered with status {status}{said}.",
        data=data | {"again": status in {408, 409, 425} or status >= 500, "after": retry_after(answer)},
    )


def retry_after(answer: Answer) -> float | None:
    """How many seconds the server wants to be left alone, if it says so as a number."""
    try:
        seconds = float(answer.headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if seconds >= 0 else None


def _said(answer: Answer, settings: ModelSettings) -> str:
    """The server's own words on one short line, without the key, or nothing."""
    parsed = _parsed(answer.body)
    error = parsed.get("error") if isinstance(parsed, dict) else None
    words = error.get("message") if isinstance(error, dict) else error
    if not isinstance(words, str):
        return ""
    plain = "".join(c if c.isprintable() else " " for c in words)
    plain = " ".join(plain.split())
    if any(settings.key[at : at + _PIECE] in plain for at in range(len(settings.key) - _PIECE + 1)):
        return ""  # it repeats a piece of the key
    return f" (it says: “{plain[:_SAID]}”)" if plain else ""


def _nonsense(settings: ModelSettings, what: str, *, cut: bool = False) -> Refusal:
    # Asked again: a model that breaks off its JSON once may finish it the next time.
    return Refusal(
        "model-nonsense",
        f"The model {settings.model} at {settings.where} gave {what}.",
        data={"where": settings.where, "again": True, "cut": cut},
    )
