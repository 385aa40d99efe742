"""The evidence of a rehearsal: both sides, sums and days, its hash, its sentence.   预演报告

Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from pandian.counting.planning.rules import TIMES, day_of
from pandian.counting.rehearsing.judging.rules import judged
from pandian.counting.rehearsing.rules import daily, totals, walk
from pandian.counting.rehearsing.words import (
    MEASURES,
    MONEY,
    SHOWN_MAX,
    Facts,
    Judged,
    RehearsalRow,
    RuleSet,
    Walk,
)
from pandian.kernel.words import Label


class DayDone(NamedTuple):
    """What one side would have done on one day (since 1970): places, task of each, lines found."""

    side: int
    day: int
    places: list[int]
    tasks: list[int]
    lines: list[dict[str, Any]]


def report_of(
    facts: Facts, sides: Sequence[tuple[str, Sequence[RuleSet]]], *, seed: int,
    rate: int | None = None, progress: Any = None,
) -> tuple[dict[str, Any], list[DayDone]]:
    """Replay a span under each side; return its report as plain values, and every day's work.

    Sides whose counting rules are the same share one replay: only the judging differs.
    """
    done: list[tuple[Any, Walk]] = []
    told, walks, days = [], list[Walk](), list[DayDone]()
    for name, sets in sides:
        plan = [(one.since, one.rules, one.triggers) for one in sets]
        known = next((made for same, made in done if same == plan), None)
        if known is None:
            known = walk(facts, sets, seed=seed, progress=progress)
            done.append((plan, known))
        by = judged(facts, known, sets)
        mine = _days(facts, len(walks), known, by)
        walks.append(known)
        days += mine
        told.append({**_side(name, sets, facts, known, by, rate),
                     "work": hash_of({"days": [list(day[1:]) for day in mine]})})
    report = {
        "site": facts.site, "first": str(day_of(facts.first)), "days": facts.days, "seed": seed,
        "rate": rate, "holdings": int((facts.stock.holding > 0).sum()),
        "moves": len(facts.moves.at),
        "differences": len(facts.differences.id), "seconds": TIMES._asdict(), "sides": told,
        "entries": facts.entries, "history": history_of(facts), "found": _found(facts, walks)}
    return report, days


def _days(facts: Facts, side: int, done: Walk, by: Judged) -> list[DayDone]:
    """Return the days on which a side counts anything."""
    lines: dict[int, list[dict[str, Any]]] = {}
    for line in by.lines:
        met = line.met
        lines.setdefault(met.day, []).append({
            "holding": int(facts.stock.holding[met.row]), "book": met.book,
            "counted": met.counted, "variance": met.variance, "held": line.variance,
            "differences": len(met.differences), "words": line.words,
            "slips": int(bool(met.slips and met.slips[0])),
            "verdict": line.verdict, "people": line.people, "value": abs(line.value)})
    return [DayDone(side, facts.first + n, places.tolist(), tasks.tolist(), lines.get(n, []))
            for n, (places, tasks) in enumerate(done.work) if len(places)]


def history_of(facts: Facts) -> str:
    """Return the SHA-256 of the history that a replay rests on: opening stock, moves, looks."""
    told, moves, found = hashlib.sha256(), facts.moves, facts.differences
    for column in (
            facts.midnights, facts.stock.holding, facts.stock.on_hand, facts.stock.counted,
            moves.at, moves.row, moves.quantity, facts.proofs.at,
            facts.proofs.row, facts.heals.at, facts.heals.row, found.row, found.low, found.high,
            found.quantity, facts.slips.at, facts.slips.row):
        told.update(len(column).to_bytes(8, "big") + np.ascontiguousarray(column, ">i8").tobytes())
    told.update(repr((found.slips, facts.slips.words)).encode())
    if facts.asking.wanted:
        told.update(repr(facts.asking.wanted).encode())
    return told.hexdigest()


def _side(
    name: str, sets: Sequence[RuleSet], facts: Facts, done: Walk, by: Judged, rate: int | None
) -> dict[str, Any]:
    last = sets[-1]
    return {
        "name": name, "builtin": last.builtin,
        "rounds": last.recount["rounds"] if last.recount else None,
        "matrix": last.matrix is not None, "auto": (last.matrix or {}).get("auto.name") or "",
        "changes": len(sets) - 1,
        "rules": [{"code": rule.code, "strategy": rule.strategy, "zh": rule.label.zh,
                   "en": rule.label.en, "version": rule.number} for rule in last.rules],
        "triggers": sorted({rule.code for rule in last.triggers}),
        "tolerances": sorted({rule.code for rule in last.tolerances}),
        "faults": [list(fault) for fault in done.faults],
        "totals": totals(facts, done, by, rate=rate), "by_day": daily(done, by)}


def _found(facts: Facts, walks: Sequence[Walk]) -> list[dict[str, Any]]:
    """Return the first differences by name, with the day on which each side meets them."""
    found, rows = facts.differences, []
    for n in range(min(len(found.id), SHOWN_MAX)):
        row = int(found.row[n])
        named = facts.named[row]
        rows.append({
            "place": named.places[0], "item": named.item, "quantity": int(found.quantity[n]),
            "value": abs(int(found.quantity[n])) * int(facts.cost[row]),
            "after": int(found.low[n]), "found": int(found.high[n]),
            "met": [str(day_of(facts.first + int(done.met_on[n]))) if done.met_on[n] >= 0 else ""
                    for done in walks]})
    return rows


def hash_of(report: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a report: sorted keys, no spaces."""
    return hashlib.sha256(json.dumps(
        report, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def without_money(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report for who may not see values."""
    if not report:
        return {}
    return {
        **report, "rate": None,
        "sides": [{**side, "totals": {
            name: None if name in MONEY else value for name, value in side["totals"].items()}}
            for side in report["sides"]],
        "found": [{**row, "value": None} for row in report["found"]]}


def compared(report: Mapping[str, Any]) -> list[tuple[str, Label, Any, Any, Any]]:
    """Return (name, label, against, candidate, difference) of every measure.

    The first side is what a candidate is set against, the second the candidate.  A rehearsal of
    an older release lacks measures that came later.
    """
    against, candidate = (side["totals"] for side in report["sides"])
    return [(name, label, against[name], candidate[name],
             None if against[name] is None or candidate[name] is None
             else round(candidate[name] - against[name], 1))
            for name, label in MEASURES.items() if name in against]


def sentence(report: Mapping[str, Any]) -> Label:
    """Return what changes, in one sentence."""
    rows = {name: (old, new, more) for name, _label, old, new, more in compared(report)}
    hours = rows["count_minutes"][2] + rows["recount_minutes"][2]
    met, missed = rows["met"], report["differences"]
    auto = rows.get("auto", (0, 0, 0))[2]
    right = tuple(f"{100 - each / 100:.2f} %" for each in rows["wrong"][:2][::-1]) if (
        "wrong" in rows) else ("–", "–")  # an older release did not say it
    return Label(
        f"{report['site']}：{report['days']} 天里，工时{_more(hours / 60)} 小时，"
        f"{missed} 处差异中会发现 {met[1]} 处（对照 {met[0]} 处），"
        f"复盘{_more(rows['recounts'][2])} 行，"
        f"自动批准{_more(auto)} 行，审批签名{_more(rows['signatures'][2])} 个；"
        f"预计账实相符 {right[0]}（对照 {right[1]}，仅计已知差异）。",
        f"{report['site']}: over {report['days']} days, {_more(hours / 60)} hours of work; "
        f"{met[1]} of {missed} differences met (against {met[0]}); "
        f"{_more(rows['recounts'][2])} recounts, {_more(auto)} approved by the matrix itself, "
        f"{_more(rows['signatures'][2])} signatures; expected accuracy {right[0]} (against "
        f"{right[1]}, known differences only).")


def _more(number: float) -> str:
    """Return a change with its sign; none at all is ±0."""
    told = f"{number:+.1f}" if isinstance(number, float) else f"{number:+d}"
    return "±0" if not number or told in ("+0.0", "-0.0") else told.replace("-", "−")


def standing(rows: Sequence[RehearsalRow]) -> str:
    """Return the state of a whole rehearsal: failed if a site is, done when all are."""
    states = {row.state for row in rows}
    if "failed" in states:
        return "failed"
    return "done" if states == {"done"} else "running" if states != {"waiting"} else "waiting"
