"""Role x action x state x site from one table: what is not in it is refused.   权限表"""

from __future__ import annotations

import pytest
from counting_world import PASSWORD
from django.db import connection
from document_world import Dock

from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import ROLES, SYSTEM
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Forbidden, NotFound, Refused
from pandian.lifecycle import operations, queries
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import (
    ActionDraft,
    DocumentConflict,
    DocumentDraft,
    DocumentNotFound,
    DocumentRefused,
    LineDraft,
    ReversalDraft,
)

MAY = {
    "receipt": {"lead", "controller"},
    "inspection": {"quality"},
    "putaway": {"lead", "controller"},
    "reverse": {"controller", "quality"},
    "read": {"lead", "controller", "quality", "finance", "inspector", "admin"},
}
FROM = {
    "receipt": {"arrive": {"announced"}, "book": {"arrived"}, "refuse": {"announced", "arrived"},
                "cancel": {"announced"}},
    "inspection": {"sample": {"planned", "sampled"}, "accept": {"planned", "sampled"},
                   "reject": {"planned", "sampled"}, "split": {"planned", "sampled"},
                   "cancel": {"planned"}},
    "putaway": {"put": {"proposed", "running"}, "leave": {"running"}, "cancel": {"proposed"}},
}


@pytest.fixture
def dock(db, quick_hashes):
    return Dock()


def _made(dock: Dock) -> dict[str, object]:
    """Return one document of each kind."""
    receipt = dock.booked(("PLAIN", 5, ""))
    inspection = dock.follow("inspection", receipt)
    return {"receipt": receipt, "inspection": inspection,
            "putaway": dock.follow("putaway", dock.passed(("PLAIN", 5, "")))}


def _put_into(document, state: str) -> int:
    """Put a document into a state by force; return its version."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lifecycle_document SET state = %s WHERE id = %s RETURNING version",
                       [state, document.document])
        return cursor.fetchone()[0]


def _outcome(scope, document, action: str, version: int) -> type[Exception] | None:
    """Try an action without any quantity; return how it was refused."""
    try:
        operations.act(scope=scope, draft=ActionDraft(
            uuid7(), document.document, action, version, evidence={}, reason=""))
    except Refused as error:
        return type(error)
    return None


def test_the_table_names_every_kind_and_action():
    assert {kind: set(table) for kind, table in FROM.items()} == {
        name: set(kind.actions) for name, kind in KINDS.items()}


def test_every_role_does_only_what_its_row_says_in_the_states_it_says(dock):
    made, tried = _made(dock), 0
    people = {role: dock.staff(f"the-{role}", role) for role in ROLES}
    before = dock.standing()
    for name, kind in KINDS.items():
        for state in kind.states:
            version = _put_into(made[name], state)
            for role, scope in people.items():
                for action in kind.actions:
                    found = _outcome(scope, made[name], action, version)
                    right = role in MAY[name]
                    expected = Forbidden if not right else (
                        DocumentRefused if state in FROM[name][action] else DocumentConflict)
                    assert found is expected, (name, state, role, action, found)
                    tried += 1
    print(f"{tried} tries of {len(people)} roles")
    assert dock.standing() == before


def test_the_same_roles_at_another_site_find_nothing(dock):
    from pandian.catalog.operations import put_sites
    from pandian.governance.words import SiteDraft

    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    made = _made(dock)
    for role in ROLES:
        row = create_person(scope=SYSTEM, code=f"far-{role}", name=role, role=role, sites=["BJ1"],
                            password=PASSWORD)
        scope = scope_of_person(person=row.id)
        for name, document in made.items():
            for action in KINDS[name].actions:
                assert _outcome(scope, document, action, 1) is DocumentNotFound
        with pytest.raises((Forbidden, NotFound)):
            queries.document(scope=scope, id=made["receipt"].document)
        with pytest.raises((Forbidden, NotFound)):
            queries.documents(scope=scope, site="SH1")
        with pytest.raises((Forbidden, NotFound)):
            operations.open_document(scope=scope, draft=DocumentDraft(
                uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"},
                (LineDraft("PLAIN", 1),)))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_opening_reading_and_reversing_follow_the_table(dock, role):
    scope = dock.staff(f"the-{role}", role)
    reach = {
        "receipt": lambda: dock.announce(LineDraft("PLAIN", 1), by=scope),
        "inspection": lambda: dock.follow("inspection", dock.booked(("PLAIN", 2, "")), scope),
        "putaway": lambda: dock.follow("putaway", dock.passed(("PLAIN", 2, "")), scope),
        "read": lambda: queries.documents(scope=scope),
        "reverse": lambda: operations.reverse(scope=scope, draft=ReversalDraft(
            uuid7(), dock.booked(("PLAIN", 3, "")).document, 3, "wrong")),
    }
    for name, call in reach.items():
        if role in MAY[name]:
            call()
        else:
            with pytest.raises(Forbidden):
                call()
