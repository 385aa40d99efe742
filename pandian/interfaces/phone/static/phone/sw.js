/**
 * The service worker: the application starts without a network.   离线启动
 *
 * The server puts `const RELEASE = {digest, root, folder, files: [[url, integrity]]}` above this
 * text.  Everything of a release lies in a cache of its own; which release the page is served from
 * stands in the cache `pandian-pointer`.  A new release is fetched beside the old one and nothing
 * changes hands until the page says `swap`, which it does when the outbox is empty and no bin is
 * open, or when the person says so.  Data is never cached: /api/ is not ours.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const PREFIX = 'pandian-phone-';
const POINTER_CACHE = 'pandian-pointer';
const POINTER = '/phone/.release';
const LIST = '/phone/.list';
const MINE = PREFIX + RELEASE.digest;
const LOOSE = { ignoreVary: true };

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (!url.pathname.startsWith(RELEASE.root) || url.pathname === `${RELEASE.root}sw.js`) return;
  event.respondWith(answer(event.request, url));
});
worker.addEventListener('message', (event) => event.waitUntil(told(event)));

/** Fetch every file of this release, or fail as a whole: a half release is never served. */
async function install() {
  const cache = await caches.open(MINE);
  const held = await earlier();
  const missing = [];
  await Promise.all(unique(RELEASE.files).map(async ([url, integrity]) => {
    const response = await held.get(`${integrity} ${named(url)}`)?.();
    if (response) await cache.put(url, response);
    else missing.push(new Request(url, { integrity, cache: 'no-cache' }));
  }));
  await cache.addAll(missing);
  await cache.put(LIST, new Response(JSON.stringify(RELEASE.files)));
  await worker.skipWaiting();
}

/** One duplicate would make `addAll` fail, silently for the person. */
function unique(files) {
  return [...new Map(files).entries()];
}

/** A file's name inside its release: what follows the folder that carries the digest. */
function named(url) {
  return url.replace(/^\/phone\/release\/[^/]+\//, '');
}

/** What older releases hold already: the decoder need not travel twice. */
async function earlier() {
  const found = new Map();
  for (const key of (await caches.keys()).filter((each) => each.startsWith(PREFIX))) {
    const cache = await caches.open(key);
    const list = await (await cache.match(LIST))?.json() ?? [];
    for (const [url, integrity] of list) {
      found.set(`${integrity} ${named(url)}`, () => cache.match(url, LOOSE));
    }
  }
  return found;
}

async function activate() {
  if (!await pointed()) await point();
  await sweep();
  await worker.clients.claim();
}

/** The digest that the page is served from, if its cache still stands. */
async function pointed() {
  const cache = await caches.open(POINTER_CACHE);
  const digest = await (await cache.match(POINTER))?.text();
  return digest && await caches.has(PREFIX + digest) ? digest : null;
}

async function point() {
  serving = null;
  const cache = await caches.open(POINTER_CACHE);
  await cache.put(POINTER, new Response(RELEASE.digest));
  serving = null;
}

/** Drop every release but the one that is served and the newest. */
async function sweep() {
  const served = PREFIX + await pointed();
  const old = (await caches.keys()).filter((key) => key.startsWith(PREFIX)
    && key !== served && key !== MINE);
  await Promise.all(old.map((key) => caches.delete(key)));
}

/** The cache that the page is served from, looked up once. @type {Promise<Cache>|null} */
let serving = null;

/** The file itself; any other page of the scope is the shell, which reads the address. */
async function answer(request, url) {
  serving ??= pointed().then((digest) => caches.open(PREFIX + (digest ?? RELEASE.digest)));
  const cache = await serving;
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
