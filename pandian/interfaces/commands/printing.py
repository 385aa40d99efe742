"""How commands answer: a line for people, JSON with --json.   命令输出"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from pandian.interfaces.api.answers import plain
from pandian.kernel.words import Label

QUIET_MODULES = 2
HALVES = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}


def add_json(parser: argparse.ArgumentParser) -> None:
    """Give a sub-command its --json."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def say(args: argparse.Namespace, value: Any, *lines: str) -> None:
    """Print the value as JSON when asked for, else the lines."""
    if args.json:
        print(json.dumps(plain(value), ensure_ascii=False))
    else:
        for line in lines:
            print(line)
    sys.stdout.flush()


def note(text: str) -> None:
    """Print progress where it does not mix with the answer."""
    print(text, file=sys.stderr, flush=True)


def progress(step: object, done: int | None = None, total: int | None = None) -> None:
    """Print one step of long work: a line, or a labelled step and how far it is."""
    text = step.text(language()) if isinstance(step, Label) else str(step)
    note(f"{text} {done:,} / {total:,}" if done is not None and total else text)


def language() -> str:
    """Return the language of this terminal."""
    given = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh-hans" if given.lower().startswith("zh") else "en"


def terminal_code(text: str) -> str:
    """Return a text as a QR code made of half blocks, light on dark, two rows of it to a line."""
    from pandian.exchange.labels.drawing.rules import symbol
    from pandian.exchange.labels.words import LabelContent

    made = symbol("qr", LabelContent("", text, (), ()))
    blank = [0] * (made.width + 2 * QUIET_MODULES)
    side = [0] * QUIET_MODULES
    rows = [blank] * QUIET_MODULES + [
        [*side, *made.modules[y * made.width:(y + 1) * made.width], *side]
        for y in range(made.height)] + [blank] * (QUIET_MODULES + made.height % 2)
    return "\n".join("".join(HALVES[upper, lower] for upper, lower in zip(one, two, strict=True))
                     for one, two in zip(rows[::2], rows[1::2], strict=True))
