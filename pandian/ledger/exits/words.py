"""Words of the lock on goods that must not leave.   出库闸门词汇"""

from __future__ import annotations

from pandian.kernel.words import Label

EXITS = frozenset({"customer", "used", "in_transit", "consignment_site", "production"})
"""Kinds of places where goods are sold, used up, lent or on their way to another site.  The ways
back to the supplier and to destruction are no exits: locked goods leave by them alone."""

FREE_KINDS = frozenset({"deviation", "reversal", "heal", "shortage", "count_adjustment"})
"""Kinds of postings that the lock does not bind: a signed deviation, and what the ledger itself
posts to correct or to explain, which moves nothing out of the house."""

EXCEPTIONS: dict[tuple[str, str], frozenset[str]] = {
    ("inspection", "used"): frozenset({"pending"}),
    ("customer_return", "customer"): frozenset({"pending", "on_hold"}),
}
"""(kind of document, kind of target): statuses that may go there although nothing else may.
A destructive sample is no use; what a customer sent is given back when it is refused.  A change
of status where goods stand (a recall in transit) is no way out at all."""

WARRANTS: dict[str, Label] = {
    "": Label("普通", "ordinary"),
    "document": Label("单据操作", "an action of a document"),
    "deviation": Label("质量签名的偏差单据", "a deviation signed by quality"),
    "past": Label("过去的单据（导入）", "paper of the past (import)"),
}
"""On what a posting rests.  No client can say it: the code that posts does.  Ordinary postings
and those of documents are judged by today at the site, paper of the past by its own day."""
