"""Approving, rejecting, asking for recounts.   审批

Under the plan's lock everything is computed afresh; what is signed is what is posted.  Nobody
decides on what he counted or prepared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db import transaction

from pandian.counting.approving.queries import bars, demanded, standing_of
from pandian.counting.approving.rules import LINES_NAMED_MAX, limit_faults, roles_wanted
from pandian.counting.approving.words import ApproverRefused, Demand, Standing
from pandian.counting.awaiting.queries import free_to_sign, passed_on_to
from pandian.counting.queries import content_of, contents, line_names
from pandian.counting.rules import content_hash
from pandian.counting.settling.operations import (
    ROOM,
    assert_filled,
    hold,
    open_recounts,
    recompute,
)
from pandian.counting.settling.words import Held
from pandian.counting.words import (
    VERDICTS,
    AlreadyDecided,
    Approved,
    ContentChanged,
    LinesRefused,
    OwnCount,
    PlanConflict,
)
from pandian.governance.access.operations import prove, sign
from pandian.governance.delegating.queries import accounts_of
from pandian.governance.queries import person_by_code
from pandian.governance.words import ROLES, Proof, Scope
from pandian.kernel.operations import record
from pandian.kernel.rules import uuid7
from pandian.kernel.statements import affected, one, run
from pandian.kernel.words import BETWEEN, Fault, Label, called

CONSENTS = "counting.approving"
OWN = {"counted": "own_count", "recounted": "own_recount", "planned": "own_plan",
       "sampled": "own_sample", "repaired": "own_repair"}
"""The fault that names what a person did with a line."""
PEOPLE_NAMED_MAX = 10
Chosen = Sequence[int] | Literal["all"]


class _Signing(NamedTuple):
    """One signature about to be given: its meaning, the content shown, and as whom."""

    meaning: str
    shown: str
    proof: Proof
    standing: Standing


def approve(
    *, scope: Scope, plan: UUID, lines: Chosen, meaning: str, password: str = "",
    seen_hash: str | None = None, proof: Proof | None = None,
) -> Approved:
    """Sign the chosen lines (or all that wait); the last signature needed posts them at once.

    How many people must sign, and in which roles, the approval matrix says; while some are
    missing nothing is posted.  Everything is computed again under the plan's lock; when
    `seen_hash` (`rules.content_hash`) is given and the content differs, nothing is signed; what
    the lines say by now is kept.
    Raises `Forbidden`, `OwnCount`, `ApproverRefused`, `AlreadyDecided`, `ContentChanged`,
    `LinesRefused`, `PlanConflict`, governance's `SignatureRefused` and `SignInLimited`.
    """
    with transaction.atomic():
        held = _held(scope, plan, "counting.approve")
        _waiting(held, lines)
    proof = proof or prove(scope=scope, password=password)
    refused: ContentChanged | LinesRefused | None = None
    with transaction.atomic():
        held = _held(scope, plan, "counting.approve")
        before = contents(scope=scope, site=held.site, plan=plan, lines=_ids(lines))
        _waiting(held, lines)
        recompute(scope=scope, held=held)
        try:
            with transaction.atomic():
                return _approve_held(
                    scope, held, lines, before, seen_hash,
                    _Signing(meaning, "", proof, standing_of(scope=scope, site=held.site)))
        except (ContentChanged, LinesRefused) as error:
            refused = error  # what was judged anew stays, so that the list of now can be shown
    raise refused


def _approve_held(
    scope: Scope, held: Held, lines: Chosen, before: Mapping[int, str], seen_hash: str | None,
    signing: _Signing,
) -> Approved:
    """Sign lines of a plan that is held and judged anew, or refuse by name."""
    if not signing.standing.holds:
        raise ApproverRefused([Fault("", "approver_ended")])
    rows = _waiting(held, lines)
    _refuse_own(held, signing.standing.accounts, rows)
    _refuse_half_serials(held, rows)
    shown = content_hash((row.id, content_of(row)) for row in rows)
    if seen_hash is not None and seen_hash != shown:
        raise ContentChanged(changed_faults(held, [
            row for row in rows if before.get(row.id) != content_of(row)] or rows))
    take_turns(site=held.site)
    asked = demanded(scope=scope, held=held, rows=rows)
    _refuse_limit(signing.standing, asked, rows)
    return _decide(scope, held, rows, signing._replace(shown=shown), asked)


def take_turns(*, site: int) -> None:
    """Let the approvals of a site (by id) follow one another until this transaction ends.

    Bands look at the site's day: two counts approved at one moment would each miss the other.
    """
    one(CONSENTS, "take_turns", {"site": site})


def _held(scope: Scope, plan: UUID, capability: str) -> Held:
    """Lock an open plan at a site where the capability is held."""
    scope.need(capability)
    held = hold(scope=scope, plan=plan)
    scope.need(capability, held.site_code)
    if held.state != "open":
        raise PlanConflict([Fault("/id", "plan_closed")])
    return held


def _ids(lines: Chosen) -> list[int] | None:
    return None if isinstance(lines, str) else list(lines)


def _chosen(held: Held, lines: Chosen) -> list[Any]:
    """Return the chosen lines as they stand.  Raises `LinesRefused` for unknown ones."""
    ids = _ids(lines)
    rows = run("counting", "chosen_lines", {
        "site": held.site, "plan": held.id, "lines": ids})
    unknown = sorted(set(ids or ()) - {row.id for row in rows})
    if unknown or (ids is not None and not ids):
        raise LinesRefused([Fault("/lines", "line_unknown", (line,)) for line in unknown]
                           or [Fault("/lines", "missing")])
    return rows


def _waiting(held: Held, lines: Chosen) -> list[Any]:
    """Return the chosen lines, all of which wait for approval.

    Raises `AlreadyDecided` when somebody was first or none waits, `LinesRefused` otherwise.
    """
    rows = _chosen(held, lines)
    if not rows:
        raise AlreadyDecided([Fault("/lines", "nothing_waits")])
    posted = [row for row in rows if row.posting is not None]
    if posted:
        raise AlreadyDecided(_named_faults(held, "line_posted", posted))
    other = [row for row in rows if row.verdict != "approval"]
    if other:
        names = line_names(site=held.site, plan=held.id, lines=[row.id for row in other])
        raise LinesRefused([
            Fault("/lines", "line_not_waiting", (names[row.id], VERDICTS[row.verdict]))
            for row in other])
    return rows


def _named_faults(held: Held, code: str, rows: Sequence[Any]) -> list[Fault]:
    """Return one fault a line, which names it as people do: no page shows its number."""
    names = line_names(site=held.site, plan=held.id, lines=[row.id for row in rows])
    return [Fault("/lines", code, (names[row.id],)) for row in rows]


def _refuse_own(held: Held, accounts: frozenset[str], rows: Sequence[Any]) -> None:
    """Refuse who counted or prepared, by whatever account, and who stands in for such a one."""
    found = bars(held=held, lines=[row.id for row in rows], accounts=accounts)
    said = [(OWN[bar.act], line) for bar in found for line in bar.lines[:LINES_NAMED_MAX]]
    if said:
        lines = line_names(site=held.site, plan=held.id, lines=[line for _, line in said])
        faults = [Fault("/lines", code, (lines[line],)) for code, line in said]
        free = free_to_sign(held=held, lines=[row.id for row in rows])
        names = Label(*(BETWEEN.text(language).join(
            f"{called(row, language)} ({row.code})" for row in free[:PEOPLE_NAMED_MAX])
            for language in ("zh", "en")))
        raise OwnCount([*faults, Fault("", "others_may", (names,)) if free
                        else Fault("", "nobody_may", (held.site_code,))])


def _refuse_limit(standing: Standing, asked: Demand | None, rows: Sequence[Any]) -> None:
    """Refuse a stand-in above his limit; without a matrix the chosen lines are the amount."""
    amount = asked.amount if asked else int(sum(abs(row.value) for row in rows))
    if faults := limit_faults(amount, standing.limit):
        raise ApproverRefused(faults)


def _decide(
    scope: Scope, held: Held, rows: Sequence[Any], signing: _Signing, asked: Demand | None
) -> Approved:
    """Sign; post when nobody else need sign, else keep the signature with the others."""
    if asked is None:
        return _post(scope, held, rows, signing, _sign(scope, held, signing))
    now, lines = datetime.now(UTC), [row.id for row in rows]
    base = {"site": held.site, "plan": held.id, "content_hash": signing.shown, "lines": lines,
            "now": now}
    void = run(CONSENTS, "void_consents", base)
    opened = one(CONSENTS, "open_consent", {
        **base, "id": uuid7(), "policy": asked.policy, "amount": asked.amount,
        "approvers": asked.approvers})
    assert opened is not None
    params = {"site": held.site, "consent": opened.id, "now": now}
    signed = run(CONSENTS, "consent_signatures", params)
    _refuse_turn(held, asked, signed, signing.standing)
    signature = _sign(scope, held, signing)
    affected(CONSENTS, "put_consent_signature", {
        **params, "position": len(signed) + 1, "person": scope.actor,
        "principal": signing.standing.principal, "roles": sorted(signing.standing.roles),
        "meaning": signing.meaning, "signature": signature})
    missing = asked.approvers - len(signed) - 1
    record(scope=scope, site=held.site, kind="counting.consent", subject=f"count:{held.id}",
           data={"consent": str(opened.id), "policy": str(asked.policy), "missing": missing,
                 "amount": asked.amount, "lines": len(lines), "content_hash": signing.shown,
                 "principal": signing.standing.principal,
                 "void": [str(row.id) for row in void]})
    if missing > 0:
        return _answer(held, rows, signing, signature, None, now)._replace(missing=missing)
    done = _post(scope, held, rows, signing, signature)
    affected(CONSENTS, "end_consent", {**params, "posting": done.posting})
    return done


def _refuse_turn(
    held: Held, asked: Demand, signed: Sequence[Any], standing: Standing
) -> None:
    """Refuse who signed already, by any account, and whose role is not wanted now."""
    if any(one.person in standing.accounts or one.principal in standing.accounts
           for one in signed):
        raise ApproverRefused([Fault("", "approver_twice")])
    wanted = roles_wanted(asked, [one.roles for one in signed])
    if wanted and standing.roles.isdisjoint(wanted) and (
            standing.roles.isdisjoint(passed_on_to(held=held))):
        raise ApproverRefused([Fault("", "approver_role", (_named(wanted),))])


def _named(roles: Sequence[str]) -> Label:
    """Return what people call these roles, in both languages."""
    labels = [ROLES[role].label if role in ROLES else Label(role, role) for role in roles]
    return Label(*(" / ".join(names) for names in zip(*labels, strict=True)))


def _sign(scope: Scope, held: Held, signing: _Signing) -> UUID:
    return sign(scope=scope, proof=signing.proof, meaning=signing.meaning,
                content_hash=signing.shown, subject=f"count:{held.id}")


def _refuse_half_serials(held: Held, rows: Sequence[Any]) -> None:
    pairs = run("counting", "serial_pairs", {
        "site": held.site, "plan": held.id, "lines": [row.id for row in rows]})
    if pairs:
        names = line_names(site=held.site, plan=held.id, lines=[
            line for pair in pairs for line in (pair.line, pair.other)])
        raise LinesRefused([Fault("/lines", "serial_pair", (names[pair.line], names[pair.other]))
                            for pair in pairs])


def changed_faults(held: Held, rows: Sequence[Any]) -> list[Fault]:
    """Name the lines whose content is not what was to be signed, with what it is now."""
    names = line_names(site=held.site, plan=held.id, lines=[row.id for row in rows])
    return [Fault("/lines", "content_changed", (
        names[row.id], row.book, row.counted, row.variance)) for row in rows]


def _post(
    scope: Scope, held: Held, rows: Sequence[Any], signing: _Signing, signature: UUID
) -> Approved:
    """Post exactly what was signed; a book that changed meanwhile undoes both."""
    lines = [row.id for row in rows]
    run("ledger", "statement_table")
    affected(ROOM, "fill_approved", {"site": held.site, "lines": lines})
    asserted, wrong = assert_filled(scope=scope, held=held, why={
        "approved_by": scope.actor, "signature": str(signature)})
    if wrong:
        raise ContentChanged(changed_faults(held, [
            row for row in rows if row.id in set(wrong)]))
    affected("counting", "insert_approval", {
        "site": held.site, "plan": held.id, "posting": asserted.posting,
        "signature": signature, "person": scope.actor, "meaning": signing.meaning,
        "content_hash": signing.shown, "lines": lines, "at": asserted.recorded_at})
    answer = _answer(held, rows, signing, signature, asserted.posting, asserted.recorded_at)
    record(scope=scope, site=held.site, kind="counting.approved", subject=f"count:{held.id}",
           data={"posting": str(answer.posting), "signature": str(signature),
                 "lines": answer.lines, "gain": answer.gain, "loss": answer.loss,
                 "content_hash": signing.shown})
    return answer


def _answer(
    held: Held, rows: Sequence[Any], signing: _Signing, signature: UUID, posting: UUID | None,
    at: datetime,
) -> Approved:
    return Approved(
        held.id, posting, signature, signing.shown, len(rows),
        sum(max(row.variance, 0) for row in rows), sum(max(-row.variance, 0) for row in rows),
        int(sum(max(row.value, 0) for row in rows)), int(sum(max(-row.value, 0) for row in rows)),
        at)


def reject_lines(
    *, scope: Scope, plan: UUID, lines: Chosen, reason: str
) -> int:
    """Reject the variance of lines that wait: nothing is posted for them; return how many.

    Who may not approve them may not reject them: a loss that is rejected stays hidden.  A newer
    count opens them again.  Raises as `approve`, and `LinesRefused` without a reason.
    """
    if not reason.strip():
        raise LinesRefused([Fault("/reason", "blank_reason")])
    with transaction.atomic():
        held = _held(scope, plan, "counting.approve")
        rows = _waiting(held, lines)
        standing = standing_of(scope=scope, site=held.site)
        _refuse_own(held, standing.accounts, rows)
        _refuse_unable(scope, held, standing, rows)
        changed = affected("counting", "reject_lines", {
            "site": held.site, "plan": plan, "lines": [row.id for row in rows],
            "actor": scope.actor, "reason": reason.strip(), "now": datetime.now(UTC)})
        record(scope=scope, site=held.site, kind="counting.rejected", subject=f"count:{plan}",
               data={"lines": [row.id for row in rows], "reason": reason.strip()})
    return changed


def _refuse_unable(scope: Scope, held: Held, standing: Standing, rows: Sequence[Any]) -> None:
    """Refuse who could not sign for these lines: his right, his limit, the roles of the matrix."""
    if not standing.holds:
        raise ApproverRefused([Fault("", "approver_ended")])
    asked = demanded(scope=scope, held=held, rows=rows)
    _refuse_limit(standing, asked, rows)
    if asked and asked.roles and standing.roles.isdisjoint(asked.roles) and (
            standing.roles.isdisjoint(passed_on_to(held=held))):
        raise ApproverRefused([Fault("", "approver_role", (_named(asked.roles),))])


def recount(
    *, scope: Scope, plan: UUID, lines: Chosen, person: str | None = None
) -> int:
    """Ask another person to count chosen lines again; return how many tasks were opened.

    Those who counted them may not do it, nor see what was counted.  Posted lines need no recount:
    a new count simply opens their next round.  Raises `Forbidden`, `LinesRefused`, `PlanConflict`.
    """
    with transaction.atomic():
        held = _held(scope, plan, "counting.plan")
        rows = _chosen(held, lines)
        if not rows:
            raise AlreadyDecided([Fault("/lines", "nothing_waits")])
        faults = _named_faults(held, "line_posted", [row for row in rows if row.posting])
        if person:
            person_by_code(scope=scope, code=person)
            his = accounts_of(scope=scope, people=[person])
            faults += [Fault("/person", "person_counted", (person,))
                       for row in rows if not his.isdisjoint(row.people)][:1]
        if faults:
            raise LinesRefused(faults)
        affected("counting", "recount_waiting", {
            "site": held.site, "plan": plan, "lines": [row.id for row in rows],
            "actor": scope.actor, "now": datetime.now(UTC)})
        opened = open_recounts(scope=scope, held=held, lines=[row.id for row in rows],
                               person=person or "")
        record(scope=scope, site=held.site, kind="counting.recount", subject=f"count:{plan}",
               data={"lines": [row.id for row in rows], "tasks": opened, "person": person})
    return opened
