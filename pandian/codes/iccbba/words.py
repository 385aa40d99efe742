"""The data structures of ISBT 128 that medical devices and blood bags bear.   ICCBBA 词汇"""

from __future__ import annotations

from typing import NamedTuple


class Structure(NamedTuple):
    """One data structure: what it says and the shape of what follows its two characters.

    In `form` N stands for a digit, A for a letter or digit, and CYYJJJ for a day, after which
    HHMM may stand.
    """

    name: str
    form: str


STRUCTURES: dict[str, Structure] = {
    "=/": Structure("identifier", "A" * 16),
    "=,": Structure("serial", "A" * 6),
    "=>": Structure("expires_on", "CYYJJJ"),
    "&>": Structure("expires_on", "CYYJJJHHMM"),
    "=}": Structure("made_on", "CYYJJJ"),
    "&}": Structure("made_on", "CYYJJJHHMM"),
    "&,1": Structure("lot", "A" * 18),
    "=)": Structure("container", "A" * 10),
    "&)": Structure("lot", "A" * 10),
}
"""Each structure by the characters that announce it; the donation's own is any `=` with a letter
or digit behind."""

DONATION = Structure("donation", "AAAAANNNNNNNNAA")
"""Facility, year and number of a donation, and two flags."""

CENTURIES = {"9": 1900, "0": 2000, "1": 2100}
