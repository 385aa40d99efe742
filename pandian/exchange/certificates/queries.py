"""The certificate of a document, whatever its kind.   证明查询"""

from __future__ import annotations

from uuid import UUID

from pandian.governance.words import Scope
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
