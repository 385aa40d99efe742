"""What a dispatch notice may say.   到货预告查询"""

from __future__ import annotations

from pandian.exchange.queries import layout
from pandian.exchange.words import Column
from pandian.governance.words import Scope

LAYOUT = "asn"


def columns(*, scope: Scope) -> tuple[Column, ...]:
    """Return the columns that a file of notices may have.  Raises `Forbidden`."""
    scope.need("exchange.use")
    return tuple(layout(name=LAYOUT).columns)
