"""Words of resolution.   识别词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from pandian.catalog.binding.words import BoundRow, NamedLot
from pandian.catalog.words import ItemRow, PlaceRow
from pandian.codes.words import Verdict
from pandian.kernel.words import Label

CERTAIN = 1_000
"""Confidence of one valid binding whose every further field is known."""
NEW_LOT = 800
LEFT_OVER = 700
"""Confidence of the one lot that is left where the code names none."""
LOOSE = 600
"""Confidence after case-folding, or of a binding that is not valid at the instant."""
CONTRADICTED = 500
OTHER_CUT = 400
"""Confidence of what the code says if a separator was lost and nothing else speaks for it."""
ACCEPTED_FROM = 900
"""From here a candidate is taken without a person, unless the policy says another bound."""
CANDIDATES_MAX = 5
CODES_PER_REQUEST_MAX = 10_000

OWN_CODE = "item"
"""The scheme of an item's own code, beside the schemes of bindings."""
ANY_SCHEME = ""
"""As the scheme of a key: a text that any binding may hold, but for trade numbers."""


class Opinion(NamedTuple):
    """What one observation is understood as: ids of catalog; None = not stated, 0 = none.

    `tray` is '' when counting may use it; `reason` names why not (a key of capture's FAULTS).
    The texts are the codes of what was recognised.
    """

    place: int = 0
    item: int = 0
    lot: int | None = None
    serial: int | None = None
    status: str | None = None
    owner: int | None = None
    base: int | None = None
    tray: str = ""
    reason: str = ""
    item_code: str = ""
    unit: str = ""
    lot_code: str | None = None
    serial_code: str | None = None


class Key(NamedTuple):
    """One thing to look a code up by; `written` is the text as it stands in the code."""

    scheme: str
    key: str
    written: str


class Binding(NamedTuple):
    """A code that stands for an item in one of its packs, with the span in which it does."""

    scheme: str
    key: str
    value: str
    item: str
    unit: str
    factor: int = 1
    tracking: str = "none"
    valid_from: datetime | None = None
    valid_to: datetime | None = None


class KnownLot(NamedTuple):
    """A lot of a matched item; `here` and `at_site`: the books have it in the place, the site."""

    item: str
    code: str
    expires_on: date | None = None
    here: bool = False
    at_site: bool = False


class Context(NamedTuple):
    """All that one code is judged against.

    `at` is the instant of the scan.  `longest` is the longest known lot of an item in characters;
    what `lots` holds counts too.  `serials` says where the books have a serial: {(item, serial):
    place}.  `place` and `place_kind` are where it was scanned, '' when that is not known.
    """

    at: datetime
    bindings: tuple[Binding, ...] = ()
    lots: tuple[KnownLot, ...] = ()
    longest: Mapping[str, int] = MappingProxyType({})
    serials: Mapping[tuple[str, str], str] = MappingProxyType({})
    place: str = ""
    place_kind: str = ""
    accepted_from: int = ACCEPTED_FROM


class Candidate(NamedTuple):
    """What a code may mean, how sure that is (0 to 1000) and every reason for less than certain.

    `factor` smallest units are in one `unit`; lot and serial None: the code does not say.
    """

    item: str
    unit: str
    factor: int
    lot: str | None
    serial: str | None
    expires_on: date | None
    made_on: date | None
    confidence: int
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The weightiest reason (a key of `REASONS`)."""
        return self.reasons[0]


class Resolution(NamedTuple):
    """The candidates of one code, best first; `ask`: a person picks, for `reason`."""

    candidates: tuple[Candidate, ...]
    ask: bool
    reason: str


class Scan(NamedTuple):
    """One code as it was scanned: where (a place code) and when, if that is known."""

    code: str
    symbology: str = ""
    place: str = ""
    at: datetime | None = None


class ShelfLot(NamedTuple):
    """A lot of an item that the books have in a place (ids); never how much."""

    item: int
    code: str
    expires_on: date | None
    place: int


class Shelf(NamedTuple):
    """What the books have of the matched items; `serials`: {(item, serial): place code}."""

    lots: tuple[ShelfLot, ...] = ()
    serials: Mapping[tuple[int, str], str] = MappingProxyType({})


class Looked(NamedTuple):
    """One scan with its reading and all that is known of what it names."""

    scan: Scan
    reading: Verdict
    keys: tuple[Key, ...]
    bound: tuple[BoundRow, ...]


class Known(NamedTuple):
    """A batch looked up: its scans, their places, and the lots that they name."""

    looked: tuple[Looked, ...]
    places: Mapping[str, PlaceRow]
    lots: Mapping[int, Mapping[str, NamedLot]]
    longest: Mapping[int, int]

    def items(self) -> dict[str, ItemRow]:
        """Return every item that any code of the batch may mean, by code."""
        return {row.item.code: row.item for one in self.looked for row in one.bound}


NO_SHELF = Shelf()

REASONS: dict[str, Label] = {
    "known": Label("绑定唯一，批号已知", "One binding, and all that the code names is known"),
    "item_unknown": Label("没有绑定到任何物料", "No item is bound to this code"),
    "item_ambiguous": Label("绑定到多个物料或包装", "Several items or packs are bound to it"),
    "code_refused": Label("条码本身不合规", "The code itself is not valid"),
    "separator_suspected": Label(
        "可能漏了分隔符，批号后面像是另一个字段",
        "A separator seems lost: the end of the lot looks like another field"),
    "separator_lost": Label(
        "若漏了分隔符，则是这样", "This is what it says if a separator was lost"),
    "lot_longer": Label(
        "比该物料已知的批号都长", "Longer than all known lots of this item"),
    "expiry_differs": Label(
        "标签效期与该批号的效期不同", "The label's expiry is not the lot's"),
    "serial_elsewhere": Label(
        "账上此序列号在别的货位", "The books have this serial in another place"),
    "carton_in_piece_bin": Label(
        "整箱条码出现在拆零货位", "A carton's code in a bin for loose pieces"),
    "binding_expired": Label("绑定在扫描时无效", "The binding was not valid at that instant"),
    "case_folded": Label(
        "仅忽略大小写或全半角后相符", "It fits only when case and width are ignored"),
    "lot_new": Label(
        "未见过的批号：建议按标签建立", "A lot not seen before: proposed with the label's dates"),
    "lot_here": Label(
        "条码无批号：本货位只有这一批", "No lot in the code: the only one in this place"),
    "lot_at_site": Label(
        "条码无批号：本站点只有这一批", "No lot in the code: the only one at this site"),
    "lots_several": Label("条码无批号：有多批，请选择", "No lot in the code: several are there"),
    "lot_missing": Label("条码无批号，账上也没有", "No lot in the code, and none in the books"),
}
