"""Places, items, packs, codes, lots, serials, parties.   主数据词汇

Cost is an integer of 10^-4 minor units of the currency, for one smallest unit of the item: 12.5
yuan are 12,500,000.  On the way in an integer means just that; a text is a decimal number of the
currency's main unit ("12.5").  A field of None leaves what is known as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from pandian.kernel.words import Label

BATCH_ELEMENTS_MAX = 10_000
CODE_CHARACTERS_MAX = 64
LOT_CHARACTERS_MAX = 64
SERIAL_CHARACTERS_MAX = 64
NAME_CHARACTERS_MAX = 300
UNIT_CHARACTERS_MAX = 32
VALUE_CHARACTERS_MAX = 200
SCHEME_CHARACTERS_MAX = 32
PACKS_PER_ITEM_MAX = 50
CODES_PER_ITEM_MAX = 200
KINDS_PER_PARTY_MAX = 20
ATTRIBUTES_BYTES_MAX = 16_384
FACTOR_MAX = 1_000_000_000
SEQUENCE_MAX = 2**31 - 1
PLACE_DEPTH_MAX = 16
COST_MAX = 2**53 - 1
COST_PER_MAIN_UNIT = 1_000_000
LIST_ROWS_MAX = 1_000
SEARCH_ROWS_MAX = 100
SEARCH_CHARACTERS_MAX = 100
SEARCH_WORDS_MAX = 8
PINYIN_READINGS_MAX = 8


class PlaceKind(NamedTuple):
    """A kind of place; `physical` ones hold stock, the others are ends of every chain.

    `colour` is the zone colour of GSP article 40, or empty.
    """

    label: Label
    physical: bool
    colour: str = ""


PLACE_KINDS: dict[str, PlaceKind] = {
    "warehouse": PlaceKind(Label("仓库", "Warehouse"), True),
    "zone": PlaceKind(Label("库区", "Zone"), True),
    "bin": PlaceKind(Label("货位", "Bin"), True, "green"),
    "piece_bin": PlaceKind(Label("拆零货位", "Piece bin"), True, "green"),
    "dock": PlaceKind(Label("收货暂存", "Dock"), True, "yellow"),
    "pending_area": PlaceKind(Label("待验区", "Pending area"), True, "yellow"),
    "rejected_area": PlaceKind(Label("不合格品区", "Rejected area"), True, "red"),
    "return_area": PlaceKind(Label("退货区", "Return area"), True, "yellow"),
    "dispatch_area": PlaceKind(Label("发货区", "Dispatch area"), True, "green"),
    "quarantine": PlaceKind(Label("隔离区", "Quarantine"), True),
    "wip": PlaceKind(Label("在制", "Work in process"), True),
    "tray": PlaceKind(Label("器械包", "Tray"), True),
    "unit": PlaceKind(Label("容器（托盘、周转箱）", "Handling unit"), True),
    "consignment_site": PlaceKind(Label("寄售点", "Consignment site"), True, "green"),
    "in_transit": PlaceKind(Label("在途", "In transit"), True),
    "supplier": PlaceKind(Label("供应商", "Supplier"), False),
    "customer": PlaceKind(Label("客户", "Customer"), False),
    "used": PlaceKind(Label("已使用", "Used"), False),
    "production": PlaceKind(Label("生产", "Production"), False),
    "gain_loss": PlaceKind(Label("盘盈盘亏", "Gain and loss"), False),
    "destroyed": PlaceKind(Label("已销毁", "Destroyed"), False),
    "opening": PlaceKind(Label("期初", "Opening"), False),
}

VIRTUAL = (
    "@supplier", "@customer", "@used", "@production", "@gain_loss", "@destroyed", "@opening",
)
"""The virtual places that every site has."""

VIRTUAL_LABELS: dict[str, Label] = {code: PLACE_KINDS[code[1:]].label for code in VIRTUAL}

STATUSES: dict[str, Label] = {
    "pending": Label("待检", "Awaiting inspection"),
    "accepted": Label("合格", "Accepted"),
    "on_hold": Label("冻结", "On hold"),
    "quarantine": Label("隔离", "Quarantine"),
    "recalled": Label("召回", "Recalled"),
    "rejected": Label("不合格", "Rejected"),
}

TRACKING: dict[str, Label] = {
    "none": Label("不追踪", "Not tracked"),
    "lot": Label("按批号", "By lot"),
    "serial": Label("按序列号", "By serial"),
    "lot_serial": Label("按批号和序列号", "By lot and serial"),
}

PARTY_KINDS: dict[str, Label] = {
    "supplier": Label("供应商", "Supplier"),
    "customer": Label("客户", "Customer"),
    "maker": Label("生产企业", "Manufacturer"),
    "owner": Label("货主", "Owner"),
    "carrier": Label("承运商", "Carrier"),
    "partner": Label("合作方", "Partner"),
}


class PackDraft(NamedTuple):
    """A pack as it comes in: `factor` smallest units in one `unit`."""

    unit: str
    factor: int
    gtin: str | None = None


class CodeDraft(NamedTuple):
    """Another code of the item as it comes in; scheme `gtin` is checked, others are free."""

    scheme: str
    value: str


class ItemDraft(NamedTuple):
    """An item as it comes in; packs and codes left out stay as they are."""

    code: str
    name: str
    unit: str
    name_en: str | None = ""
    packs: tuple[PackDraft, ...] = ()
    tracking: str = "none"
    expiry: bool = False
    codes: tuple[CodeDraft, ...] = ()
    cost: int | str | None = None
    attributes: Mapping[str, Any] = MappingProxyType({})


class PlaceDraft(NamedTuple):
    """A place as it comes in; the parent may stand in the same batch."""

    site: str
    code: str
    kind: str
    parent: str | None = None
    sequence: int | None = 0
    active: bool = True


class LotDraft(NamedTuple):
    """A lot as it comes in; dates are ISO texts or dates."""

    item: str
    lot: str
    made_on: date | str | None = None
    expires_on: date | str | None = None


class PartyDraft(NamedTuple):
    """A partner as it comes in."""

    code: str
    name: str
    name_en: str | None = ""
    kinds: tuple[str, ...] = ()


class PlaceRow(NamedTuple):
    """A place as it is read; `parent` 0 means none."""

    id: int
    site: int
    code: str
    kind: str
    parent: int
    sequence: int
    physical: bool
    active: bool


class ItemRow(NamedTuple):
    """An item as it is read; `cost` in 10^-4 minor units, None when unknown or hidden."""

    id: int
    code: str
    name: str
    name_en: str
    unit: str
    tracking: str
    expiry: bool
    cost: int | None


class PackRow(NamedTuple):
    """A pack as it is read."""

    item: int
    unit: str
    factor: int
    gtin: str


class BindingRow(NamedTuple):
    """What a trade number stands for: an item in one of its packs."""

    item: ItemRow
    unit: str
    factor: int


class LotRow(NamedTuple):
    """A lot as it is read."""

    id: int
    item: int
    code: str
    made_on: date | None
    expires_on: date | None


class SerialRow(NamedTuple):
    """A serial as it is read; `lot` 0 means none known."""

    id: int
    item: int
    code: str
    lot: int


class PartyRow(NamedTuple):
    """A partner as it is read."""

    id: int
    code: str
    name: str
    name_en: str
    kinds: tuple[str, ...]


Row = TypeVar("Row")


class Page(NamedTuple, Generic[Row]):
    """Some rows of a list; `next` is where to go on (a code), or None at the end."""

    rows: list[Row]
    next: str | None


FAULTS: dict[str, Label] = {
    "unknown_site": Label("没有这个站点，或您无权操作：{0}", "No such site, or not yours: {0}"),
    "unknown_parent": Label("没有这个上级位置：{0}", "No such parent place: {0}"),
    "parent_circle": Label("上级位置形成环", "The parents run in a circle"),
    "parents_too_deep": Label("位置层级超过 {0}", "Places are nested deeper than {0}"),
    "virtual_kind": Label("虚拟位置由系统建立：{0}", "Virtual places are made by the system: {0}"),
    "unknown_kind": Label("不认识的类型：{0}", "Unknown kind: {0}"),
    "unknown_item": Label("没有这个物料：{0}", "No such item: {0}"),
    "item_without_lots": Label("物料 {0} 不按批号管理", "Item {0} is not tracked by lot"),
    "expiry_needs_lot": Label("管理效期的物料必须按批号追踪",
                              "Items with expiry must be tracked by lot"),
    "expires_before_made": Label("效期早于生产日期", "It expires before it is made"),
    "factor_not_positive": Label("换算系数至少为 1，收到 {0}",
                                 "The factor must be at least 1; {0} was sent"),
    "base_factor": Label("最小单位 {0} 的系数必须是 1",
                         "The factor of the smallest unit {0} must be 1"),
    "bad_gtin": Label("不是有效的 GTIN：{0}", "This is not a valid GTIN: {0}"),
    "bad_cost": Label("成本应为整数（最小货币单位的万分之一）或十进制文本",
                      "A cost is an integer of 10^-4 minor units or a decimal text"),
    "different_unit": Label("最小单位已是 {0}，不能改为 {1}",
                            "The smallest unit is {0} and cannot become {1}"),
}
