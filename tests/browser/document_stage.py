"""Documents on the browser's stage: an area to receive into, a red zone, people of quality."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.rules import uuid7

RECEIVED = (("GAUZE", 40, ""), ("STENT", 6, "L2406A"))


class Papers(NamedTuple):
    """One document of each stage, by its id."""

    announced: UUID
    booked: UUID
    inspected: UUID
    putaway: UUID


def furnish(password: str) -> None:
    """Add the places, the supplier and the people that documents need; once a stage."""
    from pandian.catalog.operations import put_parties, put_places
    from pandian.catalog.words import PartyDraft, PlaceDraft
    from pandian.governance.operations import create_person
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle.policies.operations import put_policies
    from pandian.lifecycle.policies.words import PolicyDraft

    # licences have a page and tests of their own: here nobody has entered any
    put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "licences", "note")])
    put_places(scope=SYSTEM, places=[
        PlaceDraft("SH1", code, kind) for code, kind in (
            ("PEND", "pending_area"), ("RED", "rejected_area"), ("C-01", "bin"))])
    put_parties(scope=SYSTEM, parties=[
        PartyDraft("SUP", "华东医疗供应有限公司", "East Medical Supply", kinds=("supplier",)),
        PartyDraft("HOSP", "第一医院", "First Hospital", kinds=("customer",))])
    for code, name in (("sun", "孙质量"), ("rosa", "罗质量")):
        create_person(scope=SYSTEM, code=code, name=name, role="quality", sites=["SH1"],
                      password=password)


def scope_of(code: str) -> Any:
    from pandian.governance.queries import person_by_code, scope_of_person
    from pandian.governance.words import SYSTEM

    return scope_of_person(person=person_by_code(scope=SYSTEM, code=code).id)


def announce(*lines: tuple[str, int, str]) -> UUID:
    """Announce a receipt of some lines (item, quantity, lot)."""
    from pandian.lifecycle.operations import open_document
    from pandian.lifecycle.words import DocumentDraft, LineDraft

    return open_document(scope=scope_of("zhao"), draft=DocumentDraft(
        uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"},
        tuple(LineDraft(item, asked, lot) for item, asked, lot in lines or RECEIVED))).document


def do(who: str, document: UUID, action: str, *amounts: Any, sign: tuple[str, ...] = (),
       password: str = "", reason: str = "") -> None:
    """Do one action with good papers."""
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle.operations import act
    from pandian.lifecycle.queries import document as read
    from pandian.lifecycle.words import ActionDraft, SignatureDraft

    papers = {"delivery_note": "DN-7", "transport": "冷藏车", "handed_over_by": "驾驶员王",
              "result": "passed"}
    act(scope=scope_of(who), draft=ActionDraft(
        uuid7(), document, action, read(scope=SYSTEM, id=document).head.version, amounts, papers,
        reason, signatures=tuple(SignatureDraft(name, password) for name in sign)))


def booked(*lines: tuple[str, int, str]) -> UUID:
    """Return a receipt that was booked as announced."""
    from pandian.lifecycle.words import Amount

    receipt = announce(*lines)
    do("zhao", receipt, "arrive")
    do("zhao", receipt, "book", *(
        Amount(n, measure, asked) for n, (_, asked, _) in enumerate(lines or RECEIVED, 1)
        for measure in ("scanned", "accepted")))
    return receipt


def follow(who: str, kind: str, document: UUID) -> UUID:
    """Open a document that takes over from another."""
    from pandian.lifecycle.operations import open_document
    from pandian.lifecycle.words import DocumentDraft

    return open_document(scope=scope_of(who), draft=DocumentDraft(
        uuid7(), "SH1", kind, follows=document)).document


def papers(password: str) -> Papers:
    """Let one delivery go as far as its bins and another wait at each stage."""
    from pandian.governance.words import SYSTEM
    from pandian.lifecycle.queries import document as read
    from pandian.lifecycle.words import Amount

    receipt = booked()
    inspection = follow("sun", "inspection", receipt)
    do("sun", inspection, "accept", *(
        Amount(line.line, "accepted", line.asked)
        for line in read(scope=SYSTEM, id=inspection).lines), sign=("sun",), password=password)
    return Papers(announce(), booked(), inspection, follow("zhao", "putaway", inspection))
