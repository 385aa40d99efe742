"""What sites decide about their documents, and which licences end.   单据策略接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router

from pandian.interfaces.api.answers import answer
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.policies import (
    DecidedOut,
    EndingOut,
    Policies,
    PolicyQuery,
)
from pandian.lifecycle.gates.queries import ending_licences
from pandian.lifecycle.policies import operations, queries
from pandian.lifecycle.policies.words import PolicyDraft

router = Router(tags=["documents 单据"])


@router.put("/policies", response=DecidedOut)
@policy("governance.write")
def put_policies(request: HttpRequest, body: Body[Policies]) -> HttpResponse:
    """Decide how documents are judged at sites: all of it or nothing."""
    return answer({"decided": operations.put_policies(
        scope=scope(request),
        policies=[PolicyDraft(each.site, each.name, each.value) for each in body])})


@router.get("/policies", response=EndingOut)
@policy("lifecycle.read")
def list_policies(request: HttpRequest, filter: Query[PolicyQuery]) -> HttpResponse:
    """List every policy of a site: its value, and who decided it."""
    return answer({"rows": queries.list_policies(scope=scope(request), site=filter.site)})


@router.get("/licences/ending", response=EndingOut)
@policy("catalog.write", "lifecycle.read")
def list_ending_licences(request: HttpRequest) -> HttpResponse:
    """List licences that have ended, or end within 90 days, and were not renewed."""
    return answer({"rows": ending_licences(scope=scope(request))})
