"""What a message says, and how each kind of channel wants it: text, JSON, signature.   通知规则

Pure: the clock is an argument.  The formats are those of the makers' own documents, as read in
November 2026:

- WeCom, 群机器人配置说明: developer.work.weixin.qq.com/document/path/91770
- DingTalk, 自定义机器人安全设置 (加签):
  open.dingtalk.com/document/robots/customize-robot-security-settings
- Feishu, 自定义机器人使用指南 (签名校验):
  open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
- webhooks: Standard Webhooks 1.0, standardwebhooks.com (headers `webhook-id`, `-timestamp`,
  `-signature`)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from pandian.exchange.notices.words import (
    ALERTS_MAX,
    HOUSE_NAME,
    LINE,
    MORE,
    SUBJECT,
    TEXT_BYTES_MAX,
    TIMES,
    TRIAL,
    VEILED,
    Letter,
    Told,
)
from pandian.insight.alerting.rules import said
from pandian.insight.alerting.words import ACTS, CONDITIONS, SEVERITIES
from pandian.insight.delivery.words import Notice, Parcel
from pandian.insight.words import HOUSE

BASE64_SECRET = "whsec_"  # noqa: S105  how such a secret begins
ORDER = {"critical": 0, "warning": 1, "notice": 2}


def told_of(notices: Sequence[Notice], language: str, address: str) -> list[Told]:
    """Return the alerts of a message, each once as it stood last, the most severe first.

    `address` is where people open this house, '' where nobody said: then there are no links.
    """
    last: dict[Any, Notice] = {}
    for each in notices:
        kept = last.get(each.alert)
        if kept is None or each.n > kept.n:
            news = each if each.act != "again" or kept is None else each._replace(act=kept.act)
            last[each.alert] = news
    told = [_told(each, language, address) for each in last.values()]
    return sorted(told, key=lambda each: (ORDER.get(each.severity, 3), each.at, each.id))


def _told(notice: Notice, language: str, address: str) -> Told:
    return Told(
        str(notice.alert), notice.site, notice.condition, notice.severity, notice.act,
        notice.times, notice.at.isoformat(), _sentence(notice, language), notice.facts,
        f"{address.rstrip('/')}/alerts/{notice.alert}" if address else "")


def _sentence(notice: Notice, language: str) -> str:
    usual = CONDITIONS.get(notice.condition)
    if usual is None:  # of another release
        return notice.condition
    if notice.veiled:
        return VEILED.text(language).format(usual.label.text(language))
    return said(notice.condition, notice.facts, language, notice.time_zone)


def lines_of(told: Sequence[Told], language: str) -> list[str]:
    """Return each alert as a line of text, its link on the next one."""
    return [_line(each, language) + (f"\n{each.link}" if each.link else "") for each in told]


def _line(each: Told, language: str) -> str:
    site = HOUSE_NAME.text(language) if each.site == HOUSE else each.site
    text = LINE.text(language).format(
        severity=SEVERITIES[each.severity].text(language), site=site,
        act=ACTS[each.act].text(language), text=each.message)
    return text + (TIMES.text(language).format(each.times) if each.times > 1 else "")


def subject_of(parcel: Parcel, told: Sequence[Told]) -> str:
    """Return the first line of a message."""
    if parcel.trial:
        return TRIAL.text(parcel.language).format(parcel.name)
    return SUBJECT.text(parcel.language).format(len(told))


def text_of(parcel: Parcel, told: Sequence[Told], *, bytes_max: int) -> str:
    """Return a message as text of so many bytes at most; what has no room is counted at its end."""
    lines, kept = lines_of(told[:ALERTS_MAX], parcel.language), [subject_of(parcel, told)]
    for n, line in enumerate(lines):
        left = len(told) - n - 1
        more = [MORE.text(parcel.language).format(left)] if left else []
        if len("\n".join([*kept, line, *more]).encode()) > bytes_max:
            break
        kept.append(line)
    left = len(told) - len(kept) + 1
    return "\n".join(kept + ([MORE.text(parcel.language).format(left)] if left else []))


def plain(text: str) -> str:
    """Return a text in which no robot finds a mention, such as `<@all>` in the name of an item."""
    return text.replace("<", "＜").replace(">", "＞")


def letter_of(parcel: Parcel, told: Sequence[Told], now: datetime) -> Letter:
    """Return what is sent to a robot or a webhook."""
    return {"wecom": _wecom, "dingtalk": _dingtalk, "feishu": _feishu, "webhook": _webhook}[
        parcel.kind](parcel, told, now)


def _robot(parcel: Parcel, told: Sequence[Told]) -> str:
    return plain(text_of(parcel, told, bytes_max=TEXT_BYTES_MAX[parcel.kind]))


def _letter(url: str, body: dict[str, Any], **headers: str) -> Letter:
    return Letter(url, {"Content-Type": "application/json; charset=utf-8", **headers},
                  json.dumps(body, ensure_ascii=False).encode())


def _wecom(parcel: Parcel, told: Sequence[Told], now: datetime) -> Letter:
    return _letter(parcel.address, {
        "msgtype": "text", "text": {"content": _robot(parcel, told)}})


def _dingtalk(parcel: Parcel, told: Sequence[Told], now: datetime) -> Letter:
    url = parcel.address
    if parcel.secret:
        stamp = str(int(now.timestamp() * 1000))
        sign = dingtalk_sign(parcel.secret, stamp)
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(sign)}"
    return _letter(url, {"msgtype": "text", "text": {"content": _robot(parcel, told)},
                         "at": {"isAtAll": False}})


def _feishu(parcel: Parcel, told: Sequence[Told], now: datetime) -> Letter:
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": _robot(parcel, told)}}
    if parcel.secret:
        stamp = str(int(now.timestamp()))
        body = {"timestamp": stamp, "sign": feishu_sign(parcel.secret, stamp), **body}
    return _letter(parcel.address, body)


def _webhook(parcel: Parcel, told: Sequence[Told], now: datetime) -> Letter:
    id, stamp = str(parcel.id), str(int(now.timestamp()))
    letter = _letter(parcel.address, {
        "id": id, "type": "alerts.trial" if parcel.trial else "alerts", "channel": parcel.name,
        "created_at": parcel.created_at.isoformat(), "total": len(told),
        "alerts": [each._asdict() for each in told[:ALERTS_MAX]]})
    return letter._replace(headers={
        **letter.headers, "Idempotency-Key": id, "webhook-id": id, "webhook-timestamp": stamp,
        "webhook-signature": webhook_sign(parcel.secret, id, stamp, letter.body)})


def dingtalk_sign(secret: str, stamp: str) -> str:
    """Return the signature of a DingTalk robot; the stamp is in milliseconds."""
    return _base64(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256))


def feishu_sign(secret: str, stamp: str) -> str:
    """Return the signature of a Feishu robot; the stamp is in seconds.

    Unlike DingTalk's, stamp and secret are the key, and the text that is signed is empty.
    """
    return _base64(hmac.digest(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256))


def webhook_sign(secret: str, id: str, stamp: str, body: bytes) -> str:
    """Return the signature of a webhook: over id, stamp in seconds, and the body as it is sent."""
    return "v1," + _base64(hmac.digest(
        _key(secret), f"{id}.{stamp}.".encode() + body, hashlib.sha256))


def _key(secret: str) -> bytes:
    if secret.startswith(BASE64_SECRET):
        try:
            return base64.b64decode(secret.removeprefix(BASE64_SECRET), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def robot_why(kind: str, body: bytes) -> str:
    """Return why a robot did not take a message that it answered with 200; '' when it did.

    WeCom and DingTalk say `errcode`, Feishu `code` (older ones `StatusCode`); 0 is done.
    """
    try:
        said = json.loads(body)
        named = "errcode" if kind != "feishu" else "code" if "code" in said else "StatusCode"
        code = int(said[named])
    except (ValueError, TypeError, KeyError):
        return "answer"
    return f"robot:{code}" if code else ""
