"""The page of alerts names every condition with what the code has for it.   文档：预警"""

from __future__ import annotations

import re

import pytest

from pandian.exchange.notices.words import ALERTS_MAX, SECONDS_MAX
from pandian.governance.words import ROLES
from pandian.insight.alerting.words import (
    BASE_DAYS,
    BASE_LINES_MIN,
    CONDITIONS,
    FALSE_ALARM,
    FOUND_ROWS_MAX,
    SEVERITIES,
)
from pandian.insight.delivery.words import (
    HEARD,
    KEEP_DAYS,
    KINDS,
    LEASE_SECONDS,
    PACES,
    RECIPIENTS_MAX,
    TRIES_MAX,
)
from tests.house.test_docs import LANGUAGES, _page

LIMITS = ("days", "hours", "value", "number")


def _rows(language: str) -> dict[str, list[str]]:
    return {found[1]: found[2].split(" | ") for line in _page(language, "alerts").splitlines()
            if (found := re.match(r"\| `(\w+)` \| (.*) \|$", line))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_is_told_with_its_defaults_and_its_source(language: str) -> None:
    rows = _rows(language)
    assert list(rows) == list(CONDITIONS)
    for name, each in CONDITIONS.items():
        label, asks, limits, severity, people, hours, where, source = rows[name]
        assert (label, severity, hours) == (
            each.label.text(language), SEVERITIES[each.severity].text(language),
            str(each.sla_hours)), name
        given = {limit: getattr(each, limit) for limit in LIMITS
                 if getattr(each, limit) is not None}
        assert all(f"`{limit}` {value}" in limits for limit, value in given.items()), name
        assert people == " → ".join(
            ROLES[role].label.text(language) for role in (each.owner, *each.escalate_to)), name
        assert ("`*`" in where) == each.house
        assert asks.strip(), name
        assert source.strip(), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_the_control_limit_are_told(language: str) -> None:
    text = _page(language, "alerts")
    assert all(str(figure) in text for figure in (
        BASE_DAYS, BASE_LINES_MIN, FALSE_ALARM, f"{FOUND_ROWS_MAX:,}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_channel_and_each_limit_of_sending_is_told(language: str) -> None:
    text = _page(language, "alerts")
    assert [kind for kind in KINDS if f"`{kind}` |" not in text] == []
    assert [pace for pace in PACES if f"`{pace}`" not in text] == []
    assert [act for act in sorted(HEARD) if f"`{act}`" not in text] == []
    for limit in (TRIES_MAX, LEASE_SECONDS // 60, KEEP_DAYS, ALERTS_MAX, RECIPIENTS_MAX,
                  SECONDS_MAX):
        assert re.search(rf"(?<!\d){limit}(?!\d)", text), limit
