"""Printing the report of a period: PDF to read, the JSON attached to check.   期间报告打印操作"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.certifying.rules import code_of
from pandian.counting.closing.queries import kept, report
from pandian.counting.closing.words import SECTIONS, WAYS
from pandian.counting.words import VERDICTS
from pandian.exchange.certificates.rules import as_read, certificate_pages, mark_of
from pandian.exchange.closing.words import FORM
from pandian.exchange.labels.queries import font, setter
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record

TIMES = frozenset({"starts_at", "ends_at", "prepared_at", "closed_at", "effective_at",
                   "recorded_at", "observed_at", "since"})
MONEY = frozenset({"value", "plus", "minus"})
PAPER_ROWS_MAX = 500
"""A list on paper is no longer than this; the JSON attached has all rows of the report."""


def period_pdf(*, scope: Scope, id: UUID, language: str, address: str = "") -> bytes:
    """Return the report of a period as a PDF, and note who printed it.

    `address` is where its code is looked up.  Raises as `counting.closing.queries.report`, and
    `LabelsRefused` without a font.
    """
    body = report(scope=scope, id=id)
    row = kept(scope=scope, id=id).row
    site = site_by_code(scope=scope, code=row.site)
    zone = ZoneInfo(site.time_zone)
    figures = [{"list": SECTIONS[name].label.text(language), "rows": total.rows,
                "plus": total.plus, "minus": total.minus}
               for name, total in row.totals.items()]
    paper = {**body, "figures": figures,
             "head": {**body["head"], "closed_by": row.closed_by,
                      "closed_at": row.closed_at.isoformat() if row.closed_at else ""},
             **{name: body[name][:PAPER_ROWS_MAX] for name in SECTIONS}}

    def shown(name: str, value: Any) -> str:
        return as_read(name, value, zone=zone, language=language, times=TIMES, amounts=MONEY,
                       words={"verdict": VERDICTS, "way": WAYS})

    code = code_of(row.content_hash)
    data = setter().pdf(
        certificate_pages(paper, font=font(), language=language, shown=shown, form=FORM,
                          mark=mark_of(code, f"{address}?code={code}" if address else code)),
        title=f"{FORM.title.text(language)} {row.site} {row.last_day}", language=language,
        attached=json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    record(scope=scope, site=site.id, kind="period.printed", subject=f"period:{id}",
           data={"content_hash": row.content_hash, "language": language,
                 "file_hash": hashlib.sha256(data).hexdigest()})
    return data
