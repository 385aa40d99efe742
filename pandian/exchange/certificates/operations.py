"""Printing certificates: of counts, destructions, joint counts; the JSON attached.   打印凭证

Who prints is noted, with the SHA-256 of the file: a paper can be told from its forgery by that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.counting.certifying.operations import issue
from pandian.counting.certifying.rules import code_of
from pandian.counting.words import PURPOSES, VERDICTS
from pandian.exchange.certificates.queries import certificate_of
from pandian.exchange.certificates.rules import as_read, certificate_pages, mark_of, on_paper, who
from pandian.exchange.certificates.words import (
    CHANGED,
    CONSENT_STATES,
    COUNTED,
    FORMS,
    PARTS,
    SAID,
    Form,
)
from pandian.exchange.labels.queries import font, setter
from pandian.governance.queries import people, site_by_code
from pandian.governance.words import MEANINGS, ROLES, Scope
from pandian.kernel.operations import record
from pandian.kernel.words import BETWEEN, called
from pandian.lifecycle.register.words import FIELDS
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.scrap.words import CAUSES
from pandian.lifecycle.words import MEASURES

PEOPLE = frozenset({"created_by", "approved_by", "actor", "counted_by"})
"""Columns that hold an account: the paper says the name too."""
TIMES = frozenset({"at", "made_at", "recorded_at", "counted_at", "created_at", "closed_at",
                   "issued_at", "approved_at"})


def certificate_pdf(*, scope: Scope, id: UUID, language: str, address: str = "") -> bytes:
    """Return the certificate of a document as a PDF, and note who printed it.

    `address` is where its code is looked up.  Raises `Forbidden`, `DocumentNotFound`,
    `NotCertified`, `LabelsRefused` without a font.
    """
    kept = certificate_of(scope=scope, id=id)
    kind = str(kept.body["head"]["kind"])
    title = f"{FORMS[kind].title.text(language)} {kept.number}"
    return _printed(scope, kept.body, title=title, language=language, address=address,
                    form=FORMS[kind], kind=f"{kind}.printed", subject=f"document:{id}")


def count_pdf(*, scope: Scope, plan: UUID, language: str, address: str = "") -> bytes:
    """Return the certificate of a closed count as a PDF, and note who printed it.

    The newest issue; the JSON attached is that very issue, with every line.  Raises as
    `counting.certifying.operations.issue`, and `LabelsRefused` without a font.
    """
    made = issue(scope=scope, plan=plan)
    assert made.body is not None
    return _printed(scope, made.body, title=f"{COUNTED.title.text(language)} {made.name}",
                    language=language, address=address, form=COUNTED,
                    kind="counting.certificate_printed", subject=f"count:{plan}")


def _printed(
    scope: Scope, body: Mapping[str, Any], *, title: str, language: str, address: str, form: Form,
    kind: str, subject: str,
) -> bytes:
    site = site_by_code(scope=scope, code=str(body["head"]["site"]))
    zone, content_hash = ZoneInfo(site.time_zone), str(body["content_hash"])
    code = code_of(content_hash)
    names = {row.code: called(row, language) for row in people(scope=scope)}

    def shown(name: str, value: Any) -> str:
        if name in PEOPLE and value:
            return who(str(value), names, language)
        return _shown(name, value, zone, language)

    paper = on_paper(body, language, address, names) if form is COUNTED else body
    pages = certificate_pages(
        paper, font=font(), language=language, shown=shown, form=form,
        mark=mark_of(code, f"{address}?code={code}" if address else code))
    attached = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    data = setter().pdf(pages, title=title, language=language, attached=attached)
    record(scope=scope, site=site.id, kind=kind, subject=subject, data={
        "content_hash": content_hash, "language": language,
        "file_hash": hashlib.sha256(data).hexdigest()})
    return data


def _shown(name: str, value: Any, zone: ZoneInfo, language: str) -> str:
    """Return a value as a reader of the paper knows it."""
    if name == "said":
        return BETWEEN.text(language).join(SAID[each].text(language) for each in value or ())
    words = {
        "measure": MEASURES, "meaning": MEANINGS, "cause": CAUSES,
        "paper": FIELDS, "verdict": VERDICTS, "purpose": PURPOSES, "list": PARTS,
        "what": CHANGED, "state": CONSENT_STATES,
        "role": {key: role.label for key, role in ROLES.items()},
        "action": {key: action.label for kind in ("scrap", "destruction", "joint_count")
                   for key, action in KINDS[kind].actions.items()},
    }
    return as_read(name, value, zone=zone, language=language, times=TIMES, words=words, empty="")
