/**
 * What this phone keeps: rows are durable before anybody hears a beep.   本机存储
 *
 * IndexedDB by idb.  `outbox` holds rows without a verdict and is never dropped or rewritten,
 * `sent` the last ones with a verdict, `package` what was pulled, `photos` pictures by SHA-256,
 * `visits` which bins are open, `meta` the install, the next seq and small things.
 */

import { rfc3339, stamp } from './clock.js';
import { Database, STRICT, StoreFailed, failed } from './database.js';
import { storage } from './device.js';
import { exported } from './exporting.js';
import { fold } from './fold.js';
import { sha256, uuid7 } from './ids.js';
import { Package } from './package.js';

export { StoreFailed };

/** How many rows with a verdict are kept, so that a restored server can ask for them again. */
const SENT_ROWS_MAX = 2000;
/** The fields of a row: nothing else reaches the storage, whatever a screen hands over. */
const FIELDS = {
  session: null, task: null, lease: null, visit: null, place: '', code: null, codes: [],
  symbology: '', entry: 'keyed', item: null, lot: null, serial: null, status: null, owner: null,
  resolved: null, mode: 'set', quantity: null, unit: null, factor: null, undoes: null,
  condition: [], photos: [], note: '',
};

/**
 * Open the storage and mint the install when there is none.
 * @returns {Promise<Store>}
 */
export async function open() {
  const store = new Store();
  await store.ready();
  current = store;
  return store;
}

/** The store that this page opened last; nothing asks before `open`. @type {Store} */
export let current;

/** The storage of one page. */
export class Store extends Database {
  constructor() {
    super();
    this.install = '';
    this.session = null;
    /** Where this person was seen last: a place, or "". */
    this.at = '';
    this.package = new Package(() => this.db());
  }

  /** Open the database, and see to the install id of this storage. */
  async ready() {
    const db = await this.db();
    const tx = db.transaction('meta', 'readwrite', STRICT);
    this.install = await tx.store.get('install') ?? uuid7();
    await tx.store.put(this.install, 'install');
    if (!await tx.store.get('next_seq')) await tx.store.put(1, 'next_seq');
    await tx.done;
    await this.package.tasks();
  }

  // -- rows ----------------------------------------------------------------------------------

  /**
   * Make a row durable: its seq is drawn and it is put in one strict transaction.
   *
   * Resolves after the commit, never before.  Raises `StoreFailed`.
   * @param {import('./types.js').Draft} draft
   * @returns {Promise<import('./types.js').Row>}
   */
  async record(draft) {
    return this.append(this.observation(draft));
  }

  observation(draft) {
    /** @type {Record<string, any>} */
    const body = { id: uuid7(), ...stamp() };
    for (const [field, missing] of Object.entries(FIELDS)) {
      const given = draft[field];
      body[field] = given === undefined ? structuredClone(missing) : structuredClone(given);
    }
    body.session ??= this.session;
    if (body.task) body.lease ??= this.package.leaseOf(body.task);
    return { id: body.id, kind: 'observation', task: body.task ?? '', place: body.place, body };
  }

  /**
   * Take one row back.
   * @param {string} id
   */
  async undo(id) {
    const known = await this.rowById(id);
    if (!known) throw new StoreFailed('unknown_row');
    const { task, place, visit } = known.body;
    return this.record({ mode: 'undo', undoes: id, task, place, visit });
  }

  async rowById(id) {
    const db = await this.db();
    return await db.getFromIndex('outbox', 'id', id) ?? await db.getFromIndex('sent', 'id', id);
  }

  /** Put a row with the next seq, and what goes with it, in one strict transaction. */
  async append(row, visit) {
    let tx;
    try {
      const db = await this.db();
      tx = db.transaction(visit ? ['meta', 'outbox', 'visits'] : ['meta', 'outbox'],
        'readwrite', STRICT);
      quietly(tx.done);
      const meta = tx.objectStore('meta');
      const [install, next] = await Promise.all([meta.get('install'), meta.get('next_seq')]);
      if (!install) throw new StoreFailed('closed');
      const stored = { ...row, install, seq: next };
      if (row.kind === 'visit') stored.body = { ...row.body, install, seq: next };
      else stored.body = { ...row.body, seq: next };
      quietly(meta.put(next + 1, 'next_seq'));
      quietly(tx.objectStore('outbox').add(stored));
      if (visit) quietly(tx.objectStore('visits').put(visit));
      await tx.done;
      this.tell('row');
      return shown(stored);
    } catch (/** @type {any} */ error) {
      try { tx?.abort(); } catch { /* it has ended already */ }
      if (!this.install || error?.reason === 'closed') this.begin();
      throw failed(error);
    }
  }

