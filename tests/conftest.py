"""What all tests share.   公共夹具

The tests connect as the owner, after the application role got its rights; a test that means the
application asks for `as_application`.
"""

from __future__ import annotations

import gc
import os
import random
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck, settings

from tests.schema import own_database
from tests.tidy import empty, filled, wait_until_alone

ROOT = Path(__file__).resolve().parents[1]
LONG = ("test_histories.py", "test_phone_access.py", "test_trial_story.py")
"""Files of few tests that take minutes."""

# how long an example takes depends on the machine and its other work: it proves nothing here,
# neither how long it is run nor how long it is drawn
settings.register_profile(
    "pandian", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pandian")


# what is imported and collected stays until the end: no search for garbage need look at it again
gc.disable()


def pytest_collection_finish() -> None:
    """Let the search for garbage begin with what the tests make."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold up a whole process, then with those of most tests.

    Files go to the test processes in this order: a long one at the end would keep one process
    busy while the others have nothing to do.
    """
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path.name not in LONG, -sizes[item.path]))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """Make the database of this test process, with the rights that a real start gives.

    When the tests are over, nobody else is connected and no table holds what a test committed.
    """
    ends = ExitStack()
    with django_db_blocker.unblock():
        ends.enter_context(own_database(connection.settings_dict["TEST"]["NAME"]))
        seeded = filled()
    yield
    with django_db_blocker.unblock(), ends:
        left = filled() - seeded
        assert not left, f"a test that is not marked transaction=True committed rows: {left}"
        wait_until_alone()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes(django_test_environment):
    """Hash passwords quickly: the framework's own way takes a quarter of a second each.

    That the product keeps the slow way is a test of its own (stories/test_governance.py).
    """
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_flush():
    """Leave the tidying to `_nothing_stays`: the framework's flush knows only tables of models.

    It would rewrite each of them after every test that commits, and fill in its own rows again.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        yield


@pytest.fixture(autouse=True)
def _nothing_stays(request):
    """Empty what a test committed."""
    marker = request.node.get_closest_marker("django_db")
    commits = ((marker is not None and marker.kwargs.get("transaction"))
               or "transactional_db" in request.fixturenames)
    if not commits:
        yield
        return
    request.getfixturevalue("transactional_db")
    seeded = filled()
    yield
    empty(filled() - seeded)


@pytest.fixture
def as_application(db):
    """Act with the rights of the application role until the test ends."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE pandian_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def seed(request) -> int:
    """Return a random seed that is printed when the test fails; PANDIAN_SEED repeats one."""
    value = int(os.environ.get("PANDIAN_SEED") or random.SystemRandom().randrange(2**32))
    print(f"seed {value} (repeat with PANDIAN_SEED={value})")
    return value


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared data beside the checkout; skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with real data sets is not here")
    return folder
