"""What kind of file this is, in which encoding and with which delimiter.   文件识别规则

Pure: bytes and names in, words out.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Sequence

from pandian.exchange.files.words import DELIMITERS, UNDECODABLE_MAX, Detected

KEPT = 0xDC00
"""A byte that cannot be decoded is kept as the lone surrogate `KEPT + byte`."""
BAD_SHARE_MAX = 0.1
CHUNK_BYTES = 1 << 20
_WIDE = re.compile(r"[^\x00-\x7f]+")
_ODD = re.compile(r"[A-Za-z'][^\x00-\x7f](?=[a-z ,;'\"]|$)")

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3", "sqlite"),
)
EXPECTED = {
    "xlsx": "zip", "xlsm": "zip", "ods": "zip", "xls": "ole",
    "csv": "text", "tsv": "text", "txt": "text", "tab": "text",
}


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Keep the first byte that cannot be decoded, and go on after it."""
    assert isinstance(error, UnicodeDecodeError)
    after = min(error.start + _step(error.encoding), len(error.object))
    return chr(KEPT + error.object[error.start]), after


def _step(encoding: str) -> int:
    """Bytes to go on by after one that cannot be decoded: UTF-16 must stay aligned."""
    return 2 if encoding.startswith("utf-16") else 1


codecs.register_error("pandian-keep", _keep)


def content_kind(head: bytes) -> str:
    """Name what the first bytes are: `zip`, `ole`, `xz`, another known kind, or `text`."""
    return next((kind for magic, kind in MAGIC if head.startswith(magic)), "text")


def name_kind(name: str) -> tuple[str, bool]:
    """Return the kind that a file's name promises, and whether the name says `.xz`."""
    lower = name.lower()
    packed = lower.endswith(".xz")
    suffix = lower.removesuffix(".xz").rpartition(".")[2]
    return EXPECTED.get(suffix, f".{suffix}"), packed


class _Reading:
    """One candidate encoding: what it could not read, and how much beyond ASCII it read."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")
        self.pending = b""
        self.seen = 0
        self.bad: list[int] = []
        self.wide = 0
        self.odd = 0

    def feed(self, chunk: bytes, *, final: bool) -> None:
        """Read on; stop looking closely once far too much is wrong."""
        base = self.seen - len(self.pending)
        data, position = self.pending + chunk, 0
        self.seen += len(chunk)
        while len(self.bad) <= UNDECODABLE_MAX:
            self.decoder.reset()
            try:
                text = self.decoder.decode(data[position:], final)
            except UnicodeDecodeError as error:
                at = position + error.start
                self._weigh(self.decoder.__class__("strict").decode(data[position:at]))
                self.bad.append(base + at)
                position = at + _step(self.encoding)
                continue
            self.pending = self.decoder.getstate()[0]
            if not text.isascii():
                self._weigh(text)
            return

    def _weigh(self, text: str) -> None:
        """Count what is beyond ASCII, and what looks like a western accent read as Chinese."""
        self.wide += sum(map(len, _WIDE.findall(text)))
        if self.encoding == "gb18030":
            self.odd += len(_ODD.findall(text))


def detect(chunks: Iterable[bytes], *, forced: str = "") -> Detected:
    """Find the encoding: BOM, UTF-8, UTF-16 without BOM, GB18030, cp1252, in this order.

    A file that is nearly UTF-8 or GB18030 is read as that, and its bad bytes are named: another
    encoding that accepts every byte would change the text in silence.
    """
    stream = iter(chunks)
    head = next(stream, b"")
    encoding = forced or _by_shape(head)
    names = [encoding] if encoding else ["utf-8", "gb18030", "cp1252"]
    readings = [_Reading(name) for name in names]
    _feed_all(readings, head, stream)
    if encoding:
        return Detected(encoding, tuple(readings[0].bad))
    utf8, chinese, western = readings
    if not utf8.bad:
        return Detected("utf-8")
    looks_western = chinese.odd * 2 > max(1, chinese.wide)
    if not chinese.bad and not looks_western:
        return Detected("gb18030")
    if len(utf8.bad) <= BAD_SHARE_MAX * utf8.wide:
        return Detected("utf-8", tuple(utf8.bad))
    if len(chinese.bad) <= BAD_SHARE_MAX * chinese.wide and not looks_western:
        return Detected("gb18030", tuple(chinese.bad))
    return Detected("cp1252", tuple(western.bad))


def _feed_all(readings: Sequence[_Reading], head: bytes, stream: Iterable[bytes]) -> None:
    ahead = head
    for chunk in stream:
        for reading in readings:
            reading.feed(ahead, final=False)
        ahead = chunk
    for reading in readings:
        reading.feed(ahead, final=True)


def _by_shape(head: bytes) -> str:
    """Return the encoding that a BOM or the pattern of NUL bytes proves, or empty."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > half * 0.2 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.2 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def delimiter(lines: Sequence[str]) -> str:
    """Guess the delimiter: the one that cuts the first lines into the most, equal columns."""
    best, best_score = ",", 0.0
    for mark in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        except csv.Error:
            continue
        if not widths or max(widths) < 2:
            continue
        common = max(set(widths), key=widths.count)
        score = common * widths.count(common) / len(widths)
        if common > 1 and score > best_score:
            best, best_score = mark, score
    return best


def is_blank(cells: Sequence[object]) -> bool:
    """Say whether a row holds nothing but empty cells and spaces."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
