"""The routes are those of the contract, each with a policy, each documented as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pandian.governance.words import CAPABILITIES
from pandian.interfaces.api.door import PUBLIC, SIGNED_IN, undeclared
from pandian.interfaces.api.routes import api
from tests.interfaces.conftest import Caller, caller

CONTRACT = {
    ("PUT", "/items"), ("PUT", "/places"), ("PUT", "/sites"), ("PUT", "/lots"),
    ("PUT", "/parties"), ("POST", "/postings"), ("POST", "/postings/{id}/reversal"),
    ("GET", "/stock"), ("GET", "/stock/card"), ("GET", "/trace"), ("GET", "/trace/customers"),
    ("GET", "/recalls/{id}"),
    ("GET", "/records"), ("GET", "/records/{record}"), ("GET", "/records/{record}/export"),
    ("GET", "/trace/export"),
    ("GET", "/trace/life.pdf"),
    ("GET", "/legal-holds"), ("POST", "/legal-holds"), ("POST", "/legal-holds/{id}/release"),
    ("GET", "/purges"), ("POST", "/purges"), ("POST", "/purges/{id}/approve"),
    ("GET", "/purges/offered"),
    ("GET", "/returns/unmatched"), ("GET", "/returns/originals"),
    ("GET", "/stock/whereabouts"), ("GET", "/stock/export"),
    ("POST", "/counts"), ("GET", "/counts/effort"),
    ("GET", "/counts"), ("GET", "/tasks"), ("POST", "/tasks/{id}/assign"),
    ("POST", "/tasks/{id}/close"), ("POST", "/tasks/{id}/take"), ("POST", "/push"),
    ("POST", "/visits"),
    ("POST", "/counts/{id}/settle"), ("GET", "/counts/{id}"), ("GET", "/counts/{id}/lines"),
    ("GET", "/counts/{id}/explanations"), ("POST", "/counts/{id}/explain"),
    ("POST", "/counts/{id}/explanations/preview"), ("POST", "/counts/{id}/explanations/repair"),
    ("POST", "/counts/{id}/explanations/confirm"),
    ("POST", "/counts/{id}/explanations/{reason}/undo"),
    ("GET", "/reasons"), ("GET", "/reasons/shares"),
    ("POST", "/counts/{id}/approve"), ("POST", "/counts/{id}/recount"),
    ("POST", "/counts/{id}/close"), ("GET", "/counts/{id}/certificate.json"),
    ("GET", "/counts/{id}/certificate.pdf"), ("GET", "/certificates/{code}"),
    ("GET", "/health"), ("GET", "/facts"), ("POST", "/devices/enrol"), ("POST", "/pull"),
    ("PUT", "/photos/{sha256}"), ("GET", "/photos/{sha256}"),
    ("POST", "/labels"), ("POST", "/labels/preview"), ("GET", "/labels"), ("GET", "/labels/{id}"),
    ("POST", "/labels/{id}/verify"), ("POST", "/counts/{id}/sheets"), ("GET", "/sheets/{sheet}"),
    ("POST", "/resolve"), ("POST", "/resolve/partial"), ("GET", "/inbox"), ("GET", "/inbox/{id}"),
    ("POST", "/inbox/{id}/bind"), ("POST", "/inbox/{id}/pick"), ("POST", "/inbox/{id}/take"),
    ("POST", "/inbox/{id}/reject"), ("POST", "/inbox/{id}/undo"), ("POST", "/inbox/{id}/label"),
    ("GET", "/label-tasks"), ("POST", "/label-tasks/{id}/end"), ("GET", "/label-coverage"),
    ("GET", "/risk/scores"), ("GET", "/risk/confidence"), ("GET", "/risk/accuracy"),
    ("GET", "/watches"), ("POST", "/watches"), ("POST", "/watches/{id}/end"),
    ("POST", "/rfid/reads"), ("PUT", "/rfid/readers"), ("GET", "/rfid/readers"),
    ("GET", "/rfid/passes"), ("GET", "/rfid/passes/{id}"), ("GET", "/rfid/passes/{id}/estimate"),
    ("POST", "/rfid/passes/{id}/calibrate"), ("GET", "/rfid/rates"),
    ("POST", "/documents"), ("GET", "/documents"), ("GET", "/documents/{id}"),
    ("POST", "/documents/{id}/actions"), ("POST", "/documents/{id}/reversal"),
    ("PUT", "/licences"), ("GET", "/licences"), ("POST", "/licences/check"),
    ("GET", "/licences/ending"), ("PUT", "/policies"), ("GET", "/policies"),
    ("POST", "/pauses"), ("POST", "/pauses/{id}/end"), ("GET", "/pauses"),
    ("PUT", "/pick-faces"), ("GET", "/pick-faces"), ("GET", "/replenishment"),
    ("POST", "/rehearsals"), ("GET", "/rehearsals"), ("GET", "/rehearsals/{id}"),
    ("GET", "/rehearsals/{id}/sites/{site}/lines"),
    ("GET", "/rehearsals/{id}/sites/{site}/days/{day}"),
    ("GET", "/periods"), ("POST", "/periods"), ("GET", "/periods/{id}"),
    ("GET", "/periods/{id}/lists/{name}"), ("GET", "/periods/{id}/after"),
    ("POST", "/periods/{id}/close"), ("GET", "/periods/{id}/report.json"),
    ("GET", "/periods/{id}/report.pdf"),
    ("POST", "/samples"), ("GET", "/samples"), ("GET", "/samples/{id}"),
    ("POST", "/sample-orders"), ("GET", "/sample-orders"), ("POST", "/sample-orders/{id}/end"),
    ("POST", "/samples/{id}/draw"), ("POST", "/samples/{id}/extend"),
    ("POST", "/samples/{id}/close"), ("POST", "/samples/{id}/withdraw"),
    ("GET", "/samples/{id}/report.json"), ("GET", "/samples/{id}/report.pdf"),
    ("GET", "/count-requests"), ("POST", "/count-requests/{id}/count"),
    ("GET", "/count-coverage"), ("POST", "/areas/closed"),
    ("PUT", "/reorder-levels"), ("GET", "/reorder-levels"), ("GET", "/shortages"),
    ("POST", "/documents/{id}/scans"), ("GET", "/documents/{id}/positions"),
    ("POST", "/shortages"),
    ("GET", "/orders/open"), ("GET", "/documents/{id}/samples"),
    ("GET", "/documents/{id}/revisions"),
    ("GET", "/suppliers/standings"), ("POST", "/suppliers/resume"),
    ("POST", "/replenishment"), ("GET", "/expiry"), ("GET", "/documents/{id}/certificate"),
    ("GET", "/documents/{id}/certificate.json"),
    ("GET", "/documents/{id}/certificate.pdf"),
    ("GET", "/documents/{id}/valuation"), ("GET", "/alarms/destroyed"),
    ("GET", "/loans"), ("GET", "/loans/missed"), ("GET", "/consignments/pulls"),
    ("GET", "/holds/old"),
    ("GET", "/units"), ("POST", "/units"),
    ("GET", "/transfers/on-the-way"), ("GET", "/productions/{id}/yield"),
    ("PUT", "/climates"), ("GET", "/climates"), ("POST", "/readings"), ("GET", "/readings"),
    ("GET", "/readings/missing"), ("GET", "/stock-checks/due"),
    ("GET", "/documents/{id}/check-record"),
    ("GET", "/document-kinds"),
    ("POST", "/inbox/read"), ("POST", "/inbox/unread"), ("GET", "/inbox/news"),
    ("GET", "/counts/{id}/verdicts"),
    ("GET", "/planning"), ("POST", "/planning"), ("GET", "/planning/why"),
    ("GET", "/dispatch"), ("POST", "/dispatch"), ("PUT", "/shifts"), ("GET", "/shifts"),
    ("POST", "/shifts/copy"), ("POST", "/shifts/{id}/end"), ("POST", "/calendar/drop"),
    ("PUT", "/calendar"), ("GET", "/calendar"), ("PUT", "/skills"), ("GET", "/skills"),
    ("PUT", "/people-zones"), ("GET", "/people-zones"),
    ("GET", "/counts/{id}/verdicts"), ("GET", "/counts/{id}/consents"), ("GET", "/delegations"),
    ("GET", "/counts/{id}/causes"), ("GET", "/approvals"), ("GET", "/approvals/automatic"),
    ("GET", "/approvals/automatic/rules"), ("POST", "/approvals/automatic/switch"),
    ("POST", "/delegations"), ("POST", "/delegations/{id}/end"), ("POST", "/people/same"),
    ("GET", "/rules/kinds"), ("GET", "/rules"), ("GET", "/rules/active"), ("GET", "/rules/drift"),
    ("POST", "/rules/drift/sign"), ("POST", "/rules/reach"),
    ("GET", "/rules/check"), ("GET", "/rules/uncovered"),
    ("GET", "/rules/export"), ("POST", "/rules/import"), ("GET", "/rules/{id}"),
    ("POST", "/rules"), ("POST", "/rules/{id}/rehearsed"), ("POST", "/rules/{id}/waive"),
    ("POST", "/rules/{id}/approve"), ("POST", "/rules/{id}/schedule"),
    ("POST", "/rules/{id}/withdraw"),
    ("GET", "/alerts"), ("GET", "/alerts/counts"), ("GET", "/alerts/conditions"),
    ("GET", "/alerts/{id}"), ("POST", "/alerts/{id}/take"), ("POST", "/alerts/{id}/hand-over"),
    ("POST", "/alerts/{id}/give-back"),
    ("POST", "/alerts/{id}/snooze"), ("POST", "/alerts/{id}/wake"),
    ("POST", "/alerts/{id}/close"), ("POST", "/alerts/{id}/reopen"),
    ("GET", "/channels"), ("PUT", "/channels"), ("GET", "/channels/{id}"),
    ("POST", "/channels/{id}/again"), ("POST", "/channels/{id}/trial"),
    ("POST", "/channels/{id}/switch"), ("POST", "/channels/{id}/remove"),
}
API_PAGE = Path(__file__).resolve().parents[3] / "shared" / "design" / "API.md"


def operations() -> Iterator[tuple[str, str, object]]:
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, path, operation


def test_the_routes_are_those_of_the_contract() -> None:
    assert {(method, path) for method, path, _ in operations()} == CONTRACT


def test_every_route_named_on_the_contract_page_exists() -> None:
    if not API_PAGE.exists():
        pytest.skip("the design pages are not beside this checkout")
    page = API_PAGE.read_text("utf-8")
    named = set(re.findall(r"`(GET|PUT|POST) (?:/api/v1)?(/[a-z{}/]*)", page))
    assert {(method, path) for method, path in named} - CONTRACT == set()


@pytest.mark.parametrize(("method", "path", "operation"), sorted(operations(), key=str))
def test_every_route_declares_a_policy(method: str, path: str, operation: object) -> None:
    policies = getattr(operation.view_func, "policies", ())
    assert policies, f"{method} {path} declares no policy"
    assert set(policies) <= set(CAPABILITIES) | {PUBLIC, SIGNED_IN}
    assert operation.auth_callbacks[0].policies == policies
    assert undeclared not in operation.auth_callbacks


def test_only_health_and_the_door_of_new_phones_are_public() -> None:
    public = [path for _, path, operation in operations()
              if PUBLIC in operation.view_func.policies]
    assert sorted(public) == ["/devices/enrol", "/health"]


def test_a_route_without_a_policy_lets_nobody_in() -> None:
    from django.test import RequestFactory
    from ninja import NinjaAPI

    bare = NinjaAPI(urls_namespace="bare", auth=undeclared)
    bare.get("/open")(lambda request: {"secret": 777013})
    from pandian.interfaces.api import problems

    problems.register(bare)
    view = next(each for each in bare.urls[0] if str(each.pattern) == "open").callback
    answer = view(RequestFactory().get("/open"))
    assert answer.status_code == 403
    assert b"777013" not in answer.content


def test_the_document_declares_every_route_its_policy_and_its_failures() -> None:
    document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    shown = {(method.upper(), path.removeprefix("/api/v1"))
             for path, methods in document["paths"].items() for method in methods}
    assert shown == CONTRACT
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["x-policy"]
            assert {"401", "403", "404", "422", "503"} <= set(operation["responses"])


def test_every_reference_of_the_document_resolves() -> None:
    text = json.dumps(api.get_openapi_schema(), default=str)
    parts = json.loads(text)["components"]["schemas"]
    missing = set(re.findall(r'"#/components/schemas/([^"]+)"', text)) - set(parts)
    assert missing == set()


def test_the_document_is_served(db: None) -> None:
    answer = Caller("").get("/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"].startswith("pandian")


@pytest.mark.parametrize(("method", "path", "operation"), sorted(operations(), key=str))
def test_nobody_passes_without_a_token_and_a_token_without_the_right(
    db: None, method: str, path: str, operation: object
) -> None:
    path = path.replace("{id}", "01980000-0000-7000-8000-000000000000")
    policies = set(operation.view_func.policies)
    if PUBLIC in policies:
        assert Caller("").ask(method, path).status_code == (200 if path == "/health" else 400)
        return
    answer = Caller("").ask(method, path)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    other = sorted(set(CAPABILITIES) - policies)
    answer = caller("other", "SH1", can=other).ask(method, path)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "forbidden"
