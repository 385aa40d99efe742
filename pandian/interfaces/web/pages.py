"""Showing pages, and showing what went wrong: what, is my data safe, what to do, id.   页面"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from pandian.governance.words import CAPABILITIES
from pandian.interfaces.web.policy import is_fragment, sign_in_first
from pandian.interfaces.web.words import FAULTS, FIELDS
from pandian.interfaces.words import TITLES, described
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Label, Refused

log = logging.getLogger("pandian.web")

SAFE: dict[int, Label] = {
    400: Label("没有任何数据被更改。", "No data was changed."),
    403: Label("没有任何数据被更改。", "No data was changed."),
    404: Label("没有任何数据被更改。", "No data was changed."),
    405: Label("没有任何数据被更改。", "No data was changed."),
    409: Label("对方的内容已保存；您的这一次没有写入。",
               "What the other person did is saved; your own step was not written."),
    422: Label("没有任何数据被更改；您填写的内容还在。",
               "No data was changed; what you filled in is still there."),
    429: Label("没有任何数据被更改。", "No data was changed."),
    500: Label("已确认的数据都在；这一步整体撤回，没有写入一半。",
               "Everything confirmed is kept; this step was taken back as a whole."),
    503: Label("已确认的数据都在；这一步没有写入。",
               "Everything confirmed is kept; this step was not written."),
}
ADVICE: dict[int, Label] = {
    400: Label("请返回，检查填写的内容后再试。", "Go back, check what was filled in, try again."),
    403: Label("需要的话，请管理员给您这项权限。", "If you need it, ask an administrator."),
    404: Label("它可能不存在，或不属于您的站点。",
               "It may not exist, or it does not belong to your sites."),
    405: Label("请从页面上的按钮进行操作。", "Use the buttons of the page."),
    409: Label("请刷新页面，看看现在的内容，再决定。",
               "Reload the page, look at what is there now, then decide."),
    422: Label("请按下面的说明逐条改正。", "Put right what is listed below."),
    429: Label("请稍等片刻再试。", "Wait a moment, then try again."),
    500: Label("请再试一次；仍不行时，把下面的编号告诉管理员。",
               "Try once more; if it fails again, give the id below to your administrator."),
    503: Label("数据库暂时没有响应，通常几秒后恢复；请稍后再试。",
               "The database does not answer; usually that takes seconds. Try again shortly."),
}


def show(request: Any, template: str, context: dict[str, Any] | None = None, *,
         status: int = 200) -> HttpResponse:
    """Render one page of this face."""
    return render(request, f"web/{template}.html", context, status=status)


def show_part(request: Any, page: str, part: str, context: dict[str, Any], *,
              status: int = 200) -> HttpResponse:
    """Render the part for htmx, or the whole page that includes it for everybody else."""
    return show(request, part if is_fragment(request) else page, context, status=status)


def sentences(faults: tuple[Fault, ...] | list[Fault]) -> list[dict[str, str]]:
    """Return faults as sentences in the language of this request."""
    language = get_language() or "zh-hans"
    return [
        {**(_own(fault, language) or described(_named(fault, language), language=language)),
         "field": FIELDS[fault.pointer].text(language) if fault.pointer in FIELDS else ""}
        for fault in faults]


def _named(fault: Fault, language: str) -> Fault:
    """Call a missing capability by its name instead of its code."""
    known = CAPABILITIES.get(str(fault.params[0])) if fault.params else None
    if fault.code != "forbidden" or known is None:
        return fault
    return fault._replace(params=(known.label.text(language), *fault.params[1:]))


def _own(fault: Fault, language: str) -> dict[str, str] | None:
    """Return the sentence of a fault that only this face raises."""
    label = FAULTS.get(fault.code)
    if label is None:
        return None
    message = label.text(language).format(*fault.params)
    return {"pointer": fault.pointer, "code": fault.code, "message": message, "hint": ""}


def refused(request: Any, error: Refused) -> HttpResponse:
    """Answer a refusal that the view did not show itself, with all its faults."""
    if error.status == 401:
        return sign_in_first(request)
    return failure(request, error.status, sentences(error.faults))


def unavailable(request: Any) -> HttpResponse:
    """Answer that the database is away, without asking it anything."""
    response = failure(request, 503, [])
    response.headers["Retry-After"] = "5"
    return response


def broken(request: Any, error: Exception) -> HttpResponse:
    """Answer an unexpected error; the log carries the same id with the trace."""
    incident = str(uuid7())
    log.error("incident %s at %s", incident, request.path, exc_info=error)
    return failure(request, 500, [], incident=incident)


def failure(
    request: Any, status: int, errors: list[dict[str, str]], *, incident: str = ""
) -> HttpResponse:
    """Render an error as a page, or as a fragment when htmx asked."""
    known = status if status in SAFE else 500 if status >= 500 else 400
    context = {
        "status": status, "title": TITLES.get(status, TITLES[known]), "safe": SAFE[known],
        "advice": ADVICE[known], "errors": errors, "incident": incident or str(uuid7()),
    }
    try:
        return show(request, "error_part" if is_fragment(request) else "error", context,
                    status=status)
    except OperationalError:
        return show(request, "error_bare", context, status=status)


def hand_out(
    request: Any, name: str, id: UUID, form: str, *, paper: Callable[..., bytes],
    body: Callable[..., dict[str, Any]],
) -> HttpResponse:
    """Hand out the report of a thing by its form: PDF to read (`pdf`), else JSON to check."""
    kept = {"Content-Disposition": f'attachment; filename="{name}-{id}.{form}"'}
    if form == "pdf":
        data = paper(scope=request.scope, id=id, language=get_language() or "zh-hans",
                     address=str(request.build_absolute_uri("/verify")))
        return HttpResponse(data, content_type="application/pdf", headers=kept)
    return JsonResponse(body(scope=request.scope, id=id),
                        json_dumps_params={"ensure_ascii": False}, headers=kept)
