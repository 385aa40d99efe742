"""How handling units are numbered.   容器编号"""

from __future__ import annotations

from pandian.codes.rules import check_digit
from pandian.lifecycle.parcels.words import REFERENCE_MAX

SSCC_BODY_DIGITS = 17


def is_sscc(text: str) -> bool:
    """Say whether a text is an SSCC: 18 digits of which the last checks the others."""
    return (len(text) == SSCC_BODY_DIGITS + 1 and text.isascii() and text.isdecimal()
            and str(check_digit(text[:-1])) == text[-1])


def unit_code(prefix: int, number: int) -> str:
    """Return the number of a unit: an SSCC under the company prefix, or one of the site's own.

    Extension digit 0, the prefix, the running reference, the check digit.
    """
    if not prefix:
        return f"HU-{number:08}"
    head = f"0{prefix}"
    reference = number % min(REFERENCE_MAX + 1, 10 ** (SSCC_BODY_DIGITS - len(head)))
    body = f"{head}{reference:0{SSCC_BODY_DIGITS - len(head)}}"
    return f"{body}{check_digit(body)}"
