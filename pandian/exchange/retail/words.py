"""Words of a wholesaler's invoice lines: services, reasons, what a row is.   零售交易词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pandian.kernel.words import Label

SERVICES = frozenset({
    "post", "dot", "m", "c2", "s", "d", "b", "pads", "cruk", "bank charges", "amazonfee",
})
"""Codes of postage, fees, discounts, samples and corrections by hand: never stock."""
SERVICE_PREFIXES = ("gift_",)

REASONS: dict[str, Label] = {
    "damaged": Label("损坏", "damaged"),
    "thrown_away": Label("丢弃", "thrown away"),
    "found": Label("找到", "found"),
    "lost": Label("丢失", "lost"),
    "counted": Label("清点", "counted"),
    "wrong_code": Label("编码或标签弄错", "wrong code or label"),
    "sold_as_set": Label("按套售出", "sold as a set"),
    "sold_elsewhere": Label("其他渠道售出", "sold through another channel"),
    "sample": Label("样品或陈列", "sample or display"),
    "given_away": Label("赠送", "given away"),
    "gift": Label("随单赠品", "gift on an invoice"),
    "returned": Label("退回", "returned"),
    "short_delivery": Label("到货短少", "short delivery"),
    "undone": Label("撤销先前的调整", "an earlier adjustment undone"),
    "unknown": Label("不明，需要原因", "unknown, needs a reason"),
}

REASON_WORDS: tuple[tuple[str, str], ...] = (
    (r"thrown? away|unsal[e]?able|can'?t sell", "thrown_away"),
    (r"damag|broken|crack|smash|crush|faulty|rust|\bwet\b|mould|smudge", "damaged"),
    (r"\bfound\b", "found"),
    (r"\blost\b|missing|\bmia\b", "lost"),
    (r"^counted$", "counted"),
    (r"barcode|wrong code|mix up|label|sold as \d{5}", "wrong_code"),
    (r"sold.*\bsets?\b|\bsets?\b.*sold|dotcom set", "sold_as_set"),
    (r"^(amazon|dotcom)( sales?)?$|dotcom sold", "sold_elsewhere"),
    (r"sample|showroom|display", "sample"),
    (r"given away|mailout", "given_away"),
    (r"^returned$", "returned"),
    (r"not rcvd", "short_delivery"),
    (r"^reverse .*adjustment", "undone"),
)
"""What was typed, and the reason it names; the first that fits.  A question mark fits none."""


class Verdict(NamedTuple):
    """What one row is: a kind of posting with its reason, or a named refusal."""

    kind: str
    reason: str = ""
    refusal: str = ""


class Trade(NamedTuple):
    """One sale or return of one customer and item; `own` rows belong to this import."""

    own: bool
    file: int
    row: int
    kind: str
    document: str
    quantity: int
    at: datetime
