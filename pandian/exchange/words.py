"""Words of the outside world: layouts, options, row faults, the report of an import.   接口词汇"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from pandian.catalog.words import FAULTS as CATALOG_FAULTS
from pandian.exchange.files.words import FAULTS as FILE_FAULTS
from pandian.exchange.labels.words import FAULTS as LABEL_FAULTS
from pandian.kernel.words import FAULTS as KERNEL_FAULTS
from pandian.kernel.words import Fault, Label, Refused
from pandian.ledger.words import FAULTS as LEDGER_FAULTS
from pandian.lifecycle.faults.words import FAULTS as DOCUMENT_FAULTS
from pandian.lifecycle.purchase.words import FAULTS as PURCHASE_FAULTS
from pandian.lifecycle.receipt.words import FAULTS as RECEIPT_FAULTS

IMPORT_CHUNK_ROWS_MAX = 5_000
POST_DOCUMENTS_MAX = 2_000
POST_LINES_MAX = 10_000
FAULTS_KEPT_MAX = 1_000
CODE_CHARACTERS_MAX = 200
TEXT_CHARACTERS_MAX = 2_000

Precision = Literal["second", "minute", "day"]
ColumnType = Literal["code", "text", "integer", "decimal", "date", "instant", "flag", "choice"]
Severity = Literal["refused", "reported"]
State = Literal["done", "checked", "refused"]
Progress = Callable[[str, int, int], None]
"""Called with a step (`read`, `masters`, `post`, `observe`), how far it is, and of how many."""


class Moment(NamedTuple):
    """An instant as a file knows it; `precision` says how well."""

    at: datetime
    precision: Precision


Value = str | int | bool | date | Moment | None
"""What a cell means; None is an empty cell, which is not zero and not the empty text."""


class Column(NamedTuple):
    """One column of a declared layout.

    `lenient`: a cell that cannot be understood is reported, and the row is accepted without it.
    `numbers`: a code that is known to be a number, so that a trailing `.0` may be taken off.
    """

    name: str
    label: Label
    type: ColumnType
    required: bool
    synonyms: tuple[str, ...]
    characters_max: int
    least: int
    most: int
    choices: dict[str, str]
    default: str
    lenient: bool
    numbers: bool
    blank: bool


class Layout(NamedTuple):
    """A declared kind of file: its columns, and how dates and local times are to be read."""

    name: str
    label: Label
    about: Label
    columns: tuple[Column, ...]
    date_order: str
    time_zone: str
    parts: tuple[str, ...]
    hidden: bool


class Option(NamedTuple):
    """One thing that whoever imports may say; `choices` is empty for free text."""

    name: str
    label: Label
    choices: tuple[str, ...] = ()
    flag: bool = False


OPTIONS: dict[str, Option] = {option.name: option for option in (
    Option("encoding", Label("文字编码", "text encoding"),
           ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "cp1252")),
    Option("delimiter", Label("分隔符", "delimiter")),
    Option("sheet", Label("工作表名", "name of the sheet")),
    Option("date_order", Label("日期顺序", "order of dates"), ("YMD", "DMY", "MDY")),
    Option("accept_partial", Label("有错的行不导入，其余照常", "import the rows without faults"),
           flag=True),
    Option("faults", Label("问题清单写到这个文件（csv 或 xlsx）",
                           "write the faults to this file (csv or xlsx)")),
    Option("source", Label("来源系统", "source system")),
    Option("place", Label("货位（文件没写时）", "place, where the file names none")),
    Option("effective_at", Label("发生时间（文件没写时）", "instant, where the file names none")),
    Option("counted_at", Label("盘点时间（文件没写时）",
                               "counted at, where the file says nothing")),
    Option("plan", Label("盘点计划", "count plan")),
    Option("task", Label("盘点任务", "count task")),
    Option("opening", Label("补最小期初，使账面不短缺（假设）",
                            "post a minimal opening stock so that nothing goes short (assumed)"),
           ("none", "minimal")),
    Option("whole_places", Label("盘点表：文件里的货位都已整位盘完",
                                 "count sheet: every place it names was counted whole"), flag=True),
)}


class Options(NamedTuple):
    """The options of one import, checked; see `OPTIONS`."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    date_order: str = ""
    accept_partial: bool = False
    faults: str = ""
    source: str = ""
    place: str = ""
    effective_at: Moment | None = None
    counted_at: Moment | None = None
    plan: str = ""
    task: str = ""
    opening: str = "none"
    whole_places: bool = False


