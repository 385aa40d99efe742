"""Channels: where alerts go besides the screen.   外发通道接口

An address is answered only by its host (mail: its recipients), a secret never.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from pandian.exchange.notices.operations import send_trial
from pandian.insight.delivery import operations
from pandian.insight.delivery.queries import channel, channels, messages
from pandian.insight.delivery.rules import why_text
from pandian.insight.delivery.words import CAPABILITY, KINDS, STATES, ChannelDraft, ChannelRow
from pandian.interfaces.api.answers import answer, language_of, plain
from pandian.interfaces.api.door import policy, scope
from pandian.interfaces.api.shapes.channels import (
    AgainIn,
    ChannelIn,
    ChannelsFilter,
    ChannelsOut,
    RemoveIn,
    SwitchIn,
    TrialOut,
)
from pandian.interfaces.api.shapes.types import Answer, Uuid

router = Router(tags=["alerts 预警"])


@router.get("/channels", response=ChannelsOut)
@policy(CAPABILITY)
def list_channels(request: HttpRequest, filter: Query[ChannelsFilter]) -> HttpResponse:
    """List the channels that the caller may set, and how each sends."""
    rows = channels(scope=scope(request), site=filter.site or "")
    return answer({"rows": [_row(request, row) for row in rows]})


def _row(request: HttpRequest, row: ChannelRow) -> dict[str, Any]:
    language = language_of(request)
    return {**plain(row), "kind_label": KINDS[row.kind].text(language),
            "why_label": why_text(row.why, language) if row.why else ""}


@router.put("/channels", response=Answer)
@policy(CAPABILITY)
def put_channel(request: HttpRequest, body: ChannelIn) -> HttpResponse:
    """Write a channel; all that is wrong with it is named at once."""
    given = body.model_dump(exclude={"seen", "quiet", "sites", "roles", "conditions",
                                     "severities"})
    lists: dict[str, Any] = {
        name: tuple(getattr(body, name))
        for name in ("sites", "roles", "conditions", "severities")}
    quiet = (body.quiet.begins, body.quiet.ends) if body.quiet else None
    row = operations.set_channel(scope=scope(request), seen=body.seen,
                                 draft=ChannelDraft(**given, **lists, quiet=quiet))
    return answer(_row(request, row))


@router.get("/channels/{id}", response=Answer)
@policy(CAPABILITY)
def read_channel(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Show one channel with its last messages."""
    return answer(_channel(request, id))


def _channel(request: HttpRequest, id: UUID) -> dict[str, Any]:
    language = language_of(request)
    return {**_row(request, channel(scope=scope(request), id=id)), "messages": [
        {**plain(each), "state_label": STATES[each.state].text(language),
         "why_label": why_text(each.why, language) if each.why else ""}
        for each in messages(scope=scope(request), id=id)]}


@router.post("/channels/{id}/trial", response=TrialOut)
@policy(CAPABILITY)
def try_channel(request: HttpRequest, id: Path[Uuid]) -> HttpResponse:
    """Send a trial message now, and say whether it went."""
    why = send_trial(scope=scope(request), id=id)
    return answer({"sent": not why, "why": why,
                   "why_label": why_text(why, language_of(request)) if why else ""})


@router.post("/channels/{id}/again", response=Answer)
@policy(CAPABILITY)
def send_again(request: HttpRequest, id: Path[Uuid], body: AgainIn) -> HttpResponse:
    """Let messages that failed go once more, each under its own id; twice is once."""
    done = operations.send_again(scope=scope(request), id=id,
                                 messages=[(each.id, each.seen) for each in body.messages])
    return answer({**_channel(request, id), "asked": done._asdict()})


@router.post("/channels/{id}/switch", response=Answer)
@policy(CAPABILITY)
def switch_channel(request: HttpRequest, id: Path[Uuid], body: SwitchIn) -> HttpResponse:
    """Switch a channel on or off; what waits is let go."""
    operations.switch(scope=scope(request), id=id, active=body.active, seen=body.seen)
    return answer(_channel(request, id))


@router.post("/channels/{id}/remove", response=Answer)
@policy(CAPABILITY)
def remove_channel(request: HttpRequest, id: Path[Uuid], body: RemoveIn) -> HttpResponse:
    """Remove a channel that is off, its address and secret with it."""
    operations.remove(scope=scope(request), id=id, seen=body.seen)
    return answer({"id": str(id), "result": "removed"})
