"""What an invoice line is, and which sale a cancellation takes back.   零售交易规则"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pandian.exchange.retail.words import (
    REASON_WORDS,
    SERVICE_PREFIXES,
    SERVICES,
    Trade,
    Verdict,
)

_WORDS = tuple((re.compile(pattern), reason) for pattern, reason in REASON_WORDS)


def code_key(code: str) -> str:
    """Return a code as it is compared: `85123a` and `85123A` are one item."""
    return unicodedata.normalize("NFKC", code).casefold()


def is_service(code: str) -> bool:
    """Say whether a code names a service or a fee, which is never stock."""
    key = code_key(code)
    return key in SERVICES or key.startswith(SERVICE_PREFIXES)


def reason(text: str) -> str:
    """Return the reason that a hand-typed text names; `unknown` where it names none for sure."""
    key = unicodedata.normalize("NFKC", text).strip().casefold()
    if not key or "?" in key:
        return "unknown"
    return next((name for pattern, name in _WORDS if pattern.search(key)), "unknown")


def judge(*, document: str, item: str, quantity: int, price: int, customer: str,
          text: str) -> Verdict:
    """Say what one invoice line is.  `price` is in ten-thousandths; only its sign matters."""
    if is_service(item):
        return Verdict("", refusal="service_code")
    if price < 0:
        return Verdict("", refusal="negative_price")
    if quantity == 0:
        return Verdict("", refusal="quantity_zero")
    if document[:1] in ("C", "c"):
        return Verdict("customer_return") if quantity < 0 \
            else Verdict("", refusal="cancellation_without_sale")
    if price == 0:
        if customer and quantity > 0:
            return Verdict("issue", "gift")
        return Verdict("adjustment", reason(text))
    return Verdict("issue") if quantity > 0 else Verdict("", refusal="quantity_not_positive")


def match(trades: Sequence[Trade]) -> dict[tuple[int, int], list[str]]:
    """Find for each own return of one customer and item the sales that it takes back.

    `trades` are in the order of time.  The latest sale is taken back first, and never more than
    was sold; the empty list says that no sale is left for the return.
    """
    sold: list[list[int]] = []
    names: list[str] = []
    found: dict[tuple[int, int], list[str]] = {}
    for trade in trades:
        if trade.kind == "issue":
            sold.append([trade.quantity])
            names.append(trade.document)
            continue
        documents = _take_back(sold, names, trade.quantity)
        if trade.own:
            found[trade.file, trade.row] = documents
    return found


def _take_back(sold: Sequence[list[int]], names: Sequence[str], quantity: int) -> list[str]:
    if sum(left for left, in sold) < quantity:
        return []
    documents: list[str] = []
    for index in range(len(sold) - 1, -1, -1):
        taken = min(sold[index][0], quantity)
        if taken:
            sold[index][0] -= taken
            quantity -= taken
            documents.append(names[index])
        if not quantity:
            break
    return documents
