"""What a scanned code turned out to be, and every way in which it can be wrong.   码制词汇

A verdict is an opinion about a raw text; the raw text itself is kept verbatim for ever, so that
the opinion can be made again.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from pandian.codes.epc.words import FAULTS as EPC_FAULTS
from pandian.kernel.words import Fault, Label

GS = "\x1d"
"""The separator between elements, as scanners transmit the function character FNC1."""

GS_SUBSTITUTES = ("<GS>", "{GS}", "^]", "~1", "\\x1d", "\u241d")
"""What badly configured scanners and copied texts hold in place of `GS`."""

SUBSTITUTE = re.compile("|".join(re.escape(text) for text in GS_SUBSTITUTES))
PLAIN_CHARACTERS_MAX = 128

GS1_SYMBOLOGIES: dict[str, Label] = {
    "]C1": Label("GS1-128 条码", "GS1-128"),
    "]d2": Label("GS1 数据矩阵码", "GS1 DataMatrix"),
    "]d8": Label("GS1 矩形数据矩阵码", "GS1 rectangular DataMatrix"),
    "]Q3": Label("GS1 二维码", "GS1 QR Code"),
    "]e0": Label("GS1 DataBar 条码", "GS1 DataBar"),
    "]J1": Label("GS1 点码", "GS1 DotCode"),
}
GTIN_SYMBOLOGIES: dict[str, Label] = {
    "]E0": Label("EAN-13 或 UPC 条码", "EAN-13 or UPC"),
    "]E4": Label("EAN-8 条码", "EAN-8"),
}

CARRIERS: dict[str, Label] = {
    "gs1": Label("GS1 单元数据串", "GS1 element string"),
    "gtin": Label("商品条码", "Trade item number"),
    "digital_link": Label("GS1 数字链接", "GS1 Digital Link"),
    "hibc": Label("HIBC 条码", "HIBC label"),
    "iccbba": Label("ISBT 128 条码（ICCBBA）", "ISBT 128 label (ICCBBA)"),
    "ma": Label("MA 码（中关村工信）", "MA code"),
    "ahm": Label("阿里健康码", "AHM code (Alibaba Health)"),
    "epc": Label("射频标签（EPC）", "RFID tag (EPC)"),
    "own": Label("盘点自用码", "Our own code"),
    "internal": Label("内部码", "Internal code"),
    "unreadable": Label("无法读取", "Unreadable"),
}

VERDICTS: dict[str, Label] = {
    "valid": Label("有效", "Valid"),
    "warned": Label("存疑，需人工确认", "Doubtful: a person confirms"),
    "refused": Label("拒收", "Refused"),
}

ISSUERS: dict[str, str] = {
    "gtin": "GS1", "hibcc": "HIBCC", "iccbba": "ICCBBA", "ma": "MA", "ahm": "AHM",
}
"""Who issues device identifiers, by the scheme of the key.  An AHM code's identifier is unknown."""


class Field(NamedTuple):
    """One field of a code, in the order in which it was printed.

    `ai` is the identifier that stands before it (`10`, `$$3`, `16D`, `=>`, `L`), empty where
    there is none.  `value` is the text as written; `meant` says what it means where that
    differs: an ISO date or instant, or a measure with its decimal point.
    """

    ai: str
    name: str
    value: str
    meant: str = ""


class Found(NamedTuple):
    """What one family's reader found in a text: fields, faults (`/fields/<n>`), doubts, the key.

    `scheme` names whose key it is, as in the bindings of codes to items.
    """

    fields: tuple[Field, ...]
    faults: tuple[Fault, ...] = ()
    suspicions: tuple[str, ...] = ()
    key: str | None = None
    scheme: str | None = None


