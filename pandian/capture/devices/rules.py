"""What a device is, and what becomes of its rows.   设备规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from pandian.capture.devices.words import (
    CONTRACT_MAX,
    CONTRACT_MIN,
    NAME_CHARACTERS_MAX,
    REASON_CHARACTERS_MAX,
    VERSION_CHARACTERS_MAX,
    ContractTooOld,
    EnrolDraft,
    Lease,
)
from pandian.kernel.words import Fault

SECRET = re.compile(r"[A-Za-z0-9_-]{1,64}")


def contract_faults(contract: object) -> list[Fault]:
    """Return the fault of a contract version that is not spoken here; absent means the first.

    Raises `ContractTooOld` for a version below the oldest.
    """
    if contract is None:
        return []
    if not isinstance(contract, int) or isinstance(contract, bool):
        return [Fault("/contract", "not_an_integer")]
    if contract < CONTRACT_MIN:
        raise ContractTooOld([Fault("/contract", "contract_too_old", (contract, CONTRACT_MIN))])
    if contract > CONTRACT_MAX:
        return [Fault("/contract", "contract_unknown", (contract,))]
    return []


def enrol_faults(draft: EnrolDraft) -> list[Fault]:
    """Return what is wrong with the texts of an enrolment; its secret is judged elsewhere."""
    faults = []
    for name, most in (("name", NAME_CHARACTERS_MAX), ("app_version", VERSION_CHARACTERS_MAX)):
        value = getattr(draft, name)
        if len(value) > most:
            faults.append(Fault(f"/{name}", "too_long", (most,)))
        if not value.isprintable():
            faults.append(Fault(f"/{name}", "bad_character"))
    return faults


def digest_of(secret: str) -> bytes:
    """Return the digest under which a secret of 128 random bits is kept; none fits a bad form."""
    return hashlib.sha256(secret.encode() if SECRET.fullmatch(secret) else b"").digest()


def reason_faults(reason: str) -> list[Fault]:
    """Return what is wrong with the reason of giving a device up."""
    if not reason.strip():
        return [Fault("/reason", "reason_needed")]
    if len(reason) > REASON_CHARACTERS_MAX:
        return [Fault("/reason", "too_long", (REASON_CHARACTERS_MAX,))]
    return []


def link_of(base_url: str, enrolment: object, secret: str) -> str:
    """Return what the QR holds; a fragment never reaches a server's log."""
    return f"{base_url.rstrip('/')}/phone/#enrol={enrolment}.{secret}"


def state_of(install: str, *, revoked: bool) -> str:
    """Return the state of a device from that of its install and token."""
    return "revoked" if revoked else install


def tray_of(
    opinion: str, *, device: str, evidence: str, late: bool, theirs: bool
) -> str:
    """Return the tray of a new row: the strongest reason why no rule may use it, or ''.

    `device` is the device's state, `late` that its task is closed, `theirs` that another install
    holds the lease and this one never did.
    """
    if device == "revoked":
        return "revoked"
    if device != "active" or theirs:
        return "not_yours"
    if late:
        return "late"
    return "clock" if evidence == "none" else opinion


def theirs(leases: Iterable[Lease], held_before: Iterable[object]) -> frozenset[object]:
    """Return the tasks that another install holds and that this one never held.

    A lease that ran out offline does not void the rows: both are kept and compared by counting.
    """
    mine = {lease.task for lease in leases if lease.mine} | set(held_before)
    return frozenset(lease.task for lease in leases if not lease.mine) - mine


def version_key(version: str) -> tuple[int, ...]:
    """Return a version as numbers to compare; what cannot be read is the oldest of all."""
    parts = re.findall(r"\d{1,9}", version.split("-")[0])[:4]
    return tuple(int(part) for part in parts) or (0,)
