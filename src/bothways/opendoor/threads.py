"""One thread of linear algebra: with matrices of this size more of them wait for each other."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """Return a context in which linear algebra keeps to one thread.

    On two cores that others use too, two threads took forty times as long.
    """
    held: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return held


@cache
def _libraries() -> Any:
    # Looking for the libraries takes two milliseconds, a tenth of a vote; and only what is loaded is found:
    # SciPy brings one of its own beside NumPy's.
    import scipy.linalg  # noqa: F401, PLC0415
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415

    return ThreadpoolController()
