"""Pushes that come twice, in any order, in part, or whose answer is lost: one effect each.  F7-F9

A device sends until it has a verdict for each row; rows are judged by id.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import os
import random
import shutil
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from pandian.kernel.rules import uuid7
from tests.faults.audit import compared
from tests.faults.proxy import Proxy, proxied
from tests.faults.running import END_SECONDS_MAX, ITEMS, PLACES, ROOT, Up, running

PROVE_MINUTES = float(os.environ.get("PANDIAN_PROVE_MINUTES", "30"))
DEVICES, PUSHES, ROWS = 6, 8, 10
CUTS = 256
CUT_ROWS = 200
"""Rows of a push of about 64 KB."""


@pytest.fixture(scope="module")
def token(up) -> str:
    feed, token = up.tokens("feed", "device")
    up.furnish(feed)
    return token


def _push(chance: random.Random, install: str, first: int, rows: int) -> dict[str, Any]:
    return {"install": install, "sent_at": datetime.now(UTC).isoformat(),
            "last_seq": first + rows - 1, "observations": [{
                "id": str(uuid7()), "mode": "set", "seq": seq, "place": chance.choice(PLACES),
                "item": chance.choice(ITEMS), "quantity": chance.randrange(10**6),
                "observed_at": datetime.now(UTC).isoformat(),
                "note": "n" * chance.randrange(60, 120)} for seq in range(first, first + rows)]}


def _ids(*pushes: dict[str, Any]) -> list[str]:
    return [row["id"] for push in pushes for row in push["observations"]]


def _held(up: Up, install: str) -> list[str]:
    return [str(id) for (id,) in up.rows(
        "SELECT id FROM capture_observation WHERE install = %s", install)]


def _verdicts(answer: dict[str, Any], push: dict[str, Any]) -> Counter[str]:
    assert [verdict["id"] for verdict in answer["verdicts"]] == _ids(push)
    return Counter(verdict["result"] for verdict in answer["verdicts"])


def _deliveries(chance: random.Random, pushes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every push one to twenty times (few come often), all in random order."""
    often = [push for push in pushes for _ in range(min(20, int(chance.paretovariate(0.9))))]
    chance.shuffle(often)
    return often


def test_pushes_that_come_often_and_in_any_order_have_one_effect_each(up, token, seed, capsys):
    chance = random.Random(seed)
    installs = [str(uuid4()) for _ in range(DEVICES)]
    pushes = [_push(chance, install, 1 + ROWS * n, ROWS)
              for install in installs for n in range(PUSHES)]
    for push in pushes:  # the device names its last number in every push
        push["last_seq"] = PUSHES * ROWS
    deliveries = _deliveries(chance, pushes)
    seen: Counter[str] = Counter()
    for push in deliveries:
        status, answer = up.ask("POST", "/push", token, push)
        assert status == 200, answer
        seen += _verdicts(answer, push)
    lost, doubled, unknown = compared(
        _ids(*pushes), [id for install in installs for id in _held(up, install)])
    with capsys.disabled():
        print(f"\n  {len(pushes)} pushes of {ROWS} rows in {len(deliveries)} deliveries, seed "
              f"{seed}: {dict(seen)}, {lost} lost, {doubled} doubled")
    assert (lost, doubled, unknown) == (0, 0, 0)
    assert seen == {"created": len(pushes) * ROWS,
                    "exists": (len(deliveries) - len(pushes)) * ROWS}
    for install in installs:
        status, answer = up.ask("POST", "/push", token, {
            "install": install, "sent_at": datetime.now(UTC).isoformat(),
            "last_seq": PUSHES * ROWS, "observations": []})
        assert (status, answer["acked_seq"], answer["gaps"]) == (200, PUSHES * ROWS, [])


def test_another_content_under_a_known_id_is_named_and_changes_nothing(up, token, seed):
    install = str(uuid4())
    push = _push(random.Random(seed), install, 1, 3)
    assert up.ask("POST", "/push", token, push)[0] == 200
    wanted = [row["quantity"] for row in push["observations"]]
    push["observations"][1]["quantity"] += 1
    status, answer = up.ask("POST", "/push", token, push)
    assert status == 200
    assert [verdict["result"] for verdict in answer["verdicts"]] == [
        "exists", "exists_with_different_quantity", "exists"]
    assert [quantity for (quantity,) in up.rows(
        "SELECT quantity FROM capture_observation WHERE install = %s ORDER BY seq",
        install)] == wanted


