"""One engine for every document: open, act, reverse.   单据引擎

Validate, generate, write: the kind's table and rules judge the action, its SELECT proposes the
moves, the ledger posts them, and the event with its facts, claims and signatures is written in
the same transaction.  Any fault anywhere writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.catalog.queries import places_by_code
from pandian.governance.access.operations import SignatureRefused, prove, sign
from pandian.governance.delegating.queries import accounts_each, accounts_of
from pandian.governance.queries import PersonNotFound, scope_of_code, site_by_code
from pandian.governance.words import SYSTEM, Proof, Scope, SiteRow
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import Fault
from pandian.ledger import operations as ledger
from pandian.ledger.queries import posting as posting_of
from pandian.ledger.words import LineRequest, Posted, PostingRefused, PostingRequest
from pandian.lifecycle.blinding.queries import is_blind
from pandian.lifecycle.blinding.rules import masked
from pandian.lifecycle.fefo.queries import today_at
from pandian.lifecycle.kinds.operations import HOOKS
from pandian.lifecycle.opening.operations import open_document
from pandian.lifecycle.picturing.queries import picture_faults
from pandian.lifecycle.proofs.operations import proof_faults, prove_stage, withdraw
from pandian.lifecycle.queries import (
    ROOM,
    document_of_posting,
    lines_of,
    place_of_document,
    sums_of_document,
)
from pandian.lifecycle.recall.queries import recalled_faults
from pandian.lifecycle.records.operations import keep_masters
from pandian.lifecycle.rules import (
    KINDS,
    RULES,
    action_digest,
    action_faults,
    apart_faults,
    digest,
    move_faults,
    next_state,
    shown_number,
    signer_faults,
)
from pandian.lifecycle.units.queries import sealed_faults
from pandian.lifecycle.words import (
    Acted,
    Action,
    ActionDraft,
    DocumentConflict,
    DocumentRefused,
    Held,
    Kind,
    Move,
    NotThisPerson,
    ReversalDraft,
    SignatureDraft,
)
from pandian.lifecycle.writing.operations import (
    by_sets,
    done_before,
    write_amounts,
    write_event,
)

__all__ = ["act", "open_document", "reverse"]

REVERSING = "lifecycle.reverse"
DEVIATION = "deviation"
"""The kind that reports locked goods that have left already, signed by quality."""
CLOCK_TOLERANCE = timedelta(seconds=5)


class _Signer(NamedTuple):
    """A person who proved to be there, and what he signs."""

    scope: Scope
    proof: Proof
    meaning: str


def act(*, scope: Scope, draft: ActionDraft) -> Acted:
    """Do one action on a document; a known id answers `exists` and does nothing again.

    Raises `Forbidden` and `NotThisPerson` (two people), `DocumentNotFound`, `DocumentConflict`
    (state, version, id), `DocumentRefused` with every fault at its field, governance's
    `SignatureRefused` and `SignInLimited`.
    """
    number, code, name = place_of_document(scope=scope, id=draft.document)
    site, kind = site_by_code(scope=scope, code=code), KINDS[name]
    action = kind.actions.get(draft.action)
    if action is None:
        raise DocumentRefused([Fault("/action", "action_unknown", (draft.action[:40], name))])
    scope.need(action.capability, code)
    asked = action_digest(draft)
    if known := done_before(number, draft.id, asked):
        return known
    signers = [_prove(scope, site, n, each) for n, each in enumerate(draft.signatures)]
    with transaction.atomic():
        affected(ROOM, "lock_id", {"id": draft.id})
        held = _hold(scope, site, draft.document)
        if known := done_before(number, draft.id, asked):
            return known
        _refuse_stale(held, draft.version, action.sources)
        _validate(scope, held, action, draft, signers)
        return _perform(scope, held, action, draft, signers, asked)


def _prove(scope: Scope, site: SiteRow, n: int, given: SignatureDraft) -> _Signer:
    """Let one signer prove to be there; the first one is whoever acts.

    A signer may be of another site (a transfer's loss): who proves to be there is known by his
    password, and what he may sign is asked afterwards.
    """
    try:
        who = scope if given.person == scope.actor else scope_of_code(
            scope=SYSTEM, code=given.person)
        proof = prove(scope=who, password=given.password)
    except PersonNotFound as error:
        raise SignatureRefused(
            [Fault(f"/signatures/{n}/password", "wrong_password")]) from error
    except SignatureRefused as error:
        raise SignatureRefused([Fault(f"/signatures/{n}{fault.pointer}", fault.code, fault.params)
                                for fault in error.faults]) from error
    return _Signer(who, proof, given.meaning)


def _hold(scope: Scope, site: SiteRow, document: UUID) -> Held:
    row = one(ROOM, "lock_document", {"site": site.id, "id": document})
    assert row is not None, "documents are never deleted"
    lines = lines_of(scope=scope, site=site.id, document=document)
    return Held(site, row, KINDS[row.kind], {line.line: line for line in lines},
                 sums_of_document(scope=scope, site=site.id, document=document))


def _refuse_stale(held: Held, version: int, sources: Sequence[str]) -> None:
    """Refuse what was decided on another state or version of the document."""
    faults = []
    if held.row.state not in sources:
        faults.append(Fault("/action", "wrong_state", (held.kind.states[held.row.state],)))
    if held.row.version != version:
        faults.append(Fault("/version", "version_changed", (held.row.version, version)))
    if faults:
        raise DocumentConflict(faults)


def _validate(
    scope: Scope, held: Held, action: Action, draft: ActionDraft, signers: Sequence[_Signer]
) -> None:
    """Refuse an action for all its faults: facts, evidence, time, signatures, two people."""
    faults = action_faults(held.kind, action, draft, held.lines, held.sums)
    if faults and is_blind(scope=scope, site=held.site, document=held.row.id, kind=held.kind,
                           state=held.row.state):
        faults = [masked(fault) for fault in faults]
    if draft.effective_at and draft.effective_at > datetime.now(UTC) + CLOCK_TOLERANCE:
        faults.append(Fault("/effective_at", "effective_in_future"))
    hooks = HOOKS[held.kind.name]
    faults += hooks.gates(scope, held, action, draft)
    faults += proof_faults(scope=scope, site=held.site, evidence=draft.evidence)
    faults += picture_faults(scope=scope, held=held, draft=draft)
    needed = hooks.signers(scope, held, action, draft)
    people = [signer.scope.actor for signer in signers]
    faults += signer_faults(needed, people, scope.actor, accounts_each(
        scope=scope, people=people) if len(people) > 1 else {})
    for n, (signer, capability) in enumerate(zip(signers, needed, strict=False)):
        right, _, site = capability.partition("@")
        if not signer.scope.may(right, site or held.site.code):
            faults.append(Fault(f"/signatures/{n}/person", "signature_forbidden",
                                (signer.scope.actor, capability)))
    if faults:
        raise DocumentRefused(faults)
    _refuse_same_person(held, action, [scope.actor, *people])


def _refuse_same_person(held: Held, action: Action, people: Sequence[str]) -> None:
    """Refuse whoever did, by whatever account, what this action keeps apart from itself."""
    if not action.apart:
        return
    did = {row.action: row.people for row in run(ROOM, "did", {
        "site": held.site.id, "document": held.row.id, "actions": list(action.apart)})}
    labels = {name: each.label for kind in KINDS.values() for name, each in kind.actions.items()}
    his = sorted(accounts_of(scope=SYSTEM, people=people))
    if faults := list(apart_faults(did, his, labels)):
        raise NotThisPerson(faults)


def _perform(
    scope: Scope, held: Held, action: Action, draft: ActionDraft, signers: Sequence[_Signer],
    asked: str,
) -> Acted:
    """Write facts, moves, event, claims and audit fact of one valid action."""
    site, row, kind = held.site, held.row, held.kind
    rules = RULES[kind.name]
    amounts = rules.derive(draft.action, held.lines, [
        rules.complete(held.lines[a.line], a) for a in draft.amounts], held.sums)
    amounts = HOOKS[kind.name].facts(scope, held, draft, amounts)
    write_amounts(site.id, row.id, draft.id, amounts)
    moves = _propose(kind, site.id, draft.id) if any(a.posted for a in amounts) else []
    posted = _post(scope, held, action, draft, moves) if moves else ()
    if kind.claims:
        _release(held, draft.id, every=action.ends_claims)
    HOOKS[kind.name].acted(scope, held, draft, amounts, moves)
    prove_stage(scope=scope, held=held, draft=draft, amounts=amounts, moves=moves)
    signatures = [sign(scope=signer.scope, proof=signer.proof, meaning=signer.meaning,
                       content_hash=asked, subject=f"document:{row.id}") for signer in signers]
    state = next_state(kind, action, draft.amounts, held.lines, held.sums) or row.state
    keep_masters(scope=scope, items={line.item for line in held.lines.values()},
                 on=today_at(site))
    write_event(
        scope, site.id, row.id, draft.id, seq=row.version + 1, action=draft.action,
        states=(row.state, state), request=asked, signatures=signatures, postings=posted,
        signers=[signer.scope.actor for signer in signers],
        payload={"evidence": dict(draft.evidence), "reason": draft.reason,
                 "effective_at": draft.effective_at})
    made = _moved_on(scope, held, draft.id, draft.action, state, posted, len(moves))
    HOOKS[kind.name].done(scope, held, draft)
    return made


def _release(held: Held, event: UUID, *, every: bool) -> None:
    """Let go of the claims on what an event took, or of all that are left."""
    kind = held.kind
    by_sets(ROOM, "release", {
        "site": held.site.id, "document": held.row.id, "event": event, "all": every,
        "closing": sorted(kind.closing), "kept": sorted(kind.kept)})


def _propose(kind: Kind, site: int, event: UUID) -> list[Move]:
    rows = run(f"lifecycle.{kind.name}", "proposals/moves", {"site": site, "event": event})
    return [Move(*row) for row in rows]


def _post(
    scope: Scope, held: Held, action: Action, draft: ActionDraft, moves: Sequence[Move]
) -> tuple[UUID, ...]:
    """Post the proposed moves in one posting under the action's id; its faults become ours."""
    codes = {end for move in moves for end in (move.source, move.target)}
    kinds = {code: row.kind for code, row in places_by_code(
        scope=scope, site=held.site.id, codes=codes).items()}
    if faults := [*move_faults(moves, kinds), *recalled_faults(moves, kinds),
                  *sealed_faults(held.site, moves, kinds)]:
        raise DocumentRefused(faults)
    request = PostingRequest(
        draft.id, held.site.code, action.posting or held.kind.name,
        {"document": shown_number(held.kind.name, held.row.number), "id": str(held.row.id),
         "action": draft.action},
        draft.effective_at or datetime.now(UTC),
        tuple(LineRequest(
            m.item, m.source, m.target, m.quantity, m.lot or None, m.serial or None, m.status,
            m.owner or None, None, m.target_status) for m in moves), transfer=_transfer(held))
    warrant = DEVIATION if held.kind.name == DEVIATION else "document"
    answer = ledger.post(
        scope=_posting(scope, held.site), requests=[request], warrant=warrant)[0]
    if answer.result != "created":
        raise DocumentRefused([_at_amount(fault, moves) for fault in answer.faults]
                              or [Fault("/id", "different", (answer.result,))])
    return (draft.id,)


def _transfer(held: Held) -> UUID | None:
    """Return the id under which both sites of a transfer post."""
    if not held.kind.transfers:
        return None
    return UUID(str(held.row.header.get("transfer") or held.row.id))


def _posting(scope: Scope, site: SiteRow) -> Scope:
    """Return the scope that posts: the right to the action is what allows its posting."""
    return scope.at(site.code)._replace(capabilities=frozenset({"ledger.post", "ledger.read"}))


def _at_amount(fault: Fault, moves: Sequence[Move]) -> Fault:
    """Point a fault of the posting's line at the fact that it came from."""
    steps = fault.pointer.split("/")
    if len(steps) > 2 and steps[1] == "lines":
        number = moves[int(steps[2])].n - 1
        return fault._replace(pointer="/".join(["", "amounts", str(number), *steps[3:]]))
    return fault


def _moved_on(
    scope: Scope, held: Held, event: UUID, action: str, state: str, postings: Sequence[UUID],
    moves: int,
) -> Acted:
    row, name = held.row, held.kind.name
    affected(ROOM, "move_on", {"site": held.site.id, "id": row.id, "state": state,
                               "actor": scope.actor, "now": datetime.now(UTC)})
    number = shown_number(name, row.number)
    record(scope=scope, site=held.site.id, kind=f"{name}.{action}", subject=f"document:{row.id}",
           data={"number": number, "event": str(event), "from": row.state, "to": state,
                 "postings": [str(each) for each in postings],
                 **({"transfer": str(_transfer(held))} if held.kind.transfers else {})})
    return Acted(event, "created", row.id, number, state, row.version + 1, tuple(postings), moves)


def reverse(*, scope: Scope, draft: ReversalDraft) -> Acted:
    """Undo a document: every posting reversed, every posted fact opposed, claims let go.

    `effective` `now`: it was undone; `then`: it never happened.  Raises `Forbidden`,
    `DocumentNotFound`, `DocumentConflict`, `DocumentRefused` with all reasons at once.
    """
    number, code, _ = place_of_document(scope=scope, id=draft.document)
    scope.need(REVERSING, code)
    site = site_by_code(scope=scope, code=code)
    asked = digest(draft)
    with transaction.atomic():
        affected(ROOM, "lock_id", {"id": draft.id})
        held = _hold(scope, site, draft.document)
        if known := done_before(number, draft.id, asked):
            return known
        if held.row.state != "reversed":
            _refuse_stale(held, draft.version, [held.row.state])
        postings = [row.id for row in run(ROOM, "postings", {
            "site": site.id, "document": draft.document})]
        if faults := _reversal_faults(held, draft, postings):
            raise DocumentRefused(faults)
        return _undo(scope, held, draft, postings, asked)


def _reversal_faults(
    held: Held, draft: ReversalDraft, postings: Sequence[UUID]
) -> list[Fault]:
    faults = []
    if not draft.reason.strip():
        faults.append(Fault("/reason", "reason_missing"))
    if draft.effective not in ("now", "then"):
        faults.append(Fault("/effective", "not_a_choice", ("now, then",)))
    if held.row.state == "reversed":
        return [*faults, Fault("", "already_reversed")]
    if not postings:
        return [*faults, Fault("", "nothing_posted")]
    key = {"site": held.site.id, "document": held.row.id}
    faults += [Fault("", "goods_moved_on", (shown_number(row.kind, row.number),))
               for row in run(ROOM, "followers", key)]
    run(ROOM, "lock_ends", {"site": held.site.id, "postings": list(postings)})
    faults += [Fault("", "goods_gone", (f"{row.place} {row.item}", row.left, row.needed))
               for row in run(ROOM, "gone", {**key, "postings": list(postings)})]
    return faults


def _undo(
    scope: Scope, held: Held, draft: ReversalDraft, postings: Sequence[UUID], asked: str
) -> Acted:
    """Reverse the postings, newest first, and write the opposite of every posted fact."""
    undone = []
    for posting in postings:
        try:
            answer = ledger.reverse(
                scope=_posting(scope, held.site), posting_id=posting, id=uuid7(),
                reason=draft.reason, effective=draft.effective, warrant="document")
        except PostingRefused as error:
            raise DocumentRefused(error.faults) from error
        undone.append(answer.id)
    key = {"site": held.site.id, "document": held.row.id, "event": draft.id}
    affected(ROOM, "undo_amounts", key)
    if held.kind.claims:
        _release(held, draft.id, every=True)
    HOOKS[held.kind.name].undone(scope, held, draft)
    if draft.effective == "then":
        withdraw(scope=scope, held=held)
    write_event(
        scope, held.site.id, held.row.id, draft.id, seq=held.row.version + 1, action="reverse",
        states=(held.row.state, "reversed"), request=asked, postings=undone,
        payload={"reason": draft.reason, "effective": draft.effective})
    return _moved_on(scope, held, draft.id, "reverse", "reversed", undone, 0)


def reverse_posting(
    *, scope: Scope, posting_id: UUID, id: UUID, reason: str, effective: str = "then"
) -> Posted:
    """Undo a posting that rests on no document; see `ledger.operations.reverse`.

    What a document posted is undone with the whole document, which knows its facts, claims and
    signatures.  Raises what `ledger.operations.reverse` raises.
    """
    found = posting_of(scope=scope, id=posting_id)
    if number := document_of_posting(scope=scope, posting=found):
        raise PostingRefused([Fault("", "document_posting", (number,))])
    return ledger.reverse(scope=scope, posting_id=posting_id, id=id, reason=reason,
                          effective=effective)
