// Who holds the phone: a PIN after twelve idle hours.   登录
//
// The PIN never leaves the phone: its PBKDF2 hash lies beside the data it guards. It locks the
// screen, not the rows: what was recorded still goes up while the phone is locked.

import { digest } from "./ids.js";

export const IDLE_MS = 12 * 3_600_000;
export const PIN_DIGITS_MIN = 4;
export const PIN_DIGITS_MAX = 8;
const ITERATIONS = 150_000;
const ITERATIONS_PLAIN = 5_000;   // without crypto.subtle each round is ours, and slow
const TRIES_FREE = 3;
const WAIT_MS_MAX = 15 * 60_000;
const TOUCH_EVERY_MS = 60_000;

/**
 * @typedef {{get: (key: string) => Promise<any>, set: (key: string, value: any) => Promise<any>}}
 *   Meta
 */

/** Keep the hash of a PIN. @param {Meta} meta @param {string} pin */
export async function setPin(meta, pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const rounds = crypto.subtle ? ITERATIONS : ITERATIONS_PLAIN;
  const hash = await stretched(pin, salt, rounds);
  await meta.set("pin", { salt: [...salt], rounds, hash, failed: 0, until: 0 });
  await touch(meta, true);
}

/** Whether a PIN was chosen. @param {Meta} meta */
export const hasPin = async (meta) => Boolean((await meta.get("pin"))?.hash);

/**
 * Try a PIN: {right}, or {right: false, wait} with the seconds until the next try.
 * @param {Meta} meta @param {string} pin
 */
export async function tryPin(meta, pin) {
  const kept = await meta.get("pin");
  if (!kept) return { right: false, wait: 0 };
  const now = Date.now();
  if (now < kept.until) return { right: false, wait: Math.ceil((kept.until - now) / 1000) };
  const hash = await stretched(pin, Uint8Array.from(kept.salt), kept.rounds);
  const right = same(hash, kept.hash);
  const failed = right ? 0 : kept.failed + 1;
  const over = failed - TRIES_FREE;
  const wait = over > 0 ? Math.min(5_000 * 2 ** (over - 1), WAIT_MS_MAX) : 0;
  await meta.set("pin", { ...kept, failed, until: right ? 0 : now + wait });
  if (right) await touch(meta, true);
  return { right, wait: Math.ceil(wait / 1000) };
}

let touchedAt = 0;

/** Note that somebody used the phone (at most once a minute). @param {Meta} meta */
export async function touch(meta, now = false) {
  const at = Date.now();
  if (!now && Math.abs(at - touchedAt) < TOUCH_EVERY_MS) return;
  touchedAt = at;
  await meta.set("last_touch", { at, locked: false });
}

/** Lock the screen now. @param {Meta} meta */
export const lock = (meta) => meta.set("last_touch", { at: 0, locked: true });

/** Whether the person must sign in first; a clock set back far locks too. @param {Meta} meta */
export async function isLocked(meta) {
  const last = await meta.get("last_touch");
  if (!last) return false;
  const idle = Date.now() - last.at;
  return last.locked || idle > IDLE_MS || idle < -IDLE_MS;
}

function same(one, other) {
  let differs = one.length ^ other.length;
  for (let n = 0; n < one.length; n += 1) differs |= one[n] ^ (other[n] ?? 0);
  return differs === 0;
}

/** PBKDF2-HMAC-SHA-256, one block. @returns {Promise<number[]>} */
async function stretched(pin, salt, rounds) {
  const secret = new TextEncoder().encode(pin);
  if (!crypto.subtle) return [...slowly(secret, salt, rounds)];
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return [...new Uint8Array(await crypto.subtle.deriveBits(how, key, 256))];
}

function slowly(secret, salt, rounds) {
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const padded = new Uint8Array(64);
  padded.set(secret);
  const [inner, outer] = [0x36, 0x5c].map((mask) => padded.map((byte) => byte ^ mask));
  const sign = (message) => digest(joined(outer, digest(joined(inner, message))));
  let block = sign(joined(salt, [0, 0, 0, 1]));
  const out = Uint8Array.from(block);
  for (let n = 1; n < rounds; n += 1) {
    block = sign(block);
    block.forEach((byte, at) => { out[at] ^= byte; });
  }
  return out;
}
