"""One thread of linear algebra: with matrices of this size more of them wait for each other.

On two cores the fits of themes took five times the processor time with the default number of threads, and
on a machine that others use too, far more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def single_threaded(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function with its linear algebra held to one thread while it runs."""

    @wraps(function)
    def held(*args: P.args, **kwargs: P.kwargs) -> R:
        # Only libraries that are loaded can be held: SciPy brings a second one beside NumPy's.
        import scipy.linalg  # noqa: F401, PLC0415
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        with threadpool_limits(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return held