  /** After a wipe under our feet: the next row finds a fresh install. */
  begin() {
    this.opening = null;
    this.ready().catch(() => {});
  }

  /**
   * My rows, newest first; `task` and `place` narrow them.
   * @param {{limit?: number, task?: string|null, place?: string|null}} [options]
   * @returns {Promise<import('./types.js').Row[]>}
   */
  async rows({ limit = 50, task, place } = {}) {
    const db = await this.db();
    const found = [];
    for (const name of ['outbox', 'sent']) {
      let cursor = await db.transaction(name).store.openCursor(null, 'prev');
      const most = found.length + limit;
      while (cursor && found.length < most) {
        const row = cursor.value;
        if ((task === undefined || row.task === (task ?? ''))
          && (!place || row.place === place)) found.push(row);
        cursor = await cursor.continue();
      }
    }
    return found.sort((one, other) => other.seq - one.seq).slice(0, limit).map(shown);
  }

  /**
   * My own rows of a place (or, with `place` null, of a whole task), folded.
   * @param {{task: string|null, place?: string|null}} where
   * @returns {Promise<import('./types.js').Line[]>}
   */
  async lines({ task, place = null }) {
    const db = await this.db();
    const range = place === null ? IDBKeyRange.bound([task ?? ''], [task ?? '', []])
      : IDBKeyRange.only([task ?? '', place]);
    const [waiting, sent] = await Promise.all([
      db.getAllFromIndex('outbox', 'where', range), db.getAllFromIndex('sent', 'where', range)]);
    return fold([...sent, ...waiting]);
  }

  /**
   * How many rows have no verdict, were refused, were sent; the holes the server last named.
   * `held` rows belong to an earlier enrolment: they leave only by the export file.
   */
  async counts() {
    const db = await this.db();
    const tx = db.transaction(['outbox', 'sent', 'meta', 'photos']);
    const install = await tx.objectStore('meta').get('install');
    const [queued, all, refused, kept, total, server, next, photos] = await Promise.all([
      tx.objectStore('outbox').count(IDBKeyRange.bound([install], [install, []])),
      tx.objectStore('outbox').count(), tx.objectStore('sent').index('red').count(),
      tx.objectStore('sent').count(), tx.objectStore('meta').get('sent_total'),
      tx.objectStore('meta').get('server'), tx.objectStore('meta').get('next_seq'),
      tx.objectStore('photos').count(),
    ]);
    return { queued, refused, sent: total ?? kept, held: all - queued, photos,
      gaps: server?.gaps ?? [], acked_seq: server?.acked_seq ?? 0, last_seq: (next ?? 1) - 1 };
  }

  // -- visits --------------------------------------------------------------------------------

  /**
   * Open a bin, or return the visit that is open there.  It becomes a row when it is closed.
   * @param {string|null} task @param {string} place
   * @returns {Promise<import('./types.js').Visit>}
   */
  async openVisit(task, place) {
    const known = (await this.visits({ task }))
      .find((each) => each.place === place && !each.closed_at);
    if (known) return known;
    const visit = { id: uuid7(), task: task ?? null, place, opened_at: stamp().observed_at,
      closed_at: null, complete: false };
    await this.putVisit(visit);
    return visit;
  }

  /**
   * Close a bin; `complete` says "I saw all of it".
   * @param {string} id @param {boolean} complete
   * @returns {Promise<import('./types.js').Row|null>} null for a spot count, which sends none
   */
  async closeVisit(id, complete) {
    const db = await this.db();
    const known = await db.get('visits', id);
    if (!known) throw new StoreFailed('unknown_row');
    const { observed_at: at, origin, mono_ms } = stamp();
    const visit = { ...known, closed_at: at, complete };
    if (known.task === null) {
      await this.putVisit(visit);
      return null;
    }
    return this.append(this.visitRow(visit, { origin, mono_ms }), visit);
  }

