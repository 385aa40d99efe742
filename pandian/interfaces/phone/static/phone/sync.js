/**
 * Rows go up, tasks come down; a row is forgotten only on its verdict.   同步
 *
 * Push first, then pull.  A lost answer is cured by sending again, a 5xx is never final, and what
 * stops everything (a token that is unknown, a copy of another phone) leaves the outbox as it is.
 */

import { appVersion, askToKeep } from './device.js';
import { StoreFailed } from './database.js';
import { begin, sample } from './clock.js';
import { NoAnswer, Refused, post, putPhoto } from './transport.js';
import { uuid7 } from './ids.js';

const CONTRACT = 1;
const BATCH_ROWS = 500;
/** The server takes 1 MiB of JSON; texts of three bytes a character count threefold. */
const BATCH_BYTES = 900_000;
const SAMPLES_MAX = 100;
const PAGES_MAX = 400;
const SOON_MS = 200;
const TICK_MS = 15_000;
const PULL_MS = 60_000;
/** While somebody looks at the page: urgent work is there within half a minute. */
const PULL_SEEN_MS = 25_000;
const BACKOFF_MS = [1000, 2000, 5000, 10_000, 20_000, 60_000];
const WANT = ['tasks', 'catalog', 'policy', 'words', 'serials'];
/** What a verdict may say when the row is stored; every other word is for a person. */
const STORED = new Set(['created', 'exists']);
/** Answers after which trying again by ourselves changes nothing. */
const HALTED = { install_unknown: 'install_unknown', install_restored: 'install_restored' };

/** @type {Sync|null} */
let running = null;

/**
 * Begin to synchronise this store; once a page.
 * @param {import('./store.js').Store} store
 */
export function start(store) {
  running ??= new Sync(store);
  running.begin();
  return running;
}

/**
 * Push and pull now, whatever the waiting time.
 * @returns {Promise<import('./types.js').SyncState>}
 */
export async function syncNow() {
  return running?.now() ?? BLANK;
}

/** Ask for the lease of tasks with the next pull, and pull now. @param {string[]} tasks */
export async function take(tasks) {
  for (const task of tasks) running?.taking.add(task);
  return syncNow();
}

/** @returns {import('./types.js').SyncState} */
export function state() {
  return running ? running.state : BLANK;
}

/** @param {'state'} name @param {(state: import('./types.js').SyncState) => void} listener */
export function on(name, listener) {
  if (name === 'state') listeners.add(listener);
  return () => listeners.delete(listener);
}

const listeners = new Set();
/** @type {Readonly<import('./types.js').SyncState>} */
const BLANK = Object.freeze({ online: true, phase: 'idle', queued: 0, refused: 0, sent: 0, held: 0,
  photos: 0, last_ok_at: null, error: null, offset_ms: null, error_ms: null, app_min: null,
  device: null, package_at: null, gaps: [], acked_seq: 0, last_seq: 0, retry_at: null });

/** The loop that empties the outbox. */
class Sync {
  constructor(store) {
    this.store = store;
    /** @type {import('./types.js').SyncState} */
    this.state = { ...BLANK, online: navigator.onLine };
    this.busy = null;
    this.again = false;
    this.tries = 0;
    this.waitUntil = 0;
    this.pulledAt = -Infinity;
    this.size = BATCH_ROWS;
    this.stuck = new Set();
    this.stuckPhotos = new Set();
    this.asked = new Set();
    this.taking = new Set();
    this.timer = 0;
    this.begun = false;
  }

  begin() {
    if (this.begun) return;
    this.begun = true;
    this.store.on('change', (what) => {
      this.refresh();
      if (what === 'row' || what === 'photo' || what === 'enrolled') this.soon(SOON_MS);
    });
    addEventListener('online', () => this.eager());
    addEventListener('offline', () => this.set({ online: false }));
    addEventListener('focus', () => this.eager());
    document.addEventListener('visibilitychange', () => document.hidden || this.eager());
    setInterval(() => this.run(), TICK_MS);
    this.refresh().then(() => this.run());
  }

