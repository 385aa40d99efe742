"""Shapes of approving.   审批"""

from __future__ import annotations

from pandian.interfaces.api.shapes.types import Code, Flag, Limit, Name, Shape, Uuid


class PendingQuery(Shape):
    """At which site, and how many at most."""

    site: Code | None = None
    limit: Limit = 200


class AutomaticQuery(Shape):
    """At which site or of which count, and how many at most."""

    site: Code | None = None
    plan: Uuid | None = None
    limit: Limit = 200


class AutomaticSwitchIn(Shape):
    """The switch of one site, and why."""

    site: Code
    on: Flag
    reason: Name
