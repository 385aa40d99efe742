"""The table of GS1 application identifiers, read once from its data file.   应用标识符表

`application_identifiers.json` holds one row for each identifier or range; a refresh command can
write it anew from the published dictionary without a change of code.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pandian.kernel.words import Label

AI_DIGITS_MIN, AI_DIGITS_MAX = 2, 4


class Component(NamedTuple):
    """One part of a field: its alphabet, its shortest and longest length, the checks' names."""

    kind: str
    least: int
    most: int
    optional: bool
    checks: tuple[str, ...]


class Identifier(NamedTuple):
    """One application identifier.

    `predefined` fields need no separator after them.  `requires` holds groups: of each group one
    alternative must stand in full.  `excludes` never stand beside it.  `decimals` is the number
    of digits behind the point where the identifier itself says it.  `link` says whether it may
    be an attribute of a Digital Link; `link_key` the orders of qualifiers where it is its key.
    """

    ai: str
    name: str
    label: Label
    components: tuple[Component, ...]
    least: int
    most: int
    predefined: bool
    requires: tuple[tuple[frozenset[str], ...], ...]
    requires_shown: str
    excludes: frozenset[str]
    decimals: int | None
    link: bool
    link_key: tuple[tuple[str, ...], ...] | None

    @property
    def variable(self) -> bool:
        """Whether values differ in length."""
        return self.least != self.most

    @property
    def length_shown(self) -> str:
        """The length as a person reads it: `6`, `1..20`."""
        return f"{self.least}..{self.most}" if self.variable else str(self.most)


_COMPONENT = re.compile(r"(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)")


def component(text: str) -> Component:
    """Read one part of a format, such as `N3,iso3166`, `X..20` or `[N4],hhmi`."""
    match = _COMPONENT.fullmatch(text)
    assert match, text
    optional, kind, upto, most, checks = match.groups()
    return Component(kind, 1 if upto else int(most), int(most), bool(optional),
                     tuple(checks.split(",")[1:]))


def expand(numbers: str) -> list[str]:
    """Write out a range: `3100-3105` is six identifiers, `10` is one."""
    first, _, last = numbers.partition("-")
    return [str(n).zfill(len(first)) for n in range(int(first), int(last or first) + 1)]


@cache
def _matching(pattern: str, known: tuple[str, ...]) -> list[str]:
    # a few patterns stand in the rows of hundreds of identifiers
    wanted = re.compile(pattern.replace("n", "[0-9]"))
    return [ai for ai in known if wanted.fullmatch(ai)]


def _alternatives(group: list[str], known: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    # 01+31nn: 01 and any one of the identifiers that fit 31nn
    found: list[frozenset[str]] = []
    for alternative in group:
        sets: list[frozenset[str]] = [frozenset()]
        for pattern in alternative.split("+"):
            sets = [held | {ai} for held in sets for ai in _matching(pattern, known)]
        found += sets
    return tuple(found)


def _identifier(ai: str, row: dict[str, Any], known: tuple[str, ...]) -> Identifier:
    parts = tuple(component(text) for text in row["format"].split())
    groups = row.get("requires", [])
    excluded = {other for text in row.get("excludes", []) for other in _matching(text, known)}
    keys = row.get("link_key")
    return Identifier(
        ai=ai, name=row["name"], label=Label(row["zh"], row["en"]), components=parts,
        least=sum(part.least for part in parts if not part.optional),
        most=sum(part.most for part in parts), predefined=row.get("predefined", False),
        requires=tuple(_alternatives(group, known) for group in groups),
        requires_shown="; ".join(" | ".join(f"({t})" for t in group) for group in groups),
        excludes=frozenset(excluded - {ai}),
        decimals=int(ai[-1]) if row.get("decimals") else None,
        link=row.get("link") == "attribute",
        link_key=None if keys is None else tuple(
            tuple(text.split(",")) if text else () for text in keys),
    )


def _table() -> dict[str, Identifier]:
    text = files(__package__ or "").joinpath("application_identifiers.json").read_text("utf-8")
    rows = [(ai, row) for row in json.loads(text)["identifiers"] for ai in expand(row["ai"])]
    known = tuple(ai for ai, _ in rows)
    return {ai: _identifier(ai, row, known) for ai, row in rows}


IDENTIFIERS: dict[str, Identifier] = _table()
"""Every application identifier by its number."""

ITEM_KEYS = ("01", "03", "8006", "02", "8026")
"""Where a trade item's number stands, the first found first; the number is its first 14 digits."""

OTHER_KEYS = (
    ("00", "sscc", ""), ("414", "gln", "254"), ("8003", "grai", ""), ("8004", "giai", ""),
    ("8017", "gsrn", ""), ("8018", "gsrn", ""),
)
"""Keys of what is no trade item: identifier, scheme, and the identifier of its extension, which
stands behind a dot in the key."""

COMPANIONS = frozenset(ai for ai, row in IDENTIFIERS.items() if row.predefined and ai != "20") | {
    "10", "21", "37"}
"""What commonly follows on a label: these make a lost separator likely."""
