"""Make the masters of the simulated world: items, places, partners.   仿真主数据的生成

Pure and repeatable; GTINs have valid check digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from pandian.simulation.world.goods.words import (
    DEAR,
    FAMILIES,
    FRAGILE,
    SIZE_WORDS,
)
from pandian.simulation.world.words import (
    FIXED_PLACES,
    GTIN_PREFIX,
    SITES,
    WIP,
    Family,
    Item,
    Place,
    Site,
)

COST_SCALE = 1_000_000
"""Yuan to minor units x 10^4."""


def check_digit(digits: str) -> str:
    """Return the GS1 check digit of 7 to 17 digits: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if n % 2 == 0 else 1) for n, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def gtin(number: int, *, level: int = 0) -> str:
    """Return the GTIN-14 of one item reference of the demonstration prefix at a pack level."""
    assert 0 <= number < 10**9
    assert 0 <= level <= 8
    body = f"{level}{GTIN_PREFIX}{number:09d}"
    return body + check_digit(body)


def items(count: int, *, base: int = 0) -> list[Item]:
    """Return `count` items drawn evenly from all families, so that small worlds are mixed too.

    `base` moves their GTINs away from those of another world in the same database.
    """
    spelled = [(family, sizes) for family in FAMILIES for sizes in product(*family.axes)]
    assert count <= len(spelled), f"the families spell {len(spelled)} items only"
    step = len(spelled) / count
    return [_item(*spelled[int(n * step)], int(n * step), base) for n in range(count)]


def _item(family: Family, sizes: tuple[str, ...], number: int, base: int) -> Item:
    spec = _spec(sizes)
    spec_en = _spec([SIZE_WORDS.get(size, size) for size in sizes])
    packs = tuple((unit, factor, gtin(base + number, level=level))
                  for level, (unit, factor) in enumerate(family.packs, 1))
    return Item(
        f"{family.prefix}-{number:04d}", f"{family.name.zh} {spec}", f"{family.name.en} {spec_en}",
        family.unit, packs, family.tracking, family.life, round(family.cost * COST_SCALE),
        family.zone, family.weight, family.risk, gtin(base + number), family.cost >= DEAR,
        family.prefix in FRAGILE)


def _spec(sizes: Iterable[str]) -> str:
    return " ".join(sizes).replace(" ×", "×").replace(" -", "-")


def places(*, aisles: int) -> list[Place]:
    """Return all places of all sites; at most `aisles` aisles a zone, walked like an S."""
    return [place for site in SITES for place in _places(site, aisles)]


def _places(site: Site, aisles: int) -> list[Place]:
    fixed = [*FIXED_PLACES, *([WIP] if site is SITES[0] else [])]
    fixed += [(f"TRANSIT-{partner}", "in_transit") for partner in site.partners]
    found = [Place(site.code, code, kind, n) for n, (code, kind) in enumerate(fixed, 1)]
    sequence = 100
    for zone, most, bays, levels in site.zones:
        found.append(Place(site.code, zone, "zone", sequence))
        for aisle in range(1, min(most, aisles) + 1):
            walk = range(1, bays + 1) if aisle % 2 else range(bays, 0, -1)
            for bay in walk:
                for level in range(1, levels + 1):
                    sequence += 1
                    found.append(Place(site.code, f"{zone}-{aisle:02d}-{bay:02d}-{level}", "bin",
                                       sequence, zone))
    return found
