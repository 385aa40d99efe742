"""Fixtures of the counting stories: a sound world, and the people who count in it."""

from __future__ import annotations

import pytest
from counting_world import World


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
