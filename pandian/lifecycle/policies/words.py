"""What a site may decide about its documents, and what holds while it has not.   单据策略词汇

A policy is never edited: a new row stands from then on, the old ones stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pandian.kernel.words import Label, NotFound, Refused
from pandian.lifecycle.inspection.sampling.words import AQLS, LEVELS

EVERY_SITE = "*"
AMOUNT_MAX = 2**53 - 1
DAYS_MAX = 3_650


class Policy(NamedTuple):
    """One thing that may be decided: one of `choices`, or a whole number of the range."""

    label: Label
    default: Any
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0


POLICIES: dict[str, Policy] = {
    "licences": Policy(
        Label("证照不过：拒绝或只记录", "A licence that fails: refuse, or only note it"),
        "refuse", ("refuse", "note")),
    "order_amount_max": Policy(
        Label("一人可批准的采购金额（万分之一分）",
              "Amount of an order that one person approves (10^-4 minor units)"),
        500_000_000_000, low=0, high=AMOUNT_MAX),
    "life_percent_min": Policy(
        Label("收货时最低剩余有效期（百分数，67 表示三分之二）",
              "Least remaining life at receipt (per cent; 67 stands for two thirds)"),
        67, low=0, high=100),
    "sampling": Policy(
        Label("验收：抽样或全检", "Inspection: by plan, or all"), "plan", ("plan", "all")),
    "sampling_level": Policy(Label("检验水平", "Inspection level"), "II", LEVELS),
    "sampling_aql": Policy(Label("接收质量限", "Acceptance quality limit"), "0.65",
                           tuple(AQLS.values())),
    "sscc_prefix": Policy(
        Label("SSCC 的厂商识别代码（0：用站点自己的编号）",
              "Company prefix of SSCCs (0: the site's own numbers)"), 0, low=0,
        high=999_999_999_999),
    "proof_days_max": Policy(
        Label("采购前盘点证据的最长天数", "Oldest proof of a count before buying, in days"),
        90, low=0, high=DAYS_MAX),
    "movers_percent_max": Policy(
        Label("搬货人自己的顺手盘最多覆盖库存的百分数",
              "Most of the stock that proofs of who moved it may cover, per cent"),
        70, low=0, high=100),
    "low_units": Policy(
        Label("移库后余下多少件以内请求清点", "A bin left with so many units or fewer is counted"),
        3, low=0, high=1_000_000),
    "blind_check": Policy(
        Label("复核：盲盘，或可看应有数", "Check of a parcel: blind, or with the quantities shown"),
        "blind", ("blind", "open")),
    "near_expiry_first": Policy(
        Label("近效期第一次提醒（天）", "First warning before expiry, in days"),
        180, low=1, high=DAYS_MAX),
    "near_expiry_second": Policy(
        Label("近效期第二次提醒（天）", "Second warning before expiry, in days"),
        90, low=1, high=DAYS_MAX),
    "near_expiry_last": Policy(
        Label("近效期最后提醒（天）", "Last warning before expiry, in days"),
        30, low=1, high=DAYS_MAX),
    "stock_check_days": Policy(
        Label("在库检查间隔（天）", "Days between rounds of stock checks"),
        30, low=1, high=DAYS_MAX),
    "hold_days": Policy(
        Label("冻结几天无人处理就提醒", "Days without a decision before a hold is reminded of"),
        7, low=1, high=DAYS_MAX),
    "scrap_amount_max": Policy(
        Label("一名质量负责人可批准的报废金额（万分之一分）",
              "Value of scrap that one person of quality approves (10^-4 minor units)"),
        10_000_000_000, low=0, high=AMOUNT_MAX),
    "retention_more_years": Policy(
        Label("照片比法定期限多保存几年", "Years that photos are kept beyond the law"),
        0, low=0, high=100),
    "pause_minutes_max": Policy(
        Label("一个货位最长暂停几分钟（0：不用暂停）",
              "Longest pause of one bin, in minutes (0: no pauses)"),
        60, low=0, high=120),
    "weight_permille_max": Policy(
        Label("销毁前后重量允许相差（千分数，至少 50 克）",
              "Weight that may differ until destruction (per mille, at least 50 g)"),
        10, low=0, high=1_000),
}


class PolicyDraft(NamedTuple):
    """A decision as it comes in; site `*` is for every site that has none of its own."""

    site: str
    name: str
    value: Any


class PolicyRow(NamedTuple):
    """A policy as it stands; `site` is empty where nobody decided and the default holds."""

    name: str
    value: Any
    site: str
    actor: str
    at: datetime | None


class PoliciesRefused(Refused):
    """Some of the decisions cannot be; none was taken."""


class PolicySiteNotFound(NotFound):
    """No such site, or not yours."""


Policies = Mapping[str, Any]

FAULTS: dict[str, Label] = {
    "policy_unknown": Label("没有这项策略：{0}", "No such policy: {0}"),
}