  /** Something gives hope: the waiting time is over. */
  eager() {
    this.waitUntil = 0;
    this.set({ online: navigator.onLine });
    this.run();
  }

  soon(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), ms);
  }

  set(change) {
    this.state = { ...this.state, ...change };
    for (const listener of listeners) listener(this.state);
  }

  async refresh() {
    try {
      const [counts, pulled, server] = await Promise.all([
        this.store.counts(), this.store.pulled(), this.store.meta.get('server')]);
      this.set({ ...counts, package_at: pulled.at, app_min: server?.app_min ?? null,
        device: server?.device ?? null, offset_ms: server?.offset_ms ?? null,
        error_ms: server?.error_ms ?? null, last_ok_at: server?.last_ok_at ?? null });
    } catch {
      this.set({ error: 'store' });
    }
  }

  async now() {
    this.waitUntil = 0;
    this.pulledAt = -Infinity;
    this.stuck.clear();
    this.stuckPhotos.clear();
    this.asked.clear();
    while (this.busy) await this.busy;
    await this.run();
    return this.state;
  }

  /** One round at a time: within this page by `busy`, between tabs by a lock where there is one. */
  run() {
    if (this.busy) {
      this.again = true;
      return this.busy;
    }
    if (performance.now() < this.waitUntil) return Promise.resolve();
    const round = navigator.locks
      ? navigator.locks.request('pandian-sync', { ifAvailable: true }, (lock) => lock
        && this.round())
      : this.round();
    this.busy = Promise.resolve(round).finally(() => {
      this.busy = null;
      if (this.again) {
        this.again = false;
        this.soon(0);
      }
    });
    return this.busy;
  }

  async round() {
    const head = await this.store.head().catch(() => null);
    if (!head) return this.set({ error: 'store' });
    if (!head.device?.token) return this.set({ error: null, device: null, phase: 'idle' });
    try {
      await this.push();
      const due = document.hidden ? PULL_MS : PULL_SEEN_MS;
      if (performance.now() - this.pulledAt >= due || this.taking.size) await this.pull();
      await this.photos();
      this.tries = 0;
      const known = this.state.error === 'install_forked' ? this.state.error : null;
      this.set({ phase: 'idle', online: true, retry_at: null,
        error: this.stuck.size ? 'not_understood' : known });
    } catch (error) {
      this.failed(error);
    }
    await this.refresh();
    askToKeep(this.store.meta).catch(() => {});
    return null;
  }

  failed(error) {
    let waitMs = BACKOFF_MS[Math.min(this.tries, BACKOFF_MS.length - 1)];
    let word = 'unreachable';
    if (error instanceof Refused) {
      word = meaning(error);
      if (word === 'slow_down') waitMs = Math.max(error.waitMs ?? waitMs, 0);
      else if (['signed_out', 'update_needed', ...Object.values(HALTED)].includes(word)) {
        waitMs = BACKOFF_MS[BACKOFF_MS.length - 1];
      }
      if (word === 'install_restored') this.learn({ worn: true }).catch(() => {});
    } else if (error instanceof StoreFailed) word = 'store';
    else if (!(error instanceof NoAnswer)) word = 'not_understood';
    if (word === 'unreachable' && !navigator.onLine) word = 'offline';
    this.tries += 1;
    waitMs *= 1 + Math.random() / 2; // so that a hall full of phones does not knock at once
    this.waitUntil = performance.now() + waitMs;
    setTimeout(() => this.run(), waitMs + 1);
    this.set({ phase: 'waiting', error: word, retry_at: Date.now() + waitMs,
      online: navigator.onLine && !(error instanceof NoAnswer) });
  }

  // -- up ------------------------------------------------------------------------------------

  /** Send all that waits, in order of seq; visits after the observations before them. */
  async push() {
    for (;;) {
      const waiting = await this.store.waiting(this.size + this.stuck.size);
      const rows = fitting(waiting.filter((row) => !this.stuck.has(row.seq)), this.size);
      if (!rows.length) break;
      this.set({ phase: 'pushing' });
      await this.send(rows);
    }
    await this.fillGaps();
  }

  async send(rows) {
    const observations = rows.filter((row) => row.kind === 'observation');
    try {
      if (observations.length) await this.sendObservations(observations);
      for (const row of rows) if (row.kind === 'visit') await this.sendVisit(row);
      this.size = Math.min(this.size * 2, BATCH_ROWS);
    } catch (error) {
      const doubtful = error instanceof Refused && [400, 413, 422].includes(error.status);
      if (!doubtful) throw error;
      if (observations.length > 1) this.size = Math.max(1, Math.floor(observations.length / 2));
      else for (const row of observations) this.stuck.add(row.seq);
    }
  }

  async sendObservations(rows) {
    const head = await this.store.head();
    const began = begin();
    const answer = await post('push', { contract: CONTRACT, push: uuid7(), install: head.install,
      app_version: appVersion(), ...sentAt(began), last_seq: head.last_seq,
      samples: head.samples.slice(-SAMPLES_MAX), observations: rows.map((row) => row.body) },
    { token: head.device.token });
    const taken = taking(began, answer);
    if (!Array.isArray(answer.verdicts)) throw new NoAnswer('no verdicts');
    const verdicts = new Map(answer.verdicts.map((each) => [each.id, each]));
    const judged = rows.filter((row) => verdicts.get(row.id)?.result)
      .map((row) => judgement(row, verdicts.get(row.id)));
    await this.store.settle(judged);
    await this.heard(answer, taken);
    if (judged.length < rows.length) throw new NoAnswer('a row without a verdict');
  }

  /** Visits go one by one; a refusal by name is a verdict, and a person looks at it. */
  async sendVisit(row) {
    const head = await this.store.head();
    let verdict;
    try {
      const answer = await post('visits', row.body, { token: head.device.token });
      if (!answer.result) throw new NoAnswer('no result');
      verdict = { result: answer.result, tray: answer.tray ?? null };
      await this.learn({ ...(Array.isArray(answer.gaps) ? { gaps: answer.gaps } : {}),
        ...(answer.acked_seq === undefined ? {} : { acked_seq: answer.acked_seq }) });
    } catch (error) {
      const final = error instanceof Refused && [400, 404, 409, 422].includes(error.status)
        && !HALTED[error.code];
      if (!final) throw error;
      verdict = { result: `refused_${error.code || error.status}`, tray: null };
    }
    await this.store.settle([judgement(row, verdict)]);
  }

  /** What every answer to a push or pull tells besides: clock, holes, whether we still belong. */
  async heard(answer, taken) {
    const copied = ['forked', 'written_off'].includes(answer.device);
    await this.store.meta.set('samples', taken ? [taken] : []);
    await this.learn({
      ...(answer.acked_seq === undefined ? {} : { acked_seq: answer.acked_seq }),
      ...(Array.isArray(answer.gaps) ? { gaps: answer.gaps } : {}),
      device: answer.device ?? 'active', app_min: answer.app_min ?? null, last_ok_at: Date.now(),
      ...(taken ? { offset_ms: taken.offset_ms, error_ms: taken.error_ms } : {}),
      ...(copied ? { worn: true } : {}),
    });
    this.set({ error: copied ? 'install_forked' : null });
    if (answer.wipe) await this.store.wipe({ keepUnsent: true });
  }

  async learn(change) {
    const known = await this.store.meta.get('server') ?? {};
    const next = { ...known, ...change };
    next.gaps = (next.gaps ?? []).filter(([, last]) => last > (next.acked_seq ?? 0));
    await this.store.meta.set('server', next);
  }

  /** Holes that lie in what we have sent: the server lost them, so they go again, once each. */
  async fillGaps() {
    const { gaps = [] } = await this.store.meta.get('server') ?? {};
    for (const [first, last] of gaps) {
      const name = `${first}-${last}`;
      if (this.asked.has(name)) continue;
      this.asked.add(name);
      await this.resend(first, last);
    }
  }

  async resend(first, last = Infinity) {
    let from = first;
    for (;;) {
      const rows = await this.store.sentBetween(from, last, BATCH_ROWS);
      if (!rows.length) return;
      await this.send(rows);
      from = rows[rows.length - 1].seq + 1;
    }
  }

  async photos() {
    const head = await this.store.head();
    for (const photo of await this.store.photosToSend()) {
      if (this.stuckPhotos.has(photo.sha256)) continue;
      try {
        await putPhoto(photo, head.device.token);
        await this.store.photoSent(photo.sha256);
        this.again = true;
      } catch (error) {
        if (!(error instanceof Refused) || error.status >= 500 || error.status === 429) throw error;
        this.stuckPhotos.add(photo.sha256);
      }
    }
  }

  // -- down ----------------------------------------------------------------------------------

  async pull() {
    this.set({ phase: 'pulling' });
    const { cursor } = await this.store.pulled();
    try {
      await this.pullFrom(cursor);
    } catch (error) {
      if (!(error instanceof Refused && error.code === 'cursor_gone')) throw error;
      await this.pullFrom(null);
    }
    this.pulledAt = performance.now();
  }

  /** Pages are applied together when the last one is here, else thrown away. */
  async pullFrom(cursor) {
    const pages = [];
    let at = cursor;
    const wanted = [...this.taking];
    for (let n = 0; n < PAGES_MAX; n += 1) {
      const head = await this.store.head();
      const began = begin();
      const answer = await post('pull', { contract: CONTRACT, install: head.install,
        ...sentAt(began), last_seq: head.last_seq, cursor: at, want: WANT, take: wanted,
        samples: head.samples.slice(-SAMPLES_MAX), app_version: appVersion(),
        at: this.store.at },
      { token: head.device.token });
      await this.heard(answer, taking(began, answer));
      if (answer.device === 'revoked' || answer.wipe) return;
      pages.push(answer);
      at = answer.cursor;
      if (answer.complete) break;
    }
    const last = pages[pages.length - 1];
    if (!last?.complete) throw new NoAnswer('the pull never ended');
    await this.store.package.apply(pages, { fromScratch: cursor === null });
    for (const task of wanted) this.taking.delete(task);
    this.store.tell('package');
    const name = `from ${last.resend_from}`;
    if (Number.isInteger(last.resend_from) && !this.asked.has(name)) {
      this.asked.add(name);
      await this.resend(last.resend_from);
    }
  }
}

