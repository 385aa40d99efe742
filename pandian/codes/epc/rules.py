"""Tags read and written, exactly.   电子标签规则

Pure.  A tag is read from hexadecimal, from binary or from a URI; what is wrong comes back as
faults, never as an exception.  Writing raises `EpcRefused` with every reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pandian.codes.epc.words import (
    CHARACTER_BITS,
    ESCAPED,
    FILTER_MAX,
    HEADER_BITS,
    HEADERS,
    IDENTITY,
    KINDS,
    LONG,
    PREFIX_BITS,
    PREFIX_DIGITS_MAX,
    PREFIX_DIGITS_MIN,
    RAW,
    SCHEMES,
    SHORT,
    TAG,
    WORD_BITS,
    EpcRefused,
    Reading,
    Scheme,
    Tag,
)
from pandian.codes.gs1.checks.rules import check_digit, is_digits
from pandian.codes.gs1.checks.words import CSET_82
from pandian.kernel.words import Fault

_HEX = re.compile(r"[0-9A-Fa-f]+")
_BINARY = re.compile(r"[01]{64,}")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ALLOWED = frozenset(CSET_82)
_PLACES = 7
"""Partitions 0 to 6; the value 7 of the three bits says nothing."""


# Reading ------------------------------------------------------------------------------------

def read(text: str) -> Reading:
    """Read a tag from hexadecimal, binary, a tag URI or a pure identity.  Never raises."""
    given = text.strip()
    if given[:8].lower() == "urn:epc:":
        return _read_uri(text, given)
    if _BINARY.fullmatch(given):
        return _read_bits(text, int(given, 2), len(given))
    if _HEX.fullmatch(given):
        return _read_bits(text, int(given, 16), 4 * len(given))
    return Reading(text, faults=(Fault("", "not_an_epc"),))


def looks_like_tag(text: str) -> bool:
    """Say whether a bare text has the form, the header and the length of a tag."""
    if not _HEX.fullmatch(text):
        return False
    name = HEADERS.get(int(text[:2], 16))
    return name is not None and _fits(SCHEMES[name], 4 * len(text))


def _fits(scheme: Scheme, size: int) -> bool:
    return scheme.bits <= size <= _padded(scheme.bits)


def _padded(bits: int) -> int:
    return -(-bits // WORD_BITS) * WORD_BITS


def _read_bits(raw: str, value: int, size: int) -> Reading:
    raw_uri = f"{RAW}{size}.x{value:0{-(-size // 4)}X}"
    header = value >> (size - HEADER_BITS) if size >= HEADER_BITS else -1
    name = HEADERS.get(header, "")
    if not name:
        fault = Fault("/header", "header_unknown", (f"{max(header, 0):02X}",))
        return Reading(raw, faults=(fault,), raw_uri=raw_uri)
    scheme, faults = SCHEMES[name], []
    if not _fits(scheme, size):
        fault = Fault("", "tag_length", (name, scheme.bits, _padded(scheme.bits), size))
        return Reading(raw, scheme=name, faults=(fault,), raw_uri=raw_uri)
    pad = size - scheme.bits
    if value & ((1 << pad) - 1):
        faults.append(Fault("/pad", "pad_not_zero", (name,)))
    tag, filter, more = _taken(name, value >> pad)
    faults += more
    return Reading(raw, None if faults else tag, name, filter, tuple(faults),
                   raw_uri if faults else "")


class _Bits:
    """Takes numbers off the front of a row of bits."""

    def __init__(self, value: int, size: int) -> None:
        self.value, self.left = value, size

    def take(self, bits: int) -> int:
        self.left -= bits
        return self.value >> self.left & ((1 << bits) - 1)


def _taken(name: str, value: int) -> tuple[Tag | None, int, list[Fault]]:
    scheme = SCHEMES[name]
    bits = _Bits(value, scheme.bits)
    bits.take(HEADER_BITS)
    filter, partition = bits.take(3), bits.take(3)
    if partition >= _PLACES:
        return None, filter, [Fault("/partition", "partition_wrong", (partition,))]
    digits = PREFIX_DIGITS_MAX - partition
    faults: list[Fault] = []
    prefix = _number(bits.take(PREFIX_BITS[partition]), digits, "prefix", faults)
    kind = KINDS[scheme.kind]
    if not kind.digits:
        reference = _last(name, bits, scheme.reference_bits[partition], partition, faults)
        return Tag(scheme.kind, prefix, reference), filter, faults
    reference = _number(bits.take(scheme.reference_bits[partition]), kind.digits - digits,
                        "reference", faults)
    serial = _last(name, bits, scheme.serial_bits, partition, faults) if kind.serial else ""
    if bits.left and bits.take(bits.left):
        faults.append(Fault("/reserved", "reserved_not_zero", (name,)))
    return Tag(scheme.kind, prefix, reference, serial), filter, faults


def _number(value: int, digits: int, what: str, faults: list[Fault]) -> str:
    if value >= 10 ** digits:
        faults.append(Fault(f"/{what}", f"{what}_overflow", (value, digits)))
    return f"{value:0{digits}d}" if digits else ""


def _last(name: str, bits: _Bits, size: int, partition: int, faults: list[Fault]) -> str:
    """Take the last field: a number in short tags, a text in long ones."""
    most = SCHEMES[name].text_characters
    value = bits.take(size)
    if not most:
        return str(value)
    spare = size - CHARACTER_BITS * most[partition]
    text = ""
    for n in range(most[partition]):
        code = value >> (size - CHARACTER_BITS * (n + 1)) & 0x7F
        if code == 0:
            break
        if chr(code) not in _ALLOWED:
            faults.append(Fault("/serial", "text_broken", (name, n + 1)))
            return text
        text += chr(code)
    rest = value & ((1 << (spare + CHARACTER_BITS * (most[partition] - len(text)))) - 1)
    if rest:
        faults.append(Fault("/serial", "text_broken", (name, len(text) + 1)))
    if not text:
        faults.append(Fault("/serial", "text_empty", (name,)))
    return text


def _read_uri(raw: str, uri: str) -> Reading:
    lower = uri[:12].lower()
    if lower == TAG:
        return _read_tag_uri(raw, uri[len(TAG):])
    if lower[:11] == IDENTITY:
        kind, _, rest = uri[len(IDENTITY):].partition(":")
        return _read_parts(raw, kind, "", 0, rest)
    if found := re.fullmatch(r"urn:epc:raw:([0-9]{1,4})\.x([0-9A-Fa-f]{1,1024})", uri):
        size = int(found[1])
        if -(-size // 4) == len(found[2]):
            return _read_bits(raw, int(found[2], 16), size)
    return Reading(raw, faults=(Fault("", "not_an_epc"),))


def _read_tag_uri(raw: str, rest: str) -> Reading:
    name, _, parts = rest.partition(":")
    if name not in SCHEMES:
        fault = Fault("/scheme", "scheme_unknown", (name[:40], " ".join(SCHEMES)))
        return Reading(raw, faults=(fault,))
    digit, _, parts = parts.partition(".")
    faults = []
    if not (len(digit) == 1 and is_digits(digit) and int(digit) <= FILTER_MAX):
        faults.append(Fault("/filter", "filter_wrong", (digit[:40],)))
    filter = 0 if faults else int(digit)
    reading = _read_parts(raw, SCHEMES[name].kind, name, filter, parts)
    faults += reading.faults
    if reading.tag is not None:
        faults += _unwritable(reading.tag, name)
    return reading._replace(tag=None if faults else reading.tag, faults=tuple(faults))


def _read_parts(raw: str, kind: str, scheme: str, filter: int, rest: str) -> Reading:
    """Read prefix, reference and serial of a URI; only the last part may hold dots."""
    known = KINDS.get(kind)
    if known is None:
        fault = Fault("/scheme", "scheme_unknown", (kind[:40], " ".join(KINDS)))
        return Reading(raw, faults=(fault,))
    parts = rest.split(".", 2 if known.serial else 1)
    if len(parts) != (3 if known.serial else 2):
        shape = "prefix.reference.serial" if known.serial else "prefix.reference"
        return Reading(raw, scheme=scheme, filter=filter,
                       faults=(Fault("", "uri_shape", (scheme or kind, shape)),))
    faults: list[Fault] = []
    if known.serial or not known.digits:
        parts[-1] = _unescaped(parts[-1], faults)
    tag = Tag(kind, *parts)
    faults += _misshapen(tag)
    return Reading(raw, None if faults else tag, scheme, filter, tuple(faults))


def _unescaped(text: str, faults: list[Fault]) -> str:
    """Return a part of a URI as the text that it means."""
    answer, at = "", 0
    while at < len(text):
        found = _ESCAPE.match(text, at)
        char = chr(int(found[1], 16)) if found else text[at]
        sound = char in ESCAPED if found else char in _ALLOWED and char not in ESCAPED
        if not sound:
            faults.append(Fault("/serial", "uri_escape", ("URI", at + 1, text[at:at + 3])))
            return answer or "0"
        answer, at = answer + char, at + (3 if found else 1)
    return answer


def escaped(text: str) -> str:
    """Return a serial as a URI writes it."""
    return "".join(f"%{ord(char):02X}" if char in ESCAPED else char for char in text)


def _misshapen(tag: Tag) -> list[Fault]:
    """Return what is wrong with the parts of a tag whatever the scheme."""
    faults, kind = [], KINDS[tag.kind]
    sound = (is_digits(tag.prefix)
             and PREFIX_DIGITS_MIN <= len(tag.prefix) <= PREFIX_DIGITS_MAX)
    if not sound:
        faults.append(Fault("/prefix", "prefix_digits", (tag.prefix[:40],)))
    if kind.digits and sound:
        wanted = kind.digits - len(tag.prefix)
        digits = is_digits(tag.reference) or (wanted == 0 and not tag.reference)
        if not digits or len(tag.reference) != wanted:
            faults.append(Fault("/reference", "reference_digits", (tag.reference[:40], wanted)))
    if kind.serial and not tag.serial:
        faults.append(Fault("/serial", "serial_missing", (tag.kind,)))
    if not kind.digits and not tag.reference:
        faults.append(Fault("/reference", "serial_missing", (tag.kind,)))
    last = tag.serial if kind.serial else "" if kind.digits else tag.reference
    if any(char not in _ALLOWED for char in last):
        faults.append(Fault("/serial", "not_encodable", (last[:40], "CSET 82")))
    return faults


# Writing ------------------------------------------------------------------------------------

def _unwritable(tag: Tag, name: str) -> list[Fault]:
    """Return why a sound tag cannot be written in a scheme."""
    scheme = SCHEMES[name]
    if scheme.kind != tag.kind:
        return [Fault("/scheme", "scheme_differs", (name, tag.kind))]
    partition = PREFIX_DIGITS_MAX - len(tag.prefix)
    asset = not KINDS[tag.kind].digits
    last = tag.reference if asset else tag.serial
    size = scheme.reference_bits[partition] if asset else scheme.serial_bits
    if not asset and not KINDS[tag.kind].serial:
        return []
    why = _unfit(last, size, scheme.text_characters[partition] if scheme.text_characters else 0)
    hint = "longer_tag" if why and not scheme.text_characters else ""
    return [Fault("/serial", "not_encodable", (last[:60], f"{name} {why}"), hint)] if why else []


def _unfit(last: str, size: int, most: int) -> str:
    """Return why the last field does not fit: in signs, which need no translation."""
    if most:
        return f"> {most}" if len(last) > most else ""
    if not is_digits(last):
        return "0-9"
    if last[0] == "0" and last != "0":
        return "0..."
    return f"> {(1 << size) - 1}" if len(last) > size or int(last) >= 1 << size else ""


def scheme_for(tag: Tag, *, bits: int | None = None) -> str:
    """Return the shortest scheme that holds the tag, or the kind's scheme of so many bits.

    Raises `EpcRefused`.
    """
    names = [name for name in (SHORT[tag.kind], LONG.get(tag.kind, "")) if name]
    if bits is not None:
        names = [name for name in names if SCHEMES[name].bits == bits]
        if not names:
            raise EpcRefused([Fault("/bits", "scheme_differs", (bits, tag.kind))])
        return names[0]
    return next((name for name in names if not _unwritable(tag, name)), names[-1])


def faults_of(tag: Tag, *, scheme: str, filter: int = 0) -> list[Fault]:
    """Return every reason why a tag cannot be written so."""
    faults = _misshapen(tag)
    if not 0 <= filter <= FILTER_MAX:
        faults.append(Fault("/filter", "filter_wrong", (filter,)))
    if scheme not in SCHEMES:
        faults.append(Fault("/scheme", "scheme_unknown", (scheme[:40], " ".join(SCHEMES))))
    elif not faults:
        faults += _unwritable(tag, scheme)
    return faults


def to_bits(tag: Tag, *, scheme: str, filter: int = 0) -> int:
    """Return the bits of a tag as a number of the scheme's size.

    Raises `EpcRefused` with every reason.
    """
    if faults := faults_of(tag, scheme=scheme, filter=filter):
        raise EpcRefused(faults)
    form, partition = SCHEMES[scheme], PREFIX_DIGITS_MAX - len(tag.prefix)
    value, used = (form.header << 3 | filter) << 3 | partition, HEADER_BITS + 6
    parts = [(int(tag.prefix), PREFIX_BITS[partition])]
    last, size = (tag.serial, form.serial_bits)
    if KINDS[tag.kind].digits:
        parts.append((int(tag.reference or "0"), form.reference_bits[partition]))
    else:
        last, size = tag.reference, form.reference_bits[partition]
    if size:
        parts.append((_text_bits(last, size) if form.text_characters else int(last), size))
    for number, width in parts:
        value, used = value << width | number, used + width
    return value << (form.bits - used)


def _text_bits(text: str, size: int) -> int:
    value = 0
    for char in text:
        value = value << CHARACTER_BITS | ord(char)
    return value << (size - CHARACTER_BITS * len(text))


def to_hex(tag: Tag, *, scheme: str, filter: int = 0) -> str:
    """Return the tag as hexadecimal, padded with zeros to whole words as readers show it."""
    bits = SCHEMES[scheme].bits if scheme in SCHEMES else 0
    value = to_bits(tag, scheme=scheme, filter=filter)
    return f"{value << (_padded(bits) - bits):0{_padded(bits) // 4}X}"


def tag_uri(tag: Tag, *, scheme: str, filter: int = 0) -> str:
    """Return the tag URI."""
    return f"{TAG}{scheme}:{filter}.{_parts(tag)}"


def pure_identity(tag: Tag) -> str:
    """Return the URI of what is tagged, whatever the tag: without filter and scheme."""
    return f"{IDENTITY}{tag.kind}:{_parts(tag)}"


def _parts(tag: Tag) -> str:
    if tag.kind == "giai":
        return f"{tag.prefix}.{escaped(tag.reference)}"
    tail = f".{escaped(tag.serial)}" if KINDS[tag.kind].serial else ""
    return f"{tag.prefix}.{tag.reference}{tail}"


# GS1 keys -----------------------------------------------------------------------------------

def elements(tag: Tag) -> tuple[tuple[str, str], ...]:
    """Return the application identifiers and values that a barcode of the same thing holds."""
    if tag.kind == "giai":
        return (("8004", tag.prefix + tag.reference),)
    if tag.kind in ("sgtin", "sscc"):
        body = tag.reference[0] + tag.prefix + tag.reference[1:]
        key = f"{body}{check_digit(body)}"
        return (("01", key), ("21", tag.serial)) if tag.kind == "sgtin" else (("00", key),)
    body = tag.prefix + tag.reference
    key = f"{body}{check_digit(body)}"
    if tag.kind == "grai":
        return (("8003", f"0{key}{tag.serial}"),)
    return (("414", key),) if tag.serial == "0" else (("414", key), ("254", tag.serial))


def element_string(tag: Tag) -> str:
    """Return the human-readable form `(01)...(21)...`."""
    return "".join(f"({ai}){value}" for ai, value in elements(tag))


def tag_of(fields: Mapping[str, str], *, prefix_digits: int | None) -> Tag:
    """Return the tag of GS1 fields (already valid by their own rules).

    The length of the company prefix is not part of a barcode and must be given.  Raises
    `EpcRefused` with every reason.
    """
    kind = next((kind for ai, kind in _KEYS if ai in fields), "")
    faults = [] if kind else [Fault("/fields", "no_epc_key")]
    if prefix_digits is None:
        faults.append(Fault("/company_prefix_length", "prefix_unknown", (kind or "EPC",)))
    elif not PREFIX_DIGITS_MIN <= prefix_digits <= PREFIX_DIGITS_MAX:
        faults.append(Fault("/company_prefix_length", "prefix_digits", (prefix_digits,)))
    if kind == "sgtin" and not fields.get("21"):
        faults.append(Fault("/fields/21", "serial_missing", ("(01)",)))
    if kind == "grai" and len(fields["8003"]) <= 14:
        faults.append(Fault("/fields/8003", "serial_missing", ("(8003)",)))
    if faults or prefix_digits is None:
        raise EpcRefused(faults)
    tag = _cut(kind, fields, prefix_digits)
    if faults := _misshapen(tag):
        raise EpcRefused(faults)
    return tag


_KEYS = (("01", "sgtin"), ("00", "sscc"), ("414", "sgln"), ("8003", "grai"), ("8004", "giai"))


def _cut(kind: str, fields: Mapping[str, str], digits: int) -> Tag:
    if kind in ("sgtin", "sscc"):
        key = fields["01" if kind == "sgtin" else "00"]
        reference = key[0] + key[1 + digits:-1]
        return Tag(kind, key[1:1 + digits], reference, fields["21"] if kind == "sgtin" else "")
    if kind == "giai":
        return Tag(kind, fields["8004"][:digits], fields["8004"][digits:])
    key = fields["414"] if kind == "sgln" else fields["8003"][1:14]
    serial = fields.get("254", "0") if kind == "sgln" else fields["8003"][14:]
    return Tag(kind, key[:digits], key[digits:12], serial)


def answer(reading: Reading) -> dict[str, object]:
    """Return a reading as plain values: every way to write the same tag, or every fault."""
    tag, name = reading.tag, reading.scheme
    plain: dict[str, object] = {
        "raw": reading.raw, "verdict": "refused" if reading.faults else "valid",
        "scheme": name or None, "filter": reading.filter if name else None,
        "bits": SCHEMES[name].bits if name else None, "hex": None, "tag_uri": None,
        "pure_identity": None, "gs1_element_string": None, "fields": {}, "company_prefix": None,
        "raw_uri": reading.raw_uri or None,
    }
    if tag is None:
        return plain
    if name:
        plain["hex"] = to_hex(tag, scheme=name, filter=reading.filter)
        plain["tag_uri"] = tag_uri(tag, scheme=name, filter=reading.filter)
    return plain | {
        "pure_identity": pure_identity(tag), "gs1_element_string": element_string(tag),
        "fields": dict(elements(tag)), "company_prefix": tag.prefix,
    }
