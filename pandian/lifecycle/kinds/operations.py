"""The hooks of every kind: what it looks up or writes besides its table and rules.   种类登记

Plain functions of the kinds' own rooms, called by the engine by name: a table and not a signal.
"""

from __future__ import annotations

from collections import defaultdict

from pandian.lifecycle.consignment import operations as consignment_writes
from pandian.lifecycle.consignment import queries as consignment
from pandian.lifecycle.consignment_return import queries as consignment_return
from pandian.lifecycle.customer_return.operations import (
    acted_on_return,
    facts_of_return,
    place_lines,
)
from pandian.lifecycle.customer_return.queries import (
    gates_of_return,
    opening_of_return,
    signers_of_return,
)
from pandian.lifecycle.damage import queries as damage
from pandian.lifecycle.destruction.operations import go_on, make_container, unseal
from pandian.lifecycle.destruction.queries import destruction_faults
from pandian.lifecycle.deviation.queries import opening_of_deviation
from pandian.lifecycle.drop_shipment.queries import (
    gates_of_drop_shipment,
    opening_of_drop_shipment,
)
from pandian.lifecycle.found_again.queries import found_faults, refuse_undoing
from pandian.lifecycle.hold import queries as hold
from pandian.lifecycle.hold.operations import acted_on_hold
from pandian.lifecycle.inspection.operations import write_judged, write_plans
from pandian.lifecycle.inspection.queries import (
    gates_of_inspection,
    signers_of_inspection,
)
from pandian.lifecycle.issue.operations import acted_on_issue, claim_order, facts_of_issue
from pandian.lifecycle.issue.queries import gates_of_issue, opening_of_issue
from pandian.lifecycle.joint_count import operations as joint_count_writes
from pandian.lifecycle.kit import operations as kit_writes
from pandian.lifecycle.kit import queries as kit
from pandian.lifecycle.loan import operations as loan_writes
from pandian.lifecycle.loan import queries as loan
from pandian.lifecycle.production import operations as production_writes
from pandian.lifecycle.production import queries as production
from pandian.lifecycle.purchase.operations import ask_before_buying, facts_of_purchase
from pandian.lifecycle.purchase.queries import (
    gates_of_purchase,
    opening_of_purchase,
    signers_of_purchase,
)
from pandian.lifecycle.putaway.operations import propose_bins
from pandian.lifecycle.recall import queries as recall
from pandian.lifecycle.recall.operations import take_effect, write_lots
from pandian.lifecycle.recall_return import queries as recall_return
from pandian.lifecycle.receipt.operations import (
    write_booked,
    write_order_lines,
    write_undone,
)
from pandian.lifecycle.receipt.queries import (
    gates_of_receipt,
    opening_of_receipt,
    signers_of_receipt,
)
from pandian.lifecycle.relocation import queries as relocation
from pandian.lifecycle.relocation.operations import ask_for_remainders
from pandian.lifecycle.scrap import queries as scrap
from pandian.lifecycle.scrap.operations import write_value
from pandian.lifecycle.sealing import operations as sealing_writes
from pandian.lifecycle.sealing import queries as sealing
from pandian.lifecycle.standing.operations import give_way
from pandian.lifecycle.stock_check import operations as stock_check
from pandian.lifecycle.supplier_return.operations import (
    acted_on_supplier_return,
    facts_of_supplier_return,
)
from pandian.lifecycle.supplier_return.queries import (
    gates_of_supplier_return,
    opening_of_supplier_return,
)
from pandian.lifecycle.transfer import operations as transfer_writes
from pandian.lifecycle.transfer import queries as transfer
from pandian.lifecycle.transfer_receipt import operations as transfer_receipt_writes
from pandian.lifecycle.transfer_receipt import queries as transfer_receipt
from pandian.lifecycle.unit_move import operations as unit_move_writes
from pandian.lifecycle.unit_move import queries as unit_move
from pandian.lifecycle.usage import queries as usage
from pandian.lifecycle.words import Hooks

