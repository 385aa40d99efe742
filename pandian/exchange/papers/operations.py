"""Printing the paper of a document, with a fact of who printed what.   单据打印"""

from __future__ import annotations

import hashlib

from pandian.exchange.labels.queries import font, setter
from pandian.exchange.labels.words import CONTENT_TYPES, Printed
from pandian.exchange.papers.queries import paper_draft
from pandian.exchange.papers.rules import compose
from pandian.exchange.papers.words import PaperRequest
from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.lifecycle.queries import document

READ = "lifecycle.read"


def print_paper(*, scope: Scope, request: PaperRequest) -> Printed:
    """Make one paper of a document as a PDF and note who printed it.

    Raises `Forbidden`, `DocumentNotFound`, `PaperUnknown`, `LabelsRefused`.
    """
    scope.need(READ)
    draft = paper_draft(scope=scope, request=request)
    pages = compose(draft, font=font(), language=request.language)
    data = setter().pdf(pages, title=f"{draft.title} {draft.number}", language=request.language)
    head = document(scope=scope, id=request.document).head
    id = uuid7()
    record(scope=scope, site=site_by_code(scope=scope, code=head.site).id, kind="paper.printed",
           subject=f"document:{head.id}",
           data={"print": str(id), "paper": request.paper, "number": head.number,
                 "version": head.version, "pages": len(pages),
                 "digest": hashlib.sha256(data).hexdigest()})
    return Printed(id, "made", data, CONTENT_TYPES["pdf"],
                   f"{head.number}-{request.paper}.pdf", len(pages), 0)
