"""Words of resolution.   识别词汇"""

from __future__ import annotations

from typing import NamedTuple


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
