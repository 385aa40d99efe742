"""Printing the certificate of a destruction or a joint count.   打印证明"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.exchange.certificates.queries import certificate_of
from pandian.exchange.certificates.rules import certificate_pages
from pandian.exchange.certificates.words import FORMS
from pandian.exchange.labels.queries import font, setter
from pandian.governance.queries import site_by_code
from pandian.governance.words import MEANINGS, ROLES, Scope
from pandian.kernel.operations import record
from pandian.lifecycle.register.words import FIELDS
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.scrap.words import CAUSES
from pandian.lifecycle.words import MEASURES

TIMES = frozenset({"at", "made_at", "recorded_at", "counted_at"})


def certificate_pdf(*, scope: Scope, id: UUID, language: str) -> bytes:
    """Return the certificate of a document as a PDF, and note who printed it.

    Raises `Forbidden`, `DocumentNotFound`, `NotCertified`, `LabelsRefused` without a font.
    """
    kept = certificate_of(scope=scope, id=id)
    site = site_by_code(scope=scope, code=str(kept.body["head"]["site"]))
    zone, kind = ZoneInfo(site.time_zone), str(kept.body["head"]["kind"])

    def shown(name: str, value: Any) -> str:
        return _shown(name, value, zone, language)

    pages = certificate_pages(kept.body, font=font(), language=language, shown=shown)
    data = setter().pdf(pages, title=f"{FORMS[kind].title.text(language)} {kept.number}",
                        language=language)
    record(scope=scope, site=site.id, kind=f"{kind}.printed", subject=f"document:{id}",
           data={"content_hash": kept.content_hash, "language": language})
    return data


def _shown(name: str, value: Any, zone: ZoneInfo, language: str) -> str:
    """Return a value as a reader of the paper knows it."""
    if value is None:
        return ""
    if name in TIMES:
        return datetime.fromisoformat(str(value)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    labels = {
        "measure": MEASURES, "meaning": MEANINGS, "cause": CAUSES,
        "paper": FIELDS, "role": {key: role.label for key, role in ROLES.items()},
        "action": {key: action.label for kind in ("scrap", "destruction", "joint_count")
                   for key, action in KINDS[kind].actions.items()},
    }.get(name, {})
    found = labels.get(str(value))
    return found.text(language) if found else str(value)
