"""The certificate of a document, whatever its kind; whose a verification code is.   证明查询"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from pandian.counting.certifying import queries as counts
from pandian.counting.certifying.rules import ALPHABET, code_of, read_code
from pandian.counting.certifying.words import CODE_CHARACTERS, CertificateNotFound, Found
from pandian.counting.closing import queries as closing
from pandian.counting.sampling import queries as samples
from pandian.governance.words import Scope
from pandian.kernel.words import Fault
from pandian.lifecycle.destruction import queries as destruction
from pandian.lifecycle.destruction.words import Destroyed
from pandian.lifecycle.joint_count import queries as joint_count
from pandian.lifecycle.queries import place_of_document


def certificate_of(*, scope: Scope, id: UUID) -> Destroyed:
    """Return the certificate of a destruction as it was made, or that of a joint count.

    Raises `Forbidden`, `DocumentNotFound`, `NotCertified`.
    """
    scope.need("lifecycle.read")
    _, _, kind = place_of_document(scope=scope, id=id)
    if kind == "joint_count":
        return joint_count.certificate_of(scope=scope, id=id)
    return destruction.certificate_of(scope=scope, id=id)


def find(*, scope: Scope, code: str) -> list[Found]:
    """Return the papers that bear a verification code: of counts, documents, sampling stocktakes.

    Only those of sites where who asks may read such things.  Raises `CertificateNotFound`, also
    for what is no code.
    """
    meant = read_code(code)
    if meant is None:
        raise CertificateNotFound([Fault("/code", "certificate_code_wrong", (CODE_CHARACTERS,))])
    found = [
        Found(row.kind, row.site, row.document, row.number, code_of(row.content_hash),
              row.content_hash, row.made_at, row.actor, 1, code_of(row.content_hash))
        for row in destruction.by_code(scope=scope, begins=_digits(meant))]
    if scope.may("counting.read"):
        with suppress(CertificateNotFound):
            found += counts.by_code(scope=scope, code=meant)
        found += samples.by_code(scope=scope, code=meant)
        found += closing.by_code(scope=scope, code=meant)
    if not found:
        raise CertificateNotFound([Fault("/code", "certificate_unknown")])
    return found


def _digits(code: str) -> str:
    """Return the hexadecimal digits that a verification code stands for."""
    bits = 0
    for sign in code.replace("-", ""):
        bits = bits << 5 | ALPHABET.index(sign)
    return f"{bits:0{CODE_CHARACTERS * 5 // 4}x}"
