"""Why a counted line differs: every guess weighed, likeliest first.   差异溯因规则

Pure and deterministic: the same cases and reasons give the same findings.  A guess has the odds
rate(cause) x P(effect = variance | cause, document) x how much likelier its evidence is if it is
true; "not known" always stands among the guesses, with a broad law of sizes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pandian.counting.detective.rates.rules import (
    Reason,
    Weighed,
    calibrated,
    calibration,
    chosen,
    shares,
)
from pandian.counting.detective.words import (
    ALONE_UNITS_MIN,
    ALTERNATIVES_MAX,
    AUTOMATIC,
    CERTAIN,
    MOTION_SECONDS,
    MOVES_MAX,
    PAPERS_MAX,
    PARTNERS_MAX,
    SENTENCES,
    SWAPS,
    VAGUE,
    Alternative,
    Booked,
    Case,
    Choice,
    Finding,
    Guess,
    Partner,
)
from pandian.ledger.effects.rules import effects, in_other_units, turned

RELATION = {"lot_swap": "lot", "wrong_lot": "lot", "item_swap": "item", "place_swap": "place"}
DENSITY_DEFAULT = 0.08
"""Share of counted lines that differ, where the batch does not say."""
SCANNED = 0.15
"""How much rarer typing slips are when a scanner wrote the number."""
ASKED_TRUE, ASKED_POSTED = 25.0, 0.25
"""The document asked for the number that this slip would have hidden, or for what was posted."""
PLAIN_SIGN = 0.25
"""Signs are mistaken in returns and adjustments; elsewhere so much rarer."""
OPPOSITE = 0.9
"""Chance that the other half of a swap shows just the opposite."""
PARTNER_ODDS_MAX = 5_000.0
PARTNER_ABSENT = 0.1
"""Others that could be the other half were counted, and none shows it."""
FAR = 0.3
RESIDUAL_MAX = 3
"""A known effect may come with so many units lost or miscounted besides."""
LOSS_STEP = 0.45
REST = 1e-6
"""Guesses below this share of the line are told together as not known."""


def investigate(
    cases: Sequence[Case], *, reasons: Sequence[Reason] = (), density: float = DENSITY_DEFAULT
) -> list[Finding]:
    """Explain the lines of one batch; `density` is the share of counted lines that differ.

    Rates come from confirmed reasons once there are enough of them, else from the batch itself;
    shares are calibrated by how right they have been here.  Lines without a variance are left out.
    """
    open_cases = [case for case in cases if case.variance]
    sizes = Counter(abs(case.variance) for case in open_cases)
    lines = [(case, guesses(case, sizes=sizes, lines=len(open_cases), density=density),
              exposures(case)) for case in open_cases]
    rates = chosen([Weighed([(g.causes, g.weight) for g in found], exposed)
                    for _, found, exposed in lines], reasons)
    steps = calibration((reason.stated, reason.right) for reason in reasons if reason.stated)
    return [_finding(case, found, exposed, rates, steps) for case, found, exposed in lines]


def exposures(case: Case) -> dict[str, float]:
    """Return how many opportunities each cause had in this line."""
    moves = float(min(len(case.moves), MOVES_MAX))
    twins = float(sum(1 for move in case.moves if move.twin))
    return {
        "unit": moves if len(case.factors) else 0.0, "digits": moves, "double": twins,
        "sign": moves, "lot_swap": moves, "item_swap": moves, "wrong_lot": moves,
        "place_swap": 1.0, "late": float(min(len(case.papers), PAPERS_MAX)), "scan": 1.0,
        "motion": float(len(case.near)), "loss": case.days / 30, "unknown": 1.0,
    }


def guesses(
    case: Case, *, sizes: Mapping[int, int], lines: int, density: float = DENSITY_DEFAULT
) -> list[Guess]:
    """Return every guess that yields just this variance, singly or two together.

    `sizes`: how often each size of variance occurs among the `lines` of the batch.
    """
    odds = {partner: _partner_odds(case, partner, sizes, lines, density)
            for partner in case.partners[:PARTNERS_MAX]}
    known = [*_slips(case), *_papers(case, odds), *_motions(case), *_swapped(case, odds)]
    found = [guess for guess in known if guess.effect == case.variance]
    found += _scans(case) + _lost(case, case.variance)
    found += _pairs(case, known, density)
    found.append(Guess(("unknown",), case.variance, broad(case.variance), ()))
    return found


def broad(variance: int) -> float:
    """Return how likely a size is where nothing is known: half each way, 1 / (n (n + 1))."""
    size = abs(variance)
    return 0.5 / (size * (size + 1))


def _slips(case: Case) -> list[Guess]:
    """Unit, digits, double, sign: each move that the holding felt since its last count."""
    found = []
    for move in case.moves[:MOVES_MAX]:
        for effect in effects(move.delta, factors=case.factors, twin=bool(move.twin)):
            weight = effect.chance * _typed(move, effect.slip, effect.true)
            found.append(Guess((effect.slip,), effect.variance, weight, (
                _move_row(move, true=effect.true, factor=effect.factor),)))
    return found


def _typed(move: Booked, slip: str, true: int) -> float:
    """Return how much a move's own circumstances speak for a slip at the desk."""
    odds = 1.0 if move.typed or slip == "double" else SCANNED
    if slip == "sign" and not move.signed:
        odds *= PLAIN_SIGN
    if slip == "double" or not move.asked:
        return odds
    if move.asked == abs(true) and slip != "sign":
        return odds * ASKED_TRUE
    return odds * ASKED_POSTED if move.asked == abs(move.delta) else odds


