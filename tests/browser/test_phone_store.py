"""The phone's storage: a row is durable before its beep, whatever the browser does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.phone_world import bare

KILLS = 20
"""How many writes of a session are made to fail, one after the other."""

SCANS_MIN = 5
"""Of one that waits behind a whole pull, none is done before the pull is."""

RECORD = """async (n) => { for (let k = 0; k < n; k += 1) await db.record({
    mode: 'add', place: 'A-01', item: 'GAUZE', quantity: 1, entry: 'keyed'}); }"""

COUNT_TONES = """() => {
  window.tones = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...given) {
    window.tones.push(Math.round(this.frequency.value));
    return start.apply(this, given);
  };
}"""

FAIL_AT = """([method, k]) => {
  let calls = 0;
  const real = IDBObjectStore.prototype[method];
  window.repair = () => { IDBObjectStore.prototype[method] = real; };
  IDBObjectStore.prototype[method] = function (...given) {
    calls += 1;
    if (calls === k) throw new DOMException('full', 'QuotaExceededError');
    return real.apply(this, given);
  };
}"""

ABORT_AT = """(k) => {
  let calls = 0;
  const real = IDBDatabase.prototype.transaction;
  window.repair = () => { IDBDatabase.prototype.transaction = real; };
  IDBDatabase.prototype.transaction = function (...given) {
    const tx = real.apply(this, given);
    if (given[1] === 'readwrite' && ++calls === k) {
      setTimeout(() => { try { tx.abort(); } catch {} });
    }
    return tx;
  };
}"""

COMMIT_AT = """(k) => { // the row is written, and then the disk says no
  let calls = 0;
  const real = IDBObjectStore.prototype.add;
  window.repair = () => { IDBObjectStore.prototype.add = real; };
  IDBObjectStore.prototype.add = function (...given) {
    const request = real.apply(this, given);
    if (++calls === k) request.addEventListener('success', () => this.transaction.abort());
    return request;
  };
}"""

SCANS = """async (n) => {
  const heard = [];
  for (let k = 0; k < n; k += 1) {
    const before = window.tones.length;
    let row = null;
    try {
      row = await db.record({mode: 'add', place: 'A-01', item: 'GAUZE', quantity: 1});
      sound.ok();
    } catch (error) {
      if (error.name !== 'StoreFailed') throw error;
      sound.blocked(false);
    }
    heard.push([row?.id ?? null, window.tones.slice(before)]);
  }
  const kept = new Set((await db.waiting(10000)).map((each) => each.id));
  return heard.map(([id, tones]) => [id !== null && kept.has(id), tones]);
}"""


@pytest.fixture
def page(person: Any) -> Any:
    """The bare page with the storage open and the sound unlocked."""
    someone = person("zh", width=390)
    page = someone.page
    page.on("pageerror", lambda error: someone.complaints.append(str(error)))
    bare(page, "sound")
    page.evaluate(COUNT_TONES)
    page.mouse.click(10, 10)
    assert page.evaluate("() => sound.unlock()")
    return page


FAULTS = [("put", FAIL_AT), ("add", FAIL_AT), ("abort", ABORT_AT), ("commit", COMMIT_AT)]


@pytest.mark.parametrize("fault", FAULTS, ids=[name for name, _ in FAULTS])
def test_no_success_tone_without_a_durable_row(page: Any, fault: tuple[str, str]) -> None:
    """The k-th write of a session runs out of space, for every k: the beep is never a lie."""
    method, script = fault
    failures = 0
    for k in range(1, KILLS + 1):
        page.evaluate(script, [method, k] if script is FAIL_AT else k)
        heard = page.evaluate(SCANS, KILLS)
        page.evaluate("() => window.repair()")
        for durable, tones in heard:
            assert (tones == [2000]) == durable, (k, heard)
            assert durable or tones == [220, 220], (k, heard)
        failures += sum(not durable for durable, _ in heard)
    assert failures == KILLS  # the fault was really there, once a session


def test_the_test_of_the_beep_can_fail(person: Any) -> None:
    """The mutant that does not wait for the commit is found: its tone sounds without a row."""
    page = person("zh", width=390).page
    page.route("**/store.js", mutated)
    bare(page, "sound")
    page.evaluate(COUNT_TONES)
    page.mouse.click(10, 10)
    assert page.evaluate("() => sound.unlock()")
    lies = 0
    for k in range(1, 6):
        page.evaluate(COMMIT_AT, k)
        lies += sum(not durable and tones == [2000]
                    for durable, tones in page.evaluate(SCANS, 6))
        page.evaluate("() => window.repair()")
    assert lies > 0


def mutated(route: Any) -> None:
    """Give the storage's module without the line that waits."""
    answer = route.fetch()
    text = answer.text()
    assert text.count("await tx.done;\nthis.tell('row');") == 1
    route.fulfill(response=answer, body=text.replace("await tx.done;\nthis.tell('row');",
                                                     "this.tell('row');"))


