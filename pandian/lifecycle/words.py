"""Documents: kinds, states, actions, measures, faults.   单据词汇

A kind of document is data: its states, its actions (from, to, who, who signs, which evidence,
which measures), and what it takes over from the document it follows.  The engine in
`operations.py` knows no kind; a sub-room adds one by its `words.KIND`, its `rules` and its
`sql/proposals/moves.sql`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Forbidden, Label, NotFound, Refused

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
    state when none is, else `to`.
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


class Kind(NamedTuple):
    """A kind of document.

    `header` are the required texts of the head.  `places` maps a header field to the place kinds
    it may name.  A kind that follows another takes over what that one stated as `takes`, at the
    place and in the `status` where it now is.  `posts` are the measures that move stock.
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


class LineDraft(NamedTuple):
    """A line as it comes in; `asked` in smallest units, `shipped` what the notice says."""

    item: str
    asked: int
    lot: str = ""
    serial: str = ""
    owner: str = ""
    shipped: int | None = None


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
    """One fact about a line: so many units of it were this; `place` where they stand then."""

    line: int
    measure: str
    quantity: int
    lot: str = ""
    serial: str = ""
    place: str = ""
    note: str = ""
    posted: bool = False


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


class Bin(NamedTuple):
    """A bin as the putaway proposal sees it: in walking order, with what lies in it."""

    code: str
    sequence: int
    held: frozenset[tuple[str, str]]


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
    """A document with its lines, the sums of their facts, what happened and what may happen."""

    head: DocumentRow
    lines: list[Line]
    sums: list[Sum]
    amounts: list[Amount]
    events: list[EventRow]
    actions: list[str]


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


class DocumentRefused(Refused):
    """The document or the action cannot be; the faults name every field and line."""


class DocumentNotFound(NotFound):
    """No such document in the sites of this scope."""


class DocumentConflict(Conflict):
    """Somebody was first: another version, another state, another content under the same id."""


class NotThisPerson(Forbidden):
    """The person may not act or sign here because of what he did before (two people)."""


FAULTS: dict[str, Label] = {
    "kind_unknown": Label("没有这种单据：{0}", "No such kind of document: {0}"),
    "action_unknown": Label("{1} 没有操作 {0}", "A document of kind {1} has no action {0}"),
    "wrong_state": Label("单据是“{0}”，不能这样做", "The document is {0}: this cannot be done now"),
    "version_changed": Label(
        "单据已是第 {0} 版，您看到的是第 {1} 版", "The document is at version {0}; you saw {1}"),
    "different": Label("同一编号、不同内容：{0}", "The same id with another content: {0}"),
    "header_missing": Label("单据头缺少 {0}", "The head lacks {0}"),
    "supplier_unknown": Label("没有供应商 {0}", "Supplier {0} is not known"),
    "place_kind_wrong": Label("{0} 是{1}，不能用在这里", "{0} is a {1}: it cannot stand here"),
    "place_unknown": Label("站点没有货位 {0}", "The site has no place {0}"),
    "item_unknown": Label("没有物料 {0}", "Item {0} is not known"),
    "no_lines": Label("单据没有行", "The document has no lines"),
    "lines_taken_over": Label(
        "此单据的行取自上一单据，不能另给",
        "Its lines are taken over from the document it follows"),
    "follows_missing": Label("需要指明上一单据（{0}）", "It must follow a document of kind {0}"),
    "follows_wrong": Label("上一单据应是{0}", "It must follow a document of kind {0}"),
    "nothing_to_take": Label("上一单据没有可接手的数量", "The document followed has nothing open"),
    "not_available": Label(
        "{0}：可用 {1}，需要 {2}", "{0}: {1} available, {2} needed"),
    "quantity_not_positive": Label("数量应大于 0", "The quantity must be above 0"),
    "line_unknown": Label("单据没有第 {0} 行", "The document has no line {0}"),
    "measure_wrong": Label("此操作不收“{0}”", "This action takes no {0}"),
    "no_amounts": Label("没有数量", "No quantities were given"),
    "amounts_not_taken": Label("此操作不带数量", "This action takes no quantities"),
    "line_missing": Label("第 {0} 行没有说明", "Line {0} is not accounted for"),
    "lot_differs": Label("批号 {0} 与行上的 {1} 不同", "Lot {0} differs from the line's {1}"),
    "serial_differs": Label("序列号 {0} 与行上的 {1} 不同",
                            "Serial {0} differs from the line's {1}"),
    "serial_repeated": Label("序列号 {0} 出现两次", "Serial {0} is given twice"),
    "accepted_above_scanned": Label(
        "第 {0} 行收下 {1}，多于扫描到的 {2}", "Line {0}: {1} accepted, above the {2} scanned"),
    "difference_unexplained": Label(
        "第 {0} 行订购 {1}、发运 {2}、扫描 {3}、收下 {4}，差异需要说明",
        "Line {0}: ordered {1}, shipped {2}, scanned {3}, accepted {4}; say why they differ"),
    "above_asked": Label("第 {0} 行应为 {1}，共给了 {2}", "Line {0}: {1} asked, {2} given in all"),
    "sum_differs": Label(
        "第 {0} 行待验 {1}，结论合计 {2}", "Line {0}: {1} to be judged, {2} judged in all"),
    "place_missing": Label("需要写明货位", "The place is needed"),
    "place_not_taken": Label("此数量不带货位", "This quantity takes no place"),
    "evidence_missing": Label("需要凭据：{0}", "Evidence is needed: {0}"),
    "reason_missing": Label("需要写明原因", "A reason is needed"),
    "effective_in_future": Label("发生时间在将来", "The effective instant lies in the future"),
    "signatures_missing": Label("需要 {0} 人签名，收到 {1}", "{0} signatures are needed; {1} came"),
    "signature_first": Label("第一个签名应是操作人 {0}", "The first signature is the actor's: {0}"),
    "signature_same_person": Label("{0} 不能签两次：需要另一人",
                                   "{0} cannot sign twice: another person is needed"),
    "signature_forbidden": Label("{0} 没有签名所需的权限：{1}",
                                 "{0} lacks the capability to sign this: {1}"),
    "did_before": Label("{0} 已做过“{1}”，这一步须由他人",
                        "{0} did '{1}' before: this step is for another person"),
    "status_move": Label("状态不能由 {0} 变为 {1}", "Status {0} may not become {1}"),
    "accepted_in_red": Label("合格品不能放在红色区域 {0}",
                             "Accepted goods may not stand in {0} (red)"),
    "rejected_outside_red": Label("不合格品只能放在红色区域，{0} 不是",
                                  "Rejected goods stand in red zones only; {0} is none"),
    "goods_moved_on": Label("货物已由 {0} 接手，请先冲销它",
                            "The goods moved on with {0}: reverse it first"),
    "goods_gone": Label("{0} 只剩 {1}，冲回需要 {2}", "{0} holds {1} now; {2} are needed to undo"),
    "already_reversed": Label("单据已冲销", "The document is reversed already"),
    "nothing_posted": Label("单据没有过账，取消即可", "Nothing was posted: cancel it instead"),
    "replaces_wrong": Label("被替换的单据应是已冲销的同类单据",
                            "What is replaced must be a reversed document of the same kind"),
    "cursor_invalid": Label("翻页标记无效", "This page cursor is not valid"),
}
