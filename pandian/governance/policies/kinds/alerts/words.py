"""Conditions that alerts stand for, and which limits each of them has.   预警条件词汇

Here is only what a rule may name; what a condition asks stands in insight/alerting.
"""

from __future__ import annotations

from pandian.governance.words import ROLES
from pandian.kernel.words import Label

CONDITIONS: dict[str, Label] = {
    "negative": Label("账面不足", "Book too small"),
    "approval": Label("差异久未审批", "Differences wait for approval"),
    "task_late": Label("盘点任务逾期", "Counting task past its deadline"),
    "phone_silent": Label("手机失联，任务未完", "Phone silent with a task in hand"),
    "phone_gap": Label("设备上传缺号", "Gap in what a device sent"),
    "near_expiry": Label("近效期", "Near expiry"),
    "expired": Label("过期仍在可售货位", "Expired and still where it can be sold"),
    "licence": Label("证照将到期", "Licence ending"),
    "transit": Label("在途超期", "On the way for too long"),
    "hot_item": Label("异常物料", "Item out of control"),
    "hot_zone": Label("异常库区", "Zone out of control"),
    "repeat": Label("反复不符", "Differs again and again"),
    "late_paper": Label("迟到单据改动了已盘结果", "Late paper changed a posted count"),
    "doubt": Label("已盘结果存疑未复盘", "Doubt about a posted count"),
    "conflict": Label("点数不一致未解决", "Counters who disagree"),
    "scan": Label("扫描待处理过久", "Scans wait for too long"),
    "hold": Label("冻结超期", "Hold past its limit"),
    "recall": Label("召回未收全", "Recalled units not reached"),
    "invariant": Label("账目不变量被破坏", "Invariant of the books broken"),
    "backup": Label("备份过期或失败", "Back-up late or failed"),
    "night": Label("夜间作业没有完成", "Work of the night not done"),
    "job": Label("后台任务失败", "Background job failed"),
    "channel": Label("外发通道发不出去", "Channel that does not send"),
    "broken": Label("预警条件无法检查", "Condition that cannot be checked"),
}
SAFETY = frozenset({"recall", "invariant", "broken"})
"""No rule switches these off, no person closes them while they hold."""

USED_BY: dict[str, tuple[str, ...]] = {
    "days": ("approval", "near_expiry", "licence", "hot_item", "hot_zone", "repeat",
             "late_paper", "hold"),
    "hours": ("negative", "task_late", "phone_silent", "phone_gap", "expired", "transit", "doubt",
              "conflict", "scan", "recall", "backup", "night", "job", "channel"),
    "value": ("approval",),
    "number": ("hot_item", "hot_zone", "repeat"),
}
"""Which conditions read which limit; the others do without it."""

SEVERITIES = (
    ("notice", Label("提示", "notice")), ("warning", Label("警告", "warning")),
    ("critical", Label("严重", "critical")),
)
ROLE_CHOICES = tuple((code, role.label) for code, role in ROLES.items())
SNOOZE_HOURS_MAX = 720
SAFETY_SNOOZE_HOURS_MAX = 8
"""What safety needs is put off for a shift at most."""
SLA_HOURS_MAX = 720
NUMBER_MAX = 1_000
ALERTING = "insight.alert"
"""What an owner of alerts must be able to do."""

FAULTS: dict[str, Label] = {
    "alert_stays_on": Label("此项关系安全，不能关闭", "Safety needs this one: it stays on"),
    "alert_snooze_safety": Label("此项关系安全，最多搁置 {0} 小时",
                                 "Safety needs this one: {0} hours of snooze at most"),
    "alert_owner_above": Label("负责角色 {0} 不能同时是上报对象",
                               "The owner {0} is not also who it is passed on to"),
    "alert_quiet_half": Label("免打扰要写开始与结束两个钟点",
                              "Quiet hours need both their beginning and their end"),
    "alert_quiet_none": Label("免打扰的开始与结束相同：不需要就都不写",
                              "Quiet hours begin and end alike: leave both out for none"),
    "policy_role_never_alerts": Label("角色 {0} 没有处理预警的权限",
                                      "The role {0} never may deal with alerts"),
    "policy_condition_twice": Label("规则 {0} 已规定这个条件", "Rule {0} decides this condition"),
}
