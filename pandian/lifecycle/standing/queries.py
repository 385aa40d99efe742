"""Look-ups of documents about goods on the shelf.   在库查询"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pandian.capture.photos.queries import photos_kept
from pandian.catalog.queries import places_by_code
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.statements import run
from pandian.kernel.words import Fault
from pandian.lifecycle import queries as documents
from pandian.lifecycle.standing.rules import line_faults
from pandian.lifecycle.words import DocumentDraft, Held, Kind


def kinds_of(scope: Scope, site: int, codes: Collection[str]) -> dict[str, str]:
    """Return the kinds of the places of a site by code."""
    rows = places_by_code(scope=scope, site=site, codes=codes)
    return {code: row.kind for code, row in rows.items()}


def standing_faults(
    scope: Scope, site: SiteRow, kind: Kind, draft: DocumentDraft,
    stands: Mapping[str, Collection[str]],
) -> Iterator[Fault]:
    """Yield what is wrong with where the lines of a new document say their goods stand."""
    kinds = kinds_of(scope, site.id, {line.place for line in draft.lines if line.place})
    yield from line_faults(kind, draft, kinds, stands)


def sets(room: str, name: str, params: Mapping[str, object]) -> list[Any]:
    """Return the rows of a statement that joins whole sets, whatever the statistics say.

    Inside a transaction only.
    """
    run(documents.ROOM, "by_sets")
    rows = run(room, name, params)
    run(documents.ROOM, "by_probes")
    return rows


def photo_faults(
    scope: Scope, held: Held, evidence: Mapping[str, object], name: str = "photo"
) -> Iterator[Fault]:
    """Yield that a paper names no photo that is kept at the site (several: by commas)."""
    given = str(evidence.get(name, "") or "")
    named = [part.strip() for part in given.split(",") if part.strip()]
    if not named:
        yield Fault(f"/evidence/{name}", "evidence_missing", (name,))
        return
    kept = photos_kept(scope=scope, site=held.site.id, digests=named)
    for digest in named:
        if digest not in kept:
            yield Fault(f"/evidence/{name}", "photo_not_kept", (digest[:64],))
