"""Fixtures of the counting stories: a sound world, and the people who count in it."""

from __future__ import annotations

import pytest
from counting_world import World

from tests.tidy import empty, filled


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """Let fixtures of a file commit what all its tests begin with; after the last one it goes.

    What a test does itself is taken back by `db` as ever.  Committed, not kept in one open
    transaction: that would hold back the feed of facts of every test process on this server.
    Not for files with a test that commits (`transaction=True`).
    """
    with django_db_blocker.unblock():
        seeded = filled()
        yield
        empty(filled() - seeded)


@pytest.fixture
def world(db):
    """Yield a site to count in; whatever happened there, the ledger must be sound afterwards."""
    here = World()
    yield here
    here.assert_sound()


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def ben(world):
    return world.person("ben")
