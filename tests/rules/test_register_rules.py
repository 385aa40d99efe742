"""The register of documents: numbers, stages, looks, and a word for everything a form shows."""

from __future__ import annotations

import pytest

from pandian.lifecycle.register.rules import (
    choices_of,
    field_said,
    look_of,
    measure_said,
    number_of,
    open_states,
    stages,
    value_said,
)
from pandian.lifecycle.register.words import OTHER
from pandian.lifecycle.rules import KINDS, shown_number


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_everything_that_a_kind_asks_for_has_a_name_in_both_languages(kind):
    table = KINDS[kind]
    fields = {*table.header, *table.places, *table.parties,
              *(name for action in table.actions.values() for name in action.evidence)}
    nameless = [name for name in fields if field_said(name).zh == name.replace("_", " ")]
    nameless += [name for action in table.actions.values() for name in action.measures
                 if measure_said(name).zh == name.replace("_", " ")]
    assert not nameless, "name them in the kind's own FIELDS or MEASURES, or in the register's"


def test_every_kind_stands_in_a_stage_of_life():
    found = stages(KINDS)
    assert OTHER not in found, found.get(OTHER)
    listed = [kind for _, kinds in found.values() for kind in kinds]
    assert sorted(listed) == sorted(KINDS)


@pytest.mark.parametrize(("typed", "meant"), [
    ("RC-000012", (["receipt"], 12)), ("rc12", (["receipt"], 12)), (" RC - 12 ", (["receipt"], 12)),
    ("000012", (list(KINDS), 12)), ("12", (list(KINDS), 12)), ("XX-12", None), ("RC-", None),
    ("", None), ("12;drop", None), ("9" * 30, None)])
def test_a_typed_number_means_what_a_person_means(typed, meant):
    assert number_of(typed, KINDS) == meant


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_shown_number_is_found_again(kind):
    kinds, number = number_of(shown_number(kind, 1_234_567), KINDS)
    assert (kind in kinds, number) == (True, 1_234_567)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_state_is_open_when_something_may_be_done_in_it(kind):
    table = KINDS[kind]
    open_here = {state for name, state in open_states([table]) if name == kind}
    assert table.start in open_here
    for state in table.states:
        assert look_of(table, state) in ("open", "done", "bad", "off")
        assert (look_of(table, state) == "open") <= (state in open_here)


def test_reason_codes_are_said_in_words():
    assert "broken" in choices_of("damage", "cause")
    assert choices_of("damage", "place") == {}
    assert choices_of("nothing", "cause") == {}
    assert value_said("damage", "cause", "broken", "zh-hans") == "破损"
    assert value_said("damage", "cause", "unheard", "en") == "unheard"
