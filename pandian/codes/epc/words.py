"""What an RFID tag of the GS1 Tag Data Standard can hold.   电子标签词汇

A tag begins with a header of 8 bits, a filter of 3 and a partition of 3: how many bits of the
rest are the company prefix.  The references that follow are numbers with leading zeros; serials
are numbers in the short tags and texts of 7 bits a character in the long ones.
"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Fault, Label, Refused

HEADER_BITS = 8
FILTER_MAX = 7
WORD_BITS = 16
"""Readers read words: a tag of 198 bits comes as 208, the rest zero."""
CHARACTER_BITS = 7
PREFIX_DIGITS_MIN, PREFIX_DIGITS_MAX = 6, 12
PREFIX_BITS = (40, 37, 34, 30, 27, 24, 20)
"""Bits of a company prefix of 12, 11 ... 6 digits: the index is the partition."""
ESCAPED = '"%&/<>?'
"""The seven characters that a URI writes as % and two hexadecimal digits."""
TAG, IDENTITY, RAW = "urn:epc:tag:", "urn:epc:id:", "urn:epc:raw:"


class Kind(NamedTuple):
    """One kind of key: how many digits prefix and reference have together (0: the reference is
    of free length), whether a serial follows, and the words for it.
    """

    digits: int
    serial: bool
    name: Label


KINDS: dict[str, Kind] = {
    "sgtin": Kind(13, True, Label("商品及序列号", "Trade item with serial")),
    "sscc": Kind(17, False, Label("物流单元", "Logistic unit")),
    "sgln": Kind(12, True, Label("位置", "Location")),
    "grai": Kind(12, True, Label("可回收资产", "Returnable asset")),
    "giai": Kind(0, False, Label("单个资产", "Individual asset")),
}


class Scheme(NamedTuple):
    """One way to write a kind into bits.

    `reference_bits` by partition; `text_characters` is how long a text may be at most (0: the
    last field is a number), by partition for assets and else the same everywhere.
    """

    kind: str
    header: int
    bits: int
    reference_bits: tuple[int, ...]
    serial_bits: int
    text_characters: tuple[int, ...] = ()


_TRADE = (4, 7, 10, 14, 17, 20, 24)
_UNIT = (18, 21, 24, 28, 31, 34, 38)
_LOCATION = (1, 4, 7, 11, 14, 17, 21)
_RETURNABLE = (4, 7, 10, 14, 17, 20, 24)
_ASSET_96 = (42, 45, 48, 52, 55, 58, 62)
_ASSET_202 = (148, 151, 154, 158, 161, 164, 168)

SCHEMES: dict[str, Scheme] = {
    "sgtin-96": Scheme("sgtin", 0x30, 96, _TRADE, 38),
    "sgtin-198": Scheme("sgtin", 0x36, 198, _TRADE, 140, (20,) * 7),
    "sscc-96": Scheme("sscc", 0x31, 96, _UNIT, 0),
    "sgln-96": Scheme("sgln", 0x32, 96, _LOCATION, 41),
    "sgln-195": Scheme("sgln", 0x39, 195, _LOCATION, 140, (20,) * 7),
    "grai-96": Scheme("grai", 0x33, 96, _RETURNABLE, 38),
    "grai-170": Scheme("grai", 0x37, 170, _RETURNABLE, 112, (16,) * 7),
    "giai-96": Scheme("giai", 0x34, 96, _ASSET_96, 0),
    "giai-202": Scheme("giai", 0x38, 202, _ASSET_202, 0, (18, 19, 20, 21, 22, 23, 24)),
}
HEADERS = {scheme.header: name for name, scheme in SCHEMES.items()}
SHORT = {scheme.kind: name for name, scheme in SCHEMES.items() if not scheme.text_characters}
LONG = {scheme.kind: name for name, scheme in SCHEMES.items() if scheme.text_characters}


class Tag(NamedTuple):
    """What a tag says.  `prefix` keeps its leading zeros: its length is part of the meaning.

    `reference` begins with the indicator (trade items) or the extension digit (logistic units).
    `serial` is '' for the kinds that have none; a location without an extension has '0'.
    """

    kind: str
    prefix: str
    reference: str
    serial: str = ""


class Reading(NamedTuple):
    """What a text of a tag turned out to be; `scheme` is '' for a pure identity.

    With faults `tag` is None.  `raw_uri` stands for bits that nobody can read.
    """

    raw: str
    tag: Tag | None = None
    scheme: str = ""
    filter: int = 0
    faults: tuple[Fault, ...] = ()
    raw_uri: str = ""


class EpcRefused(Refused):
    """The request cannot be written as a tag, for every reason."""


FAULTS: dict[str, Label] = {
    "not_an_epc": Label(
        "不是电子标签的内容：应为十六进制、二进制或 urn:epc: 开头",
        "This is no tag: hexadecimal, binary or a text that begins with urn:epc: is expected",
    ),
    "header_unknown": Label(
        "不认识的标签头 {0}，原样保留", "The header {0} is not known; the tag is kept as it is"
    ),
    "tag_length": Label(
        "{0} 应为 {1} 位（或补零到 {2} 位），实有 {3} 位",
        "{0} has {1} bits (or {2} with padding); {3} were found",
    ),
    "pad_not_zero": Label("{0} 之后的填充位应全为 0", "The padding after {0} must be zeros"),
    "reserved_not_zero": Label("{0} 的保留位应全为 0", "The reserved bits of {0} must be zeros"),
    "partition_wrong": Label(
        "分区值 {0} 不存在，应为 0 到 6", "There is no partition {0}; it lies in 0 to 6"
    ),
    "prefix_overflow": Label(
        "厂商识别代码 {0} 超过 {1} 位数字", "The company prefix {0} has more than {1} digits"
    ),
    "reference_overflow": Label(
        "参考代码 {0} 超过 {1} 位数字", "The reference {0} has more than {1} digits"
    ),
    "text_broken": Label(
        "{0} 的文字部分从第 {1} 个字符起不合规", "The text of {0} is not valid from character {1}"
    ),
    "text_empty": Label("{0} 的文字部分为空", "The text of {0} is empty"),
    "scheme_unknown": Label(
        "不认识的标签方案 {0}，应是其中之一：{1}", "Scheme {0} is not known; it must be one of: {1}"
    ),
    "scheme_differs": Label("方案 {0} 不能写 {1}", "Scheme {0} cannot hold {1}"),
    "uri_shape": Label(
        "{0} 的各部分不完整，应为 {1}", "The parts of {0} are not complete; {1} is expected"
    ),
    "uri_escape": Label(
        "{0} 第 {1} 个字符起的写法不合规：{2}",
        "{0}: from character {1} this may not be written so: {2}",
    ),
    "filter_wrong": Label("过滤值 {0} 应为 0 到 7", "The filter {0} must lie in 0 to 7"),
    "prefix_digits": Label(
        "厂商识别代码应为 6 到 12 位数字，收到 {0}",
        "A company prefix has 6 to 12 digits; {0} was given",
    ),
    "reference_digits": Label(
        "参考代码应为 {1} 位数字，收到 {0}", "The reference must have {1} digits; {0} was given"
    ),
    "longer_tag": Label(
        "这样的序列号需要更长的标签，如 SGTIN-198",
        "Such a serial needs the longer tag, such as SGTIN-198",
    ),
    "no_epc_key": Label(
        "这些字段不能写成电子标签：需要 (01)+(21)、(00)、(414)、(8003) 或 (8004)",
        "These fields make no tag: (01) with (21), (00), (414), (8003) or (8004) is needed",
    ),
    "serial_missing": Label("{0} 缺少序列号", "{0} lacks its serial"),
}
