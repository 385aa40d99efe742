/**
 * A scanner that types: the listener around the pure rules of keys.js and split.js.   扫码枪
 *
 * It sits on the whole document, so that no focus loses a scan.  A field in which the keys landed
 * meanwhile gets back what it held before.
 */

import { ending, isModifier } from './keys.js';
import { SILENCE_MS, divide, press, quiet, rest } from './split.js';

/**
 * Listen until told to stop.
 *
 * A scan that nothing decides how to take apart comes with `parts`: show them, write nothing.
 * @param {{onScan: (scan: import('../types.js').Scan) => void, onKey?: (key: string) => void,
 *   layout?: string | (() => string), known?: (text: string) => boolean}} options
 *   `layout` is the keyboard that the scanner types for; `onKey` gets a person's keys as
 *   characters or names (Enter, Backspace); `known` texts are bound or places and never cut
 * @returns {() => void}
 */
export function listen({ onScan, onKey = () => {}, layout = 'us', known = () => false }) {
  let state = quiet();
  let timer = 0;
  /** @type {{target: HTMLInputElement, value: string}|null} */
  let field = null;
  const keyboard = () => (typeof layout === 'function' ? layout() : layout);

  function heard(event) {
    if (event.type === 'keydown' && !state.keys.length) field = remembered(event.target);
    const key = { code: event.code, key: event.key, shift: event.shiftKey, ctrl: event.ctrlKey,
      alt: event.altKey, graph: event.getModifierState?.('AltGraph') ?? false,
      repeat: event.repeat, up: event.type === 'keyup', t: event.timeStamp,
      typed: editable(event.target) };
    const waited = state.keys.length > 0;
    const step = press(state, key, keyboard());
    if (belongs(event, key, step, waited)) event.preventDefault();
    done(step);
  }

  function done(step) {
    state = step.state;
    clearTimeout(timer);
    if (state.keys.length) timer = setTimeout(settle, SILENCE_MS);
    for (const burst of step.bursts) scanned(burst);
    for (const key of step.typed) if (!key.typed) onKey(named(key));
  }

  function settle() {
    done(rest(state, state.last + SILENCE_MS));
  }

  function scanned({ text, times }) {
    if (field) restore(field);
    field = null;
    const { scans, decided } = divide(text, { today: today(), times, known });
    if (decided) for (const scan of scans) onScan({ ...scan, entry: 'wedge' });
    else onScan({ raw: text, symbology: '', entry: 'wedge', parts: scans.map(({ raw }) => raw) });
  }

  document.addEventListener('keydown', heard, true);
  document.addEventListener('keyup', heard, true);
  return () => {
    document.removeEventListener('keydown', heard, true);
    document.removeEventListener('keyup', heard, true);
    clearTimeout(timer);
  };
}

/** What a person pressed: the character where it is one, else the key's name. */
function named(key) {
  const numpad = /^Numpad([0-9])$/.exec(key.code);
  if (numpad) return numpad[1];
  if (key.key === 'Process' || key.key === 'Unidentified') {
    return key.code.replace(/^(Digit|Key|Numpad)/, '');
  }
  return key.key.length === 1 ? key.key.normalize('NFKC') : key.key;
}

/**
 * Whether the browser must not act on a key: a scan's suffix never presses a button, its
 * characters never scroll the page.  Shortcuts stay the browser's.
 */
function belongs(event, key, step, waited) {
  if (key.up || step.typed.includes(key) || isModifier(key)) return false;
  if (ending(key, '')) return true;
  if (key.typed) return event.ctrlKey && event.code === 'BracketRight';
  if (event.key === ' ') return waited;
  return !event.metaKey && (!event.ctrlKey || waited) && step.state.keys.length > 0;
}

function editable(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

function remembered(target) {
  return editable(target) && 'value' in target ? { target, value: target.value } : null;
}

function restore({ target, value }) {
  if (target.value === value) return;
  target.value = value;
  target.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The day by this phone's clock: it decides the century of a two-digit year, no more. */
function today() {
  const at = new Date();
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
