"""Sentences of the faults that all kinds of documents share.   单据错误

A kind with faults of its own has a `FAULTS` in its own words.
"""

from __future__ import annotations

from pandian.kernel.words import Label

FAULTS: dict[str, Label] = {
    "kind_unknown": Label("没有这种单据：{0}", "No such kind of document: {0}"),
    "action_unknown": Label("{1} 没有操作 {0}", "A document of kind {1} has no action {0}"),
    "wrong_state": Label("单据是“{0}”，不能这样做", "The document is {0}: this cannot be done now"),
    "version_changed": Label(
        "单据已是第 {0} 版，您看到的是第 {1} 版", "The document is at version {0}; you saw {1}"),
    "different": Label("同一编号、不同内容：{0}", "The same id with another content: {0}"),
    "header_missing": Label("单据头缺少 {0}", "The head lacks {0}"),
    "place_kind_wrong": Label("{0} 是{1}，不能用在这里", "{0} is a {1}: it cannot stand here"),
    "place_unknown": Label("站点没有货位 {0}", "The site has no place {0}"),
    "item_unknown": Label("没有物料 {0}", "Item {0} is not known"),
    "no_lines": Label("单据没有行", "The document has no lines"),
    "lines_taken_over": Label(
        "此单据的行取自上一单据，不能另给",
        "Its lines are taken over from the document it follows"),
    "lines_not_taken": Label("这种单据没有行", "A document of this kind has no lines"),
    "status_unknown": Label("没有状态 {0}", "There is no status {0}"),
    "party_wrong": Label("没有这样的往来单位：{0}", "{0} is no partner of the kind needed"),
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
