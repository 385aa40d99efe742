"""Plain trade item numbers judged.   商品条码规则"""

from __future__ import annotations

from pandian.codes.gs1.checks.rules import check_digit, is_digits
from pandian.codes.gs1.rules import visible
from pandian.codes.words import Field, Found
from pandian.kernel.words import Fault

LENGTHS = (8, 12, 13, 14)
KEY_DIGITS = 14


def read(text: str) -> Found:
    """Judge a text as a trade item number; the key has 14 digits.  Never raises."""
    faults = tuple(_faults(text))
    key = None if faults else text.zfill(KEY_DIGITS)
    return Found((Field("", "gtin", text, key or ""),), faults, (), key,
                 "gtin" if key else None)


def _faults(text: str) -> list[Fault]:
    faults = []
    wrong = " ".join(dict.fromkeys(visible(c) for c in text if not is_digits(c)))
    if not text:
        return [Fault("", "blank")]
    if wrong:
        first = next(n for n, c in enumerate(text, 1) if not is_digits(c))
        faults.append(Fault("", "character", ("GTIN", wrong, first, "0-9")))
    if len(text) not in LENGTHS:
        faults.append(Fault("", "not_a_gtin", (len(text),)))
    if faults:
        return faults
    if not text.strip("0"):
        return [Fault("", "all_zero", ("GTIN",))]
    right = check_digit(text[:-1])
    if int(text[-1]) != right:
        faults.append(Fault("", "check_digit", ("GTIN", text[-1], right)))
    return faults