/** Both clocks at the moment of sending: they tell a phone that slept from one that was set. */
function sentAt(began) {
  return { sent_at: began.sent_at, origin: began.origin, mono_ms: Math.round(began.mono) };
}

/** The clock sample of one exchange, taken the moment its answer is here. */
function taking(began, answer) {
  const taken = sample(began, answer.received_at, answer.answered_at);
  return taken && { ...taken, wall_ms: Math.round(began.t0) };
}

/** @param {Refused} error */
function meaning(error) {
  if (error.status === 401) return 'signed_out';
  if (error.status === 409 && HALTED[error.code]) return HALTED[error.code];
  if (error.status === 426) return 'update_needed';
  if (error.status === 429 || error.status === 503) return 'slow_down';
  return error.status >= 500 ? 'server' : 'not_understood';
}

function judgement(row, verdict) {
  const { result, tray = null, message, errors } = verdict;
  const told = { ...(message ? { message } : {}), ...(errors?.length ? { errors } : {}) };
  return { row, red: !STORED.has(result), verdict: { result, tray, ...told } };
}

/** As many rows from the front as fit one push. */
function fitting(rows, most) {
  let bytes = 0;
  const fit = rows.slice(0, most).findIndex((row) => {
    bytes += JSON.stringify(row.body).length * 3;
    return bytes > BATCH_BYTES;
  });
  return rows.slice(0, fit < 0 ? most : Math.max(fit, 1));
}
