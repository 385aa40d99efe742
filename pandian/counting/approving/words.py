"""How many people must approve, and what they have signed so far.   审批词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, Refused


class Demand(NamedTuple):
    """What an approval matrix asks for: so many people, of these roles, in this order.

    `amount`: gross, in minor units x 10^4, of all that the count or the day brought to approval.
    `hours`: in which it should be signed; after that `escalate_to` may sign too.
    """

    policy: UUID
    amount: int
    approvers: int
    roles: tuple[str, ...]
    order: str
    hours: int | None = None
    escalate_to: tuple[str, ...] = ()


class Exposure(NamedTuple):
    """What a count and a site's day brought to approval, gross in minor units x 10^4.

    `repeated`: one of the chosen lines was approved before, after `since`.
    """

    count_amount: int
    day_amount: int
    repeated: bool
    since: datetime


class Standing(NamedTuple):
    """As whom a person approves: with which roles, and for whom he stands in (or '').

    `accounts`: of himself and of whom he stands in for; none of them may have counted or
    prepared.  `limit`: up to which amount he stands in (minor units x 10^4), None for himself.
    `holds`: he may approve at this moment, which may be later than his request began.
    """

    roles: frozenset[str]
    principal: str
    accounts: frozenset[str]
    limit: int | None = None
    holds: bool = True


ACTS: dict[str, Label] = {
    "counted": Label("盘点了", "counted"),
    "recounted": Label("复盘了", "recounted"),
    "planned": Label("安排了这次盘点", "planned this count"),
    "sampled": Label("拟定了抽样", "drew up the sample"),
    "repaired": Label("更正过原因", "repaired its cause"),
}
"""What keeps a person from approving a line."""


LEADING: dict[str, Label] = {
    "found": Label("账上没有，实物有", "found where the book has none"),
    "missing": Label("账上有，实物没有", "the book has it, none was there"),
    "book_short": Label("账面短缺", "the book is short"),
    "empty_statement": Label("盘完未见", "place finished without seeing it"),
    "moved_since": Label("点数后有变动", "moved since the count"),
    "double_count": Label("两次点数一致", "two counts agree"),
    "third_decides": Label("第三人复盘决定", "a third count decides"),
    "recount_none": Label("复盘未见", "recounted and not seen"),
    "recount_requested": Label("要求过复盘", "a recount was asked for"),
    "order_chosen": Label("先后按唯一可能", "the only fitting order"),
    "coarse_replaced": Label("按批点数代替", "counted finer afterwards"),
    "disagreement": Label("点数不一致", "counts disagree"),
    "changed_while_posting": Label("结算时有变动", "moved while settling"),
    "sum_proves": Label("合计相等", "the sum is equal"),
}
"""Short names of what settling says first of a line, where the detective has found nothing."""


class Bar(NamedTuple):
    """Why an account may not approve which lines; `act` is a key of `ACTS`."""

    person: str
    act: str
    lines: tuple[int, ...]


class CauseGroup(NamedTuple):
    """Lines that wait and have the same leading explanation, to be approved by one signature.

    `content_hash` binds that signature to these lines as they stand; gain and loss are never
    netted, values in minor units x 10^4 (0 for who may not see them).
    """

    causes: tuple[str, ...]
    certain: bool
    lines: tuple[int, ...]
    gain: int
    loss: int
    gain_value: int
    loss_value: int
    content_hash: str


class SignedList(NamedTuple):
    """Lines that one posting approved, under which hash; `signature` None: a rule approved them."""

    posting: UUID
    signature: UUID | None
    content_hash: str
    lines: tuple[int, ...]
    at: datetime


class ApproverRefused(Refused):
    """This person cannot give this signature."""

    status = 403


FAULTS: dict[str, Label] = {
    "own_recount": Label("{0} 是您（或您代批的人）复盘的",
                         "You, or whom you stand in for, recounted {0}"),
    "own_plan": Label("这次盘点是您（或您代批的人）安排的，{0} 须由别人批准",
                      "You, or whom you stand in for, planned this count: somebody else approves "
                      "{0}"),
    "own_sample": Label("这次抽样是您（或您代批的人）拟定的，{0} 须由别人批准",
                        "You, or whom you stand in for, drew up this sample: somebody else "
                        "approves {0}"),
    "own_repair": Label("{0} 的原因是您（或您代批的人）更正的",
                        "You, or whom you stand in for, repaired the cause of {0}"),
    "others_may": Label("可由这些人批准：{0}", "These people may approve it: {0}"),
    "nobody_may": Label("{0} 没有可批准的人：有批准权的都盘点过或安排过。总部已得到通知，"
                        "可把角色授予没有参与的人",
                        "Nobody at {0} may approve it: all who could counted or prepared it. The "
                        "centre is told and can give the role to somebody who had no part in it"),
    "approver_role": Label("需要角色 {0} 签名", "A signature of the role {0} is needed"),
    "approver_twice": Label("您（或您的另一个账号）已经签过",
                            "You, or another account of yours, signed it already"),
    "approver_ended": Label("您的批准权或代批已结束，没有签名",
                            "Your right to approve, or your standing in, has ended: nothing was "
                            "signed"),
    "approver_limit": Label("金额 {0} 超出代批限额 {1}",
                            "The amount {0} is above the limit {1} of standing in"),
}
