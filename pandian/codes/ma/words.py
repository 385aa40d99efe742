"""The marks of MA codes.   MA 码词汇"""

from __future__ import annotations

IDENTIFIER_PARTS = 5
"""The device identifier is the first five dot fields: MA, country, node, maker, product."""

MARKS: dict[str, str] = {
    "S": "serial", "M": "made_on", "P": "made_on", "L": "lot", "D": "sterile_lot",
    "E": "expires_on", "V": "valid_until", "C": "check",
}
"""What each letter announces.  P is the older mark of the day of making."""

DATES = ("made_on", "expires_on", "valid_until")
DATE_DIGITS = (6, 8)
PART_CHARACTERS_MAX = 40
