"""What reads add up to, and how sure an absence is.   射频规则

Pure.  The SQL twins are sql/tags.sql (`tags`) and sql/rates.sql (`rates`).  Rates are parts of a
million, means are whole hundredths of a dBm rounded down, so that both say exactly the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pandian.capture.rfid.words import (
    ANTENNAS_MAX,
    CODE_CHARACTERS_MAX,
    EPC_CHARACTERS_MAX,
    FIT_PPM_MIN,
    MARGIN_CDBM_MAX,
    MILLION,
    MISS_PPM_MAX_DEFAULT,
    READER_KINDS,
    READS_MAX,
    RSSI_CDBM_MAX,
    RSSI_CDBM_MIN,
    TIMES_MAX,
    Estimate,
    Heard,
    Malformed,
    PassDraft,
    Rate,
    Read,
    ReaderDraft,
    ReadsRefused,
    Tag,
    Trial,
)
from pandian.codes.epc.rules import answer, read
from pandian.kernel.rules import EPOCH, instant, keepable
from pandian.kernel.words import Fault


def canonical(epc: str) -> str:
    """Return the form in which EPCs are compared.

    A known tag: its hexadecimal digits padded to whole words, so that 50 and 52 digits of one
    tag meet; a pure identity: its URI; anything else: the text as sent, letters large.
    """
    found = read(epc)
    if found.tag is None:
        return epc.strip().upper()
    said = answer(found)
    return str(said["hex"] or said["pure_identity"])


def observation_id(pass_id: UUID, epc: str) -> UUID:
    """Return the id of the observation of a canonical EPC in a pass.

    Version 8 of RFC 9562: the first 128 bits of SHA-256 over the pass's 16 bytes and the EPC's
    text, with version and variant set.  Whoever sends the pass again comes to the same id.
    """
    digest = hashlib.sha256(pass_id.bytes + epc.encode("utf-8", "surrogatepass")).digest()
    value = int.from_bytes(digest[:16], "big")
    value = value & ~(0xF << 76) | 0x8 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def place_of(item: Read, *, place: str, antennas: Mapping[str, str]) -> str:
    """Return where a read was: the antenna's place, else the pass's; '' when neither is known."""
    return antennas.get(str(item.antenna), "") or place


def heard(
    reads: Iterable[tuple[str, str, Read]], *, started_at: datetime
) -> list[Heard]:
    """Add the reads (EPC, place, read) up by EPC and place."""
    groups: dict[tuple[str, str], list[Read]] = defaultdict(list)
    for epc, place, one in reads:
        groups[epc, place].append(one)
    answer = []
    for (epc, place), group in sorted(groups.items()):
        told = [(one.rssi_cdbm, one.times) for one in group if one.rssi_cdbm is not None]
        weight = sum(count for _, count in told)
        mean = sum(rssi * count for rssi, count in told) // weight if weight else None
        answer.append(Heard(
            epc, place, sum(one.times for one in group), mean,
            min(one.first_at or started_at for one in group),
            max(one.last_at or one.first_at or started_at for one in group)))
    return answer


def tags(groups: Iterable[Heard], *, margin_cdbm: int) -> list[Tag]:
    """Give every EPC one place: the strongest by mean signal when it leads by the margin.

    Signals that nobody told cannot lead: several places and one of the two best is silent is
    ambiguous.
    """
    by_epc: dict[str, list[Heard]] = defaultdict(list)
    for group in groups:
        by_epc[group.epc].append(group)
    return [_tag(epc, places, margin_cdbm) for epc, places in sorted(by_epc.items())]


def _tag(epc: str, places: list[Heard], margin_cdbm: int) -> Tag:
    ranked = sorted(places, key=_strength)
    best = ranked[0]
    ambiguous = False
    if len(ranked) > 1:
        one, two = best.rssi_cdbm, ranked[1].rssi_cdbm
        ambiguous = one is None or two is None or one - two < margin_cdbm
    return Tag(epc, best.place, ambiguous, sum(p.times for p in places), best.rssi_cdbm,
               min(p.first_at for p in places), max(p.last_at for p in places))


def _strength(one: Heard) -> tuple[bool, int, int, str]:
    return (one.rssi_cdbm is None, -(one.rssi_cdbm or 0), -one.times, one.place)


def rates(trials: Iterable[Trial]) -> list[Rate]:
    """Return how often present tags are read, by kind of reader, class of item, kind of place."""
    groups: dict[tuple[str, str, str], list[Trial]] = defaultdict(list)
    for trial in trials:
        groups[trial.reader_kind, trial.item_class, trial.place_kind].append(trial)
    return [_rate(key, group) for key, group in sorted(groups.items())]


def _rate(key: tuple[str, str, str], group: Sequence[Trial]) -> Rate:
    present, found = sum(t.present for t in group), sum(t.read for t in group)
    rate_ppm = found * MILLION // present if present else 0
    return Rate(*key, len(group), present, found, rate_ppm,
                (found + 1) * MILLION // (present + 2), rate_ppm >= FIT_PPM_MIN)


def estimate(first: int, second: int, both: int) -> Estimate:
    """Return what two passes over the same tags say (Chapman): they read `first` and `second`
    tags, `both` of them twice.

    N = (n1 + 1)(n2 + 1) / (m + 1) - 1, rounded to the nearest whole; p1 = m / n2, p2 = m / n1.
    Raises `ValueError` when more were read twice than once.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError((first, second, both))
    if not both:
        return Estimate(first, second, both, None, None, None)
    product = (first + 1) * (second + 1)
    tags_there = (2 * product + both + 1) // (2 * (both + 1)) - 1
    return Estimate(first, second, both, tags_there, both * MILLION // second,
                    both * MILLION // first)


def missed_ppm(rates_ppm: Iterable[int]) -> int:
    """Return the chance that passes with these rates all miss a present tag, rounded up.

    The passes are taken as independent; a tag that one pass cannot read another may not read
    either, therefore a loss needs a search by hand as well.
    """
    top, bottom = 1, 1
    for rate_ppm in rates_ppm:
        if not 0 <= rate_ppm <= MILLION:
            raise ValueError(rate_ppm)
        top, bottom = top * (MILLION - rate_ppm), bottom * MILLION
    return -(-top * MILLION // bottom)


def may_propose_loss(
    missed: int, *, searched: bool, missed_ppm_max: int = MISS_PPM_MAX_DEFAULT
) -> bool:
    """Say whether an unread tag may be proposed as lost: hardly missable, and searched for."""
    return searched and missed < missed_ppm_max


# What readers send ---------------------------------------------------------------------------

HEAD_FIELDS = ("reader", "place", "site")


def pass_from(body: Mapping[str, Any]) -> PassDraft:
    """Read the body of a request.  Elements that are no reads come back as `malformed`.

    Raises `ReadsRefused` with every fault when the pass itself cannot be read.
    """
    faults: list[Fault] = []
    texts = {name: _text(body, name, faults, CODE_CHARACTERS_MAX) for name in HEAD_FIELDS}
    if not texts["reader"] and not any(f.pointer == "/reader" for f in faults):
        faults.append(Fault("/reader", "missing"))
    ids = {name: _uuid(body, name, faults, needed=name == "pass") for name in ("pass", "task")}
    times = {name: _instant(body, name, faults, needed=name != "sent_at")
             for name in ("started_at", "ended_at", "sent_at")}
    started_at, ended_at = times["started_at"], times["ended_at"]
    if started_at and ended_at and ended_at < started_at:
        faults.append(Fault("/ended_at", "pass_reversed"))
    if not isinstance(body.get("more", False), bool):
        faults.append(Fault("/more", "wrong_type", ("true / false",)))
    rows = body.get("reads")
    if not isinstance(rows, list):
        faults.append(Fault("/reads", "not_an_array"))
        rows = []
    if len(rows) > READS_MAX:
        faults.append(Fault("/reads", "too_many", (READS_MAX, len(rows))))
    if faults or started_at is None or ended_at is None or ids["pass"] is None:
        raise ReadsRefused(faults)
    found = [read_from(row, f"/reads/{n}") for n, row in enumerate(rows)]
    return PassDraft(
        ids["pass"], texts["reader"], texts["place"], started_at, ended_at,
        tuple(row for row in found if isinstance(row, Read)),
        tuple(row for row in found if isinstance(row, Malformed)),
        ids["task"], texts["site"], bool(body.get("more", False)), times["sent_at"])


def read_from(body: object, pointer: str) -> Read | Malformed:
    """Read one element, or say with every fault why it is no read."""
    if not isinstance(body, Mapping):
        return Malformed("", (Fault(pointer, "not_an_object"),))
    faults: list[Fault] = []
    epc = _text(body, "epc", faults, EPC_CHARACTERS_MAX, pointer)
    if not epc.strip() and not faults:
        faults.append(Fault(f"{pointer}/epc", "epc_blank"))
    antenna = _whole(body, "antenna", faults, 0, 65_535, pointer)
    rssi = _whole(body, "rssi_cdbm", faults, RSSI_CDBM_MIN, RSSI_CDBM_MAX, pointer)
    count = _whole(body, "count", faults, 1, TIMES_MAX, pointer)
    first_at = _instant(body, "first_at", faults, pointer=pointer)
    last_at = _instant(body, "last_at", faults, pointer=pointer)
    if first_at and last_at and last_at < first_at:
        faults.append(Fault(f"{pointer}/last_at", "read_reversed"))
    if faults:
        return Malformed(str(body.get("epc", ""))[:EPC_CHARACTERS_MAX], tuple(faults))
    return Read(epc, antenna or 0, rssi, 1 if count is None else count, first_at, last_at)


def _text(
    body: Mapping[str, Any], name: str, faults: list[Fault], most: int, pointer: str = ""
) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        faults.append(Fault(f"{pointer}/{name}", "wrong_type", ("text",)))
    elif len(value) > most:
        faults.append(Fault(f"{pointer}/{name}", "too_long", (most,)))
    elif not keepable(value) or any(char < " " or char == "\x7f" for char in value):
        faults.append(Fault(f"{pointer}/{name}", "bad_character"))
    else:
        return value
    return ""


def _uuid(
    body: Mapping[str, Any], name: str, faults: list[Fault], *, needed: bool
) -> UUID | None:
    value = body.get(name)
    if value is None:
        if needed:
            faults.append(Fault(f"/{name}", "missing"))
        return None
    try:
        if isinstance(value, str) and len(value) == 36:
            return UUID(value)
    except ValueError:
        pass
    faults.append(Fault(f"/{name}", "not_a_uuid"))
    return None


def _instant(
    body: Mapping[str, Any], name: str, faults: list[Fault], *, needed: bool = False,
    pointer: str = "",
) -> datetime | None:
    value = body.get(name)
    if value is None:
        if needed:
            faults.append(Fault(f"{pointer}/{name}", "missing"))
        return None
    try:
        at = instant(value)
        if at >= EPOCH:
            return at
    except (ValueError, TypeError, OverflowError):
        pass
    faults.append(Fault(f"{pointer}/{name}", "not_an_instant"))
    return None


def _whole(
    body: Mapping[str, Any], name: str, faults: list[Fault], least: int, most: int, pointer: str
) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        faults.append(Fault(f"{pointer}/{name}", "not_an_integer"))
    elif not least <= value <= most:
        faults.append(Fault(f"{pointer}/{name}", "out_of_range", (least, most)))
    else:
        return value
    return None


def reader_faults(draft: ReaderDraft, pointer: str) -> list[Fault]:
    """Return what is wrong with a reader, its places aside."""
    faults = []
    if not draft.code.strip() or len(draft.code) > CODE_CHARACTERS_MAX:
        faults.append(Fault(f"{pointer}/code", "blank"))
    if draft.kind not in READER_KINDS or draft.kind == "unknown":
        faults.append(Fault(f"{pointer}/kind", "reader_kind", (draft.kind,)))
    if len(draft.antennas) > ANTENNAS_MAX:
        faults.append(Fault(f"{pointer}/antennas", "too_many",
                            (ANTENNAS_MAX, len(draft.antennas))))
    if not 0 <= draft.margin_cdbm <= MARGIN_CDBM_MAX:
        faults.append(Fault(f"{pointer}/margin_cdbm", "out_of_range", (0, MARGIN_CDBM_MAX)))
    return faults
