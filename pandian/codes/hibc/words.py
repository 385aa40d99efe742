"""The alphabet, flags and limits of HIBC labels.   HIBC 词汇"""

from __future__ import annotations

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
"""The 43 characters in the order of their weights; a check character may be any, also a space."""

SHOWN = "0-9 A-Z - . ␠ $ / + %"

CHARACTERS_MAX = 256
"""A longer text is no label."""
LABELER_CHARACTERS = 4
PRODUCT_CHARACTERS_MAX = 18
LOT_CHARACTERS_MAX = 18
QUANTITY_DIGITS_MAX = 5

DATE_FLAGS: dict[str, str] = {
    "2": "MMDDYY", "3": "YYMMDD", "4": "YYMMDDHH", "5": "YYJJJ", "6": "YYJJJHH", "7": "",
}
"""How the date after `$$` is written, by the digit that follows; without one it is MMYY."""

QUANTITY_FLAGS: dict[str, int] = {"8": 2, "9": 5}
"""How many digits of quantity follow `$$`, by the digit that announces them."""

MONTH = "MMYY"
ORDINAL = "YYJJJ"
LONG = "YYYYMMDD"
