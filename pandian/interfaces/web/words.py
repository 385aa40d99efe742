"""Words of the web face: colours of chips, groupings, choices.   页面词汇"""

from __future__ import annotations

from pandian.counting.inbox.words import KINDS
from pandian.kernel.words import Label

CHIPS: dict[str, str] = {
    "uncounted": "grey", "matched": "green", "accepted": "green", "posted": "green",
    "healed": "teal", "explained": "blue", "doubtful": "yellow", "recount": "yellow",
    "approval": "orange", "rejected": "grey", "open": "blue", "closed": "green",
    "active": "green", "revoked": "red", "forked": "red", "written_off": "grey",
    "unenrolled": "grey", "two_counters": "orange", "serial_twice": "red",
    "pending": "yellow", "on_hold": "yellow", "quarantine": "red", "recalled": "red",
}
"""Colour of a chip; the word always stands in it.  Green is for what is finished only."""

GROUPS: dict[str, Label] = {
    "place": Label("货位", "Place"),
    "item": Label("物料", "Item"),
    "lot": Label("批号", "Lot"),
    "serial": Label("序列号", "Serial"),
    "status": Label("状态", "Status"),
    "owner": Label("货主", "Owner"),
}

LABEL_LINES: dict[str, Label] = {
    "item": Label("物料 单位（单位可不写）", "item and unit (the unit may be left out)"),
    "lot": Label("物料 批号 单位（单位可不写）", "item, lot and unit (the unit may be left out)"),
    "serial": Label("物料 序列号", "item and serial"),
    "place": Label("货位", "place"),
    "handling_unit": Label("18 位物流单元号（SSCC）", "the SSCC of 18 digits"),
    "person": Label("人员编码", "the code of the person"),
    "device": Label("设备编码", "the code of the device"),
}
"""How one line of the labels page is written."""

INBOX: dict[str, Label] = {
    **KINDS,
    "unresolved": Label("未识别", "Not recognised"),
    "not_yours": Label("设备副本", "Copied device"),
    "revoked": Label("停用设备", "Revoked device"),
    "clock": Label("时间无据", "No clock evidence"),
    "ambiguous_place": Label("货位不明", "Place not clear"),
}
STORIES: dict[str, Label] = {
    "healed": Label(
        "{people} 点数之后，{papers} 才送到：解释了 {quantity}，还剩 {remains}。所点的数仍然成立。",
        "After {people} counted, {papers} came: it explains {quantity}; {remains} remains. "
        "The count stands."),
    "healed_own": Label(
        "{people} 点数之后，{papers} 才送到：差异因此有了解释，所点的数仍然成立。",
        "After {people} counted, {papers} came and explains the difference. The count stands."),
    "undone": Label(
        "{by} 撤回了对这一行的更正（{why}）：差异 {remains} 重新没有原因。"
        "账上仍是 {people} 点的数。",
        "{by} took back the repair of this line ({why}): the difference of {remains} is without a "
        "cause again. On hand stays what {people} counted."),
    "undone_own": Label(
        "{by} 撤回了对这一行的更正：差异重新没有原因，{people} 点的数仍然成立。",
        "{by} took back the repair of this line: its difference is without a cause again. "
        "What {people} counted stands."),
    "doubt": Label("{papers} 只知大概时间，与 {people} 的点数分不出先后：要再盘一次。",
                   "{papers} cannot be told apart in time from the count of {people}: "
                   "it is counted again."),
    "late": Label("{people} 的点数在结论之后才送到；结论没有改动。",
                  "What {people} counted came after the conclusion, which stands."),
    "approval": Label("{plan}：{lines} 行差异，还差 {missing} 个签名；{due}",
                      "{plan}: lines that differ: {lines}, signatures still needed: "
                      "{missing}; {due}"),
    "approval_open": Label("没有时限", "without a time limit"),
    "approval_due": Label("应在 {at} 前签完", "to be signed by {at}"),
    "approval_stuck": Label("站内无人可签，请把角色授予没有参与的人",
                            "nobody at the site may sign: give the role to somebody without a "
                            "part in it"),
    "approval_overdue": Label("应在 {at} 前签完，已逾期并转交",
                              "to be signed by {at}: late, and passed on"),
    "recount": Label("复盘任务 {number}：{person}", "Recount task {number}: {person}"),
    "recount_free": Label("复盘任务 {number} 还没有人领", "Nobody has recount task {number} yet"),
    "recount_done": Label("复盘任务 {number} 已完成，等结算",
                          "Recount task {number} is done and waits to be settled"),
    "recount_none": Label("还没有要求复盘", "No recount was asked for yet"),
}
"""What a row of the inbox tells, in a sentence."""

