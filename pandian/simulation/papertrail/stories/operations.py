"""The stories of the demo: one lot's whole life, and the troubles of others.   演示故事"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid5

from pandian.counting.operations import assign
from pandian.counting.queries import tasks
from pandian.counting.requesting.operations import take_requests
from pandian.lifecycle.carrying.operations import carry_transfers
from pandian.lifecycle.expiry.operations import run_night
from pandian.lifecycle.words import Amount, LineDraft
from pandian.simulation.papertrail.operations import Trail, put_stage
from pandian.simulation.papertrail.words import (
    CLINIC,
    HOSPITAL,
    LIFE_LOT,
    OLD_LOT,
    RECALL_LOT,
    SETS,
    STENTS,
    SUPPLIER,
    TEMPLATE,
    TRAY,
    TRAY_LOT,
    WARD,
    Told,
)
from pandian.simulation.world.words import BRANCH, DC

PRICE = 680_000_00
BINS = ("A-01-01-1", "A-01-01-2", "A-01-02-1")


def tell_stories(trail: Trail) -> list[Told]:
    """Tell every story, oldest first; telling them again changes nothing."""
    put_stage(trail)
    told = [Told(name, story(trail)) for name, story in STORIES.items()]
    _hand_out_counts(trail)
    return told


def _hand_out_counts(trail: Trail) -> None:
    """Give the counts that the stories asked for to others than the counter of the trial phone."""
    for site, person in ((DC, trail.cast.lead), (BRANCH, trail.cast.far_counter)):
        take_requests(scope=trail.scope, site=site)
        for task in tasks(scope=trail.scope, site=site):
            if task.reasons and not task.person and task.closed_at is None:
                assign(scope=trail.scope, task=task.id, person=person)


def _bought(trail: Trail, name: str, lot: str, *, asked: int, came: int, days: float) -> UUID:
    """Buy, receive and inspect a lot; return the inspection.  `came` may be less than asked."""
    cast = trail.cast
    order = trail.open(f"{name} order", "purchase", cast.buyer,
                       LineDraft(STENTS, asked, attributes={"price": PRICE}), supplier=SUPPLIER)
    trail.act(order, "submit", cast.buyer, days=days + 9)
    trail.act(order, "approve", cast.manager, sign=(cast.manager,), days=days + 8)
    trail.act(order, "send", cast.manager, days=days + 8)
    receipt = trail.open(
        f"{name} receipt", "receipt", cast.keeper,
        LineDraft(STENTS, asked, lot, shipped=asked, attributes={"order_line": 1}),
        follows=order, supplier=SUPPLIER, place="QC")
    trail.act(receipt, "arrive", cast.keeper, Amount(1, "arrived", came), days=days + 1, photo=True)
    note = "" if came == asked else f"少到 {asked - came} 支，已通知供应商"
    trail.act(receipt, "book", cast.keeper, Amount(1, "scanned", came, note=note),
              Amount(1, "accepted", came, note=note), days=days + 1)
    inspection = trail.open(f"{name} inspection", "inspection", cast.quality, follows=receipt)
    trail.act(inspection, "accept", cast.quality, *trail.whole(inspection, "accepted"),
              *trail.whole(inspection, "inspected"), sign=(cast.quality,), days=days)
    return inspection


def _shelved(trail: Trail, name: str, inspection: UUID, *parts: int, days: float) -> UUID:
    """Put an inspected lot away, part by part, into the bins in their order."""
    putaway = trail.open(f"{name} putaway", "putaway", trail.cast.keeper, follows=inspection)
    for place, part in zip(BINS, parts, strict=False):
        trail.act(putaway, "put", trail.cast.keeper, Amount(1, "put_away", part, place=place),
                  days=days)
    return putaway


def _sold(trail: Trail, name: str, lot: str, quantity: int, buyer: str, *, days: float) -> UUID:
    """Sell some of a lot: claimed, picked, checked by another person, packed, shipped."""
    cast = trail.cast
    order = trail.open(f"{name} sale", "issue", cast.sales, LineDraft(STENTS, quantity, lot),
                       customer=buyer, place="PACK")
    trail.act(order, "pick", cast.keeper, *trail.claimed(order), days=days)
    trail.act(order, "check", cast.porter, Amount(1, "checked", quantity, lot), days=days)
    trail.act(order, "pack", cast.keeper, Amount(1, "packed", quantity, lot, note="1"), days=days,
              papers={"parcels": [{"parcel": "1", "seal": "F-1"}]})
    trail.act(order, "ship", cast.keeper, days=days)
    return order


def _life(trail: Trail) -> UUID:
    """One lot from requisition to destruction: short delivery, sale, return, scrap, certificate."""
    cast = trail.cast
    inspection = _bought(trail, "life", LIFE_LOT, asked=60, came=58, days=420)
    putaway = _shelved(trail, "life", inspection, 40, 18, days=419)
    sale = _sold(trail, "life", LIFE_LOT, 25, HOSPITAL, days=300)
    back = trail.open("life back", "customer_return", cast.sales, follows=sale, customer=HOSPITAL,
                      place="RETURN", reason="包装受潮")
    trail.act(back, "arrive", cast.keeper, Amount(1, "returned", 3), days=280)
    trail.act(back, "inspect", cast.quality, Amount(1, "rejected", 3, place="RED"),
              sign=(cast.quality,), days=279)
    scrap = trail.open("life scrap", "scrap", cast.keeper,
                       LineDraft(STENTS, 3, LIFE_LOT, place="RED"), cause="damaged")
    trail.act(scrap, "count", cast.keeper, Amount(1, "counted", 3), days=200, photo=True)
    trail.act(scrap, "value", cast.finance, sign=(cast.finance,), days=199)
    trail.act(scrap, "approve", cast.quality, sign=(cast.quality,), days=198)
    end = trail.open("life end", "destruction", cast.second, follows=scrap, method="粉碎后焚烧",
                     location="东湾固废处置中心", contractor="绿源环保（演示）",
                     contractor_licence="W-DEMO-0007")
    trail.act(end, "seal", cast.keeper, *trail.whole(end, "sealed"),
              sign=(cast.keeper, cast.quality), days=190, photo=True)
    trail.act(end, "destroy", cast.porter, *trail.whole(end, "destroyed"),
              sign=(cast.porter, cast.finance), days=189, photo=True)
    trail.act(end, "certify", cast.second, papers={"contractor_certificate": trail.photo},
              days=188)
    trail.act(scrap, "close", cast.keeper, days=188)
    return putaway


def _recall(trail: Trail) -> UUID:
    """A lot at two sites and two customers is recalled; one customer has not answered yet."""
    cast = trail.cast
    inspection = _bought(trail, "recall", RECALL_LOT, asked=80, came=80, days=150)
    _shelved(trail, "recall", inspection, 80, days=149)
    _sold(trail, "recall one", RECALL_LOT, 20, HOSPITAL, days=120)
    _sold(trail, "recall two", RECALL_LOT, 10, CLINIC, days=110)
    _carried(trail, "recall", RECALL_LOT, asked=15, came=15, days=100)
    recall = trail.open("recall", "recall", cast.quality, LineDraft(STENTS, 80, RECALL_LOT),
                        level="2", reason="注册人通知：批次流速偏差", notice="ZH-DEMO-7")
    trail.act(recall, "spread", cast.quality, days=1)
    trail.act(recall, "tell", cast.sales, days=1)
    trail.act(recall, "reply", cast.sales, Amount(1, "used_there", 12, place=HOSPITAL), days=0.5,
              papers={"customer": HOSPITAL})
    back = trail.open("recall back", "recall_return", cast.keeper,
                      LineDraft(STENTS, 8, RECALL_LOT), recall=str(recall), customer=HOSPITAL,
                      place="RETURN")
    trail.act(back, "arrive", cast.keeper, Amount(1, "returned", 8), days=0.4)
    return recall


def _carried(
    trail: Trail, name: str, lot: str, *, asked: int, came: int, days: float
) -> UUID:
    """Send some of a lot to the branch; what does not come is short there.  Return the receipt."""
    cast = trail.cast
    transfer = trail.open(f"{name} transfer", "transfer", cast.keeper,
                          LineDraft(STENTS, asked, lot, place=BINS[0]), to=BRANCH,
                          reason="分公司补货")
    trail.act(transfer, "approve", cast.keeper, sign=(cast.keeper, cast.far_keeper), days=days)
    trail.act(transfer, "ship", cast.keeper, Amount(1, "shipped", asked),
              sign=(cast.keeper, cast.porter), days=days)
    carry_transfers(scope=trail.scope, transfers=[transfer])
    receipt = uuid5(transfer, "receipt")
    trail.act(receipt, "receive", cast.far_keeper, Amount(1, "received", came, place="QC"),
              days=days - 2)
    if came < asked:
        trail.act(receipt, "short", cast.far_keeper, days=days - 2, reason="开箱少件，封签完好")
    return receipt


def _lost_on_the_way(trail: Trail) -> UUID:
    """A transfer that arrived two units short and waits for its enquiry."""
    inspection = _bought(trail, "tray", TRAY_LOT, asked=40, came=40, days=140)
    _shelved(trail, "tray", inspection, 40, days=139)
    return _carried(trail, "lost", TRAY_LOT, asked=12, came=10, days=20)


def _tray(trail: Trail) -> UUID:
    """A tray was lent and came back with one part missing that nobody has explained yet."""
    cast = trail.cast
    kit = trail.open("tray", "kit", cast.keeper, LineDraft(STENTS, 6, TRAY_LOT, place=BINS[0]),
                     template=TEMPLATE, place=TRAY)
    trail.act(kit, "compose", cast.keeper, Amount(1, "composed", 6),
              sign=(cast.keeper, cast.porter), days=60)
    loan = trail.open("loan", "loan", cast.keeper, tray=TRAY, borrower=HOSPITAL, place=WARD,
                      due=(trail.today + timedelta(days=7)).isoformat())
    trail.act(loan, "lend", cast.keeper, days=50)
    trail.act(loan, "take_back", cast.porter, days=40)
    trail.act(loan, "count", cast.keeper, Amount(1, "counted", 3),
              sign=(cast.keeper, cast.porter), days=40)
    trail.act(loan, "use", cast.keeper, Amount(1, "used", 2), days=39)
    return loan


def _packs(trail: Trail) -> UUID:
    """Eight pumps are packed into four sets; inputs, output and remainder are accounted for."""
    cast = trail.cast
    order = trail.open("packs", "production", cast.keeper,
                       LineDraft(STENTS, 8, TRAY_LOT, place=BINS[0]), LineDraft(SETS, 4),
                       station="WIP-1", place="QC", process="repack", bom="SET v1")
    trail.act(order, "issue", cast.keeper, Amount(1, "issued", 8), days=30)
    trail.act(order, "consume", cast.porter, Amount(1, "consumed", 8), days=30)
    trail.act(order, "output", cast.keeper, Amount(
        2, "output", 4, lot="PACK-01", made_on=trail.today.isoformat(),
        expires_on=trail.today.replace(year=trail.today.year + 2, day=1).isoformat()),
        days=29)
    return order


def _late_return(trail: Trail) -> UUID:
    """Goods came back that no sale of ours explains: they wait on hold."""
    cast = trail.cast
    back = trail.open("late back", "customer_return", cast.sales,
                      LineDraft(STENTS, 2, LIFE_LOT), customer=CLINIC, place="RETURN",
                      reason="无原单退回")
    trail.act(back, "arrive", cast.keeper, Amount(1, "returned", 2), days=10)
    return back


def _expired(trail: Trail) -> UUID:
    """A lot has ended; the night has proposed to carry it to the red zone."""
    inspection = _bought(trail, "old", OLD_LOT, asked=10, came=10, days=400)
    putaway = _shelved(trail, "old", inspection, 10, days=399)
    run_night(scope=trail.scope, site=DC)
    return putaway


STORIES: dict[str, Callable[[Trail], UUID]] = {
    "life": _life, "recall": _recall, "lost": _lost_on_the_way, "tray": _tray, "packs": _packs,
    "late_return": _late_return, "expired": _expired,
}
