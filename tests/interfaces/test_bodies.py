"""What comes in as bytes is JSON that can be kept, or is refused with every reason."""

from __future__ import annotations

import gzip
import json

import pytest
from django.test import RequestFactory

from pandian.interfaces.api.body import (
    BODY_BYTES_MAX,
    BodyMalformed,
    BodyTooLarge,
    EncodingUnknown,
    parsed,
    read,
)
from pandian.interfaces.api.pace import BURST_REQUESTS_MAX, Bucket, drawn


def codes(error: pytest.ExceptionInfo[BodyMalformed]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in error.value.faults]


def request(body: bytes, **headers: str):  # type: ignore[no-untyped-def]
    return RequestFactory().post("/api/v1/postings", body, "application/json", headers=headers)


@pytest.mark.parametrize(("body", "code"), [
    (b"", "empty_body"), (b"  \n", "empty_body"), (b"{", "malformed_json"),
    (b"[1,]", "malformed_json"), (b"{'a': 1}", "malformed_json"), (b"NaN", "malformed_json"),
    (b'{"a": Infinity}', "malformed_json"), (b"[1e999]", "number_not_finite"),
    (b"9" * 5_000, "malformed_json"), ('"盘点"'.encode("gbk"), "not_utf8"),
    ('"盘点"'.encode("utf-16"), "not_utf8"), (b"[" * 100_000, "too_deep"),
    (b'{"a": 1, "a": 2}', "repeated_field"), (b'{"a": 1}garbage', "malformed_json"),
])
def test_bytes_that_are_no_strict_json_are_refused_by_name(body: bytes, code: str) -> None:
    with pytest.raises(BodyMalformed) as error:
        parsed(body)
    assert [fault.code for fault in error.value.faults] == [code]


def test_every_text_that_cannot_be_kept_is_pointed_at() -> None:
    with pytest.raises(BodyMalformed) as error:
        parsed(b'[{"a": "x\\u0000"}, {"b": ["\\ud800", "fine"]}, {"c/d~e": "\\u0000"}]')
    assert sorted(codes(error)) == [
        ("/0/a", "bad_character"), ("/1/b/0", "bad_character"), ("/2/c~1d~0e", "bad_character")]


def test_a_surrogate_pair_is_an_ordinary_character() -> None:
    assert parsed(b'["\\ud83d\\ude00 \\u5b89"]') == ["\N{GRINNING FACE} 安"]


def test_a_byte_order_mark_is_tolerated() -> None:
    assert parsed(b"\xef\xbb\xbf[1]") == [1]


def test_a_gzipped_body_is_unpacked() -> None:
    packed = gzip.compress(json.dumps({"a": "盘点"}).encode())
    assert read(request(packed, **{"Content-Encoding": "gzip"})) == {"a": "盘点"}


def test_a_gzip_cut_at_any_byte_stores_nothing_of_it() -> None:
    packed = gzip.compress(json.dumps({"a": list(range(50))}).encode())
    for length in range(len(packed)):
        with pytest.raises(BodyMalformed) as error:
            read(request(packed[:length], **{"Content-Encoding": "gzip"}))
        assert codes(error)[0][1] in ("bad_gzip", "empty_body")


def test_a_zip_bomb_is_refused_without_unpacking_it_whole() -> None:
    packed = gzip.compress(b" " * (BODY_BYTES_MAX * 4))
    with pytest.raises(BodyTooLarge):
        read(request(packed, **{"Content-Encoding": "gzip"}))


def test_an_unknown_packing_is_refused_by_name() -> None:
    with pytest.raises(EncodingUnknown):
        read(request(b"{}", **{"Content-Encoding": "br"}))


def test_a_body_above_the_limit_is_413() -> None:
    with pytest.raises(BodyTooLarge) as error:
        read(request(b"[" + b" " * BODY_BYTES_MAX + b"]"))
    assert error.value.status == 413


def test_a_caller_who_sends_too_much_waits_and_goes_on() -> None:
    bucket: Bucket | None = None
    for _ in range(BURST_REQUESTS_MAX):
        bucket, wait = drawn(bucket, now=100.0)
        assert wait == 0
    bucket, wait = drawn(bucket, now=100.0)
    assert wait > 0
    _, wait = drawn(bucket, now=101.0)
    assert wait == 0
