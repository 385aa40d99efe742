"""What may be recalled, answered and decided.   召回规则

Pure.  A recall posts nothing through its own facts: stock is stopped by local postings at each
site (`operations.py`), so `propose` has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pandian.kernel.words import Fault
from pandian.lifecycle.recall.words import ANSWERS, DECISIONS, LEVELS, Equation
from pandian.lifecycle.words import Action, ActionDraft, Amount, DocumentDraft, Line, Move, Sum


def complete(line: Line, amount: Amount) -> Amount:
    """Lot and serial are the line's; the place is the customer, as `facts` of the room fills in."""
    return amount._replace(lot=amount.lot or line.lot, serial=amount.serial or line.serial)


def check(
    action: str, lines: Mapping[int, Line], given: Sequence[Amount], sums: Sequence[Sum]
) -> Iterator[Fault]:
    """Yield nothing: whose facts they are is said once, in the reply's papers."""
    return iter(())


def propose(lines: Mapping[int, Line], amounts: Sequence[Amount]) -> list[Move]:
    """Return no moves: a reply moves nothing of ours."""
    return []


def opening_faults(draft: DocumentDraft) -> Iterator[Fault]:
    """Yield what is wrong with a new recall that its own words show."""
    level = str(draft.header.get("level", ""))
    if level not in LEVELS:
        yield Fault("/header/level", "recall_level", (level[:40],))
    seen: set[tuple[str, str, str]] = set()
    for n, line in enumerate(draft.lines):
        key = (line.item, "" if line.serial else line.lot, line.serial)
        if not (line.lot or line.serial):
            yield Fault(f"/lines/{n}/lot", "recall_of_what")
        elif key in seen:
            yield Fault(f"/lines/{n}", "recall_twice", (line.serial or line.lot,))
        seen.add(key)


def undone(facts: Iterable[Amount]) -> list[Amount]:
    """Return the opposite of what a reply had stated: the correction's first half."""
    return [fact._replace(quantity=-fact.quantity) for fact in facts]


def reply_faults(draft: ActionDraft, customer: str) -> Iterator[Fault]:
    """Yield the facts of a reply that name another customer than the reply itself."""
    for n, amount in enumerate(draft.amounts):
        if amount.place and amount.place != customer:
            yield Fault(f"/amounts/{n}/place", "reply_customer", (customer[:64],))


def too_much_answered(
    customer: str, left: Mapping[int, int], lines: Mapping[int, Line],
    given: Iterable[Amount],
) -> Iterator[Fault]:
    """Yield the lines of which a customer answers for more than he has; `left` by line."""
    said: dict[int, int] = defaultdict(int)
    for amount in given:
        if amount.measure in ANSWERS:
            said[amount.line] += amount.quantity
    for number, quantity in sorted(said.items()):
        if number in lines and quantity > left.get(number, 0):
            line = lines[number]
            yield Fault("/amounts", "reply_too_much", (
                customer, line.serial or line.lot, left.get(number, 0), quantity))


def decided_lines(draft: ActionDraft, lines: Mapping[int, Line]) -> list[int]:
    """Return the line numbers that a decision is about: those named, else all.

    Raises `ValueError` for what is no line of the document.
    """
    text = str(draft.evidence.get("lines", "")).strip()
    if not text:
        return sorted(lines)
    chosen = [int(each) for each in text.split(",")]
    if unknown := set(chosen) - set(lines):
        raise ValueError(sorted(unknown))
    return chosen


def decision_faults(draft: ActionDraft, lines: Mapping[int, Line]) -> Iterator[Fault]:
    """Yield what is wrong with a decision."""
    decision = str(draft.evidence.get("decision", ""))
    if decision and decision not in DECISIONS:
        yield Fault("/evidence/decision", "decision_unknown", (decision[:40],))
    try:
        decided_lines(draft, lines)
    except ValueError:
        yield Fault("/evidence/lines", "decision_lines", (str(draft.evidence["lines"])[:64],))


def rest_faults(equations: Iterable[Equation], action: Action, reason: str) -> Iterator[Fault]:
    """Yield the lines that stand in the way of closing; a reason explains them."""
    if reason.strip():
        return
    for each in equations:
        if not each.closes:
            yield Fault("/reason", "rest_unexplained", (
                each.line, each.outstanding, each.on_hand_recalled, each.in_transit, each.gap))


def netted_faults(outstanding: Iterable[tuple[int, str, int]], reason: str) -> Iterator[Fault]:
    """Yield customers who gave back more of a line than they got; a reason explains them.

    Whose goods those were is not said: left alone, they would hide as many that another customer
    still has.  Each row is (line, customer, outstanding).
    """
    if reason.strip():
        return
    for line, customer, left in sorted(outstanding):
        if left < 0:
            yield Fault("/reason", "returned_unissued", (line, customer, -left))
