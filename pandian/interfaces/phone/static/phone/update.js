/**
 * New releases: fetched in the background, taken over only when it is safe.   版本更新
 */

import { still } from './ui.js';

/** How often to ask for a new release, ms. */
const LOOK_MS = 30 * 60_000;

/** The page is about to be loaded anew: who asks again must not break that off. */
let leaving = false;

/**
 * Register the service worker and watch for releases.
 *
 * A release that is ready takes over by itself while the outbox is empty and no bin is open; else
 * `onReady` is told, and the person may say so with `takeOver(true)`.
 * @param {{safeToSwap: () => Promise<boolean>}} store
 * @param {{onReady?: (versions: {served: string, ready: string}) => void}} [options]
 * @returns {Promise<{takeOver: (force?: boolean) => Promise<boolean>,
 *   look: () => Promise<void>}|null>} null where there are no service workers
 */
export async function watchUpdates(store, { onReady = () => {} } = {}) {
  if (!('serviceWorker' in navigator)) return null;
  const registration = await navigator.serviceWorker.register('/phone/sw.js',
    { scope: '/phone/', updateViaCache: 'none' });

  async function takeOver(force = false) {
    const state = await versions();
    if (!state || state.served === state.ready) return false;
    if (!force && !await store.safeToSwap()) {
      onReady(state);
      return false;
    }
    await told('swap');
    if (!leaving) still(told, () => location.reload());
    leaving = true;
    return true;
  }

  async function look() {
    await registration.update().catch(() => {});
    await takeOver();
  }

  navigator.serviceWorker.addEventListener('controllerchange', () => { takeOver(); });
  setInterval(look, LOOK_MS);
  takeOver();
  return { takeOver, look };
}

/**
 * Ask the worker which release is served and which is ready.
 * @returns {Promise<{served: string, ready: string}|null>}
 */
export function versions() {
  return told('versions');
}

/** @param {string} word */
function told(word) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return Promise.resolve(null);
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data);
    setTimeout(() => resolve(null), 5000);
    worker.postMessage(word, [channel.port2]);
  });
}
