"""What an inspection writes: its plans when it is opened, verdicts when it judges.   验收写入"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import affected
from pandian.lifecycle.inspection.queries import (
    JUDGING,
    ROOM,
    looked_at_whole,
    plans_of,
    supplier_of,
)
from pandian.lifecycle.inspection.rules import plan_of_lot, results, verdict
from pandian.lifecycle.inspection.switching.operations import keep_verdicts
from pandian.lifecycle.inspection.switching.queries import START, standings_of
from pandian.lifecycle.inspection.words import VARIANCE, LotPlan
from pandian.lifecycle.policies.queries import policies_of
from pandian.lifecycle.proofs.operations import request_counts
from pandian.lifecycle.proofs.words import Spot
from pandian.lifecycle.queries import lines_of
from pandian.lifecycle.words import (
    ActionDraft,
    Amount,
    DocumentDraft,
    Held,
    Kind,
    Move,
    sums_of,
)


def write_plans(scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft) -> None:
    """Fix how each lot is looked at: by lot size, policy, and where its supplier stands."""
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines_of(scope=scope, site=site.id, document=draft.id):
        sizes[line.item, line.lot] += line.asked
    supplier = supplier_of(site=site.id, receipt=draft.follows)
    items = {item for item, _ in sizes}
    policies = policies_of(scope=scope, site=site)
    standings = standings_of(scope=scope, site=site, supplier=supplier, items=items) \
        if supplier else {}
    every = looked_at_whole(scope=scope, codes=items)
    _insert(site.id, draft, supplier, [
        plan_of_lot(n, item, lot, size, supplier=supplier, policies=policies,
                    standing=standings.get(item, START), every=item in every,
                    seed=f"{draft.id}:{n}")
        for n, ((item, lot), size) in enumerate(sorted(sizes.items()), 1)])


def _insert(site: int, draft: DocumentDraft, supplier: str, plans: Sequence[LotPlan]) -> None:
    affected(ROOM, "insert_plans", {
        "site": site, "document": draft.id, "supplier": supplier,
        "level": plans[0].level, "aql": plans[0].aql,
        "ns": [each.n for each in plans], "items": [each.item for each in plans],
        "lots": [each.lot for each in plans], "lot_sizes": [each.lot_size for each in plans],
        "severities": [each.severity for each in plans],
        "letters": [each.letter for each in plans], "units": [each.units for each in plans],
        "accepts": [each.accept for each in plans], "rejects": [each.reject for each in plans],
        "wholes": [each.whole for each in plans], "seeds": [each.seed for each in plans]})


def write_judged(
    scope: Scope, held: Held, draft: ActionDraft, amounts: Sequence[Amount],
    moves: Sequence[Move],
) -> None:
    """Tell the switching rules what was found, and ask for a count where the receipt was wrong."""
    if draft.action not in JUDGING:
        return
    plans = plans_of(site=held.site.id, document=held.row.id)
    found = results(held.lines, (*held.sums, *sums_of(draft.amounts)))
    judged = [(each.item, each.lot, verdict(each, found[each.item, each.lot]))
              for each in plans if each.supplier and (each.item, each.lot) in found]
    if judged:
        keep_verdicts(scope=scope, site=held.site.id, supplier=plans[0].supplier,
                      document=held.row.id, verdicts=judged, reason=draft.reason)
    spots = [Spot(line.source, line.item, line.lot)
             for line in (held.lines[a.line] for a in amounts if a.measure in VARIANCE)]
    request_counts(scope=scope, site=held.site.id, event=draft.id, reason="receipt_variance",
                   spots=spots, document=held.row.id)
