"""The checks that a component of a field must pass.   字段校验

Each check takes the component as written (its length and alphabet are right already) and the
year that decides the century; it returns what is wrong, or None.  The names are those of the
GS1 dictionary, so that the table of identifiers can name them.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from pandian.codes.gs1.checks.words import (
    CSET_32,
    CSET_82,
    DIGITS,
    LISTS,
    PREFIX_DIGITS_MIN,
    PRIMES,
    Problem,
)

WORTH = bytes.maketrans(b"0123456789", bytes(range(10)))
DATES_KEPT = 8_192
"""Six-digit dates remembered: the labels of a store carry few, each read several times."""

Check = Callable[[str, int], Problem | None]


class NotDigits(ValueError):
    """The text is empty or holds something else than the digits 0 to 9."""


def is_digits(text: str) -> bool:
    """Say whether the text is one or more of the ASCII digits (and of no other script)."""
    return text.isascii() and text.isdigit()


def check_digit(digits: str) -> int:
    """Return the check digit that belongs after these digits (weights 3, 1, 3... from the right).

    Raises `NotDigits` when the text is no row of ASCII digits.
    """
    if not is_digits(digits):
        raise NotDigits(digits)
    values = digits.encode().translate(WORTH)
    return -(3 * sum(values[::-2]) + sum(values[-2::-2])) % 10


def check_pair(text: str) -> str:
    """Return the two check characters of a model number, by primes modulo 1021.

    The text is at most 23 characters of the 82.  Raises `ValueError` on any other.
    """
    if len(text) > len(PRIMES):
        raise ValueError(text)
    total = sum(CSET_82.index(c) * prime
                for c, prime in zip(reversed(text), PRIMES, strict=False)) % 1021
    return CSET_32[total >> 5] + CSET_32[total & 31]


def century(yy: int, *, year: int) -> int:
    """Return the full year of a two-digit one, in the window that slides with `year`.

    A year 51 or more ahead was last century; one 50 or more behind comes next century.
    """
    ahead = yy - year % 100
    shift = -100 if ahead >= 51 else 100 if ahead <= -50 else 0
    return year - year % 100 + yy + shift


@lru_cache(maxsize=DATES_KEPT)
def ai_date(text: str, *, year: int, day_zero: bool = True) -> date | Problem:
    """Read six digits YYMMDD; day 00 is the last of the month where `day_zero` allows it."""
    full = century(int(text[:2]), year=year)
    return calendar_date(full, text[2:4], text[4:6], day_zero=day_zero)


def calendar_date(
    year: int, month: str, day: str, *, day_zero: bool = False
) -> date | Problem:
    """Read a month and a day of two digits; day 00 is the month's end where it is allowed."""
    if not 1 <= year <= 9999:
        return Problem("date_year", (year,))
    if not 1 <= int(month) <= 12:
        return Problem("date_month", (month,))
    last = calendar.monthrange(year, int(month))[1]
    if day == "00":
        return date(year, int(month), last) if day_zero else Problem("date_day_zero")
    if int(day) > last:
        return Problem("date_day", (day, f"{year:04}-{month}"))
    return date(year, int(month), int(day))


def ordinal_date(year: int, day: str) -> date | Problem:
    """Read a day of the year, 001 to 365 or 366."""
    if not 1 <= year <= 9999:
        return Problem("date_year", (year,))
    if not 1 <= int(day) <= 365 + calendar.isleap(year):
        return Problem("date_day", (day, f"{year:04}"))
    return date(year, 1, 1) + timedelta(days=int(day) - 1)


def _csum(text: str, _year: int) -> Problem | None:
    right = check_digit(text[:-1])
    return None if int(text[-1]) == right else Problem("check_digit", (text[-1], right))


def _csumalpha(text: str, _year: int) -> Problem | None:
    if len(text) < 3:
        return Problem("length", ("3..25", len(text)))
    right = check_pair(text[:-2])
    return None if text[-2:] == right else Problem("check_pair", (text[-2:], right))


def _prefix(at: int) -> Check:
    def check(text: str, _year: int) -> Problem | None:
        head = text[at:at + PREFIX_DIGITS_MIN]
        good = len(head) == PREFIX_DIGITS_MIN and is_digits(head)
        return None if good else Problem("company_prefix")
    return check


