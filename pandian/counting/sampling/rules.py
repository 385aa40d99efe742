"""What a drawn part of a book says about all of it.   抽样盘点规则

Pure: no clock, no database, no Django.  Value: stratified difference estimator with a floor of
pooled taints (naive intervals cover far too little when errors are rare).  Records: exact
binomial, and a sequential look that is good at any time (a likelihood ratio is a martingale).
Sources: Cochran, Sampling Techniques (strata, allocation, difference estimator); Clopper and
Pearson 1934; Wald 1947 and Ville 1939 (sequential).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from pandian.counting.planning.rules import TIMES
from pandian.counting.planning.words import TimeModel
from pandian.counting.risk.rules import interval
from pandian.counting.sampling.words import (
    CENSUS,
    CENSUS_SHARE_MAX,
    CONFIDENCE,
    EXPIRING_DAYS_MAX,
    FLOOR_LINES,
    FLOOR_TAINT,
    FRAME_DAYS_MAX,
    KINDS,
    LINES_MIN,
    QUANTILE,
    SEQUENTIAL_BAD,
    SEQUENTIAL_GOOD,
    SHARE_MIN_PERCENT,
    STRATA,
    STRATUM_LINES_MIN,
    TAINT_PLANNED,
    WORTHLESS,
    WRONG_MAX,
    Estimate,
    GateResult,
    RecordsResult,
    Strata,
    StudyDraft,
)
from pandian.counting.words import NAME_CHARACTERS_MAX
from pandian.kernel.words import Fault

HISTOGRAM_CELLS = 400


# --- value: strata, sizes, the draw

def lines_min(lines: int) -> int:
    """Return how many lines a statement on value looks at, at least."""
    return min(lines, max(math.ceil(lines * SHARE_MIN_PERCENT / 100), LINES_MIN))


def stratify(values: Any, whole: Any, *, sample: int) -> Any:
    """Return the stratum of each line: 0 counted whole, 1 to 10 by value, -1 without a value.

    Whole are those marked and those worth more than the mean that one sampled line stands for.
    """
    values = np.asarray(values, dtype=float)
    census = np.asarray(whole, dtype=bool) & (values > 0)
    census = _with_top(values, census, sample)
    stratum = np.where(values > 0, 1, WORTHLESS)
    stratum[census] = CENSUS
    rest = np.flatnonzero((values > 0) & ~census)
    if len(rest):
        stratum[rest] = 1 + _cells(values[rest])
    return stratum


def _with_top(values: Any, census: Any, sample: int) -> Any:
    most = census.sum() + sample * CENSUS_SHARE_MAX
    while True:
        left = max(sample - int(census.sum()), 1)
        rest = values[~census].sum()
        more = census | (values > rest / left)
        if rest <= 0 or more.sum() == census.sum() or more.sum() > most:
            return census
        census = more


def _cells(values: Any) -> Any:
    """Return 0..9 for each value: equal steps of the cumulated root of the frequencies."""
    logs = np.log1p(values)
    if logs.min() == logs.max():
        return np.zeros(len(values), dtype=int)
    counts, edges = np.histogram(logs, bins=HISTOGRAM_CELLS)
    cum = np.cumsum(np.sqrt(counts * np.diff(np.expm1(edges))))
    cuts = np.searchsorted(cum, cum[-1] * np.arange(1, STRATA) / STRATA)
    return np.searchsorted(np.expm1(edges)[cuts + 1], values, side="left")


def strata(values: Any, stratum: Any, *, sample: int) -> Strata:
    """Share `sample` lines out: all of stratum 0, the rest in proportion to lines x root mean
    square of value (Neyman's share when taints are alike), none below eight.
    """
    values, known = np.asarray(values, dtype=float), np.asarray(stratum) >= 0
    groups = np.asarray(stratum)[known]
    lines = np.bincount(groups, minlength=STRATA + 1)
    value = np.bincount(groups, weights=values[known], minlength=STRATA + 1)
    squares = np.bincount(groups, weights=values[known] ** 2, minlength=STRATA + 1)
    sizes = _shared(lines, np.sqrt(lines * squares), sample)
    return Strata(np.asarray(stratum), lines, sizes, value, squares / np.maximum(lines, 1))


def _shared(lines: Any, weight: Any, sample: int) -> Any:
    """Share lines out by weight; what a full stratum cannot take goes to the others."""
    sizes = np.minimum(lines, STRATUM_LINES_MIN)
    sizes[CENSUS] = lines[CENSUS]
    free = np.arange(len(lines)) != CENSUS
    for _ in range(STRATA):
        left = sample - int(sizes[~free].sum())
        total = weight[free].sum()
        if left <= 0 or not total:
            break
        wished = _rounded(left * np.where(free, weight, 0) / total)
        sizes = np.where(free, np.minimum(lines, np.maximum(wished, STRATUM_LINES_MIN)), sizes)
        full = free & (wished >= lines)
        if not full.any():
            break
        free &= ~full
    return sizes


def _rounded(shares: Any) -> Any:
    """Return whole numbers with the same sum: the largest remainders are rounded up."""
    whole = np.floor(shares).astype(int)
    missing = round(float(shares.sum())) - int(whole.sum())
    whole[np.argsort(whole - shares, kind="stable")[:missing]] += 1
    return whole


def expected_half(found: Strata, *, taint: float = TAINT_PLANNED) -> float:
    """Return the half-width to expect, in the unit of the values, for a mean squared taint."""
    return QUANTILE * math.sqrt(_variance(found, found.squares * taint))


def _variance(found: Strata, per_line: Any) -> float:
    """Return the variance of the total from that of one line in each stratum."""
    lines, sizes = found.lines[1:].astype(float), found.sample[1:].astype(float)
    ratio = np.divide(lines * (lines - sizes), sizes, out=np.zeros_like(lines), where=sizes > 0)
    return float((ratio * np.asarray(per_line, dtype=float)[1:]).sum())


def sample_for(
    values: Any, whole: Any, *, half: float, taint: float = TAINT_PLANNED
) -> tuple[int, Strata]:
    """Return the fewest lines (never below `lines_min`) whose expected half-width is `half`."""
    values = np.asarray(values, dtype=float)
    valued = int((values > 0).sum())
    low = lines_min(valued)
    stratum = stratify(values, whole, sample=low)
    found = strata(values, stratum, sample=low)
    high = valued
    if expected_half(found, taint=taint) <= half or low == high:
        return low, found
    while low < high:
        middle = (low + high) // 2
        if expected_half(strata(values, stratum, sample=middle), taint=taint) <= half:
            high = middle
        else:
            low = middle + 1
    return low, strata(values, stratum, sample=low)


def places_in_draw(keys: Sequence[int], stratum: Any, *, seed: str) -> Any:
    """Return for each line its place (from 1) in the order of its stratum.

    A line's order is the SHA-256 of "seed:holding": anybody gets the same draw from the printed
    seed, in any language, and an extension simply goes on in the same order.
    """
    digests = np.array(
        [hashlib.sha256(f"{seed}:{key}".encode()).digest()[:8] for key in keys],
        dtype="S8").view(">u8") if len(keys) else np.zeros(0, dtype=">u8")
    stratum = np.asarray(stratum)
    order = np.lexsort((np.asarray(keys), digests, stratum))
    sorted_groups = stratum[order]
    begins = np.searchsorted(sorted_groups, sorted_groups, side="left")
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order)) - begins + 1
    return places


# --- value: the estimate

def estimate(
    found: Strata, *, values: Any, differences: Any, looked: Any
) -> Estimate:
    """Return what the lines looked at say of the whole.

    `values` and `differences` (true minus book) are of the lines looked at, `looked` their
    strata.  V_h = (n_h s_h^2 + w m2 mean(b^2)_h) / (n_h + w) with m2 = (sum taint^2 + a)/(n + 1).
    """
    values, off = np.asarray(values, dtype=float), np.asarray(differences, dtype=float)
    looked = np.asarray(looked)
    size = STRATA + 1
    n = np.bincount(looked, minlength=size).astype(float)
    assert np.array_equal(n, found.sample), "an estimate needs every drawn line"
    inside = looked != CENSUS
    taints = off[inside] / values[inside]
    pooled = (float((taints ** 2).sum()) + FLOOR_TAINT) / (int(inside.sum()) + 1)
    mean, spread = _moments(off, looked, n)
    floored = (n * spread + FLOOR_LINES * pooled * found.squares) / (n + FLOOR_LINES)
    half = QUANTILE * math.sqrt(_variance(found, floored))
    total = float((found.lines * mean).sum())
    true_mean, true_spread = _moments(values + off, looked, n)
    book = round(float(found.value.sum()))
    return Estimate(
        book, round(total), round(half), round(total - half), round(total + half),
        int(found.lines.sum()), len(off), int((off != 0).sum()), round(float(np.abs(off).sum())),
        round(float((found.lines * true_mean).sum())),
        round(QUANTILE * math.sqrt(_variance(found, true_spread))))


def _moments(amounts: Any, looked: Any, n: Any) -> tuple[Any, Any]:
    """Return mean and sample variance of the amounts in each stratum."""
    size = STRATA + 1
    safe = np.maximum(n, 1)
    mean = np.bincount(looked, weights=amounts, minlength=size) / safe
    squares = np.bincount(looked, weights=(amounts - mean[looked]) ** 2, minlength=size)
    return mean, squares / np.maximum(n - 1, 1)


def extension(found: Strata, *, reached: float, wanted: float) -> Any:
    """Return the new size of each stratum so that the interval narrows from reached to wanted.

    Each stratum grows by the same factor, which allows for the lines that are left.
    """
    lines, sizes = found.lines.astype(float), found.sample.astype(float)
    squeeze = (reached / wanted) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead = np.where(sizes > 0, (lines - sizes) / np.maximum(sizes, 1), 0) / squeeze
        grown = np.ceil(lines / (1 + ahead))
    grown = np.minimum(found.lines, np.maximum(sizes, grown)).astype(int)
    grown[CENSUS] = found.lines[CENSUS]
    return grown


# --- records: how many lines are right

def records_sample(*, accuracy: float, wrong: int) -> int:
    """Return how many lines prove "at least `accuracy` right, at 95 %" with `wrong` wrong ones.

    Exact binomial: the fewest n at which so few wrong ones would be rarer than 5 %.
    """
    assert 0.5 <= accuracy < 1
    low, high = wrong + 1, 2
    while _at_most(wrong, high, 1 - accuracy) > 1 - CONFIDENCE:
        high *= 2
    while low < high:
        middle = (low + high) // 2
        if _at_most(wrong, middle, 1 - accuracy) <= 1 - CONFIDENCE:
            high = middle
        else:
            low = middle + 1
    return low


def _at_most(wrong: int, looked: int, rate: float) -> float:
    """Return the chance of at most so many wrong lines among those looked at (binomial)."""
    from scipy.special import bdtr  # here: its import would slow every start

    return float(bdtr(wrong, looked, rate)) if wrong < looked else 1.0


def records(*, looked: int, wrong: int, accuracy: float) -> RecordsResult:
    """Return what `wrong` wrong lines of `looked` say of the share of right ones."""
    from scipy.special import betaincinv

    right = looked - wrong
    low, high = interval(right, looked, confidence=CONFIDENCE)
    bound = float(betaincinv(right, wrong + 1, 1 - CONFIDENCE)) if right else 0.0
    return RecordsResult(looked, wrong, low, high, bound,
                         records_stop(looked=looked, wrong=wrong, accuracy=accuracy))


def records_stop(*, looked: int, wrong: int, accuracy: float) -> str:
    """Return whether a statement is decided after so many lines: holds, fails or goes_on.

    Looking after every line costs nothing: a likelihood ratio against the limit is a martingale,
    and passes 20 with a chance of at most 5 % however often one looks.
    """
    limit = 1 - accuracy
    if _evidence(looked, wrong, limit * SEQUENTIAL_GOOD, limit) >= math.log(1 / (1 - CONFIDENCE)):
        return "holds"
    bad = min(limit * SEQUENTIAL_BAD, (1 + limit) / 2)
    if _evidence(looked, wrong, bad, limit) >= math.log(1 / (1 - CONFIDENCE)):
        return "fails"
    return "goes_on"


def _evidence(looked: int, wrong: int, other: float, limit: float) -> float:
    """Return the log likelihood ratio of another wrong rate against the limit."""
    return (wrong * math.log(other / limit)
            + (looked - wrong) * math.log((1 - other) / (1 - limit)))


# --- the gate of GB/T 2828.1

def gate(*, looked: int, wrong: int, accept: int) -> GateResult:
    """Return whether so many wrong lines pass."""
    return GateResult(looked, wrong, accept, wrong <= accept)


def passes(*, sample: int, accept: int, wrong_rate: float) -> float:
    """Return how often a plan accepts a book with this rate of wrong lines."""
    return _at_most(accept, sample, wrong_rate)


# --- requests

def study_faults(draft: StudyDraft) -> list[Fault]:
    """Return every fault of a study that can be seen without looking anything up."""
    faults = []
    if not draft.name.strip():
        faults.append(Fault("/name", "blank"))
    if len(draft.name) > NAME_CHARACTERS_MAX:
        faults.append(Fault("/name", "too_long", (NAME_CHARACTERS_MAX,)))
    if draft.kind not in KINDS:
        faults.append(Fault("/kind", "not_a_choice", (", ".join(KINDS),)))
    if not Decimal("0.05") <= draft.half_percent <= 50:
        faults.append(Fault("/half_percent", "out_of_range", ("0.05", 50)))
    if not 50 <= draft.accuracy_percent <= Decimal("99.99"):
        faults.append(Fault("/accuracy_percent", "out_of_range", (50, "99.99")))
    if not 0 <= draft.wrong_allowed <= WRONG_MAX:
        faults.append(Fault("/wrong_allowed", "out_of_range", (0, WRONG_MAX)))
    if not 0 <= draft.expiring_days <= EXPIRING_DAYS_MAX:
        faults.append(Fault("/expiring_days", "out_of_range", (0, EXPIRING_DAYS_MAX)))
    return faults


def request_of(draft: StudyDraft) -> dict[str, Any]:
    """Return what a study asks for as plain values: kept, and compared when the id comes again."""
    given = {name: getattr(draft, name) for name in draft._fields if name != "id"}
    if given["frame_at"] is None:
        del given["frame_at"]  # as it was before there was a choice: known ids stay the same
    if given["severity"] == "normal":
        del given["severity"]
    if given["whole_flagged"]:
        del given["whole_flagged"]
    return {name: format(value.normalize(), "f") if isinstance(value, Decimal)
            else value.astimezone(UTC).isoformat() if isinstance(value, datetime)
            else list(value) if isinstance(value, tuple) else value
            for name, value in given.items()}


def frame_faults(draft: StudyDraft, *, now: datetime) -> list[Fault]:
    """Return what is wrong with the instant whose book is to be drawn from."""
    if draft.frame_at is None:
        return []
    if draft.frame_at > now:
        return [Fault("/frame_at", "frame_ahead")]
    if draft.frame_at < now - timedelta(days=FRAME_DAYS_MAX):
        return [Fault("/frame_at", "frame_old", (FRAME_DAYS_MAX,))]
    return []


def minutes(*, places: int, lines: int, serials: int = 0, model: TimeModel = TIMES) -> int:
    """Return how long a sample takes to count, in minutes of work, as the planner reckons."""
    seconds = places * model.place + lines * model.line + serials * model.serial
    return math.ceil(seconds / 60)


def seal_of(secret: str) -> str:
    """Return what stands in a design for the secret that it fixes."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed_of(fixed: str, secret: str, number: str) -> str:
    """Return the seed of a draw: nobody chooses it, anybody can check it afterwards.

    `fixed` is the hash of the frame, which binds the seal of `secret`; `number` is the auditor's.
    """
    return hashlib.sha256(f"{fixed}:{secret}:{number}".encode()).hexdigest()


def estimator_of(design: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was fixed before the draw; designs of an older release seal no secret."""
    return ESTIMATOR if "sealed" in design else {
        **{name: value for name, value in ESTIMATOR.items() if name != "seed"}, "version": 1}


def frame_hash(request: Mapping[str, Any], design: Mapping[str, Any],
               rows: Iterable[tuple[int, int, int, int]]) -> str:
    """Return the hash that fixes a study before its draw: question, sizes, estimator, frame.

    `rows` are (holding, book, value, stratum), by holding.
    """
    digest = hashlib.sha256(json.dumps(
        [estimator_of(design), request, design], sort_keys=True, ensure_ascii=False,
        separators=(",", ":"), default=str).encode())
    for row in rows:
        digest.update(("\n" + ":".join(map(str, row))).encode())
    return digest.hexdigest()


ESTIMATOR = {
    "name": "stratified difference, pooled-taint floor", "version": 2, "strata": STRATA,
    "floor_lines": FLOOR_LINES, "floor_taint": FLOOR_TAINT, "quantile": QUANTILE,
    "draw": "sha256(seed:holding), first 8 bytes, ascending in each stratum",
    "seed": "sha256(frame_hash:secret:number); sha256(secret) is sealed in the design",
}
"""What is fixed before the draw, so that nobody chooses the estimator by its result."""