def _move_row(move: Booked, **more: Any) -> dict[str, Any]:
    return {"kind": "move", "posting": move.posting, "line": move.line, "posted": move.delta,
            "document": move.document, "twin": move.twin, "of": move.kind, "paper": move.paper,
            "twin_paper": move.twin_paper, **more}


def _papers(case: Case, odds: Mapping[Partner, float]) -> list[Guess]:
    """Open documents: the goods went, the paper did not; the older, the likelier.

    Where the document's other end was counted too and shows the opposite, that speaks for it.
    """
    found = []
    for paper in case.papers[:PAPERS_MAX]:
        ends = [(odd, partner) for partner, odd in odds.items()
                if paper.delta == case.variance and paper.document in partner.papers]
        best = max(ends, default=None, key=lambda end: end[0])
        rows: list[dict[str, Any]] = [{
            "kind": "document", "document": paper.document, "number": paper.number,
            "line": paper.line, "posted": paper.delta, "of": paper.kind}]
        if best:
            rows.append(_partner_row(case, best[1]))
        weight = (1.5 if paper.days >= 1 else 1.0) * (max(1.0, best[0]) if best else 1.0)
        found.append(Guess(("late",), paper.delta, weight, tuple(rows)))
    return found


def _motions(case: Case) -> list[Guess]:
    """A move booked just before the count may not have happened yet, one just after already."""
    return [Guess(("motion",), -move.delta if move.seconds <= 0 else move.delta,
                  max(0.1, 1 - abs(move.seconds) / MOTION_SECONDS),
                  (_move_row(move, seconds=round(abs(move.seconds))),))
            for move in case.near]


def _swapped(case: Case, odds: Mapping[Partner, float]) -> list[Guess]:
    """Swaps with a partner that shows the opposite, and moves that could be one without."""
    found = []
    for partner, odd in odds.items():
        found += _with_partner(case, partner, odd)
    seen = {partner.relation for partner in odds}
    for cause, relation in RELATION.items():
        if relation in seen:
            continue
        alone = PARTNER_ABSENT if case.peers.get(relation) else FAR
        if cause == "place_swap":  # its rate is per line, not per move
            alone /= 2 + len(case.moves)
        found += [Guess((cause,), -move.delta, alone, (_move_row(move, alone=True),))
                  for move in case.moves[:MOVES_MAX] if _fits(cause, move)]
    return found


def _partner_odds(
    case: Case, partner: Partner, sizes: Mapping[int, int], lines: int, density: float
) -> float:
    """Return how much likelier the partner's opposite variance is in a swap than by chance.

    Chance is how often this size occurs in the batch (without the two themselves).
    """
    size = abs(case.variance)
    others = max(0, sizes.get(size, 0) - 2)
    often = (others / 2 + 10 * broad(size)) / (max(0, lines - 2) + 10)
    odds = min(PARTNER_ODDS_MAX, OPPOSITE / (density * often))
    near = 1.0 if partner.near else FAR
    return odds * near / max(1, case.peers.get(partner.relation, 1))


def _partner_row(case: Case, partner: Partner) -> dict[str, Any]:
    return {"kind": "line", "line": partner.line, "partner": partner.name,
            "opposite": -case.variance, "relation": partner.relation}


