"""Whatever is sent, nobody sees a stack trace and nothing answers 5xx (S14, M3 in small)."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from pandian.interfaces.api.routes import api
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import World
from tests.interfaces.test_bad_input import BODIES, READS
from tests.interfaces.test_counting_api import Phone, opened

CALLS = 400
ROUTES = 80
ENDS = ("9999-12-31", "0001-01-01", "2026-02-29", "9999-12-31T23:59:59Z", "2024-02-29")
"""Days and instants at the ends of the calendar, and one that no year has."""
ID = "01980000-0000-7000-8000-000000000000"
TEXTS = {"uuid": ID, "date": "2026-11-20", "date-time": "2026-11-20T10:00:00Z"}
NASTY: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2**31, 2**53 - 1, 2**63, -(2**63), 10**30, 1.5, -0.0, 1e308, "", " ", "0",
    "' OR 1=1 --", "\"; DROP TABLE ledger_move; --", "%(site)s", "{0}", "{{7*7}}", "${jndi:x}",
    "../../etc/passwd", "<svg onload=alert(1)>", "=cmd|' /C calc'!A0", "\u202e", "\ufeff", "０１２",
    "\ud83d\ude00", "\x01", "\x1d", "\n", "x" * 70, "x" * 5_000, "@supplier", "@gain_loss",
    "SH1", "A-01", "GAUZE", "gauze", "STENT", "L1", "盒", "accepted", "2026-11-22T10:00:00Z",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2026-02-30T00:00:00Z", "all", "now",
    [], [[]], {}, {"a": {}}, [None], ["A-01"] * 50, "01980000-0000-7000-8000-000000000000",
)


def mutated(dice: random.Random, body: Any) -> Any:
    """Return a body with one to three values replaced, removed or repeated."""
    body = copy.deepcopy(body)
    for _ in range(dice.randint(1, 3)):
        spots = list(_spots(body))
        if not spots:
            return dice.choice(NASTY)
        holder, key = dice.choice(spots)
        act = dice.random()
        if act < 0.75:
            holder[key] = copy.deepcopy(dice.choice(NASTY))
        elif act < 0.85 and isinstance(holder, dict):
            holder.pop(key, None)
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
    return body


def _spots(value: Any) -> Any:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) \
        if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from _spots(value[key])


def test_no_mutated_request_is_answered_by_a_5xx(world: World, seed: int) -> None:
    dice = random.Random(seed)
    plan, (task,) = opened(world)
    phone = Phone(world.counter)
    known = {"01980000-0000-7000-8000-000000000000": [plan["id"], task]}
    bodies = {**BODIES, ("POST", "/push"): {
        "install": phone.install, "sent_at": "2026-11-22T10:00:00Z", "last_seq": 3,
        "observations": [phone.saw(task, "A-01", 4), phone.saw(task, "A-02", 2, mode="add"),
                         phone.saw(task, "A-03", 1, code="]d2010690123456789210L1")]}}
    for call in range(CALLS):
        method, path = dice.choice(sorted(bodies))
        body = mutated(dice, bodies[method, path])
        for old, new in known.items():
            path = path.replace(old, dice.choice([old, *new]))
        if isinstance(body, dict) and dice.random() < 0.5:
            body.update({"id": str(uuid7())} if "id" in body else {},
                        **({"task": task} if path == "/visits" else {}))
        answer = dice.choice([world.everything, world.counter, world.beijing]).ask(
            method, path, body)
        assert answer.status_code < 500, (call, method, path, body, answer.content)
        assert b"Traceback" not in answer.content


def test_no_filter_is_answered_by_a_5xx(world: World, seed: int) -> None:
    dice = random.Random(seed)
    plan, (task,) = opened(world)
    names = ("site", "place", "item", "lot", "serial", "status", "as_of", "group_by", "limit",
             "next", "after", "mine", "verdict", "state")
    texts = [each for each in NASTY if isinstance(each, str)] + ["%00", "%FF", "0-0", "bnVsbA"]
    for call in range(CALLS // 2):
        path = dice.choice(READS).replace("01980000-0000-7000-8000-000000000000",
                                          dice.choice([plan["id"], task, "x"]))
        extra = "&".join(
            f"{name}={value if '%' in value else quote(value, errors='surrogatepass')}"
            for name, value in ((dice.choice(names), dice.choice(texts)) for _ in range(2)))
        answer = world.everything.get(f"{path}{'&' if '?' in path else '?'}{extra}")
        assert answer.status_code < 500, (call, path, extra, answer.content)


def said(schema: dict[str, Any], parts: dict[str, Any], depth: int = 0) -> Any:
    """Return a value of the kind that a schema asks for, every field filled."""
    if "$ref" in schema and depth < 6:
        return said(parts[schema["$ref"].rpartition("/")[2]], parts, depth + 1)
    for several in ("anyOf", "allOf"):
        if several in schema:
            return said(next(each for each in schema[several] if each.get("type") != "null"),
                        parts, depth + 1)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "properties" in schema:
        return {name: said(each, parts, depth + 1)
                for name, each in schema["properties"].items()}
    if schema.get("type") == "array":
        return [said(schema.get("items", {"type": "string"}), parts, depth + 1)]
    plain = {"integer": max(1, schema.get("minimum") or 1), "number": 1, "boolean": True,
             "object": {}, "string": TEXTS.get(schema.get("format", ""), "SH1")}
    return plain.get(schema.get("type", ""))


def routes() -> Iterator[tuple[str, str, Any, list[dict[str, Any]]]]:
    """Yield every route of the document: method, path, a body as its schema asks, parameters."""
    document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    parts = document["components"]["schemas"]
    for path, methods in sorted(document["paths"].items()):
        for method, route in methods.items():
            body = route.get("requestBody", {}).get("content", {}).get("application/json")
            yield (method.upper(), path.removeprefix("/api/v1"),
                   said(body["schema"], parts) if body else None, route.get("parameters", []))


def test_no_route_of_the_document_is_answered_by_a_5xx(world: World, seed: int) -> None:
    dice = random.Random(seed)
    plan, (task,) = opened(world)
    texts = [each for each in NASTY if isinstance(each, str)] + [*ENDS, ID, plan["id"], "%00"]
    for method, path, body, params in dice.sample(sorted(routes(), key=str), ROUTES):
        query = []
        for one in params:
            text = dice.choice(texts)
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", dice.choice([ID, plan["id"], task, "x"]))
            elif dice.random() < 0.5:
                query.append(f"{one['name']}=" + (
                    text if "%" in text else quote(text, errors="surrogatepass")))
        asked = body if body is None or dice.random() < 0.2 else mutated(dice, body)
        if isinstance(asked, dict) and asked and dice.random() < 0.5:
            asked[dice.choice(sorted(asked))] = dice.choice(ENDS)
        answer = dice.choice([world.everything, world.counter, world.beijing]).ask(
            method, f"{path}?{'&'.join(query)}" if query else path, asked)
        assert answer.status_code < 500, (method, path, query, asked, answer.content)
