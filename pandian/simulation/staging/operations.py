"""Bring a simulated world into pandian: masters, papers, past counts.   搭台

Only public operations are called.  Everything has repeatable ids, so doing it twice changes
nothing and an interrupted run goes on where it stopped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from pandian.catalog.operations import put_items, put_lots, put_parties, put_places, put_sites
from pandian.catalog.queries import items_by_code, lots_by_code, places_by_code, serials_by_code
from pandian.catalog.words import CodeDraft, ItemDraft, LotDraft, PackDraft, PartyDraft, PlaceDraft
from pandian.governance.queries import site_ids
from pandian.governance.words import Scope, SiteDraft
from pandian.kernel.statements import run
from pandian.kernel.words import Label, Outcome
from pandian.ledger.operations import assert_counts, post
from pandian.ledger.words import HoldingKey, LineRequest, Posted, PostingRequest, Statement
from pandian.simulation.rules import minted
from pandian.simulation.words import Document, Key, Lot, Sighting, Size, Story
from pandian.simulation.world.rules import items, places
from pandian.simulation.world.words import (
    HOSPITALS,
    ORGANISATION,
    SITES,
    SUPPLIERS,
    TIME_ZONE,
    Item,
)

T = TypeVar("T")

CHUNK = timedelta(days=14)
BATCH_MAX = 2_000
MASTERS_MAX = 5_000
PREFIXED_BASE = 500_000
GROWTH = 4
"""Statistics are refreshed when the world has grown by this factor since."""

Progress = Callable[[Label, int, int], None]
"""Called with the step's name, how much of it is done, and of how much."""


class StagingFailed(AssertionError):
    """A public operation refused what the simulated world is made of."""


class Ids(NamedTuple):
    """Ids of every master that a story names."""

    sites: dict[str, int]
    places: dict[tuple[str, str], int]
    items: dict[str, int]


def silent(step: Label, done: int, total: int) -> None:
    """Report nothing."""


def put_masters(
    *, scope: Scope, size: Size, lots: Mapping[tuple[str, str], Lot], prefix: str = "",
    progress: Progress = silent,
) -> None:
    """Put sites, places, items, lots and (without a prefix) partners of a world of this size."""
    step = Label("站点与货位", "Sites and places")
    _accepted(put_sites(scope=scope, sites=[
        SiteDraft(prefix + site.code, site.name.zh, TIME_ZONE, site.name.en, ORGANISATION)
        for site in SITES]))
    spots = places(aisles=size.aisles)
    _accepted(put_places(scope=scope, places=[
        PlaceDraft(site=prefix + place.site, code=place.code, kind=place.kind,
                   sequence=place.sequence, parent=place.parent or None)
        for place in sorted(spots, key=lambda place: bool(place.parent))]))
    progress(step, len(spots), len(spots))
    step, goods = Label("物料与包装", "Items and packs"), world_items(size, prefix)
    for done, batch in _batches(goods, MASTERS_MAX):
        _accepted(put_items(scope=scope, items=[_item(item) for item in batch]))
        progress(step, done, len(goods))
    step = Label("供应商、客户与批号", "Partners and lots")
    if not prefix:
        _accepted(put_parties(scope=scope, parties=_partners()))
    for done in _put_lots(scope, lots):
        progress(step, done, len(lots))


def put_new_lots(*, scope: Scope, lots: Mapping[tuple[str, str], Lot]) -> None:
    """Put lots that a running world has received since."""
    for _ in _put_lots(scope, lots):
        pass


def _put_lots(scope: Scope, lots: Mapping[tuple[str, str], Lot]) -> Iterator[int]:
    drafts = [LotDraft(item=item, lot=lot, made_on=dates.made_on, expires_on=dates.expires_on)
              for (item, lot), dates in sorted(lots.items())]
    for done, drafted in _batches(drafts, MASTERS_MAX):
        _accepted(put_lots(scope=scope, lots=drafted))
        yield done


def world_items(size: Size, prefix: str = "") -> list[Item]:
    """Return the items of a world of this size, under a prefix with GTINs of their own."""
    return [item._replace(code=prefix + item.code)
            for item in items(size.items, base=PREFIXED_BASE if prefix else 0)]


def _partners() -> list[PartyDraft]:
    return [
        *(PartyDraft(f"S{n:03d}", name.zh, name.en, ("supplier",))
          for n, name in enumerate(SUPPLIERS, 1)),
        *(PartyDraft(f"C{n:03d}", name.zh, name.en, ("customer",))
          for n, name in enumerate(HOSPITALS, 1)),
    ]


def _item(item: Item) -> ItemDraft:
    return ItemDraft(
        code=item.code, name=item.name, name_en=item.name_en, unit=item.unit,
        packs=tuple(PackDraft(unit, factor, gtin) for unit, factor, gtin in item.packs),
        tracking=item.tracking, expiry=item.life > 0,
        codes=(CodeDraft("gtin", item.gtin),), cost=item.cost,
        attributes={"class": item.risk, "zone": item.zone, "demo": True,
                    "attractive": item.attractive, "fragile": item.fragile})


