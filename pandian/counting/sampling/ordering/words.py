"""Sampling stocktakes ordered ahead: at which instant, how often.   预约抽样词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound

EVERY_MONTHS_MAX = 24
ORDERS_MAX = 500
ORDER_STATES: dict[str, Label] = {
    "waiting": Label("已预约", "waiting"), "ended": Label("已结束", "ended"),
    "refused": Label("未能开始", "could not begin"),
}


class OrderRow(NamedTuple):
    """One order.  `starts_at`: of the next study; `study`: the last that it made.

    `every_months` 0: once.  `said`: why the last try made none, fault by fault.
    """

    id: UUID
    site: str
    name: str
    kind: str
    state: str
    request: Mapping[str, Any]
    starts_at: datetime
    every_months: int
    draws: bool
    study: UUID | None
    said: tuple[Mapping[str, Any], ...]
    made_by: str
    made_at: datetime
    result: str = ""


class OrderNotFound(NotFound):
    """No such order in the sites of this scope."""


class OrderConflict(Conflict):
    """The id is known with another content."""


FAULTS: dict[str, Label] = {
    "order_unknown": Label("没有这个预约，或您无权查看", "No such order, or not yours to see"),
    "order_past": Label("预约的时刻应在将来", "An order is for an instant to come"),
    "order_far": Label("最多预约到 {0} 天以后", "At most {0} days ahead"),
}
