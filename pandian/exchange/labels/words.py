"""Words of labels: kinds, sizes, codes, outputs, layouts, what was printed.   标签词汇

Lengths are millimetres, or dots of the printer where the name says so.  A layout is data: lines
of text with `{field}` from `FIELDS`; nobody writes a template on the server.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

LABELS_MAX = 1_000
"""Labels of one job, copies counted."""
COPIES_MAX = 100
TEXT_CHARACTERS_MAX = 200
PRINTS_PAGE_MAX = 200
TEMPLATE_VERSION = "1"
"""Goes up with every change of how a label looks; each print keeps the version it was made by."""

MM_PER_INCH = 25.4
MODULE_UM_DEFAULT = 500
MODULE_UM_MIN = 375
"""Width of one module of a code, in micrometres; below the least, scanners begin to fail."""
MARGIN_MM = 1.5
"""What printers may cut off at each edge; nothing is placed there."""


class Size(NamedTuple):
    """A label on the roll; the point sizes are of the name, the other lines and the code's text."""

    width_mm: float
    height_mm: float
    head_pt: float
    body_pt: float
    code_pt: float


SIZES: dict[str, Size] = {
    "40x30": Size(40, 30, 7.5, 6.5, 6.0),
    "50x30": Size(50, 30, 8.0, 6.5, 6.0),
    "60x40": Size(60, 40, 9.5, 8.0, 7.0),
    "70x50": Size(70, 50, 11.0, 9.0, 8.0),
    "100x70": Size(100, 70, 15.0, 11.5, 10.0),
}
SIZE_DEFAULT = "40x30"


class Resolution(NamedTuple):
    """A print head: dots for one millimetre, as its makers count them."""

    dots_per_mm: float


RESOLUTIONS: dict[int, Resolution] = {
    203: Resolution(8.0),
    300: Resolution(300 / MM_PER_INCH),
}


class CodeKind(NamedTuple):
    """A kind of code; `identifier` is what a scanner must say of it, `quiet` its free modules."""

    label: Label
    identifier: str
    gs1: bool
    matrix: bool
    quiet: int


CODE_KINDS: dict[str, CodeKind] = {
    "datamatrix": CodeKind(Label("GS1 数据矩阵码", "GS1 DataMatrix"), "]d2", True, True, 1),
    "gs1_qr": CodeKind(Label("GS1 二维码", "GS1 QR Code"), "]Q3", True, True, 4),
    "gs1_128": CodeKind(Label("GS1-128 条码", "GS1-128"), "]C1", True, False, 10),
    "qr": CodeKind(Label("二维码", "QR Code"), "]Q1", False, True, 4),
    "code_128": CodeKind(Label("Code 128 条码", "Code 128"), "]C0", False, False, 10),
}
BAR_HEIGHT_MM = {"40x30": 9.0, "50x30": 9.0, "60x40": 12.0, "70x50": 16.0, "100x70": 28.0}
"""How tall the bars of a linear code are on each size."""


class LabelKind(NamedTuple):
    """What a label stands on: the codes it may bear (the first is the default) and its lines.

    `single`: there is one such thing, so a second label of it needs a reason.
    """

    label: Label
    codes: tuple[str, ...]
    lines: tuple[str, ...]
    single: bool = False


FIELDS = ("item", "name", "unit", "pack", "lot", "serial", "made", "expires", "place", "site",
          "zone", "sscc", "person", "person_name", "device", "device_name")
"""The allow-list: nothing else can be named in a layout."""

GS1_CODES = ("datamatrix", "gs1_qr", "gs1_128")
OWN_CODES = ("qr", "code_128")

