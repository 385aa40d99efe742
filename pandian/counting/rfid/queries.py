"""One pass beside the book.   射频比对查询"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from pandian.capture.rfid.queries import alerts, pass_by_id, rates, tags
from pandian.capture.rfid.words import CLASS_ATTRIBUTE, ITEM_CLASSES, PassRow
from pandian.catalog.queries import attribute_of_items
from pandian.counting.queries import masks, plan, task
from pandian.counting.rfid.rules import judged, keyed, state_of
from pandian.counting.rfid.words import EXPECTED_MAX, RELATED_HOURS, ExpectedRow, PassPage
from pandian.counting.words import TaskNotFound
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.statements import run


def pass_page(*, scope: Scope, id: UUID) -> PassPage:
    """Return one pass: its tags, and for who may see the book what it should have read.

    Raises `Forbidden`, `PassNotFound`.
    """
    head = pass_by_id(scope=scope, id=id)
    shown = shows_expected(scope=scope, head=head)
    rows = tags(scope=scope, of=head)
    if not shown:  # why a tag waits may tell where the book has it
        rows = [row._replace(reason="") for row in rows]
    known = rates(scope=scope, site=head.site)
    return PassPage(
        head, tuple(rows), tuple(row for row, _ in expected(scope=scope, head=head))
        if shown else None, tuple(rate for rate in known if rate.reader_kind == head.reader_kind),
        tuple(alerts(scope=scope, site=head.site, of=head.id))
        if scope.may("counting.read", head.site) else ())


def shows_expected(*, scope: Scope, head: PassRow) -> bool:
    """Say whether the book may stand beside this pass: in an open count, or for a reader of the
    ledger from whom the book is not hidden; never for who counts it blind.
    """
    reads = scope.may("ledger.read", head.site) and "book" not in scope.at(head.site).hides
    if head.task is None:
        return reads
    try:
        held = task(scope=scope, id=head.task)
    except TaskNotFound:
        return reads
    if not held.blind and held.state == "open":
        return True
    return reads and not masks(scope, plan(scope=scope, id=held.plan))


def expected(*, scope: Scope, head: PassRow) -> list[tuple[ExpectedRow, bool]]:
    """Return what the book had by serial where the pass was, and whether this pass read it.

    The caller has asked `shows_expected`.
    """
    rows = run("counting.rfid", "expected", {
        "site": site_by_code(scope=scope, code=head.site).id, "pass": head.id,
        "task": head.task, "places": list(head.places), "at": head.ended_at,
        "from": head.started_at - timedelta(hours=RELATED_HOURS), "to": head.ended_at,
        "limit": EXPECTED_MAX})
    classes = attribute_of_items(scope=scope, items={row.item_id for row in rows},
                                 name=CLASS_ATTRIBUTE)
    known = keyed(rates(scope=scope, site=head.site))
    answer = []
    for row in rows:
        item_class = classes.get(row.item_id, "")
        one = _row(row, item_class if item_class in ITEM_CLASSES else "plain")
        answer.append((judged(one, row.reader_kinds, known), bool(row.read)))
    return answer


def _row(row: Any, item_class: str) -> ExpectedRow:
    state = state_of(read=row.read, seen_at=row.seen_at, place=row.place,
                     read_before=row.read_before)
    return ExpectedRow(row.place, row.place_kind, row.item, row.item_name, row.serial,
                       item_class, state, row.seen_at, 0, None, None, row.searched, False)
