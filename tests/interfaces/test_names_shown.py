"""Pages say names where a code would stand: actions of other kinds, the system, figures.   名称"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.utils.translation import override

from pandian.governance.words import SYSTEM
from pandian.interfaces.web.templatetags.face import figure, person
from pandian.interfaces.web.templatetags.papers import act_name, node_name
from pandian.lifecycle.trace.words import Node

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def node(kind: str, action: str, document: str) -> Node:
    return Node(
        "DC1", NOON, NOON, "move", kind, UUID(int=1) if document else None, document, action,
        "ma", [], "", "", "", "", "", "", "", "", "", "", "", "", 1, None, None, {}, None, None,
        None)


@pytest.mark.parametrize(("language", "said"), [
    ("zh-hans", "收货 收货入账"), ("en", "receipt book")])
def test_what_a_receipt_did_to_its_order_names_the_receipt(language: str, said: str) -> None:
    with override(language):
        assert act_name("receipt_book", "purchase") == said
        assert act_name("nobody_knows", "purchase") == "nobody_knows"


def test_a_pick_of_an_issue_is_called_by_its_document() -> None:
    with override("zh-hans"):
        assert node_name(node("pick", "pick", "SO-000001")) == "销售出库 · 拣货"
        assert node_name(node("opening", "", "")) == "期初"


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "系统"), ("en", "the system")])
def test_the_system_is_no_code(language: str, said: str) -> None:
    with override(language):
        assert person(SYSTEM.actor, {}) == said
        assert person("unknown", {}) == "unknown"


@pytest.mark.parametrize(("value", "said"), [
    (1234567, "1,234,567"), (-1234.5, "−1,234.5"), (0, "0"), (None, "—")])
def test_a_figure_has_separators_and_keeps_its_fraction(value: float | None, said: str) -> None:
    assert figure(value) == said
