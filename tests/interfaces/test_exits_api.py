"""The API opens no door to locked goods, and says at which line and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.interfaces.conftest import World, posting


def test_a_posting_of_expired_goods_is_refused_at_its_line(world: World) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    world.everything.put("/items", [{"code": "GLUE", "name": "胶", "unit": "支", "tracking": "lot",
                                     "expiry": True}])
    world.everything.put("/lots", [{"item": "GLUE", "lot": "OLD", "expires_on": yesterday}])
    world.everything.post("/postings", posting(9, line={"item": "GLUE", "lot": "OLD"}))
    out = posting(4, kind="issue", line={"item": "GLUE", "lot": "OLD", "source": "A-01",
                                         "target": "@customer"})
    answer = world.everything.post("/postings", out)
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/lines/0/lot", "exit_expired")]
    assert yesterday in str(answer.json()["errors"][0])
    back = world.everything.post("/postings", {**out, "id": posting(1)["id"], "kind": "return",
                                               "lines": [{**out["lines"][0],
                                                          "target": "@supplier"}]})
    assert back.status_code == 201, "the way back to the supplier stays open"
