"""What the certificate of a closed plan says; the certificates that were issued.   凭证查询

Everything that the count rests on, row by row: observations, lines, who approved, the versions of
the rules that judged, postings and seals.  `operations.issue` keeps it as it is handed out.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from pandian.counting.certifying.rules import read_code
from pandian.counting.certifying.words import (
    CERTIFICATE_VERSION,
    CODE_CHARACTERS,
    ISSUES_MAX,
    CertificateNotFound,
    Found,
    Issued,
)
from pandian.counting.finishing.queries import places_left
from pandian.counting.queries import lines, masks, plan
from pandian.counting.words import LINES_PAGE_MAX, LineRow, PlanConflict, PlanRow
from pandian.governance.queries import signatures, site_by_code, site_ids
from pandian.governance.words import Scope
from pandian.kernel.statements import one, run
from pandian.kernel.words import Fault

ROOM = "counting.certifying"
VERIFY = {
    "zh": "验证：pandian verify-certificate 文件；或用同处下载的 verify_certificate.py"
          "（只需 Python）：python3 verify_certificate.py 文件 验证码。会指出第一处改动。",
    "en": "To check: pandian verify-certificate FILE; or, with Python only, the script handed out "
          "beside it: python3 verify_certificate.py FILE CODE. The first altered row is named.",
}
"""What a reader does to check the certificate: part of its hashed head."""
NOTHING: tuple[str, ...] = ()
NO_VALUE = ("value",)
NO_BOOK = ("book", "value", "variance")


class Draft(NamedTuple):
    """What a certificate would say now: its head and lists as plain values."""

    known: PlanRow
    site: int
    omitted: tuple[str, ...]
    head: dict[str, Any]
    sections: dict[str, list[dict[str, Any]]]


def draft(*, scope: Scope, plan: UUID) -> Draft:
    """Return what the certificate of a closed plan says now, for who asks.

    What he may not see is null, and the head names it.  Raises `Forbidden`, `PlanNotFound`,
    `PlanConflict` while the plan is open.
    """
    known = closed(scope, plan)
    site = site_by_code(scope=scope, code=known.site).id
    omitted = omits(scope, known)
    params = {"site": site, "plan": plan}
    signed = signatures(scope=scope, subject=f"count:{plan}")
    named = {row.id: row for row in signed}
    approvals = [{**row._asdict(),
                  "name": named[row.signature].printed_name if row.signature in named else "",
                  "role": named[row.signature].role if row.signature in named else ""}
                 for row in run("counting", "certificate_approvals", params)]
    sections = {
        "observations": _rows("counting", "certificate_observations", params),
        "visits": _rows("counting", "certificate_visits", params),
        "lines": [_line(row, omitted) for row in _all_lines(scope, plan)],
        "approvals": approvals,
        "postings": _rows("counting", "certificate_postings", params),
        "seals": _rows("counting", "certificate_seals", params),
        "verdicts": _without(_rows(ROOM, "verdicts", params), "value", omitted),
        "policies": _rows(ROOM, "policies", params),
        "consents": _without(_rows(ROOM, "consents", params), "amount", omitted),
        "auto_approvals": _without(_rows(ROOM, "auto_approvals", params), "amount", omitted),
        "signatures": [{"id": row.id, "person": row.code, "name": row.printed_name,
                        "role": row.role, "meaning": row.meaning, "at": row.at,
                        "content_hash": row.content_hash} for row in signed],
        "reasons": _without(_rows(ROOM, "reasons", params), "variance", omitted),
        "changes": [],
    }
    whole = {name: [_plain(row) for row in rows] for name, rows in sections.items()}
    head = _head(known, omitted)
    if left := places_left(scope=scope, plan=plan):
        head["left"] = [row._asdict() for row in left]
    return Draft(known, site, omitted, _plain(head), whole)


def closed(scope: Scope, id: UUID) -> PlanRow:
    """Return a closed plan.  Raises `Forbidden`, `PlanNotFound`, `PlanConflict`."""
    known = plan(scope=scope, id=id)
    scope.need("counting.read", known.site)
    if known.state != "closed":
        raise PlanConflict([Fault("/id", "certificate_open")])
    return known


def omits(scope: Scope, known: PlanRow) -> tuple[str, ...]:
    """Return what a certificate leaves out for who asks."""
    if masks(scope, known):
        return NO_BOOK
    return NO_VALUE if "value" in scope.at(known.site).hides else NOTHING


def _head(known: PlanRow, omitted: tuple[str, ...]) -> dict[str, Any]:
    kept = ("id", "site", "name", "purpose", "state", "blind", "scope", "tolerance", "policy",
            "created_by", "created_at", "closed_at", "places", "verdicts")
    return {"certificate": CERTIFICATE_VERSION, "verify": VERIFY, "omitted": omitted,
            **{name: getattr(known, name) for name in kept}}


def _rows(room: str, name: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [row._asdict() for row in run(room, name, params)]


def _without(
    rows: list[dict[str, Any]], name: str, omitted: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return the rows without a figure that is not for who asks."""
    hidden = (name if name == "variance" else "value") in omitted
    return [{**row, name: None} for row in rows] if hidden else rows


