"""Rows reach the server once each, whatever happens to the phone, the tab or the line."""

from __future__ import annotations

import gzip
import json
import os
import random
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.browser.phone_world import bare, count_task, enrolled, enrolment, stored, until
from tests.faults.proxy import proxied

PROVE = "PANDIAN_PROVE_MINUTES" in os.environ
SCANS = 10_000 if PROVE else 1_000
CUTS = 256 if PROVE else 24
PUSH = "**/api/v1/push"

START = "() => { sync.start(db); }"
SYNC = "async () => sync.syncNow()"
MAKE = """async ([n, more]) => { const made = [];
  for (let k = 0; k < n; k += 1) made.push((await db.record({mode: 'set', place: 'A-01',
    item: 'GAUZE', quantity: k % 1000, entry: 'wedge', ...more})).id);
  return made; }"""
TRUTH = """async () => ({waiting: (await db.waiting(100000)).map((row) => row.body),
  counts: await db.counts(), install: db.install})"""


@pytest.fixture
def phone(person: Any, stage: Any) -> Any:
    """An enrolled phone on the bare page; its synchronisation is not started yet."""
    page = person("zh", width=390).page
    enrolled(page, stage.url)
    return page


def drained(page: Any, rounds: int = 40) -> dict[str, Any]:
    """Synchronise until nothing waits."""
    page.evaluate(START)
    for _ in range(rounds):
        page.evaluate(SYNC)
        counts = page.evaluate("async () => db.counts()")
        if not counts["queued"]:
            return counts
    raise AssertionError(page.evaluate("() => sync.state()"))


def agrees(page: Any, made: list[str]) -> None:
    """The server holds exactly the phone's rows, each once, without a hole."""
    truth = page.evaluate(TRUTH)
    held = stored(truth["install"])
    assert truth["waiting"] == []
    assert set(held) == set(made)
    assert sorted(row["seq"] for row in held.values()) == sorted(
        {row["seq"] for row in held.values()})


def test_rows_and_visits_go_up_and_are_forgotten_on_their_verdict(phone: Any) -> None:
    task = count_task("wang", "A-01", "A-02")
    made = phone.evaluate("""async (task) => {
      const visit = await db.openVisit(task, 'A-01');
      const again = await db.openVisit(task, 'A-01');
      if (again.id !== visit.id) throw new Error('opened twice');
      const rows = [];
      for (const quantity of [12, 13]) rows.push((await db.record({mode: 'set', task,
        place: 'A-01', visit: visit.id, item: 'GAUZE', quantity})).id);
      await db.closeVisit(visit.id, true);
      return rows; }""", task)
    counts = drained(phone)
    agrees(phone, made)
    assert counts["refused"] == 0
    assert (counts["acked_seq"], counts["gaps"], counts["last_seq"]) == (3, [], 3)
    lines = phone.evaluate("(task) => db.lines({task, place: 'A-01'})", task)
    assert [(line["base"], line["state"]) for line in lines] == [(13, "uploaded")]
    state = phone.evaluate("() => sync.state()")
    assert (state["error"], state["phase"], state["device"]) == (None, "idle", "active")
    assert abs(state["offset_ms"]) <= max(state["error_ms"], 250)
    assert phone.evaluate("async () => (await db.tasks()).length") == 1


def test_a_refused_row_is_kept_for_a_person_and_goes_into_the_file(phone: Any) -> None:
    import hashlib

    made = phone.evaluate("""async () => {
      await db.record({mode: 'set', place: 'A-01', item: 'GAUZE', quantity: -5});
      const good = await db.record({mode: 'set', place: 'A-01', item: 'GAUZE', quantity: 5});
      return [good.id]; }""")
    counts = drained(phone)
    agrees(phone, made)
    assert counts["refused"] == 1
    rows = phone.evaluate("async () => db.rows({limit: 5})")
    assert [row["state"] for row in rows] == ["uploaded", "refused"]
    assert rows[1]["verdict"]["result"] == "refused_quantity_range"
    assert rows[1]["message"]
    phone.evaluate(MAKE, [2, {}])
    name, text = phone.evaluate("""async () => { const file = await db.exportRows();
        return [file.name, await file.text()]; }""")
    *lines, last = text.splitlines(keepends=True)
    assert json.loads(last) == {"sha256": hashlib.sha256("".join(lines).encode()).hexdigest()}
    head, *body = map(json.loads, lines)
    assert name == f"observations-{head['install']}-1-4.jsonl"
    assert [row["seq"] for row in body] == [1, 3, 4]


