"""Approving: what waits for signatures, what rules approved, their switch.   审批接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from pandian.counting.autoapproving.operations import switch
from pandian.counting.autoapproving.queries import auto_approvals, auto_rules
from pandian.counting.awaiting.queries import pending
from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.approvals import (
    AutomaticQuery,
    AutomaticSwitchIn,
    PendingQuery,
)
from pandian.interfaces.api.shapes.rulebook import RulesOut
from pandian.interfaces.api.shapes.types import Answer

router = Router(tags=["approvals 审批"])


@router.get("/approvals", response=RulesOut)
@policy("counting.read")
def list_pending(request: HttpRequest, filter: Query[PendingQuery]) -> HttpResponse:
    """List the counts that wait for signatures: what they need, until when, whether it is you."""
    return answer({"rows": pending(
        scope=scope(request), site=filter.site, limit=filter.limit)})


@router.get("/approvals/automatic", response=RulesOut)
@policy("counting.read")
def list_automatic(request: HttpRequest, filter: Query[AutomaticQuery]) -> HttpResponse:
    """List what rules approved by themselves, newest first: name, version, amounts, limit."""
    return answer({"rows": auto_approvals(
        scope=scope(request), site=filter.site, plan=filter.plan, limit=filter.limit)})


@router.get("/approvals/automatic/rules", response=RulesOut)
@policy("counting.read")
def list_automatic_rules(request: HttpRequest) -> HttpResponse:
    """Show for each site which rule approves by itself, whether it is on, who switched it."""
    return answer({"rows": auto_rules(scope=scope(request))})


@router.post("/approvals/automatic/switch", response=Answer)
@policy("counting.approve", "governance.adopt")
def switch_automatic(request: HttpRequest, body: AutomaticSwitchIn) -> HttpResponse:
    """Switch approving by rule off or on at a site, at once and for every count, with a reason."""
    switch(scope=scope(request), site=body.site, on=body.on, reason=body.reason)
    return answer({"site": body.site, "on": body.on, "result": "updated"})
