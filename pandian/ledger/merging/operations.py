"""Group commit: small postings that wait at the same time share one transaction.   合并提交

A single durable posting is bound by one flush of the disk.  While one transaction flushes, others
queue; whoever comes next takes the whole queue of his site.  Each document keeps its own verdict:
when one of a merged batch cannot be posted, the batch is rolled back and each is posted alone.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

import psycopg
from django.db import connection, transaction

from pandian.governance.words import Scope
from pandian.kernel.statements import run
from pandian.ledger.resolution.words import Draft
from pandian.ledger.rules import difference
from pandian.ledger.words import Healed, Posted

MERGED_LINES_MAX = 5_000
RETRIES_MAX = 8
RETRY_SECONDS = 0.02
REFUSALS: dict[type[psycopg.Error], str] = {
    psycopg.errors.CheckViolation: "below_floor",
    psycopg.errors.NumericValueOutOfRange: "number_overflow",
}


class _Ticket:
    """One caller's documents in the queue, and what became of them.

    `woken` is set when the documents are written, or when the caller is to lead the next batch.
    """

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self.posted: list[Posted] | None = None
        self.error: BaseException | None = None
        self.woken = threading.Event()

    @property
    def done(self) -> bool:
        return self.posted is not None or self.error is not None


class _Queue:
    """The waiting documents of one site; one caller leads and writes for all who wait."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.led = False
        self.tickets: list[_Ticket] = []

    def join(self, ticket: _Ticket) -> bool:
        """Queue up; return whether the caller leads because nobody else does."""
        with self.guard:
            self.tickets.append(ticket)
            first, self.led = not self.led, True
            return first

    def take(self) -> list[_Ticket]:
        """Return the tickets of the next batch, the longest waiting first."""
        with self.guard:
            taken, lines = 0, 0
            for ticket in self.tickets:
                lines += sum(len(draft.sources) for draft in ticket.drafts)
                if taken and lines > MERGED_LINES_MAX:
                    break
                taken += 1
            batch, self.tickets = self.tickets[:taken], self.tickets[taken:]
            return batch

    def leave(self, ticket: _Ticket) -> bool:
        """Take a ticket out of the queue; return whether it still waited there without the lead."""
        with self.guard:
            waits = ticket in self.tickets
            if waits:
                self.tickets.remove(ticket)
            return waits and not ticket.woken.is_set()

    def hand_over(self) -> None:
        """Let the longest waiting caller lead, or nobody when none waits."""
        with self.guard:
            self.led = bool(self.tickets)
            if self.led:
                self.tickets[0].woken.set()


_queues: dict[int, _Queue] = defaultdict(_Queue)


def write(*, scope: Scope, drafts: Sequence[Draft]) -> list[Posted]:
    """Write the documents of one site durably and return what became of each, in order.

    Outside a transaction small batches are merged with those of other threads; inside one they
    join it.  Raises the database's error when it went away: the caller may send the same again.
    """
    assert len({draft.site for draft in drafts}) <= 1
    if not drafts:
        return []
    if connection.in_atomic_block:
        return _write_split(drafts)
    if sum(len(draft.sources) for draft in drafts) > MERGED_LINES_MAX:
        return _write_split(drafts)
    return _merged(drafts)


def _merged(drafts: Sequence[Draft]) -> list[Posted]:
    queue, ticket = _queues[drafts[0].site], _Ticket(drafts)
    if not queue.join(ticket):
        _wait(queue, ticket)
    if not ticket.done:
        try:
            _lead(queue.take())
        finally:
            queue.hand_over()
    if ticket.error is not None:
        raise ticket.error
    assert ticket.posted is not None
    return ticket.posted


def _wait(queue: _Queue, ticket: _Ticket) -> None:
    """Sleep until the documents are written or this caller is to lead; never leave a dead leader.

    Whoever is interrupted while he waits leaves the queue, or passes on the lead he was given.
    """
    try:
        ticket.woken.wait()
    except BaseException:
        if not queue.leave(ticket) and ticket.woken.is_set() and not ticket.done:
            queue.hand_over()
        raise