  visitRow(visit, evidence) {
    const body = { ...visit, ...evidence };
    return { id: uuid7(), kind: 'visit', task: visit.task, place: visit.place, body };
  }

  async putVisit(visit) {
    try {
      const db = await this.db();
      const tx = db.transaction('visits', 'readwrite', STRICT);
      await Promise.all([tx.store.put(visit), tx.done]);
    } catch (error) {
      throw failed(error);
    }
  }

  /** @param {{task?: string|null}} [where] @returns {Promise<import('./types.js').Visit[]>} */
  async visits({ task } = {}) {
    const all = await (await this.db()).getAll('visits');
    return task === undefined ? all : all.filter((each) => each.task === (task ?? null));
  }

  /** Tell whether a new release may take over: nothing waits and no bin is open. */
  async safeToSwap() {
    const [counts, visits] = await Promise.all([this.counts(), this.visits()]);
    return counts.queued === 0 && visits.every((each) => each.closed_at);
  }

  // -- what sync does ------------------------------------------------------------------------

  /**
   * Rows of this install without a verdict, in order of seq.
   * @param {number} limit
   * @returns {Promise<import('./types.js').Stored[]>}
   */
  async waiting(limit) {
    const range = IDBKeyRange.bound([this.install], [this.install, []]);
    return (await this.db()).getAll('outbox', range, limit);
  }

  /** Rows with a verdict whose seq lies in a span: a restored server asks for them again. */
  async sentBetween(first, last, limit) {
    const range = IDBKeyRange.bound([this.install, first], [this.install, last]);
    return (await this.db()).getAll('sent', range, limit);
  }

  /**
   * Move rows to `sent` with their verdicts; red ones stay until a person decides.
   * @param {{row: import('./types.js').Stored, verdict: any, red: boolean}[]} judged
   */
  async settle(judged) {
    const db = await this.db();
    const tx = db.transaction(['outbox', 'sent', 'meta'], 'readwrite', STRICT);
    const [outbox, sent, meta] = ['outbox', 'sent', 'meta'].map((name) => tx.objectStore(name));
    let fresh = 0;
    for (const { row, verdict, red } of judged) {
      const key = [row.install, row.seq];
      if (await outbox.getKey(key)) fresh += 1;
      outbox.delete(key);
      sent.put({ ...row, verdict, ...(red ? { red: 1 } : { red: undefined }) });
    }
    meta.put((await meta.get('sent_total') ?? 0) + fresh, 'sent_total');
    await this.prune(sent);
    await tx.done;
    this.tell('verdicts');
  }

  async prune(sent) {
    let over = await sent.count() - await sent.index('red').count() - SENT_ROWS_MAX;
    let cursor = over > 0 ? await sent.openCursor() : null;
    while (cursor && over > 0) {
      if (!cursor.value.red) {
        cursor.delete();
        over -= 1;
      }
      cursor = await cursor.continue();
    }
  }

  /** What the next push says about itself: the last seq drawn, and who we are. */
  async head() {
    const db = await this.db();
    const tx = db.transaction('meta');
    const [install, next, device, samples, server] = await Promise.all(
      ['install', 'next_seq', 'device', 'samples', 'server'].map((key) => tx.store.get(key)));
    this.install = install ?? this.install;
    return { install, last_seq: (next ?? 1) - 1, device: device ?? null, samples: samples ?? [],
      server: server ?? {} };
  }

  /** Begin anew as another install: what waits stays, and leaves by the export file only. */
  async newInstall() {
    const db = await this.db();
    const tx = db.transaction('meta', 'readwrite', STRICT);
    this.install = uuid7();
    tx.store.put(this.install, 'install');
    tx.store.put(1, 'next_seq');
    for (const key of ['server', 'samples', 'device']) tx.store.delete(key);
    await tx.done;
    this.tell('install');
    return this.install;
  }

  // -- photos, export, small things -----------------------------------------------------------