def _all_lines(scope: Scope, id: UUID) -> list[LineRow]:
    rows: list[LineRow] = []
    after: str | None = None
    while True:
        page = lines(scope=scope, plan=id, limit=LINES_PAGE_MAX, after=after)
        rows += page.rows
        if page.next is None:
            return rows
        after = page.next


def _line(row: LineRow, omitted: tuple[str, ...]) -> dict[str, Any]:
    """Return a line; what it leaves out is null, for a 0 would say something."""
    return {**row._asdict(), "explanations": [note._asdict() for note in row.explanations],
            **dict.fromkeys(omitted)}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: what is hashed is what is written."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return str(value)


def last_issue(*, found: Draft) -> Issued | None:
    """Return the newest certificate of a count that leaves out the same, with its body."""
    row = one(ROOM, "last_certificate", {
        "site": found.site, "plan": found.known.id, "omitted": list(found.omitted)})
    return None if row is None else _issued(found.known, row)


def issues(*, scope: Scope, plan: UUID) -> list[Issued]:
    """Return the certificates of a count that were issued, newest first, without their bodies.

    Raises `Forbidden`, `PlanNotFound`, `PlanConflict` while the plan is open.
    """
    known = closed(scope, plan)
    site = site_by_code(scope=scope, code=known.site).id
    return [_issued(known, row) for row in run(ROOM, "certificates", {
        "site": site, "plan": plan, "limit": ISSUES_MAX})]


def _issued(known: PlanRow, row: Any) -> Issued:
    body = None if row.body is None else json.loads(gzip.decompress(bytes(row.body)))
    return Issued(known.id, known.site, known.name, row.issue, row.version, row.code,
                  row.content_hash, row.state_hash, tuple(row.omitted), row.issued_by,
                  row.issued_at, body)


def by_code(*, scope: Scope, code: str) -> list[Found]:
    """Return the certificates of counts that bear a verification code, or a content hash.

    Raises `Forbidden`, `CertificateNotFound` also for what is no code.
    """
    scope.need("counting.read")
    meant = read_code(code)
    if meant is None:
        raise CertificateNotFound([Fault("/code", "certificate_code_wrong", (CODE_CHARACTERS,))])
    known = site_ids(scope=scope, capability="counting.read")
    found = run(ROOM, "by_code", {"sites": list(known.values()), "codes": list(known),
                                  "code": meant})
    if not found:
        raise CertificateNotFound([Fault("/code", "certificate_unknown")])
    return [Found("count", row.site, row.plan, row.name, row.code, row.content_hash,
                  row.issued_at, row.issued_by, row.issue, row.latest) for row in found]
