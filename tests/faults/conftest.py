"""One pandian that runs for the tests of a file, in a folder of its own.   故障测试夹具"""

from __future__ import annotations

import pytest

from tests.faults.running import folder, running


@pytest.fixture(scope="module")
def base():
    with folder() as made:
        yield made


@pytest.fixture(scope="module")
def up(base):
    with running(base / "home") as started:
        yield started
