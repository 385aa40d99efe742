/**
 * What was pulled: tasks, places, items, bindings, lots, policy.   下载包
 *
 * One object store, keyed [generation, kind, ...].  A pull from scratch fills a new generation in
 * small transactions while the old one serves, and one last write changes over: a scan never
 * waits behind fifty thousand items.  What changed since a cursor goes in with one transaction.
 */

const CHUNK_ROWS = 2000;
const HEAD = 'head';
const EMPTY = { gen: 0, cursor: null, at: null, policy: {}, words: {} };

/** Reads and replaces what was pulled. */
export class Package {
  /** @param {() => Promise<any>} db */
  constructor(db) {
    this.db = db;
    this.leases = new Map();
    this.searched = null;
  }

  /** Drop what is held in memory: another tab, or a pull, has changed the store. */
  forget() {
    this.searched = null;
    this.tasks().catch(() => {});
  }

  // -- reading -------------------------------------------------------------------------------

  async head(tx) {
    return await tx.store.get(HEAD) ?? EMPTY;
  }

  async reading() {
    const tx = (await this.db()).transaction('package');
    return { tx, head: await this.head(tx) };
  }

  async one(...key) {
    const { tx, head } = await this.reading();
    return await tx.store.get([head.gen, ...key]) ?? null;
  }

  async all(...key) {
    const { tx, head } = await this.reading();
    return tx.store.getAll(below([head.gen, ...key]));
  }

  /** My tasks, as the last pull named them. */
  async tasks() {
    const tasks = await this.all('task');
    this.leases = new Map(tasks.filter((each) => each.lease)
      .map((each) => [each.task, each.lease.id]));
    return tasks;
  }

  task(id) {
    return this.one('task', id);
  }

  /** The lease that a row of this task names; known without waiting. */
  leaseOf(task) {
    return this.leases.get(task) ?? null;
  }

  /** @param {string} code */
  async place(code) {
    const found = await this.one('place', code);
    if (found) return { ...found, code };
    for (const task of await this.tasks()) {
      const place = task.places?.find((each) => each.code === code);
      if (place) return { site: null, kind: 'bin', ...place };
    }
    return null;
  }

  /** @param {{text?: string, limit?: number}} [options] */
  async places({ text = '', limit = 20 } = {}) {
    const all = await this.all('place');
    const wanted = folded(text);
    return all.filter((each) => folded(each.place ?? each.code).includes(wanted)).slice(0, limit)
      .map((each) => ({ ...each, code: each.code ?? each.place }));
  }

  /** An item with its packs, or null.  @param {string} code */
  async item(code) {
    const { tx, head } = await this.reading();
    const [item, packs] = await Promise.all([tx.store.get([head.gen, 'item', code]),
      tx.store.getAll(below([head.gen, 'pack', code]))]);
    return item ? { code: item.item, ...item, packs } : null;
  }

  /**
   * The bindings of several match keys at once.
   * @param {string[]} keys
   * @returns {Promise<Record<string, any[]>>}
   */
  async bindingsFor(keys) {
    const { tx, head } = await this.reading();
    const found = await Promise.all(keys.map((key) =>
      tx.store.getAll(below([head.gen, 'code', key]))));
    const items = [...new Set(found.flat().map((each) => each.item))];
    const known = new Map(await Promise.all(items.map(
      /** @returns {Promise<[string, any]>} */
      async (code) => [code, await tx.store.get([head.gen, 'item', code])])));
    return Object.fromEntries(keys.map((key, n) => [key, found[n].map((each) =>
      ({ ...each, tracking: each.tracking ?? known.get(each.item)?.tracking ?? 'none' }))]));
  }

  async lotsOf(item) {
    return (await this.all('lot', item)).map((each) => ({ ...each, code: each.lot }));
  }

  serialsOf(item) {
    return this.all('serial', item);
  }

  packsOf(item) {
    return this.all('pack', item);
  }

