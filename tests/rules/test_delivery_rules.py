"""When channels send, whom they may reach, how messages look and are signed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from uuid import UUID

import pytest

from pandian.exchange.notices.rules import (
    dingtalk_sign,
    feishu_sign,
    letter_of,
    robot_why,
    text_of,
    told_of,
    webhook_sign,
)
from pandian.insight.delivery.rules import (
    address_faults,
    channel_faults,
    pause_seconds,
    ripe,
    shown_of,
    why_text,
)
from pandian.insight.delivery.words import (
    TRIES_MAX,
    WHY,
    ChannelDraft,
    Notice,
    Parcel,
    Timing,
    Waiting,
)
from pandian.kernel.outside.rules import allowed_of, literal, may_reach
from pandian.kernel.sealing.rules import SealBroken, seal, unseal

NOW = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)  # 14:30 in Shanghai
NONE = allowed_of("")
ID = UUID("018f3a54-0000-7000-8000-000000000001")


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.9", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1",
    "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::7f00:1",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
])
def test_no_address_inside_is_reached_however_it_is_written(address: str) -> None:
    assert not may_reach("stock.example", ip_address(address), NONE)
    assert may_reach("stock.example", ip_address(address), allowed_of("stock.example"))
    assert may_reach("stock.example", ip_address(address), allowed_of(f"1.2.3.4, {address}"))


def test_a_public_address_is_reached_and_a_network_of_the_list_too() -> None:
    assert may_reach("stock.example", ip_address("203.119.1.1"), NONE)
    assert may_reach("stock.example", ip_address("2400:3200::1"), NONE)
    assert may_reach("erp.lan", ip_address("10.9.8.7"), allowed_of("10.0.0.0/8"))
    assert may_reach("erp.lan", ip_address("::ffff:10.9.8.7"), allowed_of("10.0.0.0/8"))
    assert not may_reach("erp.lan", ip_address("192.168.0.1"),
                         allowed_of("10.0.0.0/8"))
    assert not may_reach("localhost", None, NONE)
    assert may_reach(
        "localhost", None, allowed_of("127.0.0.1"))
    assert literal("[::1]") == ip_address("::1")
    assert literal("127.1") is None
    with pytest.raises(ValueError, match=r"PANDIAN_OUT_HOSTS: 10\.0\.0\.1/8 has host bits set"):
        allowed_of("10.0.0.1/8")


@pytest.mark.parametrize(("address", "code"), [
    ("", "missing"), ("http://robot.example/x", "channel_address_plain"),
    ("ftp://robot.example", "channel_address"), ("https://", "channel_address"),
    ("//robot.example", "channel_address"), ("https://a b.example/", "channel_address"),
    ("https://robot.example\\@10.0.0.1/", "channel_address"),
    ("https://robot.example:99999/", "channel_address"), ("javascript:alert(1)", "channel_address"),
    ("https://user:word@robot.example/", "channel_address_user"),
    ("https://10.0.0.1/x", "channel_private"), ("https://[::1]/x", "channel_private"),
    ("https://169.254.169.254/latest", "channel_private"),
    ("https://LOCALHOST/", "channel_private"),
    ("https://robot.example/" + "x" * 2_000, "too_long"),
])
def test_an_address_that_is_no_good_is_refused_by_name(address: str, code: str) -> None:
    assert [fault.code for fault in address_faults("webhook", address, NONE)] == [code]


def test_recipients_are_addresses_and_nothing_else() -> None:
    assert address_faults("mail", "li@ward.example, wang@ward.example", NONE) == []
    faults = address_faults("mail", "li@ward.example; Li <li@x>, a\r\nBcc:x@y, b@c..d", NONE)
    assert {fault.code for fault in faults} == {"channel_recipient"}
    assert len(faults) == 5
    assert [fault.code for fault in address_faults(
        "mail", ",".join(f"a{n}@b.example" for n in range(21)), NONE)] == ["channel_recipients"]


def draft(**more: Any) -> ChannelDraft:
    return ChannelDraft("SH1", ID, "组", "webhook", "https://robot.example/hook", "s" * 16
                        )._replace(**more)


def test_a_channel_is_told_everything_that_is_wrong_with_it_at_once() -> None:
    assert channel_faults(draft(), new=True, allowed=NONE) == []
    assert channel_faults(draft(address=None, secret=None), new=False, allowed=NONE) == []
    wrong = draft(name="", secret="short", language="fr", time_zone="Mars", sites=("BJ1",),
                  roles=("king",), conditions=("rain",), severities=("loud",), pace="minutes",
                  every=1, quiet=(7, 7), address=None)
    assert {(fault.pointer, fault.code) for fault in channel_faults(
        wrong, new=True, allowed=NONE)} == {
        ("/name", "blank"), ("/secret", "channel_secret_short"), ("/language", "not_a_choice"),
        ("/time_zone", "channel_zone"), ("/sites", "channel_sites"), ("/roles", "not_a_choice"),
        ("/conditions", "not_a_choice"), ("/severities", "not_a_choice"),
        ("/every", "out_of_range"), ("/quiet", "channel_quiet"), ("/address", "missing")}
    assert [fault.code for fault in channel_faults(
        draft(secret=None), new=True, allowed=NONE)] == ["channel_secret_needed"]
    assert [fault.code for fault in channel_faults(
        draft(every=10**30), new=True, allowed=NONE)] == ["out_of_range"]
    assert [fault.code for fault in channel_faults(
        draft(kind="wecom"), new=True, allowed=NONE)] == ["channel_secret_unused"]


def test_what_is_shown_of_an_address_is_not_its_key() -> None:
    assert shown_of("wecom", "https://qyapi.example:8443/send?key=abc") == (
        "https://qyapi.example:8443/…")
    assert shown_of("webhook", "https://[2400::1]/t/secret") == "https://[2400::1]/…"
    assert shown_of("mail", "a@b.example;c@d.example") == "a@b.example, c@d.example"


AT_ONCE = Timing("at_once", 0, None, True, "Asia/Shanghai")
AGO = {minutes: NOW - timedelta(minutes=minutes) for minutes in (1, 29, 30, 59, 60, 400, 2000)}


@pytest.mark.parametrize(("channel", "waiting", "what"), [
    (AT_ONCE, Waiting(None, None, None), ""),
    (AT_ONCE, Waiting(None, AGO[1], None), "all"),
    (AT_ONCE, Waiting(AGO[1], None, None), "all"),
    (AT_ONCE, Waiting(None, None, AGO[59]), ""),
    (AT_ONCE, Waiting(None, None, AGO[60]), "all"),
    (AT_ONCE._replace(quiet=(14, 15)), Waiting(None, AGO[1], None), ""),
    (AT_ONCE._replace(quiet=(15, 14)), Waiting(None, AGO[1], None), "all"),
    (AT_ONCE._replace(quiet=(22, 15)), Waiting(AGO[1], AGO[1], None), "urgent"),
    (AT_ONCE._replace(quiet=(22, 15), urgent=False), Waiting(AGO[1], AGO[1], None), ""),
    (AT_ONCE._replace(pace="minutes", every=30), Waiting(None, AGO[29], None), ""),
    (AT_ONCE._replace(pace="minutes", every=30), Waiting(AGO[1], AGO[29], None), "urgent"),
    (AT_ONCE._replace(pace="minutes", every=30), Waiting(None, AGO[1], AGO[30]), "all"),
    (AT_ONCE._replace(pace="minutes", every=30, urgent=False), Waiting(AGO[1], None, None), ""),
    (AT_ONCE._replace(pace="daily", every=14), Waiting(None, AGO[29], None), ""),
    (AT_ONCE._replace(pace="daily", every=14), Waiting(None, AGO[59], None), "all"),
    (AT_ONCE._replace(pace="daily", every=15), Waiting(None, AGO[400], None), ""),
    (AT_ONCE._replace(pace="daily", every=15), Waiting(None, AGO[2000], None), "all"),
])
def test_what_goes_now_follows_pace_quiet_hours_and_urgency(
    channel: Timing, waiting: Waiting, what: str
) -> None:
    assert ripe(channel, waiting, NOW) == what


def test_pauses_grow_and_end() -> None:
    assert [pause_seconds(n) for n in range(1, 9)] == [30, 60, 120, 240, 480, 960, 1800, 1800]
    assert sum(pause_seconds(n) for n in range(1, TRIES_MAX)) < 3 * 3600


def test_every_reason_has_its_words() -> None:
    for code in WHY:
        assert "{" not in why_text(f"{code}:7", "en")
        assert "{" not in why_text(f"{code}:7", "zh")
    assert why_text("http:503", "en") == "it answered 503"
    assert why_text("new", "en") == "new"


def test_a_seal_opens_only_at_its_place_with_its_key() -> None:
    held = seal("key=密", key="house", place="a")
    assert unseal(held, key="house", place="a") == "key=密"
    assert "密".encode() not in held
    assert seal("key=密", key="house", place="a") != held
    broken = [(held, "house", "b"), (held, "other", "a"), (held[:-1], "house", "a"),
              (held[:-1] + bytes([held[-1] ^ 1]), "house", "a"), (b"\2" + held[1:], "house", "a"),
              (b"", "house", "a")]
    for data, key, place in broken:
        with pytest.raises(SealBroken):
            unseal(data, key=key, place=place)


def test_signatures_are_those_of_the_documents() -> None:
    # Standard Webhooks, the vector of its own libraries
    assert webhook_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330", b'{"test": 2432232314}') == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    # made by `openssl dgst -sha256 -hmac ... -binary | base64` as the documents say
    assert dingtalk_sign("this is secret", "1573000000000") == DINGTALK
    assert feishu_sign("this is secret", "1599360473") == FEISHU


DINGTALK = "gU3KSHrV8HWTYm0FmvMCe7fuEuNkkwBOnjyMw9F9dkI="
FEISHU = "/eYKrXQBzTjUZJ3s6NX16VxGbTwmK7AEs8/FnvC1CSw="


def notice(alert: int, n: int, act: str, severity: str = "warning", **more: Any) -> Notice:
    return Notice("SH1", UUID(int=alert), n, NOW, act, "negative", severity, 1, {
        "item": "PLAIN", "place": "A-01", "lot": "", "limit": 4}, False, "Asia/Shanghai"
        )._replace(**more)


def parcel(kind: str, *notices: Notice, language: str = "en", secret: str = "") -> Parcel:
    return Parcel(1, ID, ID, kind, "组", language, "https://robot.example/send?key=k", secret,
                  False, 1, NOW, notices)


def test_of_one_alert_the_last_word_is_told_with_its_count_and_no_hidden_figure() -> None:
    told = told_of([notice(1, 1, "raised"), notice(1, 2, "again", times=2),
                    notice(2, 1, "raised", "critical"), notice(3, 1, "escalated", veiled=True,
                                                               facts={})],
                   "en", "https://stock.example/")
    assert [(each.act, each.times, each.severity) for each in told] == [
        ("raised", 1, "critical"), ("raised", 2, "warning"), ("escalated", 1, "warning")]
    assert told[0].message == "The book of PLAIN at A-01 is — short, for over 4 hours"
    assert told[2].message == "Book too small (being counted blind: sign in to read more)"
    text = text_of(parcel("feishu"), told, bytes_max=9_000)
    assert text.splitlines()[0] == "pandian alerts: 3"
    assert ("[warning] site SH1 · raised: The book of PLAIN at A-01 is — short, for over 4 hours "
            "(2 times)\nhttps://stock.example/alerts/") in text
    assert f"https://stock.example/alerts/{UUID(int=2)}" in text
    assert told_of([notice(1, 1, "raised")], "zh-hans", "")[0].link == ""


def test_a_text_is_cut_between_alerts_and_says_how_many_are_missing() -> None:
    told = told_of([notice(n, 1, "raised") for n in range(1, 60)], "zh-hans", "https://s.example")
    text = text_of(parcel("wecom", language="zh-hans"), told, bytes_max=2_048)
    kept = text.count("【警告】")
    assert len(text.encode()) <= 2_048
    assert kept > 5
    assert text.endswith(f"还有 {59 - kept} 条，请登录查看。")


def test_each_robot_is_sent_what_its_document_says() -> None:
    told = told_of([notice(1, 1, "raised", facts={"item": "<@all> <at user_id=\"all\">"})],
                   "en", "")
    at = datetime.fromtimestamp(1_599_360_473, UTC)
    wecom = letter_of(parcel("wecom"), told, at)
    assert wecom.url == "https://robot.example/send?key=k"
    body = json.loads(wecom.body)
    assert body["msgtype"] == "text"
    assert "＜@all＞" in body["text"]["content"]
    ding = letter_of(parcel("dingtalk", secret="this is secret"), told, at)
    assert ding.url.startswith(
        "https://robot.example/send?key=k&timestamp=1599360473000&sign=")
    assert "+" not in ding.url
    assert json.loads(ding.body)["at"] == {"isAtAll": False}
    lark = json.loads(letter_of(parcel("feishu", secret="this is secret"), told, at).body)
    assert (lark["timestamp"], lark["sign"], lark["msg_type"]) == ("1599360473", FEISHU, "text")
    assert "<" not in lark["content"]["text"]
    unsigned = json.loads(letter_of(parcel("feishu"), told, at).body)
    assert "sign" not in unsigned
    assert letter_of(parcel("dingtalk"), told, at).url == wecom.url
    hook = letter_of(parcel("webhook", secret="s" * 16), told, at)
    assert hook.headers["Idempotency-Key"] == hook.headers["webhook-id"] == str(ID)
    assert hook.headers["webhook-signature"] == webhook_sign(
        "s" * 16, str(ID), "1599360473", hook.body)
    assert json.loads(hook.body)["alerts"][0]["message"].startswith("The book of <@all>")


@pytest.mark.parametrize(("kind", "body", "why"), [
    ("wecom", b'{"errcode":0,"errmsg":"ok"}', ""), ("wecom", b'{"errcode":93000}', "robot:93000"),
    ("dingtalk", b'{"errcode":310000}', "robot:310000"), ("feishu", b'{"code":19021}',
                                                          "robot:19021"),
    ("feishu", b'{"StatusCode":0}', ""), ("feishu", b"<html>", "answer"),
    ("wecom", b"[]", "answer"),
    ("wecom", b'{"errcode":"x"}', "answer"), ("wecom", b"", "answer"),
])
def test_a_robot_that_answers_200_may_still_have_refused(kind: str, body: bytes, why: str) -> None:
    assert robot_why(kind, body) == why
