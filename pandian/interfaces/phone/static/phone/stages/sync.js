/**
 * Documents come down, steps go up; a step is settled only by the server's word on it.   作业同步
 *
 * A step's id was minted when it was done: sent again it is `exists`, and nothing happens twice.
 */

import { keep } from './keep.js';
import { NoAnswer, ask, sentences, warned } from './net.js';
import { Refused, putPhoto } from '../transport.js';
import { doable } from './rules.js';

const TICK_MS = 15_000;
const RETRY_MS = 5_000;
const LIST_ROWS = 200;
const OPEN_MAX = 60;
/** Answers that are no verdict: the same step is sent again later. */
const LATER = new Set([401, 408, 425, 429, 500, 502, 503, 504]);

/** @type {any} */
let store = null;
/** @type {Promise<void>|null} */
let busy = null;
let again = false;
/** Whether the last try to fetch got no answer, for who looks at the list. */
export let stale = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;

/** Begin to send by ourselves; once a page. @param {any} given the store of the phone */
export async function begin(given) {
  if (store) return;
  store = given;
  addEventListener('online', () => run());
  document.addEventListener('visibilitychange', () => document.hidden || run());
  setInterval(async () => {
    if ((await (await keep()).steps()).some((step) => step.state === 'saved')) run();
  }, TICK_MS);
  await run();
}

/** Send what waits, then fetch anew. @param {{fetch?: boolean}} [how] */
export function run({ fetch: wanted = false } = {}) {
  if (busy) {
    again = true;
    return busy;
  }
  clearTimeout(retry);
  busy = round(wanted).then(() => { stale = wanted ? false : stale; }, (error) => {
    if (!(error instanceof NoAnswer)) console.error(error);
    stale ||= wanted;
    keep().then((kept) => kept.tell(), () => {});
    if (wanted && navigator.onLine) retry = setTimeout(() => run({ fetch: true }), RETRY_MS);
  }).finally(() => {
    busy = null;
    if (again) {
      again = false;
      run({ fetch: true });
    }
  });
  return busy;
}

async function round(wanted) {
  const device = await store.meta.get('device');
  if (!device?.token) return;
  const kept = await keep();
  const owner = await kept.get('device');
  if (owner !== device.device) {
    await kept.forget();
    await kept.set('device', device.device);
  }
  const sent = await send(kept, device);
  if (wanted || sent) await load(kept, device);
}

async function send(kept, device) {
  let sent = 0;
  for (const step of await kept.steps()) {
    if (step.state !== 'saved' || step.device !== device.device) continue;
    await sendPhotos(step, device);
    const { status, answer } = await ask('POST', `documents/${step.document}/actions`,
      device.token, step.body);
    if (LATER.has(status)) return sent;
    const done = status === 200 || status === 201;
    await kept.settle({ ...step, state: done ? 'uploaded' : 'refused', status,
      verdict: done ? { number: answer.number, state: answer.state, result: answer.result,
        warnings: warned(answer) } : { faults: sentences(answer) } });
    sent += 1;
  }
  return sent;
}

/** The photos that a step names go first: the server takes it only when it keeps them. */
async function sendPhotos(step, device) {
  for (const name of step.photos ?? []) {
    const photo = await store.photoOf(name);
    if (!photo) continue;
    try {
      await putPhoto(photo, device.token);
      await store.photoSent(name);
    } catch (/** @type {any} */ error) {
      if (!(error instanceof Refused) || LATER.has(error.status)) throw new NoAnswer(`${error}`);
    }
  }
}

async function load(kept, device) {
  const kinds = await asked(`document-kinds`, device);
  const known = new Map(kinds.rows.map((kind) => [kind.name, kind]));
  const page = await asked(`documents?site=${encodeURIComponent(device.site)}&limit=${LIST_ROWS}`,
    device);
  const open = page.rows.filter((row) => {
    const kind = known.get(row.kind);
    return kind && doable(kind, row.state).here.length > 0;
  }).slice(0, OPEN_MAX);
  const before = new Map((await kept.documents()).map((each) => [each.id, each]));
  const wholes = [];
  for (const row of open) {
    const had = before.get(row.id);
    const whole = had?.version === row.version ? had : await asked(`documents/${row.id}`, device);
    if (whole) wholes.push(whole);
  }
  await kept.replace(wholes.map(lean), kinds.rows);
}

/** @returns {Promise<any>} null for what is gone */
async function asked(path, device) {
  const { status, answer } = await ask('GET', path, device.token);
  if (status === 404) return null;
  if (status !== 200) throw new NoAnswer(`${status}`);
  return answer;
}

/** What a step needs of a document; what happened to it stays at the desk. */
function lean({ id, kind, number, state, version, header, lines, sums, claims = [],
  blind = false, units = [] }) {
  return { id, kind, number, state, version, header, lines, sums, claims, blind,
    units: units.map((one) => ({ code: one.code })) };
}
