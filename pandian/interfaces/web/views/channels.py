"""Channels: where alerts go besides the screen; set, tried out, switched, removed.   外发通道页"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.exchange.notices.operations import send_trial
from pandian.governance.words import LANGUAGES, ROLES
from pandian.insight.alerting.words import CONDITIONS, SEVERITIES
from pandian.insight.delivery import operations as setting
from pandian.insight.delivery.queries import channel, channels, reach
from pandian.insight.delivery.queries import messages as sent_by
from pandian.insight.delivery.rules import why_text
from pandian.insight.delivery.words import (
    ADDRESS_CHARACTERS_MAX,
    CAPABILITY,
    KINDS,
    NAME_CHARACTERS_MAX,
    PACES,
    SECRETS,
    STATES,
    ChannelDraft,
    ChannelRow,
    MessageRow,
)
from pandian.insight.words import HOUSE
from pandian.interfaces.web.forms import FormRefused, chosen, id_of, whole
from pandian.interfaces.web.pages import sentences, show
from pandian.interfaces.web.policy import page
from pandian.interfaces.web.views.overview import first_zone
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Fault, Label, Refused

STANDS: dict[str, tuple[str, Label]] = {
    "off": ("grey", Label("已停用", "off")),
    "failed": ("red", Label("发送失败", "failing")),
    "again": ("orange", Label("正在重试", "trying again")),
    "sent": ("green", Label("正常", "works")),
    "new": ("blue", Label("尚未发送", "nothing sent yet")),
}
STATE_COLOURS = {"waiting": "orange", "sent": "green", "failed": "red", "dropped": "grey"}
HOURS = tuple(range(24))
CONDITION_LABELS = {name: each.label for name, each in CONDITIONS.items()}
ROLE_LABELS = {name: each.label for name, each in ROLES.items()}


class Shown(NamedTuple):
    """A channel as the list shows it: colour and word of how it stands, and why it fails."""

    row: ChannelRow
    colour: str
    stand: Label
    why: str


class Told(NamedTuple):
    """A message as the page of its channel shows it."""

    row: MessageRow
    colour: str
    state: Label
    why: str

    @property
    def again(self) -> str:
        """What a form sends to let it go once more; '' where that is not to be done."""
        row = self.row
        return "" if row.trial or row.state != "failed" or row.asked_at else (
            f"{row.id}@{row.again}")


def _shown(row: ChannelRow) -> Shown:
    name = ("off" if not row.active else "failed" if row.sends == "failed"
            else "again" if row.tries and row.why else row.sends or "new")
    troubled = name in ("failed", "again")
    return Shown(row, *STANDS[name], _why(row.why) if troubled else "")


def _why(why: str) -> str:
    return why_text(why, get_language() or "zh-hans") if why else ""


@page(CAPABILITY)
def list_page(request: Any) -> HttpResponse:
    """Show every channel that the person may set, and how it sends."""
    return show(request, "channels", {
        "rows": [_shown(row) for row in channels(scope=request.scope)],
        "zone": first_zone(request), "now": datetime.now(UTC), **_words()})


def _words() -> dict[str, Any]:
    return {"kinds": KINDS, "paces": PACES, "roles": ROLE_LABELS, "conditions": CONDITION_LABELS,
            "severities": SEVERITIES, "languages": LANGUAGES, "house": HOUSE, "hours": HOURS,
            "secrets": SECRETS, "name_max": NAME_CHARACTERS_MAX,
            "address_max": ADDRESS_CHARACTERS_MAX, "links": settings.ADDRESS,
            "mail_set": bool(settings.MAIL_HOST and settings.MAIL_FROM)}


@page(CAPABILITY, methods=("GET", "POST"))
def new_page(request: Any) -> HttpResponse:
    """Ask for a new channel, and write it."""
    if request.method == "GET":
        kind = request.GET.get("kind", "")
        return _form(request, None, {
            "id": str(uuid7()), "kind": kind if kind in KINDS else "mail", "pace": "at_once",
            "urgent": True, "language": get_language() or "zh-hans",
            "time_zone": first_zone(request)})
    return _written(request, None, id_of(request.POST.get("id", "")))


@page(CAPABILITY, methods=("GET", "POST"))
def channel_page(request: Any, id: UUID) -> HttpResponse:
    """Show one channel with its last messages, or write it anew."""
    row = channel(scope=request.scope, id=id)
    return _written(request, row, id) if request.method == "POST" else _form(
        request, row, _held(row))


def _held(row: ChannelRow) -> dict[str, Any]:
    """Return a channel as its form shows it; address and secret are never in it."""
    quiet = row.quiet or ("", "")
    return {**row._asdict(), "address": "", "quiet_from": quiet[0], "quiet_to": quiet[1],
            "minutes": row.every if row.pace == "minutes" else "",
            "hour": row.every if row.pace == "daily" else ""}


def _written(request: Any, row: ChannelRow | None, id: UUID) -> HttpResponse:
    form = request.POST
    try:
        draft = _draft(request, row, id)
        setting.set_channel(scope=request.scope, draft=draft,
                            seen=_seen(form) if row else 0)
    except Refused as error:
        if error.status in (403, 404):
            raise
        return _form(request, row, _typed(request, id), status=error.status,
                     errors=sentences(error.faults))
    messages.success(request, _("The channel is kept.") if row else _(
        "The channel is set. Send a trial message to see whether it works."))
    return HttpResponseRedirect(f"/channels/{id}")


def _seen(form: Any) -> int:
    return int(form["seen"]) if form.get("seen", "").isdecimal() else 0


def _typed(request: Any, id: UUID) -> dict[str, Any]:
    """Return what was filled in, but for the secret."""
    form = request.POST
    many = {name: form.getlist(name) for name in ("sites", "roles", "conditions", "severities")}
    one = {name: form.get(name, "") for name in (
        "site", "name", "kind", "address", "language", "time_zone", "pace", "minutes", "hour",
        "quiet_from", "quiet_to")}
    return {**one, **many, "id": str(id), "figures": form.get("figures") == "1",
            "urgent": form.get("urgent") == "1"}


def _draft(request: Any, row: ChannelRow | None, id: UUID) -> ChannelDraft:
    """Return the channel that a form describes.  Raises `FormRefused`."""
    form, faults = request.POST, list[Fault]()
    pace = form.get("pace", "")
    field = {"minutes": "minutes", "daily": "hour"}.get(pace, "")
    every = whole(form.get(field, ""), "/every", faults) if field else 0
    ends = [whole(form.get(name, ""), "/quiet", faults) for name in ("quiet_from", "quiet_to")]
    if None in ends and ends != [None, None]:
        faults.append(Fault("/quiet", "channel_quiet"))
    if field and every is None and not faults:
        faults.append(Fault("/every", "missing"))
    if faults:
        raise FormRefused(faults)
    site = row.site if row else form.get("site", "")
    return ChannelDraft(
        site, id, form.get("name", ""), row.kind if row else form.get("kind", ""),
        form.get("address", "").strip() or (None if row else ""),
        form.get("secret", "").strip() or None, form.get("language", ""),
        form.get("time_zone", "").strip(),
        tuple(form.getlist("sites")) if site == HOUSE else (),
        chosen(form.getlist("roles"), ROLES), chosen(form.getlist("conditions"), CONDITIONS),
        chosen(form.getlist("severities"), SEVERITIES), form.get("figures") == "1", pace,
        every or 0, None if ends[0] is None or ends[1] is None else (ends[0], ends[1]),
        form.get("urgent") == "1")


def _form(
    request: Any, row: ChannelRow | None, form: dict[str, Any], *, status: int = 200,
    errors: Any = (),
) -> HttpResponse:
    told = [] if row is None else [
        Told(each, STATE_COLOURS[each.state], STATES[each.state], _why(each.why))
        for each in sent_by(scope=request.scope, id=row.id)]
    here = reach(scope=request.scope)
    failed = [each for each in told if each.again]
    return show(request, "channel", {
        "row": row, "shown": _shown(row) if row else None, "form": form, "told": told,
        "failed": failed, "errors": errors, "zone": row.time_zone if row else first_zone(request),
        "sites": [site for site in request.face.sites if site.code in here],
        "central": HOUSE in here, **_words()}, status=status)


@page(CAPABILITY, methods=("POST",))
def act_page(request: Any, id: UUID) -> HttpResponse:
    """Try a channel out, let what failed go once more, switch it, or remove it."""
    row = channel(scope=request.scope, id=id)
    act, seen = request.POST.get("act", ""), _seen(request.POST)
    try:
        if act == "trial":
            _try(request, id)
        elif act in ("on", "off"):
            setting.switch(scope=request.scope, id=id, active=act == "on", seen=seen)
            messages.success(request, _("The channel is on.") if act == "on" else _(
                "The channel is off; what waited is not sent."))
        elif act == "again":
            _again(request, id)
        elif act == "remove":
            setting.remove(scope=request.scope, id=id, seen=seen)
            messages.success(request, _("The channel is removed, with its address and secret."))
            return HttpResponseRedirect("/channels")
    except Refused as error:
        if error.status in (403, 404):
            raise
        return _form(request, row, _held(row), status=error.status,
                     errors=sentences(error.faults))
    return HttpResponseRedirect(f"/channels/{id}")


def _again(request: Any, id: UUID) -> None:
    """Ask for the messages of a form, each `id@how often it was asked for`."""
    pairs = [each.partition("@") for each in request.POST.getlist("message")]
    setting.send_again(scope=request.scope, id=id, messages=[
        (id_of(message), int(seen)) for message, _at, seen in pairs if seen.isdecimal()])
    messages.success(request, _("What failed is sent again, under its own number, as soon as it is "
                                "its turn."))


def _try(request: Any, id: UUID) -> None:
    why = send_trial(scope=request.scope, id=id)
    if why:
        messages.error(request, _("The trial message did not go: %(why)s") % {"why": _why(why)})
    else:
        messages.success(request, _("The trial message went. Look whether it came."))
