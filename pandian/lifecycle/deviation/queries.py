"""What a deviation looks up before it is opened.   偏差查询"""

from __future__ import annotations

from collections.abc import Iterator

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.deviation.rules import opening_faults
from pandian.lifecycle.words import DocumentDraft, Kind


def opening_of_deviation(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft
) -> Iterator[Fault]:
    """Yield what is wrong with where the goods of a new report stood."""
    return opening_faults(draft)
