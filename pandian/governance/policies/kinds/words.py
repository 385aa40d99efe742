"""Kinds of rules and their fields, as data: code knows kinds, never rules.   规则种类词汇

A rule's content is a flat object: dotted keys of the fields below.  What is left out is not
decided.  Quantities are whole smallest units, money minor units x 10^4, a percentage the text of
a decimal number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pandian.governance.policies.kinds.alerts.words import (
    CONDITIONS,
    NUMBER_MAX,
    ROLE_CHOICES,
    SEVERITIES,
    SLA_HOURS_MAX,
    SNOOZE_HOURS_MAX,
    USED_BY,
)
from pandian.kernel.words import Label

WHOLE_MAX = 2**53 - 1
DAYS_MAX = 3_650
HOURS_MAX = 720
LIST_MAX = 1_000
TEXT_CHARACTERS_MAX = 500

TYPES: dict[str, Label] = {
    "whole": Label("整数", "whole number"),
    "money": Label("金额（万分之一分）", "money (10^-4 minor units)"),
    "decimal": Label("小数", "decimal number"),
    "flag": Label("是或否", "yes or no"),
    "text": Label("文本", "text"),
    "choice": Label("单选", "one choice"),
    "choices": Label("多选", "several choices"),
    "codes": Label("编码列表", "list of codes"),
    "dates": Label("月-日列表", "list of dates MM-DD"),
    "rows": Label("多行", "rows"),
    "numbers": Label("名称到整数", "whole number by name"),
    "lists": Label("名称到编码列表", "list of codes by name"),
}


class Field(NamedTuple):
    """One key of a content.  `low` and `high` bound numbers; `rows` have fields of their own.

    `of`: what its codes are codes of, for who chooses them: `items`, `places`, `roles`, ...
    `ordered`: which of its codes comes first says something.
    """

    name: str
    label: Label
    type: str
    required: bool = False
    choices: tuple[tuple[str, Label], ...] = ()
    low: int = 0
    high: int = WHOLE_MAX
    rows: tuple[Field, ...] = ()
    of: str = ""
    ordered: bool = False


class Kind(NamedTuple):
    """One kind of rule.

    `steers`: it steers counting, tolerance or approval, so nobody approves it unrehearsed.
    `single`: at most one rule of the kind holds at a site (a second code contradicts).
    `used_by`: {field: strategies that read it}; `needs`: {strategy: it needs one of these fields}.
    """

    label: Label
    fields: tuple[Field, ...]
    steers: bool = True
    single: bool = False
    used_by: Mapping[str, tuple[str, ...]] = {}
    needs: Mapping[str, tuple[str, ...]] = {}


STRATEGIES = (
    ("full", Label("全盘", "full count")),
    ("periodic", Label("定期盘点", "periodic count")),
    ("cycle", Label("循环盘点", "cycle count")),
    ("sampling", Label("抽盘", "sampling")),
    ("touched", Label("动碰盘", "touched places")),
    ("near_zero", Label("零库存盘", "near zero")),
    ("triggered", Label("事件触发", "triggered by events")),
    ("risk", Label("按风险", "by risk")),
    ("empty", Label("空位抽查", "empty places")),
)
WEEKDAYS = (
    ("mon", Label("周一", "Monday")), ("tue", Label("周二", "Tuesday")),
    ("wed", Label("周三", "Wednesday")), ("thu", Label("周四", "Thursday")),
    ("fri", Label("周五", "Friday")), ("sat", Label("周六", "Saturday")),
    ("sun", Label("周日", "Sunday")),
)
DECIDES = (
    ("two_equal", Label("两次一致为准", "two equal counts decide")),
    ("last", Label("以最后一次为准", "the last count decides")),
)
TRIGGERS = (
    ("stage", Label("作业触发", "a stage")), ("hand", Label("人工临时发起", "a person, by hand")),
)
REASONS = (
    ("short_pick", Label("短拣", "short pick")),
    ("found_at_stage", Label("作业中发现差异", "difference found at a stage")),
    ("negative_attempt", Label("账面不足", "book too small for a fact")),
    ("low_confidence", Label("账面可信度低", "little confidence in the book")),
    ("near_zero", Label("接近零位", "nearly empty")),
    ("receipt_variance", Label("到货与单据不符", "receipt differs from its papers")),
    ("red_zone", Label("不合格品区盘点", "count of the red zone")),
    ("dock_not_empty", Label("班末暂存区未清空", "area not empty at shift end")),
    ("held", Label("冻结货物盘点", "count of held goods")),
    ("replenishment_remainder", Label("补货后余量", "remainder after replenishment")),
    ("returned", Label("退货", "returned goods")),
    ("remainder", Label("工单余料", "remainder of an order")),
    ("kit_incomplete", Label("器械包不全", "incomplete tray")),
    ("seal_broken", Label("封签已破", "broken seal")),
    ("label_damaged", Label("标签破损", "damaged label")),
    ("excursion", Label("温度超限", "temperature excursion")),
    ("complaint", Label("投诉", "complaint")),
    ("expiry", Label("近效期或过期", "expiring or expired")),
    ("in_transit", Label("在途差异", "difference in transit")),
    ("consigned", Label("寄售盘点", "count of consigned goods")),
    ("proof_differs", Label("顺手盘不符", "free count differs")),
)
"""Why stages ask for counts, as lifecycle says it; a recall asks whatever a rule says."""
REPAIRABLE = (
    ("late", Label("单据未过账或迟到", "paper late or not posted")),
    ("sign", Label("方向记反", "sign reversed")),
    ("double", Label("重复过账", "posted twice")),
    ("lot_swap", Label("批号拿错", "lots swapped")),
    ("item_swap", Label("物料拿错", "items swapped")),
    ("place_swap", Label("放在别的货位", "stands in another place")),
    ("wrong_lot", Label("收货批号写错", "wrong lot at receipt")),
)
"""Causes that a site may let repair themselves, where they are certain; no other ever does."""
LEVELS = (
    ("item", Label("物料", "item")), ("class", Label("类别", "class")),
    ("place", Label("货位", "place")), ("person", Label("人员", "person")),
    ("organisation", Label("全组织", "organisation")),
)
"""Where a tolerance is looked up, the nearest first."""
COMBINE = (
    ("and", Label("全部满足", "all must hold")), ("or", Label("满足其一", "one is enough")),
)
ORDERS = (
    ("parallel", Label("不分先后", "in any order")), ("in_order", Label("按顺序", "in order")),
)

WALKS = (
    ("s_shape", Label("S 形（按走行次序）", "S-shape, by walking order")),
    ("solver", Label("由求解器求最短", "the shortest a solver finds")),
)

_SCOPE = (
    Field("scope.places", Label("货位（含下级）", "Places, and all inside them"), "codes",
          of="places"),
    Field("scope.items", Label("物料", "Items"), "codes", of="items"),
    Field("scope.classes", Label("物料类别", "Classes of items"), "codes", of="classes"),
    Field("scope.zones", Label("库区", "Zones"), "codes", of="zones"),
    Field("scope.place_kinds", Label("货位种类", "Kinds of places"), "codes", of="place_kinds"),
    Field("scope.tracking", Label("管理方式", "Tracking"), "codes", of="tracking"),
    Field("scope.abc", Label("ABC 类", "ABC classes"), "codes", of="abc"),
    Field("scope.xyz", Label("XYZ 类", "XYZ classes"), "codes", of="xyz"),
    Field("scope.attributes", Label("其它属性", "Other attributes"), "lists", of="attributes"),
    Field("scope.lots", Label("批号", "Lots"), "codes", of="lots"),
    Field("scope.owners", Label("货主", "Owners"), "codes", of="owners"),
    Field("scope.statuses", Label("库存状态", "Stock statuses"), "codes", of="statuses"),
    Field("scope.watched", Label("只盘重点监控的", "Only what is on the watch list"), "flag"),
)

KINDS: dict[str, Kind] = {
    "count.plan": Kind(Label("盘点规则", "Counting rule"), (
        Field("strategy", Label("策略", "Strategy"), "choice", True, STRATEGIES),
        *_SCOPE,
        Field("priority", Label("先后（1 最先）", "Priority (1 comes first)"), "whole", low=1,
              high=9),
        Field("when.every_days", Label("每隔几天", "Every so many days"), "whole", low=1,
              high=DAYS_MAX),
        Field("when.class_by", Label("按哪个属性分类", "Classes by which attribute"), "text",
              of="names"),
        Field("when.days_by_class", Label("各类每隔几天", "Days between counts, by class"),
              "numbers", low=1, high=DAYS_MAX, of="classes"),
        Field("when.dates", Label("哪些日期（月-日）", "On which dates (MM-DD)"), "dates"),
        Field("when.lead_days", Label("提前几天下达", "Released so many days before"), "whole",
              high=366),
        Field("when.per_day", Label("每日多少项", "So many a day"), "whole", low=1,
              high=100_000),
        Field("when.proof_credit", Label("顺手盘计入", "Free counts are credited"), "flag"),
        Field("when.weekdays", Label("哪几天", "On which days"), "choices", choices=WEEKDAYS),
        Field("when.touches", Label("动碰几次后", "After so many touches"), "whole", low=1,
              high=1_000_000),
        Field("when.units_max", Label("余量不超过", "When so few are left"), "whole"),
        Field("when.events", Label("哪些事件", "On which events"), "codes", of="events"),
        Field("when.expiry_days", Label("到期前几天内", "So many days before expiry"), "whole",
              low=1, high=DAYS_MAX),
        Field("when.horizon_days", Label("最多提前几天盘", "At most so many days early"), "whole",
              low=1, high=366),
        Field("when.random_percent", Label("随机部分百分数", "Random part, per cent"), "decimal",
              high=100),
        Field("who.skills", Label("技能", "Skills"), "codes", of="skills"),
        Field("who.people", Label("人员", "People"), "codes", of="people"),
        Field("who.not_last_counter", Label("不由上次盘点人", "Not by the last counter"), "flag"),
        Field("who.not_mover", Label("不由当日动货人", "Not by who moved it that day"), "flag"),
        Field("how.blind", Label("盲盘", "Blind"), "flag"),
        Field("how.packet_places", Label("每任务货位数", "Places of one task"), "whole", low=1,
              high=1_000),
        Field("how.packet_minutes", Label("每任务分钟数", "Minutes of one task"), "whole", low=1,
              high=1_440),
        Field("how.recount_rounds", Label("最多复盘几轮", "Rounds of recounts at most"), "whole",
              high=9),
        Field("how.decides", Label("以哪次为准", "Which count decides"), "choice",
              choices=DECIDES),
        Field("how.tasks_per_day_max", Label("每日任务上限", "Most tasks a day"), "whole", low=1,
              high=100_000),
        Field("exceptions.cooldown_days", Label("盘后几天内不再盘", "Not again within days"),
              "whole", low=0, high=DAYS_MAX),
        Field("exceptions.skip_items", Label("除外物料", "Items left out"), "codes", of="items"),
        Field("exceptions.skip_places", Label("除外货位", "Places left out"), "codes", of="places"),
        Field("exceptions.skip_owners", Label("除外货主", "Owners left out"), "codes", of="owners"),
        Field("exceptions.skip_classes", Label("除外类别", "Classes left out"), "codes",
              of="classes"),
        Field("exceptions.skip_attributes", Label("除外属性", "Attributes left out"), "lists",
              of="attributes"),
    ), used_by={
        "when.every_days": ("cycle", "periodic"), "when.days_by_class": ("cycle", "periodic"),
        "when.dates": ("full",), "when.touches": ("touched",), "when.units_max": ("near_zero",),
        "when.events": ("triggered",), "when.expiry_days": ("triggered",),
        "when.random_percent": ("sampling", "empty"),
        "when.per_day": ("sampling", "risk", "empty"),
    }, needs={
        "cycle": ("when.every_days", "when.days_by_class"),
        "periodic": ("when.every_days", "when.days_by_class"), "full": ("when.dates",),
    }),
    "count.route": Kind(Label("走盘路线", "Walking route"), (
        Field("order", Label("任务内货位次序", "Order of the places of a task"), "choice", True,
              WALKS),
        Field("aisle_cm", Label("相邻巷道距离（厘米）", "From one aisle to the next, cm"),
              "whole", low=50, high=5_000),
        Field("bay_cm", Label("相邻列距（厘米）", "From one bay to the next, cm"), "whole",
              low=10, high=2_000),
        Field("levels", Label("编码末段是层", "The last part of a code is its level"), "flag"),
        Field("nearby_places", Label("附近几个货位内可顺路盘（0 不提供）",
                                     "Counts offered on the way, places away (0: none)"),
              "whole", high=50),
    ), steers=False, single=True),
    "count.trigger": Kind(Label("触发盘点", "Triggers of counts"), (
        Field("strategy", Label("由谁触发", "Asked for by"), "choice", True, TRIGGERS),
        *(field for field in _SCOPE if field.name in (
            "scope.places", "scope.place_kinds", "scope.items")),
        Field("when.reasons", Label("哪些触发原因", "Which reasons"), "choices",
              choices=REASONS),
        Field("who.roles", Label("哪些角色可发起（空为任一有权者）",
                                 "Which roles may begin it (none: whoever may)"), "codes",
              of="roles"),
        Field("how.silent", Label("不盘，只留记录", "No count, only a trace"), "flag"),
        Field("how.places_max", Label("一次最多几个货位", "Places of one count at most"),
              "whole", low=1, high=100_000),
        Field("exceptions.per_day_max", Label("每日最多几次（人工：每人）",
                                              "Most a day (by hand: of each person)"),
              "whole", low=1, high=100_000),
        Field("exceptions.cooldown_hours", Label("同一账户几小时内不再触发",
                                                 "Not again for a holding within hours"),
              "whole", low=1, high=HOURS_MAX),
    ), used_by={
        "when.reasons": ("stage",), "how.silent": ("stage",),
        "exceptions.cooldown_hours": ("stage",), "who.roles": ("hand",),
        "how.places_max": ("hand",),
    }, needs={
        "stage": ("when.reasons",),
        "hand": ("who.roles", "how.places_max", "exceptions.per_day_max", "scope.places",
                 "scope.place_kinds", "scope.items"),
    }),
    "count.tolerance": Kind(Label("允差", "Tolerance"), (
        Field("level", Label("按什么查找", "Looked up by"), "choice", True, LEVELS),
        Field("keys", Label("编码（按全组织时留空）", "Codes (none for the organisation)"),
              "codes", of="keys"),
        Field("quantity", Label("数量允差", "Quantity"), "whole"),
        Field("percent", Label("账面百分比允差", "Per cent of the book"), "decimal", high=100),
        Field("value", Label("金额允差", "Value"), "money"),
        Field("combine", Label("如何合并", "Combined by"), "choice", choices=COMBINE),
    )),
    "count.recount": Kind(Label("复盘", "Recount"), (
        Field("rounds", Label("最多复盘几轮", "Rounds of recounts at most"), "whole", True,
              high=9),
        Field("decides", Label("以哪次为准", "Which count decides"), "choice", choices=DECIDES),
    ), single=True),
    "count.repair": Kind(Label("自动更正差异原因", "Repair of causes by itself"), (
        Field("causes", Label("哪些原因", "Which causes"), "choices", True, REPAIRABLE),
    ), single=True),
    "approval.matrix": Kind(Label("审批矩阵", "Approval matrix"), (
        Field("rows", Label("各档", "Bands"), "rows", True, rows=(
            Field("from", Label("金额从", "Amount from"), "money", True),
            Field("classes", Label("物料类别（空为全部）", "Classes (none: all)"), "codes",
                  of="classes"),
            Field("repeat", Label("仅重复差异", "Only repeated variances"), "flag"),
            Field("approvers", Label("人数", "Number of approvers"), "whole", True, low=1,
                  high=9),
            Field("roles", Label("角色（空为任一有权者）", "Roles (none: whoever may)"), "codes",
                  of="roles"),
            Field("order", Label("顺序", "Order"), "choice", choices=ORDERS),
            Field("hours", Label("时限（小时）", "Hours in which to sign"), "whole", low=1,
                  high=HOURS_MAX),
            Field("escalate_to", Label("逾期后也可由这些角色签", "After that also these roles"),
                  "codes", of="roles"),
        )),
        Field("auto.name", Label("自动批准：规则名称", "By itself: name of the rule"), "text"),
        Field("auto.amount_max", Label("自动批准：总额上限（含）",
                                       "By itself: gross amount up to (included)"), "money"),
        Field("auto.classes", Label("自动批准：只限物料类别（空为全部）",
                                    "By itself: classes only (none: all)"), "codes",
              of="classes"),
        Field("repeat_days", Label("多少天内算重复", "Days within which it is a repeat"),
              "whole", low=1, high=DAYS_MAX),
    ), single=True),
    "alert": Kind(Label("预警", "Alert"), (
        Field("condition", Label("什么条件", "Which condition"), "choice", True,
              tuple(CONDITIONS.items())),
        Field("off", Label("关闭", "Switched off"), "flag"),
        Field("days", Label("几天", "So many days"), "whole", low=1, high=DAYS_MAX),
        Field("hours", Label("几小时", "So many hours"), "whole", high=HOURS_MAX),
        Field("value", Label("金额超过", "Value above"), "money"),
        Field("number", Label("次数", "So many times"), "whole", low=1, high=NUMBER_MAX),
        Field("severity", Label("严重程度", "Severity"), "choice", choices=SEVERITIES),
        Field("owner", Label("由哪个角色负责", "Role that owns it"), "choice",
              choices=ROLE_CHOICES),
        Field("sla_hours", Label("几小时内处理", "To be dealt with in hours"), "whole", low=1,
              high=SLA_HOURS_MAX),
        Field("escalate_to", Label("逾期后逐级上报给这些角色",
                                   "When late passed on to these roles, one by one"), "codes",
              of="roles", ordered=True),
        Field("quiet_from", Label("免打扰自几点", "Quiet from the hour"), "whole", high=23),
        Field("quiet_to", Label("免打扰至几点", "Quiet until the hour"), "whole", high=23),
        Field("snooze_hours_max", Label("最长搁置（小时，0 为不可搁置）",
                                        "Longest snooze in hours (0: none)"), "whole",
              high=SNOOZE_HOURS_MAX),
    ), steers=False, used_by=USED_BY),
}
"""Every kind that something reads; one nobody reads has no place here."""