class Cutting:
    """A device behind a bad line: sends one push until it has the answer."""

    def __init__(self, up: Up, proxy: Proxy, token: str, chance: random.Random) -> None:
        self._up, self._proxy, self._token, self._chance = up, proxy, token, chance
        self.seen: Counter[str] = Counter()

    def cut(self, body: bytes, *, packed: bool, short: bool) -> None:
        """Send once; the line breaks within the request (always when `short`) or the answer.

        A cut below the length of the body takes its end away, whatever the head measures.
        """
        if short:
            self._proxy.request_bytes = self._chance.randrange(len(body))
        elif self._chance.random() < 0.75:
            self._proxy.request_bytes = self._chance.randrange(len(body) + 250)
        else:
            self._proxy.answer_bytes = self._chance.randrange(2_000)
        answer = self.send(body, packed=packed, port=self._proxy.port)
        self._proxy.request_bytes = self._proxy.answer_bytes = None
        if answer is None:
            self.seen["cut"] += 1
        else:
            self.seen["whole"] += 1

    def send(self, body: bytes, *, packed: bool, port: int) -> dict[str, Any] | None:
        """Return the answer, or None when the connection dropped or the body came cut."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=END_SECONDS_MAX)
        try:
            connection.request("POST", "/api/v1/push", body, {
                "Authorization": f"Bearer {self._token}", "Content-Type": "application/json",
                **({"Content-Encoding": "gzip"} if packed else {})})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        self.seen[str(answer.status)] += 1
        assert answer.status in (200, 400, 503), text
        try:  # an answer that was cut in its head looks like one without a body
            return json.loads(text) if answer.status == 200 else None
        except ValueError:
            return None


def _through_cuts(
    up: Up, token: str, seed: int, cuts: int, rows: int, until: float
) -> Counter[str]:
    """Send pushes through cuts, each again until it is answered; return what was seen.

    Every second push never arrives whole through the cuts: all its rows are new in the end.
    """
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    done = 0
    with proxied(up.port) as proxy:
        device = Cutting(up, proxy, token, chance)
        while done < cuts and time.monotonic() < until:
            install, first, pushes = str(uuid4()), 1, []
            for n in range(4):
                push = _push(chance, install, first, rows)
                first += rows
                pushes.append(push)
                packed = chance.random() < 0.5
                body = json.dumps(push).encode()
                body = gzip.compress(body) if packed else body
                for _ in range(min(8, cuts - done)):
                    device.cut(body, packed=packed, short=n % 2 == 1)
                    done += 1
                answer = device.send(body, packed=packed, port=up.port)
                at_once = answer is not None
                while answer is None:
                    answer = device.send(body, packed=packed, port=up.port)
                verdicts = _verdicts(answer, push)
                if n % 2 == 1 and at_once:
                    assert verdicts == {"created": rows}, "a push that came in part was kept"
                seen += verdicts
                assert answer["acked_seq"] == first - 1
            lost, doubled, unknown = compared(_ids(*pushes), _held(up, install))
            seen += Counter(lost=lost, doubled=doubled, unknown=unknown)
        seen += device.seen
        seen["cuts"] = proxy.cuts
    return seen


def test_a_push_that_is_cut_anywhere_can_be_sent_again(up, token, seed, capsys):
    seen = _through_cuts(up, token, seed, CUTS, CUT_ROWS, time.monotonic() + 3600)
    with capsys.disabled():
        print(f"\n  {CUTS} tries through a bad line, seed {seed}: {dict(seen)}")
    assert (seen["lost"], seen["doubled"], seen["unknown"]) == (0, 0, 0)
    assert seen["cut"] > CUTS // 2
    assert seen["exists"] > 0, "no answer was lost after its commit: nothing was proven"
    assert seen["created"] > 0
    assert set(seen) <= {"created", "exists", "cut", "whole", "cuts", "200", "400", "503",
                         "lost", "doubled", "unknown"}


@pytest.mark.prove
def test_a_server_that_forgets_ids_is_caught(up, token, base, seed):
    """The mutant takes every row for a new one: a second sending must show it."""
    shutil.copytree(ROOT / "pandian", base / "mutant" / "pandian",
                    ignore=shutil.ignore_patterns("__pycache__", "static"))
    path = base / "mutant" / "pandian" / "capture" / "rules.py"
    text = path.read_text("utf-8")
    assert text.count("def push_from(") == 1
    path.write_text(text + MUTANT, "utf-8")
    install = str(uuid4())
    push = _push(random.Random(seed), install, 1, 5)
    with running(base / "home", code=base / "mutant") as mutant, contextlib.suppress(KeyError):
        for _ in range(2):
            mutant.ask("POST", "/push", token, push)
    lost, _, unknown = compared(_ids(push), _held(up, install))
    assert lost or unknown


MUTANT = '''

_honest = push_from


def push_from(body):
    import uuid

    found = _honest(body)
    return found._replace(observations=tuple(
        row._replace(id=uuid.uuid4()) for row in found.observations))
'''


@pytest.mark.prove
def test_cuts_go_on_for_as_long_as_is_given(up, token, seed, capsys):
    seen = _through_cuts(up, token, seed, 10**9, CUT_ROWS,
                         time.monotonic() + PROVE_MINUTES * 60)
    with capsys.disabled():
        print(f"\n  cuts for {PROVE_MINUTES} min, seed {seed}: {dict(seen)}")
    assert (seen["lost"], seen["doubled"], seen["unknown"]) == (0, 0, 0)
    assert seen["exists"] > 0
