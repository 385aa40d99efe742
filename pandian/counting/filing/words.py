"""Words of filing: what became of an exported file.   导入文件词汇"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from pandian.capture.words import Verdict


class Filed(NamedTuple):
    """What became of the rows of a file, by result, and those that were not stored."""

    install: UUID
    device: str
    person: str
    rows: int
    results: Mapping[str, int]
    trays: Mapping[str, int]
    refused: Sequence[Verdict]
    gaps: Sequence[tuple[int, int]]