LABEL_KINDS: dict[str, LabelKind] = {
    "item": LabelKind(Label("物料标签", "Item label"), (*GS1_CODES, *OWN_CODES),
                      ("{item}", "{name}", "{pack}")),
    "lot": LabelKind(Label("批号标签", "Lot label"), GS1_CODES,
                     ("{item}", "{name}", "{pack}", "{lot}", "{expires}")),
    "serial": LabelKind(Label("序列号标签", "Serial label"), GS1_CODES,
                        ("{item}", "{name}", "{serial}", "{lot}", "{expires}"), single=True),
    "place": LabelKind(Label("位签", "Bin label"), OWN_CODES, ("{place}", "{zone}", "{site}")),
    "handling_unit": LabelKind(Label("物流单元标签", "Logistic unit label"),
                               ("gs1_128", "datamatrix", "gs1_qr"), ("{sscc}",), single=True),
    "person": LabelKind(Label("人员码", "Person code"), OWN_CODES, ("{person_name}", "{person}"),
                        single=True),
    "device": LabelKind(Label("设备码", "Device code"), OWN_CODES, ("{device_name}", "{device}"),
                        single=True),
}

WORDS: dict[str, Label] = {
    "lot": Label("批号", "Lot"),
    "serial": Label("序列号", "Serial"),
    "expires": Label("有效期至", "Expires"),
    "sscc": Label("物流单元", "Logistic unit"),
}
"""Words that stand before a field on the label."""

OUTPUTS: dict[str, Label] = {
    "pdf": Label("PDF 文件（任何打印机）", "PDF (any printer)"),
    "zpl": Label("ZPL 文件（斑马及兼容机）", "ZPL (Zebra and alike)"),
    "tspl": Label("TSPL 文件（TSC 及兼容机）", "TSPL (TSC and alike)"),
}
CONTENT_TYPES = {"pdf": "application/pdf", "zpl": "application/zpl", "tspl": "application/tspl",
                 "png": "image/png"}

SCAN_RESULTS: dict[str, Label] = {
    "": Label("未核对", "Not verified"),
    "matches": Label("相符", "Matches"),
    "matches_without_symbology": Label(
        "内容相符，扫描枪没有给出码制标识", "The content matches; the scanner named no symbology"),
    "separator_lost": Label(
        "扫描枪丢了分隔符，请扫“扫描枪设置”页",
        "The scanner lost the separator: use the set-up page"),
    "wrong_symbology": Label("码制不对，请换打印方式", "Another symbology than was printed"),
    "differs": Label("内容不同，这一批不要用", "The content differs: do not use this batch"),
}


class Thing(NamedTuple):
    """What one label is for; which fields count depends on the kind of label."""

    item: str = ""
    unit: str = ""
    lot: str = ""
    serial: str = ""
    place: str = ""
    sscc: str = ""
    person: str = ""
    device: str = ""
    gtin: str = ""


class LabelRequest(NamedTuple):
    """What shall be printed, and how; `id` is minted by who asks, so asking twice prints once."""

    id: UUID
    site: str
    kind: str
    things: tuple[Thing, ...]
    size: str = SIZE_DEFAULT
    dpi: int = 203
    code: str = ""
    module_um: int = MODULE_UM_DEFAULT
    copies: int = 1
    output: str = "pdf"
    printer: str = ""
    reason: str = ""
    language: str = "zh-hans"


class LabelContent(NamedTuple):
    """One label with its fields found: the code's text, its readable text, the lines above.

    `subject` names the thing for ever (`lot:ST-2518/L2406A`); `elements` are the GS1 fields.
    """

    subject: str
    text: str
    elements: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]


class Printed(NamedTuple):
    """A finished job: the file, and what became of the request (`created` or `exists`)."""

    id: UUID
    result: str
    content: bytes
    media: str
    name: str
    labels: int
    reprinted: int


class PrintRow(NamedTuple):
    """One job of the past."""

    id: UUID
    site: str
    kind: str
    size: str
    dpi: int
    code: str
    output: str
    printer: str
    template: str
    copies: int
    labels: int
    reprinted: int
    reason: str
    first: str
    actor: str
    at: datetime
    verified_at: datetime | None
    verified_by: str
    verified: str


class ScanVerdict(NamedTuple):
    """What scanning the first label of a job said; `differences` name field, printed, scanned."""

    print: UUID
    result: str
    differences: tuple[tuple[str, str, str], ...]