class Verdict(NamedTuple):
    """What a raw text is, and everything that is wrong or doubtful about it.

    `gtin` has 14 digits; `key` is what the text identifies (item, logistic unit, place...) and
    `scheme` whose number that is (`gtin sscc gln grai giai gsrn hibcc iccbba ma ahm own`).
    `taken` is the attempt that read a text whose symbology says nothing.  `quantity` is the
    count that the label states.  A field that is itself at fault fills none of the meanings.
    `suspicions` are codes of `FAULTS`; `candidates` are the other ways in which the text could be
    cut if a separator was lost, likeliest first (they may stand without a suspicion); `others`
    are the carriers that the text would also have fitted.
    """

    raw: str
    carrier: str
    symbology: str | None = None
    fields: tuple[Field, ...] = ()
    gtin: str | None = None
    lot: str | None = None
    serial: str | None = None
    expires_on: date | None = None
    made_on: date | None = None
    quantity: int | None = None
    faults: tuple[Fault, ...] = ()
    suspicions: tuple[str, ...] = ()
    candidates: tuple[tuple[Field, ...], ...] = ()
    others: tuple[str, ...] = ()
    key: str | None = None
    scheme: str | None = None
    taken: str = ""

    @property
    def accepted(self) -> bool:
        """Whether nothing is wrong (suspicions may remain)."""
        return not self.faults

    @property
    def verdict(self) -> str:
        """`valid`, `warned` when only suspicions stand, or `refused`."""
        return "refused" if self.faults else "warned" if self.suspicions else "valid"


class Udi(NamedTuple):
    """A code as the identification of a device: what it is (DI), which one it is (PI).

    `di` is None where the issuer's grammar is not public.
    """

    issuer: str
    di: str | None
    lot: str | None
    serial: str | None
    made_on: date | None
    expires_on: date | None


