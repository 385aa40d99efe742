// Keys as a scanner presses them: what each place on the keyboard means.   键位
// Pure. Read by KeyboardEvent.code and shift, never by `key`: no input method, caps lock or other
// language of the phone can eat or widen a digit.

import { halfWidth } from "../codes/text.js";

/**
 * One keydown (or, with `up`, keyup) as the listener saw it; `t` in milliseconds.
 * @typedef {{code: string, key: string, shift?: boolean, ctrl?: boolean, alt?: boolean,
 *   graph?: boolean, repeat?: boolean, up?: boolean, t: number}} Key
 */
/**
 * What a device's scanner types for each place, plain and with shift; `graph` with AltGr.
 * @typedef {{plain: string, shift: string, graph?: Record<string, string>}} Layout
 */

const PLACES = ("Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 "
  + "Minus Equal KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight "
  + "Backslash KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote KeyZ KeyX KeyC KeyV "
  + "KeyB KeyN KeyM Comma Period Slash IntlBackslash Space").split(" ");
const PLACE_AT = new Map(PLACES.map((code, n) => [code, n]));

/** @type {Record<string, Layout>} the keyboards that a scanner can be set to */
export const LAYOUTS = {
  us: {
    plain: "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./\\ ",
    shift: "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?| ",
  },
  gb: {
    plain: "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./\\ ",
    shift: "¬!\"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?| ",
  },
  de: {
    plain: "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-< ",
    shift: "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_> ",
    graph: { Digit7: "{", Digit8: "[", Digit9: "]", Digit0: "}", Minus: "\\", KeyQ: "@",
      BracketRight: "~", IntlBackslash: "|" },
  },
  fr: {
    plain: "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!< ",
    shift: "²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§> ",
    graph: { Digit2: "~", Digit3: "#", Digit4: "{", Digit5: "[", Digit6: "|", Digit7: "`",
      Digit8: "\\", Digit9: "^", Digit0: "@", Minus: "]", Equal: "}" },
  },
};

const NUMPAD = /^Numpad([0-9])$/;
/** @type {Record<string, string>} */
const NUMPAD_SIGNS = { NumpadAdd: "+", NumpadSubtract: "-", NumpadMultiply: "*",
  NumpadDivide: "/", NumpadDecimal: "." };
/** What Ctrl and these keys stand for: the separators of ASCII, and the ends of a line. */
/** @type {Record<string, string>} */
const CONTROLS = { BracketRight: "\x1d", Backslash: "\x1c", Digit6: "\x1e", Minus: "\x1f",
  KeyM: "\r", KeyJ: "\n", KeyI: "\t" };
const MODIFIER = /^(?:Shift|Control|Alt|Meta|OS)(?:Left|Right)$|^(?:CapsLock|NumLock|Lang[12])$/;
const ENDS = new Map([["Enter", "enter"], ["NumpadEnter", "enter"], ["Tab", "tab"]]);
const ALT_CODES_MAX = 256;

/** @param {Key} key  @returns {boolean} whether it is only held while others are pressed */
export const isModifier = (key) => MODIFIER.test(key.code);

/** @param {Key} key  @returns {string|null} the digit of an Alt code, or null */
export const altDigit = (key) => (key.alt ? NUMPAD.exec(key.code)?.[1] ?? null : null);

/**
 * Return the character of an Alt code such as 0029, or an empty text.
 * @param {string} digits @returns {string}
 */
export function altCharacter(digits) {
  const number = Number(digits || "0");
  return number > 0 && number < ALT_CODES_MAX ? String.fromCharCode(number) : "";
}

/** @param {Key} key @param {string} character @returns {"enter"|"tab"|""} whether it ends a scan */
export function ending(key, character) {
  if (character === "\r" || character === "\n") return "enter";
  if (character === "\t") return "tab";
  return /** @type {"enter"|"tab"|""} */ (ENDS.get(key.code) ?? ENDS.get(key.key) ?? "");
}

/**
 * Return the character that a scanner means by a key, empty when it means none.
 * @param {Key} key @param {string} [layout] @returns {string}
 */
export function character(key, layout = "us") {
  const table = LAYOUTS[layout] ?? LAYOUTS.us;
  const numpad = NUMPAD.exec(key.code)?.[1] ?? NUMPAD_SIGNS[key.code];
  if (numpad !== undefined) return key.ctrl || key.alt ? "" : numpad;
  const graph = key.graph ? table.graph?.[key.code] : undefined;
  if (graph !== undefined) return graph;            // AltGr is reported as Ctrl and Alt too
  const at = PLACE_AT.get(key.code);
  if (at === undefined) return unplaced(key);
  if (key.ctrl && !key.graph) {
    return table.plain[at] === "]" ? "\x1d" : CONTROLS[key.code] ?? "";
  }
  return key.alt && !key.graph ? "" : (key.shift ? table.shift : table.plain)[at];
}

/** @param {Key} key @returns {string} */
function unplaced(key) {
  // on-screen and Bluetooth keyboards of some phones give no place, only the character
  const alone = !key.code && !key.ctrl && !key.alt && [...key.key].length === 1;
  return alone ? halfWidth(key.key) : "";
}
