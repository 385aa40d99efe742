"""The statement of a sampling stocktake as a sentence, and its report with hashes.   抽样报告规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from pandian.catalog.words import COST_PER_MAIN_UNIT
from pandian.counting.rules import row_hash
from pandian.counting.sampling.words import EARLIER_DAYS, STANDS
from pandian.exchange.certificates.words import NONE
from pandian.exchange.samples.words import ACCEPTED, SENTENCES, TRIES
from pandian.lifecycle.inspection.sampling.words import SEVERITIES

AMOUNTS = ("book", "difference", "low", "high", "true_by_mean", "half_by_mean")
SECTIONS = ("strata", "lines")


def money(value: int | None) -> str:
    """Return an amount in units of the currency; a dash for who may not see it."""
    return "–" if value is None else f"{value / COST_PER_MAIN_UNIT:,.2f}".replace("-", "−")


def statement(kind: str, request: Mapping[str, Any], result: Mapping[str, Any] | None, *,
              language: str) -> str:
    """Return what a study says, as a sentence."""
    if result is None:
        return SENTENCES["nothing"].text(language)
    words: dict[str, Any] = dict(result)
    if kind == "value":
        words |= {name: money(result[name]) for name in AMOUNTS}
        words["half_percent"] = f"{result['half_percent']:.2f}"
    elif kind == "records":
        words |= {name: f"{100 * result[name]:.2f}" for name in ("low", "high", "lower_bound")}
        words |= {"stands": STANDS[result["stands"]].text(language),
                  "wanted": request["accuracy_percent"]}
    else:
        words |= {"accepted": ACCEPTED[bool(result["accepted"])].text(language),
                  "passes": f"{100 * result['passes_two_percent']:.0f}",
                  "level": request["level"], "aql": request["aql"],
                  "severity": SEVERITIES[request.get("severity", "normal")].text(language)}
    return SENTENCES[kind].text(language).format(**words)


def tries(head: Mapping[str, Any], *, language: str) -> str:
    """Return what was designed and drawn at the site before this draw, as a sentence."""
    before = head["earlier"]
    drawn = sum(row["drawn_at"] is not None for row in before)
    told = "; ".join(f"{row['name']} {row['created_at'][:10]} ({row['given_up']})"
                     for row in before if row["given_up"])
    return TRIES.text(language).format(
        days=EARLIER_DAYS, designed=len(before), drawn=drawn,
        given_up=told or NONE.text(language))


def sealed(head: Mapping[str, Any], sections: Mapping[str, Sequence[Mapping[str, Any]]]
           ) -> dict[str, Any]:
    """Return a report with a hash in every row and one over all of it."""
    body: dict[str, Any] = {"head": {**head, "hash": row_hash(head)}}
    for name in SECTIONS:
        body[name] = [{**row, "hash": row_hash(row)} for row in sections[name]]
    parts = [body["head"]["hash"]]
    parts += [f"{name}:{row['hash']}" for name in SECTIONS for row in body[name]]
    return {**body, "content_hash": hashlib.sha256("\n".join(parts).encode()).hexdigest()}
