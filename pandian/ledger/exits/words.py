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

STRENGTH = ("accepted", "pending", "on_hold", "quarantine", "recalled", "rejected")
"""Statuses from the freest to the most locked.  Whoever finds a reason may lock goods harder at
once; to make them freer is a judgement."""

RELEASES: dict[str, frozenset[str]] = {
    "inspection": frozenset({"pending"}),
    "release": frozenset({"on_hold", "quarantine"}),
    "customer_return": frozenset({"pending", "on_hold"}),
    "loan": frozenset({"quarantine"}),
    "recall": frozenset({"recalled"}),
}
"""Kinds of documents that stand for a judgement: out of which statuses they may make goods freer
(`release` is the posting of a hold that was judged or lifted)."""

DESTROYS = frozenset({"destruction", "found_again"})
"""Kinds of documents that send goods to `@destroyed`, with witness and certificate, or back."""

LOSES = frozenset({"inspection", "transfer_receive", "transfer_receipt", "loan", "production"})
"""Kinds of documents that find locked goods missing.  Counts do too, without any document."""

OUT_OF_THE_BOOK = frozenset({"gain_loss", "opening"})
"""Kinds of places where goods go that are not there."""

HISTORY = "exchange.history"
"""The capability to import judgements of the past: paper of earlier days that was judged and
destroyed before pandian came."""

WARRANTS: dict[str, Label] = {
    "": Label("普通", "ordinary"),
    "document": Label("单据操作", "an action of a document"),
    "deviation": Label("质量签名的偏差单据", "a deviation signed by quality"),
    "past": Label("过去的单据（导入）", "paper of the past (import)"),
}
"""On what a posting rests.  No client can say it: the code that posts does.  Ordinary postings
and those of documents are judged by today at the site, paper of the past by its own day."""
