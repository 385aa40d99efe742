"""The chains of papers of a warehouse, day after day.   一天一天的业务

Pure.  `live` runs a world to its end.  Each chain is a few functions that call each other later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from pandian.simulation.errors.rules import (
    miscounted,
    misplaced,
    right,
    swapped,
    unit_mix_up,
    vanished,
)
from pandian.simulation.errors.words import Deed
from pandian.simulation.life.rules import Life, onward
from pandian.simulation.rules import minted
from pandian.simulation.words import Cause, Key, Line, Sighting, Size, Story
from pandian.simulation.world.words import (
    BRANCH,
    DC,
    HOSPITALS,
    SITES,
    STORE,
    SUPPLIERS,
    Item,
)

SUNDAY = 6


def live(*, seed: int, size: Size, until: datetime) -> Story:
    """Run a world from its opening stock to `until`."""
    life = Life(seed=seed, size=size, until=until)
    for _ in mornings(life):
        pass
    return life.story()


def mornings(life: Life) -> Iterator[datetime]:
    """Run a world day by day; stop at each morning, when nothing moves yet, and at its end.

    What the caller reads of the world then (its truth, its papers so far) is exact.
    """
    for site in SITES:
        open_stock(life, site.code)
    day = life.since
    while day < life.until:
        if day.weekday() != SUNDAY:
            plan_day(life, day)
        day += timedelta(days=1)
        life.run_until(min(day, life.until))
        yield min(day, life.until)


def plan_day(life: Life, morning: datetime) -> None:
    """Put the day's beginnings into the queue; everything else follows from them."""
    size = life.size
    for often, begin, first, last in (
        (size.receipts, receive, 1, 4), (size.orders, order, 2, 9),
        (size.branch_orders, partial(order, site=BRANCH), 2, 9), (size.usages, use, 1, 11),
        (size.transfers, send, 6, 9), (0.5, relocate, 2, 9), (0.4, come_back, 2, 7),
        (0.25, damage, 2, 9), (0.15, pack_sets, 1, 3), (0.12, hold, 2, 9),
        (size.mishaps * 8, vanish, 1, 12), (size.counts * 0.6, count_bins, 11, 13),
        (size.counts * 0.4, count_bins, 3, 9), (0.03, destroy, 5, 6), (0.03, pull_expired, 2, 3),
    ):
        for _ in range(_times(life, often)):
            hour = life.dice.uniform(first, last)
            life.at(morning + timedelta(hours=hour), partial(begin, life))


def _times(life: Life, often: float) -> int:
    """Turn a mean into a whole number of times, varying from day to day."""
    often *= life.dice.uniform(0.5, 1.5)
    return int(often) + (life.dice.random() < often % 1)


def open_stock(life: Life, site: str) -> None:
    """Post what the site begins with: one or two lots of everything it stocks."""
    stocked = life.stocked[site]
    for start in range(0, len(stocked), 50):
        lines: list[Line] = []
        for code in stocked[start:start + 50]:
            item = life.items[code]
            for spill in range(life.dice.choice((1, 1, 2))):
                quantity = life.habits[code].portion * life.dice.randint(2, 12)
                lines += life.arrivals(item, quantity, "@opening",
                                       life.home(site, item, spill=spill))
        life.now += timedelta(seconds=30)
        life.act(site, "opening", right(line._replace(status="accepted") for line in lines),
                 {"document": life.number("OB")})


# -- in -------------------------------------------------------------------------------------


def receive(life: Life) -> None:
    """Receive a delivery at the distribution centre; now and then packs are written as pieces."""
    wanted = [item for item in life.demanded(DC, life.dice.randint(4, 10))
              if life.held(DC, item.code) < 30 * life.habits[item.code].portion]
    deeds = []
    mixed = life.slips()
    for item in wanted:
        quantity = life.habits[item.code].portion * life.dice.randint(4, 16)
        for line in life.arrivals(item, quantity, "@supplier", "QC"):
            wrong = mixed and unit_mix_up(
                line, packs=[pack[:2] for pack in item.packs], dice=life.dice)
            mixed = mixed and not wrong
            deeds.append(wrong or Deed(line, line))
    if deeds:
        number = life.number("RK")
        supplier = life.dice.choice(SUPPLIERS).zh
        life.act(DC, "receipt", deeds, {"document": number, "supplier": supplier},
                 why=Cause.UNIT_MIX_UP)
        life.later(100, lambda: inspect(life, DC, deeds, number, "QC"))


