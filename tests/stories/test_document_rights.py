"""Role x action x state x site from one table: what is not in it is refused.   权限表"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from counting_world import PASSWORD
from django.db import transaction
from document_forced import forced, put_into
from document_table import READERS, REVERSERS, TABLE
from document_world import Dock

from pandian.catalog.operations import put_sites
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import ROLES, SYSTEM, Scope, SiteDraft
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
    NotThisPerson,
    ReversalDraft,
)

MISSING = "write its row into tests/stories/document_table.py"


@pytest.fixture(scope="module")
def ground(module_db):
    return Dock()


@pytest.fixture(scope="module")
def people(ground) -> dict[str, Scope]:
    """One person of each role."""
    return {role: ground.staff(f"the-{role}", role) for role in ROLES}


@pytest.fixture
def dock(ground, people, db):
    return ground.begun()


class _Undo(Exception):
    """Takes back what a try has written."""


def outcome(call: Callable[[], Any]) -> type[Exception] | None:
    """Try something, take it back, and return how it was refused (None: it was done)."""
    try:
        with transaction.atomic():
            call()
            raise _Undo
    except _Undo:
        return None
    except Refused as error:
        return type(error)


def forbidden(scope: Scope, document: UUID, action: str) -> type[Exception] | None:
    """Try what must be refused before anything is written: there is nothing to undo."""
    try:
        operations.act(scope=scope, draft=ActionDraft(uuid7(), document, action, 1))
    except Refused as error:
        return type(error)
    return None


def acting(scope: Scope, document: UUID, action: str) -> type[Exception] | None:
    """Try an action without any quantity, paper or signature."""
    return outcome(lambda: operations.act(
        scope=scope, draft=ActionDraft(uuid7(), document, action, 1)))


def opening(scope: Scope, kind: str) -> type[Exception] | None:
    """Try to open an empty document."""
    return outcome(lambda: operations.open_document(
        scope=scope, draft=DocumentDraft(uuid7(), "SH1", kind)))


def reversing(scope: Scope, document: UUID) -> type[Exception] | None:
    return outcome(lambda: operations.reverse(
        scope=scope, draft=ReversalDraft(uuid7(), document, 1, "wrong")))


def test_the_table_names_every_kind_action_and_state():
    assert {kind: set(row.acts) for kind, row in TABLE.items()} == {
        name: set(kind.actions) for name, kind in KINDS.items()}, MISSING
    for name, row in TABLE.items():
        for action, (roles, states) in row.acts.items():
            assert roles <= set(ROLES), (name, action)
            assert set(states.split()) <= set(KINDS[name].states), (name, action)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_role_does_only_what_its_row_says_in_the_states_it_says(dock, people, name):
    assert name in TABLE, MISSING
    document, kind, tried = forced(dock, name), KINDS[name], 0
    before = dock.standing()
    for state in kind.states:
        put_into(document, state)
        for action, (allowed, states) in TABLE[name].acts.items():
            for role, scope in people.items():
                tried += 1
                if role not in allowed:
                    found = forbidden(scope, document, action)
                    assert found is Forbidden, (state, role, action, found)
                    continue
                found = acting(scope, document, action)
                if state in states.split():
                    assert found in (None, DocumentRefused, NotThisPerson), (
                        state, role, action, found)
                else:
                    assert found is DocumentConflict, (state, role, action, found)
    print(f"{tried} tries of {len(people)} roles")
    assert dock.standing() == before


@pytest.mark.parametrize("name", sorted(KINDS))
def test_opening_reading_and_reversing_follow_the_table(dock, people, name):
    document = forced(dock, name)
    for role, scope in people.items():
        found = opening(scope, name)
        assert (found is not Forbidden) == (role in TABLE[name].opens), (role, found)
        assert (reversing(scope, document) is not Forbidden) == (role in REVERSERS), role
        for read in (lambda s=scope: queries.documents(scope=s, kind=name),
                     lambda s=scope: queries.document(scope=s, id=document)):
            assert (outcome(read) is None) == (role in READERS), role


def test_the_same_roles_at_another_site_find_nothing(dock):
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    made = {name: forced(dock, name) for name in KINDS}
    for role in ROLES:
        row = create_person(scope=SYSTEM, code=f"far-{role}", name=role, role=role, sites=["BJ1"],
                            password=PASSWORD)
        scope = scope_of_person(person=row.id)
        for name, document in made.items():
            for action in KINDS[name].actions:
                assert acting(scope, document, action) is DocumentNotFound, (role, name, action)
            for found in (opening(scope, name), reversing(scope, document)):
                assert found is not None, (role, name)
                assert issubclass(found, Forbidden | NotFound), (role, name, found)
            with pytest.raises((Forbidden, NotFound)):
                queries.document(scope=scope, id=document)
        with pytest.raises((Forbidden, NotFound)):
            queries.documents(scope=scope, site="SH1")


def test_a_document_of_another_site_is_neither_followed_nor_replaced(dock):
    put_sites(scope=SYSTEM, sites=[SiteDraft("BJ1", "北京", "Asia/Shanghai")])
    both = create_person(scope=SYSTEM, code="both", name="both", role="controller",
                         sites=["SH1", "BJ1"], password=PASSWORD)
    scope = scope_of_person(person=both.id)
    scope = scope._replace(capabilities=scope.capabilities | {"lifecycle.inspect"})
    receipt = dock.booked(("PLAIN", 5, ""))
    with pytest.raises(DocumentRefused) as refused:
        operations.open_document(scope=scope, draft=DocumentDraft(
            uuid7(), "BJ1", "inspection", follows=receipt.document))
    assert [fault.pointer for fault in refused.value.faults] == ["/follows"]
    dock.reverse(receipt)
    with pytest.raises(DocumentRefused):
        operations.open_document(scope=scope, draft=DocumentDraft(
            uuid7(), "BJ1", "receipt", {"supplier": "SUP", "place": "PEND"},
            (LineDraft("PLAIN", 5),), replaces=receipt.document))
