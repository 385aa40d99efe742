"""Confirming and repairing the causes of differences.   更正操作

One transaction: the plan's lock, the posting, the settlement, the reason.  A repair that would
leave the line differing otherwise than said undoes itself whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pandian.counting.approving.queries import standing_of
from pandian.counting.approving.rules import limit_faults
from pandian.counting.detective.words import CAUSES, REPAIR_OF, FindingRow
from pandian.counting.queries import line_names
from pandian.counting.repairing.queries import ROOM, prepared_faults, previews, stands_of
from pandian.counting.repairing.rules import causes_named, line_name
from pandian.counting.repairing.words import (
    BATCH_MAX,
    NOTE_CHARACTERS_MAX,
    POSTS,
    Preview,
    Repaired,
    RepairNotYours,
    RepairRefused,
    Wanted,
)
from pandian.counting.rules import plain
from pandian.counting.settling.operations import hold, settle_held
from pandian.counting.settling.words import Held
from pandian.counting.words import PlanConflict
from pandian.governance.policies.queries import active
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault, Refused
from pandian.ledger import operations as ledger
from pandian.ledger.queries import posting as posting_of
from pandian.ledger.words import LineRequest, PostingRequest
from pandian.lifecycle.correcting.operations import REVERSING, correct
from pandian.lifecycle.correcting.queries import correction
from pandian.lifecycle.correcting.words import Ask, Correctable, CorrectionDraft
from pandian.lifecycle.doubling.operations import restore, undo_double
from pandian.lifecycle.doubling.queries import undone_by
from pandian.lifecycle.doubling.words import RestoreDraft
from pandian.lifecycle.operations import reverse_posting

Found = tuple[Wanted, FindingRow, Preview]
AFTER = "after_reversal"
"""In the cause of a repair: the reversal that was made first, and is undone with it."""


def repair(
    *, scope: Scope, plan: UUID, wanted: Sequence[Wanted], rule: str = ""
) -> list[Repaired]:
    """Post what repairs these causes, settle their lines, and keep who confirmed what.

    All or nothing.  A known id answers `exists`.  `rule` names the rule that asks instead of a
    person.  Raises `Forbidden`, `PlanNotFound`, `PlanConflict`, `RepairNotYours`, `RepairConflict`
    and `RepairRefused`, naming every line.
    """
    with transaction.atomic():
        held = _held(scope, plan)
        if known := _known(held, wanted):
            return known
        found = _found(scope, held, wanted)
        _refuse_prepared(scope, held, [line for _, _, shown in found for line in shown.lines])
        _refuse_unpostable(found)
        postings = {each.id: _post(scope, held, each, shown) for each, _, shown in found}
        settle_held(scope=scope, held=held)
        stands = _judged(scope, held, found)
        lines = sorted({line for _, _, shown in found for line in shown.lines})
        affected(ROOM, "mark_explained", {"site": held.site, "plan": plan, "lines": lines})
        _keep(scope, held, found, postings, rule)
        record(scope=scope, site=held.site, kind="counting.repaired", subject=f"count:{plan}",
               data={"rule": rule, "repairs": [
                   {"line": each.line, "causes": list(each.causes),
                    "posting": str(postings[each.id]), "effect": shown.effect}
                   for each, _, shown in found]})
        return [Repaired(each.id, each.line, "created", each.causes, postings[each.id],
                         stands[each.line].variance, "explained"
                         if not stands[each.line].variance else stands[each.line].verdict)
                for each, _, _ in found]


def confirm(*, scope: Scope, plan: UUID, wanted: Sequence[Wanted]) -> list[Repaired]:
    """Keep which causes a person found to be true; nothing is posted.

    Rates and calibration learn from it.  Who planned the count may: nothing is decided by it.
    Raises as `repair`.
    """
    with transaction.atomic():
        held = _held(scope, plan)
        if known := _known(held, wanted):
            return known
        found = _found(scope, held, wanted)
        _keep(scope, held, found, {}, "")
        record(scope=scope, site=held.site, kind="counting.confirmed", subject=f"count:{plan}",
               data={"reasons": [{"line": each.line, "causes": list(each.causes)}
                                 for each, _, _ in found]})
        return [Repaired(each.id, each.line, "created", each.causes, None, row.variance,
                         row.verdict) for each, row, _ in found]


def undo(*, scope: Scope, plan: UUID, reason: UUID, id: UUID, why: str) -> UUID:
    """Take a confirmed reason back; what its repair posted is reversed as if it had never been.

    Return the id of the taking back, which is the reversal's where something was posted.  On hand
    stays what the count proved: its statement heals.  The reason stays on record and no longer
    counts for rates.  Once: a second time is refused.  Raises `Forbidden`, `RepairNotYours`,
    `RepairRefused`, and the ledger's refusals.
    """
    if not why.strip():
        raise RepairRefused([Fault("/reason", "blank")])
    with transaction.atomic():
        held = _held(scope, plan, closed=True)
        rows = run(ROOM, "known", {"site": held.site, "ids": [reason]})
        if not rows or rows[0].plan != plan:
            raise RepairRefused([Fault("/reason", "reason_unknown")])
        _refuse_own(scope, held, [rows[0].line])
        posted = rows[0].posting
        if (done := one(ROOM, "undone", {"site": held.site, "reason": reason})) is not None:
            if posted is not None and done.reversal == id:
                return id  # the same asked again
            raise RepairRefused([Fault("/reason", "undone_already")])
        if posted is not None:
            _refuse_prepared(scope, held, [rows[0].line])
            _unpost(scope, held, posted, id, why)
        affected(ROOM, "put_undone", {
            "site": held.site, "reason": reason, "reversal": id if posted else None,
            "actor": scope.actor, "why": why.strip(), "now": datetime.now(UTC)})
        record(scope=scope, site=held.site, kind="counting.repair_undone",
               subject=f"count:{plan}",
               data={"reason": str(reason), "reversal": str(id) if posted else None})
    return id


def _unpost(scope: Scope, held: Held, posted: UUID, id: UUID, why: str) -> None:
    """Reverse what a repair posted; a document, or its line, is put back by the document."""
    if undone_by(scope=scope, site=held.site, posting=posted) is not None:
        restore(scope=_correcting(scope, held), draft=RestoreDraft(
            id, held.site_code, posted, why, {"count": str(held.id)}))
        return
    if (ask := correction(scope=scope, site=held.site, event=posted)) is None:
        ledger.reverse(scope=_posting(scope, held), posting_id=posted, id=id, reason=why,
                       effective="then")
        if before := posting_of(scope=_posting(scope, held), id=posted).cause.get(AFTER):
            ledger.reverse(scope=_posting(scope, held), posting_id=UUID(before), id=uuid7(),
                           reason=why, effective="then")
        return
    correct(scope=_correcting(scope, held), draft=CorrectionDraft(
        id, held.site_code, ask, why, {"count": str(held.id), "undoes": str(posted)}))


def repair_certain(*, scope: Scope, site: str) -> list[Repaired]:
    """Repair what is certain and safe where a rule of the site allows it; the rule is named.

    Only causes of that rule, found down to the paper or the partner, on lines that wait for
    approval.  One that the ledger refuses is left to people.  Raises `Forbidden`.
    """
    number = site_by_code(scope=scope, code=site, capability="counting.approve").id
    rules = active(scope=scope, kind="count.repair", site=site, at=datetime.now(UTC))
    if not rules:
        return []
    rows = run(ROOM, "certain", {"site": number, "limit": BATCH_MAX, "causes": [
        cause for cause in rules[0].content["causes"] if REPAIR_OF[cause] in POSTS]})
    done: list[Repaired] = []
    settled: set[int] = set()
    for row in rows:
        named = {proof["line"] for way in plain(row.alternatives)[0]["choices"][:1]
                 for proof in way["evidence"] if proof["kind"] == "line"}
        if settled & {row.line, *named}:
            continue
        settled |= {row.line, *named}
        with suppress(Refused):
            done += repair(scope=scope, plan=row.plan, rule=f"{rules[0].code}/{rules[0].version}",
                           wanted=[Wanted(uuid7(), row.line, tuple(row.causes))])
    return done


def _held(scope: Scope, plan: UUID, *, closed: bool = False) -> Held:
    scope.need("counting.approve")
    held = hold(scope=scope, plan=plan)
    scope.need("counting.approve", held.site_code)
    if held.state != "open" and not closed:
        raise PlanConflict([Fault("/id", "plan_closed")])
    return held


def _known(held: Held, wanted: Sequence[Wanted]) -> list[Repaired]:
    """Return the answer to a replay: all of these were kept before."""
    rows = {row.id: row for row in run(ROOM, "known", {
        "site": held.site, "ids": [each.id for each in wanted]})}
    if not wanted or set(rows) != {each.id for each in wanted}:
        return []
    return [Repaired(each.id, rows[each.id].line, "exists", tuple(rows[each.id].causes),
                     rows[each.id].posting, rows[each.id].variance, rows[each.id].verdict)
            for each in wanted]


def _found(scope: Scope, held: Held, wanted: Sequence[Wanted]) -> list[Found]:
    """Return each wish with what was found; nobody decides on what he counted."""
    long = [each for each in wanted if len(each.note) > NOTE_CHARACTERS_MAX]
    if long:
        raise RepairRefused([Fault("/note", "too_long", (NOTE_CHARACTERS_MAX,))])
    _refuse_own(scope, held, [each.line for each in wanted])
    told = previews(scope=scope, plan=held.id, wanted=wanted)
    _refuse_own(scope, held, [line for _, shown in told for line in shown.lines])
    return [(each, row, shown) for each, (row, shown) in zip(wanted, told, strict=True)]


def _refuse_own(scope: Scope, held: Held, lines: Sequence[int]) -> None:
    """Refuse who counted, by whatever account, who stands in for such a one, or above his limit."""
    stands = stands_of(scope=scope, site=held.site, plan=held.id, lines=sorted(set(lines)))
    standing = standing_of(scope=scope, site=held.site)
    faults = [Fault("/line", "own_difference", (line_name(stand),))
              for _, stand in sorted(stands.items())
              if not standing.accounts.isdisjoint(stand.people)]
    faults += limit_faults(int(sum(abs(stand.value) for stand in stands.values())),
                           standing.limit)
    if faults:
        raise RepairNotYours(faults)


def _refuse_prepared(scope: Scope, held: Held, lines: Sequence[int]) -> None:
    """Refuse who planned the count or drew its sample: a repair decides as an approval does."""
    if faults := prepared_faults(scope=scope, held=held, lines=lines):
        raise RepairNotYours(faults)


def _refuse_unpostable(found: Sequence[Found]) -> None:
    faults = [Fault("/causes", "nothing_to_post", (causes_named(each.causes),))
              for each, _, shown in found if shown.repair not in POSTS]
    if faults:
        raise RepairRefused(faults)


def _posting(scope: Scope, held: Held) -> Scope:
    """Return the scope that posts: the right to decide on the difference allows its repair."""
    return scope.at(held.site_code)._replace(
        capabilities=frozenset({"ledger.post", "ledger.read"}))


def _post(scope: Scope, held: Held, wanted: Wanted, shown: Preview) -> UUID:
    """Post one repair through the ledger's door; its faults become ours."""
    if shown.correction is not None:
        return _correct(scope, held, wanted, shown.correction)
    if shown.double is not None:
        return undo_double(
            scope=_correcting(scope, held), site=held.site_code, double=shown.double, id=uuid7(),
            reason=_because(wanted)).postings[-1]
    if shown.reverses is not None:
        reversal = uuid7()
        # what a document posted is undone with the document, never behind its back
        reverse_posting(scope=_posting(scope, held), posting_id=shown.reverses, id=reversal,
                        reason=" + ".join(wanted.causes), effective="then")
        if not shown.steps:
            return reversal
        return _post_steps(scope, held, wanted, shown, {AFTER: str(reversal)})
    return _post_steps(scope, held, wanted, shown, {})


