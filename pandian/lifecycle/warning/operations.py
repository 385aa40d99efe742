"""Doing an action and telling what looks wrong with it.   过账前提醒操作"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.words import Fault
from pandian.lifecycle.operations import act
from pandian.lifecycle.queries import place_of_document
from pandian.lifecycle.warning.queries import is_done, warned_before, warnings_of_action
from pandian.lifecycle.warning.words import FACT, DocumentDoubted, Heeded, Warning
from pandian.lifecycle.words import ActionDraft


def act_heeding(*, scope: Scope, draft: ActionDraft, ask: bool = False) -> Heeded:
    """Do one action on a document and say what looks wrong with its numbers.

    A fact from the floor is kept whatever it looks like: a warning refuses nothing.  With `ask`
    the caller wants to be asked: then nothing is done and `DocumentDoubted` lists every warning.
    What was told is kept as an audit fact; a replay is told the same.  Raises as `act`.
    """
    told = warnings_of_action(scope=scope, draft=draft)
    if ask and told and not is_done(scope=scope, draft=draft):
        raise DocumentDoubted([Fault(each.pointer, each.code, each.params) for each in told])
    done = act(scope=scope, draft=draft)
    if done.result != "created":
        return Heeded(done, warned_before(scope=scope, draft=draft))
    if told:
        _keep(scope, draft, told)
    return Heeded(done, told)


def _keep(scope: Scope, draft: ActionDraft, told: Sequence[Warning]) -> None:
    """Leave the audit fact, apart from the action: what `act` proves has its own transactions."""
    _, code, _ = place_of_document(scope=scope, id=draft.document)
    with transaction.atomic():
        record(scope=scope, site=site_by_code(scope=scope, code=code).id, kind=FACT,
               subject=f"document:{draft.document}",
               data={"event": str(draft.id), "warnings": [each._asdict() for each in told]})
