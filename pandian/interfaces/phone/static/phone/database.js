/**
 * The database of this phone: opened, opened again after the browser closed it, and its news.
 *
 * An upgrade only ever adds; the outbox is never dropped or rewritten.   本机数据库
 */

import { openDB } from './vendor/idb/index.js';

const NAME = 'pandian-phone';
const VERSION = 1;
const OPEN_MS_MAX = 10_000;
/** A transaction that is on the disk when it says that it is complete. */
export const STRICT = /** @type {IDBTransactionOptions} */ ({ durability: 'strict' });

/** A row was not stored: no success tone, the line stays in view. */
export class StoreFailed extends Error {
  /** @param {string} reason  quota closed blocked unknown_row other @param {unknown} [cause] */
  constructor(reason, cause) {
    super(`${reason}: ${/** @type {any} */ (cause)?.message ?? ''}`);
    this.name = 'StoreFailed';
    this.reason = reason;
    this.cause = cause;
  }
}

/**
 * What to raise for a failure of the storage.
 * @param {any} error
 * @returns {StoreFailed}
 */
export function failed(error) {
  if (error instanceof StoreFailed) return error;
  if (error?.name === 'QuotaExceededError') return new StoreFailed('quota', error);
  const closed = ['InvalidStateError', 'UnknownError'].includes(error?.name);
  return new StoreFailed(closed ? 'closed' : 'other', error);
}

/** @param {any} db @param {number} oldVersion */
function upgrade(db, oldVersion) {
  if (oldVersion < 1) { // an upgrade only ever adds
    const outbox = db.createObjectStore('outbox', { keyPath: ['install', 'seq'] });
    outbox.createIndex('id', 'id', { unique: true });
    outbox.createIndex('where', ['task', 'place']);
    const sent = db.createObjectStore('sent', { keyPath: ['install', 'seq'] });
    sent.createIndex('id', 'id', { unique: true });
    sent.createIndex('where', ['task', 'place']);
    sent.createIndex('red', 'red');
    db.createObjectStore('package');
    db.createObjectStore('photos', { keyPath: 'sha256' });
    db.createObjectStore('visits', { keyPath: 'id' });
    db.createObjectStore('meta');
  }
}

/** The open database and who listens to its changes. */
export class Database {
  constructor() {
    /** @type {Promise<any>|null} */
    this.opening = null;
    this.listeners = new Map();
    this.meta = { get: (key) => this.getMeta(key), set: (key, value) => this.setMeta(key, value) };
    this.channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('pandian') : null;
    this.channel?.addEventListener('message', (event) => this.tell(event.data, false));
  }

  /** @returns {Promise<any>} the open database; it is opened again after the browser closed it */
  db() {
    this.opening ??= this.openNow().catch((error) => {
      this.opening = null;
      throw failed(error);
    });
    return this.opening;
  }

  async openNow() {
    const forget = () => { this.opening = null; };
    let late;
    const tooLate = new Promise((_, reject) => {
      late = setTimeout(() => reject(new StoreFailed('blocked')), OPEN_MS_MAX);
    });
    const opened = openDB(NAME, VERSION, {
      upgrade,
      blocking: async () => { (await this.opening)?.close(); forget(); },
      terminated: forget,
    });
    try {
      return await Promise.race([opened, tooLate]);
    } finally {
      clearTimeout(late);
    }
  }

  async getMeta(key) {
    return (await this.db()).get('meta', key);
  }

  async setMeta(key, value) {
    try {
      const tx = (await this.db()).transaction('meta', 'readwrite', STRICT);
      await Promise.all([tx.store.put(value, key), tx.done]);
    } catch (error) {
      throw failed(error);
    }
  }

  // -- events --------------------------------------------------------------------------------

  /** @param {'change'} name @param {(what: string) => void} listener */
  on(name, listener) {
    this.listeners.set(name, [...this.listeners.get(name) ?? [], listener]);
    return () => this.listeners.set(name,
      this.listeners.get(name).filter((each) => each !== listener));
  }

  tell(what, others = true) {
    if (what === 'package' || what === 'wiped') this.forget();
    for (const listener of this.listeners.get('change') ?? []) listener(what);
    if (others) this.channel?.postMessage(what);
  }

  /** What was read of the package before is out of date.  The store knows what to forget. */
  forget() {}
}
