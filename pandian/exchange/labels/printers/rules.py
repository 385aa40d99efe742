"""Whole labels as printer bits: ZPL and TSPL.   打印机语言规则

The label travels as one picture, so no name, lot or quotation mark of ours ever stands among the
printer's commands: there is nothing that could be injected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PIL import Image

_RUN = re.compile(r"(.)\1{2,}")
REPEAT_MAX = 419
"""The most repeats that one ZPL count can say: 400 (`z`) and 19 (`Y`)."""


def zpl(picture: Image.Image, *, copies: int) -> bytes:
    """Return one label in ZPL II: `^GFA` with the language's own run-length compression."""
    rows = _rows(picture, dark=1)
    row_bytes = len(rows[0])
    size = row_bytes * len(rows)
    body = "".join(_packed(rows))
    return (f"^XA^PW{picture.width}^LL{picture.height}^LH0,0"
            f"^FO0,0^GFA,{size},{size},{row_bytes},{body}^FS^PQ{copies}^XZ\n").encode("ascii")


def tspl(picture: Image.Image, *, copies: int, width_mm: float, height_mm: float) -> bytes:
    """Return one label in TSPL: `BITMAP`, where a 0 bit is a dark dot."""
    rows = _rows(picture, dark=0)
    head = (f"SIZE {width_mm:g} mm,{height_mm:g} mm\r\nCLS\r\n"
            f"BITMAP 0,0,{len(rows[0])},{len(rows)},0,")
    return head.encode("ascii") + b"".join(rows) + f"\r\nPRINT 1,{copies}\r\n".encode("ascii")


def _rows(picture: Image.Image, *, dark: int) -> list[bytes]:
    """Return the bits of each row in whole bytes, white on the right up to the last byte."""
    wide = (picture.width + 7) // 8 * 8
    canvas = Image.new("1", (wide, picture.height), 1)
    canvas.paste(picture, (0, 0))
    data = canvas.tobytes()
    if dark:
        data = bytes(byte ^ 0xFF for byte in data)
    step = wide // 8
    return [data[at:at + step] for at in range(0, len(data), step)]


def _packed(rows: list[bytes]) -> Iterator[str]:
    before = None
    for row in rows:
        digits = row.hex().upper()
        yield ":" if digits == before else _row(digits)
        before = digits


def _row(digits: str) -> str:
    """Pack one row: the zeros at its end as a comma, runs as their count and digit."""
    kept = digits.rstrip("0")
    packed = _RUN.sub(lambda run: _run(run[1], len(run[0])), kept)
    return packed + ("," if len(kept) < len(digits) else "")


def _run(digit: str, length: int) -> str:
    packed = ""
    while length > REPEAT_MAX:
        packed += f"zY{digit}"
        length -= REPEAT_MAX
    twenties, ones = divmod(length, 20)
    return packed + (chr(ord("f") + twenties) if twenties else "") + (
        chr(ord("F") + ones) if ones else "") + digit
