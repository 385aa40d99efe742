"""T5: while a blind count is open, nothing that a counter can reach holds the book.   盲盘

The book is a sentinel, 777013, in two places; every route of the API and every page is asked, as
a token and as a signed-in person, and the raw bytes are searched.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, is_valid_path

from pandian.governance.operations import create_person
from pandian.governance.rules import hides_of
from pandian.governance.words import ROLES, SYSTEM
from pandian.interfaces.api.routes import api
from pandian.kernel.queries import facts_about
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import PASSWORD, World, caller, posting
from tests.interfaces.test_counting_api import Phone, opened

FORMS = (b"777013", b"777,013", b"777 013", b"777\xc2\xa0013", b"7770130000")
KEYS = (b'"book"', b'"variance"', b'"value"', b'"on_hand"')
QUERIES = ("", "site=SH1", "site=SH1&item=GAUZE", "item=GAUZE&lot=L1", "mine=true", "limit=5",
           "site=SH1&place=A-01", "item=GAUZE&group_by=item", "verdict=matched", "after=0-0")
SHOWN = ("/api/v1/stock", "/api/v1/stock/card", "/api/v1/counts/{id}/lines")
"""Where the walk must find the book when he who walks may see it."""


def routes() -> Iterator[str]:
    """Yield every address that the API answers to GET."""
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            if any("GET" in operation.methods for operation in view.operations):
                yield f"/api/v1{path}"
    yield "/api/v1/openapi.json"


def pages(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Yield every page of the web face as a pattern."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from pages(each, prefix + str(each.pattern))
        elif isinstance(each, URLPattern) and not prefix.startswith("/api/"):
            yield prefix + str(each.pattern)


def filled(pattern: str, ids: list[str]) -> Iterator[str]:
    """Yield a pattern with every known id in its place."""
    import re

    parts = re.split(r"<[^>]+>|\{[^}]+\}", pattern)
    for chosen in itertools.product(ids, repeat=len(parts) - 1):
        yield "".join(a + b for a, b in itertools.zip_longest(parts, chosen, fillvalue=""))


@pytest.fixture
def open_count(world: World) -> list[str]:
    given, tasks = opened(world)
    phone = Phone(world.counter)
    phone.push(phone.saw(tasks[0], "A-01", 3), phone.saw(tasks[0], "A-02", 20))
    phone.close(tasks[0], "A-01")
    world.everything.post(f"/counts/{given['id']}/settle", {})
    shown = world.everything.get(f"/counts/{given['id']}/lines").content
    assert b"777013" in shown, "the sentinel must be there for those who may see it"
    return [given["id"], *tasks, "SH1", "A-01", "GAUZE"]


def leaks(content: bytes) -> list[bytes]:
    return [form for form in (*FORMS, *KEYS) if form in content]


def known(pattern: str) -> frozenset[str]:
    """Return the query parameters that a route of the API answers to."""
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            if f"/api/v1{path}" == pattern:
                return next(operation.auth_param[0].parameters or frozenset()
                            for operation in view.operations if "GET" in operation.methods)
    return frozenset()


def asked(
    pattern: str, ids: list[str], queries: tuple[str, ...]
) -> Iterator[tuple[str, str, bool]]:
    """Yield (path, query, whether it must be refused): each query with every id in its place.

    A query that the route does not know goes with the first id only: it is refused before the
    route is asked, so that the other ids come to nothing new.
    """
    for number, path in enumerate(filled(pattern, ids)):
        for query in queries:
            names = {each.partition("=")[0] for each in query.split("&") if each}
            strange = not names <= known(pattern) and "openapi" not in pattern
            if number == 0 or not strange:
                yield path.removeprefix("/api/v1"), query, strange


def test_a_counter_s_token_finds_the_book_nowhere(world: World, open_count: list[str]) -> None:
    seen = 0
    for pattern in routes():
        for path, query, refused in asked(pattern, open_count, QUERIES):
            answer = world.counter.get(f"{path}?{query}".rstrip("?"))
            assert answer.status_code >= 400 or not refused, (path, query)
            assert leaks(answer.content) == [] or "openapi" in path, (path, query)
            assert leaks(str(dict(answer.headers)).encode()) == []
            assert answer.status_code != 500, (path, query)
            seen += 1
    assert seen > 100


def test_what_a_phone_pulls_for_a_blind_count_holds_no_book(
    world: World, open_count: list[str]
) -> None:
    from tests.interfaces.phones import Phone as Enrolled
    from tests.interfaces.phones import counter

    for role in ("counter", "lead"):  # a lead may see the book, his phone may not
        phone = Enrolled(counter(f"p-{role}", role=role))
        for task in open_count[1:-3]:
            world.everything.post(f"/tasks/{task}/assign", {"person": f"p-{role}"})
        first = phone.pull(want=["tasks", "catalog", "policy", "words", "serials"])
        answers = [first, phone.pull(cursor=first.json()["cursor"]),
                   phone.push(phone.row("A-01", quantity=1, task=open_count[1])),
                   phone.visit(open_count[1], "A-02"), phone.pull()]
        assert first.json()["tasks"], "there must be tasks that could leak"
        for answer in answers:
            assert answer.status_code in (200, 201), answer.content
            assert leaks(answer.content) == [], answer.content


def test_the_same_walk_finds_the_book_for_those_who_may_see_it(
    world: World, open_count: list[str]
) -> None:
    for pattern in SHOWN:
        assert pattern in set(routes())
        asked = (f"{path.removeprefix('/api/v1')}?{query}".rstrip("?")
                 for path in filled(pattern, open_count) for query in QUERIES)
        assert any(leaks(world.shanghai.get(each).content) for each in asked), pattern


def test_what_a_counter_sends_brings_the_book_back_nowhere(
    world: World, open_count: list[str]
) -> None:
    plan, task = open_count[:2]
    phone = Phone(world.counter)
    answers: list[Any] = [phone.push(phone.saw(task, "A-01", 1)), phone.close(task, "A-03")]
    for path, body in (
        (f"/tasks/{task}/close", {}), (f"/counts/{plan}/settle", {}),
        (f"/counts/{plan}/close", {}), (f"/counts/{plan}/recount", {"lines": "all"}),
        (f"/counts/{plan}/approve", {"lines": "all", "meaning": "approved", "password": "p"}),
    ):
        answers.append(world.counter.post(path, body))
    for answer in answers:
        assert leaks(answer.content) == [], answer.content
    assert [answer.status_code for answer in answers[3:]] == [403] * 4


def test_a_signed_in_counter_finds_the_book_on_no_page(
    world: World, open_count: list[str]
) -> None:
    create_person(scope=SYSTEM, code="lin", name="林", role="counter", sites=["SH1"],
                  password=PASSWORD)
    from pandian.governance.models import Person

    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(code="lin"))
    seen = 0
    for pattern in pages():
        paths = list(filled(pattern, open_count))
        # what no address takes (a name where an id stands) is one and the same "not found"
        real = [path for path in paths if is_valid_path(path)]
        lost = [path for path in paths if path not in real][:1]
        for path, query in itertools.product([*real, *lost], QUERIES[:2]):
            answer = client.get(f"{path}?{query}".rstrip("?"))
            assert answer.status_code in (301, 302, 404) or path not in lost, path
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert not [form for form in FORMS if form in content], (path, query)
            assert answer.status_code != 500, (path, query)
            seen += 1
    for pattern in routes():
        for path in filled(pattern, open_count):
            answer = client.get(path)
            assert not [form for form in FORMS if form in answer.content], path
    assert seen > 0


def test_whoever_is_not_shown_the_book_may_read_no_ledger() -> None:
    for name, role in ROLES.items():
        if "book" not in role.shown:
            assert "ledger.read" not in role.capabilities, name
    assert "book" in hides_of({"counting.count", "capture.push", "lifecycle.read"})


def test_units_say_nothing_of_the_book_to_whoever_may_not_read_it(
    world: World, open_count: list[str]
) -> None:
    made = world.shanghai.post("/units", {"id": str(uuid7()), "site": "SH1", "place": "A-01",
                                          "code": "BOX-1"})
    assert made.status_code == 201, made.content
    assert world.shanghai.post("/postings", posting(7, line={"target": "BOX-1"})).status_code == 201
    floor = caller("floor", "SH1", can=["counting.count", "capture.push", "lifecycle.read"])
    (row,) = floor.get("/units?site=SH1").json()["rows"]
    assert (row["code"], row.get("quantity"), row.get("items")) == ("BOX-1", None, None)
    (row,) = world.shanghai.get("/units?site=SH1").json()["rows"]
    assert (row["quantity"], row["items"]) == (7, 1)


def test_a_blind_task_given_to_a_reader_of_the_book_is_noted_and_the_lead_is_told(
    world: World, open_count: list[str]
) -> None:
    for role in ("counter", "keeper", "lead"):
        create_person(scope=SYSTEM, code=f"b-{role}", name=role, role=role, sites=["SH1"],
                      password=PASSWORD)
    plan, task = open_count[:2]
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.get(code="b-lead"))
    for role, told in (("keeper", True), ("counter", False)):
        answer = client.post(f"/counts/{plan}/assign", {"task": task, "person": f"b-{role}"},
                             follow=True)
        assert (b"may read the book" in answer.content) is told, role
        noted = [row.data for row in facts_about(scope=SYSTEM, sites=None,
                                                 subject=f"task:{task}")
                 if row.kind == "counting.assigned"]
        assert {"person": f"b-{role}"} | ({"reads_book": True} if told else {}) in noted


def test_a_session_writes_only_with_its_csrf_token(world: World, open_count: list[str]) -> None:
    create_person(scope=SYSTEM, code="wu", name="吴", role="lead", sites=["SH1"],
                  password=PASSWORD)
    from pandian.governance.models import Person

    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(code="wu"))
    path = f"/api/v1/counts/{open_count[0]}/settle"
    refused = client.post(path, b"{}", "application/json")
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["code"] == "csrf_failed"
    assert client.get("/api/v1/counts").status_code == 200
