"""The hooks of every kind: what it looks up or writes besides its table and rules.   种类登记

Plain functions of the kinds' own rooms, called by the engine by name: a table and not a signal.
"""

from __future__ import annotations

from collections import defaultdict

from pandian.lifecycle.damage import queries as damage
from pandian.lifecycle.hold import queries as hold
from pandian.lifecycle.inspection.queries import (
    gates_of_inspection,
    signers_of_inspection,
)
from pandian.lifecycle.putaway.operations import propose_bins
from pandian.lifecycle.receipt.queries import gates_of_receipt
from pandian.lifecycle.relocation import queries as relocation
from pandian.lifecycle.relocation.operations import ask_for_remainders
from pandian.lifecycle.standing.operations import give_way
from pandian.lifecycle.words import Hooks

HOOKS: dict[str, Hooks] = defaultdict(Hooks, {
    "inspection": Hooks(gates=gates_of_inspection, signers=signers_of_inspection),
    "putaway": Hooks(opened=propose_bins),
    "receipt": Hooks(gates=gates_of_receipt),
    "relocation": Hooks(opening=relocation.opening_faults, gates=relocation.place_faults,
                        acted=ask_for_remainders),
    "hold": Hooks(opening=hold.opening_faults, gates=hold.hold_faults, acted=give_way),
    "damage": Hooks(opening=damage.opening_faults, gates=damage.report_faults, acted=give_way),
})