def _accepted(outcomes: Iterable[Outcome]) -> None:
    bad = [outcome for outcome in outcomes
           if outcome.result.startswith(("refused", "exists_with"))]
    if bad:
        raise StagingFailed(str(bad[:5]))


def _batches(rows: Sequence[T], size: int) -> Iterator[tuple[int, Sequence[T]]]:
    for start in range(0, len(rows), size):
        yield min(len(rows), start + size), rows[start:start + size]


def feed(
    *, scope: Scope, story: Story, after: datetime | None = None, until: datetime | None = None,
    progress: Progress = silent,
) -> None:
    """Post every paper delivered by `until` and state every past count, a fortnight at a time.

    `after`: only what came since.
    Papers come in as they were delivered, so late ones heal counts that were settled before.
    """
    step = Label("收发存与盘点历史", "Moves and past counts")
    since, until = after or story.since, until or story.until
    ids = _ids(scope, story)
    papers = sorted((d for d in story.documents if d.delivered <= until
                     and (after is None or d.delivered > after)),
                    key=lambda d: (d.delivered, d.id))
    counts = sorted((s for count in story.sightings for s in count
                     if after is None or s.at > after), key=lambda s: s.at)
    total = sum(len(d.lines) for d in papers) + len(counts)
    done, analysed = 0, 0
    for end, posted, seen in _fortnights(since, until, papers, counts):
        post_all(scope=scope, documents=posted)
        _state(scope, ids, seen, end)
        done += sum(len(d.lines) for d in posted) + len(seen)
        if done > analysed * GROWTH:
            run("simulation", "analyze")
            analysed = done
        progress(step, done, total)


def post_all(*, scope: Scope, documents: Sequence[Document]) -> list[Posted]:
    """Post papers in large batches.  Raises `StagingFailed` when one is refused."""
    answers: list[Posted] = []
    for _, batch in _batches(documents, BATCH_MAX):
        answers += post(scope=scope, requests=[request(document) for document in batch],
                        warrant="past")
    bad = [answer for answer in answers if answer.result not in ("created", "exists")]
    if bad:
        raise StagingFailed(str(bad[:5]))
    return answers


def request(document: Document) -> PostingRequest:
    """Say a simulated paper in the ledger's words."""
    return PostingRequest(
        document.id, document.site, document.kind, document.cause, document.at,
        tuple(LineRequest(
            item=line.item, lot=line.lot or None, serial=line.serial or None, status=line.status,
            source=line.source, target=line.target, quantity=line.quantity,
            unit=line.unit or None, target_status=line.target_status or None)
            for line in document.lines),
        transfer=document.transfer)


def _fortnights(
    since: datetime, until: datetime, papers: Sequence[Document], counts: Sequence[Sighting]
) -> Iterator[tuple[datetime, list[Document], list[Sighting]]]:
    end, p, c = since, 0, 0
    while end < until:
        end = min(end + CHUNK, until)
        start_p, start_c = p, c
        while p < len(papers) and papers[p].delivered <= end:
            p += 1
        while c < len(counts) and counts[c].at <= end:
            c += 1
        yield end, list(papers[start_p:p]), list(counts[start_c:c])


def _ids(scope: Scope, story: Story) -> Ids:
    """Look up the ids of all sites, places and items that were counted."""
    keys = {sighting.key for count in story.sightings for sighting in count}
    known = site_ids(scope=scope)
    found: dict[tuple[str, str], int] = {}
    for site in {key.site for key in keys}:
        codes = sorted({key.place for key in keys if key.site == site})
        rows = places_by_code(scope=scope, site=known[site], codes=codes)
        found |= {(site, code): row.id for code, row in rows.items()}
    goods = items_by_code(scope=scope, codes=sorted({key.item for key in keys}))
    return Ids(known, found, {code: row.id for code, row in goods.items()})


def _state(scope: Scope, ids: Ids, seen: Sequence[Sighting], end: datetime) -> None:
    """State the count lines of a fortnight, one posting per site."""
    by_site: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in seen:
        by_site[sighting.key.site].append(sighting)
    for site, group in sorted(by_site.items()):
        keys = holding_keys(scope=scope, ids=ids, keys=[sighting.key for sighting in group])
        assert_counts(
            scope=scope, site=ids.sites[site], id=minted(end, "counts", site, group[0].id),
            cause={"document": f"PD{end:%y%m%d}", "purpose": "cycle_counting"},
            statements=[Statement(keys[s.key], s.at, s.counted, s.uncertainty_ms, n)
                        for n, s in enumerate(group)])


def holding_keys(*, scope: Scope, ids: Ids, keys: Sequence[Key]) -> dict[Key, HoldingKey]:
    """Turn keys by codes into keys by ids; lots and serials must be known already."""
    lots = lots_by_code(scope=scope, pairs=sorted(
        {(ids.items[key.item], key.lot) for key in keys if key.lot}))
    serials = serials_by_code(scope=scope, pairs=sorted(
        {(ids.items[key.item], key.serial) for key in keys if key.serial}))
    return {key: HoldingKey(
        ids.places[key.site, key.place], ids.items[key.item],
        lots[ids.items[key.item], key.lot].id if key.lot else 0,
        serials[ids.items[key.item], key.serial].id if key.serial else 0, key.status, 0)
        for key in keys}
