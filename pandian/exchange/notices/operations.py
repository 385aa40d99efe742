"""Sending what waits in the outboxes: claim, send, say what became of it.   通知操作

Sending happens outside of any transaction: a slow other side holds no row and no look at alerts.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings

from pandian.exchange.notices.rules import (
    letter_of,
    robot_why,
    subject_of,
    text_of,
    told_of,
)
from pandian.exchange.notices.talking.operations import NotSent, mail, post
from pandian.exchange.notices.words import RUN_SECONDS_MAX, TEXT_BYTES_MAX, Sent, Told
from pandian.governance.words import Scope
from pandian.insight.delivery.operations import begin_trial, claim, due, settle
from pandian.insight.delivery.rules import recipients
from pandian.insight.delivery.words import Parcel

log = logging.getLogger("pandian.notices")


def send_due(*, scope: Scope, now: datetime | None = None) -> Sent:
    """Send what the channels have to send now; one that fails never stops another.

    Raises `Forbidden`.
    """
    began, states = time.monotonic(), []
    for site, id in due(scope=scope, now=now or datetime.now(UTC)):
        if time.monotonic() - began > RUN_SECONDS_MAX:
            break
        parcel = claim(scope=scope, site=site, id=id, now=now or datetime.now(UTC))
        if parcel is not None:
            states.append(settle(scope=scope, parcel=parcel, why=deliver(parcel), now=now))
    return Sent(states.count("sent"), states.count("failed"), states.count("waiting"))


def send_trial(*, scope: Scope, id: UUID) -> str:
    """Send a trial message now; return why it did not go, '' when it did.

    Raises `Forbidden`, `ChannelNotFound`, `ChannelRefused`.
    """
    parcel = begin_trial(scope=scope, id=id)
    why = deliver(parcel)
    settle(scope=scope, parcel=parcel, why=why)
    return why


def deliver(parcel: Parcel) -> str:
    """Send one message; return why it did not go, '' when it did.  Raises nothing."""
    if not parcel.address:
        return "seal"
    try:
        told = told_of(parcel.notices, parcel.language, settings.ADDRESS)
        return _mailed(parcel, told) if parcel.kind == "mail" else _posted(parcel, told)
    except NotSent as error:
        return error.why
    except Exception as error:  # its words may hold the address, which is a secret
        log.error("message %s cannot be sent: %s", parcel.id, type(error).__name__)
        return "error"


def _mailed(parcel: Parcel, told: list[Told]) -> str:
    letter = EmailMessage()
    letter["Subject"] = subject_of(parcel, told)
    letter["From"] = settings.MAIL_FROM
    letter["To"] = ", ".join(recipients(parcel.address))
    letter["Date"] = format_datetime(parcel.created_at)
    letter["Message-ID"] = f"<{parcel.id}@{settings.MAIL_FROM.rpartition('@')[2].strip('> ')}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text_of(parcel, told, bytes_max=TEXT_BYTES_MAX["mail"]))
    mail(letter)
    return ""


def _posted(parcel: Parcel, told: list[Told]) -> str:
    letter = letter_of(parcel, told, datetime.now(UTC))
    answer = post(letter.url, letter.body, letter.headers, allowed=settings.OUT_HOSTS)
    return "" if parcel.kind == "webhook" else robot_why(parcel.kind, answer.body)
