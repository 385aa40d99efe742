"""Quality records: rows, and files of them.   质量记录查询"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pandian.catalog.licences.queries import list_licences
from pandian.catalog.licences.words import LicenceFilter
from pandian.catalog.queries import masters, parties_by_code
from pandian.counting.queries import closed_plans, lines
from pandian.counting.words import ClosedPlan, LineRow
from pandian.exchange.labels.queries import font, setter
from pandian.exchange.records.rules import (
    Key,
    count_key,
    cursor_of,
    fact_key,
    key_of,
    licence_key,
    record_pages,
)
from pandian.exchange.tables.rules import as_file, check_format, check_length
from pandian.exchange.tables.words import MEDIA, File, Table
from pandian.governance.queries import sites
from pandian.governance.words import Scope
from pandian.lifecycle.receipt.rules import photos_of, refusal_number
from pandian.lifecycle.receipt.words import REFUSED_BACK, REFUSED_KEPT
from pandian.lifecycle.records.queries import facts
from pandian.lifecycle.records.rules import (
    FOREVER,
    asked_faults,
    device,
    is_implant,
    keep_until,
    money,
    said_of,
)
from pandian.lifecycle.records.words import (
    COLUMNS,
    RECORDS,
    ROWS_MAX,
    Asked,
    FactRow,
    Record,
    RecordRefused,
)
from pandian.lifecycle.rules import KINDS, shown_number
from pandian.lifecycle.words import MEASURES

SAID = {
    "address": ("address", "delivery_address"), "contact": ("contact", "phone"),
    "delivery_note": ("delivery_note",), "transport": ("transport",), "carrier": ("carrier",),
    "waybill": ("waybill", "tracking"), "vehicle": ("vehicle",), "driver": ("driver",),
    "result": ("result", "decision", "report", "answered_by"), "level": ("level",),
    "notice": ("notice",), "told_supplier": ("told_supplier",),
    "licence": ("licence", "buyer_licence"),
}
"""Columns that are said in evidence or heads, and under which names."""

Rows = Iterator[tuple[Key, dict[str, Any]]]
PLANS_AT_ONCE = 100
LAST_LINE = 10**18 - 1
"""Beyond every line of a count: the next count goes on."""

PARTIES = ("customer", "supplier", "buyer", "hospital", "partner", "to")


class RecordPage(NamedTuple):
    """Some rows of a record, oldest first; `next` continues."""

    rows: list[dict[str, Any]]
    next: str | None


def record_page(
    *, scope: Scope, asked: Asked, limit: int, after: str | None = None
) -> RecordPage:
    """Return a page of one record by cursor, oldest first; each row has the record's columns.

    A page costs what it shows, however far back it stands.  Raises `Forbidden`, `NotFound` for a
    foreign site, `RecordRefused` with every fault, of the cursor too.
    """
    if faults := list(asked_faults(asked)):
        raise RecordRefused(faults)
    record = RECORDS[asked.record]
    made = {"documents": _documents, "counts": _counts, "licences": _licences}[record.source]
    rows: list[dict[str, Any]] = []
    mark: Key | None = None
    for key, row in made(scope, asked, limit + 1, key_of(asked.record, after)):
        if len(rows) == limit:
            return RecordPage(rows, cursor_of(asked.record, mark))
        rows.append({name: row.get(name, "") for name in record.columns})
        mark = key
    return RecordPage(rows, None)


def record_rows(*, scope: Scope, asked: Asked, limit: int = ROWS_MAX + 1) -> list[dict[str, Any]]:
    """Return the first rows of one record, oldest first.  Raises as `record_page`."""
    return record_page(scope=scope, asked=asked, limit=limit).rows


def record_file(
    *, scope: Scope, asked: Asked, format: str, language: str
) -> File:
    """Return one record of a range as CSV, JSON or PDF, with who asked for it and when.

    Raises as `record_rows`, and `FormatUnknown`, `TableTooLong`.
    """
    check_format(format)
    rows = record_rows(scope=scope, asked=asked)
    check_length(len(rows), format)
    record, now = RECORDS[asked.record], datetime.now(UTC)
    table = Table(
        f"record-{asked.record}", record.label, {name: COLUMNS[name] for name in record.columns},
        list(rows), {"record": asked.record, "articles": list(record.articles),
                     "asked": asked._asdict(), "made_by": scope.actor, "made_at": now})
    if format != "pdf":
        return as_file(table, format=format, language=language)
    pages = record_pages(table, facts=_heads(record, asked, scope, now, len(rows), language),
                         font=font(), language=language)
    made = setter().pdf(pages, title=record.label.text(language), language=language)
    return File(f"{table.name}.pdf", MEDIA["pdf"], made)


def _heads(
    record: Record, asked: Asked, scope: Scope, now: datetime, rows: int, language: str
) -> list[str]:
    articles = ", ".join(map(str, record.articles))
    span = f"{asked.since.isoformat()} – {asked.until.isoformat()}"
    if language.startswith("zh"):
        return [f"规范条款：{articles}    站点：{asked.site or '全部'}    范围：{span}",
                f"行数：{rows}    导出人：{scope.actor}    导出时间：{now.isoformat()}"]
    return [f"GSP articles: {articles}    site: {asked.site or 'all'}    range: {span}",
            f"rows: {rows}    made by: {scope.actor}    made at: {now.isoformat()}"]


def _documents(scope: Scope, asked: Asked, limit: int, after: Key) -> Rows:
    rows = facts(scope=scope, asked=asked, limit=limit,
                 after=fact_key(after) if after else None)
    parties = parties_by_code(scope=scope, codes={_party(row) for row in rows} - {""})
    language, zones = scope.language, _zones(scope)
    for row in rows:
        party = _party(row)
        known = parties.get(party)
        yield row.key, {
            **device(row), **money(row),
            **{name: said_of(row, *names) for name, names in SAID.items()},
            "at": row.at, "site": row.site, "number": shown_number(row.kind, row.number),
            "step": _step(row, language), "quantity": row.quantity, "place": row.place,
            "measure": MEASURES[row.measure].text(language) if row.measure in MEASURES
            else row.measure,
            "party": party, "party_name": known.name if known else "", "reason": row.reason,
            "refusal": refusal_number(shown_number(row.kind, row.number), row.seq),
            "disposal": _disposal(row, language), "photos": " ".join(photos_of(row.evidence)),
            "origin": _origin(row), "ordered_on": row.ordered_on, "actor": row.actor,
            "signers": row.signers, "keep_until": _kept(row, zones[row.site])}


def _party(row: FactRow) -> str:
    return said_of(row, *PARTIES)


def _step(row: FactRow, language: str) -> str:
    action = KINDS[row.kind].actions.get(row.action)
    return action.label.text(language) if action else row.action


def _disposal(row: FactRow, language: str) -> str:
    """Return what became of refused goods: where they stand, and what was said of it."""
    where = REFUSED_KEPT if row.place else REFUSED_BACK
    return "; ".join(filter(None, (where.text(language).format(row.place),
                                   str(row.evidence.get("disposal") or ""))))


def _origin(row: FactRow) -> str:
    if named := said_of(row, "original", "origin", "issue"):
        return named
    if row.origin_kind in KINDS and row.origin_number:
        return shown_number(row.origin_kind, row.origin_number)
    return ""


def _zones(scope: Scope) -> dict[str, ZoneInfo]:
    """Return the time zone of each site: a record is kept from the day on that it was there."""
    return {site.code: ZoneInfo(site.time_zone) for site in sites(scope=scope)}


def _kept(row: FactRow, zone: ZoneInfo) -> str:
    until = keep_until(implant=is_implant(row.master.get("attributes", {})),
                       expires_on=row.expires_on, made=row.at.astimezone(zone).date())
    return "∞" if until == FOREVER else until.isoformat()


def _counts(scope: Scope, asked: Asked, limit: int, after: Key) -> Rows:
    """Yield the lines of the counts closed in the range, with the causes of differences."""
    text = asked.text.strip().lower()
    at, plan, line = count_key(after) if after else (None, None, None)
    zones = _zones(scope)
    while found := closed_plans(scope=scope, site=asked.site, since=asked.since,
                                until=asked.until, at=at, plan=plan, limit=PLANS_AT_ONCE):
        for each in found:
            begin = line if each.id == plan else None
            for row, counted in _lines_of(scope, each, begin, zones[each.site]):
                if not text or text in f"{row.item} {row.item_name} {row.lot} {row.serial} " \
                        f"{each.name}".lower():
                    yield (each.closed_at, each.id, row.id), counted
        if len(found) < PLANS_AT_ONCE:
            return
        at, plan, line = found[-1].closed_at, found[-1].id, str(LAST_LINE)


def _lines_of(
    scope: Scope, plan: ClosedPlan, after: str | None, zone: ZoneInfo
) -> Iterator[tuple[LineRow, dict[str, Any]]]:
    while True:
        page = lines(scope=scope, plan=plan.id, after=after)
        known = masters(scope=scope, codes={line.item for line in page.rows})
        for line in page.rows:
            yield line, _counted(plan, line, known.get(line.item, {}), zone)
        if page.next is None:
            return
        after = page.next


def _counted(
    plan: ClosedPlan, line: LineRow, master: Mapping[str, Any], zone: ZoneInfo
) -> dict[str, Any]:
    own = master.get("attributes", {})
    until = keep_until(implant=is_implant(own), expires_on=line.expires_on,
                       made=plan.closed_at.astimezone(zone).date())
    return {
        "at": line.observed_at or plan.closed_at, "site": plan.site, "number": plan.name,
        "place": line.place, "item": line.item, "name": line.item_name,
        "model": own.get("model", ""),
        "specification": own.get("specification", own.get("spec", "")), "lot": line.lot,
        "serial": line.serial, "expires_on": line.expires_on, "unit": line.unit,
        "book": line.book, "counted": line.counted,
        "variance": None if line.counted is None else line.variance,
        "cause": ", ".join(dict.fromkeys(each.cause for each in line.explanations)) or (
            line.verdict if line.verdict == "uncounted" else ""),
        "actor": ", ".join(line.people),
        "keep_until": "∞" if until == FOREVER else until.isoformat()}


def _licences(scope: Scope, asked: Asked, limit: int, after: Key) -> Rows:
    """Yield the licences that were valid at some time of the range."""
    text, last = asked.text.strip().lower(), licence_key(after) if after else 0
    while True:
        page = list_licences(scope=scope, wanted=LicenceFilter(), after=last)
        for row in page.rows:
            ends = datetime.combine(row.valid_to, time.max, UTC) if row.valid_to else None
            begins = datetime.combine(row.valid_from, time.min, UTC)
            if begins < asked.until and (ends is None or ends >= asked.since) and (
                    not text or text in f"{row.holder} {row.number} {row.kind}".lower()):
                yield (row.id,), {
                    "holder": row.holder, "kind": row.kind, "licence_number": row.number,
                    "valid_from": row.valid_from, "valid_to": row.valid_to}
        if page.next is None:
            return
        last = page.next
