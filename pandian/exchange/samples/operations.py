"""Making the report of a sampling stocktake: JSON to check, PDF to read.   抽样报告操作"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.certifying.rules import code_of
from pandian.counting.sampling.queries import drawn_lines, hidden, study
from pandian.counting.sampling.rules import ESTIMATOR
from pandian.counting.sampling.words import KINDS, STATES, StudyConflict, StudyRow
from pandian.exchange.certificates.rules import certificate_pages, mark_of
from pandian.exchange.labels.queries import font, setter
from pandian.exchange.samples.rules import money, sealed, statement
from pandian.exchange.samples.words import FORM, REPORT_VERSION
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.words import Fault

LINE = ("holding", "place", "item", "lot", "serial", "stratum", "turn", "draw", "final")
FIGURES = ("book", "cost", "variance", "value", "difference")
TIMES = frozenset({"frame_at", "drawn_at", "closed_at"})
AMOUNTS = frozenset({"value", "difference"})


def report(*, scope: Scope, id: UUID) -> dict[str, Any]:
    """Return the report of a drawn study as plain values, each row with its hash.

    Figures are left out for who may not see them.  Raises `Forbidden`, `StudyNotFound`,
    `StudyConflict` before the draw.
    """
    found = _drawn(scope, id)
    shown: tuple[str, ...] = () if hidden(scope=scope, study=found) else FIGURES
    if "value" in scope.at(found.site).hides:
        shown = tuple(name for name in shown if name not in ("cost", "value", "difference"))
    lines = [{name: row[name] for name in (*LINE, *shown)}
             for row in drawn_lines(scope=scope, study=found)]
    worth = "value" not in scope.at(found.site).hides
    strata = [{"stratum": number, "lines": there, "sample": looked,
               "value": round(value) if worth else None}
              for number, there, looked, value, _squares
              in found.design.get("extended") or found.design["strata"]]
    return sealed(_head(found), {"strata": strata, "lines": lines})


def _drawn(scope: Scope, id: UUID) -> StudyRow:
    found = study(scope=scope, id=id)
    if not found.plan:
        raise StudyConflict([Fault("/id", "study_state", (STATES[found.state],))])
    return found


def _head(found: StudyRow) -> dict[str, Any]:
    def at(value: datetime | None) -> str | None:
        return value.isoformat() if value else None
    return {
        "report": REPORT_VERSION, "id": str(found.id), "name": found.name, "site": found.site,
        "kind": found.kind, "state": found.state, "request": dict(found.request),
        "result": dict(found.result) if found.result else None, "estimator": ESTIMATOR,
        "frame_at": at(found.frame_at), "frame_hash": found.frame_hash, "seed": found.seed,
        "drawn_at": at(found.drawn_at), "extended": found.extension is not None,
        "worthless": found.design["worthless"], "closed_by": found.closed_by,
        "closed_at": at(found.closed_at),
        "signature": str(found.signature) if found.signature else None}


def report_pdf(*, scope: Scope, id: UUID, language: str) -> bytes:
    """Return the report as a PDF with the JSON attached, and note who printed it.

    Raises as `report`, and `LabelsRefused` without a font.
    """
    body = report(scope=scope, id=id)
    head = body["head"]
    site = site_by_code(scope=scope, code=head["site"])
    zone = ZoneInfo(site.time_zone)
    said = statement(head["kind"], head["request"], head["result"], language=language)
    whole = {**body, "head": {**head, "said": said, "estimator": head["estimator"]["name"]},
             "wrong": [row for row in body["lines"] if row.get("variance")]}

    def shown(name: str, value: Any) -> str:
        return _shown(name, value, zone, language)

    code = code_of(body["content_hash"])
    data = setter().pdf(
        certificate_pages(whole, font=font(), language=language, shown=shown, form=FORM,
                          mark=mark_of(code, code)),
        title=f"{FORM.title.text(language)} {head['name']}", language=language,
        attached=json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    record(scope=scope, site=site.id, kind="sampling.printed", subject=f"sample:{id}",
           data={"content_hash": body["content_hash"], "language": language})
    return data


def _shown(name: str, value: Any, zone: ZoneInfo, language: str) -> str:
    if value is None or value == "":
        return "–"
    if name in TIMES:
        return datetime.fromisoformat(str(value)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if name in AMOUNTS:
        return money(int(value))
    label = {"kind": KINDS, "state": STATES}.get(name, {}).get(str(value))
    if isinstance(value, bool):
        return "✓" if value else "–"
    return label.text(language) if label else str(value)