def _post_steps(
    scope: Scope, held: Held, wanted: Wanted, shown: Preview, more: Mapping[str, str]
) -> UUID:
    """Post the lines of a repair; `more` says in the cause what was reversed before them."""
    assert shown.effective_at is not None
    request = PostingRequest(
        uuid7(), held.site_code, "adjustment",
        {"detective": str(wanted.id), "count": str(held.id), "line": wanted.line,
         "causes": list(wanted.causes), **more}, shown.effective_at,
        tuple(LineRequest(step.item, step.source, step.target, step.quantity, step.lot or None,
                          step.serial or None, step.status, step.owner or None, None,
                          step.target_status) for step in shown.steps))
    # what is corrected left or came on its own day: it is judged by that day
    answer = ledger.post(scope=_posting(scope, held), requests=[request], warrant="past")[0]
    if answer.result != "created":
        raise RepairRefused(answer.faults or [Fault("", "different", (answer.result,))])
    return request.id


def _correct(scope: Scope, held: Held, wanted: Wanted, paper: Correctable) -> UUID:
    """Let the document reverse its line and enter it again; return the posting.

    The document names the count that proved it, and the reason keeps the posting.
    """
    done = correct(scope=_correcting(scope, held), draft=CorrectionDraft(
        uuid7(), held.site_code, Ask(paper.posting, paper.posted, paper.right), _because(wanted),
        {"count": str(held.id), "reason_id": str(wanted.id), "count_line": wanted.line,
         "causes": list(wanted.causes)}))
    return done.id


