"""Words of certificates: their forms, what is kept of each, what looks them up.   凭证词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound

CERTIFICATE_VERSION = 2
CODE_CHARACTERS = 16
"""A verification code: so many characters of 5 bits, the first 80 bits of the content hash."""
ISSUES_MAX = 1_000
CHANGES_MAX = 10_000
"""A certificate names no more changes than this since the one before; their number is exact."""

SECTIONS_V1 = ("observations", "visits", "lines", "approvals", "postings", "seals")
SECTIONS: dict[int, tuple[str, ...]] = {
    1: SECTIONS_V1,
    2: (*SECTIONS_V1, "verdicts", "policies", "consents", "auto_approvals",
        "signatures", "reasons", "changes"),
}
"""The lists of each version of a count's certificate, in the order in which they are hashed."""
DOCUMENT_SECTIONS = ("lines", "counts", "events", "signatures", "postings", "papers")
REPORT_SECTIONS = ("strata", "lines")
PERIOD_SECTIONS = ("counts", "lines", "doubts", "uncaused", "repairs", "transit", "stock", "late")
FORMS: dict[tuple[str, int], tuple[str, ...]] = {
    ("count", 1): SECTIONS[1],
    ("count", 2): SECTIONS[2],
    ("destruction", 1): DOCUMENT_SECTIONS,
    ("joint_count", 1): DOCUMENT_SECTIONS,
    ("sampling", 1): REPORT_SECTIONS,
    ("period", 1): PERIOD_SECTIONS,
}
"""Every kind and version of certificate that was ever handed out: each verifies for ever."""

MASTERS = ("item_name", "unit", "expires_on")
"""What a line says of the masters: as they are at the issue, and no state of the count."""
FOR_ISSUE = ("issue", "issued_at", "previous", "changed")
"""What the head says of the issue itself, and not of the count."""


class Issued(NamedTuple):
    """A certificate as it is kept: `body` is what was handed out, `issue` its number (from 1).

    `code` is what a reader types to find it; `state_hash` that of what it says of the count,
    whatever its number.
    """

    plan: UUID
    site: str
    name: str
    issue: int
    version: int
    code: str
    content_hash: str
    state_hash: str
    omitted: tuple[str, ...]
    issued_by: str
    issued_at: datetime
    body: Mapping[str, Any] | None = None


class Found(NamedTuple):
    """What a verification code says: of which paper it is, and whether a newer one exists.

    `subject` is the count or document; `latest` is the code of the newest certificate of it.
    """

    kind: str
    site: str
    subject: UUID
    name: str
    code: str
    content_hash: str
    issued_at: datetime
    issued_by: str
    issue: int
    latest: str


class CertificateNotFound(NotFound):
    """No certificate with this code in the sites of this scope."""


class CertificateConflict(Conflict):
    """The count has no certificate yet."""


FAULTS: dict[str, Label] = {
    "certificate_unknown": Label(
        "没有找到这个验证码：请逐字核对；该凭证可能属于您无权查看的站点，或不是本系统出具的",
        "No certificate with this code: compare it sign by sign; it may be of a site that is not "
        "yours to see, or this system never issued it"),
    "certificate_code_wrong": Label(
        "验证码为 {0} 位字母和数字，也可输入 64 位内容摘要",
        "A code has {0} letters and digits; the content hash of 64 digits will do too"),
    "certificate_form_unknown": Label(
        "不认识的凭证：种类 {0}，版本 {1}。请用更新的验证工具",
        "No form of certificate that is known here: kind {0}, version {1}. Use a newer verifier"),
    "certificate_file_missing": Label("请选择凭证文件（JSON 或 PDF）",
                                      "Choose the file of a certificate (JSON or PDF)"),
    "certificate_field_twice": Label("字段 {0} 出现了两次", "The field {0} is there twice"),
    "certificate_deep": Label("嵌套太深", "It is nested too deeply"),
    "certificate_values_many": Label("内容超过 {0} 个值", "It holds more than {0} values"),
    "certificate_paper_empty": Label(
        "这份 PDF 里没有凭证数据（可能被另存过）：请用原文件，或同时下载的 JSON",
        "This PDF carries no certificate (it may have been saved anew): take the original file, "
        "or the JSON handed out beside it"),
    "certificate_paper_damaged": Label(
        "PDF 里附的凭证数据已损坏：{0}", "The data attached to the PDF are damaged: {0}"),
    "certificate_seed": Label(
        "种子与其组成（摘要、秘密数、数）不符",
        "Its seed is not made of the hash, the secret and the number it says"),
    "certificate_turn": Label("不是由该种子抽中的顺序",
                              "It was not drawn in this turn by the seed"),
    "certificate_other": Label(
        "凭证本身完好，但不是这个验证码的那一份", "It is whole, but not the one of this code"),
}