class Record(NamedTuple):
    """One row of a file, understood: `values` by column name, `raw` as the file gave it."""

    file: str
    row: int
    values: dict[str, Any]
    raw: dict[str, Any]
    header: dict[str, str]


class RowFault(NamedTuple):
    """One thing about one cell or row; `severity` says whether it cost the row its import."""

    file: str
    row: int
    column: str
    value: str
    code: str
    params: tuple[object, ...] = ()
    severity: Severity = "refused"

    def fault(self) -> Fault:
        """Return the fault as every room shows it."""
        where = f"{self.file} row {self.row}"
        return Fault(f"{where}, {self.column}" if self.column else where, self.code, self.params)

    def text(self, language: str) -> str:
        """Return the sentence in a language."""
        label = FAULTS.get(self.code)
        return label.text(language).format(*self.params) if label else self.code


class Note(NamedTuple):
    """Something that was done or seen many times and refused nothing, with one example."""

    code: str
    column: str
    times: int
    example: str


class ImportReport(NamedTuple):
    """What became of every row: `read == new + updated + unchanged + refused`, always.

    `postings` were made, `existing` postings were known; `outcomes` counts rows by what became
    of them (`created`, `exists`, `refused_<reason>`), `masters` what was made on the way,
    `totals` are control sums of the file.  `faults` holds the first 1,000 of `faults_total`.
    """

    id: UUID
    layout: str
    site: str
    state: State
    files: tuple[str, ...]
    read: int
    new: int
    updated: int
    unchanged: int
    refused: int
    postings: int
    existing: int
    outcomes: dict[str, int]
    masters: dict[str, int]
    totals: dict[str, str]
    notes: tuple[Note, ...]
    faults: tuple[RowFault, ...]
    faults_total: int
    faults_path: str
    seconds: float

    def lines(self, language: str) -> list[str]:
        """Return the report as a person reads it."""
        return list(_lines(self, language))


class ImportRefused(Refused):
    """The import cannot begin: the layout, the site, an option or the header is wrong."""


def _lines(report: ImportReport, language: str) -> Iterator[str]:
    def say(zh: str, en: str) -> str:
        return Label(zh, en).text(language)

    state = STATES[report.state].text(language)
    yield f"{report.layout} → {report.site or '-'}: {state}  ({report.seconds:.1f} s)"
    yield (f"{say('读入', 'read')} {report.read:,} = {say('新增', 'new')} {report.new:,}"
           f" + {say('更新', 'updated')} {report.updated:,}"
           f" + {say('未变', 'unchanged')} {report.unchanged:,}"
           f" + {say('拒绝', 'refused')} {report.refused:,}")
    yield (f"{say('过账凭证', 'postings')} {report.postings:,}; "
           f"{say('已存在', 'existing')} {report.existing:,}")
    for name, count in sorted(report.outcomes.items()):
        yield f"  {name}: {count:,}"
    for name, count in sorted(report.masters.items()):
        yield f"  {say('主数据', 'masters')} {name}: {count:,}"
    for name, total in report.totals.items():
        yield f"  {say('核对', 'control')} {name}: {total}"
    for note in report.notes:
        label = NOTES.get(note.code) or FAULTS.get(note.code)
        text = label.text(language) if label else note.code
        yield f"  {note.column or '-'}: {text} x {note.times:,} ({note.example})"
    for fault in report.faults[:20]:
        yield (f"  ! {fault.file} {say('行', 'row')} {fault.row} {fault.column} "
               f"[{fault.value[:60]}] {fault.text(language)}")
    if report.faults_total > 20:
        yield f"  ... {report.faults_total:,} {say('条问题', 'faults')} {report.faults_path}"


STATES: dict[str, Label] = {
    "done": Label("已导入", "imported"),
    "checked": Label("试运行，未写入", "dry run, nothing was written"),
    "refused": Label("有错误，未写入任何内容", "there are faults; nothing was written"),
}

