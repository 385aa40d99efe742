"""Rules as a file: handed out, and taken in as drafts.   规则文件页"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.operations import export_policies, import_policies
from pandian.interfaces.api.body import parsed
from pandian.interfaces.web.forms import FormRefused
from pandian.interfaces.web.pages import sentences
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.rulebook import listed
from pandian.kernel.words import Fault, Refused

RULE_FILE_BYTES_MAX = 5 * 1024 * 1024


@page("counting.read")
def export_page(request: Any) -> HttpResponse:
    """Hand out the newest version of every rule that one sees, or of one kind."""
    kind = request.GET.get("kind", "")
    file = export_policies(scope=request.scope, kind=kind if kind in KINDS else "")
    return JsonResponse(file, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers={
        "Content-Disposition": 'attachment; filename="pandian-rules.json"'})


@page("governance.rule", methods=("POST",))
def import_page(request: Any) -> HttpResponse:
    """Take the rules of a file in as drafts: all of them, or none with every fault."""
    try:
        done = import_policies(scope=request.scope, file=_read(request.FILES.get("file")))
    except Refused as error:
        return listed(request, errors=sentences(list(error.faults)), status=error.status)
    same = sum(row.result == "exists" for row in done)
    messages.success(request, _("%(new)s drafts taken in; %(same)s stood there already. Nothing "
                                "holds before it is rehearsed and adopted.")
                     % {"new": len(done) - same, "same": same})
    return HttpResponseRedirect("/rules")


def _read(given: Any) -> object:
    """Return what a chosen file holds.  Raises `FormRefused`, and as strict JSON is refused."""
    if given is None:
        raise FormRefused([Fault("/file", "rule_file_missing")])
    if given.size > RULE_FILE_BYTES_MAX:
        raise FormRefused([Fault("/file", "too_large", (RULE_FILE_BYTES_MAX,))])
    return parsed(given.read())
