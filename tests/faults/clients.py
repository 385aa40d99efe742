"""Clients that mint ids, send until answered, and note an answer only when they have it.   客户

A client may see success, 503 with Retry-After, or a dropped connection; anything else is strange.
Whatever is not a success is sent again under the same id, at once: harder than a polite client.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from pandian.kernel.rules import uuid7
from tests.faults.running import ITEMS, PLACES, SITE

AGAIN_SECONDS = 0.05
ANSWER_SECONDS_MAX = 180
PUSH_ROWS = 5
BATCH = 3


class Acks:
    """The log outside the server: one line per acknowledged id, written after the answer."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, **fact: Any) -> None:
        with self._path.open("ab", buffering=0) as log:
            log.write(json.dumps(fact).encode() + b"\n")

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._path.read_text().splitlines()]


class Client(threading.Thread):
    """One caller: posts documents and pushes observations until it is told to stop."""

    def __init__(self, port: int, token: str, acks: Acks, seed: int) -> None:
        super().__init__(daemon=True)
        self.seen: Counter[str] = Counter()
        self.strange: list[str] = []
        self.error: BaseException | None = None
        self.begun_of_last_ack = 0.0
        self.told_to_stop = threading.Event()
        self._port, self._token, self._acks = port, token, acks
        self._random = random.Random(seed)
        self._install, self._seq = str(uuid4()), 0
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            while not self.told_to_stop.is_set():
                choice = self._random.random()
                if choice < 0.7:
                    self._post_one()
                elif choice < 0.85:
                    self._post_batch()
                else:
                    self._push()
        except BaseException as error:
            self.error = error
        finally:
            self._close()

    # -- what it sends -------------------------------------------------------------------------

    def _document(self) -> dict[str, Any]:
        place, item = self._random.choice(PLACES), self._random.choice(ITEMS)
        source, target = self._random.choice((
            ("@supplier", place), (place, "@customer"),
            (place, PLACES[PLACES.index(place) - 1])))
        instant = datetime.now(UTC) - timedelta(seconds=self._random.randrange(2, 600))
        return {"id": str(uuid7()), "site": SITE, "kind": "receipt",
                "effective_at": instant.isoformat(), "lines": [{
                    "item": item, "source": source, "target": target,
                    "quantity": self._random.randrange(1, 100)}]}

    def _note(self, document: dict[str, Any]) -> None:
        line = document["lines"][0]
        self._acks.note(kind="posting", id=document["id"], source=line["source"],
                        target=line["target"], item=line["item"], quantity=line["quantity"])

    def _post_one(self) -> None:
        document = self._document()
        answer = self._until_answered("/postings", lambda: document)
        if self._stands(answer["result"]):
            self._note(document)

    def _post_batch(self) -> None:
        documents = [self._document() for _ in range(BATCH)]
        answer = self._until_answered("/postings", lambda: documents)
        for document, verdict in zip(documents, answer, strict=True):
            if self._stands(verdict["result"]):
                self._note(document)

    def _push(self) -> None:
        rows = []
        for _ in range(PUSH_ROWS):
            self._seq += 1
            rows.append({"id": str(uuid7()), "mode": "set", "seq": self._seq,
                         "place": self._random.choice(PLACES), "quantity": self._seq,
                         "item": self._random.choice(ITEMS),
                         "observed_at": datetime.now(UTC).isoformat()})
        answer = self._until_answered("/push", lambda: {
            "install": self._install, "sent_at": datetime.now(UTC).isoformat(),
            "last_seq": self._seq, "observations": rows})
        for row, verdict in zip(rows, answer["verdicts"], strict=True):
            assert verdict["id"] == row["id"]
            if self._stands(verdict["result"]):
                self._acks.note(kind="observation", id=row["id"], quantity=row["quantity"])

    def _stands(self, result: str) -> bool:
        self.seen[result] += 1
        if result not in ("created", "exists"):
            self.strange.append(result)
        return result in ("created", "exists")

    # -- how it sends --------------------------------------------------------------------------

    def _until_answered(self, path: str, body: Any) -> Any:
        while True:
            begun = time.monotonic()
            found = self._once(path, json.dumps(body()).encode())
            if found is not None:
                self.begun_of_last_ack = max(self.begun_of_last_ack, begun)
                return found
            time.sleep(AGAIN_SECONDS)

    def _once(self, path: str, body: bytes) -> Any:
        """Send once; return the answer, or None when it must be sent again."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(
                    "127.0.0.1", self._port, timeout=ANSWER_SECONDS_MAX)
            self._connection.request("POST", f"/api/v1{path}", body, {
                "Authorization": f"Bearer {self._token}", "Content-Type": "application/json"})
            answer = self._connection.getresponse()
            text = answer.read()
        except TimeoutError:
            self.strange.append(f"no answer in {ANSWER_SECONDS_MAX} s")
            return self._dropped()
        except (OSError, http.client.HTTPException):
            return self._dropped()
        self.seen[str(answer.status)] += 1
        if answer.status in (200, 201):
            return json.loads(text)
        if answer.status != 503 or not answer.headers.get("Retry-After"):
            self.strange.append(f"{answer.status} {text[:300]!r}")
        return None

    def _dropped(self) -> None:
        self.seen["dropped"] += 1
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def until_all_served(clients: list[Client], since: float, *, seconds_max: float) -> float:
    """Wait until each client got an answer to a request begun after an instant.

    Return how long that took.  Raises `AssertionError` when it takes too long.
    """
    deadline = since + seconds_max
    while any(client.begun_of_last_ack <= since for client in clients):
        assert time.monotonic() < deadline, f"not served within {seconds_max} s"
        assert all(client.error is None for client in clients), [c.error for c in clients]
        time.sleep(0.01)
    return time.monotonic() - since
