"""Words of the error processes.   差错词汇"""

from __future__ import annotations

from typing import NamedTuple

from pandian.simulation.words import Cause, Line


class Deed(NamedTuple):
    """One thing done and what was written of it; None: nothing happened, or nothing written."""

    done: Line | None
    written: Line | None


class Slip(NamedTuple):
    """Deeds that went wrong in one known way."""

    cause: Cause
    deeds: tuple[Deed, ...]
