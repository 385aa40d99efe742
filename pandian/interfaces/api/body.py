"""Reading a request body: bytes to plain values, or every reason why not.   请求内容

JSON is read strictly: UTF-8 only, no repeated keys, no NaN, no character that the database or
another reader cannot keep.  Bodies may be gzipped; the limit counts what comes out.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from pandian.kernel.rules import keepable
from pandian.kernel.words import Fault, Refused

BODY_BYTES_MAX = 16 * 1024 * 1024


class BodyMalformed(Refused):
    """The bytes are no JSON document that can be kept."""

    status = 400


class BodyTooLarge(Refused):
    """The body is beyond `BODY_BYTES_MAX`."""

    status = 413


class EncodingUnknown(Refused):
    """The body is packed in a way that we do not unpack."""

    status = 415


class StrictParser(Parser):
    """Bodies and query strings as plain values; faults are raised by name."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the JSON value of the body.

        A push may hold rows with characters that we cannot keep: capture refuses those by row.
        """
        return read(request, keep_all=request.path.endswith("/push"))

    def parse_querydict(
        self, data: MultiValueDict[Any, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return query parameters; an empty value means the parameter was not given."""
        given = super().parse_querydict(data, list_fields, request)
        return {name: value for name, value in given.items() if value != ""}


def read(request: HttpRequest, *, keep_all: bool = False) -> Any:
    """Return the JSON value of a request's body; `keep_all` lets any character through.

    Raises `BodyMalformed`, `BodyTooLarge`, `EncodingUnknown`.
    """
    return parsed(_unpacked(request, received(request)), keep_all=keep_all)


def received(request: HttpRequest) -> bytes:
    """Return the bytes of the body.  Raises `BodyMalformed`, `BodyTooLarge`."""
    try:
        body: bytes = request.body
    except RequestDataTooBig:
        _too_large(int(request.headers.get("Content-Length") or 0))
    except UnreadablePostError as error:
        raise BodyMalformed([Fault("", "body_cut")]) from error
    if len(body) > BODY_BYTES_MAX:
        _too_large(len(body))
    return body


def _too_large(_length: int) -> NoReturn:
    raise BodyTooLarge([Fault("", "too_large", (BODY_BYTES_MAX,))])


def _unpacked(request: HttpRequest, body: bytes) -> bytes:
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        return body
    if encoding != "gzip":
        raise EncodingUnknown([Fault("", "encoding_unknown", (encoding[:40],))])
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(body, BODY_BYTES_MAX + 1)
    except zlib.error as error:
        raise BodyMalformed([Fault("", "bad_gzip")]) from error
    if len(plain) > BODY_BYTES_MAX:
        _too_large(len(plain))
    if not unpacker.eof or unpacker.unused_data:
        raise BodyMalformed([Fault("", "bad_gzip")])
    return plain


def parsed(body: bytes, *, keep_all: bool = False) -> Any:
    """Return the value of strict JSON.  Raises `BodyMalformed`."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BodyMalformed([Fault("", "not_utf8", (f"byte {error.start}",))]) from error
    if not text.strip():
        raise BodyMalformed([Fault("", "empty_body")])
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant,
                           parse_float=_float)
    except RecursionError as error:
        raise BodyMalformed([Fault("", "too_deep")]) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise BodyMalformed([Fault("", "malformed_json", (where,))]) from error
    except ValueError as error:  # an integer of thousands of digits
        raise BodyMalformed([Fault("", "malformed_json", ("a number is too long",))]) from error
    if not keep_all:
        _refuse_characters(text, value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    times = Counter(key for key, _ in pairs)
    raise BodyMalformed([Fault("", "repeated_field", (key[:80],))
                         for key, count in times.items() if count > 1])


def _constant(name: str) -> NoReturn:
    raise BodyMalformed([Fault("", "malformed_json", (name,))])


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise BodyMalformed([Fault("", "number_not_finite")])
    return value


def _refuse_characters(text: str, value: Any) -> None:
    """Refuse NUL and lone surrogates: no database column and no other reader keeps them."""
    lowered = text.lower()
    if "\\u0000" not in lowered and "\\ud" not in lowered and "\0" not in text:
        return
    faults = [Fault(pointer, code) for pointer, code in _unkeepable(value)]
    if faults:
        raise BodyMalformed(faults)


def _unkeepable(value: Any) -> Iterator[tuple[str, str]]:
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        pointer, here = stack.pop()
        if isinstance(here, str):
            if not keepable(here):
                yield pointer, "bad_character"
        elif isinstance(here, list):
            stack.extend((f"{pointer}/{n}", each) for n, each in enumerate(here))
        elif isinstance(here, dict):
            for key, each in here.items():
                if not keepable(key):
                    yield pointer, "bad_character"
                else:
                    stack.append((f"{pointer}/{escaped(key)}", each))


def escaped(key: object) -> str:
    """Return one step of a JSON pointer (RFC 6901), cut to a length that can be shown."""
    return str(key)[:80].replace("~", "~0").replace("/", "~1")
