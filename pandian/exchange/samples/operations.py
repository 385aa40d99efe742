"""Making the report of a sampling stocktake: JSON to check, PDF to read.   抽样报告操作"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.certifying.rules import code_of
from pandian.counting.sampling.operations import note_report
from pandian.counting.sampling.queries import drawn_lines, earlier, hidden, study
from pandian.counting.sampling.rules import estimator_of
from pandian.counting.sampling.words import KINDS, STATES, StudyConflict, StudyRow
from pandian.exchange.certificates.rules import as_read, certificate_pages, mark_of
from pandian.exchange.labels.queries import font, setter
from pandian.exchange.samples.rules import sealed, statement, tries
from pandian.exchange.samples.words import FORM, REPORT_VERSION
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.words import Fault

LINE = ("holding", "place", "item", "lot", "serial", "stratum", "turn", "draw", "final")
FIGURES = ("book", "cost", "variance", "value", "difference")
MONEY = frozenset({"cost", "value", "difference"})
TIMES = frozenset({"frame_at", "drawn_at", "closed_at"})
AMOUNTS = frozenset({"value", "difference"})


def report(*, scope: Scope, id: UUID) -> dict[str, Any]:
    """Return the report of a drawn study as plain values, each row with its hash.

    It is noted that this content was handed out: so its code is found.  Figures are left out for
    who may not see them.  Raises `Forbidden`, `StudyNotFound`, `StudyConflict` before the draw.
    """
    found = _drawn(scope, id)
    worth = "value" not in scope.at(found.site).hides
    shown: tuple[str, ...] = () if hidden(scope=scope, study=found) else FIGURES
    if not worth:
        shown = tuple(name for name in shown if name not in MONEY)
    lines = [{name: row[name] for name in (*LINE, *shown)}
             for row in drawn_lines(scope=scope, study=found)]
    strata = [{"stratum": number, "lines": there, "sample": looked,
               "value": None if value is None else round(value)}
              for number, there, looked, value, _squares
              in found.design.get("extended") or found.design["strata"]]
    body = sealed(_head(scope, found), {"strata": strata, "lines": lines})
    note_report(scope=scope, study=found, content_hash=str(body["content_hash"]),
                omits=tuple(name for name in FIGURES if name not in shown))
    return body


def _drawn(scope: Scope, id: UUID) -> StudyRow:
    found = study(scope=scope, id=id)
    if not found.plan:
        raise StudyConflict([Fault("/id", "study_state", (STATES[found.state],))])
    return found


def _head(scope: Scope, found: StudyRow) -> dict[str, Any]:
    def at(value: datetime | None) -> str | None:
        return value.isoformat() if value else None
    return {
        "report": REPORT_VERSION, "id": str(found.id), "name": found.name, "site": found.site,
        "kind": found.kind, "state": found.state, "request": dict(found.request),
        "result": dict(found.result) if found.result else None,
        "estimator": estimator_of(found.design),
        "frame_at": at(found.frame_at), "frame_hash": found.frame_hash, "seed": found.seed,
        "drawn_at": at(found.drawn_at), "extended": found.extension is not None,
        "worthless": found.design["worthless"], "closed_by": found.closed_by,
        "closed_at": at(found.closed_at),
        "signature": str(found.signature) if found.signature else None, **_draw(found),
        "earlier": [{**row._asdict(), "id": str(row.id), "created_at": at(row.created_at),
                     "drawn_at": at(row.drawn_at)} for row in earlier(scope=scope, study=found)]}


def _draw(found: StudyRow) -> dict[str, Any]:
    """Return what the seed is made of; a study drawn by an older release says nothing of it."""
    if not found.secret:
        return {}
    return {"sealed": found.design.get("sealed"), "secret": found.secret, "number": found.number}


def report_pdf(*, scope: Scope, id: UUID, language: str, address: str = "") -> bytes:
    """Return the report as a PDF with the JSON attached, and note who printed it.

    `address` is where its code is looked up.  Raises as `report`, and `LabelsRefused` without a
    font.
    """
    body = report(scope=scope, id=id)
    head = body["head"]
    site = site_by_code(scope=scope, code=head["site"])
    zone = ZoneInfo(site.time_zone)
    said = statement(head["kind"], head["request"], head["result"], language=language)
    told = {"said": said, "tries": tries(head, language=language),
            "estimator": head["estimator"]["name"]}
    whole = {**body, "head": {**head, **told},
             "wrong": [row for row in body["lines"] if row.get("variance")]}

    def shown(name: str, value: Any) -> str:
        return as_read(name, value, zone=zone, language=language, times=TIMES, amounts=AMOUNTS,
                       words={"kind": KINDS, "state": STATES})

    code = code_of(body["content_hash"])
    data = setter().pdf(
        certificate_pages(whole, font=font(), language=language, shown=shown, form=FORM,
                          mark=mark_of(code, f"{address}?code={code}" if address else code)),
        title=f"{FORM.title.text(language)} {head['name']}", language=language,
        attached=json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    record(scope=scope, site=site.id, kind="sampling.printed", subject=f"sample:{id}",
           data={"content_hash": body["content_hash"], "language": language, "omits": [
               name for name in FIGURES if body["lines"] and name not in body["lines"][0]],
               "file_hash": hashlib.sha256(data).hexdigest()})
    return data
