"""Reading a font's character map and widths.   字体规则

Only what decides whether a text can be printed: `cmap` (formats 4 and 12), `head`, `hhea`,
`hmtx`, as the OpenType specification lays them out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pandian.exchange.labels.fonts.words import Font, FontUnreadable

POINT_MM = 25.4 / 72
UNICODE_FULL, UNICODE_BASIC = 12, 4
IDEOGRAPHS_FROM = 0x2E80
"""From here on a line may break after every character."""


def read_font(data: bytes) -> Font:
    """Return the character map and widths of a font.  Raises `FontUnreadable`."""
    try:
        tables = _tables(data)
        per_em = struct.unpack_from(">H", data, tables["head"] + 18)[0]
        wide = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]
        metrics = struct.unpack_from(f">{2 * wide}H", data, tables["hmtx"])
        return Font(per_em, dict(_glyphs(data, tables["cmap"])), metrics[::2])
    except (struct.error, KeyError, IndexError) as error:
        raise FontUnreadable(str(error)) from error


def _tables(data: bytes) -> dict[str, int]:
    count = struct.unpack_from(">H", data, 4)[0]
    rows = (struct.unpack_from(">4s3I", data, 12 + 16 * n) for n in range(count))
    return {tag.decode("latin-1"): offset for tag, _sum, offset, _length in rows}


def _glyphs(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """Yield (character, glyph) of the fullest Unicode table."""
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    found: dict[int, int] = {}
    for n in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * n)
        found[struct.unpack_from(">H", data, cmap + offset)[0]] = cmap + offset
    if UNICODE_FULL in found:
        yield from _segmented_coverage(data, found[UNICODE_FULL])
    elif UNICODE_BASIC in found:
        yield from _segment_mapping(data, found[UNICODE_BASIC])
    else:
        raise FontUnreadable("no Unicode character map")


def _segmented_coverage(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    groups = struct.unpack_from(">I", data, at + 12)[0]
    for n in range(groups):
        first, last, glyph = struct.unpack_from(">3I", data, at + 16 + 12 * n)
        yield from ((first + k, glyph + k) for k in range(last - first + 1))


def _segment_mapping(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    ranges = at + 16 + 6 * count
    for n, (first, last) in enumerate(zip(starts, ends, strict=True)):
        offset = struct.unpack_from(">H", data, ranges + 2 * n)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code if not offset else struct.unpack_from(
                ">H", data, ranges + 2 * n + offset + 2 * (code - first))[0]
            if glyph or not offset:
                yield code, (glyph + deltas[n]) & 0xFFFF


def lacking(font: Font, text: str) -> tuple[str, ...]:
    """Return the characters of a text that the font cannot print, each once, in order."""
    return tuple(dict.fromkeys(c for c in text if not font.glyphs.get(ord(c))))


def width_mm(font: Font, text: str, points: float) -> float:
    """Return how wide a text is at a point size; a character that is not there counts as an em."""
    units = sum(_advance(font, character) for character in text)
    return units / font.per_em * points * POINT_MM


def _advance(font: Font, character: str) -> int:
    glyph = font.glyphs.get(ord(character), 0)
    return font.advances[min(glyph, len(font.advances) - 1)] if glyph else font.per_em


def first_line(font: Font, text: str, points: float, room_mm: float) -> tuple[str, str]:
    """Return the part of a text that fits one line, and the rest.

    A line breaks after a space, a hyphen or a Chinese character; where the first piece alone is
    too wide the line is empty and the whole text is the rest.
    """
    line = ""
    for piece in _pieces(text):
        if width_mm(font, (line + piece).rstrip(), points) > room_mm:
            break
        line += piece
    return line.rstrip(), text[len(line):].lstrip()


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may break."""
    piece = ""
    for character in text:
        piece += character
        if character in " -/,;" or ord(character) >= IDEOGRAPHS_FROM:
            yield piece
            piece = ""
    if piece:
        yield piece
