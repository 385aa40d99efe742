"""What an inspection posts, how many units are looked at, and who signs.   验收规则

Pure.  The SQL twin of `propose` is sql/proposals/moves.sql.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.inspection.sampling.rules import plan, whole
from pandian.lifecycle.inspection.sampling.words import STOPPED, SampleAsk, Standing
from pandian.lifecycle.inspection.words import DECIDE, LOOKED, VARIANCE, LotPlan, LotResult
from pandian.lifecycle.policies.words import Policies
from pandian.lifecycle.words import Action, Amount, Line, Move, Sum

USED, GAIN_LOSS = "@used", "@gain_loss"
GRAVE_CLASSES = frozenset({"III", "3", "Ⅲ"})
IMPLANT = frozenset({"yes", "true", "1", "是"})


def complete(line: Line, amount: Amount) -> Amount:
    """Say where the goods of a fact stand afterwards; every judgement moves them."""
    place = {"sampled": USED, "accepted": line.source, "counted_short": GAIN_LOSS,
             "counted_over": line.source}.get(amount.measure, amount.place)
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial,
                           place=place, posted=amount.measure not in LOOKED)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield what is wrong with the facts: red places, and a receipt variance without its why."""
    varied: dict[int, set[str]] = defaultdict(set)
    for n, amount in enumerate(given):
        where = f"/amounts/{n}"
        if amount.measure == "rejected" and not amount.place:
            yield Fault(f"{where}/place", "place_missing")
        if amount.measure not in VARIANCE:
            continue
        varied[amount.line].add(amount.measure)
        if not amount.note.strip():
            yield Fault(f"{where}/note", "variance_unexplained")
        if amount.measure == "counted_over" and (amount.serial or lines[amount.line].serial):
            yield Fault(where, "serial_over")
    for number, ways in varied.items():
        if len(ways) > 1:
            yield Fault("/amounts", "variance_both_ways", (number,))


def signers(
    action: Action, *, classes: Collection[str], implants: Collection[str],
    varied: bool = False,
) -> tuple[str, ...]:
    """Return who signs: a second inspector as well when a class III device or implant passes.

    `classes` and `implants` are the items' attributes; `varied`: the count differs from the
    receipt, so somebody who may decide signs too.
    """
    grave = bool(GRAVE_CLASSES.intersection(classes)) or bool(IMPLANT.intersection(implants))
    found = action.signers
    if grave and "accepted" in action.measures and found:
        found = (found[0], *found)
    return (*found, DECIDE) if varied and found and DECIDE not in found else found


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return the moves of one event: samples used, goods accepted in place, rejected to red.

    What was counted more or less than the receipt comes from gain and loss or goes there.
    """
    become = {"sampled": "pending", "accepted": "accepted", "rejected": "rejected",
              "counted_short": "pending", "counted_over": "pending"}
    return [
        Move(n, line.item, a.lot, a.serial, line.owner,
             GAIN_LOSS if a.measure == "counted_over" else line.source, a.place, "pending",
             become[a.measure], a.quantity)
        for n, a in enumerate(amounts, 1) if a.posted and a.measure in become
        for line in (lines[a.line],)
    ]


def plan_of_lot(
    n: int, item: str, lot: str, lot_size: int, *, supplier: str, policies: Policies,
    standing: Standing, every: bool, seed: str,
) -> LotPlan:
    """Return how a lot is looked at: by the site's policy and where its supplier stands.

    `every`: implants and goods with serials.  A stopped supplier's goods are tightened.
    """
    level, aql = policies["sampling_level"], policies["sampling_aql"]
    severity = "tightened" if standing.severity == STOPPED else standing.severity
    found = whole(lot_size) if every or policies["sampling"] == "all" else plan(
        SampleAsk(lot_size, level, aql, severity))
    return LotPlan(n, item, lot, supplier, lot_size, level, aql, severity, found.letter, found.n,
                   found.accept, found.reject, found.inspect_all, seed)


def results(
    lines: Mapping[int, Line], sums: Iterable[Sum]
) -> dict[tuple[str, str], LotResult]:
    """Return what was found of each lot, (item, lot) of the lines.

    Where nothing says how many were `inspected`, every unit that was judged was looked at: then
    the bad ones are those rejected.
    """
    totals: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in sums:
        line = lines[row.line]
        totals[line.item, line.lot][row.measure] += row.quantity
    found = {}
    for key, total in totals.items():
        said = total["inspected"] > 0
        judged = total["accepted"] + total["rejected"] + total["sampled"]
        found[key] = LotResult(total["inspected"] if said else judged,
                               total["defective"] if said else total["rejected"],
                               total["rejected"], said and total["inspected"] < judged)
    return found


def verdict(wanted: LotPlan, result: LotResult) -> str:
    """Return what the switching rules are told of a lot."""
    return "accepted" if result.bad <= wanted.accept else "not_accepted"


def plan_faults(
    action: str, plans: Iterable[LotPlan], found: Mapping[tuple[str, str], LotResult]
) -> Iterator[Fault]:
    """Yield where a judgement does not follow the plan of its lot."""
    for wanted in plans:
        key = (wanted.item, wanted.lot)
        result = found.get(key)
        if result is None:
            continue
        if result.sampled_only and result.looked < wanted.units:
            yield Fault("/amounts", "sample_too_small", (*key, wanted.units, result.looked))
        if result.bad > result.looked:
            yield Fault("/amounts", "defective_above_inspected",
                        (*key, result.bad, result.looked))
        if result.bad > result.rejected and action != "reject":
            yield Fault("/amounts", "defective_not_rejected", (*key, result.bad, result.rejected))
        if action == "split" and not result.sampled_only:
            continue  # every unit was looked at: the good ones may pass
        if action in ("accept", "split") and result.bad > wanted.accept:
            yield Fault("/amounts", "lot_not_accepted", (*key, result.bad, wanted.accept))
