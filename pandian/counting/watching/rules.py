"""What a control line says, and which things are worth watching.   重点监控规则

Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pandian.counting.risk.rules import share
from pandian.counting.risk.words import Share
from pandian.counting.watching.words import WEEKS, Proposed, Week, Why


def verdict(wrong: Share, *, site: Share) -> str:
    """Say whether a share of wrong lines differs from its site's by more than chance explains.

    Only where the site's share lies outside the exact 95 % interval of the thing's own.
    """
    if not wrong.counted or site.share is None:
        return "none"
    if site.share < wrong.low:
        return "above"
    return "below" if site.share > wrong.high else "chance"


def wrong_of(weeks: Iterable[Week]) -> Share:
    """Return the share of lines that differed, over the weeks given, with its exact interval."""
    counted = [(each.lines - each.exact, each.lines) for each in weeks]
    return share(sum(wrong for wrong, _ in counted), sum(lines for _, lines in counted))


def week_of(row: Any, *, hides: bool) -> Week:
    """Return one week: units only where all its lines speak of one item, worth where it shows."""
    one = row.items == 1
    return Week(row.week, row.lines, row.exact, row.over, row.under,
                row.plus if one else None, row.minus if one else None,
                None if hides else row.plus_value, None if hides else row.minus_value)


def proposed_of(rows: Iterable[Any]) -> list[Proposed]:
    """Return the things of (code, item, item_name, place, first, second), each once.

    Those with most reasons first, then in the order of the rows.
    """
    found: dict[tuple[str, str, str], list[Why]] = defaultdict(list)
    for row in rows:
        figures = (row.first, row.second, WEEKS) if row.code == "differs" else (row.first,)
        found[row.item, row.item_name, row.place].append(Why(row.code, figures))
    return sorted((Proposed(*thing, tuple(whys)) for thing, whys in found.items()),
                  key=lambda each: -len(each.whys))
