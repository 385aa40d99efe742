"""From a reading to candidates: what a code means, how sure that is, and why.   识别规则

Pure: no clock, no database, no Django.  `static/phone/resolve.js` is its twin; both run
`tests/vectors/resolution.json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from pandian.capture.resolution.words import (
    ACCEPTED_FROM,
    ANY_SCHEME,
    CANDIDATES_MAX,
    CERTAIN,
    CONTRADICTED,
    LEFT_OVER,
    LOOSE,
    NEW_LOT,
    NO_SHELF,
    OTHER_CUT,
    Binding,
    Candidate,
    Context,
    Key,
    Known,
    KnownLot,
    Looked,
    Resolution,
    Shelf,
    ShelfLot,
)
from pandian.catalog.words import PlaceRow
from pandian.codes.rules import match_key
from pandian.codes.words import Field, Verdict

SUSPECTED = "separator_suspected"
GTIN = "gtin"
FREE_TEXTS = ("plain", "internal")
"""Carriers without a grammar: nothing can be wrong with their content."""


class Cut(NamedTuple):
    """What a code says beside its item, cut at its separators or where one was lost."""

    lot: str | None
    serial: str | None
    expires_on: date | None
    made_on: date | None


class Match(NamedTuple):
    """A binding that fits the code, and how well."""

    binding: Binding
    confidence: int
    reasons: tuple[str, ...]


def keys_of(reading: Verdict) -> tuple[Key, ...]:
    """Return what to look a reading up by, the most telling first.

    A trade number first, then the identifier of another issuer, last the text itself: it may be
    an item's own code or the code of some other system.
    """
    keys = [Key(GTIN, reading.gtin, reading.gtin)] if reading.gtin else []
    identifier, scheme = getattr(reading, "key", None), getattr(reading, "scheme", None)
    if identifier and scheme and not reading.gtin:
        keys.append(Key(scheme, match_key(identifier), identifier))
    text = plain_text(reading)
    if text:
        keys.append(Key(ANY_SCHEME, match_key(text), text))
    return tuple(keys)


def plain_text(reading: Verdict) -> str:
    """Return the text of a reading as a code of some other system would be written."""
    text = reading.raw.strip()
    mark = reading.symbology or ""
    return text[len(mark):].strip() if mark and text.startswith(mark) else text


def resolve(reading: Verdict, context: Context) -> Resolution:
    """Return what a code may mean, best first, and whether a person has to pick.

    At most `CANDIDATES_MAX` candidates, each with its confidence and every reason; none when
    nothing is bound to the code.
    """
    matches = matched(keys_of(reading), context.bindings, at=context.at)
    found: list[Candidate] = []
    for match in matches:
        found += _candidates(match, reading, context, single=len(matches) == 1)
    best = sorted(_once(found), key=_order)[:CANDIDATES_MAX]
    if not best:
        refused = bool(reading.faults) and not reading.gtin and reading.carrier not in FREE_TEXTS
        return Resolution((), True, "code_refused" if refused else "item_unknown")
    ask = best[0].confidence < context.accepted_from
    return Resolution(tuple(best), ask, best[0].reason)


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    """Keep the surest of candidates that mean the same."""
    kept: dict[tuple[object, ...], Candidate] = {}
    for one in found:
        meant = (one.item, one.unit, one.lot, one.serial)
        if meant not in kept or kept[meant].confidence < one.confidence:
            kept[meant] = one
    return list(kept.values())


def _order(one: Candidate) -> tuple[int, str, int, str, str, str]:
    return (-one.confidence, one.item, one.factor, one.unit, one.lot or "", one.serial or "")


def matched(
    keys: Iterable[Key], bindings: Iterable[Binding], *, at: datetime
) -> list[Match]:
    """Return the bindings that fit the first key that any fits, valid and exact ones alone if any.

    What is left shares the confidence of its tier evenly.
    """
    known = list(bindings)
    for key in keys:
        fits = _distinct(b for b in known if _fits(key, b))
        if fits:
            return _tier(key, fits, at)
    return []


def _fits(key: Key, binding: Binding) -> bool:
    if binding.key != key.key:
        return False
    return binding.scheme != GTIN if key.scheme == ANY_SCHEME else binding.scheme == key.scheme


def _distinct(bindings: Iterable[Binding]) -> list[Binding]:
    """Keep one binding an item and pack: two systems may give one thing the same code."""
    kept: dict[tuple[object, ...], Binding] = {}
    for one in bindings:
        kept.setdefault((one.item, one.unit, one.value, one.valid_from, one.valid_to), one)
    return list(kept.values())


def _tier(key: Key, fits: list[Binding], at: datetime) -> list[Match]:
    judged: dict[tuple[str, str], tuple[Binding, tuple[str, ...]]] = {}
    for binding in fits:
        doubts = _doubts(key, binding, at)
        held = judged.get((binding.item, binding.unit))
        if held is None or len(doubts) < len(held[1]):
            judged[binding.item, binding.unit] = (binding, doubts)
    sure = [pair for pair in judged.values() if not pair[1]]
    chosen, most = (sure, CERTAIN) if sure else (list(judged.values()), LOOSE)
    several = ("item_ambiguous",) if len(chosen) > 1 else ()
    return [Match(binding, most // len(chosen), (*several, *doubts))
            for binding, doubts in chosen]


def _doubts(key: Key, binding: Binding, at: datetime) -> tuple[str, ...]:
    doubts = []
    if not valid_at(binding, at):
        doubts.append("binding_expired")
    if key.scheme == ANY_SCHEME and binding.value.strip() != key.written:
        doubts.append("case_folded")
    return tuple(doubts)


def valid_at(binding: Binding, at: datetime) -> bool:
    """Say whether a binding holds at an instant; its end is the first instant it does not."""
    begun = binding.valid_from is None or binding.valid_from <= at
    return begun and (binding.valid_to is None or at < binding.valid_to)


def _candidates(
    match: Match, reading: Verdict, context: Context, *, single: bool
) -> list[Candidate]:
    """Return what one binding makes of the code, cut as printed and cut otherwise."""
    item, tracking = match.binding.item, match.binding.tracking
    lots = {lot.code: lot for lot in context.lots if lot.item == item}
    printed = Cut(reading.lot, reading.serial, reading.expires_on, reading.made_on)
    others = [cut for cut in other_cuts(reading) if _tells(cut, tracking)]
    doubt = _separator_doubt(reading, printed, others, lots, context.longest.get(item, 0))
    if not doubt:
        return _of_cut(match, printed, reading, context, lots)
    found = [_lowered(one, doubt, CONTRADICTED)
             for one in _of_cut(match, printed, reading, context, lots)]
    for cut in others:
        known = cut.lot in lots
        found += [_lowered(one, "separator_lost", LOOSE if known else OTHER_CUT)
                  for one in _of_cut(match, cut, reading, context, lots)]
    return found


def _tells(cut: Cut, tracking: str) -> bool:
    return "lot" in tracking or ("serial" in tracking and cut.serial is not None)


def _separator_doubt(
    reading: Verdict, printed: Cut, others: list[Cut], lots: Mapping[str, KnownLot], longest: int
) -> str:
    """Return why the code may have lost a separator, or ''.

    A lot that is known as printed speaks for itself, unless another cut names another known lot;
    it says nothing of its serial, which is doubted where the reading is suspect.
    """
    known = printed.lot in lots
    if any(cut.lot in lots and cut.lot != printed.lot for cut in others):
        return SUSPECTED
    if not others or (known and not any(cut.lot == printed.lot for cut in others)):
        return ""
    if SUSPECTED in reading.suspicions:
        return SUSPECTED
    if known:
        return ""
    most = max([longest, *(len(code) for code in lots)])
    return "lot_longer" if printed.lot and most and len(printed.lot) > most else ""


def other_cuts(reading: Verdict) -> list[Cut]:
    """Return what a code says where a separator was lost, likeliest first."""
    cuts = []
    for fields in reading.candidates:
        said = {field.ai: field for field in reversed(fields)}
        cuts.append(Cut(_written(said.get("10")), _written(said.get("21")),
                        _day(said.get("17")) or reading.expires_on,
                        _day(said.get("11")) or reading.made_on))
    return cuts


def _written(field: Field | None) -> str | None:
    return field.value if field else None


def _day(field: Field | None) -> date | None:
    return date.fromisoformat(field.meant[:10]) if field and field.meant else None


def _of_cut(
    match: Match, cut: Cut, reading: Verdict, context: Context, lots: Mapping[str, KnownLot]
) -> list[Candidate]:
    """Return the candidates of one binding and one cut: one, or one a lot that may be meant."""
    binding = match.binding
    serial = cut.serial if "serial" in binding.tracking else None
    first = Candidate(binding.item, binding.unit, binding.factor, None, serial, cut.expires_on,
                      cut.made_on, match.confidence, match.reasons)
    first = _contradicted(first, reading, context)
    if "lot" not in binding.tracking:
        found = [first]
    elif cut.lot:
        found = [_of_lot(first._replace(lot=cut.lot), lots.get(cut.lot))]
    else:
        found = _of_context(first, lots.values())
    return [one._replace(reasons=one.reasons or ("known",)) for one in found]


def _contradicted(one: Candidate, reading: Verdict, context: Context) -> Candidate:
    """Lower a candidate for what speaks against its item, pack or serial."""
    if reading.faults and (reading.gtin or reading.carrier not in FREE_TEXTS):
        one = _lowered(one, "code_refused", CONTRADICTED)
    elsewhere = context.serials.get((one.item, one.serial), "") if one.serial else ""
    if context.place and elsewhere not in ("", context.place):
        one = _lowered(one, "serial_elsewhere", CONTRADICTED)
    if context.place_kind == "piece_bin" and one.factor > 1:
        one = _lowered(one, "carton_in_piece_bin", CONTRADICTED)
    return one


def _of_lot(one: Candidate, known: KnownLot | None) -> Candidate:
    """Judge the lot that the code names: known, new, or known with another expiry."""
    if known is None:
        return _lowered(one, "lot_new", NEW_LOT)
    if one.expires_on and known.expires_on and one.expires_on != known.expires_on:
        return _lowered(one, "expiry_differs", CONTRADICTED)
    return one._replace(expires_on=one.expires_on or known.expires_on)


def _of_context(one: Candidate, lots: Iterable[KnownLot]) -> list[Candidate]:
    """Return a candidate for every lot that may be meant where the code names none.

    The lots in the place come before those of the site; the label's expiry leaves out lots of
    another one.
    """
    known = [lot for lot in lots if not one.expires_on or not lot.expires_on
             or lot.expires_on == one.expires_on]
    here = [lot for lot in known if lot.here]
    fits = here or [lot for lot in known if lot.at_site]
    if not fits:
        return [_lowered(one, "lot_missing", CONTRADICTED)]
    alone = "lot_here" if here else "lot_at_site"
    reason = "lots_several" if len(fits) > 1 else alone
    return [
        _lowered(one._replace(lot=lot.code, expires_on=one.expires_on or lot.expires_on),
                 reason, LEFT_OVER // len(fits))
        for lot in sorted(fits, key=_soonest)
    ]


def _soonest(lot: KnownLot) -> tuple[date, str]:
    return (lot.expires_on or date.max, lot.code)


def _lowered(one: Candidate, reason: str, most: int) -> Candidate:
    """Cap the confidence; the reason that weighs most stands first."""
    reasons = tuple(r for r in one.reasons if r != "known")
    ordered = (reason, *reasons) if most <= one.confidence else (*reasons, reason)
    return one._replace(confidence=min(one.confidence, most), reasons=ordered)


def contexts(
    known: Known, *, at: datetime, shelf: Shelf = NO_SHELF, accepted_from: int = ACCEPTED_FROM
) -> list[Context]:
    """Return what each scan of a batch is judged against; `at` where it has no instant itself."""
    shelves: dict[int, list[ShelfLot]] = {}
    for lot in shelf.lots:
        shelves.setdefault(lot.item, []).append(lot)
    return [_context(one, known, shelves, shelf, at, accepted_from) for one in known.looked]


def _context(
    one: Looked, known: Known, shelves: Mapping[int, list[ShelfLot]], shelf: Shelf, at: datetime,
    accepted_from: int,
) -> Context:
    place = known.places.get(one.scan.place)
    items = {row.item.id: row.item.code for row in one.bound}
    serial = one.reading.serial
    return Context(
        at=one.scan.at or at,
        bindings=tuple(
            Binding(row.scheme, row.key, row.value, row.item.code, row.unit, row.factor,
                    row.item.tracking, row.valid_from, row.valid_to) for row in one.bound),
        lots=tuple(lot for id, code in items.items()
                   for lot in _known_lots(id, code, known, shelves.get(id, ()), place)),
        longest={code: known.longest.get(id, 0) for id, code in items.items()},
        serials={(code, serial): shelf.serials[id, serial] for id, code in items.items()
                 if (id, serial) in shelf.serials} if serial else {},
        place=one.scan.place, place_kind=place.kind if place else "",
        accepted_from=accepted_from,
    )


def _known_lots(
    item: int, code: str, known: Known, held: Sequence[ShelfLot], place: PlaceRow | None
) -> list[KnownLot]:
    lots = {name: KnownLot(code, name, lot.expires_on)
            for name, lot in known.lots.get(item, {}).items()}
    for lot in held:
        before = lots.get(lot.code, KnownLot(code, lot.code, lot.expires_on))
        lots[lot.code] = before._replace(
            at_site=True, here=before.here or (place is not None and lot.place == place.id))
    return list(lots.values())


def bindable_key(reading: Verdict) -> Key:
    """Return the key under which a person may bind a code: the most telling one."""
    keys = keys_of(reading)
    return keys[0] if keys else Key(ANY_SCHEME, "", "")
