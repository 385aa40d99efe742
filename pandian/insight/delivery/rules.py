"""What a channel must be, when it sends, and what it may read of itself.   外发判定

Pure: the clock, zones and the allow-list are arguments.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.governance.rules import ZONES, text_faults
from pandian.governance.words import LANGUAGES, ROLES
from pandian.insight.alerting.rules import quiet_end
from pandian.insight.alerting.words import CONDITIONS, SEVERITIES
from pandian.insight.delivery.words import (
    ADDRESS_CHARACTERS_MAX,
    AGAIN_MESSAGES_MAX,
    AGAIN_MINUTES,
    EVERY_MINUTES_MAX,
    EVERY_MINUTES_MIN,
    KINDS,
    NAME_CHARACTERS_MAX,
    PACES,
    PAUSE_SECONDS_FIRST,
    PAUSE_SECONDS_MAX,
    RECIPIENTS_MAX,
    SECRET_CHARACTERS_MAX,
    SECRET_CHARACTERS_MIN,
    SECRETS,
    WHY,
    ChannelDraft,
    Timing,
    Waiting,
)
from pandian.kernel.outside.rules import Allowed, literal, may_reach
from pandian.kernel.words import Fault

RECIPIENT = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?")
HOUSE = "*"


def channel_faults(draft: ChannelDraft, *, new: bool, allowed: Allowed) -> list[Fault]:
    """Return everything that is wrong with a channel; `new`: nothing is known of it yet."""
    faults = text_faults(draft.name, "/name", characters_max=NAME_CHARACTERS_MAX)
    faults += _choice_faults(draft)
    if draft.kind in KINDS:
        if new or draft.address is not None:
            faults += address_faults(draft.kind, draft.address or "", allowed)
        faults += _secret_faults(draft, new=new)
    if draft.time_zone not in ZONES:
        faults.append(Fault("/time_zone", "channel_zone", (draft.time_zone[:64],)))
    if draft.site != HOUSE and draft.sites:
        faults.append(Fault("/sites", "channel_sites"))
    return faults + _time_faults(draft)


def _choice_faults(draft: ChannelDraft) -> list[Fault]:
    faults = []
    for name, allowed in (("kind", KINDS), ("language", LANGUAGES), ("pace", PACES)):
        if getattr(draft, name) not in allowed:
            faults.append(Fault(f"/{name}", "not_a_choice", (", ".join(allowed),)))
    lists: tuple[tuple[str, Collection[str]], ...] = (
        ("roles", ROLES), ("conditions", CONDITIONS), ("severities", SEVERITIES))
    for name, choices in lists:
        if set(getattr(draft, name)) - set(choices):
            faults.append(Fault(f"/{name}", "not_a_choice", (", ".join(choices),)))
    return faults


def _time_faults(draft: ChannelDraft) -> list[Fault]:
    faults = []
    spans = {"at_once": (0, 0), "minutes": (EVERY_MINUTES_MIN, EVERY_MINUTES_MAX),
             "daily": (0, 23)}
    if draft.pace in spans and not spans[draft.pace][0] <= draft.every <= spans[draft.pace][1]:
        faults.append(Fault("/every", "out_of_range", spans[draft.pace]))
    if draft.quiet is not None and (
            draft.quiet[0] == draft.quiet[1] or not all(0 <= hour <= 23 for hour in draft.quiet)):
        faults.append(Fault("/quiet", "channel_quiet"))
    return faults


def _secret_faults(draft: ChannelDraft, *, new: bool) -> list[Fault]:
    need = SECRETS.get(draft.kind)
    if need is None:
        return [Fault("/secret", "channel_secret_unused")] if draft.secret else []
    if not draft.secret:
        wanted = need == "needed" and (new or draft.secret == "")
        return [Fault("/secret", "channel_secret_needed")] if wanted else []
    faults = text_faults(draft.secret, "/secret", characters_max=SECRET_CHARACTERS_MAX)
    if len(draft.secret) < SECRET_CHARACTERS_MIN:
        faults.append(Fault("/secret", "channel_secret_short", (SECRET_CHARACTERS_MIN,)))
    return faults


def address_faults(kind: str, address: str, allowed: Allowed) -> list[Fault]:
    """Return what is wrong with an address: recipients of a mail, or an https address.

    A name is looked up only when something is sent; here a literal address inside is found.
    """
    if not address.strip():
        return [Fault("/address", "missing")]
    if len(address) > ADDRESS_CHARACTERS_MAX:
        return [Fault("/address", "too_long", (ADDRESS_CHARACTERS_MAX,))]
    if kind == "mail":
        return _recipient_faults(recipients(address))
    parts = split(address)
    if parts is None:
        return [Fault("/address", "channel_address")]
    if parts.username is not None or parts.password is not None:
        return [Fault("/address", "channel_address_user")]
    host = str(parts.hostname)
    if not may_reach(host, literal(host), allowed):
        return [Fault("/address", "channel_private", (host,))]
    found = literal(host)
    if parts.scheme == "http" and not (host == "localhost" or (found and found.is_loopback)):
        return [Fault("/address", "channel_address_plain")]
    return []


def split(address: str) -> SplitResult | None:
    """Return the parts of an http(s) address, None where it is none; bare of any white space."""
    if not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        fit = parts.scheme in ("https", "http") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if fit else None


def recipients(address: str) -> list[str]:
    """Return the mail addresses of a list, each once; commas, semicolons, white space part them."""
    return list(dict.fromkeys(part for part in re.split(r"[\s,;，；]+", address) if part))


def _recipient_faults(given: list[str]) -> list[Fault]:
    faults = [Fault("/address", "channel_recipient", (each[:80],)) for each in given
              if RECIPIENT.fullmatch(each) is None or ".." in each]
    if len(given) > RECIPIENTS_MAX:
        faults.append(Fault("/address", "channel_recipients", (RECIPIENTS_MAX,)))
    return faults


def shown_of(kind: str, address: str) -> str:
    """Return what may be read of an address: recipients in full, of any other its host alone.

    The rest of a robot's address is its key.
    """
    if kind == "mail":
        return ", ".join(recipients(address))
    parts = split(address)
    assert parts is not None
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}{port}/…"


def ripe(channel: Timing, waiting: Waiting, now: datetime) -> str:
    """Say what of an outbox shall go now: '' nothing, `urgent` what is critical, or `all`.

    What is critical waits for nothing where the channel says so.  In quiet hours nothing else
    goes.  At once: news at once, and with it what came again, which alone waits for an hour.
    """
    urgent = waiting.urgent is not None and channel.urgent
    if quiet_end(now, channel.quiet, channel.time_zone) is not None:
        return "urgent" if urgent else ""
    rest = [at for at in (waiting.told, waiting.again, waiting.urgent) if at is not None]
    if not rest:
        return ""
    if channel.pace == "at_once":
        news = waiting.told is not None or waiting.urgent is not None
        return "all" if news or min(rest) + timedelta(minutes=AGAIN_MINUTES) <= now else ""
    if _over(channel, min(rest), now):
        return "all"
    return "urgent" if urgent else ""


def _over(channel: Timing, oldest: datetime, now: datetime) -> bool:
    """Say whether a digest is due in which the oldest notice has waited."""
    if channel.pace == "minutes":
        return oldest + timedelta(minutes=channel.every) <= now
    local = now.astimezone(ZoneInfo(channel.time_zone))
    last = local.replace(hour=channel.every, minute=0, second=0, microsecond=0)
    if last > local:
        last -= timedelta(days=1)
    return oldest < last


def pause_seconds(tries: int) -> int:
    """Return how long to wait after so many tries: twice as long each time, up to half an hour."""
    doubled: int = PAUSE_SECONDS_FIRST * 2 ** min(tries - 1, 16)
    return min(doubled, PAUSE_SECONDS_MAX)


def again_faults(
    asked: Sequence[tuple[UUID, int]], known: Mapping[UUID, Any], *, active: bool
) -> tuple[list[Fault], bool]:
    """Return what keeps messages (id, `again` as it was shown) from going once more.

    And whether all of it is that they have changed since.  One that was asked for by this very
    tap already (`again` is one more than was shown) is no fault, whatever became of it.
    """
    if not asked:
        return [Fault("/messages", "channel_messages_none")], False
    if len(asked) > AGAIN_MESSAGES_MAX:
        return [Fault("/messages", "channel_messages_many", (AGAIN_MESSAGES_MAX,))], False
    faults = []
    for n, (message, seen) in enumerate(asked):
        row, code = known.get(message), ""
        if row is None:
            code = "channel_message_unknown"
        elif row.again != seen:
            code = "" if row.again == seen + 1 else "channel_message_changed"
        elif row.state != "failed" or row.trial:
            code = "channel_message_state"
        faults += [Fault(f"/messages/{n}", code)] if code else []
    fresh = any(message in known and known[message].again == seen for message, seen in asked)
    if not active and fresh:
        faults.append(Fault("", "channel_off"))
    return faults, {each.code for each in faults} == {"channel_message_changed"}


def why_text(why: str, language: str) -> str:
    """Return why a message did not go, in words."""
    code, _, figure = why.partition(":")
    return WHY[code].text(language).format(figure) if code in WHY else why