def inspect(life: Life, site: str, deeds: Sequence[Deed], number: str, place: str) -> None:
    """Judge what came in: nearly all is accepted where it stands, the rest goes to the red zone."""
    judged = []
    for deed in deeds:
        bad = life.dice.random() < 0.02
        judged.append(_carry(deed, "RED" if bad else place,
                             target_status="rejected" if bad else "accepted"))
    life.act(site, "inspection", judged, {"document": number}, why=Cause.UNIT_MIX_UP)
    good = [deed for deed in judged if deed.written and deed.written.target_status == "accepted"]
    if good:
        life.later(120, lambda: put_away(life, site, good, number))


def _carry(deed: Deed, target: str, *, target_status: str = "") -> Deed:
    """Carry goods on; the paper goes on with what was written before."""
    done, written = (onward([line], target, target_status=target_status)[0] if line else None
                     for line in deed)
    return Deed(done, written)


def put_away(life: Life, site: str, deeds: Sequence[Deed], number: str) -> None:
    """Carry accepted goods to their bins; now and then one ends in the bin beside it."""
    why = Cause.UNIT_MIX_UP if any(a != b for a, b in deeds) else Cause.MISPLACEMENT
    carried = []
    slip = why is Cause.MISPLACEMENT and life.slips()
    for deed in deeds:
        assert deed.done is not None
        item = life.items[deed.done.item]
        target = life.home(site, item, spill=life.dice.choice((0, 0, 0, 1)))
        moved = _carry(deed, target)
        if slip and moved.done:
            wrong = misplaced(moved.done, places=_beside(life, site, item, target),
                              dice=life.dice)
            moved, slip = wrong or moved, False
        carried.append(moved)
    life.act(site, "putaway", carried, {"document": number}, why=why)


def _beside(life: Life, site: str, item: Item, place: str) -> list[str]:
    bins = life.bins[site, item.zone]
    n = bins.index(place)
    return bins[max(0, n - 2):n + 3]


# -- out ------------------------------------------------------------------------------------


def order(life: Life, site: str = DC) -> None:
    """Pick an order; now and then another lot, another item, or the paper comes days later."""
    lines = []
    for item in life.demanded(site, life.dice.randint(2, 6)):
        lines += life.take(site, item, life.habits[item.code].portion * life.dice.randint(1, 3),
                           "PACK")
    if not lines:
        return
    why, deeds = None, right(lines)
    if life.slips():
        why, deeds = _wrong_pick(life, site, lines)
    late = life.dice.uniform(0.3, 6) if life.slips() else 0
    cause = {"document": life.number("CK"), "customer": life.dice.choice(HOSPITALS).zh}
    life.act(site, "pick", deeds, cause, why=why, late_days=late)
    life.later(50, lambda: ship(life, site, deeds, cause, why, late))


def _wrong_pick(
    life: Life, site: str, lines: Sequence[Line]
) -> tuple[Cause | None, list[Deed]]:
    """Take a wrong lot of the item, or a wrong item from the same bin, for one line."""
    n = life.dice.randrange(len(lines))
    line = lines[n]
    taken = {(done.item, done.lot, done.serial, done.source) for done in lines}
    near = [key for key in life.shelves[site, line.item] | life.places[site, line.source]
            if key.status == "accepted" and life.truth[key] >= line.base
            and bool(key.serial) == bool(line.serial)
            and (key.item, key.lot, key.serial, key.place) not in taken]
    lots = [key for key in near if key.item == line.item]
    wrong = swapped(line, others=sorted(lots or near), dice=life.dice)
    if wrong is None or wrong.done is None:
        return None, right(lines)
    cause = Cause.LOT_SWAP if wrong.done.item == line.item else Cause.MIS_PICK
    return cause, [*right(lines[:n]), wrong, *right(lines[n + 1:])]


