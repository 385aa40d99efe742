"""The page of counting rules names every field, strategy, cause and figure, as the code has it.

A figure is a named number that decides what is counted, judged or said; bounds that only keep
a run small (`..._MAX` of rows, pages, texts) are not.   文档：盘点规则
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from pandian.counting.detective.rates.rules import RATES
from pandian.counting.detective.words import CAUSES
from pandian.counting.planning.words import PRIORITIES, STRATEGIES
from pandian.counting.risk.rules import PRIOR, THETA
from pandian.counting.risk.words import CAUSES as HAZARDS
from pandian.counting.words import VERDICTS
from pandian.governance.policies.kinds.words import KINDS, WHOLE_MAX, Field
from pandian.lifecycle.proofs.words import REASONS
from tests.house.source import ROOT, tree
from tests.house.test_docs import LANGUAGES, _page

PAGE = "counting-rules"
MODULES = ("planning/words", "planning/rules", "routing/words", "dispatch/words", "risk/words",
           "risk/rules", "sampling/words", "sampling/rules", "detective/words",
           "detective/rules", "detective/rates/rules", "approving/queries", "awaiting/words",
           "nearby/words")
"""Files of counting whose numbers decide; a new one that does so joins them."""
NO_FIGURES = frozenset({"NEVER", "DAY_SECONDS", "EPOCH", "CENSUS", "WORTHLESS", "TINY",
                        "REDRAWN_AT_ONCE", "THETA", "PRIOR", "PRIORITIES", "RATES"})
"""Marks, units and guards; and what stands in tables of its own."""
DECIDING = frozenset({"CENSUS_SHARE_MAX", "PARTNER_ODDS_MAX", "RESIDUAL_MAX",
                      "PACKET_MINUTES_MAX", "PACKET_PLACES_MAX"})
"""Bounds that do decide something."""


def value_of(module: str, name: str) -> Any:
    """Return a named number of a file of counting."""
    return getattr(importlib.import_module(f"pandian.counting.{module.replace('/', '.')}"), name)


def _is_figure(value: Any) -> bool:
    """Say whether a value is a number, or numbers: a tuple or table of them, a time model."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple):
        return bool(value) and all(_is_figure(each) for each in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _figures() -> Iterator[tuple[str, str]]:
    for module in MODULES:
        for node in tree(ROOT / f"pandian/counting/{module}.py").body:
            goals = (node.targets if isinstance(node, ast.Assign) else
                     [node.target] if isinstance(node, ast.AnnAssign) else [])
            names = [each.id for goal in goals for each in ast.walk(goal)
                     if isinstance(each, ast.Name)]
            for name in names:
                bound = name.endswith("_MAX") and name not in DECIDING
                if (name.isupper() and name[0] != "_" and not bound and name not in NO_FIGURES
                        and _is_figure(value_of(module, name))):
                    yield module, name


FIGURES = tuple(_figures())


def said(value: Any) -> str:
    """Return a figure as the page writes it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {said(each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(said(each) for each in value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,g}"


def _rows(language: str, part: str = "") -> dict[str, list[str]]:
    """Return the cells of each row that begins with a name in code, below a heading."""
    text = _page(language, PAGE)
    if part:
        text = next((each for each in re.split(r"\n##+ ", text) if each.startswith(part)), "")
    rows = {}
    for line in text.splitlines():
        if found := re.match(r"\| `([^`]+)` \| (.*) \|$", line):
            rows[found[1]] = re.split(r"(?<!\\) \| ", found[2])
    return rows


def _fields(fields: tuple[Field, ...], before: str = "") -> Iterator[tuple[str, Field]]:
    for field in fields:
        yield before + field.name, field
        yield from _fields(field.rows, f"{field.name}.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_field_has_its_bounds_its_default_and_its_source(kind: str, language: str) -> None:
    rows = _rows(language, f"`{kind}`")
    wrong = []
    for name, field in _fields(KINDS[kind].fields):
        label, bounds, default, source, *_ = [*rows.get(name, ()), *[""] * 4]
        ends = ([f"{field.low:,}", f"{field.high:,}"] if field.type in (
            "whole", "decimal", "numbers") and (field.low or field.high != WHOLE_MAX) else [])
        told = (label == field.label.text(language) and default.strip() and source.strip()
                and all(f"`{code}`" in bounds for code, _ in field.choices)
                and all(end in bounds for end in ends))
        if not told:
            wrong.append(name)
    gone = set(rows) - {name for name, _ in _fields(KINDS[kind].fields)}
    assert not wrong, f"docs/{language}/reference/{PAGE}.md, kind {kind}"
    assert not gone, "fields that no code knows"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_strategy_event_verdict_and_cause_is_told(language: str) -> None:
    parts = _page(language, PAGE).split("\n## ")
    rows = [{**_rows(language, part.split("\n", 1)[0])} for part in parts]
    for names, more in (
            (STRATEGIES, {name: str(PRIORITIES[name]) for name in STRATEGIES}), (REASONS, {}),
            (VERDICTS, {}), (CAUSES, {name: said(RATES[name]) for name in CAUSES}),
            (HAZARDS, {name: said(float(THETA[n])) for n, name in enumerate(HAZARDS)}),
            (HAZARDS, {name: said(float(PRIOR[n])) for n, name in enumerate(HAZARDS)})):
        (table,) = [each for each in rows if set(each) == set(names)]
        assert all(all(cell.strip() for cell in cells) for cells in table.values())
        assert {name for name, figure in more.items() if figure not in table[name]} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_told_with_its_value_and_its_source(language: str) -> None:
    rows = _rows(language)
    assert len(FIGURES) > 40
    wrong = [f"{module}.{name} = {said(value_of(module, name))}" for module, name in FIGURES
             if rows.get(name, [""])[0] != said(value_of(module, name))
             or not all(cell.strip() for cell in rows[name])]
    assert not wrong, f"docs/{language}/reference/{PAGE}.md"
