"""`pandian rfid import|listen`: reads from a file, or from an LLRP reader on the network.   射频"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from pathlib import Path
from typing import Any

from pandian.interfaces.commands.imports import _progress, _scope
from pandian.interfaces.commands.printing import add_json, note, say
from pandian.kernel.words import Fault, Refused

PORT = 5084
PASS_SECONDS = 60
FLUSH_SECONDS = 2.0


class ReaderRefused(Refused):
    """The options of `listen` name no reader or no time to listen."""


def register(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("rfid", help="take in RFID reads from files or readers")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    text = "take in a file of reads: CSV with a header, or one JSON object a line"
    action = actions.add_parser("import", help=text, description=text)
    action.add_argument("file", metavar="FILE", type=Path)
    action.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    action.set_defaults(action="import")
    _shared(action)
    text = "listen to an LLRP reader and take in what it reads, one pass after another"
    action = actions.add_parser("listen", help=text, description=text)
    action.add_argument("--reader", required=True, metavar="HOST[:PORT]", help="the reader")
    action.add_argument("--code", default="", metavar="CODE",
                        help="the reader's code in pandian (default: its host)")
    action.add_argument("--place", default="", metavar="PLACE",
                        help="where its tags are, unless its antennas have places")
    action.add_argument("--task", default=None, metavar="TASK", help="the count task it works on")
    action.add_argument("--pass-seconds", type=int, default=PASS_SECONDS, metavar="N",
                        help="how long one pass lasts")
    action.add_argument("--seconds", type=float, default=0, metavar="N",
                        help="stop after so many seconds (default: until interrupted)")
    action.set_defaults(action="listen")
    _shared(action)


def _shared(action: argparse.ArgumentParser) -> None:
    action.add_argument("--site", default="", metavar="S", help="the site of the reads")
    action.add_argument("--as", dest="person", default="", metavar="PERSON",
                        help="the person who walks with the reader: the counter of its tags")
    add_json(action)


def handle(args: argparse.Namespace) -> int:
    """Take the reads in and say what became of them."""
    return _import(args) if args.action == "import" else _listen(args)


def _import(args: argparse.Namespace) -> int:
    from pandian.exchange.rfid.operations import import_reads

    report = import_reads(scope=_scope(args.person), path=args.file, site=args.site,
                          dry_run=args.dry_run,
                          progress=_progress if sys.stderr.isatty() else None)
    say(args, report, f"{report.file}: {report.passes:,} passes, {report.reads:,} reads "
        f"({report.reads_new:,} new), {report.alerts} alerts",
        *(f"  {name}: {count:,}" for name, count in sorted(
            {**report.results, **report.trays}.items())))
    return 0


def _listen(args: argparse.Namespace) -> int:
    """Hand what the reader reports to the same function as the API, part by part."""
    from pandian.interfaces.commands.llrp import Listener, ReaderMissing

    _scope(args.person)
    listener = Listener(*_reader(args))
    end = time.monotonic() + args.seconds if args.seconds else float("inf")
    try:
        listener.start()
        while time.monotonic() < end and listener.alive:
            _one_pass(args, listener, min(end, time.monotonic() + args.pass_seconds))
    except ReaderMissing as error:
        note(f"pandian: {error}")
        return 1
    finally:
        listener.stop()
    return 0 if listener.alive or args.seconds else 1


def _reader(args: argparse.Namespace) -> tuple[str, int]:
    """Return host and port.  Raises `ReaderRefused` with all that is wrong with the options."""
    host, _, port = args.reader.partition(":")
    number = int(port or PORT) if port.isdecimal() or not port else 0
    faults = [] if host.strip() and 0 < number < 65536 else [
        Fault("--reader", "reader_address", (args.reader,))]
    faults += [Fault(f"--{name.replace('_', '-')}", "seconds_positive", (given,))
               for name, least in (("pass_seconds", 1), ("seconds", 0))
               if not (given := getattr(args, name)) >= least]
    if faults:
        raise ReaderRefused(faults)
    return host, number


def _one_pass(args: argparse.Namespace, listener: Any, end: float) -> None:
    """Collect one pass: parts while it lasts, the last part decides."""
    from datetime import UTC, datetime

    from pandian.capture.rfid.rules import pass_from
    from pandian.capture.rfid.words import READS_MAX
    from pandian.counting.rfid.operations import take_pass
    from pandian.kernel.rules import uuid7

    begin, id, sent = datetime.now(UTC), uuid7(), 0
    while True:
        threading.Event().wait(max(0.05, min(FLUSH_SECONDS, end - time.monotonic())))
        over = time.monotonic() >= end or not listener.alive
        reads = listener.take(READS_MAX)
        if not reads and not (over and sent):
            if over:
                return
            continue
        now = datetime.now(UTC)
        done = take_pass(scope=_scope(args.person), draft=pass_from({
            "pass": str(id), "reader": args.code or args.reader, "place": args.place,
            "site": args.site, "task": args.task, "started_at": begin.isoformat(),
            "ended_at": now.isoformat(), "sent_at": now.isoformat(), "more": not over,
            "reads": reads})).taken
        sent += len(reads)
        say(args, {"pass": str(id), "reads": len(reads), "tags": len(done.tags),
                   "alerts": done.alerts, "more": not over},
            f"{id}: {len(reads)} reads, {len(done.tags)} tags" + ("" if over else " ..."))
        if over:
            return
