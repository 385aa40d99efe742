"""Telling of licences that end.   证照预警"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from pandian.governance.queries import today
from pandian.governance.words import Scope
from pandian.kernel.operations import record_many
from pandian.kernel.statements import run
from pandian.kernel.words import FactDraft
from pandian.lifecycle.gates.queries import ending_licences


def warn_of_licences(*, scope: Scope, on: date | None = None) -> int:
    """Tell once of every licence that comes within 90, 60 or 30 days of its end, or has ended.

    Each leaves a fact `licence.ending`; a renewed one is not told of.  Returns how many are new.
    """
    day = on or today(scope=scope)
    rows = {row.id: row for row in ending_licences(scope=scope, on=day)}
    with transaction.atomic():
        told = run("lifecycle.gates", "warn", {
            "today": day, "licences": list(rows), "steps": [r.step for r in rows.values()]})
        record_many(scope=scope, facts=[
            FactDraft(0, "licence.ending", f"licence:{rows[row.licence].kind}/"
                      f"{rows[row.licence].number}", {
                          "holder_kind": rows[row.licence].holder_kind,
                          "holder": rows[row.licence].holder, "step": row.step,
                          "ends": rows[row.licence].ends.isoformat()})
            for row in told if rows[row.licence].holder_kind != "person"])
    return len(told)
