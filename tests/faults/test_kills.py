"""kill -9 of every process of pandian under load: nothing acknowledged is lost or doubled.  F1 F3

The rounds are 25 in `make test`; `make prove` goes on for PANDIAN_PROVE_MINUTES.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from tests.faults.audit import Findings, audit, compared, held_postings
from tests.faults.clients import Acks, Client, until_all_served
from tests.faults.running import ROOT, Up, running

CLIENTS = 8
ROUNDS = 25
PROVE_MINUTES = float(os.environ.get("PANDIAN_PROVE_MINUTES", "30"))
RECOVERY_SECONDS_MAX = 10.0
"""The promise; held against the clock in `make prove`, where nothing else runs."""
PATIENCE_SECONDS = 180.0
VICTIMS = ("web_worker", "web_master", "worker", "backend", "postmaster")


class Struck(NamedTuple):
    """What the rounds were like: kills by victim, worst recovery by victim in seconds."""

    kills: Counter[str]
    worst: dict[str, float]
    slow: list[str]
    seen: Counter[str]
    strange: list[str]


@pytest.fixture(scope="module")
def feed(up) -> str:
    (token,) = up.tokens("feed")
    up.furnish(token)
    return token


def _strike(up: Up, victim: str) -> float:
    """Kill one process by its id as soon as it is there; return when."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        process: psutil.Process | None = getattr(up, victim)()
        if process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                at = time.monotonic()
                process.kill()
                return at
        time.sleep(0.02)
    raise AssertionError(f"no {victim} to kill within {PATIENCE_SECONDS} s: {up.said}")


def _plan(seed: int, rounds: int) -> list[str]:
    """Return victims in random order, each as often as the others."""
    victims = [VICTIMS[n % len(VICTIMS)] for n in range(rounds)]
    random.Random(seed).shuffle(victims)
    return victims


def _under_load(up: Up, log: Path, seed: int, victims: list[str], *, until: float) -> Struck:
    """Let clients work, kill one victim after the other, and let the clients finish."""
    tokens, acks = up.tokens(*(f"client-{n}" for n in range(CLIENTS))), Acks(log)
    clients = [Client(up.port, token, acks, seed + n) for n, token in enumerate(tokens)]
    kills: Counter[str] = Counter()
    worst: dict[str, float] = {}
    slow: list[str] = []
    chance = random.Random(seed)
    for client in clients:
        client.start()
    try:
        until_all_served(clients, time.monotonic(), seconds_max=PATIENCE_SECONDS)
        for victim in victims:
            if time.monotonic() > until:
                break
            time.sleep(chance.uniform(0.05, 0.5))
            at = _strike(up, victim)
            kills[victim] += 1
            took = until_all_served(clients, at, seconds_max=PATIENCE_SECONDS)
            worst[victim] = max(worst.get(victim, 0.0), took)
            if took > RECOVERY_SECONDS_MAX:
                slow.append(f"{victim} {took:.1f} s")
    finally:
        for client in clients:
            client.told_to_stop.set()
        for client in clients:
            client.join(PATIENCE_SECONDS * 2)
    assert not any(client.is_alive() for client in clients)
    assert [client.error for client in clients if client.error] == []
    return Struck(kills, worst, slow, sum((client.seen for client in clients), Counter()),
                  [each for client in clients for each in client.strange])


def _told(capsys, struck: Struck, found: Findings, seed: int, seconds: float) -> None:
    with capsys.disabled():
        print(f"\n  {struck.kills.total()} kills {dict(struck.kills)} in {seconds:.0f} s, seed "
              f"{seed}: {found.postings} postings and {found.observations} observations "
              f"acknowledged, {found.lost} lost, {found.doubled} doubled, {found.unknown} unknown; "
              f"worst recovery {({k: round(v, 1) for k, v in struck.worst.items()})} s; "
              f"clients saw {dict(struck.seen)}")


def _refute(up: Up, feed: str, log: Path, struck: Struck, seed: int, capsys, begin: float) -> None:
    """Demand that clients and auditor saw nothing that pandian does not promise."""
    found = audit(up, feed, Acks(log).all())
    _told(capsys, struck, found, seed, time.monotonic() - begin)
    assert struck.strange == [], "clients may see success, 503 + Retry-After or a dropped line"
    assert found.postings > struck.kills.total()
    assert found.observations > 0
    assert found.clean, found


def test_nothing_acknowledged_is_lost_or_doubled_through_kills(up, feed, base, seed, capsys):
    begin, log = time.monotonic(), base / "acks.log"
    struck = _under_load(up, log, seed, _plan(seed, ROUNDS), until=begin + 3600)
    assert struck.kills.total() == ROUNDS
    _refute(up, feed, log, struck, seed, capsys, begin)


def test_an_acknowledgement_before_the_commit_is_caught(up, feed, base, seed):
    """The mutant answers first and posts a moment later: kills must show it."""
    # with what Python compiled of it: only the mutated file is compiled anew
    shutil.copytree(ROOT / "pandian", base / "mutant" / "pandian",
                    ignore=shutil.ignore_patterns("static"))
    path = base / "mutant" / "pandian" / "ledger" / "merging" / "operations.py"
    text = path.read_text("utf-8")
    assert text.count(HONEST) == 1
    path.write_text(text.replace(HONEST, MUTANT), "utf-8")
    log = base / "mutant.log"
    with running(base / "home", code=base / "mutant") as mutant:
        _under_load(mutant, log, seed, ["web_worker"] * 4, until=time.monotonic() + 3600)
        time.sleep(1.5)  # what the mutant still had in hand is posted by now: not lost, only late
        acked = [fact["id"] for fact in Acks(log).all() if fact["kind"] == "posting"]
        lost, doubled, _ = compared(acked, [str(id) for id, _ in held_postings(up)])
    assert lost > 0
    assert doubled == 0


HONEST = "    return _merged(drafts)\n"
MUTANT = """    threading.Thread(target=lambda: (time.sleep(0.5), _merged(drafts))).start()
    return [Posted(draft.id, "created", len(draft.sources)) for draft in drafts]
"""


def test_the_auditor_sees_what_is_lost_doubled_or_made_up():
    assert compared(["a", "b"], ["a", "b"]) == (0, 0, 0)
    assert compared(["a", "b"], ["a"]) == (1, 0, 0)
    assert compared(["a", "b"], ["a", "b", "b"]) == (0, 1, 0)
    assert compared(["a", "b"], ["a", "b", "c"]) == (0, 0, 1)


@pytest.mark.prove
def test_kills_go_on_for_as_long_as_is_given(base, seed, capsys):
    with running(base / "prove") as up:
        (feed,) = up.tokens("feed")
        up.furnish(feed)
        begin, log = time.monotonic(), base / "prove.log"
        struck = _under_load(up, log, seed, _plan(seed, 10_000),
                             until=begin + PROVE_MINUTES * 60)
        _refute(up, feed, log, struck, seed, capsys, begin)
    assert struck.slow == []