NOTES: dict[str, Label] = {
    "normalised": Label("全角数字、千分位或括号负数已换算", "full-width digits, thousands or "
                        "bracketed negatives were normalised"),
    "trimmed": Label("首尾空格已去掉", "spaces around the text were taken off"),
    "guard_removed": Label("公式防护引号已去掉", "the guard mark against formulas was taken off"),
    "integral_number": Label("数字单元格读作整数", "a number cell was read as a whole number"),
    "code_from_number": Label("数字单元格读作编码，校验位相符",
                              "a number cell was read as a code; its check digit holds"),
    "decimal_tail_removed": Label("编号末尾的 .0 已去掉",
                                  "a trailing .0 of a number was taken off"),
    "case_folded": Label("仅大小写不同的编码视为同一物料",
                         "codes that differ only in case are one item"),
    "look_alike": Label("内容相同的行，均保留", "equal rows; all of them are kept"),
    "column_ignored": Label("布局里没有的列，未导入", "columns that the layout does not know"),
    "word_in_cell": Label("单元格读不懂，已逐格报告，行已接受",
                          "cells that could not be understood: reported, their rows accepted"),
    "rows_above_header": Label("表头以上的行", "rows above the header"),
    "file_skipped": Label("表头不符，未导入此文件",
                          "its header does not fit: the file was left out"),
    "encoding_found": Label("识别出的编码", "the encoding that was found"),
    "sheet_chosen": Label("读取的工作表", "the sheet that was read"),
    "sheet_left": Label("未读取的工作表", "a sheet that was not read"),
    "not_counted": Label("空白 = 未盘，不产生数字", "blank = not counted; no number came of it"),
    "place_left_open": Label("说了整位盘完、但没有关闭的货位（原因见问题清单）",
                             "places said to be whole that stay open (the faults say why)"),
    "assumed_opening": Label("按假设补的最小期初", "minimal opening stock, an assumption"),
    "assumed_counted_at": Label("文件没有盘点时间，取导入时刻",
                                "the file says no counting time: the time of the import was taken"),
}