def _lead(tickets: Sequence[_Ticket]) -> None:
    """Write every ticket in one transaction; on an unforeseen error each one alone."""
    drafts = [draft for ticket in tickets for draft in ticket.drafts]
    try:
        if len({draft.id for draft in drafts}) < len(drafts):
            raise ValueError("the same id waits twice")
        posted = _write_split(drafts)
    except psycopg.OperationalError as error:
        for ticket in tickets:
            ticket.error = error
    except Exception:
        for ticket in tickets:
            _alone(ticket)
    else:
        for ticket in tickets:
            ticket.posted, posted = posted[: len(ticket.drafts)], posted[len(ticket.drafts):]
    finally:
        for ticket in tickets:
            if not ticket.done:
                ticket.error = psycopg.OperationalError("the writer of the batch was interrupted")
            ticket.woken.set()


def _alone(ticket: _Ticket) -> None:
    try:
        ticket.posted = _write_split(ticket.drafts)
    except Exception as error:
        ticket.error = error


def _write_split(drafts: Sequence[Draft]) -> list[Posted]:
    """Write facts as one set and plans each alone, so that a refused plan refuses only itself."""
    if any(draft.strict for draft in drafts) and len(drafts) > 1:
        return [posted for draft in drafts for posted in _write([draft])]
    return _write(drafts)


def _write(drafts: Sequence[Draft]) -> list[Posted]:
    try:
        return _committed(drafts)
    except tuple(REFUSALS) as error:
        if len(drafts) > 1:
            return [posted for draft in drafts for posted in _write([draft])]
        return [Posted(drafts[0].id, f"refused_{_named(error)}")]


def _named(error: psycopg.Error) -> str:
    """Return what refused: the wall before the exits, or what the kind of error says."""
    return "locked" if error.diag.constraint_name == "ledger_exit" else REFUSALS[type(error)]


def _committed(drafts: Sequence[Draft]) -> list[Posted]:
    """Call the server in one transaction (the caller's, where he has one open).

    Tries again when it lost a deadlock or a serialization race; not inside the caller's, which
    is lost as a whole.
    """
    for attempt in range(RETRIES_MAX):
        try:
            with transaction.atomic():
                return _call(drafts)
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure):
            if connection.in_atomic_block or attempt == RETRIES_MAX - 1:
                raise
            time.sleep(RETRY_SECONDS * (attempt + 1))
    raise AssertionError("unreachable")


def _call(drafts: Sequence[Draft]) -> list[Posted]:
    """Call the posting function of the server once."""
    uniform = all(len(draft.effective) == 1 for draft in drafts)
    rows = run("ledger", "post" if uniform else "post_lines", _arrays(drafts))
    healed = _healed(drafts[0].site, [
        draft for draft, row in zip(drafts, rows, strict=True) if row.heals
    ])
    posted = []
    for draft, row in zip(drafts, rows, strict=True):
        result = row.result
        if result == "exists" and (field := difference(row.request, draft.request)):
            result = f"exists_with_different_{field}"
        posted.append(Posted(draft.id, result, row.lines, tuple(healed.get(draft.id, ())),
                             row.shorts, row.doubts, row.recorded_at))
    return posted


def _arrays(drafts: Sequence[Draft]) -> dict[str, object]:
    """Lay the documents out as arrays; the long ones as text, which is quickest to send."""
    numbered = list(enumerate(drafts, 1))
    return {
        "site": drafts[0].site,
        "strict": any(draft.strict for draft in drafts),
        "ids": [draft.id for draft in drafts],
        "kinds": [draft.kind for draft in drafts],
        "causes": [draft.cause for draft in drafts],
        "actors": [draft.actor for draft in drafts],
        "devices": [draft.device for draft in drafts],
        "requests": [draft.request for draft in drafts],
        "reverses": [draft.reverses for draft in drafts],
        "transfers": [draft.transfer for draft in drafts],
        "precision": [draft.precision for draft in drafts],
        "docs": _text(n for n, draft in numbered for _ in draft.sources),
        "lines": _text(k for draft in drafts for k in range(1, len(draft.sources) + 1)),
        "sources": _text(value for draft in drafts for value in draft.sources),
        "targets": _text(value for draft in drafts for value in draft.targets),
        "quantities": _text(value for draft in drafts for value in draft.quantities),
        "effective": [value for draft in drafts for value in draft.effective],
        "since": [value for draft in drafts for value in draft.since],
        "until": [value for draft in drafts for value in draft.until],
    }


def _text(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _healed(site: int, drafts: Sequence[Draft]) -> dict[object, list[Healed]]:
    found: dict[object, list[Healed]] = defaultdict(list)
    if drafts:
        for row in run("ledger", "healed", {"site": site, "ids": [d.id for d in drafts]}):
            found[row.late].append(Healed(row.posting, row.holding, row.at, row.quantity))
    return found


