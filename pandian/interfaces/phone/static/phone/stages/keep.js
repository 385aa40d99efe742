/**
 * What the stage nodes keep on this phone: documents, drafts, and steps without a verdict.   作业存储
 *
 * A database of its own, so that the one of the counts stays as it is.  A step is never dropped
 * but on its verdict and a person's word.
 */

import { STRICT, failed } from '../database.js';
import { openDB } from '../vendor/idb/index.js';

const NAME = 'pandian-stages';
const VERSION = 1;
const DONE_KEPT = 100;

/** @type {Promise<Keep>|null} */
let opening = null;

/** @returns {Promise<Keep>} the storage of this page */
export function keep() {
  opening ??= Keep.open().catch((error) => {
    opening = null;
    throw failed(error);
  });
  return opening;
}

class Keep {
  constructor(db) {
    this.db = db;
    this.listeners = new Set();
  }

  static async open() {
    const db = await openDB(NAME, VERSION, {
      upgrade: (made, old) => {
        if (old < 1) {
          made.createObjectStore('documents', { keyPath: 'id' });
          made.createObjectStore('steps', { keyPath: 'n', autoIncrement: true });
          made.createObjectStore('meta');
        }
      },
      terminated: () => { opening = null; },
      blocking: () => { db.close(); opening = null; },
    });
    return new Keep(db);
  }

  on(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell() {
    for (const listener of this.listeners) listener();
  }

  get(key) { return this.db.get('meta', key); }

  /** @param {string[]} stores @param {(tx: any) => any} work @param {boolean} [loud] */
  async write(stores, work, loud = true) {
    try {
      const tx = this.db.transaction(stores, 'readwrite', STRICT);
      tx.done.catch(() => {});
      const answer = await work(tx);
      await tx.done;
      if (loud) this.tell();
      return answer;
    } catch (error) {
      throw failed(error);
    }
  }

  set(key, value) {
    return this.write(['meta'], (tx) => tx.objectStore('meta').put(value, key), false);
  }

  documents() { return this.db.getAll('documents'); }
  document(id) { return this.db.get('documents', id); }

  /** Replace what was downloaded; documents that are not open any more go. */
  replace(documents, kinds) {
    return this.write(['documents', 'meta'], async (tx) => {
      const store = tx.objectStore('documents');
      await store.clear();
      for (const each of documents) store.put(each);
      tx.objectStore('meta').put(kinds, 'kinds');
      tx.objectStore('meta').put(Date.now(), 'at');
    });
  }

  put(document) {
    return this.write(['documents'], (tx) => tx.objectStore('documents').put(document));
  }

  /** Another person's phone now: what was downloaded for the one before goes. */
  forget() {
    return this.write(['documents', 'meta'], async (tx) => {
      tx.objectStore('documents').clear();
      const meta = tx.objectStore('meta');
      for (const key of await meta.getAllKeys()) meta.delete(key);
    });
  }

  draft(id) { return this.get(`draft:${id}`); }
  keepDraft(id, draft) { return this.set(`draft:${id}`, draft); }

  /** What was recorded and not handed in, each with its document. */
  async drafts() {
    const range = IDBKeyRange.bound('draft:', 'draft:~');
    const [keys, drafts] = await Promise.all([this.db.getAllKeys('meta', range),
      this.db.getAll('meta', range)]);
    return Promise.all(drafts.map(async (draft, n) => ({ draft,
      document: await this.document(keys[n].slice(6)) })));
  }

  steps() { return this.db.getAll('steps'); }

  /** A step is durable here before anybody hears of it; its draft is spent in the same breath. */
  async add(step) {
    await this.write(['steps', 'meta'], async (tx) => {
      tx.objectStore('meta').delete(`draft:${step.document}`);
      await tx.objectStore('steps').add(step);
    });
  }

  /** Write a step's verdict; the oldest finished ones go. */
  settle(step) {
    return this.write(['steps'], async (tx) => {
      const store = tx.objectStore('steps');
      store.put(step);
      const done = (await store.getAll()).filter((each) => each.state === 'uploaded');
      for (const each of done.slice(0, Math.max(done.length - DONE_KEPT, 0))) store.delete(each.n);
    });
  }

  /** A person has read why a step was refused. */
  drop(n) {
    return this.write(['steps'], (tx) => tx.objectStore('steps').delete(n));
  }
}
