"""Words of the stock ledger.   库存账词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Fault, Label, NotFound, Refused

Precision = Literal["second", "minute", "day"]
PRECISIONS: tuple[Precision, ...] = ("second", "minute", "day")
EXACT = 3
"""Precision of moves whose instant the ledger itself set (see `ledger_move.precision`)."""

LINES_MAX = 10_000
"""Lines of one posting that a door accepts; bigger sets go through imports or settlement."""

REQUESTS_MAX = 10_000
"""Documents of one call."""

KINDS: dict[str, Label] = {
    "opening": Label("期初", "opening"),
    "receipt": Label("收货", "receipt"),
    "inspection": Label("验收", "inspection"),
    "putaway": Label("上架", "putaway"),
    "relocation": Label("移库", "relocation"),
    "hold": Label("冻结", "hold"),
    "release": Label("解冻", "release"),
    "quarantine": Label("隔离", "quarantine"),
    "recall": Label("召回", "recall"),
    "pick": Label("拣货", "pick"),
    "issue": Label("出库", "issue"),
    "usage": Label("使用", "usage"),
    "transfer": Label("调拨", "transfer"),
    "transfer_ship": Label("调拨发出", "transfer shipped"),
    "transfer_receive": Label("调拨收到", "transfer received"),
    "feed": Label("投料", "feed"),
    "production": Label("生产", "production"),
    "kit": Label("器械包", "kit"),
    "loan": Label("借用", "loan"),
    "consignment": Label("寄售铺货", "consignment"),
    "completion": Label("完工", "completion"),
    "customer_return": Label("销售退货", "customer return"),
    "supplier_return": Label("采购退货", "supplier return"),
    "damage": Label("报损", "damage"),
    "scrap": Label("报废", "scrap"),
    "destruction": Label("销毁", "destruction"),
    "adjustment": Label("库存调整", "adjustment"),
    "reversal": Label("冲销", "reversal"),
    "count_adjustment": Label("盘点调整", "count adjustment"),
    "heal": Label("自愈", "healing"),
    "shortage": Label("账面不足暂补", "cover of a shortage"),
    "drop_shipment": Label("直调", "drop shipment"),
    "deviation": Label("偏差出库", "deviation"),
}
"""Names of the kinds that the interface knows; a client may use further ones."""

SYSTEM_KINDS = frozenset({"reversal", "count_adjustment", "heal", "shortage"})
"""Kinds that only the ledger itself posts."""

DROP_SHIPMENT = "drop_shipment"
"""Goods go from the supplier to the customer past us: only its document posts both ends outside."""


class HoldingKey(NamedTuple):
    """The stock key by ids; 0 means no lot, serial or owner."""

    place: int
    item: int
    lot: int = 0
    serial: int = 0
    status: str = "accepted"
    owner: int = 0


class LineRequest(NamedTuple):
    """One line of a posting as a client says it, by codes; `quantity` counts packs of `unit`."""

    item: str
    source: str
    target: str
    quantity: int
    lot: str | None = None
    serial: str | None = None
    status: str | None = None
    owner: str | None = None
    unit: str | None = None
    target_status: str | None = None


class PostingRequest(NamedTuple):
    """One atomic document.  `id` is minted by the client and makes the write idempotent.

    `precision` says how well the paper knows its instant.  `strict` documents (plans) are refused
    below the floor; facts never are.  `pointer` prefixes the places of faults.
    """

    id: UUID
    site: str
    kind: str
    cause: Mapping[str, Any]
    effective_at: datetime
    lines: tuple[LineRequest, ...]
    precision: Precision = "second"
    strict: bool = False
    transfer: UUID | None = None
    pointer: str = ""


class Healed(NamedTuple):
    """One compensation: the assertion at `at` stayed true although a late line came."""

    posting: UUID
    holding: int
    at: datetime
    quantity: int


class Posted(NamedTuple):
    """What became of one document.

    `result` is `created`, `exists`, `exists_with_different_<field>` or `refused_<reason>`.
    `moves` counts its own lines; `shortages` the lines covered from unexplained gain; `doubts`
    the assertions that can't be told apart in time.
    """

    id: UUID
    result: str
    moves: int = 0
    healed: tuple[Healed, ...] = ()
    shortages: int = 0
    doubts: int = 0
    recorded_at: datetime | None = None
    faults: tuple[Fault, ...] = ()


class Statement(NamedTuple):
    """A counted line: at `at` (known to +- `uncertainty_ms`) the holding held `counted`."""

    key: HoldingKey
    at: datetime
    counted: int
    uncertainty_ms: int = 0
    ref: int = 0


class Asserted(NamedTuple):
    """What a settlement posted; gain and loss in smallest units, never netted."""

    posting: UUID
    result: str
    stated: int
    moved: int
    gain: int
    loss: int
    recorded_at: datetime


class PlaceStatement(NamedTuple):
    """A closed visit: at `at` the place held, within `items` (None = all), only what was seen.

    `seen` are all holdings that have a count line of this visit (zero lines included);
    `seen_items` are items counted at a coarser grain than their lots.
    """

    visit: UUID
    place: int
    at: datetime
    items: tuple[int, ...] | None
    seen: tuple[int, ...]
    seen_items: tuple[int, ...] = ()


class StockRow(NamedTuple):
    """One row of stock; columns that were not grouped by are empty; `kind` is the place's."""

    site: str
    place: str
    item: str
    item_name: str
    lot: str
    expires_on: Any
    serial: str
    status: str
    owner: str
    quantity: int
    unit: str
    short: int
    kind: str = ""


