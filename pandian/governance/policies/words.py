"""Versions of rules, how they stand, and how far a site may leave the central one.   规则词汇

A policy is a kind and a code; a version is one content of it at one site, or for every site
(`*`).  States follow from instants, so a version becomes active on time without any job.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

CENTRAL = "*"
"""As a site code: the rule for every site."""
CENTRAL_SITE = 0
CODE_CHARACTERS_MAX = 64
LABEL_CHARACTERS_MAX = 200
CONTENT_BYTES_MAX = 262_144
FILE_POLICIES_MAX = 1_000

STATES: dict[str, Label] = {
    "draft": Label("草稿", "draft"),
    "rehearsed": Label("已预演", "rehearsed"),
    "approved": Label("已批准", "approved"),
    "scheduled": Label("已排定", "scheduled"),
    "active": Label("生效中", "active"),
    "superseded": Label("已被取代", "superseded"),
    "withdrawn": Label("已撤回", "withdrawn"),
    "ended": Label("已到期", "ended"),
}
CONTROLS: dict[str, Label] = {
    "locked": Label("不可改", "locked"),
    "bounded": Label("限内可改", "bounded"),
    "free": Label("可自定", "free"),
}
"""What a central rule lets a site do with one key; a key that is not named is free."""
DRIFTS: dict[str, Label] = {
    "inherited": Label("沿用总部", "inherited"),
    "overridden": Label("本地改写", "overridden"),
    "expired": Label("改写已到期", "override has ended"),
    "locked": Label("改写被锁定，不生效", "override without effect: locked"),
    "outside": Label("改写超出限度，不生效", "override without effect: out of bounds"),
    "own": Label("本地自有规则", "a rule of the site alone"),
    "behind": Label("仍有任务按旧版本进行", "tasks still go by an older version"),
    "unknown": Label("规则提到的编码此站点没有", "names codes that the site does not have"),
}


class Control(NamedTuple):
    """How far a site may leave one key; `low` and `high` only where it is bounded."""

    mode: str
    low: int | None = None
    high: int | None = None


class PolicyDraft(NamedTuple):
    """A version as it comes in.

    `site` `*` is the central rule; a site's own version of a central code is an override: only
    the keys that it changes.  `ends_at`: until when the override holds (None: until changed).
    """

    site: str
    kind: str
    code: str
    content: Mapping[str, Any]
    reason: str
    label_zh: str = ""
    label_en: str = ""
    control: Mapping[str, Any] = {}
    ends_at: datetime | None = None


class VersionRow(NamedTuple):
    """One version with everything that became of it; `state` as of the instant asked for."""

    id: UUID
    site: str
    kind: str
    code: str
    version: int
    label: Label
    content: Mapping[str, Any]
    control: Mapping[str, Any]
    content_hash: str
    reason: str
    state: str
    author: str
    created_at: datetime
    changed_at: datetime
    rehearsed_at: datetime | None
    evidence: str
    waived_by: str
    waiver: str
    approved_by: str
    approved_at: datetime | None
    central_approval: bool
    effective_from: datetime | None
    holds_to: datetime | None
    ends_at: datetime | None
    withdrawn_by: str
    withdrawn_at: datetime | None
    withdrawal: str


class Link(NamedTuple):
    """One version in the answer to "why does this rule apply here?", the central one first.

    `keys`: what stands because of it; `refused`: {key: why it has no effect} of an override.
    """

    site: str
    id: UUID
    version: int
    keys: tuple[str, ...]
    refused: Mapping[str, str] = {}


class PolicyRow(NamedTuple):
    """A rule as it holds at a site: central content with the site's overrides in it.

    `id` is the version nearest to the site that has a say, `content_hash` that of the content as
    it holds here, `chain` every version that made it.
    """

    id: UUID
    code: str
    kind: str
    version: int
    site: str
    content: Mapping[str, Any]
    label: Label
    content_hash: str
    effective_from: datetime
    chain: tuple[Link, ...] = ()


class DriftRow(NamedTuple):
    """How one key of one rule stands at one site; no key: the rule as a whole.

    `hash` is of all that the line says; `signed_by` who signed exactly that, '' for nobody.
    """

    site: str
    kind: str
    code: str
    key: str
    drift: str
    central: Any
    local: Any
    by: str
    why: str
    until: datetime | None
    version: UUID
    hash: str = ""
    signed_by: str = ""
    signed_at: datetime | None = None


class PolicyRefused(Refused):
    """The version is not valid, or cannot go where it was asked to go."""


class PolicyNotFound(NotFound):
    """No such version, or it is not yours to see."""


class PolicyConflict(Conflict):
    """It was changed, approved or withdrawn meanwhile."""


FAULTS: dict[str, Label] = {
    "policy_kind_unknown": Label("没有这种规则：{0}", "There is no such kind of rule: {0}"),
    "policy_key_unknown": Label("这种规则没有这个字段", "This kind of rule has no such field"),
    "policy_not_decimal": Label("应为小数的文本，例如 \"2.5\"",
                                "A decimal number as a text is expected, such as \"2.5\""),
    "policy_not_date": Label("不是月-日：{0}（例：12-31）",
                             "No month and day: {0} (example: 12-31)"),
    "policy_field_missing": Label("策略 {0} 需要其中之一：{1}",
                                  "Strategy {0} needs one of: {1}"),
    "policy_field_idle": Label("策略 {0} 不使用此项", "Strategy {0} does not use this field"),
    "policy_control": Label("应为 locked、bounded 或 free；bounded 需有下限或上限",
                            "It is locked, bounded or free; bounded needs a low or a high"),
    "policy_control_number": Label("只有数值字段能设限度", "Only numbers can be bounded"),
    "policy_control_site": Label("只有总部规则能限制各站点",
                                 "Only a central rule may bind the sites"),
    "policy_locked": Label("总部锁定了此项", "The central rule locks this key"),
    "policy_outside": Label("超出总部限度 {0} 到 {1}，须由总部批准",
                            "It leaves the central bounds {0} to {1}: it needs approval there"),
    "policy_empty": Label("内容为空，没有规定任何事", "It is empty and decides nothing"),
    "policy_nothing_changes": Label("与现有版本相同，没有变化",
                                    "It is the same as the version that stands"),
    "policy_past": Label("生效时间不能在过去", "It cannot take effect in the past"),
    "policy_not_midnight": Label("应为站点当地零点或一个时刻",
                                 "A date (local midnight) or an instant is expected"),
    "policy_state": Label("现在的状态是{0}，不能这样做", "It is {0} now: that cannot be done"),
    "policy_others_draft": Label("{0} 有一份未批准的草稿", "There is a draft of {0} already"),
    "policy_central_instant": Label("总部规则没有当地零点：请给出带时区的时刻",
                                    "A central rule has no local midnight: give an instant"),
    "policy_own_drift": Label("这处偏离是您自己写的，须由别人签名",
                              "You wrote what leaves the centre here: somebody else signs it"),
    "policy_own_approval": Label("起草人不能批准自己的规则",
                                 "Its author does not approve a rule"),
    "policy_unrehearsed": Label(
        "最后一次改动之后还没有预演，也没有签名豁免",
        "It was neither rehearsed after its last change nor waived by a signature"),
    "policy_needs_centre": Label("超出总部限度的改写须由总部有权者批准",
                                 "An override out of bounds is approved by the centre"),
    "policy_twice": Label("此类规则在一处只能有一条；已有 {0}",
                          "Only one rule of this kind can hold; there is {0}"),
    "policy_overlaps": Label("与规则 {0} 对 {1} 的规定重复", "Rule {0} decides {1} already"),
    "policy_keys_missing": Label("按此查找需要至少一个编码", "This level needs at least one code"),
    "policy_keys_given": Label("全组织的允差不带编码", "One for the organisation has no codes"),
    "policy_ends_first": Label("到期时间不晚于生效时间", "It ends before it takes effect"),
    "policy_file": Label("不是规则文件：{0}", "This is no file of rules: {0}"),
    "policy_role_unknown": Label("没有这个角色：{0}", "There is no such role: {0}"),
    "policy_bands_repeat": Label("两档条件相同（第 {0} 档）", "Band {0} has the same conditions"),
    "policy_first_band": Label("第一档应从 0 起，否则小额差异没有规则",
                               "A band from 0 without class is missing: small amounts have none"),
    "policy_auto_band": Label("自动批准的上限应低于下一档的起点 {0}",
                              "Approving by itself ends below the next band, which begins at {0}"),
    "policy_role_never_signs": Label("角色 {0} 没有批准差异的权限",
                                     "The role {0} never may approve variances"),
    "policy_role_never_plans": Label("角色 {0} 没有安排盘点的权限",
                                     "The role {0} never may plan counts"),
    "policy_trigger_idle": Label("这条规则什么也不限制：选“不盘”，或写每日上限、间隔小时",
                                 "It keeps nothing back: choose no count, a most a day, or hours"),
    "policy_drift_gone": Label("这一行已不是您看到的样子",
                               "This line does not stand as you were shown it"),
    "policy_content_changed": Label("内容已与您看到的不同", "It is not what you were shown"),
}
