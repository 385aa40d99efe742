"""What is watched closely, and what its counts say.   重点监控接口"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.counting.watching.operations import unwatch, watch
from pandian.counting.watching.queries import watch_list
from pandian.counting.watching.words import VERDICTS, WHYS, WatchDraft
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.types import Answer, Uuid
from pandian.interfaces.api.shapes.watching import UnwatchIn, WatchFilter, WatchIn

router = Router(tags=["risk 风险"])


@router.get("/watches", response=Answer)
@policy("counting.read")
def list_watches(request: HttpRequest, filter: Query[WatchFilter]) -> HttpResponse:
    """List what a site watches, week by week with its control line, and what it might watch."""
    told = watch_list(scope=scope(request), site=filter.site)
    language = language_of(request)
    return answer({
        **plain(told),
        "watched": [{**plain(each), "message": VERDICTS[each.verdict].text(language)}
                    for each in told.watched],
        "proposed": [{**plain(each), "whys": [
            {**plain(why), "message": WHYS[why.code].text(language).format(*why.figures)}
            for why in each.whys]} for each in told.proposed]})


@router.post("/watches", response={200: Answer, 201: Answer})
@policy("counting.plan")
def put_watch(request: HttpRequest, body: WatchIn) -> HttpResponse:
    """Watch an item, a place with all inside, or an item at a place; the same id again: `exists`.
    """
    result = watch(scope=scope(request), draft=WatchDraft(
        body.id, body.site, body.item or "", body.place or "", body.reason, body.until))
    return answer({"id": str(body.id), "result": result},
                  status=201 if result == "created" else 200)


@router.post("/watches/{id}/end", response=Answer)
@policy("counting.plan")
def end_watch(request: HttpRequest, id: Path[Uuid], body: UnwatchIn) -> HttpResponse:
    """End a watch before its day; what was seen stays."""
    unwatch(scope=scope(request), site=body.site, watch=id, why=body.why)
    return answer({"id": str(id), "result": "ended"})
