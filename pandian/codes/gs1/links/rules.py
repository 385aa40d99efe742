"""GS1 Digital Links: key and qualifiers in the path, attributes in the query.   数字链接

Nothing here raises on any text, and no address is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote, unquote

from pandian.codes.gs1.checks.rules import is_digits
from pandian.codes.gs1.rules import Element
from pandian.codes.gs1.words import IDENTIFIERS
from pandian.kernel.words import Fault

CANONICAL = "https://id.gs1.org"
KEY_CHARACTERS_MIN = 8
"""Shorter texts after a number in the path of any other site are no key (`/2026/01/12`)."""

_ADDRESS = re.compile(r"(https?://[^/?#\s]+)(/[^?#]*)?(?:\?([^#]*))?(?:#.*)?", re.I | re.S)
_KEYS = frozenset(ai for ai, row in IDENTIFIERS.items() if row.link_key is not None)
_WORDS = frozenset(("gtin", "itip", "gmn", "cpid", "sscc", "gln", "gsin", "ginc", "grai", "giai",
                    "gsrn", "gsrnp", "gcn", "gdti"))


class Link(NamedTuple):
    """The fields of a link in order, and the faults of its shape (not of its values)."""

    elements: tuple[Element, ...]
    faults: tuple[Fault, ...]


def read_link(text: str) -> Link | None:
    """Read a web address as a Digital Link; None when it does not mean to be one."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    site, path, query = match.group(1).lower(), match.group(2) or "", match.group(3) or ""
    parts = path.rstrip("/").split("/")[1:]
    at = _key_position(parts, canonical=site == CANONICAL)
    if at is None:
        words = any(part.lower() in _WORDS and value[:1].isdigit()
                    for part, value in pairwise(parts))
        missing = (Fault("/fields", "no_link_key"),)
        return Link((), missing) if words or site == CANONICAL else None
    inside = [_element(ai, value) for ai, value in _pairs(parts[at:])]
    outside = [_element(*word.partition("=")[::2]) for word in re.split("[&;]", query)
               if is_digits(word.partition("=")[0])]
    elements = tuple(inside + outside)
    shape = _path_faults(inside) + _query_faults(outside, len(inside))
    return Link(elements, (*shape, *_percents([*parts[at:], query])))


def _key_position(parts: Sequence[str], *, canonical: bool) -> int | None:
    for at, part in enumerate(parts[:-1]):
        if part in _KEYS and (canonical or len(parts[at + 1]) >= KEY_CHARACTERS_MIN):
            return at
    return None


def _pairs(parts: Sequence[str]) -> list[tuple[str, str]]:
    return [(parts[n], parts[n + 1] if n + 1 < len(parts) else "")
            for n in range(0, len(parts), 2)]


def _element(ai: str, value: str) -> Element:
    text = unquote(value)
    return Element(ai, text, 1) if ai in IDENTIFIERS else Element("", f"{ai}/{text}", 1)


def _percents(parts: Sequence[str]) -> list[Fault]:
    broken = [found.group() for part in parts
              for found in re.finditer("%(?![0-9A-Fa-f]{2}).{0,2}", part)]
    return [Fault("/fields", "percent_encoding", ("URL", text)) for text in broken]


def _path_faults(inside: Sequence[Element]) -> list[Fault]:
    key, *rest = inside
    orders = IDENTIFIERS[key.ai].link_key or ((),)
    found = [element.ai for element in rest if element.ai]
    faults = [Fault(f"/fields/{n}", "not_in_path", (f"({element.ai})",))
              for n, element in enumerate(rest, 1)
              if element.ai and not any(element.ai in order for order in orders)]
    if not faults and not any(_in_order(found, order) for order in orders):
        shown = " | ".join(", ".join(order) for order in orders)
        faults.append(Fault("/fields/1", "qualifier_order", (", ".join(found), shown)))
    return faults


def _in_order(found: Sequence[str], order: Sequence[str]) -> bool:
    return list(found) == [ai for ai in order if ai in found]


def _query_faults(outside: Sequence[Element], first: int) -> list[Fault]:
    return [Fault(f"/fields/{n}", "not_in_query", (f"({element.ai})",))
            for n, element in enumerate(outside, first)
            if element.ai and not IDENTIFIERS[element.ai].link]


def write_link(elements: Sequence[Element], *, domain: str) -> tuple[str, list[Fault]]:
    """Return the link of sound elements, or the faults that forbid one.

    The key is the first field that may be one; its qualifiers go into the path in their order,
    all else into the query.
    """
    key = next((element for element in elements if element.ai in _KEYS), None)
    if key is None:
        return "", [Fault("/fields", "no_link_key")]
    values = {element.ai: quote(element.value, safe="") for element in elements}
    order = _best_order(IDENTIFIERS[key.ai].link_key or ((),), values)
    path = "".join(f"/{ai}/{values[ai]}" for ai in (key.ai, *order))
    rest = [element for element in elements if element.ai not in (key.ai, *order)]
    faults = [Fault(f"/fields/{elements.index(element)}", "not_in_query", (f"({element.ai})",))
              for element in rest if not IDENTIFIERS[element.ai].link]
    query = "&".join(dict.fromkeys(f"{element.ai}={values[element.ai]}" for element in rest))
    return domain.rstrip("/") + path + ("?" + query if query else ""), faults


def _best_order(orders: Sequence[Sequence[str]], present: dict[str, str]) -> list[str]:
    found = [[ai for ai in order if ai in present] for order in orders]
    return max(found, key=len)
