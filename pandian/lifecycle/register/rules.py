"""Which states are open, which stage a kind belongs to, what a typed number means.   登记簿规则

Pure: the kinds' tables in, words out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from pandian.kernel.words import Label
from pandian.lifecycle.register.words import (
    OTHER,
    OTHER_STAGE,
    STAGES,
    OpenRow,
    Tab,
    field_label,
)
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import END_STATES, MEASURES, Kind

NUMBER = re.compile(r"\s*(?:([A-Za-z]+)\s*-?\s*)?0*([0-9]{1,18})\s*")


def open_states(kinds: Iterable[Kind]) -> list[tuple[str, str]]:
    """Return (kind, state) of every state in which something may still be done."""
    return [(kind.name, state) for kind in kinds for state in kind.states
            if any(state in action.sources for action in kind.actions.values())]


def stages(kinds: Mapping[str, Kind]) -> dict[str, tuple[Label, tuple[str, ...]]]:
    """Return the stages of life that have a kind, each with its kinds in order."""
    found = {name: (stage.label, tuple(kind for kind in stage.kinds if kind in kinds))
             for name, stage in STAGES.items()}
    named = {kind for stage in STAGES.values() for kind in stage.kinds}
    found[OTHER] = (OTHER_STAGE, tuple(kind for kind in kinds if kind not in named))
    return {name: stage for name, stage in found.items() if stage[1]}


def tabs_of(waiting: Iterable[OpenRow]) -> list[Tab]:
    """Return the stages of life in order, each with the number of its open documents."""
    counts: dict[str, int] = {}
    for row in waiting:
        counts[row.kind] = counts.get(row.kind, 0) + row.documents
    return [Tab(name, label, kinds, sum(counts.get(kind, 0) for kind in kinds))
            for name, (label, kinds) in stages(KINDS).items()]


def number_of(text: str, kinds: Mapping[str, Kind]) -> tuple[list[str], int] | None:
    """Return the kinds and the number that a typed text means; None when it means none.

    Digits alone mean that number of every kind.
    """
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    prefix, digits = found.groups()
    named = [kind.name for kind in kinds.values()
             if not prefix or kind.prefix.casefold() == prefix.casefold()]
    return (named, int(digits)) if named else None


def look_of(kind: Kind, state: str) -> str:
    """Return how a state looks: `off` (cancelled, reversed), `bad`, `open` or `done`."""
    if state in END_STATES:
        return "off"
    if any(state in action.sources for action in kind.actions.values()):
        return "open"
    return "bad" if state in ("rejected", "refused", "left_over") else "done"


@cache
def _own(table: str) -> dict[str, Label]:
    """Return what the rooms of the kinds call their measures or fields."""
    found: dict[str, Label] = {}
    for kind in KINDS:
        name = f"pandian.lifecycle.{kind}"
        if find_spec(name) and find_spec(f"{name}.words"):
            found.update(getattr(import_module(f"{name}.words"), table, {}))
    return found


def measure_said(name: str) -> Label:
    """Return what a measure is called; one that nobody named says its identifier in words."""
    words = name.replace("_", " ")
    return MEASURES.get(name) or _own("MEASURES").get(name) or Label(words, words)


def field_said(name: str) -> Label:
    """Return what a field of a head or a paper is called, in its kind's own words if it has any."""
    return field_label(name, _own("FIELDS"))


CHOICES = {"cause": "CAUSES", "level": "LEVELS", "decision": "DECISIONS",
           "process": "PROCESSES"}
"""Fields that take one of a table of their kind's own words."""


@cache
def choices_of(kind: str, field: str) -> dict[str, Label]:
    """Return what a field of a kind may say, by code; empty when it takes any text."""
    name = f"pandian.lifecycle.{kind}"
    if field not in CHOICES or kind not in KINDS or not (
            find_spec(name) and find_spec(f"{name}.words")):
        return {}
    found = getattr(import_module(f"{name}.words"), CHOICES[field], {})
    return dict(found) if isinstance(found, dict) else {}


def value_said(kind: str, field: str, value: object, language: str) -> str:
    """Return a value of a head as people read it: reason codes by their words."""
    known = choices_of(kind, field).get(str(value))
    return known.text(language) if known else str(value)
