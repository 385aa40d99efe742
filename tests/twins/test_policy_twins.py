"""Resolving in SQL gives what the pure rule gives.   规则孪生"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from pandian.governance.operations import put_sites
from pandian.governance.policies.queries import active, plain, versions
from pandian.governance.policies.rules import Version, effective, resolve
from pandian.governance.queries import site_by_code
from pandian.governance.words import SYSTEM, SiteDraft

ROUNDS = 300
KEYS = ("quantity", "value", "percent", "level", "combine")
START = datetime(2026, 1, 1, tzinfo=UTC)


def content(rng):
    said = {"quantity": rng.randrange(12), "value": rng.randrange(12),
            "percent": f"{rng.randrange(12)}.{rng.randrange(10)}",
            "level": rng.choice(["item", "class"]), "combine": rng.choice(["and", "or"])}
    return {key: said[key] for key in rng.sample(KEYS, rng.randrange(1, len(KEYS)))}


def control(rng):
    held = {}
    for key in rng.sample(KEYS, rng.randrange(len(KEYS))):
        mode = rng.choice(["locked", "free", "bounded"])
        if mode != "bounded":
            held[key] = {"mode": mode}
        elif key in KEYS[:3]:
            low, high = sorted(rng.randrange(12) for _ in range(2))
            held[key] = {"mode": mode, **rng.choice([{"low": low}, {"high": high},
                                                     {"low": low, "high": high}])}
    return held


@pytest.mark.django_db
def test_the_effect_of_an_override_is_the_same_in_sql(seed):
    rng = random.Random(seed)
    with connection.cursor() as cursor:
        for _ in range(ROUNDS):
            local, held, centre = content(rng), control(rng), rng.random() < 0.3
            cursor.execute("SELECT governance_effective(%s::jsonb, %s::jsonb, %s)",
                           [json.dumps(local), json.dumps(held), centre])
            (found,) = cursor.fetchone()
            assert plain(found) == effective(local, held, by_centre=centre), (local, held, centre)


@pytest.mark.django_db
def test_what_holds_and_its_states_are_the_same_at_every_instant(seed):
    rng = random.Random(seed)
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海", "Asia/Shanghai")])
    site = site_by_code(scope=SYSTEM, code="SH1").id
    kept = []
    for number in range(1, 25):
        where = rng.choice([0, site])
        since = START + timedelta(hours=rng.randrange(40))
        kept.append({
            "site": where, "id": uuid4(), "version": number, "code": rng.choice("AB"),
            "content": content(rng), "control": control(rng) if not where else {},
            "since": since if rng.random() < 0.9 else None,
            "ends": since + timedelta(hours=rng.randrange(1, 30)) if rng.random() < 0.3 else None,
            "gone": START + timedelta(hours=rng.randrange(60)) if rng.random() < 0.3 else None,
            "centre": bool(where) and rng.random() < 0.3})
    _keep(kept)
    for hour in range(-1, 62):
        at = START + timedelta(hours=hour)
        found = {row.code: (row.content, row.chain)
                 for row in active(scope=SYSTEM, kind="count.tolerance", site="SH1", at=at)}
        wanted = {}
        for code in "AB":
            held = resolve(_version(kept, 0, code, at), _version(kept, site, code, at))
            if held is not None:
                wanted[code] = (held.content, held.chain)
        assert found == wanted, at
        states = {row.id: row.state for row in versions(scope=SYSTEM, at=at)}
        standing = {id for id, state in states.items() if state == "active"}
        assert standing == {one["id"] for code in "AB" for where in (0, site)
                            for one in [_holding(kept, where, code, at)] if one}, at


def _holding(kept, site, code, at):
    """Say it once more, by the plain meaning: the last that took effect, if it still holds."""
    begun = [one for one in kept if one["site"] == site and one["code"] == code
             and one["since"] is not None and one["since"] <= at
             and (one["gone"] is None or one["gone"] > one["since"])]
    if not begun:
        return None
    last = max(begun, key=lambda one: (one["since"], one["version"]))
    over = any(end is not None and end <= at for end in (last["gone"], last["ends"]))
    return None if over else last


def _version(kept, site, code, at):
    one = _holding(kept, site, code, at)
    if one is None:
        return None
    return Version(one["id"], "SH1" if site else "*", one["version"], one["content"],
                   one["control"], one["centre"])


def _keep(kept):
    """Write versions as they would be years later, past the wall that lets none begin before."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for one in kept:
            cursor.execute(
                "INSERT INTO governance_policy (site, id, kind, code, version, content, control,"
                " content_hash, reason, author, created_at, changed_at, approved_at, approved_by,"
                " signature, effective_from, ends_at, withdrawn_at, central_approval) VALUES"
                " (%s, %s, 'count.tolerance', %s, %s, %s, %s, '', 'x', 'a', %s, %s, %s, 'b', %s,"
                " %s, %s, %s, %s)",
                [one["site"], one["id"], one["code"], one["version"], json.dumps(one["content"]),
                 json.dumps(one["control"]), START, START, START, one["id"], one["since"],
                 one["ends"], one["gone"], one["centre"]])
        cursor.execute("SET LOCAL session_replication_role = origin")