def test_every_row_has_its_own_seq_from_one_without_a_hole(page: Any) -> None:
    page.evaluate(FAIL_AT, ["add", 3])
    page.evaluate("""async () => { await Promise.allSettled(Array.from({length: 30}, () =>
        db.record({mode: 'add', place: 'A-01', item: 'GAUZE', quantity: 1}))); }""")
    page.evaluate("() => window.repair()")
    page.evaluate(RECORD, 5)
    seqs = page.evaluate("async () => (await db.waiting(100)).map((row) => row.seq)")
    assert seqs == list(range(1, 35))


def test_two_tabs_of_one_phone_never_draw_the_same_seq(page: Any) -> None:
    other = page.context.new_page()
    bare(other)
    page.evaluate("() => { window.work = Promise.all(Array.from({length: 40}, () => "
                  "db.record({mode: 'add', place: 'A', item: 'I', quantity: 1}))); }")
    other.evaluate(RECORD, 40)
    page.evaluate("() => window.work")
    rows = page.evaluate("async () => (await db.waiting(200)).map((row) => [row.seq, row.id])")
    assert [seq for seq, _ in rows] == list(range(1, 81))
    assert len({id for _, id in rows}) == 80


def test_only_fields_of_the_contract_reach_the_storage(page: Any) -> None:
    row = page.evaluate("""async () => { const row = await db.record({mode: 'set', place: 'A-01',
        item: 'GAUZE', quantity: 2, price: 31, book: 777013, name: 'x'});
        return (await db.waiting(1))[0].body; }""")
    assert not {"price", "book", "name"} & set(row)
    assert row["quantity"] == 2
    assert set(row) >= {"id", "seq", "observed_at", "origin", "mono_ms", "code", "entry"}


def test_lines_are_folded_as_the_person_acted(page: Any) -> None:
    lines = page.evaluate("""async () => {
      const at = {task: null, place: 'A-01'};
      const set = (item, quantity, more = {}) => db.record({mode: 'set', item, quantity, ...at,
        ...more});
      await set('A', 3, {unit: '盒', factor: 10});
      await db.record({mode: 'add', item: 'A', quantity: 7, unit: '片', factor: 1, ...at});
      await set('B', 5);
      await set('B', 6);
      const wrong = await set('C', 9);
      await db.undo(wrong.id);
      await db.record({mode: 'add', code: ']C1X', quantity: 2, ...at});
      await set('D', 4);
      await db.record({mode: 'empty', item: 'D', ...at});
      await db.record({mode: 'set', item: 'A', quantity: 1, task: null, place: 'A-02'});
      return db.lines(at); }""")
    assert [(line["key"]["item"] or line["key"]["code"], line["base"], line["quantity"],
             line["unit"]) for line in lines] == [
        ("A", 37, 37, None), ("B", 6, 6, None), ("]C1X", 2, 2, None), ("D", 0, 0, None)]
    assert all(line["state"] == "saved" for line in lines)


def test_an_emptied_place_keeps_its_lines_at_nothing(page: Any) -> None:
    lines = page.evaluate("""async () => {
      await db.record({mode: 'set', item: 'A', quantity: 3, place: 'A-01'});
      await db.record({mode: 'empty', place: 'A-01'});
      return db.lines({task: null, place: 'A-01'}); }""")
    assert [(line["key"]["item"], line["base"]) for line in lines] == [("A", 0)]


def test_a_wipe_keeps_the_unsent_rows_and_who_we_are(page: Any) -> None:
    page.evaluate(RECORD, 3)
    install = page.evaluate("() => db.install")
    page.evaluate("""async () => {
      await db.meta.set('device', {token: 't'}); await db.meta.set('draft:x', 1);
      await db.package.apply([{cursor: 'c', catalog: {items: [{item: 'A', name: '纱布'}]}}],
        {fromScratch: true});
      await db.wipe({keepUnsent: true}); }""")
    left = page.evaluate("""async () => [(await db.counts()).queued, await db.itemByCode('A'),
      await db.meta.get('draft:x'), await db.meta.get('install'),
      (await db.meta.get('device')).token, (await db.pulled()).cursor]""")
    assert left == [3, None, None, install, "t", None]


