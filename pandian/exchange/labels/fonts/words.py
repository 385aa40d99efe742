"""What is known of a font.   字体词汇"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FAMILY = "Noto Sans SC"
FILE = "NotoSansSC-Medium.ttf"


class Font(NamedTuple):
    """Which characters a font holds, and how wide each is in units of `per_em`."""

    per_em: int
    glyphs: Mapping[int, int]
    advances: tuple[int, ...]


class FontUnreadable(ValueError):
    """The bytes are no TrueType or OpenType font that we understand."""
