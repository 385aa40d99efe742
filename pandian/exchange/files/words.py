"""Words of reading a file: what was found, what was refused, and the limits.   读文件的词汇"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pandian.kernel.words import Label, Refused

IMPORT_FILE_BYTES_MAX = 200 * 1024 * 1024
UNPACKED_BYTES_MAX = 300 * 1024 * 1024
MEMBER_RATIO_MAX = 100
"""Honest sheets pack 9 to 16 times; a bomb about 1,000 times."""
MEMBER_RATIO_FROM_BYTES = 1024 * 1024
"""Below this size unpacked, a high ratio cannot hurt and may be honest."""
MEMBERS_MAX = 10_000
CELL_CHARACTERS_MAX = 32_767
COLUMNS_MAX = 16_384
UNDECODABLE_MAX = 1_000
HEADER_ROWS_MAX = 20
CHILD_MEMORY_BYTES_MAX = 1024 * 1024 * 1024
CHILD_CPU_SECONDS_MAX = 120
CHILD_WALL_SECONDS_MAX = 300
FILES_MAX = 5_000

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "gb18030", "cp1252")
DELIMITERS = (",", "\t", ";", "|")

Kind = Literal["text", "sheet"]
Cell = str | float | bool | date | datetime | None
"""A cell as the reader gives it: text files give text only; None is an empty cell."""


class Source(NamedTuple):
    """One file that was examined and may be read: how, and what the guesses were.

    `bad` are the byte offsets that the encoding cannot read, in order; `lines` estimates the
    rows; `others` are further sheets of a workbook, hidden ones marked.
    """

    path: Path
    kind: Kind
    packed: bool
    encoding: str
    delimiter: str
    digest: str
    size: int
    lines: int
    bad: tuple[int, ...] = ()
    sheet: str = ""
    others: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


class Detected(NamedTuple):
    """The encoding of some bytes, and the offsets that it cannot read."""

    encoding: str
    bad: tuple[int, ...] = ()


class Row(NamedTuple):
    """One row; `number` is what a spreadsheet shows beside it, the header counted."""

    number: int
    cells: list[Cell]


class FileRefused(Refused):
    """The file cannot be read, or may not be; nothing of it was imported."""


FAULTS: dict[str, Label] = {
    "file_missing": Label("没有这个文件：{0}", "There is no such file: {0}"),
    "folder_empty": Label(
        "文件夹 {0} 里没有可导入的文件", "The folder {0} holds no file that can be imported"
    ),
    "too_many_files": Label("最多 {0} 个文件，找到 {1} 个", "At most {0} files; {1} were found"),
    "file_empty": Label("文件 {0} 是空的", "The file {0} is empty"),
    "file_too_large": Label("文件超过 {0} 字节", "The file is larger than {0} bytes"),
    "file_renamed": Label(
        "文件名说是 {0}，内容却是 {1}", "The name says {0}, but the content is {1}"
    ),
    "file_kind_unknown": Label(
        "不能导入这种文件：{0}", "Files of this kind cannot be imported: {0}"
    ),
    "file_truncated": Label("文件不完整：{0}", "The file is cut off: {0}"),
    "file_encrypted": Label("文件有密码，请去掉密码后再导入", "The file has a password; remove it"),
    "bomb_ratio": Label(
        "压缩比超过 {0} 倍：{1}", "A part is packed more than {0} times: {1}"
    ),
    "bomb_size": Label("解压后超过 {0} 字节", "It unpacks to more than {0} bytes"),
    "bomb_members": Label("压缩包内超过 {0} 个文件", "The archive holds more than {0} members"),
    "cell_too_long": Label(
        "单元格超过 {0} 个字符", "A cell holds more than {0} characters"
    ),
    "too_many_columns": Label("超过 {0} 列", "More than {0} columns"),
    "sheet_too_heavy": Label(
        "读取表格超出内存或时间限制", "Reading the sheet needs more memory or time than allowed"
    ),
    "sheet_unreadable": Label("表格读不出来：{0}", "The sheet cannot be read: {0}"),
    "sheet_unknown": Label("没有工作表 {0}；有：{1}", "No sheet {0}; there are: {1}"),
    "quotes_broken": Label("引号不成对：{0}", "The quotes do not match: {0}"),
    "encoding_unknown": Label("编码应是其中之一：{0}", "The encoding must be one of: {0}"),
    "too_many_undecodable": Label(
        "超过 {0} 处字节不是 {1}", "More than {0} places are not {1}"
    ),
    "undecodable": Label(
        "第 {0} 字节起不是 {1}（{2}）", "From byte {0} on this is not {1} ({2})"
    ),
    "header_missing": Label(
        "找不到表头。需要的列：{0}", "No header row was found. Columns needed: {0}"
    ),
}
