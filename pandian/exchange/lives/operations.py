"""Printing a whole life, with a fact of who printed what.   一生打印"""

from __future__ import annotations

import hashlib
import re

from pandian.exchange.labels.queries import font, setter
from pandian.exchange.lives.queries import life_of
from pandian.exchange.lives.rules import life_pages
from pandian.exchange.tables.words import MEDIA, File
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.lifecycle.trace.words import TraceAsk

READ = "ledger.read"


def print_life(*, scope: Scope, ask: TraceAsk, language: str) -> File:
    """Make the life of some goods as a PDF, and note who printed it.

    Raises `Forbidden`, `TraceRefused`, `NothingToTrace`, `LifeTooLong`, `LabelsRefused`.
    """
    scope.need(READ)
    life, sites = life_of(scope=scope, ask=ask, language=language)
    pages = life_pages(life, font=font(), language=language)
    data = setter().pdf(pages, title=f"{life.title} {life.name}", language=language)
    record(scope=scope, site=site_by_code(scope=scope, code=sites[0]).id, kind="life.printed",
           subject=f"life:{life.name}",
           data={"asked": ask._asdict(), "content_hash": life.digest, "pages": len(pages),
                 "sites": sites, "digest": hashlib.sha256(data).hexdigest()})
    name = re.sub(r"[^0-9A-Za-z.-]+", "-", life.name).strip("-") or "goods"
    return File(f"life-{name}.pdf", MEDIA["pdf"], data)