FAULTS: dict[str, Label] = {
    **EPC_FAULTS,
    "check_digit": Label("{0} 的校验位是 {1}，应为 {2}", "{0}: the check digit is {1}, not {2}"),
    "check_pair": Label("{0} 的校验字符是 {1}，应为 {2}", "{0}: the check pair is {1}, not {2}"),
    "length": Label("{0} 应为 {1} 位，实有 {2} 位", "{0}: {1} characters expected, {2} found"),
    "too_long": Label("{0} 最多 {1} 位，实有 {2} 位", "{0}: at most {1} characters, {2} found"),
    "character": Label(
        "{0} 第 {2} 位起含有不允许的字符 {1}（只允许 {3}）",
        "{0}: {1} from position {2} is not allowed (only {3})",
    ),
    "date_year": Label("{0} 的年份 {1} 超出日历", "{0}: the year {1} is outside the calendar"),
    "date_month": Label("{0} 的月份 {1} 不存在", "{0}: there is no month {1}"),
    "date_day": Label(
        "{0} 的日 {1} 不存在（{2}）", "{0}: there is no day {1} in {2}"
    ),
    "date_day_zero": Label(
        "{0} 不允许日为 00", "{0}: day 00 is not allowed here"
    ),
    "time": Label("{0} 的时间 {1} 不存在", "{0}: there is no time {1}"),
    "missing_partner": Label(
        "{0} 必须与 {1} 同时出现", "{0} must stand together with {1}"
    ),
    "excluded_partner": Label(
        "{0} 不能与 {1} 同时出现", "{0} may not stand together with {1}"
    ),
    "repeat_differs": Label(
        "{0} 出现两次且内容不同：{1}、{2}", "{0} stands twice and differs: {1}, {2}"
    ),
    "unknown_ai": Label(
        "从第 {1} 位起没有已知的标识符：{0}",
        "No known identifier from position {1}: {0}",
    ),
    "separator_missing": Label(
        "{0} 之后缺少分隔符", "A separator is missing after {0}"
    ),
    "separator_in_value": Label(
        "{0} 的内容含有分隔符或其替代写法",
        "{0} holds the separator or one of its substitutes",
    ),
    "ambiguous_text": Label(
        "内容含有括号加数字，无法写成可读形式",
        "A value holds digits in parentheses: the readable form would be read otherwise",
    ),
    "not_listed": Label("{0} 的 {1} 不在代码表 {2} 中", "{0}: {1} is not in the list {2}"),
    "company_prefix": Label(
        "{0} 应以至少 4 位数字的厂商识别代码开头",
        "{0} must begin with a company prefix of at least 4 digits",
    ),
    "piece_of_total": Label(
        "{0} 的件号与总件数不符：{1}", "{0}: the piece and the total do not fit: {1}"
    ),
    "must_be_zero": Label("{0} 此处应为 0，实为 {1}", "{0}: 0 expected here, {1} found"),
    "may_not_be_zero": Label("{0} 不能为零", "{0} may not be zero"),
    "leading_zero": Label("{0} 不能以 0 开头：{1}", "{0} may not begin with 0: {1}"),
    "needs_letter": Label(
        "{0} 至少应有一个非数字字符", "{0} needs at least one character that is no digit"
    ),
    "percent_encoding": Label(
        "{0} 含有不完整的百分号编码：{1}", "{0} holds a broken percent code: {1}"
    ),
    "iban": Label("{0} 不是有效的国际银行账号", "{0} is not a valid bank account (IBAN)"),
    "out_of_range": Label("{0} 的 {1} 超出范围 {2}", "{0}: {1} is outside {2}"),
    "all_zero": Label("{0} 不能全为零", "{0} may not be all zeros"),
    "not_a_gtin": Label(
        "商品条码应为 8、12、13 或 14 位数字，实有 {0} 个字符",
        "A trade item number has 8, 12, 13 or 14 digits; {0} characters were found",
    ),
    "no_link_key": Label(
        "链接中没有 GS1 键（应为数字，如 /01/）",
        "The link holds no GS1 key (a number such as /01/)",
    ),
    "qualifier_order": Label(
        "链接中限定符的顺序是 {0}，应为 {1}", "The qualifiers stand as {0}; the order is {1}"
    ),
    "not_in_path": Label("{0} 不能出现在链接路径中", "{0} may not stand in the path of a link"),
    "not_in_query": Label(
        "{0} 不能出现在链接参数中", "{0} may not stand in the query of a link"
    ),
    "blank": Label("没有内容", "There is nothing here"),
    "nothing_to_build": Label("没有要编码的字段", "There are no fields to encode"),
    "not_a_text": Label("{0} 应是文本", "{0} must be a text"),
    "symbology_unknown": Label(
        "不认识的码制标识 {0}，应是其中之一：{1}",
        "The symbology identifier {0} is not known; it must be one of: {1}",
    ),
    "control_character": Label("含有控制字符：{0}", "It holds a control character: {0}"),
    "text_too_long": Label(
        "最多 {0} 个字符，实有 {1} 个", "At most {0} characters; {1} were found"
    ),
    "full_width_input": Label(
        "含全角字符，已按半角识别", "Full-width characters were read as half-width"
    ),
    "wrong_symbology": Label(
        "标签印刷有误：GS1 内容印在了非 GS1 码制中",
        "The label is misprinted: GS1 content in a symbol that is not marked as GS1",
    ),
    "printed_parentheses": Label(
        "标签印刷有误：括号被编入了条码",
        "The label is misprinted: the parentheses were encoded into the symbol",
    ),
    "separator_suspected": Label(
        "可能漏了分隔符：末尾的内容像是另一个字段，请确认",
        "A separator seems lost: the end looks like another field; please confirm",
    ),
    "separator_repeated": Label("分隔符重复", "A separator stands twice"),
    "link_character": Label(
        "第二条码的链接字符是 {0}，与主码的校验字符 {1} 不符：两条码不是一对",
        "The secondary code links to {0}; the primary ends in {1}: they are no pair",
    ),
    "item_missing": Label(
        "没有物品标识：请同时扫主码", "It names no item: scan the primary code too"
    ),
    "check_unverifiable": Label(
        "校验字符由发码机构计算，这里无法核对",
        "The check character is its issuer's: it cannot be verified here",
    ),
    "identifier_incomplete": Label(
        "产品标识应有 {1} 段，实有 {0} 段", "The device identifier has {0} parts of {1}"
    ),
    "prefix_unknown": Label(
        "{0} 的厂商识别代码长度未知", "{0}: the length of its company prefix is not known"
    ),
    "not_encodable": Label("{0} 不能编码：{1}", "{0} cannot be encoded: {1}"),
}
