"""A model behind an OpenAI-compatible server: Ollama, llama.cpp, vLLM, a hosted one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any, Final

from bothways.lens.prompting import Prompt
from bothways.ports.answers import refused_by, wording_of
from bothways.ports.exchange import Answer, Failed, TooLate, post
from bothways.ports.settings import ModelSettings, settings_of
from bothways.terms import Refusal

__all__ = ["ChatModel", "model_from"]

IN_VAIN: Final = 2
RETRIES: Final = 2  # for one message, all its wordings together
_MORE_ROOM: Final = 8
_AGAIN: Final = frozenset([408, 409, 425, 429, 500, 502, 503, 504, 529])
# What servers accept differs; each step asks for less. The first that works is kept for the rest of the run.
_FORMS: Final = ("schema", "json", "plain", "bare")


@dataclass(slots=True)
class _Message:
    """What is left for one message: time until, retries; and whether anything of it went out."""

    until: float
    retries: int = RETRIES
    sent: bool = False

    def left(self) -> float:
        return self.until - monotonic()


@dataclass
class ChatModel:
    """A model reached over HTTP, as the lens knows models. No connection is opened before a wording is wanted.

    For one message: at most `count` wordings, `RETRIES` retries, and `timeout` seconds for everything together. A server
    that does not take the key or can't be had for `IN_VAIN` messages in a row is not asked again: with a thousand
    messages nobody waits a thousand times.
    """

    settings: ModelSettings
    pauses: tuple[float, float] = (
        0.5,
        1.5,
    )  # seconds before the first and the second retry, if the server names none
    _form: int = field(default=0, repr=False)
    _given_up: Refusal | None = field(default=None, repr=False, compare=False)
    _in_vain: int = field(default=0, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The model's name on its server."""
        return self.settings.model

    @property
    def where(self) -> str:
        """Host and port of the server."""
        return self.settings.where

    @property
    def local(self) -> bool:
        """Whether the server is on this machine."""
        return self.settings.local

    @property
    def count(self) -> int:
        """How many wordings are asked for one message, at most."""
        return self.settings.candidates

    def candidates(self, prompts: Iterable[Prompt]) -> Iterator[str]:
        """One wording for each prompt, each asked for only when it is wanted.

        Refuses when there will be no more: model-unreachable, model-slow, model-nonsense, model-busy, model-key,
        model-unknown, model-redirects, model-declines, model-refuses.
        """
        message = _Message(monotonic() + self.settings.timeout)
        for prompt in prompts:
            if self._given_up is not None:
                raise self._given_up
            try:
                wording = self._wording(prompt, message)
            except Refusal as refusal:
                refusal.data["sent"] = message.sent
                self._remember(refusal)
                raise
            self._in_vain = 0
            yield wording

    def _remember(self, refusal: Refusal) -> None:
        """Give the server up where asking it again would end as it did now."""
        lasting = refusal.code in {"model-key", "model-unknown", "model-redirects"}
        self._in_vain += refusal.code in {"model-unreachable", "model-slow"}
        if lasting or self._in_vain >= IN_VAIN:
            self._given_up = Refusal(
                refusal.code,
                f"{refusal.sentence} It was not asked again.",
                hint=refusal.hint,
                data={**refusal.data, "sent": False},
            )

    def _wording(self, prompt: Prompt, message: _Message) -> str:
        """One wording, with what retries are left."""
        form, room = self._form, 1
        while True:
            try:
                answer = self._post(self._request(prompt, _FORMS[form], room), message)
                if answer.status in {400, 422} and form + 1 < len(_FORMS):
                    form += 1  # no retry: another request, with less in it
                    continue
                if answer.status == 200:
                    self._form = form  # kept, so that it is found out once; not where no form helped
                if answer.status in _AGAIN:
                    raise refused_by(answer, self.settings)
                return wording_of(answer, self.settings)
            except Refusal as refusal:
                after = refusal.data.get("after")
                pause = (
                    self.pauses[RETRIES - message.retries]
                    if message.retries and after is None
                    else after or 0.0
                )
                if not message.retries or not refusal.data.get("again") or pause >= message.left():
                    raise
                message.retries -= 1
                # Models that think aloud before they answer need several times the room of the answer.
                room = _MORE_ROOM if refusal.data.get("cut") else room
                sleep(pause)

    def _post(self, body: bytes, message: _Message) -> Answer:
        settings = self.settings
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # a packed body could unpack to any size
            "Connection": "close",
            "User-Agent": "bothways",
        }
        if settings.key:
            headers["Authorization"] = f"Bearer {settings.key}"
        try:
            answer = post(
                settings.host,
                port=settings.port,
                secure=settings.scheme == "https",
                path=f"{settings.path}/chat/completions",
                body=body,
                headers=headers,
                within=message.left(),
            )
        except TooLate:
            message.sent = True
            raise self._slow() from None
        except Failed as failed:
            message.sent = message.sent or failed.reached
            said = "gave no answer" if failed.reached else "can't be reached"
            raise Refusal(
                "model-unreachable",
                f"The model's server at {self.where} {said}: {failed}.",
                hint="Is it running, and is BOTHWAYS_LLM_BASE_URL its address?",
                # A server that was never there will not be there in a second; one that broke off may have been busy.
                data={"where": self.where, "again": failed.reached},
            ) from None
        message.sent = True
        return answer

    def _slow(self) -> Refusal:
        return Refusal(
            "model-slow",
            f"The model at {self.where} took more than {self.settings.timeout:g} seconds.",
            hint="Use a smaller model, or set BOTHWAYS_LLM_TIMEOUT higher.",
            data={"where": self.where, "seconds": self.settings.timeout},
        )

    def _request(self, prompt: Prompt, form: str, room: int) -> bytes:
        asked: dict[str, Any] = {
            "model": self.settings.model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            "stream": False,
        }
        if form != "bare":
            asked |= {
                "max_tokens": prompt.longest * room,
                "temperature": prompt.temperature,
                "seed": prompt.seed,
            }
        if form == "schema":
            schema = {"name": "reframed", "strict": True, "schema": prompt.schema}
            asked["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif form == "json":
            asked["response_format"] = {"type": "json_object"}
        # ASCII: half a pair of a broken text could not be written as UTF-8.
        return json.dumps(asked, ensure_ascii=True).encode("ascii")


def model_from(environ: Mapping[str, str]) -> ChatModel | None:
    """The model that the settings in `environ` name, or None where no server is set. Opens no connection.

    Refuses (`setting`) settings that can't be meant.

    >>> model_from({}) is None
    True
    >>> model = model_from({"BOTHWAYS_LLM_BASE_URL": "http://127.0.0.1:11434/v1", "BOTHWAYS_LLM_MODEL": "llama3.1"})
    >>> model.name, model.where, model.local
    ('llama3.1', '127.0.0.1:11434', True)
    """
    settings = settings_of(environ)
    return None if settings is None else ChatModel(settings)
