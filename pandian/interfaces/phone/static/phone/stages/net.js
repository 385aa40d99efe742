/**
 * One request of the stage nodes, answered with every sentence that the server says.   作业传输
 */

import { spoken as language } from '../words.js';

const TIMEOUT_MS = 30_000;

/** No answer that can be trusted: send it again. */
export class NoAnswer extends Error {}

/**
 * @param {'GET'|'POST'} method @param {string} path below /api/v1/ @param {string} token
 * @param {object} [body]
 * @returns {Promise<{status: number, answer: any}>}
 */
export async function ask(method, path, token, body) {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(`/api/v1/${path}`, {
      method, cache: 'no-store', credentials: 'omit', redirect: 'error', signal: ended.signal,
      headers: { Accept: 'application/json', Authorization: `Bearer ${token}`,
        'Accept-Language': language(), ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}) });
    return { status: response.status, answer: JSON.parse(await response.text()) };
  } catch (error) {
    throw new NoAnswer(String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** What looks wrong with a step that was done all the same: a person looks again. */
export function warned(answer) {
  const told = Array.isArray(answer?.warnings) ? answer.warnings : [];
  return told.map((each) => String(each.message ?? each.code ?? '')).filter(Boolean).slice(0, 20);
}

/** The sentences of a refusal, each with the place that it speaks of. */
export function sentences(answer) {
  const errors = Array.isArray(answer?.errors) ? answer.errors : [];
  const said = errors.map((each) => String(each.message ?? each.code ?? '')).filter(Boolean);
  return said.length ? said.slice(0, 20) : [String(answer?.title ?? '?')];
}
