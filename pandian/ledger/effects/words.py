"""Words of slips and of what each does to the book.   差错效果词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label

SLIPS: dict[str, Label] = {
    "unit": Label("单位或包装倍数弄错", "wrong unit or pack factor"),
    "digits": Label("数字颠倒", "digits turned round"),
    "double": Label("重复过账", "posted twice"),
    "sign": Label("方向记反", "sign reversed"),
}
"""Slips at the desk: they change the number of one posted line."""


class Effect(NamedTuple):
    """One way a posted number can be wrong: `true` should stand in the book, not what does.

    `variance` = true - posted, signed as the move changed the holding; `chance` is that this
    slip, if it happened, took just this form.  `factor` is the pack's, 0 where none is meant.
    """

    slip: str
    true: int
    variance: int
    chance: float
    factor: int = 0


class Warned(NamedTuple):
    """Why a quantity about to be posted looks wrong: a key of `WARNINGS` and what fills it."""

    slip: str
    said: int
    likely: int
    factor: int = 0
    evidence: str = ""


WARNINGS: dict[str, Label] = {
    "unit": Label("写的是 {said}，单据上是 {likely}：像是把单位弄错了（{factor} 倍）",
                  "{said} where {likely} was announced: the unit looks wrong (factor {factor})"),
    "digits": Label("写的是 {said}，单据上是 {likely}：像是数字颠倒",
                    "{said} where {likely} was announced: two digits look turned round"),
    "double": Label("不久前已有同样的一笔（{evidence}），像是重复过账",
                    "The same was posted a while ago ({evidence}): this looks like a double"),
    "sign": Label("数量为负 {said}：像是方向记反，应为 {likely}",
                  "{said} is below zero: the sign looks reversed, {likely} is likely"),
    "paused": Label("货位正在暂停（{evidence}），有人在复看：请确认现在就要取放",
                    "The bin is paused ({evidence}), it is being looked at again: carry now?"),
    "other": Label("写的是 {said}，单据上是 {likely}", "{said} where {likely} was announced"),
}
