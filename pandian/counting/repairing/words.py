"""Words of repairs: what would be posted, what was.   更正词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Fault, Label, Refused
from pandian.lifecycle.correcting.words import Correctable
from pandian.lifecycle.doubling.words import Doubled

GAIN_LOSS = "@gain_loss"
POSTS = frozenset({"correct", "reverse", "swap"})
"""Repairs that post; the others open a document, ask for a recount, or leave it to approval."""
MARGIN_SECONDS = 2
"""A swap that nobody wrote is dated so long before the earlier count, beyond its uncertainty."""
BATCH_MAX = 500
"""Repairs of one run of a rule."""
NOTE_CHARACTERS_MAX = 500
PEOPLE_NAMED_MAX = 10
OWN = {"counted": "own_difference", "recounted": "own_difference",
       "planned": "own_plan_difference", "sampled": "own_sample_difference"}
"""What keeps a person from repairing a difference, and the fault that says so."""
PREPARED = frozenset({"planned", "sampled"})


class Ends(NamedTuple):
    """Both ends of one posted move by codes; `lines`: how many lines its posting has."""

    posting: UUID
    line: int
    item: str
    lot: str
    serial: str
    owner: str
    source: str
    target: str
    status: str
    target_status: str
    quantity: int
    effective_at: datetime
    lines: int
    documented: bool


class Stand(NamedTuple):
    """A counted line as a swap sees it: its stock key by codes, and when it was counted."""

    line: int
    place: str
    item: str
    lot: str
    serial: str
    status: str
    owner: str
    variance: int
    observed_at: datetime
    uncertainty_ms: int


class Step(NamedTuple):
    """One line that a repair would post, by codes, in smallest units."""

    item: str
    lot: str
    serial: str
    owner: str
    source: str
    target: str
    status: str
    target_status: str
    quantity: int


class Preview(NamedTuple):
    """Exactly what repairing a cause would do.

    `effect` is what it changes this line's variance by; `lines` are all it would settle.
    `reverses`: a whole posting is reversed, before any steps are posted.  `document`: what to open.
    `correction`: the document reverses its wrong line and enters it again; `double`: it was typed
    twice and is undone whole.  Where it cannot, `why` says why just the difference is posted.
    """

    line: int
    causes: tuple[str, ...]
    repair: str
    effect: int
    steps: tuple[Step, ...] = ()
    effective_at: datetime | None = None
    lines: tuple[int, ...] = ()
    reverses: UUID | None = None
    document: UUID | None = None
    number: str = ""
    correction: Correctable | None = None
    double: Doubled | None = None
    why: tuple[Fault, ...] = ()


class Wanted(NamedTuple):
    """A repair (or just a confirmation) that somebody asks for; `id` makes it idempotent.

    `choice` says which concrete way of the alternative, the likeliest being 0.
    """

    id: UUID
    line: int
    causes: tuple[str, ...]
    choice: int = 0
    note: str = ""


class Repaired(NamedTuple):
    """What became of it: `result` is created or exists; `left` is the variance that remains."""

    id: UUID
    line: int
    result: str
    causes: tuple[str, ...]
    posting: UUID | None
    left: int
    verdict: str


class RepairRefused(Refused):
    """It cannot be repaired so; the faults name every reason, and nothing was posted."""


class RepairConflict(Conflict):
    """The line, or what was found of it, has changed since it was shown."""


class RepairNotYours(Refused):
    """Nobody repairs the difference of what he counted or prepared himself."""

    status = 403


FAULTS: dict[str, Label] = {
    "finding_unknown": Label("{0} 没有找到原因", "No cause was found for {0}"),
    "finding_changed": Label("{0} 的差异已变，请重新溯因",
                             "The variance of {0} has changed: look for its cause again"),
    "cause_not_proposed": Label("{0} 没有提出这个原因：{1}",
                                "This cause was not proposed for {0}: {1}"),
    "nothing_to_post": Label("这个原因没有可过账的更正：{0}",
                             "This cause has nothing to post: {0}"),
    "own_difference": Label("{0} 是您（或您代批的人）盘点的",
                            "You, or whom you stand in for, counted {0}"),
    "own_plan_difference": Label(
        "这次盘点是您（或您代批的人）安排的，{0} 须由别人更正",
        "You, or whom you stand in for, planned this count: somebody else repairs {0}"),
    "own_sample_difference": Label(
        "这次抽样是您（或您代批的人）拟定的，{0} 须由别人更正",
        "You, or whom you stand in for, drew up this sample: somebody else repairs {0}"),
    "others_repair": Label("可由这些人更正：{0}", "These people may repair it: {0}"),
    "nobody_repairs": Label("{0} 没有可更正的人：有批准权的都盘点过或安排过。规则仍可自动更正，"
                            "总部也可把角色授予没有参与的人",
                            "Nobody at {0} may repair it: all who could counted or planned it. A "
                            "rule may still repair it, and the centre can give the role to "
                            "somebody who had no part in it"),
    "line_decided": Label("{0} 已定案：{1}", "{0} is decided already: {1}"),
    "not_repaired": Label("更正后 {0} 仍差 {1}，已全部撤回",
                          "After the repair {0} would still differ by {1}: all was undone"),
    "order_unclear": Label("两处盘点之间有更早的盘点，无法确定更正的时间",
                           "An earlier count lies between: the repair's instant is not certain"),
    "reason_unknown": Label("没有这条确认的原因", "No such confirmed reason"),
    "repaired_in_parts": Label("一次涉及几笔过账，不由一张单据说明",
                               "Several postings together: no one document says it"),
    "repaired_backwards": Label("方向记反，改后数量为负，单据 {0} 不能这样记",
                                "The sign was reversed: document {0} takes no such number"),
    "undone_already": Label("这条原因已撤回", "This reason was taken back already"),
}
