"""Documents: kinds, states, actions, measures, faults.   单据词汇

A kind of document is data: its states, its actions (from, to, who, who signs, which evidence,
which measures), and what it takes over from the document it follows.  The engine in
`operations.py` knows no kind; a sub-room adds one by its `words.KIND`, its `rules` and its
`sql/proposals/moves.sql`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Conflict, Fault, Forbidden, Label, NotFound, Refused
from pandian.lifecycle.fefo.words import ClaimRow
from pandian.lifecycle.parcels.words import UnitRow

LINES_MAX = 10_000
FACTS_MAX = 40_000
"""Facts of one action: up to four measures of each line."""

SIGNATURES_MAX = 4
NOTE_CHARACTERS_MAX = 2_000
TEXT_CHARACTERS_MAX = 64
PAGE_ROWS_MAX = 1_000

MEASURES: dict[str, Label] = {
    "ordered": Label("订购", "ordered"),
    "shipped": Label("发运", "shipped"),
    "arrived": Label("到货", "arrived"),
    "scanned": Label("扫描", "scanned"),
    "accepted": Label("收下或合格", "accepted"),
    "refused": Label("拒收", "refused"),
    "sampled": Label("抽样耗用", "sampled"),
    "rejected": Label("不合格", "rejected"),
    "put_away": Label("已上架", "put away"),
    "inspected": Label("已看件数", "looked at"),
    "defective": Label("不良件数", "bad units"),
    "counted_short": Label("清点少于收货", "counted short of the receipt"),
    "counted_over": Label("清点多于收货", "counted over the receipt"),
    "received": Label("已收货", "received"),
    "cancelled": Label("已取消", "cancelled"),
    "moved": Label("已移库", "moved"),
    "counted": Label("清点", "counted"),
    "held": Label("冻结或隔离", "held"),
    "lifted": Label("解冻", "lifted"),
    "released": Label("放行", "released"),
    "escalated": Label("转隔离", "moved to quarantine"),
    "damaged": Label("报损", "damaged"),
    "stocked": Label("免验上架", "stocked at once"),
    "over": Label("多出", "over"),
    "lost": Label("损失", "lost"),
    "found": Label("找回", "found again"),
    "approved": Label("批准报废", "approved for destruction"),
    "looked": Label("已检查", "looked at"),
    "doubt_look": Label("外观存疑", "looks doubtful"),
    "doubt_package": Label("包装存疑", "package doubtful"),
    "doubt_label": Label("标签存疑", "label doubtful"),
    "doubt_expiry": Label("效期存疑", "expiry doubtful"),
    "sealed": Label("封存", "sealed"),
    "destroyed": Label("销毁", "destroyed"),
    "picked": Label("已拣", "picked"),
    "short": Label("短缺", "short"),
    "dropped": Label("不发", "dropped"),
    "put_back": Label("放回", "put back"),
    "checked": Label("复核无误", "checked"),
    "packed": Label("已装箱", "packed"),
    "voided": Label("撤回", "taken back"),
    "issued": Label("投料", "fed"),
    "consumed": Label("耗用", "consumed"),
    "estimated": Label("按清单估算的耗用", "consumed by estimate"),
    "output": Label("产出", "made"),
    "returned": Label("退回", "returned"),
    "scrapped": Label("过程报废", "scrapped in process"),
    "remainder": Label("余料", "remainder"),
    "gained": Label("盘盈", "gained"),
    "used_there": Label("客户已使用", "used there"),
    "destroyed_there": Label("客户处已销毁", "destroyed there"),
    "missing_there": Label("客户处找不到", "missing there"),
    "still_there": Label("仍在客户处", "still there"),
    "credited": Label("已贷记", "credited"),
    "left": Label("已离开", "left already"),
    "composed": Label("配入", "put in"),
    "used": Label("已使用", "used"),
    "filled": Label("铺货", "filled"),
    "parted": Label("货主转出", "parted with by the owner"),
    "bought": Label("转为自有", "bought"),
    "missing": Label("缺失", "missing"),
}

STATUS_MOVES: dict[str, frozenset[str]] = {
    "pending": frozenset({"accepted", "rejected", "quarantine"}),
    "accepted": frozenset({"on_hold", "quarantine", "recalled", "rejected", "pending"}),
    "on_hold": frozenset({"accepted", "rejected", "quarantine"}),
    "quarantine": frozenset({"accepted", "rejected"}),
    "recalled": frozenset({"rejected", "quarantine"}),
    "rejected": frozenset(),
}
"""What a status may become by a document.  Recalled goods become accepted only by withdrawing
the recall, rejected ones only by a re-inspection: both are documents of their own."""

PLACED = frozenset({"refused", "rejected", "put_away"})
"""Measures whose facts name the place where the goods go."""

RED = "red"
REJECTED_ON_ITS_WAY = frozenset({"dispatch_area", "in_transit"})
"""Besides red zones: where rejected goods stand while they go back to the supplier."""

END_STATES: dict[str, Label] = {
    "cancelled": Label("已取消", "cancelled"),
    "reversed": Label("已冲销", "reversed"),
}


class Action(NamedTuple):
    """One thing that may be done to a document.

    `signers` names the capability of each signature: as many different persons, the first of
    them whoever acts.  `measures` are the facts it takes, `needs` says that there must be some.
    `apart` names actions of this document or the one it follows: whoever did one of them may
    neither act nor sign here.  `settles`: afterwards no quantity may be open; `completes` is the
    state when none is, else `to` ('' leaves the state as it is).
    """

    label: Label
    sources: tuple[str, ...]
    to: str
    capability: str
    measures: tuple[str, ...] = ()
    needs: bool = False
    signers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    reason: bool = False
    apart: tuple[str, ...] = ()
    settles: bool = False
    completes: str = ""
    ends_claims: bool = False
    posting: str = ""
    """The ledger's kind of its posting, where it is not the document's."""


class Kind(NamedTuple):
    """A kind of document.

    `header` are the required texts of the head.  `places` maps a header field to the place kinds
    it may name, `parties` another to the kind of partner.  A kind that follows another takes over
    what that one stated as `takes`, at the place and in the `status` where it now is.  `posts` are
    the measures that move stock; `placed` those whose facts name where the goods go, `sourced`
    where they come from.  `lines` says where lines come from: they are `given`, `taken` over,
    `either` (taken when it follows something), `both` (so only where none are given), or there are
    `none`.  `states_at_opening` are the
    measures whose facts a given line states at once: as asked, or `shipped` as the notice says.
    """

    name: str
    label: Label
    prefix: str
    states: Mapping[str, Label]
    start: str
    capability: str
    actions: Mapping[str, Action]
    posts: frozenset[str]
    closing: frozenset[str]
    status: str
    header: tuple[str, ...] = ()
    places: Mapping[str, frozenset[str]] = MappingProxyType({})
    follows: str = ""
    takes: str = ""
    claims: bool = False
    partial: frozenset[str] = frozenset()
    """States in which what was not done is given back to the document followed."""
    parties: Mapping[str, str] = MappingProxyType({})
    lines: str = "given"
    states_at_opening: tuple[str, ...] = ()
    placed: frozenset[str] = PLACED
    sourced: frozenset[str] = frozenset()
    takes_posted: bool = True
    """Whether only facts that moved stock are taken over (an order's never do)."""
    taking: str = "lifecycle"
    """The room whose `take_over` statement writes the lines taken over."""
    also: Mapping[str, str] = MappingProxyType({})
    """Further kinds that it may follow, each with the measure that is taken over from there."""
    zeros: frozenset[str] = frozenset()
    """Measures that may be 0: a count says of every line what there is, also nothing."""
    reopening: frozenset[str] = frozenset()
    """Measures that open again what a closing one had closed (put back, taken back)."""
    takes_less: str = ""
    """A measure of the document followed that is taken off: what came back of it already."""
    kept: frozenset[str] = frozenset()
    """Posted measures that let go of no claim: what happens to goods after they were taken."""
    led_to: frozenset[str] = frozenset()
    """States that come from what the documents that follow it do, by no action of its own."""
    transfers: bool = False
    """Whether its postings carry a transfer id: the head's `transfer`, else its own id."""


class LineDraft(NamedTuple):
    """A line as it comes in; `asked` in smallest units, `shipped` what the notice says.

    `place` and `status` say which goods are meant, where the kind asks for it; `attributes` are
    what the kind's own rules read (a price, a limit).
    """

    item: str
    asked: int
    lot: str = ""
    serial: str = ""
    owner: str = ""
    shipped: int | None = None
    place: str = ""
    status: str = ""
    attributes: Mapping[str, Any] = MappingProxyType({})


class DocumentDraft(NamedTuple):
    """A document as it comes in; `id` is minted by the client and makes it idempotent.

    One that follows another has no lines of its own: the engine takes them over.
    """

    id: UUID
    site: str
    kind: str
    header: Mapping[str, Any] = MappingProxyType({})
    lines: tuple[LineDraft, ...] = ()
    follows: UUID | None = None
    replaces: UUID | None = None


class Amount(NamedTuple):
    """One fact about a line: so many units of it were this.

    `source` is the place they came from where the line does not say it, `place` where they stand
    afterwards.  `made_on` and `expires_on` are what a label says (ISO dates): kept with the lot.
    """

    line: int
    measure: str
    quantity: int
    lot: str = ""
    serial: str = ""
    place: str = ""
    note: str = ""
    posted: bool = False
    source: str = ""
    made_on: str = ""
    expires_on: str = ""


class Sum(NamedTuple):
    """The sum of facts of one measure of one line."""

    line: int
    measure: str
    quantity: int


def sums_of(amounts: Iterable[Amount]) -> list[Sum]:
    """Return the sums of facts by line and measure, in that order."""
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for amount in amounts:
        totals[amount.line, amount.measure] += amount.quantity
    return [Sum(line, measure, total) for (line, measure), total in sorted(totals.items())]


class SignatureDraft(NamedTuple):
    """A signature as it comes in: the person proves to be there by the password."""

    person: str
    password: str
    meaning: str = "responsible"


class ActionDraft(NamedTuple):
    """An action as it comes in; `id` makes it idempotent, `version` is what the person saw."""

    id: UUID
    document: UUID
    action: str
    version: int
    amounts: tuple[Amount, ...] = ()
    evidence: Mapping[str, Any] = MappingProxyType({})
    reason: str = ""
    effective_at: datetime | None = None
    signatures: tuple[SignatureDraft, ...] = ()


class ReversalDraft(NamedTuple):
    """A reversal as it comes in; `effective`: `now` (undone) or `then` (it never happened)."""

    id: UUID
    document: UUID
    version: int
    reason: str
    effective: str = "now"


class Line(NamedTuple):
    """A line as it is read."""

    line: int
    item: str
    lot: str
    serial: str
    status: str
    owner: str
    asked: int
    source: str
    target: str
    source_line: int = 0
    attributes: Mapping[str, Any] = MappingProxyType({})


class Move(NamedTuple):
    """One move that a posting rule proposes, by codes, in smallest units."""

    n: int
    item: str
    lot: str
    serial: str
    owner: str
    source: str
    target: str
    status: str
    target_status: str
    quantity: int


class Held(NamedTuple):
    """A locked document with what the rules and hooks ask about it; `row` is its head."""

    site: SiteRow
    row: Any
    kind: Kind
    lines: dict[int, Line]
    sums: list[Sum]


def _no_faults(*_: object) -> tuple[Fault, ...]:
    return ()


def _nothing(*_: object) -> None:
    return None


def _as_the_table_says(
    scope: Scope, held: Held, action: Action, draft: ActionDraft
) -> tuple[str, ...]:
    return action.signers


def _the_same(
    scope: Scope, held: Held, draft: ActionDraft, amounts: list[Amount]
) -> list[Amount]:
    return amounts


class Hooks(NamedTuple):
    """What a kind looks up or writes besides what its table and pure rules say.

    All run in the transaction of the opening or the action.  `opening` and `gates` return faults;
    `signers` the capability of each signature; `facts` adds those that follow from what the
    document knows (all that was packed is shipped); `opened`, `acted`, `done` and `undone` write.
    `acted` runs after the posting and the claims let go, with the completed facts and the moves;
    `done` when the event, its signatures and the new state are written.
    """

    opening: Callable[[Scope, SiteRow, Kind, DocumentDraft], Iterable[Fault]] = _no_faults
    opened: Callable[[Scope, SiteRow, Kind, DocumentDraft], None] = _nothing
    gates: Callable[[Scope, Held, Action, ActionDraft], Iterable[Fault]] = _no_faults
    signers: Callable[[Scope, Held, Action, ActionDraft], tuple[str, ...]] = _as_the_table_says
    facts: Callable[
        [Scope, Held, ActionDraft, list[Amount]], list[Amount]] = _the_same
    acted: Callable[
        [Scope, Held, ActionDraft, Sequence[Amount], Sequence[Move]], None] = _nothing
    done: Callable[[Scope, Held, ActionDraft], None] = _nothing
    undone: Callable[[Scope, Held, ReversalDraft], None] = _nothing


class Bin(NamedTuple):
    """A bin as the putaway proposal sees it: in walking order, with what lies in it."""

    code: str
    sequence: int
    held: frozenset[tuple[str, str]]
    paused: bool = False


class EventRow(NamedTuple):
    """One event as it is read."""

    id: UUID
    seq: int
    action: str
    from_state: str
    to_state: str
    actor: str
    device: str
    at: datetime
    payload: dict[str, Any]
    signers: list[str]
    signatures: list[UUID]
    postings: list[UUID]


class DocumentRow(NamedTuple):
    """A document's head as it is read."""

    site: str
    id: UUID
    kind: str
    number: str
    state: str
    version: int
    header: dict[str, Any]
    follows: UUID | None
    replaces: UUID | None
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime


class DocumentPage(NamedTuple):
    """Some documents, newest first; `next` continues."""

    rows: list[DocumentRow]
    next: str | None


class DocumentWhole(NamedTuple):
    """A document with its lines, the sums of their facts, what happened and what may happen.

    `claims` say where its goods are to be taken from, in walking order; `units` are its parcels.
    `blind`: quantities are left out, because the reader may be the one who counts them.
    """

    head: DocumentRow
    lines: list[Line]
    sums: list[Sum]
    amounts: list[Amount]
    events: list[EventRow]
    actions: list[str]
    claims: list[ClaimRow]
    units: list[UnitRow]
    blind: bool = False


class Acted(NamedTuple):
    """What became of an operation: `created`, `exists` or `exists_with_different_request`."""

    id: UUID
    result: str
    document: UUID
    number: str
    state: str
    version: int
    postings: tuple[UUID, ...] = ()
    moves: int = 0


class Check(NamedTuple):
    """One thing that must hold of all documents, and the first rows that break it."""

    code: str
    label: Label
    broken: tuple[str, ...]


CHECKS: dict[str, Label] = {
    "amounts": Label("单据数量＝过账之和", "amounts of documents equal their postings"),
    "zones": Label("状态与库区颜色相符", "status and zone colour agree"),
    "claims": Label("占用不超过合格现存", "claims stay within what is there"),
}
CHECKS_OF_HISTORY = frozenset({"amounts"})
"""Those whose cost grows with all that was ever done."""


class DocumentRefused(Refused):
    """The document or the action cannot be; the faults name every field and line."""


class DocumentNotFound(NotFound):
    """No such document in the sites of this scope."""


class DocumentConflict(Conflict):
    """Somebody was first: another version, another state, another content under the same id."""


class NotThisPerson(Forbidden):
    """The person may not act or sign here because of what he did before (two people)."""
