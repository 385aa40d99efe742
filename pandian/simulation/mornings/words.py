"""Words of simulated mornings.   自动晨盘词汇"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from pandian.counting.detective.words import CAUSES
from pandian.simulation.mornings.walking.words import Walked
from pandian.simulation.world.words import SITES

COUNTERS_PER_SITE = 3
SLIP_PERMILLE = 10
"""How often a simulated counter reads a wrong number, of a thousand lines."""
RECOUNT_ROUNDS_MAX = 3
SITE_CODES = tuple(site.code for site in SITES)


class Morning(NamedTuple):
    """One morning at all sites: what was asked, counted and found, and how true the book is.

    `wrong_before` and `wrong_after` are keys at which book and truth part; `random_lines` and
    `random_exact` are the lines of the random part of all mornings so far, the only ones that
    tell of accuracy; it lies between `accuracy_low` and `accuracy_high` with 95 % confidence.
    """

    day: date
    walked: Walked
    keys: int
    wrong_before: int
    wrong_after: int
    random_lines: int
    random_exact: int
    accuracy_low: float
    accuracy_high: float


class Mornings(NamedTuple):
    """A run of mornings, and whether the ledger still holds at its end."""

    seed: int
    warmed_days: int
    mornings: tuple[Morning, ...]
    invariants_broken: int
    seconds: float

    @property
    def right_permille(self) -> int:
        """Keys at which book and truth agree after the last morning, of a thousand."""
        last = self.mornings[-1]
        return 1000 * (last.keys - last.wrong_after) // max(1, last.keys)

    @property
    def ok(self) -> bool:
        """Whether the ledger holds and the book is truer at the end than at the beginning."""
        first, last = self.mornings[0], self.mornings[-1]
        return not self.invariants_broken and (
            last.wrong_after * first.keys < first.wrong_before * last.keys
            or not first.wrong_before)

    def rows(self, language: str) -> list[str]:
        """Return the report as text lines."""
        zh = language.startswith("zh")
        head = (f"种子 {self.seed}：先走 {self.warmed_days} 天，再无人值守 "
                f"{len(self.mornings)} 个早晨" if zh else
                f"seed {self.seed}: {self.warmed_days} days, then {len(self.mornings)} mornings "
                "with nobody in charge")
        names = (("日期", "任务", "货位", "行", "相符", "复盘", "已更正", "已批准", "未结",
                  "错（前）", "错（后）", "账实相符", "随机当日", "随机累计") if zh else
                 ("day", "tasks", "places", "lines", "exact", "recounts", "repaired", "approved",
                  "open", "wrong <", "wrong >", "right", "random", "so far"))
        table = [" ".join(f"{each:>9}" for each in names)]
        for row in self.mornings:
            did = row.walked
            right = f"{100 * (row.keys - row.wrong_after) / max(1, row.keys):.2f}%"
            chance = (f"{row.random_exact}/{row.random_lines} "
                      f"{row.accuracy_low:.1%}..{row.accuracy_high:.1%}")
            table.append(" ".join(f"{each!s:>9}" for each in (
                f"{row.day:%m-%d}", did.tasks, did.places, did.lines, did.exact, did.recounts,
                did.by_rule + did.by_people, did.small + did.approved, did.left_open,
                row.wrong_before, row.wrong_after, right,
                f"{did.random_exact}/{did.random_lines}", chance)))
        broken = (f"不变量破坏 {self.invariants_broken}" if zh else
                  f"invariants broken: {self.invariants_broken}")
        return [head, *table, *self._decided(language), broken, f"{self.seconds:.1f} s",
                "OK" if self.ok else "NOT BETTER"]

    def _decided(self, language: str) -> list[str]:
        """Return what became of the differences, and their likeliest causes."""
        causes: Counter[str] = Counter()
        for row in self.mornings:
            causes.update(row.walked.causes)
        did = [row.walked for row in self.mornings]
        numbers = (causes.total(), sum(row.certain for row in did),
                   sum(row.by_rule for row in did), sum(row.by_people for row in did),
                   sum(row.small for row in did), sum(row.approved for row in did),
                   sum(row.second for row in did))
        zh = language.startswith("zh")
        text = ("差异 {0} 行：{1} 行原因确定；按规则自动更正 {2}，由主管更正 {3}，"
                "小额按规则自动批准 {4}，签名批准 {5}（其中 {6} 行两人签名）" if zh else
                "{0} lines differed, {1} with a certain cause: {2} repaired by the rule, {3} by "
                "the one in charge, {4} small ones approved by the rule, {5} by signature "
                "({6} of them by two)")
        said = ("、" if zh else ", ").join(
            f"{' + '.join(CAUSES[one].text(language) for one in cause.split('+'))} {n}"
            for cause, n in causes.most_common())
        return [text.format(*numbers), ("最可能的原因：" if zh else "likeliest causes: ")
                + (said or "–")]