def _because(wanted: Wanted) -> str:
    return " + ".join(" ".join(CAUSES[cause]) for cause in wanted.causes)


def _correcting(scope: Scope, held: Held) -> Scope:
    return scope.at(held.site_code)._replace(
        capabilities=frozenset({REVERSING, "ledger.post", "ledger.read"}))


def _judged(scope: Scope, held: Held, found: Sequence[Found]) -> dict[int, Any]:
    """Return how the lines stand now; refuse when one differs otherwise than was said."""
    lines = sorted({line for _, _, shown in found for line in shown.lines})
    stands = stands_of(scope=scope, site=held.site, plan=held.id, lines=lines)
    wrong: dict[int, int] = {}
    for each, row, shown in found:
        for line in shown.lines:
            left = row.variance - shown.effect if line == each.line else 0
            stand = stands.get(line)  # counted again meanwhile, a line may be told otherwise
            if stand is None or stand.variance != left:
                wrong[line] = stand.variance if stand else row.variance
    if wrong:
        names = line_names(site=held.site, plan=held.id, lines=wrong)
        raise RepairRefused([Fault("/line", "not_repaired", (names[line], left))
                             for line, left in wrong.items()])
    return stands


def _keep(
    scope: Scope, held: Held, found: Sequence[Found], postings: dict[UUID, UUID], rule: str
) -> None:
    rows = [(each, row, row.alternatives[0]) for each, row, _ in found]
    told = [next(a for a in row.alternatives if a.causes == each.causes) for each, row, _ in rows]
    affected(ROOM, "put_reasons", {
        "site": held.site, "plan": held.id, "actor": scope.actor, "rule": rule,
        "now": datetime.now(UTC), "ids": [each.id for each, _, _ in rows],
        "lines": [each.line for each, _, _ in rows],
        "variances": [row.variance for _, row, _ in rows],
        "causes": ["+".join(each.causes) for each, _, _ in rows],
        "stated": [first.share for _, _, first in rows],
        "firsts": ["+".join(first.causes) for _, _, first in rows],
        "exposures": [json.dumps(dict(row.exposures)) for _, row, _ in rows],
        "evidence": [json.dumps(list(alternative.choices[each.choice].evidence),
                                ensure_ascii=False)
                     for (each, _, _), alternative in zip(rows, told, strict=True)],
        "notes": [each.note.strip() for each, _, _ in rows],
        "postings": [postings.get(each.id) for each, _, _ in rows]})