def _short_date(day_zero: bool) -> Check:
    def check(text: str, year: int) -> Problem | None:
        found = ai_date(text, year=year, day_zero=day_zero)
        return found if isinstance(found, Problem) else None
    return check


def _long_date(text: str, _year: int) -> Problem | None:
    found = calendar_date(int(text[:4]), text[4:6], text[6:])
    return found if isinstance(found, Problem) else None


def _clock(*limits: int) -> Check:
    def check(text: str, _year: int) -> Problem | None:
        parts = [int(text[2 * n:2 * n + 2]) for n in range(len(limits))]
        good = all(part < limit for part, limit in zip(parts, limits, strict=True))
        return None if good else Problem("time", (text,))
    return check


def _listed(name: str, *, also: str = "") -> Check:
    def check(text: str, _year: int) -> Problem | None:
        good = text in LISTS[name] or text == also
        return None if good else Problem("not_listed", (text, name))
    return check


def _one_of(characters: str) -> Check:
    def check(text: str, _year: int) -> Problem | None:
        good = all(c in characters for c in text)
        return None if good else Problem("not_listed", (text, " ".join(characters)))
    return check


def _piece_of_total(text: str, _year: int) -> Problem | None:
    piece, total = int(text[:2]), int(text[2:])
    return None if 1 <= piece <= total else Problem("piece_of_total", (text,))


def _position(text: str, _year: int) -> Problem | None:
    good = (text[1] == "/" and is_digits(text[0] + text[2])
            and 1 <= int(text[0]) <= int(text[2]))
    return None if good else Problem("piece_of_total", (text,))


def _zero(text: str, _year: int) -> Problem | None:
    return Problem("must_be_zero", (text,)) if text.strip("0") else None


def _nonzero(text: str, _year: int) -> Problem | None:
    return None if text.strip("0") else Problem("may_not_be_zero")


def _nozeroprefix(text: str, _year: int) -> Problem | None:
    return Problem("leading_zero", (text,)) if len(text) > 1 and text[0] == "0" else None


def _hasnondigit(text: str, _year: int) -> Problem | None:
    return Problem("needs_letter") if is_digits(text) else None


def _percent(text: str, _year: int) -> Problem | None:
    broken = re.search(r"%(?![0-9A-Fa-f]{2}).{0,2}", text)
    return Problem("percent_encoding", (broken.group(),)) if broken else None


def _span(limit: int, shown: str) -> Check:
    def check(text: str, _year: int) -> Problem | None:
        return None if int(text) <= limit else Problem("out_of_range", (text, shown))
    return check


def _iban(text: str, _year: int) -> Problem | None:
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{1,30}", text):
        return Problem("iban")
    number = "".join(str(int(c, 36)) for c in text[4:] + text[:4])
    return None if int(number) % 97 == 1 else Problem("iban")


CHECKS: dict[str, Check] = {
    "csum": _csum,
    "csumalpha": _csumalpha,
    "gcppos1": _prefix(0),
    "gcppos2": _prefix(1),
    "yymmd0": _short_date(True),
    "yymmdd": _short_date(False),
    "yyyymmdd": _long_date,
    "hh": _clock(24),
    "hhmi": _clock(24, 60),
    "mi": _clock(60),
    "ss": _clock(60),
    "iso3166": _listed("iso3166"),
    "iso3166999": _listed("iso3166", also="999"),
    "iso3166alpha2": _listed("iso3166alpha2"),
    "iso4217": _listed("iso4217"),
    "mediatype": _listed("mediatype"),
    "iso5218": _one_of("0129"),
    "yesno": _one_of("01"),
    "winding": _one_of("019"),
    "hyphen": _one_of("-"),
    "packagetype": _one_of(DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "importeridx": _one_of("-" + CSET_82[CSET_82.index("0"):CSET_82.index("9") + 1]
                           + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"),
    "couponcode": _one_of(DIGITS),
    "couponposoffer": _one_of(DIGITS),
    "pieceoftotal": _piece_of_total,
    "posinseqslash": _position,
    "zero": _zero,
    "nonzero": _nonzero,
    "nozeroprefix": _nozeroprefix,
    "hasnondigit": _hasnondigit,
    "pcenc": _percent,
    "latitude": _span(1_800_000_000, "0..1800000000"),
    "longitude": _span(3_600_000_000, "0..3600000000"),
    "iban": _iban,
}
"""Every check by its name in the dictionary.  Package types and coupons are checked by alphabet."""