def _with_partner(case: Case, partner: Partner, odds: float) -> list[Guess]:
    row = _partner_row(case, partner)
    if partner.relation == "place":
        moved = [move for move in (*case.moves, *partner.moves)
                 if abs(move.delta) == abs(case.variance)]
        proof = (_move_row(moved[0], seen=True),) if moved else ()
        size = max(2 * broad(case.variance), 0.2 if moved else 0.0)
        return [Guess(("place_swap",), case.variance, odds * size, (row, *proof))]
    found = []
    for cause, relation in RELATION.items():
        if relation != partner.relation:
            continue
        found += [Guess((cause,), -move.delta, odds, (row, _move_row(move, seen=True)))
                  for move in case.moves if _fits(cause, move) and -move.delta == case.variance]
        found += [Guess((cause,), move.delta, odds, (row, _move_row(move, seen=True)))
                  for move in partner.moves
                  if _fits(cause, move) and move.delta == case.variance]
    return found


def _fits(cause: str, move: Booked) -> bool:
    """Lots and items are mistaken when goods go out; lots and places are miswritten coming in."""
    return (move.delta > 0) == (cause in ("wrong_lot", "place_swap"))


def _scans(case: Case) -> list[Guess]:
    """Slips while counting: repeats and misses of one to three, of a pack; misread, mistyped."""
    size, chance = abs(case.variance), 0.0
    if size <= RESIDUAL_MAX:
        chance += (0.28, 0.07, 0.03)[size - 1]
    packs = sorted({factor for factor in case.factors if factor > 1})
    if size in packs:
        chance += 0.06 / len(packs)
    if not case.adding and case.book > 0 and case.counted > 0:
        if case.counted in (turns := turned(case.book)):
            chance += 0.08 / len(turns)
        if case.counted in (units := dict(in_other_units(case.book, factors=case.factors))):
            chance += 0.05 / len(units)
    if not chance:
        return []
    chance *= 0.03 if case.equal else 1.0
    chance *= 6.0 if case.repeats and case.variance > 0 else 1.0
    return [Guess(("scan",), case.variance, chance, (
        {"kind": "count", "counted": case.counted, "book": case.book,
         "repeats": case.repeats},))]


def _lost(case: Case, variance: int) -> list[Guess]:
    """Small shortages that nothing explains, the likelier the longer nobody looked."""
    if variance >= 0:
        return []
    chance = LOSS_STEP * (1 - LOSS_STEP) ** min(-variance - 1, 200)
    packs = {factor for factor in case.factors if factor > 1}
    chance += 0.1 / len(packs) if -variance in packs else 0.0
    return [Guess(("loss",), variance, chance * case.days / 30, ())]


def _pairs(case: Case, known: Sequence[Guess], density: float) -> list[Guess]:
    """Return two known effects that add up, and one with a few units lost or miscounted.

    Rates are those of lines that differ; a second thing going wrong as well is rarer by
    `density`.
    """
    by_effect: dict[int, list[tuple[int, Guess]]] = defaultdict(list)
    for n, guess in enumerate(known):
        by_effect[guess.effect].append((n, guess))
    found = []
    for n, guess in enumerate(known):
        rest = case.variance - guess.effect
        for other, second in by_effect.get(rest, ()) if rest else ():
            if other > n and guess.evidence != second.evidence and _apart(guess, second):
                found.append(_both(guess, second, density))
        if 0 < abs(rest) <= RESIDUAL_MAX and _weighty(guess):
            found += [_both(guess, small, density) for small in _small(case, rest)]
    return found


def _apart(one: Guess, two: Guess) -> bool:
    """Say whether two guesses speak of different papers."""
    papers = [{(row.get("posting"), row.get("document"), row.get("line"))
               for row in guess.evidence if row["kind"] in ("move", "document")}
              for guess in (one, two)]
    return not papers[0] & papers[1]


def _weighty(guess: Guess) -> bool:
    return abs(guess.effect) > 2 * RESIDUAL_MAX


def _small(case: Case, rest: int) -> list[Guess]:
    chance = (0.28, 0.07, 0.03)[abs(rest) - 1] * (0.03 if case.equal else 1.0)
    return [Guess(("scan",), rest, chance, ({"kind": "count", "counted": case.counted,
                                            "book": case.book, "repeats": case.repeats},)),
            *_lost(case, rest)]


def _both(one: Guess, two: Guess, density: float) -> Guess:
    first, second = sorted((one, two), key=lambda guess: guess.causes)
    rows = tuple({**row, "cause": guess.causes[0]}
                 for guess in (first, second) for row in guess.evidence)
    return Guess(first.causes + second.causes, first.effect + second.effect,
                 first.weight * second.weight * density, rows)


