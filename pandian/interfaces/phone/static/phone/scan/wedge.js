/**
 * A scanner that types: keys on the whole document, read by their place on the keyboard.   扫码枪
 *
 * By `KeyboardEvent.code` and shift, so that neither an input method, nor caps lock, nor the
 * focus can eat or widen a digit.  What typed fast enough is a scan; the rest are a person's keys.
 */

/** Keys closer together than this belong to one scan, ms. */
const KEY_GAP_MS = 50;
/** Silence that ends a scan without a suffix, ms. */
const SILENCE_MS = 80;
/** Fewer keys than this are a person's, even when they come fast. */
const SCAN_KEYS_MIN = 3;
const GS = '\u001d';

const ROW = { Backquote: '`~', Minus: '-_', Equal: '=+', BracketLeft: '[{', BracketRight: ']}',
  Backslash: '\\|', Semicolon: ';:', Quote: '\'"', Comma: ',<', Period: '.>', Slash: '/?',
  Space: '  ', NumpadDecimal: '..', NumpadDivide: '//', NumpadMultiply: '**',
  NumpadSubtract: '--', NumpadAdd: '++', IntlBackslash: '\\|' };
const SHIFTED_DIGITS = ')!@#$%^&*(';

/**
 * What a key means on a US keyboard, which is what scanners type by default.
 * @param {string} code @param {boolean} shift
 * @returns {string|null}
 */
export function usLayout(code, shift) {
  if (/^Key[A-Z]$/.test(code)) return shift ? code[3] : code[3].toLowerCase();
  if (/^Digit\d$/.test(code)) return shift ? SHIFTED_DIGITS[Number(code[5])] : code[5];
  if (/^Numpad\d$/.test(code)) return code[6];
  return ROW[code]?.[shift ? 1 : 0] ?? null;
}

/**
 * Listen until told to stop.
 * @param {{onScan: (scan: import('../types.js').Scan) => void,
 *   onKey?: (key: string) => void, layout?: typeof usLayout,
 *   split?: (raw: string) => {raw: string, symbology: string, parts?: string[]}[]}} options
 *   `split` takes codes apart that came back to back
 * @returns {() => void}
 */
export function listen({ onScan, onKey = () => {}, layout = usLayout, split = whole }) {
  const burst = new Burst({ onScan, onKey, split });

  function down(event) {
    if (event.key === 'Shift' || event.key === 'CapsLock') return;
    if (event.altKey && /^Numpad\d$/.test(event.code)) {
      burst.alt(event.code[6], event.timeStamp);
      event.preventDefault();
      return;
    }
    if (event.code === 'Enter' || event.code === 'NumpadEnter' || event.code === 'Tab') {
      if (burst.ended(event.code, event)) event.preventDefault();
      return;
    }
    const char = meant(event, layout);
    if (char === null) {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) burst.other(event);
      return;
    }
    burst.key(char, event);
    if (!editable(event.target)) event.preventDefault();
  }

  function up(event) {
    if (event.key === 'Alt') burst.altUp(event.timeStamp);
  }

  document.addEventListener('keydown', down, true);
  document.addEventListener('keyup', up, true);
  return () => {
    document.removeEventListener('keydown', down, true);
    document.removeEventListener('keyup', up, true);
    burst.stop();
  };
}

/** The character of a key, or null; where a device names no key, what it says it typed. */
function meant(event, layout) {
  if (event.ctrlKey && event.code === 'BracketRight') return GS;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const char = event.code ? layout(event.code, event.shiftKey) : null;
  if (char !== null) return char;
  if (!event.code && event.key?.length === 1) return event.key.normalize('NFKC');
  return null;
}

function editable(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

function whole(raw) {
  const found = /^\][A-Za-z][0-9A-Za-z]/.exec(raw);
  return [{ raw, symbology: found ? found[0] : '' }];
}

/** Keys that came one after another. */
class Burst {
  constructor({ onScan, onKey, split }) {
    Object.assign(this, { onScan, onKey, split });
    this.clear();
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.keys = [];
    this.last = -Infinity;
    this.digits = '';
    this.field = null;
  }

  stop() { this.clear(); }

  key(char, event) {
    if (event.timeStamp - this.last > KEY_GAP_MS) this.silence();
    if (!this.keys.length) this.remember(event.target);
    this.keys.push({ char, typed: editable(event.target), at: event.timeStamp });
    this.wait(event.timeStamp);
  }

  /** Alt and digits on the number pad: a character by its number, 0029 is GS. */
  alt(digit, at) {
    this.digits += digit;
    this.wait(at);
  }

  altUp(at) {
    if (!this.digits) return;
    const char = String.fromCharCode(Number(this.digits));
    this.digits = '';
    this.keys.push({ char, typed: true, at });
    this.wait(at);
  }

  wait(at) {
    this.last = at;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.silence(), SILENCE_MS);
  }

  /** The field in which the keys land meanwhile gets back what it held before a scan. */
  remember(target) {
    this.field = editable(target) && 'value' in target ? { target, value: target.value } : null;
  }

  /** A suffix came: true when it belonged to a scan. */
  ended(code, event) {
    const fast = event.timeStamp - this.last <= KEY_GAP_MS;
    if (fast && this.keys.length >= SCAN_KEYS_MIN) {
      this.scanned();
      return true;
    }
    this.silence();
    if (!editable(event.target)) this.onKey(code === 'Tab' ? 'Tab' : 'Enter');
    return false;
  }

  other(event) {
    this.silence();
    if (!editable(event.target)) this.onKey(event.key);
  }

  silence() {
    clearTimeout(this.timer);
    if (!this.keys.length) return;
    if (this.keys.length >= SCAN_KEYS_MIN) {
      this.scanned();
      return;
    }
    const { keys } = this;
    this.clear();
    for (const { char, typed } of keys) if (!typed) this.onKey(char);
  }

  scanned() {
    const raw = this.keys.map(({ char }) => char).join('');
    const { field } = this;
    this.clear();
    if (field) restore(field);
    for (const scan of this.split(raw)) this.onScan({ entry: 'wedge', ...scan });
  }
}

function restore({ target, value }) {
  target.value = value;
  target.dispatchEvent(new Event('input', { bubbles: true }));
}
