"""What stands on the papers of certificates: destructions, joint counts.   证明词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label

TITLE = Label("医疗器械销毁证明", "Certificate of destruction")
HASH = Label("内容摘要", "content hash")
CODE = Label("验证码", "verification code")
NONE = Label("（无）", "(none)")
PAGE = Label("第 {0} 页，共 {1} 页", "page {0} of {1}")

FACTS: dict[str, Label] = {
    "number": Label("销毁单号", "destruction"),
    "scrap": Label("报废单号", "scrap"),
    "site": Label("站点", "site"),
    "cause": Label("报废原因", "cause"),
    "method": Label("销毁方式", "method"),
    "location": Label("销毁地点", "place"),
    "contractor": Label("处置单位", "contractor"),
    "contractor_licence": Label("处置资质", "its licence"),
    "sealed": Label("封存重量（克）", "weight sealed (g)"),
    "destroyed": Label("销毁重量（克）", "weight destroyed (g)"),
    "made_at": Label("出具时间", "made"),
}


COUNT_FACTS: dict[str, Label] = {
    "number": Label("联合盘点单号", "joint count"),
    "site": Label("站点", "site"),
    "hospital": Label("医院编号", "hospital"),
    "hospital_name": Label("医院", "name of the hospital"),
    "place": Label("寄售点", "place"),
    "counted_by": Label("我方盘点人", "counted for us by"),
    "witness": Label("医院见证人", "witness of the hospital"),
    "signed_by": Label("医院签收人", "signed at the hospital by"),
    "counted_at": Label("盘点时间", "counted"),
}


class Section(NamedTuple):
    """One list of the certificate on paper: its columns with their share of the width."""

    title: Label
    columns: tuple[tuple[str, Label, float], ...]


SECTIONS: dict[str, Section] = {
    "lines": Section(Label("销毁清单", "Destroyed"), (
        ("item", Label("物料", "item"), 0.15), ("name", Label("名称", "name"), 0.27),
        ("lot", Label("批号", "lot"), 0.15), ("serial", Label("序列号", "serial"), 0.17),
        ("expires_on", Label("失效日期", "expires"), 0.14),
        ("quantity", Label("数量", "units"), 0.12))),
    "counts": Section(Label("各次清点", "Counts on the way"), (
        ("action", Label("步骤", "step"), 0.2), ("measure", Label("数量项", "measure"), 0.2),
        ("lot", Label("批号", "lot"), 0.16), ("serial", Label("序列号", "serial"), 0.16),
        ("at", Label("时间", "time"), 0.18), ("quantity", Label("数量", "units"), 0.1))),
    "signatures": Section(Label("签名", "Signatures"), (
        ("name", Label("姓名", "name"), 0.2), ("code", Label("账号", "account"), 0.16),
        ("role", Label("岗位", "role"), 0.22), ("meaning", Label("含义", "meaning"), 0.18),
        ("at", Label("时间", "time"), 0.24))),
    "papers": Section(Label("凭据", "Papers"), (
        ("document", Label("单据", "document"), 0.17), ("action", Label("步骤", "step"), 0.16),
        ("paper", Label("凭据", "paper"), 0.22), ("value", Label("内容", "content"), 0.45))),
    "postings": Section(Label("过账", "Postings"), (
        ("id", Label("凭证", "posting"), 0.36), ("recorded_at", Label("时间", "time"), 0.2),
        ("digest", Label("摘要", "digest"), 0.44))),
}

_SIGNED = ("signatures", "papers")

COUNT_SECTIONS: dict[str, Section] = {
    "lines": Section(Label("盘点清单", "Counted"), (
        ("item", Label("物料", "item"), 0.15), ("name", Label("名称", "name"), 0.27),
        ("lot", Label("批号", "lot"), 0.15), ("serial", Label("序列号", "serial"), 0.17),
        ("expires_on", Label("失效日期", "expires"), 0.14),
        ("counted", Label("实盘", "counted"), 0.12))),
    **{name: SECTIONS[name] for name in _SIGNED},
}


class Form(NamedTuple):
    """How the certificate of a kind of document stands on paper; `signs`: by whom by hand.

    `state` is the one in which there is a certificate.
    """

    state: str
    title: Label
    facts: dict[str, Label]
    sections: dict[str, Section]
    signs: tuple[Label, ...] = ()


FORMS: dict[str, Form] = {
    "destruction": Form("certified", TITLE, FACTS, SECTIONS),
    "joint_count": Form(
        "counted", Label("联合盘点证明", "Certificate of a joint count"), COUNT_FACTS,
        COUNT_SECTIONS,
        (Label("我方盘点人（签名、盖章）", "For us (signature, stamp)"),
         Label("医院（签名、盖章）", "For the hospital (signature, stamp)"))),
}

LINES_PAPER_MAX = 2_000
"""Lines on paper: those that differ first; the attached JSON holds every line."""

COUNTED_FACTS: dict[str, Label] = {
    "name": Label("盘点", "count"),
    "site": Label("站点", "site"),
    "purpose": Label("目的", "purpose"),
    "id": Label("编号", "id"),
    "created_by": Label("建立人", "made by"),
    "created_at": Label("建立时间", "made"),
    "closed_at": Label("关闭时间", "closed"),
    "blind": Label("盲盘", "blind"),
    "tally": Label("结果", "outcome"),
    "left": Label("未盘货位", "places not counted"),
    "issue": Label("第几次出具", "issue"),
    "issued_at": Label("出具时间", "issued"),
    "since": Label("上次出具以来", "since the issue before"),
    "omitted": Label("未列出（无权查看）", "left out (not for who asked)"),
    "chain": Label("最后封存（链头摘要）", "last seal (head of the chain)"),
    "check": Label("验证", "to check"),
}
OMITTED: dict[str, Label] = {
    "book": Label("账面", "book"), "variance": Label("差异", "variance"),
    "value": Label("金额", "value"),
}
SAID: dict[str, Label] = {
    "plan": Label("要求盘点", "asked for the count"), "tolerance": Label("允差", "tolerance"),
    "recount": Label("复盘", "recounts"), "matrix": Label("审批矩阵", "approval matrix"),
    "auto": Label("自动批准", "automatic approval"),
    "repair": Label("自动更正", "automatic repair"),
}
CHANGED: dict[str, Label] = {
    "added": Label("新增", "added"), "changed": Label("已变", "changed"),
    "removed": Label("不再有", "no longer there"),
}
PARTS: dict[str, Label] = {
    "observations": Label("观测", "observations"), "visits": Label("货位完成", "places closed"),
    "lines": Label("盘点行", "lines"), "approvals": Label("审批", "approvals"),
    "postings": Label("过账", "postings"), "seals": Label("封存", "seals"),
    "verdicts": Label("判定依据", "what judged"), "policies": Label("规则版本", "rules"),
    "consents": Label("会签", "collected signatures"),
    "auto_approvals": Label("自动批准", "automatic approvals"),
    "signatures": Label("签名", "signatures"), "reasons": Label("已确认原因", "causes"),
}
TALLY = Label("{lines} 行：{verdicts}；下表列出有差异的 {differing} 行，其余见所附 JSON",
              "{lines} lines: {verdicts}; below are the {differing} that differ, all of them in "
              "the attached JSON")
LEFT = Label("{count} 个（{reason}；{person}）：{places}",
             "{count} ({reason}; {person}): {places}")
LEFT_NONE = Label("无", "none")
LEFT_PAPER_MAX = 200
"""Places left uncounted that the paper names; the attached JSON names all."""
SINCE_FIRST = Label("首次出具", "this is the first")
SINCE = Label("{changed} 处变化，见末尾；上次内容摘要 {previous}",
              "{changed} changes, listed at the end; content hash of it {previous}")
CHECK = Label("在 {address} 输入验证码，或离线运行 verify_certificate.py 文件 验证码",
              "type the code at {address}, or off-line: verify_certificate.py FILE CODE")
HERE = Label("本系统的 /verify 页面", "the page /verify of the system that issued it")

COUNTED = Form(
    "closed", Label("盘点凭证", "Certificate of a count"), COUNTED_FACTS,
    {"policies": Section(Label("据以判定的规则版本", "Versions of the rules that judged"), (
        ("said", Label("用于", "for"), 0.17), ("code", Label("规则", "rule"), 0.17),
        ("version", Label("版本", "version"), 0.09),
        ("approved_by", Label("批准人", "approved by"), 0.14),
        ("approved_at", Label("批准时间", "approved"), 0.18),
        ("content_hash", Label("内容摘要", "content hash"), 0.25))),
     "lines": Section(Label("差异行", "Lines that differ"), (
         ("place", Label("货位", "place"), 0.12), ("item", Label("物料", "item"), 0.16),
         ("lot", Label("批号", "lot"), 0.12), ("serial", Label("序列号", "serial"), 0.1),
         ("book", Label("账面", "book"), 0.09), ("counted", Label("实盘", "counted"), 0.09),
         ("variance", Label("差异", "variance"), 0.09),
         ("verdict", Label("结论", "verdict"), 0.11),
         ("judged", Label("依据", "by"), 0.12))),
     "signatures": Section(Label("签名", "Signatures"), (
         ("name", Label("姓名", "name"), 0.17), ("person", Label("账号", "account"), 0.12),
         ("role", Label("岗位", "role"), 0.16), ("meaning", Label("含义", "meaning"), 0.12),
         ("at", Label("时间", "time"), 0.18),
         ("content_hash", Label("所签内容摘要", "hash of what was signed"), 0.25))),
     "consents": Section(Label("审批矩阵会签", "Signatures that the matrix asked for"), (
         ("state", Label("状态", "state"), 0.12), ("approvers", Label("需几人", "needs"), 0.1),
         ("people", Label("已签", "signed"), 0.35),
         ("content_hash", Label("内容摘要", "content hash"), 0.43))),
     "auto_approvals": Section(Label("规则自动批准（无人签名）", "Approved by a rule, unsigned"), (
         ("name", Label("规则", "rule"), 0.3), ("version", Label("版本", "version"), 0.1),
         ("approved_at", Label("时间", "time"), 0.18),
         ("content_hash", Label("内容摘要", "content hash"), 0.42))),
     "postings": Section(Label("过账与封存", "Postings and their seals"), (
         ("id", Label("凭证", "posting"), 0.3), ("recorded_at", Label("时间", "time"), 0.18),
         ("actor", Label("过账人", "by"), 0.12), ("seal", Label("封存号", "seal"), 0.08),
         ("digest", Label("摘要", "digest"), 0.32))),
     "changes": Section(Label("上次出具以来的变化", "Changes since the issue before"), (
         ("list", Label("部分", "list"), 0.25), ("row", Label("行", "row"), 0.5),
         ("what", Label("变化", "what"), 0.25)))})

CONSENT_STATES: dict[str, Label] = {
    "partly": Label("未签齐", "incomplete"), "posted": Label("已签齐", "complete"),
    "void": Label("已作废", "void")}
