"""What stands on A4 pages.   单据页词汇"""

from __future__ import annotations

from typing import NamedTuple, Protocol
from uuid import UUID

from pandian.kernel.words import Label

A4_WIDTH_MM, A4_HEIGHT_MM = 210.0, 297.0
ROWS_MAX = 5_000
BLANK_ROWS_PER_PLACE = 3
"""Lines to write on for each place of a blind count; a fuller place goes on the back."""
TASKS_MAX = 200

SHEETS: dict[str, Label] = {
    "commands": Label("命令条码", "Command barcodes"),
    "scanner": Label("扫描枪设置与自检", "Scanner settings and self-test"),
    "ruler": Label("打印校准页", "Ruler test page"),
    "demo": Label("演示条码页", "Demo barcode sheet"),
}
"""Pages that stand for nothing but themselves."""


class Column(NamedTuple):
    """One column of a sheet; `write` leaves it empty, to be filled by hand."""

    name: str
    label: Label
    width_mm: float
    right: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("place", Label("货位", "Place"), 24),
    Column("item", Label("名称、规格、型号", "Item"), 52),
    Column("lot", Label("批号 / 序列号", "Lot / serial"), 29),
    Column("expires", Label("有效期至", "Expires"), 20),
    Column("unit", Label("单位", "Unit"), 11),
    Column("book", Label("账面数", "Book"), 20, right=True),
    Column("counted", Label("实盘数", "Counted"), 18, right=True),
    Column("note", Label("备注", "Note"), 12),
)

HEADINGS: dict[str, Label] = {
    "count_sheet": Label("盘点表", "Count sheet"),
    "blind": Label("盲盘：不印账面数", "Blind: no book quantity is printed"),
    "open": Label("明盘：印有账面数", "Open: the book quantity is printed"),
    "task": Label("任务", "Task"),
    "site": Label("站点", "Site"),
    "counter": Label("盘点人", "Counter"),
    "reviewer": Label("复核人", "Reviewer"),
    "witness": Label("监盘人", "Witness"),
    "date": Label("日期、时间", "Date, time"),
    "printed_at": Label("打印于", "Printed at"),
    "page": Label("第 {0} 页，共 {1} 页", "Page {0} of {1}"),
    "rule": Label("允差：{0}；超出允差先复盘 {1} 轮", "Tolerance: {0}; outside it, {1} recounts"),
    "rule_approval": Label("允差：{0}；超出允差须批准", "Tolerance: {0}; outside it, approval"),
    "no_tolerance": Label("无", "none"),
    "quantity": Label("数量 {0}", "quantity {0}"),
    "percent": Label("账面的 {0}%", "{0} % of the book"),
    "value": Label("金额 ¥{0}", "value ¥{0}"),
    "and": Label("且", "and"),
    "or": Label("或", "or"),
    "how": Label("没有的写 0，没看的留空；整个货位都看完的打勾；空位写“空”。",
                 "Write 0 where there is none; leave blank what nobody looked at; tick a place "
                 "seen whole; write “empty” for an empty one."),
    "whole": Label("整位盘完", "Counted whole"),
    "again": Label("第 {0} 次打印", "Print number {0}"),
    "changed": Label("内容自上次打印后已变，请只用这一份",
                     "Changed since the last print: use this one only"),
    "same": Label("内容与上次打印相同", "The same as the last print"),
    "first": Label("初盘", "First count"),
    "recount": Label("复盘第 {0} 轮", "Recount, round {0}"),
}


SCANNER_NOTES: tuple[Label, ...] = (
    Label("1. 后缀：每次扫描后发送回车（Enter）。", "1. Suffix: send Enter after every scan."),
    Label("2. 分隔符：GS（FNC1，十六进制 1D）按 Ctrl+] 发送；不能时设为 {GS}。",
          "2. Separator: send GS (FNC1, hex 1D) as Ctrl+]; where that is not possible, as {GS}."),
    Label("3. 前缀：打开 AIM 码制标识（]d2、]C1、]Q3）。",
          "3. Prefix: switch the AIM symbology identifiers on (]d2, ]C1, ]Q3)."),
    Label("4. 键盘：美国英语布局，不转换大小写，不经输入法。",
          "4. Keyboard: US English, no change of case, no input method."),
    Label("5. 码制：打开 DataMatrix、QR、Code 128（含 GS1-128）、EAN-13；不截掉首位 0。",
          "5. Symbologies: DataMatrix, QR, Code 128 (with GS1-128), EAN-13; keep leading zeros."),
    Label("6. 安卓手持机（DataWedge）：按键输出，附加 Enter，按键间隔 0 到 10 毫秒；不要剪掉空格。",
          "6. Android handhelds (DataWedge): keystroke output, Enter after it, 0 to 10 ms between "
          "keys; never trim spaces."),
    Label("逐个扫描下面的码；在手机的“扫描自检”页应得到旁边的文字。",
          "Scan each code below; the phone's scanner self-test must show the text beside it."),
)


class SheetRequest(NamedTuple):
    """Which count sheets; `tasks` empty means all open ones of the plan."""

    id: UUID
    plan: UUID
    tasks: tuple[UUID, ...] = ()
    blind: bool = True
    language: str = "zh-hans"
    printer: str = ""


class SheetRow(NamedTuple):
    """One row of a sheet by column; a row of a new place begins with a thicker line."""

    place: str = ""
    item: str = ""
    lot: str = ""
    expires: str = ""
    unit: str = ""
    book: str = ""
    counted: str = ""
    note: str = ""


class SheetDraft(NamedTuple):
    """One task on paper: what stands above, the rows, and what stands below."""

    task: UUID
    title: str
    facts: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    shows_book: bool
    foot: str


class Cell(NamedTuple):
    """One code with its words on a sheet; `code` is its kind, `module_mm` how large it is."""

    code: str
    text: str
    elements: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    module_mm: float = 0.5


class Article(Protocol):
    """Anything that names goods: the codes of an item, its lot and its serial ('' for none)."""

    @property
    def item(self) -> str:
        """Code of the item."""
    @property
    def lot(self) -> str:
        """Code of the lot."""
    @property
    def serial(self) -> str:
        """Code of the serial."""


class Group(NamedTuple):
    """Codes under one heading."""

    heading: str
    cells: tuple[Cell, ...]
