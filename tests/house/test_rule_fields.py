"""Every field that a kind of rules declares is read by code; none is there for show.   字段"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from pandian.counting.planning.words import FACETS
from pandian.governance.policies.kinds.words import KINDS, TYPES, Field
from pandian.governance.policies.kinds.words import REASONS as CHOSEN
from pandian.lifecycle.proofs.words import REASONS, STEPS
from tests.house.source import name, nodes, python

DECLARED = "pandian/governance/policies/kinds/words.py"
READERS = {
    "count.plan": ("pandian/counting/planning/", "pandian/counting/planning/rulebook/"),
    "count.route": ("pandian/counting/routing/",),
    "count.trigger": ("pandian/counting/triggering/", "pandian/governance/policies/meaning/"),
    "count.tolerance": ("pandian/counting/tolerating/", "pandian/governance/policies/meaning/"),
    "count.recount": ("pandian/counting/tolerating/",),
    "count.repair": ("pandian/counting/",),
    "approval.matrix": ("pandian/counting/", "pandian/governance/policies/"),
    "alert": ("pandian/insight/alerting/",),
}
"""Where the code that reads a kind stands; a new kind says so here."""


def _said(prefixes: tuple[str, ...]) -> set[str]:
    """Return every text that stands in code (not in docstrings) under these paths."""
    found: set[str] = set()
    for path in python():
        if not name(path).startswith(prefixes) or name(path) == DECLARED:
            continue
        notes = {id(node.value) for node in nodes(path)
                 if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
        found |= {str(node.value) for node in nodes(path)
                  if isinstance(node, ast.Constant) and id(node) not in notes
                  and isinstance(node.value, str)}
    return found


def _fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _fields(field.rows)


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_declared_field_is_read_by_code(kind: str) -> None:
    said = _said(READERS[kind])
    for field in _fields(KINDS[kind].fields):
        head, _, tail = field.name.partition(".")
        if head == "scope" and field.type != "flag":  # a yes or no is read like any other field
            assert tail in FACETS or tail == "attributes", field.name
            continue
        tails = {tail or head}
        if tail.startswith("skip_"):
            tails = {"skip_"}  # read as f"skip_{facet}"
        assert tails & said, f"{kind}: nothing reads {field.name}"


def test_every_type_of_a_field_is_used() -> None:
    assert {field.type for kind in KINDS.values() for field in _fields(kind.fields)} | {
        "text"} == set(TYPES)


def test_what_a_strategy_needs_and_reads_is_declared() -> None:
    for kind in KINDS.values():
        names = {field.name for field in kind.fields}
        assert set(kind.used_by) <= names
        assert {name for needed in kind.needs.values() for name in needed} <= names


TRIGGERS = {
    "nothing or nearly nothing left": {"near_zero", "replenishment_remainder"},
    "book that is not trusted": {"low_confidence"},
    "book too small": {"negative_attempt"},
    "picker found too little": {"short_pick"},
    "goods came back": {"returned"},
    "order of production ended": {"remainder"},
    "lot called back": {"recall"},
    "too warm or too cold": {"excursion"},
    "somebody complains": {"complaint"},
}
"""What the design wants counts to be triggered by, in our words.  A bin that is filled is no
request: the step itself proves it (`filled`)."""


def test_rules_on_triggers_choose_among_all_that_stages_ask_for() -> None:
    assert dict(CHOSEN) == {code: reason.label for code, reason in REASONS.items()
                            if code != "recall"}, "no rule may silence a recall"
    assert {code for codes in TRIGGERS.values() for code in codes} <= set(REASONS)
    assert "filled" in STEPS
    assert dict(next(field for field in KINDS["count.trigger"].fields
                     if field.name == "when.reasons").choices) == dict(CHOSEN)
