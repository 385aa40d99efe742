"""People to prove, and the sentences of what was refused."""

from __future__ import annotations

import hashlib

from pandian.governance import operations as do
from pandian.governance.words import FAULTS, SYSTEM
from pandian.kernel.words import FAULTS as KERNEL_FAULTS

PASSWORD = "slow-turtle-count-42"
HASH = hashlib.sha256(b"what was shown").hexdigest()


def person(code="wang", role="controller", sites=("SH1",)):
    return do.create_person(scope=SYSTEM, code=code, name="王芳", role=role, sites=sites,
                            password=PASSWORD)


def codes(caught):
    """Return {(pointer, code)} and prove that each fault has its sentence in both languages."""
    for fault in caught.value.faults:
        label = {**FAULTS, **KERNEL_FAULTS}[fault.code]
        assert label.zh.format(*fault.params)
        assert label.en.format(*fault.params)
    return {(fault.pointer, fault.code) for fault in caught.value.faults}
