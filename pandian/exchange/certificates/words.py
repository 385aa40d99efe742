"""What stands on the papers of certificates: destructions, joint counts.   证明词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label

TITLE = Label("医疗器械销毁证明", "Certificate of destruction")
HASH = Label("内容摘要", "content hash")
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