@pytest.mark.usefixtures("installed")
def test_a_thousand_scans_survive_killed_tabs_a_reload_offline_and_two_syncs(
    person: Any, stage: Any, seed: int
) -> None:
    """Airplane mode: every row whose beep sounded is on the server in the end, once."""
    dice = random.Random(seed)
    context = person("zh", width=390).context
    acked: list[str] = []
    context.expose_binding("acked", lambda _, id: acked.append(id))
    page = context.new_page()
    enrolled(page, stage.url)
    page.evaluate("""async () => { await navigator.serviceWorker.register('/phone/sw.js');
        await navigator.serviceWorker.ready; }""")
    kills = 0
    while len(acked) < SCANS:
        offline = len(acked) < SCANS // 2 or dice.random() < 0.5
        context.set_offline(offline)
        upto = min(len(acked) + dice.randint(20, max(SCANS // 4, 40)), SCANS)
        page.evaluate("""([from, to]) => { (async () => {
          for (let k = from; k < to + 200; k += 1) { const row = await db.record({mode: 'set',
            place: 'A-01', item: 'GAUZE', quantity: k, code: `]d2${k}`}); acked(row.id); } })()
            .catch((error) => acked(`failed ${error}`)); }""", [len(acked), upto])
        if not offline:
            page.evaluate("() => { sync.start(db); sync.syncNow(); }")
        while len(acked) < upto:
            page.wait_for_timeout(dice.randint(1, 20))
            assert not any(id.startswith("failed") for id in acked), acked[-1]
        crash(page)
        kills += 1
        page = context.new_page()
        bare(page, "sync")
    context.set_offline(False)
    drained(page)
    page.evaluate(SYNC)
    held = stored(page.evaluate("db.install"))
    print(f"{len(acked)} beeps, {len(held)} rows, {kills} tabs killed")
    assert set(acked) <= set(held)  # a row may be durable whose beep nobody heard any more
    assert sorted(row["seq"] for row in held.values()) == list(range(1, len(held) + 1))
    assert kills >= 3


def crash(page: Any) -> None:
    """End a tab's process as the system would, in the middle of whatever it does."""
    from playwright.sync_api import Error

    with suppress(Error):  # it is gone before it can answer
        page.goto("chrome://crash")
    page.close()


def test_a_line_cut_at_any_byte_loses_and_doubles_nothing(
    person: Any, stage: Any, seed: int
) -> None:
    dice = random.Random(seed)
    with proxied(int(stage.url.rsplit(":", 1)[1])) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        page = person("zh", width=390).page
        enrolled(page, url)
        page.evaluate(START)
        made: list[str] = []
        for _ in range(CUTS):
            made += page.evaluate(MAKE, [dice.randint(1, 25), {"note": "线" * dice.randint(0, 40)}])
            side = dice.choice(["request_bytes", "answer_bytes"])
            proxy.drop()
            setattr(proxy, side, dice.randint(0, 4000 if side == "answer_bytes" else 1500))
            page.evaluate(SYNC)
        proxy.request_bytes = proxy.answer_bytes = None
        drained(page)
        agrees(page, made)
        print(f"{len(made)} rows, {proxy.cuts} cuts")
        assert proxy.cuts >= CUTS // 3


def test_batches_replayed_out_of_order_change_nothing(phone: Any, stage: Any, seed: int) -> None:
    dice = random.Random(seed)
    bodies: list[bytes] = []
    phone.on("request", lambda request: request.url.endswith("/push")
             and bodies.append(request.post_data_buffer))
    made = []
    phone.evaluate(START)
    for _ in range(6):
        made += phone.evaluate(MAKE, [40, {}])
        phone.evaluate(SYNC)
    agrees(phone, made)
    before = stored(phone.evaluate("db.install"))
    token = phone.evaluate("() => device.token")
    for body in dice.sample(bodies * 4, len(bodies) * 4):
        answered = replay(stage.url, token, body)
        assert {verdict["result"] for verdict in answered["verdicts"]} == {"exists"}
    assert stored(phone.evaluate("db.install")) == before


def replay(url: str, token: str, body: bytes) -> dict[str, Any]:
    """Send a push again as it was; the copy is told what the server knows by now."""
    known = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    known["last_seq"] = 10**6
    request = Request(f"{url}/api/v1/push", json.dumps(known).encode(), {
        "Content-Type": "application/json", "Authorization": f"Bearer {token}"})
    answered: dict[str, Any] = json.load(urlopen(request, timeout=20))
    return answered


@pytest.mark.parametrize(("status", "code", "word"), [
    (401, "unauthorized", "signed_out"), (409, "install_unknown", "install_unknown"),
    (426, "contract_too_old", "update_needed"), (500, "", "server"), (502, "", "server"),
    (503, "", "slow_down"), (429, "too_fast", "slow_down"), (403, "forbidden", "not_understood"),
])
def test_a_refused_push_leaves_the_outbox_as_it_is(
    phone: Any, status: int, code: str, word: str
) -> None:
    made = phone.evaluate(MAKE, [5, {}])
    phone.route(PUSH, lambda route: route.fulfill(
        status=status, body=json.dumps({"errors": [{"code": code}]}),
        headers={"Retry-After": "0", "Content-Type": "application/problem+json"}))
    phone.evaluate(START)
    state = phone.evaluate(SYNC)
    assert (state["error"], state["queued"], state["refused"]) == (word, 5, 0)
    phone.unroute(PUSH)
    drained(phone)
    agrees(phone, made)


def test_retry_after_is_kept_and_jittered(phone: Any) -> None:
    times: list[float] = []

    def answer(route: Any) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            route.fulfill(status=503, body="{}", headers={"Retry-After": "1"})
        else:
            route.continue_()

    made = phone.evaluate(MAKE, [2, {}])
    phone.route(PUSH, answer)
    phone.evaluate("""() => { window.waits = [];
        sync.on('state', ({retry_at}) => { if (retry_at) waits.push(retry_at - Date.now()); });
        sync.start(db); }""")
    until(phone, "async () => (await db.counts()).queued === 0")
    assert len(times) == 2
    assert max(phone.evaluate("() => waits")) <= 1_500, "at most half as long again"
    assert times[1] - times[0] >= 1.0
    agrees(phone, made)


def test_a_batch_that_is_too_big_is_halved_until_it_passes(phone: Any) -> None:
    sizes: list[int] = []

    def answer(route: Any) -> None:
        body = route.request.post_data_buffer
        rows = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
        sizes.append(len(rows["observations"]))
        if sizes[-1] > 60:
            route.fulfill(status=413, body=json.dumps({"errors": [{"code": "push_bytes"}]}))
        else:
            route.continue_()

    made = phone.evaluate(MAKE, [400, {}])
    phone.route(PUSH, answer)
    drained(phone)
    agrees(phone, made)
    assert sizes[:4] == [400, 200, 100, 50]


def test_a_push_beyond_the_servers_limits_never_happens(phone: Any) -> None:
    """Long Chinese notes: 500 rows would be more than a megabyte."""
    made = phone.evaluate(MAKE, [520, {"note": "点数后又出库" * 80}])
    sizes: list[int] = []
    phone.on("response", lambda answer: answer.url.endswith("/push")
             and sizes.append(answer.status))
    drained(phone)
    agrees(phone, made)
    assert set(sizes) == {200}


def test_a_server_restored_from_a_backup_gets_its_rows_again(phone: Any) -> None:
    from django.db import connection

    made = phone.evaluate(MAKE, [30, {}])
    drained(phone)
    install = phone.evaluate("db.install")
    with connection.cursor() as cursor:  # what a restore to an earlier instant looks like
        cursor.execute("SET session_replication_role = replica")
        for table, column in (("capture_resolution", "install"), ("capture_observation", "install"),
                              ("capture_sequence", "install")):
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s AND seq > 12", [install])
        cursor.execute("UPDATE capture_install SET last_seq = 12, acked_seq = 12 WHERE id = %s",
                       [install])
        cursor.execute("SET session_replication_role = origin")
    assert len(stored(install)) == 12
    made += phone.evaluate(MAKE, [1, {}])
    phone.evaluate(SYNC)
    phone.evaluate(SYNC)
    agrees(phone, made)


def test_a_wiped_phone_comes_back_as_another_and_no_task_closes_over_what_it_lost(
    phone: Any, stage: Any
) -> None:
    task = count_task("wang", "A-03", "B-01")
    drained(phone)
    phone.evaluate(MAKE, [3, {"task": task, "place": "A-03"}])
    drained(phone)
    old = phone.evaluate("db.install")
    phone.context.set_offline(True)
    phone.evaluate(MAKE, [4, {"task": task, "place": "B-01"}])  # nobody will ever see these
    phone.context.new_cdp_session(phone).send("Storage.clearDataForOrigin", {
        "origin": stage.url, "storageTypes": "indexeddb"})
    phone.context.set_offline(False)
    enrolled(phone, stage.url)
    assert phone.evaluate("db.install") != old
    made = phone.evaluate(MAKE, [2, {"task": task, "place": "A-03"}])
    drained(phone)
    agrees(phone, made)
    assert len(stored(old)) == 3
    assert closing_fails(task), "a count closed over a wiped phone"


def closing_fails(task: str) -> str:
    """Try to close a task; return why it may not, or ''."""
    from pandian.counting import operations
    from pandian.governance.words import SYSTEM
    from pandian.kernel.words import Refused

    try:
        operations.close_task(scope=SYSTEM, task=task)
    except Refused as error:
        return error.faults[0].code
    return ""


COPY = """async () => { const copy = {};
  const raw = await db.db();
  for (const name of raw.objectStoreNames) copy[name] = [await raw.getAllKeys(name),
    await raw.getAll(name)];
  return copy; }"""
PASTE = """async (copy) => { const raw = await db.db();
  for (const [name, [keys, values]] of Object.entries(copy)) {
    const tx = raw.transaction(name, 'readwrite');
    await tx.store.clear();
    for (let n = 0; n < keys.length; n += 1) {
      if (tx.store.keyPath) await tx.store.put(values[n]);
      else await tx.store.put(values[n], keys[n]);
    }
    await tx.done;
  }
  await db.ready(); }"""


@pytest.mark.parametrize("when", ["queued", "sent", "later"])
def test_nothing_is_accepted_from_a_copy_of_a_phone(
    phone: Any, person: Any, stage: Any, when: str
) -> None:
    phone.evaluate(MAKE, [5, {}])
    if when != "queued":
        drained(phone)
    copy = phone.evaluate(COPY)
    made = phone.evaluate(MAKE, [7, {}])
    drained(phone)
    clone = person("zh", width=390).page
    bare(clone, "sync", "enrol")
    clone.evaluate(PASTE, copy)
    foreign = clone.evaluate(MAKE, [2 if when != "later" else 0, {}])
    clone.evaluate(START)
    clone.evaluate(SYNC)
    state = clone.evaluate("() => sync.state()")
    assert state["error"] == "install_restored"
    held = stored(phone.evaluate("db.install"))
    assert set(made) <= set(held)
    assert not set(foreign) & {id for id, row in held.items() if not row["tray"]}
    clone.evaluate("(fragment) => enrol.enrol(fragment)", enrolment("SH1", "wang", stage.url))
    assert clone.evaluate("db.install") != phone.evaluate("db.install")
    again = clone.evaluate(MAKE, [3, {}])
    drained(clone)
    agrees(clone, again)


SKEW = """(() => { const real = Date.now.bind(Date); window.skew = 0;
  Date.now = () => Math.round(real() + window.skew); })()"""
YEARS = 3652 * 86_400_000
CLOCKS = {
    "ten years ahead": [YEARS, YEARS], "ten years behind": [-YEARS, -YEARS],
    "stepped back an hour": [0, -3_600_000], "stepped ahead a day": [0, 86_400_000],
    "daylight saving as a step": [-3_600_000, 0], "six minutes fast": [362_000, 362_000],
}


@pytest.mark.parametrize("clock", CLOCKS, ids=list(CLOCKS))
def test_a_wrong_clock_changes_no_instant(person: Any, stage: Any, clock: str) -> None:
    """What the server posts is true time, within the uncertainty that it says."""
    first, second = CLOCKS[clock]
    page = person("zh", width=390, timezone_id="America/St_Johns").page
    page.context.add_init_script(SKEW)
    enrolled(page, stage.url)
    page.evaluate(f"() => {{ window.skew = {first}; }}")
    drained(page)
    truth: dict[str, tuple[datetime, datetime]] = {}
    for skew in (first, first, second, second):
        page.evaluate(f"() => {{ window.skew = {skew}; }}")
        begun = datetime.now(UTC)
        (made,) = page.evaluate(MAKE, [1, {}])
        truth[made] = begun, datetime.now(UTC)
        page.wait_for_timeout(30)
    drained(page)
    page.evaluate(SYNC)
    held = instants(page.evaluate("db.install"))
    for id, (begun, ended) in truth.items():
        seen, uncertainty = held[id]
        most = max(uncertainty, timedelta(milliseconds=250))
        assert begun - most <= seen <= ended + most, (clock, held)
    state = page.evaluate("() => sync.state()")
    assert abs(state["offset_ms"] + second) <= max(state["error_ms"], 250)


def instants(install: str) -> dict[str, tuple[datetime, timedelta]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, observed_at, uncertainty_ms FROM capture_observation "
                       "WHERE install = %s", [install])
        return {str(id): (at, timedelta(milliseconds=ms)) for id, at, ms in cursor.fetchall()}


def test_photos_go_up_and_never_hold_back_a_row(phone: Any) -> None:
    made, name = phone.evaluate("""async () => {
      const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
      canvas.width = canvas.height = 8;
      canvas.getContext('2d').fillRect(0, 0, 8, 8);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg'));
      const name = await db.addPhoto(blob);
      await db.addPhoto(new Blob(['no picture at all'], {type: 'text/plain'}));
      const row = await db.record({mode: 'set', place: 'A-01', item: 'GAUZE', quantity: 1,
        photos: [name], condition: ['damaged_label']});
      return [[row.id], name]; }""")
    drained(phone)
    agrees(phone, made)
    until(phone, "async (name) => !(await db.photosToSend()).some((each) => each.sha256 === name)",
          argument=name)
    assert phone.evaluate("async () => (await db.photosToSend()).length") == 1


def test_two_tabs_send_each_row_once_and_both_show_it(phone: Any, stage: Any) -> None:
    other = phone.context.new_page()
    bare(other, "sync")
    phone.evaluate(START)
    other.evaluate(START)
    made = phone.evaluate(MAKE, [20, {}]) + other.evaluate(MAKE, [20, {}])
    for page in (phone, other):
        until(page, "async () => (await db.counts()).queued === 0")
        until(page, "() => sync.state().queued === 0")
    agrees(phone, made)