def ship(
    life: Life, site: str, deeds: Sequence[Deed], cause: dict[str, str], why: Cause | None,
    late: float,
) -> None:
    """Let the parcel go to the customer."""
    life.act(site, "issue", [_carry(deed, "@customer") for deed in deeds], cause, why=why,
             late_days=late)


def use(life: Life) -> None:
    """The hospital store hands out what a patient gets."""
    lines = []
    for item in life.demanded(STORE, life.dice.randint(1, 5)):
        lines += life.take(STORE, item, life.dice.randint(1, 3), "@used")
    if lines:
        late = life.dice.uniform(0.3, 4) if life.slips() else 0
        life.act(STORE, "usage", right(lines), {"document": life.number("SY")}, late_days=late)


# -- between sites --------------------------------------------------------------------------


def send(life: Life) -> None:
    """Send what another site asks for: a posting here, one there, the same transfer id."""
    source, target = life.dice.choice(((DC, BRANCH), (DC, BRANCH), (DC, STORE), (BRANCH, STORE)))
    lines = []
    for item in life.demanded(target, life.dice.randint(4, 9)):
        if life.held(target, item.code) < 10 * life.habits[item.code].portion:
            lines += life.take(source, item, life.habits[item.code].portion
                               * life.dice.randint(2, 8), f"TRANSIT-{target}")
    if lines:
        cause = {"document": life.number("DB"), "to": target, "from": source}
        transfer = minted(life.now, life.seed, "transfer", cause["document"])
        life.act(source, "transfer_ship", right(lines), cause, transfer=transfer)
        life.later(15 * 60, lambda: arrive(life, source, target, lines, cause, transfer))


def arrive(
    life: Life, source: str, target: str, lines: Sequence[Line], cause: dict[str, str],
    transfer: object,
) -> None:
    """Receive a transfer straight into the bins: inside the company it is trusted."""
    deeds = [Deed(line, line) for line in (
        line._replace(source=f"TRANSIT-{source}", target_status="",
                      target=life.home(target, life.items[line.item])) for line in lines)]
    life.act(target, "transfer_receive", deeds, cause, transfer=transfer)


# -- inside ---------------------------------------------------------------------------------


def _some_key(life: Life, site: str) -> Key | None:
    """Return a shelf key of a demanded item."""
    item = life.demanded(site, 1)[0]
    keys = life.first_expiring(site, item.code)
    return life.dice.choice(keys) if keys else None


def relocate(life: Life) -> None:
    """Carry a whole holding to another bin of its zone."""
    site = life.dice.choice((DC, DC, BRANCH))
    key = _some_key(life, site)
    if key:
        target = life.dice.choice(life.bins[site, life.items[key.item].zone])
        if target != key.place:
            life.act(site, "relocation", right([Line(
                key.item, key.lot, key.serial, key.status, key.place, target, life.truth[key])]),
                {"document": life.number("YK")})


def hold(life: Life) -> None:
    """Put goods on hold where they stand; most are released some days later."""
    key = _some_key(life, DC)
    if key:
        line = Line(key.item, key.lot, key.serial, "accepted", key.place, key.place,
                    life.truth[key], target_status="on_hold")
        cause = {"document": life.number("DJ"), "reason": "label"}
        life.act(DC, "hold", right([line]), cause)
        if life.dice.random() < 0.85:
            life.later(60 * 24 * 3, lambda: release(life, line, cause))


def release(life: Life, line: Line, cause: dict[str, str]) -> None:
    """Release what was held and is still there."""
    key = Key(DC, line.source, line.item, line.lot, line.serial, "on_hold")
    if life.truth[key]:
        life.act(DC, "release", right([line._replace(
            status="on_hold", target_status="accepted", quantity=life.truth[key])]), cause)


