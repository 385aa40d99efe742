/**
 * What this phone's clocks say, as evidence: the server computes the instants.   时钟证据
 *
 * Each row carries the wall time, the monotonic time, and the page life (`origin`) in which that
 * monotonic clock ran.  Where the monotonic clock may have stood still (the phone slept while the
 * page was hidden) a new page life begins, for the two halves do not compare.
 */

import { uuid7 } from './ids.js';

/** A difference between wall and monotonic clock beyond this is a step, ms. */
const STEP_MS = 2000;

/** The page life: a new one at each load, and after a sleep. */
export let origin = uuid7();

let anchor = { wall: Date.now(), mono: performance.now() };
let wasHidden = false;

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      look();
      wasHidden = true;
    } else {
      look();
    }
  });
}

/** Read both clocks; begin a new page life when the monotonic one may have stood still. */
function look() {
  const now = { wall: Date.now(), mono: performance.now() };
  const ahead = (now.wall - anchor.wall) - (now.mono - anchor.mono);
  if (ahead > STEP_MS && wasHidden) origin = uuid7();
  if (typeof document === 'undefined' || !document.hidden) wasHidden = false;
  anchor = now;
  return now;
}

/**
 * Return the evidence for a row that is being made now.
 * @returns {{observed_at: string, origin: string, mono_ms: number}}
 */
export function stamp() {
  const { wall, mono } = look();
  return { observed_at: rfc3339(wall), origin, mono_ms: Math.round(mono) };
}

/**
 * Begin an exchange with the server: what to send as `sent_at`, and what `sample` needs later.
 * @returns {{sent_at: string, t0: number, mono: number, origin: string}}
 */
export function begin() {
  const { wall, mono } = look();
  return { sent_at: rfc3339(wall), t0: wall, mono, origin };
}

/**
 * Return one clock sample, or null when the answer's stamps cannot be read or the page life
 * changed in between.
 *
 * The time that passed on the phone is taken from the monotonic clock, so that a wall clock that
 * is set during the exchange spoils nothing.
 * @param {{t0: number, mono: number, origin: string}} began
 * @param {string} receivedAt  t1, by the server
 * @param {string} answeredAt  t2, by the server
 * @returns {{origin: string, mono_ms: number, offset_ms: number, error_ms: number}|null}
 */
export function sample(began, receivedAt, answeredAt) {
  const mono = performance.now();
  look();
  const t1 = Date.parse(receivedAt);
  const t2 = Date.parse(answeredAt);
  if (Number.isNaN(t1) || Number.isNaN(t2) || began.origin !== origin) return null;
  const t3 = began.t0 + (mono - began.mono);
  const offset = ((t1 - began.t0) + (t2 - t3)) / 2;
  const error = Math.max(((t3 - began.t0) - (t2 - t1)) / 2, 0);
  return { origin, mono_ms: Math.round(began.mono), offset_ms: Math.round(offset),
    error_ms: Math.ceil(error) };
}

/**
 * Return an instant as RFC 3339 text with this phone's offset from UTC.
 * @param {number} ms  since 1970
 * @returns {string}
 */
export function rfc3339(ms) {
  const at = new Date(ms);
  const ahead = -at.getTimezoneOffset();
  const local = new Date(ms + ahead * 60_000).toISOString().slice(0, -1);
  const sign = ahead < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(ahead) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(ahead) % 60).padStart(2, '0');
  return `${local}${sign}${hours}:${minutes}`;
}
