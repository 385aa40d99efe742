"""What is sent to the server: the framework's questions and our named statements.   问库几次"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

CURSORS = (psycopg.Cursor, psycopg.ServerCursor)


@contextmanager
def asked() -> Iterator[list[str]]:
    """Yield a list that gets the text of every statement sent inside, whoever sends it.

    The framework's own way of looking sees only what goes through its cursors, and nearly all that
    pandian asks does not.
    """
    sent: list[str] = []

    def noting(real: Any) -> Any:
        def execute(cursor: Any, query: Any, *given: Any, **named: Any) -> Any:
            sent.append(query.decode() if isinstance(query, bytes) else str(query))
            return real(cursor, query, *given, **named)
        return execute

    with ExitStack() as stack:
        for kind in CURSORS:
            stack.enter_context(patch.object(kind, "execute", noting(kind.execute)))
        yield sent
