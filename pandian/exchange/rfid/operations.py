"""Importing a file of reads, of any length, through the door of RFID.   射频导入"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from pandian.capture.rfid.words import PassDraft
from pandian.counting.rfid.operations import take_pass
from pandian.exchange.rfid.rules import parts, rows_of_csv, rows_of_json
from pandian.exchange.rfid.words import ReadsFileRefused, ReadsReport
from pandian.governance.words import Scope
from pandian.kernel.words import Fault

Progress = Callable[[str, int, int], None]


def import_reads(
    *, scope: Scope, path: Path, site: str = "", dry_run: bool = False,
    progress: Progress | None = None,
) -> ReadsReport:
    """Check the whole file, then take its passes in; a repeated import adds nothing.

    The file is read twice, one part of a pass in memory at a time.  Raises `Forbidden`,
    `ReadsFileRefused` with every fault by line (nothing was stored), `ReadsRefused`.
    """
    scope.need("capture.push")
    faults: list[Fault] = []
    ids, reads = set(), 0
    for draft in _parts(path, faults):
        ids.add(draft.id)
        reads += len(draft.reads)
    if not faults and not reads:
        faults.append(Fault("", "blank"))
    if faults:
        raise ReadsFileRefused(faults)
    results: Counter[str] = Counter()
    trays: Counter[str] = Counter()
    done = new = alerts = 0
    for draft in _parts(path, faults) if not dry_run else ():
        taken = take_pass(scope=scope, draft=draft._replace(site=draft.site or site)).taken
        if taken.result.startswith("exists_with"):
            results[taken.result] += 1
        results.update(tag.result for tag in taken.tags)
        trays.update(tag.tray for tag in taken.tags if tag.tray)
        done, new, alerts = done + taken.reads, new + taken.reads_new, alerts + taken.alerts
        if progress:
            progress("reads", done, reads)
    del results["held"]
    return ReadsReport(path.name, _lines(path), len(ids), reads, new, dict(results),
                       dict(trays), alerts)


def _parts(path: Path, faults: list[Fault]) -> Iterator[PassDraft]:
    """Yield the passes of a file by its name: .csv, else one JSON object a line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            read = rows_of_csv if path.suffix.lower() == ".csv" else rows_of_json
            yield from parts(read(lines, faults), faults)
    except UnicodeDecodeError as error:
        faults.append(Fault("", "not_utf8", (str(error)[:200],)))
    except OSError as error:
        faults.append(Fault("", "file_unreadable", (str(error.strerror),)))


def _lines(path: Path) -> int:
    with path.open("rb") as handle:
        return sum(1 for _ in handle)
