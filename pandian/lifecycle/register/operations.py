"""Asking beforehand what an action will ask for.   事先询问"""

from __future__ import annotations

from types import SimpleNamespace

from pandian.governance.queries import site_by_code
from pandian.governance.words import Scope
from pandian.kernel.rules import uuid7
from pandian.lifecycle.kinds.operations import HOOKS
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import ActionDraft, Amount, DocumentWhole, Held


def signers_asked(*, scope: Scope, whole: DocumentWhole, action: str) -> tuple[str, ...]:
    """Return the capability of each signature that an action on all its lines would ask for.

    What is really asked for is judged again when the action is done.  Writes nothing.
    """
    head, kind = whole.head, KINDS[whole.head.kind]
    wanted = kind.actions[action]
    if not wanted.signers:
        return ()
    site = site_by_code(scope=scope, code=head.site)
    row = SimpleNamespace(site=site.id, id=head.id, kind=head.kind, state=head.state,
                          version=head.version, header=head.header, follows=head.follows,
                          replaces=head.replaces, number=head.number)
    held = Held(site, row, kind, {line.line: line for line in whole.lines}, whole.sums)
    draft = ActionDraft(uuid7(), head.id, action, head.version, tuple(
        Amount(line.line, measure, line.asked, line.lot, line.serial)
        for line in whole.lines for measure in wanted.measures[:1]))
    return HOOKS[kind.name].signers(scope, held, wanted, draft)