class TransitRow(NamedTuple):
    """Goods of open shipments between two sites: what was sent, and what of it is taken in.

    `site` sent them and has the difference in its book, in `place`, until `other` takes it in.
    Where more was taken in than sent, `site` is the receiver and the difference below zero.
    """

    site: str
    other: str
    place: str
    item: str
    lot: str
    serial: str
    status: str
    owner: str
    sent: int
    taken: int


class StockPage(NamedTuple):
    """A page of stock, the cursor of the next one, and the instant it is true for."""

    rows: list[StockRow]
    next: str | None
    as_of: datetime


class CardRow(NamedTuple):
    """One move on a stock card; `quantity` is signed, `balance` is what stood after it."""

    posting: UUID
    line: int
    kind: str
    cause: dict[str, Any]
    actor: str
    device: str
    effective_at: datetime
    recorded_at: datetime
    precision: str
    quantity: int
    balance: int
    counterpart: str
    place: str
    lot: str
    serial: str
    status: str
    reverses: UUID | None
    reversed_by: UUID | None
    caused_by: UUID | None
    sealed: bool


class CardPage(NamedTuple):
    """A page of a stock card, newest first, and the cursor of the next one."""

    rows: list[CardRow]
    next: str | None
    on_hand: int
    as_of: datetime


class TraceRow(NamedTuple):
    """One edge of a trace: goods went from `source` to `target`."""

    site: str
    posting: UUID
    kind: str
    cause: dict[str, Any]
    actor: str
    device: str
    effective_at: datetime
    recorded_at: datetime
    source: str
    target: str
    item: str
    lot: str
    serial: str
    status: str
    quantity: int
    transfer: UUID | None
    sealed: bool


class PostingRow(NamedTuple):
    """One posting with its head data."""

    site: str
    id: UUID
    kind: str
    cause: dict[str, Any]
    actor: str
    device: str
    recorded_at: datetime
    lines: int
    reverses: UUID | None
    caused_by: UUID | None
    digest: str


class SealRow(NamedTuple):
    """The last link of a site's hash chain."""

    site: str
    number: int
    at: datetime
    postings: int
    chain: str


class PostingRefused(Refused):
    """The document cannot be posted; the faults name every line."""


class PostingNotFound(NotFound):
    """No such posting in the sites of this scope."""


class PostingConflict(Conflict):
    """The id is known with another content, or the posting is reversed already."""


