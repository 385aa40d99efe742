"""Sentences of faults say codes in the reader's words."""

from __future__ import annotations

import pytest

from pandian.catalog.words import PLACE_KINDS
from pandian.interfaces.words import sentence


@pytest.mark.parametrize("kind", sorted(PLACE_KINDS))
def test_a_place_that_cannot_stand_here_is_told_by_the_name_of_its_kind(kind: str) -> None:
    label = PLACE_KINDS[kind].label
    assert sentence("place_kind_wrong", ("P-1", kind), language="zh-hans") == (
        f"P-1 是{label.zh.lower()}，不能用在这里")
    assert sentence("place_kind_wrong", ("P-1", kind), language="en") == (
        f"P-1 is a {label.en.lower()}: it cannot stand here")


def test_a_kind_that_nobody_knows_is_said_as_it_is() -> None:
    assert "P-1 is a -:" in sentence("place_kind_wrong", ("P-1", "-"), language="en")
