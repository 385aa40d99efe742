"""What becomes a proposed hold by itself.   自动提出词汇"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

NAMESPACE = UUID("0d7b1c0e-3b55-5d0c-9a3f-5b1f1e0a7b21")
"""Ids of proposals are made from what raised them: a second run finds them."""

FOUND_MAX = 1_000
"""Findings of one kind that one run of the job takes up."""


class Found(NamedTuple):
    """One finding: so many units of a holding are in doubt; `quarantine` where they should go."""

    source: str
    key: str
    cause: str
    item: str
    lot: str
    serial: str
    owner: str
    place: str
    quantity: int
    quarantine: str = ""


class Raised(NamedTuple):
    """What one run proposed at a site, and how much could not be proposed."""

    site: str
    holds: tuple[UUID, ...]
    impossible: int