def test_storage_that_vanishes_under_the_page_is_said_and_then_begins_anew(page: Any) -> None:
    page.evaluate(RECORD, 2)
    old = page.evaluate("() => db.install")
    client = page.context.new_cdp_session(page)
    client.send("Storage.clearDataForOrigin", {
        "origin": page.evaluate("location.origin"), "storageTypes": "indexeddb"})
    heard = page.evaluate(SCANS, 6)
    assert [tones for _, tones in heard if not _] in ([], [[220, 220]], [[220, 220]] * 2)
    assert all((tones == [2000]) == durable for durable, tones in heard)
    rows = page.evaluate("async () => (await db.waiting(50)).map((row) => [row.install, row.seq])")
    assert rows
    assert all(install != old for install, _ in rows)
    assert [seq for _, seq in rows] == list(range(1, len(rows) + 1))


def test_scans_go_on_while_a_whole_pull_is_applied(page: Any) -> None:
    """A full pull goes into a generation of its own: no scan waits behind it."""
    found = page.evaluate("""async () => {
      const items = Array.from({length: 6000}, (_, n) => ({item: `I${n}`, name: `支架 ${n}`,
        pinyin: 'zj', unit: '支', tracking: 'lot'}));
      const codes = items.map((each, n) => ({scheme: 'gtin', item: each.item, unit: '支', factor: 1,
        key: String(n).padStart(14, '0'), value: String(n)}));
      await db.package.apply([{cursor: '1', catalog: {items, codes}}], {fromScratch: true});
      const again = db.package.apply([{cursor: '2', catalog: {items, codes}}], {fromScratch: true});
      let scans = 0, busy = true;
      again.then(() => { busy = false; });
      while (busy) {
        const found = await db.bindingsFor(['00000000000777']);
        if (found['00000000000777'][0]?.item !== 'I777') throw new Error('not found');
        await db.record({mode: 'add', place: 'A', item: 'I777', quantity: 1});
        if (busy) scans += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await again;
      const found = await db.searchItems('支架 599', 5);
      return [scans, found.length, (await db.pulled()).cursor,
        (await db.bindingsFor(['00000000005999']))['00000000005999'][0].tracking]; }""")
    assert found[1:] == [5, "2", "lot"]
    assert found[0] >= SCANS_MIN, "scans stood behind the pull"


def test_a_changed_pull_brings_tombstones_before_rows(page: Any) -> None:
    found = page.evaluate("""async () => {
      const first = {cursor: '1', tasks: [{task: 't1'}, {task: 't2', lease: {id: 'L'}}], catalog: {
        items: [{item: 'A', name: 'a'}, {item: 'B', name: 'b'}],
        packs: [{item: 'A', unit: '盒', factor: 10}],
        codes: [{scheme: 'gtin', key: 'k', item: 'A'}, {scheme: 'x', key: 'k', item: 'B'}]}};
      await db.package.apply([first], {fromScratch: true});
      await db.package.apply([{cursor: '2', tasks: [{task: 't2', lease: {id: 'L'}}], catalog: {
        tombstones: [{kind: 'item', code: 'A'}], items: [{item: 'C', name: 'c'}]}}],
        {fromScratch: false});
      return [await db.itemByCode('A'), (await db.itemByCode('C')).name, (await db.tasks()).length,
        (await db.bindingsFor(['k'])).k.map((each) => each.item), (await db.packsOf('A')).length,
        (await db.record({mode: 'set', place: 'A', item: 'B', quantity: 1,
          task: 't2'})).lease]; }""")
    assert found == [None, "c", 1, ["B"], 0, "L"]


def test_ids_sort_and_the_digest_without_crypto_is_the_same(page: Any) -> None:
    from pandian.interfaces.phone.release import release

    same, ids = page.evaluate(
        """async (folder) => {
          const {digest, sha256, uuid7} = await import(folder + 'ids.js');
          const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
          const ids = Array.from({length: 5000}, uuid7);
          for (let n = 0; n < 300; n += 7) {
            const bytes = crypto.getRandomValues(new Uint8Array(n));
            if (hex(digest(bytes)) !== await sha256(bytes)) return [n, ids];
          }
          return [true, ids]; }""", release().url)
    assert same is True
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {id[14] for id in ids} == {"7"}
    assert {id[19] for id in ids} <= set("89ab")
