/**
 * The service worker: the application starts without a network.   离线启动
 *
 * The server puts `const RELEASE = {digest, root, folder, files: [[url, integrity]]}` above this
 * text.  Everything of a release lies in a cache of its own; which release the page is served from
 * stands in the cache `pandian-pointer`.  A new release is fetched beside the old one and nothing
 * changes hands until the page says `swap`, which it does when the outbox is empty and no bin is
 * open, or when the person says so.  Data is never cached: /api/ is not ours.
 */

/* global RELEASE */

const PREFIX = 'pandian-phone-';
const POINTER_CACHE = 'pandian-pointer';
const POINTER = '/phone/.release';
const MINE = PREFIX + RELEASE.digest;
const LOOSE = { ignoreVary: true };

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (!url.pathname.startsWith(RELEASE.root) || url.pathname === `${RELEASE.root}sw.js`) return;
  event.respondWith(answer(event.request, url));
});
self.addEventListener('message', (event) => event.waitUntil(told(event)));

/** Fetch every file of this release, or fail as a whole: a half release is never served. */
async function install() {
  const cache = await caches.open(MINE);
  const missing = [];
  for (const [url, integrity] of unique(RELEASE.files)) {
    const held = await kept(url, integrity);
    if (held) await cache.put(url, held);
    else missing.push(new Request(url, { integrity, cache: 'no-cache' }));
  }
  await cache.addAll(missing);
  await cache.put(`${POINTER}.list`, new Response(JSON.stringify(RELEASE.files)));
  await self.skipWaiting();
}

/** One duplicate would make `addAll` fail, silently for the person. */
function unique(files) {
  return [...new Map(files).entries()];
}

/** A file of an older release with the same content needs no second journey (the decoder). */
async function kept(url, integrity) {
  const name = url.startsWith(RELEASE.folder) ? url.slice(RELEASE.folder.length) : null;
  if (name === null) return null;
  for (const key of (await caches.keys()).filter((each) => each.startsWith(PREFIX))) {
    const cache = await caches.open(key);
    const list = await (await cache.match(`${POINTER}.list`))?.json() ?? [];
    const found = list.find(([old, hash]) => hash === integrity && old.endsWith(`/${name}`));
    const response = found && await cache.match(found[0], LOOSE);
    if (response) return response;
  }
  return null;
}

async function activate() {
  if (!await pointed()) await point();
  await sweep();
  await self.clients.claim();
}

/** The digest that the page is served from, if its cache still stands. */
async function pointed() {
  const cache = await caches.open(POINTER_CACHE);
  const digest = await (await cache.match(POINTER))?.text();
  return digest && await caches.has(PREFIX + digest) ? digest : null;
}

async function point() {
  const cache = await caches.open(POINTER_CACHE);
  await cache.put(POINTER, new Response(RELEASE.digest));
}

/** Drop every release but the one that is served and the newest. */
async function sweep() {
  const served = PREFIX + await pointed();
  const old = (await caches.keys()).filter((key) => key.startsWith(PREFIX)
    && key !== served && key !== MINE);
  await Promise.all(old.map((key) => caches.delete(key)));
}

/** The file itself; any other page of the scope is the shell, which reads the address. */
async function answer(request, url) {
  const served = await pointed();
  const cache = await caches.open(PREFIX + (served ?? RELEASE.digest));
  const held = await cache.match(url.pathname, LOOSE)
    ?? (request.mode === 'navigate' ? await cache.match(RELEASE.root, LOOSE) : null)
    ?? await caches.match(url.pathname, LOOSE);
  return held ?? fetch(request);
}

/** `versions` asks what is served and what is ready; `swap` hands over. */
async function told(event) {
  if (event.data === 'swap') {
    await point();
    await sweep();
  }
  const state = { served: await pointed(), ready: RELEASE.digest };
  event.ports[0]?.postMessage(state);
}