FAULTS: dict[str, Label] = {
    **KERNEL_FAULTS,
    **CATALOG_FAULTS,
    **LEDGER_FAULTS,
    **FILE_FAULTS,
    **LABEL_FAULTS,
    **DOCUMENT_FAULTS,
    **PURCHASE_FAULTS,
    **RECEIPT_FAULTS,
    "order_unknown": Label("没有采购单 {0}", "There is no purchase order {0}"),
    "layout_unknown": Label("没有布局 {0}；有：{1}", "No layout {0}; there are: {1}"),
    "site_needed": Label("请用 --site 指明站点", "Say the site with --site"),
    "site_unknown": Label("没有站点 {0}，或您无权", "Site {0} is not known, or not yours"),
    "option_unknown": Label("没有选项 {0}", "There is no option {0}"),
    "option_needed": Label("请用 --{0} 指明", "Say it with --{0}"),
    "column_missing": Label("缺少列：{0}", "A column is missing: {0}"),
    "column_twice": Label("列 {0} 出现两次：{1}", "The column {0} stands twice: {1}"),
    "too_few_cells": Label("这一行只有 {0} 格，表头有 {1} 格",
                           "The row has {0} cells, the header {1}"),
    "too_many_cells": Label("这一行有 {0} 格，表头只有 {1} 格",
                            "The row has {0} cells, the header only {1}"),
    "number_in_code": Label(
        "编码列里是数字 {0}：可能已丢失前导零，请把该列设为文本",
        "A number, {0}, in a code column: zeros in front may be lost; make the column text"),
    "exponent_in_code": Label("编码成了科学计数 {0}，数字已丢失",
                              "The code became {0}: digits are lost"),
    "date_in_code": Label("编码被表格软件变成日期 {0}，原文已丢失",
                          "A spreadsheet turned this code into a date, {0}; the original is lost"),
    "not_a_number": Label("不是数：{0}", "This is not a number: {0}"),
    "has_fraction": Label("有小数：{0}", "It has a fraction: {0}"),
    "not_a_day": Label("不是日期：{0}", "This is not a date: {0}"),
    "date_order_unknown": Label("日期 {0} 有两种读法，请用 --date-order 指明顺序",
                                "The date {0} reads in two orders: say it with --date-order"),
    "not_a_time": Label("不是时间：{0}", "This is not a time: {0}"),
    "in_the_future": Label("时间 {0} 在将来", "{0} lies in the future"),
    "too_long_ago": Label("时间 {0} 早于 2000 年", "{0} is before 2000"),
    "not_a_flag": Label("应为 是/否：{0}", "Yes or no is expected: {0}"),
    "repeats_row": Label("与第 {0} 行重复", "It repeats row {0}"),
    "same_pack_other_factor": Label("单位 {0} 已有换算 {1}",
                                    "The unit {0} has the factor {1} already"),
    "base_fields_differ": Label("与第 {0} 行同一编码，但 {1} 不同",
                                "The same code as row {0}, but another {1}"),
    "pack_incomplete": Label("包装要同时有单位和换算", "A pack needs its unit and its factor"),
    "item_unknown": Label("没有物料 {0}", "Item {0} is not known"),
    "place_unknown": Label("没有货位 {0}", "Place {0} is not known"),
    "place_virtual": Label("{0} 不是实际货位", "{0} is no physical place"),
    "whole_refused": Label("货位 {0} 未关闭：它的一行没有导入",
                           "Place {0} stays open: a row of it was not taken in"),
    "whole_blank": Label("货位 {0} 未关闭：这一行空白 = 未盘，不算整位盘完",
                         "Place {0} stays open: this row is blank = not counted, so not the whole "
                         "place was"),
    "whole_not_empty": Label("货位 {0} 未关闭：这一行说空位，别的行却有货",
                             "Place {0} stays open: this row says it is empty, others found goods"),
    "whole_both": Label("货位 {0} 未关闭：有的行说整位盘完，有的行说没有",
                        "Place {0} stays open: rows say both that it was and was not whole"),
    "whole_unread": Label("没有关闭任何货位：不知道这一行属于哪个货位",
                          "No place was closed: nobody knows which place this row belongs to"),
    "whole_outside": Label("货位 {0} 未关闭：它不在这次盘点里",
                           "Place {0} stays open: it is not in this count"),
    "whole_late": Label("货位 {0} 的盘点任务已关闭：已留存，不采用",
                        "The task of place {0} was closed already: kept, not used"),
    "both_ends_virtual": Label("来源与去向都在账外：{0} → {1}",
                               "Both ends are outside the stock: {0} to {1}"),
    "same_ends": Label("来源与去向相同", "Source and target are the same"),
    "unit_unknown": Label("物料 {1} 没有单位 {0}", "Item {1} has no unit {0}"),
    "owner_unknown": Label("没有货主 {0}", "Owner {0} is not known"),
    "status_unknown": Label("没有状态 {0}", "Status {0} is not known"),
    "kind_unknown": Label("没有单据类型 {0}", "Kind {0} is not known"),
    "lot_required": Label("物料 {0} 按批管理，需要批号",
                          "Item {0} is kept by lot: a lot is needed"),
    "lot_not_kept": Label("物料 {0} 不按批管理", "Item {0} is not kept by lot"),
    "serial_required": Label("物料 {0} 按序列号管理，需要序列号",
                             "Item {0} is kept by serial: a serial is needed"),
    "serial_not_kept": Label("物料 {0} 不按序列号管理", "Item {0} is not kept by serial"),
    "serial_quantity": Label("有序列号的行数量只能是 1", "A line with a serial has quantity 1"),
    "quantity_not_positive": Label("数量应大于 0，收到 {0}", "The quantity must be above 0: {0}"),
    "document_has_faults": Label("同一单据 {0} 的别的行有错",
                                 "Another row of the document {0} has a fault"),
    "others_have_faults": Label("别的行有错，本次未导入（--accept-partial 可导入其余）",
                                "Other rows have faults: nothing was imported "
                                "(--accept-partial imports the rest)"),
    "service_code": Label("{0} 是服务或费用，不是库存", "{0} is a service or a fee, not stock"),
    "negative_price": Label("单价为负，不是库存", "A negative price is no stock"),
    "cancellation_without_sale": Label(
        "退货找不到对应的销售，列入例外清单",
        "No sale was found for this cancellation: on the exception list"),
    "quantity_zero": Label("数量为 0", "The quantity is zero"),
    "check_digit": Label("校验位不对：{0}", "The check digit is wrong: {0}"),
    "device_unknown": Label("没有器械 {0}", "There is no device {0}"),
    "device_refused": Label("所属器械 {0} 被拒绝", "Its device {0} was refused"),
    "package_unreached": Label("包装所含的 {0} 不在这个器械之下",
                               "The package holds {0}, which does not belong to the device"),
    "package_quantity": Label("包装数量缺失", "The package names no quantity"),
    "code_of_another": Label("编码 {0} 已属于 {1}", "The code {0} belongs to {1} already"),
    "different": Label("同一编号、不同内容：{0}", "The same id with another content: {0}"),
    "task_unknown": Label("没有盘点任务 {0}", "There is no count task {0}"),
    "tray_late": Label("已存为迟到的观测", "stored on the late tray"),
    "tray_unresolved": Label("已存，但尚未识别", "stored, but not recognised yet"),
    "tray_ambiguous_place": Label("已存，货位不明", "stored; the place is ambiguous"),
    "tray_clock": Label("已存，时间无据", "stored, without evidence of its time"),
    "tray_revoked": Label("已存，设备已停用", "stored; its device was revoked"),
    "tray_not_yours": Label("已存，设备副本", "stored; its device was copied"),
    "task_closed": Label("盘点任务已关闭，列入迟到清单",
                         "The count task is closed: on the late tray"),
}
