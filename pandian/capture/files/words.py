"""Words of exported rows.   导出文件词汇"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Label, Refused

FILE_BYTES_MAX = 64 * 1024 * 1024
FILE_ROWS_MAX = 100_000
LINE_BYTES_MAX = 65_536
BATCH_ROWS = 500


class Exported(NamedTuple):
    """An exported file: the head of a push, its observations and its visits, as JSON."""

    install: UUID
    head: Mapping[str, Any]
    observations: tuple[Mapping[str, Any], ...]
    visits: tuple[Mapping[str, Any], ...]


class FileRefused(Refused):
    """The file is not one that a phone wrote, or was changed since; nothing of it was stored."""


FAULTS: dict[str, Label] = {
    "file_empty": Label("文件没有记录", "The file holds no rows"),
    "file_too_large": Label("文件过大（最多 {0} 字节、{1} 条）",
                            "The file is too large (at most {0} bytes, {1} rows)"),
    "file_unchecked": Label("最后一行不是校验和；文件可能被截断",
                            "The last line is no checksum: the file may have been cut"),
    "file_altered": Label("校验和不符：文件在导出后被改动过",
                          "The checksum differs: the file was changed after its export"),
    "line_malformed": Label("第 {0} 行无法读取", "Line {0} cannot be read"),
    "line_repeated": Label("第 {0} 行的编号在第 {1} 行已出现",
                           "The id of line {0} stands in line {1} already"),
    "install_missing": Label("文件没有说明来自哪台设备", "The file does not say from which device"),
}
