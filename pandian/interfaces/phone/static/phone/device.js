/**
 * What this browser can do here, and whether it keeps what we store.   设备能力
 */

const DAY_MS = 86_400_000;

/**
 * Say what works on this page.  A page over plain http (and not on this very machine) has no
 * camera and no offline start: a wedge scanner and the keyboard still work, and say so.
 * @returns {{secure: boolean, offline: boolean, camera: boolean, torchLikely: boolean,
 *   vibration: boolean, sound: boolean, persist: boolean, strictDurability: boolean,
 *   wedgeOnly: boolean}}
 */
export function capabilities() {
  const secure = globalThis.isSecureContext === true;
  const camera = secure && Boolean(navigator.mediaDevices?.getUserMedia)
    && typeof WebAssembly === 'object';
  return {
    secure,
    offline: secure && 'serviceWorker' in navigator,
    camera,
    torchLikely: camera && /Android/.test(navigator.userAgent),
    vibration: 'vibrate' in navigator,
    sound: 'AudioContext' in globalThis,
    persist: Boolean(navigator.storage?.persist),
    strictDurability: 'durability' in (globalThis.IDBTransaction?.prototype ?? {}),
    wedgeOnly: !secure,
  };
}

/**
 * Ask the browser to keep our storage, at most once a day unless told to ask now.
 * @param {{get: (key: string) => Promise<any>, set: (key: string, value: any) => Promise<void>}}
 *   meta
 * @param {{now?: boolean}} [options]
 * @returns {Promise<boolean>} whether it is kept
 */
export async function askToKeep(meta, { now = false } = {}) {
  if (!navigator.storage?.persist) return false;
  const asked = Number(await meta.get('persist_asked_at')) || 0;
  if (!now && Math.abs(Date.now() - asked) < DAY_MS) return navigator.storage.persisted();
  await meta.set('persist_asked_at', Date.now());
  return navigator.storage.persist();
}

/**
 * Say how full the storage is, in bytes.
 * @returns {Promise<{persisted: boolean, usage: number|null, quota: number|null}>}
 */
export async function storage() {
  const [persisted, estimate] = await Promise.all([
    navigator.storage?.persisted?.() ?? false,
    navigator.storage?.estimate?.() ?? {},
  ]);
  return { persisted, usage: estimate.usage ?? null, quota: estimate.quota ?? null };
}

/** @returns {string} the version of this application, as the page was built with */
export function appVersion() {
  return document.documentElement.dataset.version || '0.0.0';
}
