/**
 * A phone becomes a device: once per storage, by the QR of a manager.   登记
 */

import { appVersion, askToKeep } from './device.js';
import { current } from './store.js';
import { NoAnswer, Refused, post } from './transport.js';

const FRAGMENT = /^#?enrol=([0-9a-f-]{36})\.([A-Za-z0-9_-]{1,64})$/i;

/** The phone was not enrolled; `code` says why. */
export class EnrolFailed extends Error {
  /** @param {string} code  malformed unreachable enrolment_refused contract_too_old ... */
  constructor(code) {
    super(code);
    this.name = 'EnrolFailed';
    this.code = code;
  }
}

/**
 * Enrol with what the QR holds, and keep the token.
 *
 * A storage that belongs to somebody else, or is a copy, gets a new install first; what still
 * waits in it stays, and leaves by the export file.  Raises `EnrolFailed`.
 * @param {string} fragment  `#enrol=<enrolment>.<secret>`, or the address that ends with it
 * @param {{name?: string, store?: import('./store.js').Store}} [options]
 * @returns {Promise<import('./types.js').Device>}
 */
export async function enrol(fragment, { name = '', store = current } = {}) {
  const found = FRAGMENT.exec(fragment.slice(Math.max(fragment.indexOf('#'), 0)).trim());
  if (!found) throw new EnrolFailed('malformed');
  const server = await store.meta.get('server');
  if (server?.worn) await store.newInstall();
  const persisted = await askToKeep(store.meta, { now: true }).catch(() => false);
  const body = { contract: 1, enrolment: found[1].toLowerCase(), secret: found[2],
    app_version: appVersion(), name, persisted };
  let answer;
  try {
    answer = await asked(body, store);
  } catch (error) {
    throw reason(error);
  }
  const device = { device: answer.device, token: answer.token, site: answer.site, name,
    install: store.install, person: answer.person ?? null,
    person_name: answer.person_name ?? null, app_min: answer.app_min ?? null,
    enrolled_at: Date.now() };
  await store.meta.set('device', device);
  await store.meta.set('server', { ...(await store.meta.get('server')), worn: false,
    device: 'active' });
  store.tell('enrolled');
  return device;
}

async function asked(body, store) {
  try {
    return await post('devices/enrol', { ...body, install: store.install });
  } catch (error) {
    if (!(error instanceof Refused && error.code === 'install_taken')) throw error;
    return post('devices/enrol', { ...body, install: await store.newInstall() });
  }
}

function reason(error) {
  if (error instanceof NoAnswer) return new EnrolFailed('unreachable');
  if (error instanceof Refused) return new EnrolFailed(error.code || `status_${error.status}`);
  return error;
}

/**
 * End the work of this person here: what was pulled and sent is cleared, unsent rows stay and go
 * up when they can.  With nothing unsent the token goes too.
 * @param {{store?: import('./store.js').Store}} [options]
 * @returns {Promise<{unsent: number}>}
 */
export async function signOut({ store = current } = {}) {
  const { queued, photos } = await store.counts();
  await store.wipe({ keepUnsent: true });
  if (!queued && !photos) await store.meta.set('device', null);
  store.tell('signed_out');
  return { unsent: queued };
}
