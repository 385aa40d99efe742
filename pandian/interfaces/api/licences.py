"""Licences, and the gates' question: may this be done?   证照接口"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router

from pandian.catalog.licences import operations, queries
from pandian.catalog.licences.rules import warning_step
from pandian.catalog.licences.words import (
    CURES,
    GATES,
    KINDS,
    WHY,
    AskDraft,
    LicenceDraft,
    LicenceFilter,
    Reason,
)
from pandian.governance.queries import today
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.masters import outcomes
from pandian.interfaces.api.shapes.licences import (
    CheckIn,
    CheckOut,
    LicenceIn,
    LicenceQuery,
    LicenceResultOut,
    Licences,
    LicencesOut,
)

router = Router(tags=["masters 主数据"])


@router.put("/licences", response=list[LicenceResultOut])
@policy("catalog.write")
def put_licences(request: HttpRequest, body: Body[Licences]) -> HttpResponse:
    """Enter licences; one that is known never changes, a renewal is another one."""
    return outcomes(request, operations.put_licences(
        scope=scope(request), licences=[_draft(each) for each in body]))


def _draft(given: LicenceIn) -> LicenceDraft:
    return LicenceDraft(
        kind=given.kind, holder_kind=given.holder_kind, holder=given.holder, number=given.number,
        valid_from=given.valid_from, valid_to=given.valid_to, issuer=given.issuer or "",
        categories=tuple(given.categories), regions=tuple(given.regions),
        digest=given.digest or "")


@router.get("/licences", response=LicencesOut)
@policy("catalog.write", "ledger.read")
def list_licences(request: HttpRequest, filter: Query[LicenceQuery]) -> HttpResponse:
    """List licences in the order of their entry, with a warning at 90, 60 and 30 days."""
    on = filter.on or today(scope=scope(request))
    page = queries.list_licences(
        scope=scope(request), on=on, after=filter.next, limit=filter.limit,
        wanted=LicenceFilter(filter.kind or "", filter.holder_kind or "", filter.holder or "",
                             filter.valid_on, filter.ending_days))
    return answer({"rows": [
        {**plain(row), "warning": None if row.renewed else warning_step(row.valid_to, on=on)}
        for row in page.rows], "next": page.next})


@router.post("/licences/check", response=CheckOut)
@policy("catalog.write", "ledger.read")
def check_licences(request: HttpRequest, body: CheckIn) -> HttpResponse:
    """Say whether something may be done: yes, or all reasons, each with its licence and cure."""
    names = ("party", "item", "person", "post", "region")
    checked = queries.check(scope=scope(request), draft=AskDraft(
        action=body.action, site=body.site, on=body.on, made_on=body.made_on,
        **{name: getattr(body, name) or "" for name in names}))
    return answer({
        "may": checked.ruling.may, "on": checked.ask.on,
        "reasons": [{**plain(reason), "message": _sentence(reason, language_of(request))}
                    for reason in checked.ruling.reasons],
        "warnings": checked.ruling.warnings})


def _sentence(reason: Reason, language: str) -> str:
    """Return what a person reads: gate, licence, number, what is wrong, the date, who can cure."""
    def said(table: dict[str, Any], key: str) -> str:
        return str(getattr(table[key], "label", table[key]).text(language))

    wanted = [said(KINDS, kind) for kind in ((reason.kind,) if reason.number else reason.kinds)]
    parts = [" / ".join(wanted), reason.number, said(WHY, reason.why),
             reason.date.isoformat() if reason.date else ""]
    return (f"{said(GATES, reason.gate)} {reason.holder}: {', '.join(filter(None, parts))}. "
            f"{said(CURES, reason.cure)}")