FAULTS: dict[str, Label] = {
    "notice_missing": Label("请选择一个有内容的文件", "Choose a file that is not empty"),
    "notice_too_large": Label("文件超过 {0} MB；更大的请用命令 pandian import",
                              "The file is above {0} MB; larger ones go by pandian import"),
    "choose_site": Label("请选择站点", "Choose a site"),
    "rule_code_unknown": Label("没有 {0}", "{0} is not known"),
    "not_a_time": Label("不是有效的时间：{0}", "This is not a time: {0}"),
    "as_of_in_future": Label("时点 {0} 在将来，那时的库存还没有人知道",
                             "{0} lies in the future: nobody knows that stock yet"),
    "not_whole": Label("应是不小于 0 的整数：{0}", "A whole number of 0 or more is expected: {0}"),
    "not_percent": Label("应是不小于 0 的百分数：{0}",
                         "A percentage of 0 or more is expected: {0}"),
    "list_void": Label("这份清单已变（有行改变、加入或已处理），没有签名；请看现在的清单",
                       "The list has changed (a line changed, joined or was decided): nothing was "
                       "signed. Look at the list of now"),
    "choose_lines": Label("请先选择行", "Choose at least one line"),
    "demo_over": Label("这里不是演示环境，不能切换人员",
                       "This is not a demo: people cannot be switched here"),
    "place_not_here": Label("货位 {0} 不在这个任务里；请扫任务清单上的货位",
                            "{0} is no place of this task: scan a place on its list"),
    "scan_place_first": Label("请先扫描或输入货位", "Scan or type a place first"),
    "scan_item": Label("请扫描或输入物料", "Scan or type an item"),
    "quantity_needed": Label("请输入数量；没有货请按“空位”",
                             "Type a quantity; when there is none, press “Empty”"),
    "passwords_differ": Label("两次输入的密码不一致", "The two passwords differ"),
    "nothing_to_undo": Label("没有可以撤销的记录", "There is nothing to undo"),
}

FIELDS: dict[str, Label] = {
    "/holder": Label("持证者", "Holder"),
    "/holder_kind": Label("由谁持有", "Held by"),
    "/kind": Label("种类", "Kind"),
    "/number": Label("编号", "Number"),
    "/minutes": Label("分钟", "Minutes"),
    "/valid_from": Label("首日", "First day"),
    "/valid_to": Label("最后一天", "Last day"),
    "/categories": Label("类别", "Categories"),
    "/regions": Label("地区", "Regions"),
    "/name": Label("名称", "Name"),
    "/code": Label("代码", "Code"),
    "/password": Label("密码", "Password"),
    "/address": Label("地址", "Address"),
    "/secret": Label("签名密钥", "Secret to sign with"),
    "/sites": Label("站点", "Sites"),
    "/every": Label("发送间隔", "Every so often"),
    "/quiet": Label("免打扰", "Quiet hours"),
    "/time_zone": Label("时区", "Time zone"),
    "/again": Label("再输一次密码", "The password once more"),
    "/site": Label("站点", "Site"),
    "/amount_max": Label("金额上限", "Amount up to"),
    "/stand_in": Label("代批人", "Stand-in"),
    "/principal": Label("被代者", "For whom"),
    "/as_of": Label("截至", "As of"),
    "/reason": Label("原因", "Reason"),
    "/effective": Label("从何时起", "From when"),
    "/tolerance/quantity": Label("允差数量", "Tolerated quantity"),
    "/tolerance/percent": Label("允差百分数", "Tolerated percentage"),
    "/tolerance/value": Label("允差金额", "Tolerated value"),
}
"""Names of the fields of forms, by the pointers that faults carry."""
