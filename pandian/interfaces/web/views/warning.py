"""Asking once more before a number is posted that looks like a slip.   过账前提醒页"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language

from pandian.interfaces.web import grids
from pandian.ledger.effects.words import WARNINGS
from pandian.lifecycle.warning.queries import warnings_of
from pandian.lifecycle.words import DocumentWhole


def doubts(request: Any, whole: DocumentWhole, made: grids.Given) -> dict[str, str]:
    """Return what looks wrong, by the cell that a person filled in; nothing where he said yes.

    The same numbers sent again with `seen` are meant: goods on the floor are a fact.
    """
    found = {}
    for each in warnings_of(scope=request.scope, whole=whole, amounts=made.parts):
        n = next(n for n, amount in enumerate(made.parts)
                 if (amount.line, amount.measure) == (each.line, each.measure))
        row, measure = made.cells[n]
        text = WARNINGS[each.warned.slip].text(get_language() or "zh-hans")
        key = f"/rows/{row}/{measure}"
        said = text.format(**each.warned._asdict())
        found[key] = f"{found[key]} {said}" if key in found else said
    return {} if request.POST.get("seen") == stamp(made.parts) else found


def stamp(amounts: Sequence[Any]) -> str:
    """Return what stands for the numbers that were asked about."""
    return ";".join(f"{each.line}/{each.measure}/{each.lot}/{each.quantity}" for each in amounts)