  /**
   * Items whose code, name or pinyin holds every word of a text; codes that begin with it first.
   * @param {string} text @param {number} [limit]
   */
  async search(text, limit = 20) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    this.searched ??= await this.index();
    const found = [];
    for (const [hay, item] of this.searched) {
      if (words.every((word) => hay.includes(word))) found.push([hay.indexOf(words[0]), item]);
    }
    found.sort((one, other) => one[0] - other[0]);
    return found.slice(0, limit).map(([, item]) => ({ code: item.item, ...item }));
  }

  async index() {
    const items = await this.all('item');
    return items.map((each) => [folded([each.item, each.name, each.name_en, each.pinyin, each.spec]
      .flat().filter(Boolean).join(' ')), each]);
  }

  async policy() {
    return (await this.reading()).head.policy ?? {};
  }

  async words() {
    return (await this.reading()).head.words ?? {};
  }

  /** @returns {Promise<{cursor: string|null, at: number|null}>} */
  async pulled() {
    const { cursor, at } = (await this.reading()).head;
    return { cursor: cursor ?? null, at: at ?? null };
  }

  // -- replacing -----------------------------------------------------------------------------

  /**
   * Apply the pages of one complete pull together.
   * @param {any[]} pages  the answers, in order
   * @param {{fromScratch: boolean}} options
   */
  async apply(pages, { fromScratch }) {
    const known = (await this.reading()).head;
    const gen = fromScratch ? known.gen + 1 : known.gen;
    const last = pages[pages.length - 1];
    const head = { gen, cursor: last.cursor ?? null, at: Date.now(),
      site: last.site ?? known.site ?? null,
      policy: merged(pages, 'policy') ?? known.policy,
      words: merged(pages, 'words') ?? known.words, nearby: merged(pages, 'nearby') };
    const rows = pages.flatMap((page) => entries(page, gen));
    if (fromScratch) await this.fill(rows, head);
    else await this.change(pages, rows, head);
    this.forget();
  }

  async fill(rows, head) {
    await this.drop(head.gen); // what a pull that was cut short left behind
    for (let at = 0; at < rows.length; at += CHUNK_ROWS) {
      const tx = (await this.db()).transaction('package', 'readwrite');
      for (const [key, value] of rows.slice(at, at + CHUNK_ROWS)) tx.store.put(value, key);
      await tx.done;
    }
    await (await this.db()).put('package', head, HEAD);
    await this.drop(head.gen - 1);
  }

  /** Forget a generation, in small steps so that reads get their turn. */
  async drop(gen) {
    for (;;) {
      const tx = (await this.db()).transaction('package', 'readwrite');
      const keys = await tx.store.getAllKeys(below([gen]), CHUNK_ROWS);
      if (keys.length) tx.store.delete(IDBKeyRange.bound(keys[0], keys[keys.length - 1]));
      await tx.done;
      if (keys.length < CHUNK_ROWS) return;
    }
  }

  async change(pages, rows, head) {
    const tx = (await this.db()).transaction('package', 'readwrite');
    tx.store.delete(below([head.gen, 'task']));
    const gone = pages.flatMap((page) => page.catalog?.tombstones ?? []);
    const items = new Set(gone.filter((each) => each.kind === 'item').map((each) => each.code));
    for (const { kind, code } of gone) {
      tx.store.delete([head.gen, kind, code]);
      if (kind === 'item') tx.store.delete(below([head.gen, 'pack', code]));
    }
    if (items.size) await dropCodes(tx, head.gen, items);
    for (const [key, value] of rows) tx.store.put(value, key);
    tx.store.put(head, HEAD);
    await tx.done;
  }
}

/** The codes of an item that went: found by a walk, for tombstones are rare. */
async function dropCodes(tx, gen, items) {
  let cursor = await tx.store.openCursor(below([gen, 'code']));
  while (cursor) {
    if (items.has(cursor.value.item)) cursor.delete();
    cursor = await cursor.continue();
  }
}

/** @param {any[]} key  the range of all keys that begin with it */
function below(key) {
  return IDBKeyRange.bound(key, [...key, []]);
}

function folded(text) {
  return String(text ?? '').normalize('NFKC').toLowerCase();
}

function merged(pages, name) {
  const given = pages.map((page) => page[name]).filter((each) => each
    && Object.keys(each).length);
  return given.length ? Object.assign({}, ...given) : null;
}

/** The rows of one page with their keys; prices and people are not among them. */
function entries(page, gen) {
  const { items = [], packs = [], codes = [], lots = [], serials = [], places = [] } =
    page.catalog ?? {};
  const gone = new Set(page.revoked_tasks ?? []);
  return [
    ...(page.tasks ?? []).filter((each) => !gone.has(each.task))
      .map((each) => [[gen, 'task', each.task], each]),
    ...items.map((each) => [[gen, 'item', each.item ?? each.code], each]),
    ...packs.map((each) => [[gen, 'pack', each.item, each.unit], each]),
    ...codes.map((each) => [[gen, 'code', each.key ?? each.value, each.scheme ?? '', each.item,
      each.unit ?? '', each.valid_from ?? ''], each]),
    ...lots.map((each) => [[gen, 'lot', each.item, each.lot], each]),
    ...serials.map((each) => [[gen, 'serial', each.item, each.serial], each]),
    ...places.map((each) => [[gen, 'place', each.place ?? each.code], each]),
  ];
}