HOOKS: dict[str, Hooks] = defaultdict(Hooks, {
    "inspection": Hooks(opened=write_plans, gates=gates_of_inspection,
                        signers=signers_of_inspection, acted=write_judged),
    "putaway": Hooks(opened=propose_bins),
    "purchase": Hooks(opening=opening_of_purchase, gates=gates_of_purchase,
                      signers=signers_of_purchase, facts=facts_of_purchase,
                      acted=ask_before_buying),
    "receipt": Hooks(
        opening=opening_of_receipt, opened=write_order_lines, gates=gates_of_receipt,
        signers=signers_of_receipt, acted=write_booked, undone=write_undone),
    "relocation": Hooks(opening=relocation.opening_faults, gates=relocation.place_faults,
                        acted=ask_for_remainders),
    "hold": Hooks(opening=hold.opening_faults, gates=hold.hold_faults, acted=acted_on_hold),
    "damage": Hooks(opening=damage.opening_faults, gates=damage.report_faults, acted=give_way),
    "transfer": Hooks(
        opening=transfer.opening, opened=transfer_writes.opened, gates=transfer.gates,
        signers=transfer.signers, acted=transfer_writes.acted,
        undone=transfer_writes.undone),
    "transfer_receipt": Hooks(
        opening=transfer_receipt.opening, opened=transfer_receipt_writes.opened,
        gates=transfer_receipt.gates, signers=transfer_receipt.signers),
    "stock_check": Hooks(
        opening=stock_check.opening_faults, opened=stock_check.write_lines,
        acted=stock_check.ask_where_it_differs),
    "scrap": Hooks(opening=scrap.opening_faults, gates=scrap.scrap_faults,
                   signers=scrap.scrap_signers, acted=write_value),
    "found_again": Hooks(gates=found_faults, undone=refuse_undoing),
    "destruction": Hooks(opened=make_container, gates=destruction_faults, acted=go_on,
                         undone=unseal),
    "issue": Hooks(opening=opening_of_issue, opened=claim_order, gates=gates_of_issue,
                   facts=facts_of_issue, acted=acted_on_issue),
    "production": Hooks(opening=production.opening, opened=production_writes.opened,
                        acted=production_writes.acted),
    "recall": Hooks(opening=recall.opening_faults, opened=write_lots, gates=recall.gates,
                    facts=recall.facts, acted=take_effect),
    "recall_return": Hooks(opening=recall_return.opening_faults, gates=recall_return.gates),
    "customer_return": Hooks(
        opening=opening_of_return, opened=place_lines, gates=gates_of_return,
        signers=signers_of_return, facts=facts_of_return, acted=acted_on_return),
    "supplier_return": Hooks(
        opening=opening_of_supplier_return, gates=gates_of_supplier_return,
        facts=facts_of_supplier_return, acted=acted_on_supplier_return),
    "drop_shipment": Hooks(opening=opening_of_drop_shipment, gates=gates_of_drop_shipment),
    "deviation": Hooks(opening=opening_of_deviation),
    "kit": Hooks(opening=kit.opening, gates=kit.gates, acted=kit_writes.acted),
    "loan": Hooks(opening=loan.opening, opened=loan_writes.opened, gates=loan.gates,
                  acted=loan_writes.acted, undone=loan_writes.undone),
    "consignment": Hooks(opening=consignment.opening, acted=consignment_writes.acted),
    "usage": Hooks(opening=usage.opening),
    "consignment_return": Hooks(opening=consignment_return.opening),
    "unit_move": Hooks(opening=unit_move.opening, gates=unit_move.gates,
                       acted=unit_move_writes.acted),
    "sealing": Hooks(opening=sealing.opening, opened=sealing_writes.opened, gates=sealing.gates,
                     acted=sealing_writes.acted),
    "joint_count": Hooks(opened=joint_count_writes.opened, acted=joint_count_writes.acted,
                         done=joint_count_writes.done),
})
