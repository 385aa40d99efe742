"""Which requests become one plan, and how it is run.   触发盘点规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from pandian.counting.requesting.words import SAID, SAID_COUNTED, Asked, KeptBack
from pandian.counting.triggering.words import WHYS
from pandian.counting.words import Policy, Scope
from pandian.lifecycle.proofs.words import REASONS

ONE_PLACE_EACH = Policy(packet_places=1)
"""A task for each place, so that the nearest person can take one; what differs waits for approval.
"""


def grouped(asked: Sequence[Asked]) -> dict[tuple[str, str, str], list[Asked]]:
    """Return the requests by (reason, item, lot), as plans are made of them, in order.

    Item and lot are '' where the whole place is counted.
    """
    groups: dict[tuple[str, str, str], list[Asked]] = {}
    for row in asked:
        by_lot = REASONS[row.reason].by_lot
        key = (row.reason, row.item if by_lot else "", row.lot if by_lot else "")
        groups.setdefault(key, []).append(row)
    return groups


def reach(places: Sequence[str], item: str, lot: str) -> Scope:
    """Return what a plan of requests covers."""
    return Scope(tuple(dict.fromkeys(places)), (item,) if item else (), (lot,) if lot else ())


def plan_name(reason: str, item: str, lot: str) -> str:
    """Return the name of a plan made by requests, in both languages."""
    label = REASONS[reason].label
    return " ".join(filter(None, (label.zh, label.en, item, lot)))


def kept_said(kept: KeptBack, *, person: str, language: str, zone: str) -> str:
    """Return in a sentence who asked for a count, and which rule kept it back and why."""
    text = SAID.text(language).format(
        at=f"{kept.request.asked_at.astimezone(ZoneInfo(zone)):%m-%d %H:%M}", person=person,
        reason=REASONS[kept.request.reason].label.text(language), rule=kept.rule,
        version=kept.version, why=WHYS[kept.why].text(language))
    return text + (SAID_COUNTED.text(language) if kept.counted else "")