FAULTS: dict[str, Label] = {
    "kind_reserved": Label("{0} 只能由系统过账", "Only the ledger itself posts the kind {0}"),
    "kind_malformed": Label(
        "类型应为小写英文与下划线", "A kind is lower-case letters and underscores"
    ),
    "no_lines": Label("单据没有行", "The document has no lines"),
    "quantity_not_positive": Label(
        "数量应大于 0，收到 {0}", "The quantity must be above 0; {0} was sent"
    ),
    "quantity_too_large": Label("数量过大：{0}", "The quantity is too large: {0}"),
    "site_unknown": Label("没有站点 {0}，或您无权", "Site {0} is not known, or not yours"),
    "place_unknown": Label("站点 {1} 没有货位 {0}", "Site {1} has no place {0}"),
    "item_unknown": Label("没有物料 {0}", "Item {0} is not known"),
    "unit_unknown": Label("物料 {1} 没有单位 {0}", "Item {1} has no unit {0}"),
    "owner_unknown": Label("没有货主 {0}", "Owner {0} is not known"),
    "status_unknown": Label("没有状态 {0}", "Status {0} is not known"),
    "lot_required": Label(
        "物料 {0} 按批管理，需要批号", "Item {0} is kept by lot: a lot is needed"
    ),
    "lot_not_kept": Label("物料 {0} 不按批管理", "Item {0} is not kept by lot"),
    "serial_required": Label(
        "物料 {0} 按序列号管理，需要序列号", "Item {0} is kept by serial: a serial is needed"
    ),
    "serial_not_kept": Label("物料 {0} 不按序列号管理", "Item {0} is not kept by serial"),
    "serial_quantity": Label(
        "有序列号的行数量只能是 1，收到 {0}", "A line with a serial has quantity 1; {0} was sent"
    ),
    "same_ends": Label("来源与去向相同", "Source and target are the same holding"),
    "both_ends_virtual": Label(
        "来源与去向都在账外：{0} → {1}", "Both ends are outside the stock: {0} to {1}"
    ),
    "effective_in_future": Label(
        "发生时间 {0} 在将来", "The effective instant {0} lies in the future"
    ),
    "effective_too_old": Label(
        "发生时间 {0} 早于 2000 年", "The effective instant {0} is before 2000"
    ),
    "exit_status": Label("状态“{0}”的货不能离库", "Goods of status {0} must not leave"),
    "exit_expired": Label(
        "批号 {0} 有效期至 {1}，已锁定，不能离库",
        "Lot {0} was usable through {1}; it is locked and must not leave"),
    "needs_document": Label("{0} 只能由单据过账", "Only a document posts the kind {0}"),
    "release_needs_document": Label(
        "状态“{0}”改为“{1}”是放行：只能由验收、解冻、退货、借用清点、召回单据过账",
        "From status {0} to {1} is a release: only an inspection, a judged hold, a customer "
        "return, a counted loan or a recall posts it"),
    "destroyed_needs_document": Label(
        "“已销毁”只能由销毁单（见证、销毁证明）或找回单过账",
        "Only a destruction, with witness and certificate, or a report of goods found again "
        "posts to or from the destroyed"),
    "loss_needs_document": Label(
        "状态“{0}”的货不能这样出账：请用验收、调拨收货、借用单据，或盘点",
        "Goods of status {0} leave the book by their documents or by a count, not by a plain "
        "posting"),
    "document_posting": Label(
        "这张凭证属于单据 {0}：请冲销那张单据",
        "This posting belongs to document {0}: reverse the document"),
    "below_floor": Label("账面不足", "The book holds less than this plan needs"),
    "number_overflow": Label(
        "结存会超出可记的范围", "The balance would leave the range it can hold"
    ),
    "item_frozen": Label(
        "物料 {0} 因账目校验失败（{1}）暂停过账",
        "Posting of item {0} is frozen: invariant {1} is broken",
    ),
    "posting_unknown": Label("没有这张凭证，或您无权查看", "No such posting, or not yours to see"),
    "already_reversed": Label("已被 {0} 冲销", "Already reversed by {0}"),
    "system_posting": Label(
        "{0} 凭证随其来源单据冲销", "A {0} posting is reversed with the document that caused it"
    ),
    "different": Label("同一编号、不同内容：{0}", "The same id with another content: {0}"),
    "blank_reason": Label("需要写明原因", "A reason is needed"),
    "cursor_invalid": Label("翻页标记无效", "This page cursor is not valid"),
    "group_unknown": Label("不能按 {0} 分组", "Stock cannot be grouped by {0}"),
    "snapshot_too_recent": Label("快照至少要早于现在一天", "A snapshot lies at least a day back"),
}
