"""The API at /api/v1: every route, one door, one form of failure.   接口总表"""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from pandian.interfaces.api import (
    alerts,
    approvals,
    between,
    channels,
    climate,
    counts,
    devices,
    documents,
    explanations,
    inbox,
    inspections,
    labels,
    licences,
    masters,
    pauses,
    periods,
    photos,
    planning,
    policies,
    problems,
    pull,
    purchases,
    push,
    records,
    rehearsals,
    retention,
    returns,
    rfid,
    risk,
    rulebook,
    samples,
    shelves,
    stock,
    system,
    traces,
    watching,
)
from pandian.interfaces.api.body import StrictParser
from pandian.interfaces.api.door import undeclared
from pandian.interfaces.api.shapes.push import PushIn
from pandian.interfaces.api.shapes.types import ProblemOut

PROBLEMS = {
    400: "malformed 格式有误", 401: "no valid token or session 未登录",
    403: "not permitted 没有权限", 404: "not found, or not yours to see 没有找到",
    409: "conflict 冲突", 413: "too large 过大", 415: "unknown encoding 编码",
    422: "invalid; nothing was changed 内容有误", 426: "renew the application 应用过旧",
    429: "too fast 过快",
    503: "try again with the same ids 暂时不可用",
}
REFERENCE = "#/components/schemas/{model}"


class Api(NinjaAPI):
    """NinjaAPI with our door, our parser and our problems in the documentation."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI document with every failure declared; it is made once."""
        known = self._documents.get(repr(options))
        if known is None:
            known = self._documents[repr(options)] = self._documented(**options)
        return known

    def _documented(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        parts = schema["components"]["schemas"]
        for model in (ProblemOut, PushIn):
            made = model.model_json_schema(ref_template=REFERENCE)
            parts.update(made.pop("$defs", {}))
            parts[model.__name__] = made
        schema["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        }
        for path, methods in schema["paths"].items():
            if path.endswith("/push"):
                methods["post"]["requestBody"]["content"]["application/json"]["schema"] = {
                    "$ref": REFERENCE.format(model="PushIn")}
            for operation in methods.values():
                _declare(operation)
        return schema


def _declare(operation: dict[str, Any]) -> None:
    for status, words in PROBLEMS.items():
        operation["responses"].setdefault(status, {
            "description": words,
            "content": {problems.CONTENT_TYPE: {
                "schema": {"$ref": REFERENCE.format(model="ProblemOut")}}},
        })


api = Api(
    title="pandian 盘点", version="1", urls_namespace="api-v1", docs_url=None,
    openapi_url="/openapi.json", parser=StrictParser(), auth=undeclared,
    description="Stock that stays true over its whole life. 全生命周期如实的库存。",
)
problems.register(api)
for room in (masters, licences, stock, counts, samples, explanations, push, devices, pull, photos,
             labels, planning, rfid, between, inbox, documents, policies, purchases, inspections,
             shelves, climate, system, traces, records, retention, returns, risk, rulebook,
             approvals, watching, rehearsals, periods, pauses, alerts, channels):
    api.add_router("", room.router)