  /** Keep a picture; returns its SHA-256.  @param {Blob} blob */
  async addPhoto(blob) {
    try {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const name = await sha256(bytes);
      const tx = (await this.db()).transaction('photos', 'readwrite', STRICT);
      const photo = { sha256: name, type: blob.type, bytes, at: Date.now() };
      await Promise.all([tx.store.put(photo), tx.done]);
      this.tell('photo');
      return name;
    } catch (error) {
      throw failed(error);
    }
  }

  /** @returns {Promise<{sha256: string, type: string, bytes: Uint8Array}[]>} */
  async photosToSend() {
    return (await this.db()).getAll('photos', null, 8);
  }

  /**
   * A photo that waits, or undefined when it is sent.
   * @returns {Promise<{sha256: string, type: string, bytes: Uint8Array<ArrayBuffer>}|undefined>}
   */
  async photoOf(name) {
    return (await this.db()).get('photos', name);
  }

  async photoSent(name) {
    await (await this.db()).delete('photos', name);
    this.tell('photo');
  }

  /**
   * Everything without a verdict or refused, as a file that the desktop imports.
   * @param {{install?: string}} [options]  an earlier install's rows make a file of their own
   * @returns {Promise<Blob & {name?: string}>}
   */
  async exportRows({ install = this.install } = {}) {
    const db = await this.db();
    const range = IDBKeyRange.bound([install], [install, []]);
    const [waiting, sent, head] = await Promise.all([
      db.getAll('outbox', range), db.getAllFromIndex('sent', 'red'), this.head()]);
    return exported({ ...head, install, sent_at: rfc3339(Date.now()) },
      [...sent.filter((row) => row.install === install), ...waiting]);
  }

  /** The installs that still have rows in the outbox. */
  async installs() {
    const keys = await (await this.db()).getAllKeys('outbox');
    return [...new Set(keys.map(([install]) => install))];
  }

  /** Clear what was pulled and sent; unsent rows, their photos and our identity may stay. */
  async wipe({ keepUnsent = true } = {}) {
    const db = await this.db();
    const names = ['package', 'sent', 'visits', ...(keepUnsent ? [] : ['outbox', 'photos'])];
    const tx = db.transaction([...names, 'meta'], 'readwrite', STRICT);
    for (const name of names) tx.objectStore(name).clear();
    const kept = keepUnsent
      ? ['install', 'next_seq', 'device', 'samples', 'server', 'sent_total',
        'settings', 'pin', 'last_touch'] : [];
    for (const key of await tx.objectStore('meta').getAllKeys()) {
      if (!kept.includes(key)) tx.objectStore('meta').delete(key);
    }
    await tx.done;
    this.package.forget();
    if (!keepUnsent) await this.ready();
    this.tell('wiped');
  }

  forget() { this.package.forget(); }
  storage() { return storage(); }

  // -- what was pulled: see package.js --------------------------------------------------------

  tasks() { return this.package.tasks(); }
  task(id) { return this.package.task(id); }
  place(code) { return this.package.place(code); }
  places(options) { return this.package.places(options); }
  itemByCode(code) { return this.package.item(code); }
  bindingsFor(keys) { return this.package.bindingsFor(keys); }
  lotsOf(item) { return this.package.lotsOf(item); }
  serialsOf(item) { return this.package.serialsOf(item); }
  packsOf(item) { return this.package.packsOf(item); }
  searchItems(text, limit) { return this.package.search(text, limit); }
  policy() { return this.package.policy(); }
  words() { return this.package.words(); }
  pulled() { return this.package.pulled(); }
}

/** The transaction as a whole says whether it failed; its parts need not say it again. */
function quietly(promise) {
  promise.catch(() => {});
}

/** @param {any} row @returns {any} */
export function shown(row) {
  return { ...row.body, id: row.id, seq: row.seq, kind: row.kind, install: row.install,
    task: row.task || null, place: row.place, verdict: row.verdict ?? null,
    ...(row.kind === 'visit' ? { visit: row.body.id } : {}),
    message: row.verdict?.message,
    state: row.red ? 'refused' : row.verdict ? 'uploaded' : 'saved' };
}

