"""Many at once: threads that keep their connections, as those of the web server do.   众人同时"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connections

Works = Sequence[Callable[[], Any]]


@contextmanager
def crowd(
    size: int, *, told: type[Exception] | tuple[type[Exception], ...] = Exception
) -> Iterator[Callable[[Works], list[Any]]]:
    """Yield a way to run calls in so many threads; it returns what each returned or was `told`.

    No more calls than threads start together, at a gate; more of them follow each other.
    """
    everyone = Barrier(size)

    def at_once(works: Works) -> list[Any]:
        gate = Barrier(len(works)) if len(works) <= size else None

        def one(work: Callable[[], Any]) -> Any:
            if gate:
                gate.wait()
            try:
                return work()
            except told as error:
                return error

        return list(pool.map(one, works))

    def leave(_: int) -> None:
        everyone.wait()  # so that each thread is given one of these, and closes its own
        connections.close_all()

    with ThreadPoolExecutor(size) as pool:
        try:
            yield at_once
        finally:
            list(pool.map(leave, range(size)))
