"""The certificate of a closed plan.   盘点凭证

Everything that the count rests on, row by row, each with its hash: `rules.verify_certificate`
checks it without the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pandian.counting.queries import lines, plan
from pandian.counting.rules import sealed_certificate
from pandian.counting.words import LINES_PAGE_MAX, LineRow, PlanConflict, PlanRow
from pandian.governance.queries import signatures, site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.kernel.words import Fault

CERTIFICATE_VERSION = 1
VERIFY = {
    "zh": "验证：pandian verify-certificate 文件；或用同处下载的 verify_certificate.py"
          "（只需 Python）：python3 verify_certificate.py 文件 总摘要。会指出第一处改动。",
    "en": "To check: pandian verify-certificate FILE; or, with Python only, the script handed out "
          "beside it: python3 verify_certificate.py FILE CONTENT_HASH. The first altered row is "
          "named.",
}
"""What a reader does to check the certificate: part of its hashed head."""


def certificate(*, scope: Scope, plan: UUID) -> dict[str, Any]:
    """Return the certificate of a closed plan as plain JSON values.

    Raises `Forbidden`, `PlanNotFound`, `PlanConflict` while the plan is open.
    """
    known = _closed(scope, plan)
    params = {"site": site_by_code(scope=scope, code=known.site).id, "plan": plan}
    printed = {row.id: row for row in signatures(scope=scope, subject=f"count:{plan}")}
    approvals = []
    for row in run("counting", "certificate_approvals", params):
        signed = printed.get(row.signature)
        approvals.append({**row._asdict(), "name": signed.printed_name if signed else "",
                          "role": signed.role if signed else ""})
    sections = {
        "observations": _rows("certificate_observations", params),
        "visits": _rows("certificate_visits", params),
        "lines": [_line(row) for row in _all_lines(scope, plan)],
        "approvals": approvals,
        "postings": _rows("certificate_postings", params),
        "seals": _rows("certificate_seals", params),
    }
    whole = {name: [_plain(row) for row in rows] for name, rows in sections.items()}
    answer: dict[str, Any] = sealed_certificate(_plain(_head(known)), whole)
    return answer


def _closed(scope: Scope, id: UUID) -> PlanRow:
    known = plan(scope=scope, id=id)
    scope.need("counting.read", known.site)
    if known.state != "closed":
        raise PlanConflict([Fault("/id", "certificate_open")])
    return known


def _head(known: PlanRow) -> dict[str, Any]:
    kept = ("id", "site", "name", "purpose", "state", "blind", "scope", "tolerance", "policy",
            "created_by", "created_at", "closed_at", "places", "verdicts")
    return {"certificate": CERTIFICATE_VERSION, "verify": VERIFY,
            **{name: getattr(known, name) for name in kept}}


def _rows(name: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [row._asdict() for row in run("counting", name, params)]


def _all_lines(scope: Scope, id: UUID) -> list[LineRow]:
    rows: list[LineRow] = []
    after: str | None = None
    while True:
        page = lines(scope=scope, plan=id, limit=LINES_PAGE_MAX, after=after)
        rows += page.rows
        if page.next is None:
            return rows
        after = page.next


def _line(row: LineRow) -> dict[str, Any]:
    return {**row._asdict(), "explanations": [note._asdict() for note in row.explanations]}


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
