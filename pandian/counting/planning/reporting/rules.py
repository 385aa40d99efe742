"""The report of a day as JSON and back; reasons in words.   规划报告规则

Pure.  What is kept is what was said that day, whatever the rules say later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pandian.counting.planning.rules import DAY_SECONDS
from pandian.counting.planning.words import (
    CAUSES,
    GAPS,
    WHY,
    CountRule,
    DayPlan,
    DayRow,
    Gap,
    RuleRow,
    WhyRow,
)
from pandian.counting.routing.words import WALKED, Walk
from pandian.kernel.words import Label


def report_of(plan: DayPlan) -> dict[str, Any]:
    """Return a plan as JSON values."""
    return {
        **plan._asdict(), "day": plan.day.isoformat(), "made_at": None,
        "plans": [str(id) for id in plan.plans],
        "walk": plan.walk._asdict() if plan.walk else None,
        "days": [{**row._asdict(), "day": row.day.isoformat()} for row in plan.days],
        "rules": [{**row._asdict(), "version": str(row.version) if row.version else None,
                   "label": list(row.label)} for row in plan.rules],
        "gaps": [{**row._asdict(), "params": [str(each) for each in row.params],
                  "examples": list(row.examples)} for row in plan.gaps],
    }


def plan_of(report: Mapping[str, Any]) -> DayPlan:
    """Return the plan that was kept."""
    return DayPlan(**{
        **report, "day": date.fromisoformat(report["day"]),
        "plans": tuple(UUID(id) for id in report["plans"]),
        "walk": Walk(**report["walk"]) if report.get("walk") else None,
        "days": tuple(DayRow(**{**row, "day": date.fromisoformat(row["day"])})
                      for row in report["days"]),
        "rules": tuple(RuleRow(**{
            **row, "label": Label(*row["label"]),
            "version": UUID(row["version"]) if row["version"] else None})
            for row in report["rules"]),
        "gaps": tuple(Gap(**{**row, "params": tuple(row["params"]),
                             "examples": tuple(row["examples"])}) for row in report["gaps"]),
    })


def gap_label(gap: Gap) -> Label:
    """Return what a gap says, in both languages."""
    label = GAPS[gap.code]
    zh, en = (text.format(*gap.params, count=f"{gap.number:,}") for text in label)
    tail = f" ({'; '.join(gap.examples)})" if gap.examples else ""
    return Label(zh + tail, en + tail)


def walk_label(walk: Walk) -> Label:
    """Return how far the tasks of a day are walked, in both languages."""
    zh, en = (text.format(f"{walk.cm // 100:,}", f"{walk.s_shape_cm // 100:,}")
              for text in WALKED[walk.order])
    return Label(zh, en)


def why_params(rule: CountRule, seed: int) -> dict[str, Any]:
    """Return what fills the reason of a rule: nothing of the book."""
    when = rule.when
    days = when.get("every_days") or " / ".join(
        f"{name} {count}" for name, count in sorted((when.get("days_by_class") or {}).items()))
    return {"days": days, "touches": when.get("touches", 1), "seed": seed,
            "causes": list(when.get("events") or CAUSES)}


def why_of(row: Any) -> WhyRow:
    """Return a stored reason in words."""
    params: Mapping[str, Any] = row.params
    return WhyRow(row.task, row.place, row.rule, Label(row.label_zh, row.label_en), row.policy,
                  row.strategy, row.holdings, row.due_on,
                  Label(*(_said(row, params, n) for n in (0, 1))))


def _said(row: Any, params: Mapping[str, Any], language: int) -> str:
    causes: Sequence[str] = params.get("causes") or ()
    given = {**params, "label": (row.label_zh, row.label_en)[language],
             "due": row.due_on.isoformat(), "reason": params.get("reason", ""),
             "causes": ("、", ", ")[language].join(
                 CAUSES[name][language] for name in causes if name in CAUSES)}
    return WHY[row.strategy][language].format(**given)


def minutes(seconds: int) -> int:
    """Return whole minutes, rounded up."""
    assert 0 <= seconds < DAY_SECONDS * 100_000
    return -(-seconds // 60)
