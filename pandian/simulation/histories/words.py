"""Words of a short random history: facts, their truth, and the orders they arrive in. 短历史

A history is small and abstract: places, lots and statuses are numbers, time is seconds from a
common start.  So thousands of histories fit side by side into one site.
"""

from __future__ import annotations

from typing import NamedTuple

from pandian.ledger.words import Precision

STATUSES = ("accepted", "on_hold")
OUTSIDE_IN = "@supplier"
OUTSIDE_OUT = "@destroyed"
"""Held goods take part, and those must not leave to a customer."""


class Spot(NamedTuple):
    """Where a quantity stands: place and lot by number (lot 0 is none), status by position."""

    place: int
    lot: int
    status: int


class MoveFact(NamedTuple):
    """What a paper says: `quantity` went from `source` to `target` (None is outside) at `at`.

    `at` is the corrected instant in milliseconds from the start; `clock` is what the device's
    own wrong clock showed, `offset` what the synchronisation measured (`at = clock + offset`).
    `precision` is `second`, or `day` for a paper that knows only its date.
    """

    number: int
    at: int
    source: Spot | None
    target: Spot | None
    quantity: int
    clock: int
    offset: int
    precision: Precision = "second"


class CountFact(NamedTuple):
    """What a person saw: `counted` on `spot` at `at` (milliseconds), right within `uncertainty`."""

    number: int
    at: int
    spot: Spot
    counted: int
    clock: int
    offset: int
    uncertainty: int


Fact = MoveFact | CountFact


class History(NamedTuple):
    """Facts in the order they happened, the orders they arrive in, and what is true at the end.

    An arrival is a list of fact numbers; a number that comes twice is a duplicate.  `truth` holds
    what is physically there; `proven` are the spots whose last count (and every paper after it) is
    right, so the book must end equal to the truth there.  Before `firm_from` (milliseconds) the
    past may depend on the order: papers that know only their day, or that lie inside the clock
    error of a count, raise doubts until the next count.
    """

    seed: int
    tracked: bool
    firm_from: int
    facts: tuple[Fact, ...]
    arrivals: tuple[tuple[int, ...], ...]
    truth: dict[Spot, int]
    proven: frozenset[Spot]


class Mix(NamedTuple):
    """How often each thing happens in a history: shares of steps, and of errors per step."""

    receive: float = 0.24
    issue: float = 0.20
    relocate: float = 0.14
    restatus: float = 0.08
    counting: float = 0.34
    unrecorded: float = 0.06
    misrecorded: float = 0.10
    miscounted: float = 0.08
    late: float = 0.30
    duplicate: float = 0.15
    vague: float = 0.08


class Failure(NamedTuple):
    """One history that did not end as it must: its seed, what broke, and the numbers."""

    seed: int
    check: str
    detail: str


class Report(NamedTuple):
    """What a run of histories did; `failures` empty is the proof."""

    seed: int
    histories: int
    facts: int
    deliveries: int
    duplicates: int
    counts: int
    healed: int
    shortages: int
    doubts: int
    instants: int
    state: str
    seconds: float
    failures: tuple[Failure, ...]
