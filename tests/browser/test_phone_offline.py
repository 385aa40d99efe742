"""The phone starts without a network, and a new release takes over only when it is safe."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.phone_world import BARE, bare, enrolled, until

COLD_START_MS_MAX = 1500
THROTTLE = 4
PROVE = "PANDIAN_PROVE_MINUTES" in os.environ
pytestmark = pytest.mark.usefixtures("installed")

RENEWED = """async (ready) => {
  const workers = navigator.serviceWorker;
  window.was ??= workers.controller;
  await (await workers.ready).update().catch(() => null);
  return workers.controller !== was && (await update.versions())?.ready === ready; }"""
"""Look for the next release as a browser does at every visit: once may be too early.

The old worker is asked nothing meanwhile: Chromium lets the next one take over only when the old
one is idle, and one that is asked every few milliseconds may never be.
"""

READY = """async () => { await navigator.serviceWorker.register('/phone/sw.js');
  const found = await navigator.serviceWorker.ready;
  for (let n = 0; n < 400 && found.active?.state !== 'activated'; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25)); }
  return found.active.state; }"""


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A copy of the phone's files that a test may change: the next release."""
    from pandian.interfaces.phone import release

    folder = tmp_path / "phone"
    shutil.copytree(release.SOURCE, folder)
    monkeypatch.setattr(release, "SOURCE", folder)
    yield folder
    release._known.clear()


@pytest.fixture
def page(person: Any) -> Any:
    """A phone whose worker is installed."""
    someone = person("zh", width=390)
    someone.page.goto(BARE)
    assert someone.page.evaluate(READY) == "activated"
    return someone.page


def test_a_worker_whose_list_names_a_file_twice_still_installs(
    person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`addAll` refuses duplicates, and an install that fails says nothing to anybody."""
    from pandian.interfaces.phone.release import Release

    known = Release.precache.func  # type: ignore[attr-defined]
    twice = property(lambda self: known(self) * 2)
    monkeypatch.setattr(Release, "precache", twice)
    _forget()
    page = person("zh", width=390).page
    page.goto(BARE)
    assert page.evaluate(READY) == "activated"
    keys = page.evaluate("""async () => (await (await caches.open((await caches.keys())
        .find((key) => key.startsWith('pandian-phone-')))).keys()).length""")
    _forget()
    monkeypatch.undo()
    from pandian.interfaces.phone.release import release

    assert keys == len(release().precache) + 1


def _forget() -> None:
    from pandian.interfaces.phone import release

    release._known.clear()


def test_a_file_that_was_changed_on_its_way_stops_the_installation(
    person: Any, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes must be what the list says: half a release is never served."""
    from pandian.interfaces.phone import release as phone

    real = phone.Release.precache.func  # type: ignore[attr-defined]
    broken = property(lambda self: [
        phone.Precached(each.url, "sha256-" + "A" * 43 + "=")
        if each.url.endswith("/fold.js") else each for each in real(self)])
    monkeypatch.setattr(phone.Release, "precache", broken)
    _forget()
    page = person("zh", width=390).page
    page.goto(BARE)
    assert page.evaluate("""async () => {
      const found = await navigator.serviceWorker.register('/phone/sw.js');
      const worker = found.installing ?? found.waiting ?? found.active;
      return new Promise((resolve) => { const look = () => ['redundant', 'activated']
        .includes(worker.state) && resolve(worker.state);
        worker.addEventListener('statechange', look); look(); }); }""") == "redundant"
    _forget()


def test_a_cold_start_without_a_network_opens_the_storage_and_the_decoder(
    page: Any, stage: Any
) -> None:
    enrolled(page, stage.url)
    page.evaluate("async () => db.record({mode: 'set', place: 'A-01', item: 'GAUZE', quantity: 4})")
    context = page.context
    page.close()
    context.set_offline(True)
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: "/api/" not in request.url
            and failed.append(request.url))
    bare(page, "sync", "scan/camera")
    rows = page.evaluate("async () => (await db.waiting(9)).map((row) => row.body.quantity)")
    assert rows == [4]
    assert page.evaluate("""() => new Promise((resolve) => {
      const [folder] = performance.getEntriesByType('resource').map((each) => each.name)
        .filter((name) => name.endsWith('/store.js')).map((name) => name.replace('store.js', ''));
      const worker = new Worker(folder + 'scan/decode_worker.js', {type: 'module'});
      worker.onmessage = (event) => resolve(event.data); })""") == {"ready": True}
    page.evaluate("() => sync.start(db)")
    state = page.evaluate("() => sync.syncNow()")
    assert (state["error"], state["queued"]) == ("offline", 1)
    context.set_offline(False)
    until(page, "async () => (await db.counts()).queued === 0")
    assert failed == []


def test_the_cold_start_is_quick_on_a_slow_phone(page: Any, stage: Any) -> None:
    """Reported by every run; the limit is asserted where the machine is ours alone."""
    enrolled(page, stage.url)
    context = page.context
    page.close()
    context.set_offline(True)
    times = []
    for _ in range(5 if PROVE else 1):
        page = context.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate",
                                                {"rate": THROTTLE})
        begun = time.monotonic()
        page.goto("/phone/")
        page.wait_for_selector("main :is(button, a, input)")
        times.append((time.monotonic() - begun) * 1000)
        page.close()
    print(f"cold offline start at {THROTTLE}x throttle: median {statistics.median(times):.0f} ms, "
          f"worst {max(times):.0f} ms")
    if PROVE:
        assert statistics.median(times) <= COLD_START_MS_MAX


