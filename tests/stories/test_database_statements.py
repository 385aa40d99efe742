"""Every named statement says by itself what its parameters are.   语句自述参数类型"""

from __future__ import annotations

import pytest
from psycopg.pq import ExecStatus

from pandian.kernel.statements import raw_connection, statement
from tests.conftest import ROOT

PACKAGE = ROOT / "pandian"
TABLES = (("ledger", "statement_table"), ("counting.settling", "workspace"),
          ("counting.risk", "spans"))
"""Statements that make the temporary tables which others of their room read."""


def _named() -> list[tuple[str, str]]:
    found = []
    for path in sorted(PACKAGE.rglob("sql/*.sql")):
        if "%(" in path.read_text("utf-8"):
            room = ".".join(path.relative_to(PACKAGE).parts[:-2])
            found.append((room, path.stem))
    return found


def _placed(text: str) -> str:
    """Return a statement with numbered places, as the driver sends it."""
    numbers: dict[str, int] = {}
    head, *rest = text.split("%(")
    for piece in rest:
        name, _, tail = piece.partition(")")
        head += f"${numbers.setdefault(name, len(numbers) + 1)}{tail[1:]}"
    return head.replace("%%", "%")


@pytest.mark.django_db
def test_no_statement_needs_to_be_told_the_types_of_its_parameters():
    """A value that is None or an empty list has no type: its place must say what it is."""
    raw = raw_connection()
    for table in TABLES:
        raw.execute(statement(*table))
    faults = []
    for room, name in _named():
        raw.execute("SAVEPOINT tried")
        result = raw.pgconn.prepare(b"", _placed(statement(room, name)).encode())
        if result.status != ExecStatus.COMMAND_OK:
            faults.append(f"{room}/{name}: {result.error_message.decode().splitlines()[0]}")
        raw.execute("ROLLBACK TO SAVEPOINT tried")
    assert not faults, "\n".join(faults)
