"""What stands on a page: codes, texts, lines, boxes.   绘制词汇

All places are millimetres from the upper left corner; `Symbol` alone counts modules.
"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Fault


class Symbol(NamedTuple):
    """The modules of a code, row by row, 1 is dark; a linear code has one row."""

    identifier: str
    width: int
    height: int
    modules: bytes


class Text(NamedTuple):
    """One line of text; `middle` centres it on `x`, else it begins there."""

    x: float
    y: float
    points: float
    text: str
    middle: bool = False


class Drawn(NamedTuple):
    """A code on a page: an SVG of whole modules."""

    x: float
    y: float
    width: float
    height: float
    svg: str


class Rule(NamedTuple):
    """A straight line of a width in points."""

    x: float
    y: float
    to_x: float
    to_y: float
    points: float = 0.5


class Page(NamedTuple):
    """One page with what stands on it."""

    width: float
    height: float
    texts: tuple[Text, ...] = ()
    codes: tuple[Drawn, ...] = ()
    rules: tuple[Rule, ...] = ()


class Composed(NamedTuple):
    """A page, or every reason why there is none."""

    page: Page | None
    faults: tuple[Fault, ...] = ()
