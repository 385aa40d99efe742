"""The child process that reads one workbook and writes its rows as JSON lines.   表格子进程

It limits its own memory and time before it opens the file, so that a hostile workbook ends this
process and not the import.  Rows come out one by one: `[number, [cells]]`; dates are tagged.
Imports nothing of Django.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from pandian.exchange.files.words import (
    CELL_CHARACTERS_MAX,
    CHILD_CPU_SECONDS_MAX,
    CHILD_MEMORY_BYTES_MAX,
    COLUMNS_MAX,
)


def main(path: str, sheet: str) -> int:
    """Write the rows of one sheet (the first visible one by default) to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES_MAX, CHILD_MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_SECONDS_MAX, CHILD_CPU_SECONDS_MAX + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        return _write(book, sheet)
    except MemoryError:
        return _fault("sheet_too_heavy")
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        name = type(error).__name__
        return _fault("file_encrypted" if "assword" in name else "sheet_unreadable",
                      str(error)[:200] or name)


def _write(book: Any, sheet: str) -> int:
    visible = [m.name for m in book.sheets_metadata if str(m.visible).endswith(".Visible")]
    names = list(book.sheet_names)
    chosen = sheet or next(iter(visible), "") or next(iter(names), "")
    if chosen not in names:
        return _fault("sheet_unknown", sheet, ", ".join(names[:20]))
    others = [n if n in visible else f"{n} (hidden)" for n in names if n != chosen]
    _say({"sheet": chosen, "others": others})
    table = book.get_sheet_by_name(chosen)
    first_row, first_column = table.start or (0, 0)
    if table.width > COLUMNS_MAX:
        return _fault("too_many_columns", COLUMNS_MAX)
    _say({"rows": table.height})
    before = [None] * first_column
    for index, cells in enumerate(table.iter_rows()):
        if index < first_row:
            continue
        row = [*before, *map(_plain, cells)]
        if any(isinstance(cell, str) and len(cell) > CELL_CHARACTERS_MAX for cell in row):
            return _fault("cell_too_long", CELL_CHARACTERS_MAX)
        if any(cell is not None for cell in row):
            _say([index + 1, row])
    return 0


def _plain(cell: Any) -> Any:
    if cell == "" or cell is None:
        return None
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"on": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def _fault(code: str, *params: object) -> int:
    _say({"fault": code, "params": params})
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1], sys.argv[2]))
