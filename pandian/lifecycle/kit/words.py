"""Kit: planned, composed.   器械包

A tray holds what its template says: the item `template` with its attribute `parts` (item code to
units).  What lacks is claimed in bins and put in; two persons count the whole tray.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

PRODUCE = "lifecycle.produce"

KIND = Kind(
    name="kit", label=Label("器械包", "kit"), prefix="KT",
    states={"planned": Label("待配", "planned"), "composed": Label("已配齐", "composed"),
            **END_STATES},
    start="planned", capability=PRODUCE,
    actions={
        "compose": Action(
            Label("配包", "compose"), ("planned",), "composed", PRODUCE, measures=("composed",),
            needs=True, signers=(PRODUCE, PRODUCE), evidence=("photo", "seals"), settles=True,
            ends_claims=True),
        "cancel": Action(
            Label("取消", "cancel"), ("planned",), "cancelled", PRODUCE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"composed"}), closing=frozenset({"composed"}), status="accepted",
    header=("template", "place"), places={"place": frozenset({"tray"})}, claims=True,
)

FAULTS: dict[str, Label] = {
    "template_unknown": Label("{0} 没有器械包清单（物料属性 parts）",
                              "{0} is no kit: the item has no attribute `parts`"),
    "kit_differs": Label("{0}：清单应有 {1}，包内与单上共 {2}",
                         "{0}: the template says {1}, tray and lines hold {2}"),
    "tray_is_out": Label("器械包 {0} 由 {1} 借出或未结", "Tray {0} is out or not settled: {1}"),
    "tray_not_clean": Label("器械包 {0} 有未放行的内容", "Tray {0} holds what is not released"),
    "kit_source_missing": Label("需要写明货在哪个货位",
                                "The place where the goods are is needed"),
}