def _versions(page: Any) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("async () => update.versions()")
    return found


def _served(page: Any) -> str:
    """Which release the page is really served from."""
    digest: str = page.evaluate(
        "async () => (await (await fetch('/phone/')).text()).match(/data-release=\"(\\w+)\"/)[1]")
    return digest


def test_a_new_release_waits_for_an_empty_outbox_and_a_closed_bin(
    person: Any, stage: Any, source: Path
) -> None:
    from pandian.interfaces.phone.release import release

    page = person("zh", width=390).page
    enrolled(page, stage.url, "update")
    assert page.evaluate(READY) == "activated"
    page.reload()
    bare(page, "sync", "update")
    old = release().digest
    assert _versions(page) == {"served": old, "ready": old}
    assert _served(page) == old
    page.evaluate("async () => db.record({mode: 'set', place: 'A-01', item: 'GAUZE', quantity: 4})")
    (source / "fold.js").write_text((source / "fold.js").read_text("utf-8") + "\n// next\n")
    new = release().digest
    assert new != old
    until(page, RENEWED, argument=new)
    assert _served(page) == old  # even though the worker is the new one
    page.evaluate("""async () => { window.told = []; window.updates = await update.watchUpdates(db,
        {onReady: (versions) => told.push(versions)}); }""")
    assert page.evaluate("() => updates.takeOver()") is False
    assert page.evaluate("() => told.length") >= 1
    context = page.context
    page.close()
    page = context.new_page()  # all tabs were closed: still the old one
    page.goto(BARE)
    assert _served(page) == old
    page.evaluate("""async (folder) => { for (const name of ['store', 'sync', 'update'])
        window[name] = await import(`${folder}${name}.js`); window.db = await store.open();
        sync.start(db); await sync.syncNow(); }""", f"/phone/release/{old}/")
    visit = page.evaluate("() => db.openVisit(null, 'A-02')")
    assert page.evaluate("async () => (await update.watchUpdates(db)).takeOver()") is False
    page.evaluate("(id) => db.closeVisit(id, true)", visit["id"])
    with page.expect_navigation():
        page.evaluate("async () => { const all = await update.watchUpdates(db); all.takeOver(); }")
    until(page, "async () => navigator.serviceWorker.controller !== null")
    assert _served(page) == new
    keys = page.evaluate("async () => (await caches.keys()).filter((key) => "
                         "key.startsWith('pandian-phone-'))")
    assert keys == [f"pandian-phone-{new}"]


def test_a_person_may_say_now(person: Any, stage: Any, source: Path) -> None:
    from pandian.interfaces.phone.release import release

    page = person("zh", width=390).page
    enrolled(page, stage.url, "update")
    assert page.evaluate(READY) == "activated"
    old = release().digest
    page.evaluate("async () => db.record({mode: 'set', place: 'A-01', item: 'GAUZE', quantity: 4})")
    (source / "fold.js").write_text((source / "fold.js").read_text("utf-8") + "\n// next\n")
    new = release().digest
    until(page, RENEWED, argument=new)
    assert _served(page) == old
    with page.expect_navigation():
        page.evaluate("async () => { const all = await update.watchUpdates(db); "
                      "all.takeOver(true); }")
    until(page, "async () => navigator.serviceWorker.controller !== null")
    assert _served(page) == new
    bare(page)
    assert page.evaluate("async () => (await db.waiting(9)).length") == 1


def test_over_plain_http_the_page_says_what_it_cannot_do_and_still_stores(
    chromium: Any, stage: Any
) -> None:
    """A laptop in the hall without a certificate: a wedge scanner still counts."""
    from django.conf import settings
    from django.test import override_settings

    port = stage.url.rsplit(":", 1)[1]
    context = chromium.browser_type.launch(
        executable_path=_executable(), args=[
            "--no-sandbox", "--host-resolver-rules=MAP laptop.test 127.0.0.1"])
    try:
        page = context.new_page()
        with override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "laptop.test"]):
            _works_without_a_certificate(page, f"http://laptop.test:{port}")
    finally:
        context.close()


def _works_without_a_certificate(page: Any, url: str) -> None:
    bare(page, "device", "ids", url=url)
    able = page.evaluate("() => device.capabilities()")
    assert able["secure"] is able["offline"] is able["camera"] is False
    assert able["wedgeOnly"] is True
    row = page.evaluate("() => db.record({mode: 'set', place: 'A', item: 'B', quantity: 1})")
    assert row["seq"] == 1
    digest = page.evaluate("() => ids.sha256(new TextEncoder().encode('abc'))")
    assert digest.startswith("ba7816bf8f01cfea")
    page.context.set_offline(True)
    assert '"sha256"' in page.evaluate("async () => (await db.exportRows()).text()")


def _executable() -> str:
    """The browser that the other tests run."""
    from tests.browser.conftest import NAMES

    return os.environ.get("PANDIAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