def _finding(
    case: Case, found: Sequence[Guess], exposed: Mapping[str, float],
    rates: Mapping[str, float], steps: Sequence[tuple[float, float]],
) -> Finding:
    """Gather guesses by cause, likeliest first; what is tiny counts as not known."""
    posterior = shares([(guess.causes, guess.weight) for guess in found], rates)
    groups: dict[tuple[str, ...], list[Choice]] = defaultdict(list)
    for guess, share in zip(found, posterior, strict=True):
        known = share >= REST or guess.causes == ("unknown",)
        groups[guess.causes if known else ("unknown",)].append(
            Choice(share, guess.evidence if known else ()))
    told = sorted((_alternative(causes, ways) for causes, ways in groups.items()),
                  key=lambda each: (-each.share, each.causes))
    return Finding(case.line, case.variance, _corrected(_short(told), steps), exposed)


def _alternative(causes: tuple[str, ...], ways: Iterable[Choice]) -> Alternative:
    ordered = sorted(ways, key=lambda way: -way.share)
    return Alternative(causes, sum(way.share for way in ordered), tuple(ordered[:3]))


def _short(told: Sequence[Alternative]) -> list[Alternative]:
    """Keep the likeliest; the rest joins what is not known, so that shares still sum to 1."""
    kept = [each for n, each in enumerate(told)
            if n < ALTERNATIVES_MAX or each.causes == ("unknown",)]
    rest = 1.0 - sum(each.share for each in kept)
    kept = [each._replace(share=each.share + rest) if each.causes == ("unknown",) else each
            for each in kept]
    return sorted(kept, key=lambda each: (-each.share, each.causes))


def _corrected(
    told: Sequence[Alternative], steps: Sequence[tuple[float, float]]
) -> tuple[Alternative, ...]:
    """Replace the first share by what such shares have been worth; the others keep their ratio."""
    first, rest = told[0], sum(each.share for each in told[1:])
    if not steps or rest <= 0:
        return tuple(told)
    worth = calibrated(first.share, steps)
    scale = (1 - worth) / rest
    ways = tuple(way._replace(share=way.share * worth / first.share) for way in first.choices)
    return (Alternative(first.causes, worth, ways), *(
        Alternative(each.causes, each.share * scale, tuple(
            way._replace(share=way.share * scale) for way in each.choices))
        for each in told[1:]))


def explained(finding: Finding) -> bool:
    """Say whether a cause that explains something is found with certainty enough."""
    first = finding.alternatives[0]
    return first.share >= CERTAIN and not set(first.causes) & set(VAGUE)


def repairs_itself(finding: Finding) -> bool:
    """Say whether a site that allows it may let this be repaired without a person.

    One cause of the safe ones, found with certainty down to the very paper or partner, and either
    a document stands behind it or the difference is not small.  A swap needs its other half.
    """
    first = finding.alternatives[0]
    if not explained(finding) or len(first.causes) > 1 or first.causes[0] not in AUTOMATIC:
        return False
    way = first.choices[0]
    papers = any(row["kind"] in ("move", "document") for row in way.evidence)
    halves = any(row["kind"] == "line" for row in way.evidence)
    if first.causes[0] in SWAPS and not halves:
        return False
    return way.share >= CERTAIN and (papers or abs(finding.variance) >= ALONE_UNITS_MIN)


def told(
    alternative: Alternative, *, variance: int, counted: int, book: int, language: str
) -> list[str]:
    """Return an alternative as sentences, one per cause, by its likeliest concrete way."""
    rows = alternative.choices[0].evidence if alternative.choices else ()
    return [_sentence(cause, [row for row in rows if row.get("cause", cause) == cause],
                      {"variance": f"{variance:+,}", "opposite": f"{abs(variance):,}",
                       "counted": f"{counted:,}", "book": f"{book:,}"}, language)
            for cause in alternative.causes]


def _sentence(
    cause: str, rows: Sequence[Mapping[str, Any]], known: dict[str, str], language: str
) -> str:
    for row in reversed(rows):  # the first row is the nearest evidence: it has the last word
        for name, value in row.items():
            if name == "kind" or (name == "document" and not value):
                continue
            signed = name in ("posted", "true", "opposite")
            known[name] = f"{value:+,}" if signed and isinstance(value, int) else str(value)
        known["document"] = str(row.get("number") or row.get("document") or known.get(
            "document") or str(row.get("posting", ""))[:8])
    key = "swap_alone" if any(row.get("alone") for row in rows) else cause
    return SENTENCES[key].text(language).format_map(_Shown(known))


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"
