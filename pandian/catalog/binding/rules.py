"""What may be bound, and how a half-readable code is matched.   条码绑定规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from pandian.catalog.binding.words import (
    PATTERN_CHARACTERS_MAX,
    READABLE_CHARACTERS_MIN,
)
from pandian.catalog.words import VALUE_CHARACTERS_MAX
from pandian.codes.rules import check_digit, match_key
from pandian.kernel.words import Fault

GTIN_DIGITS = (8, 12, 13, 14)
UNREADABLE = "?"
REST = "*"


def pattern_faults(pattern: str, lot_end: str) -> list[Fault]:
    """Return why a half-readable code cannot be looked for."""
    faults = []
    readable = sum(c not in (UNREADABLE, REST) for c in pattern.strip())
    if len(pattern) > PATTERN_CHARACTERS_MAX or len(lot_end) > PATTERN_CHARACTERS_MAX:
        faults.append(Fault("/pattern", "too_long", (PATTERN_CHARACTERS_MAX,)))
    if not (pattern + lot_end).isprintable():
        faults.append(Fault("/pattern", "bad_character"))
    if readable < READABLE_CHARACTERS_MIN:
        faults.append(Fault("/pattern", "pattern_short", (READABLE_CHARACTERS_MIN,)))
    return faults


def like_pattern(pattern: str) -> str:
    """Return the LIKE pattern of a half-readable code.

    A pattern of 8, 12, 13 or 14 digits and `?` is a trade number and is filled to 14.
    """
    text = match_key(pattern.strip())
    if len(text) in GTIN_DIGITS and all(c.isdecimal() or c == UNREADABLE for c in text):
        text = text.rjust(14, "0")
    special = {UNREADABLE: "_", REST: "%", "%": "\\%", "_": "\\_", "\\": "\\\\"}
    return "".join(special.get(c, c) for c in text)


def fits_check_digit(key: str) -> bool:
    """Say whether a trade number of 14 digits ends in its own check digit."""
    return len(key) == 14 and key.isdecimal() and int(key[-1]) == check_digit(key[:-1])


def bindable(value: str) -> bool:
    """Say whether a text may be bound at all: short, and nothing invisible in it."""
    text = value.strip()
    return 0 < len(text) <= VALUE_CHARACTERS_MAX and text.isprintable()