def damage(life: Life) -> None:
    """Carry damaged goods to the red zone."""
    site = life.dice.choice((DC, DC, BRANCH, STORE))
    key = _some_key(life, site)
    if key:
        quantity = life.dice.randint(1, max(1, life.truth[key] // 4))
        life.act(site, "damage", right([Line(
            key.item, key.lot, key.serial, key.status, key.place, "RED", quantity,
            target_status="rejected")]), {"document": life.number("BS"), "reason": "damaged"})


def pull_expired(life: Life) -> None:
    """Carry what has expired to the red zone."""
    today = life.now.date()
    for site in SITES:
        keys = [key for (where, _), shelf in life.shelves.items() if where == site.code
                for key in shelf if key.lot]
        old = [key for key in sorted(keys) if (life.lots[key.item, key.lot].expires_on or today)
               < today]
        if old:
            life.act(site.code, "damage", right(Line(
                key.item, key.lot, key.serial, key.status, key.place, "RED", life.truth[key],
                target_status="rejected") for key in old[:40]),
                {"document": life.number("BS"), "reason": "expired"})


def destroy(life: Life) -> None:
    """Destroy what stands in the red zone."""
    for site in SITES:
        keys = sorted(key for key in life.places[site.code, "RED"] if life.truth[key])
        if keys:
            life.act(site.code, "destruction", right(Line(
                key.item, key.lot, key.serial, key.status, "RED", "@destroyed", life.truth[key])
                for key in keys), {"document": life.number("XH")})


def come_back(life: Life) -> None:
    """Take back what a customer returns."""
    item = life.demanded(DC, 1)[0]
    if life.recent[item.code] and item.tracking == "lot":
        line = Line(item.code, life.recent[item.code][-1], "", "pending", "@customer", "RETURN",
                    life.dice.randint(1, 3))
        number = life.number("TH")
        life.act(DC, "customer_return", right([line]), {"document": number})
        life.later(90, lambda: inspect(life, DC, right([line]), number, "RETURN"))


def pack_sets(life: Life) -> None:
    """Feed consumables to the packing station and complete sterile sets."""
    sets = [item for item in life.items.values() if item.code.startswith(("KIT", "KIP"))]
    parts = [item for item in life.demanded(DC, 12) if item.zone == "A"][:3]
    fed = [line for item in parts
           for line in life.take(DC, item, life.habits[item.code].portion, "WIP-1")]
    if not sets or not fed:
        return
    number = life.number("SC")
    life.act(DC, "feed", right(fed), {"document": number})
    made = life.arrivals(life.dice.choice(sets), life.dice.randint(20, 60), "@production", "QC")
    life.later(180, lambda: complete(life, fed, made, number))


def complete(life: Life, fed: Sequence[Line], made: Sequence[Line], number: str) -> None:
    """Consume what was fed, take out the sets, inspect them like any arrival."""
    used = onward(fed, "@production")
    life.act(DC, "completion", right([*used, *made]), {"document": number})
    life.later(100, lambda: inspect(life, DC, right(made), number, "QC"))


# -- what nobody writes, and what people count ------------------------------------------------


def vanish(life: Life) -> None:
    """Let goods be stolen, or thrown away without a paper."""
    site = life.dice.choice((DC, DC, BRANCH, STORE))
    key = _some_key(life, site)
    if key:
        why = life.dice.choice((Cause.THEFT, Cause.UNRECORDED_SCRAP))
        quantity = min(life.truth[key], life.dice.choice((1, 1, 2, 3, 5)))
        life.act(site, why.value, [vanished(key, quantity)], {}, why=why)


def count_bins(life: Life) -> None:
    """Count a few neighbouring bins, everything in them, one miscount now and then."""
    site = life.dice.choice((DC, DC, DC, BRANCH, STORE))
    zone = life.dice.choice([zone for where, zone in life.bins if where == site])
    bins = life.bins[site, zone]
    start = life.dice.randrange(len(bins))
    seen: list[Sighting] = []
    for place in bins[start:start + 4]:
        for key in life.known_at(site, place):
            truth = life.truth[key]
            slip = life.dice.random() < life.size.mishaps / 2 and not key.serial
            packs = [pack[:2] for pack in life.items[key.item].packs]
            seen.append(life.see(key, miscounted(truth, packs=packs, dice=life.dice)
                                 if slip else truth))
    if seen:
        life.sightings.append(tuple(seen))