class LabelsRefused(Refused):
    """Nothing was printed; the faults name every reason, for every label."""


class PrintExists(Conflict):
    """The id belongs to another job already."""


class PrintNotFound(NotFound):
    """There is no such job, or not at a site that the scope sees."""


FAULTS: dict[str, Label] = {
    "nothing_to_print": Label("请先选择要打印的内容", "Choose what to print first"),
    "too_many_labels": Label("一次最多 {0} 张标签，这里是 {1} 张",
                             "At most {0} labels at once; these are {1}"),
    "kind_not_printed": Label("没有这种标签：{0}", "There is no label of this kind: {0}"),
    "size_unknown": Label("没有这个尺寸 {0}；有：{1}", "There is no size {0}; there are: {1}"),
    "dpi_unknown": Label("分辨率应是其中之一：{0}", "The resolution must be one of: {0}"),
    "output_unknown": Label("没有这种输出 {0}；有：{1}", "There is no output {0}; there are: {1}"),
    "code_not_for_kind": Label("{0} 不能用 {1}；可用：{2}", "{0} cannot bear {1}, but: {2}"),
    "module_too_small": Label(
        "码的最小单元是 {0} 微米，低于 {1} 微米时扫描枪读不稳",
        "A module of {0} um is too small: below {1} um scanners begin to fail"),
    "code_too_large": Label(
        "这个码需要 {0}×{1} 毫米，{2} 的标签放不下；请换大一号的标签或用二维码",
        "The code needs {0} x {1} mm and does not fit a label of {2}: take a larger label or a "
        "matrix code"),
    "text_too_wide": Label("“{0}”在 {1} 的标签上放不下", "“{0}” does not fit a label of {1}"),
    "text_too_tall": Label("文字有 {0} 行，{1} 的标签只放得下 {2} 行",
                           "{0} lines of text; a label of {1} takes {2}"),
    "not_in_font": Label("字体里没有这个字：{0}（{1}）",
                         "The font lacks this character: {0} ({1})"),
    "missing_gtin": Label("{0} 的单位“{1}”没有商品条码（GTIN），不能打印 GS1 标签",
                          "{0} has no GTIN for the unit “{1}”: no GS1 label can be printed"),
    "several_gtins": Label("{0} 的单位“{1}”有多个商品条码，请指明用哪一个：{2}",
                           "{0} has several GTINs for the unit “{1}”: say which of {2}"),
    "lot_unknown_here": Label("物料 {0} 没有批号 {1}", "Item {0} has no lot {1}"),
    "serial_unknown": Label("物料 {0} 没有序列号 {1}", "Item {0} has no serial {1}"),
    "item_needed": Label("请写物料", "The item is missing"),
    "lot_needed": Label("请写批号", "The lot is missing"),
    "serial_needed": Label("请写序列号", "The serial is missing"),
    "place_needed": Label("请写货位", "The place is missing"),
    "sscc_needed": Label("请写物流单元号（SSCC）", "The SSCC is missing"),
    "person_needed": Label("请写人员编码", "The person is missing"),
    "device_needed": Label("请写设备编码", "The device is missing"),
    "reprint_reason": Label("{0} 已经打印过（{1} 次），再次打印请写明原因",
                            "{0} was printed before ({1} times): say why it is printed again"),
    "code_not_made": Label("这个码编不出来：{0}", "This cannot be encoded: {0}"),
    "font_missing": Label("缺少字体文件，请运行 make vendor",
                          "The font is missing: run make vendor"),
    "print_differs": Label("这个编号已用于另一次打印", "This id belongs to another print already"),
    "sheet_unknown": Label("没有这种单据页：{0}", "There is no sheet of this kind: {0}"),
    "count_is_blind": Label("这是盲盘，不能打印账面数",
                            "This count is blind: the book cannot be printed"),
    "nothing_on_sheet": Label("没有可以列在单据上的内容", "There is nothing to put on the sheet"),
    "sheet_too_long": Label("单据超过 {0} 行，请按任务分开打印",
                            "The sheet has more than {0} rows: print task by task"),
}
