"""Loading a device master; wrong numbers are refused row by row.   器械主数据导入"""

from __future__ import annotations

from collections import defaultdict

from pandian.catalog.operations import put_items
from pandian.exchange.gudid.rules import Device, Family, Identifier, family, number_fault
from pandian.exchange.intake.operations import Account, Intake
from pandian.exchange.masters.operations import write
from pandian.exchange.masters.rules import repeated
from pandian.exchange.masters.words import ItemRows, Origin
from pandian.exchange.stock.operations import first_code
from pandian.exchange.stock.words import Complaint
from pandian.exchange.words import Progress, RowFault
from pandian.governance.words import Scope


class _Records:
    """What was read: devices by their number, identifiers by their device, and the refused."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.devices: dict[str, Device] = {}
        self.identifiers: dict[str, list[Identifier]] = defaultdict(list)
        self.refused: set[str] = set()

    def refuse(self, origin: Origin, complaint: Complaint) -> None:
        """Name a row that is refused, and count it."""
        self.account.fault(RowFault(origin.file, origin.row, complaint.column, complaint.value,
                                    complaint.code, complaint.params))
        self.account.outcome(f"refused_{complaint.code}")


def import_gudid(
    *, scope: Scope, intake: Intake, account: Account, progress: Progress | None
) -> bool:
    """Import devices and their packages; what is wrong is refused row by row, the rest loads."""
    records = _Records(account)
    for taken in intake.lines(account, progress):
        origin = Origin(taken.name, taken.row)
        if taken.line.refused:
            account.outcome(f"refused_{first_code(taken.line.faults)}")
        elif taken.part == "gudid":
            _device(records, Device(taken.line.values, origin))
        else:
            code = taken.line.values["code"]
            records.identifiers[code].append(Identifier(taken.line.values, origin))
    families = _families(records)
    return write(
        scope=scope, account=account, total=len(families), partial=True, progress=progress,
        rows=[ItemRows(one.draft, one.rows) for one in families],
        put=lambda drafts: put_items(scope=scope, items=drafts))


def _device(records: _Records, device: Device) -> None:
    code = device.values["code"]
    fault = number_fault("primary_di", code, device.values["agency"])
    if fault:
        records.refused.add(code)
        records.refuse(device.origin, fault)
    elif known := records.devices.get(code):
        records.account.fault(repeated(*device.origin, "primary_di", code, known.origin.row))
        records.account.outcome("refused_repeats_row")
    else:
        records.devices[code] = device


def _families(records: _Records) -> list[Family]:
    """Put devices and identifiers together; name identifiers that have no device."""
    for code, identifiers in records.identifiers.items():
        if code not in records.devices:
            why = "device_refused" if code in records.refused else "device_unknown"
            for one in identifiers:
                records.refuse(one.origin, Complaint("primary_di", code, why, (code,)))
    families = [family(device, records.identifiers.get(code, ()))
                for code, device in records.devices.items()]
    for found in families:
        for origin, complaint in found.refused:
            records.refuse(origin, complaint)
    return families
