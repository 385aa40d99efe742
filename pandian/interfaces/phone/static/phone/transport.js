/**
 * One request to the server: packed, timed, and answered by a word rather than by a riddle.   传输
 */

const TIMEOUT_MS = 60_000;
const PACK_CHARACTERS_MIN = 1024;

/** No answer that can be trusted: nothing is known about what the server did.  Send it again. */
export class NoAnswer extends Error {}

/** The server refused the request as a whole. */
export class Refused extends Error {
  /** @param {number} status @param {string} code @param {number|null} waitMs */
  constructor(status, code, waitMs) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.waitMs = waitMs;
  }
}

/**
 * Send JSON, return the JSON answer of a 2xx.
 * @param {string} path  below /api/v1/
 * @param {object} body
 * @param {{token?: string|null}} [options]
 * @returns {Promise<any>}
 */
export async function post(path, body, { token = null } = {}) {
  const text = JSON.stringify(body);
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  let content = /** @type {string|ArrayBuffer} */ (text);
  if (text.length >= PACK_CHARACTERS_MIN && 'CompressionStream' in globalThis) {
    content = await packed(text);
    headers['Content-Encoding'] = 'gzip';
  }
  return asked('POST', path, content, headers, token);
}

/**
 * Send the bytes of one photo.
 * @param {{sha256: string, type: string, bytes: Uint8Array<ArrayBuffer>}} photo
 * @param {string} token
 */
export async function putPhoto(photo, token) {
  const headers = { 'Content-Type': photo.type || 'image/jpeg', Accept: 'application/json' };
  return asked('PUT', `photos/${photo.sha256}`, new Blob([photo.bytes]), headers, token);
}

async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

async function asked(method, path, body, headers, token) {
  if (token) headers.Authorization = `Bearer ${token}`;
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), TIMEOUT_MS);
  let response;
  let answer;
  try {
    response = await fetch(`/api/v1/${path}`, { method, body, headers, cache: 'no-store',
      credentials: 'omit', redirect: 'error', signal: ended.signal });
    answer = await read(response);
  } catch (error) {
    throw new NoAnswer(String(error));
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) {
    if (answer === null) throw new NoAnswer('a 2xx without JSON');
    return answer;
  }
  throw new Refused(response.status, answer?.errors?.[0]?.code ?? '', waitOf(response));
}

/** A cut body must not look like an answer; a proxy's error page is no answer's body. */
async function read(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Retry-After in ms: seconds, or a date. */
function waitOf(response) {
  const given = response.headers.get('Retry-After');
  if (!given) return null;
  const seconds = Number(given);
  if (Number.isFinite(seconds)) return Math.max(seconds, 0) * 1000;
  const until = Date.parse(given);
  return Number.isNaN(until) ? null : Math.max(until - Date.now(), 0);
}
