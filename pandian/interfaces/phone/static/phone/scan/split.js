// From pressed keys to scans: bursts, and the codes that stand in one burst.   连扫切分
// Pure: the listener passes keys and instants in and keeps the state; nothing here has a timer.

import { parse } from "../codes/index.js";
import { altCharacter, altDigit, character, ending, isModifier } from "./keys.js";

/**
 * @typedef {import("./keys.js").Key} Key
 * @typedef {import("../codes/types.js").Verdict} Verdict
 */
/**
 * What was pressed so far. `times` holds the instant of each character of `text`; `alt` the
 * digits of an Alt code that is being typed; `ended` when the last scan ended.
 * @typedef {{text: string, times: number[], keys: Key[], alt: string, last: number,
 *   ended: number}} State
 */
/**
 * Keys that came too fast for a person, as one text.
 * @typedef {{text: string, times: number[], by: "enter"|"tab"|"silence"}} Burst
 */
/**
 * What one step gave: at most one burst each, and the keys that a person typed.
 * @typedef {{state: State, bursts: Burst[], typed: Key[]}} Step
 */
/**
 * The codes of one burst. Where `decided` is false they are only shown: nothing may be written.
 * @typedef {{scans: {raw: string, symbology: string}[], decided: boolean,
 *   by: "whole"|"identifier"|"parse"|"pause"|"doubled"|"several"}} Division
 */

/** Keys of one scan are at most so far apart. */
export const GAP_MS = 50;
/** After so long a scan is over. */
export const SILENCE_MS = 80;
/** An Enter or Tab so soon after a scan belongs to it. */
export const SUFFIX_MS = 300;
/** The same code so soon is the same look at it. */
export const BOUNCE_MS = 300;
/** Fewer are a person's keys. */
export const CHARACTERS_MIN = 3;
/** A pause inside a burst this long, and PAUSE_TIMES as long as any other, may begin another. */
const PAUSE_MS = 25;
const PAUSE_TIMES = 3;
const PAUSE_OTHERS_MIN = 8;
const DOUBLED_CHARACTERS_MIN = 4;
/** As many different characters: else the code is just plain. */
const DOUBLED_KINDS_MIN = 3;
const DIVIDED_CHARACTERS_MAX = 400;
const PARTS_MAX = 6;
const GTIN_LENGTHS = [8, 12, 13, 14];
const IDENTIFIER =
  /\](?:A[0-7]|C[0124]|E[0-4]|F[0-6]|G[0-9]|I[013]|J[0-5]|L[0-5]|Q[0-6]|d[0-8]|e[0-3])/g;
/** Where another code may begin inside a burst, besides at the end of a trade number. */
const BEGINNING = /0[01]\d{12}|\(0[01]\)|https?:\/\/|\+[A-Z$0-9]|[=&][A-Z0-9>},)/]|MA\.\d|PD:/gi;

/** @returns {State} nothing pressed yet */
export const quiet = () => ({
  text: "", times: [], keys: [], alt: "", last: -Infinity, ended: -Infinity });

/**
 * Take one key.
 * @param {State} state @param {Key} key @param {string} [layout] @returns {Step}
 */
export function press(state, key, layout = "us") {
  const late = close(state, key.t, ending(key, "") ? SILENCE_MS : GAP_MS);
  const step = take(late.state, key, layout);
  return { state: step.state, bursts: [...late.bursts, ...step.bursts],
    typed: [...late.typed, ...step.typed] };
}

/**
 * Say that it is now `t`: a burst that has been followed by silence is over.
 * @param {State} state @param {number} t @returns {Step}
 */
export const rest = (state, t) => close(state, t, SILENCE_MS - 1);

/** @param {State} state @param {number} t @param {number} most @returns {Step} */
function close(state, t, most) {
  if (!state.keys.length || t - state.last <= most) return { state, bursts: [], typed: [] };
  return over(state, "silence", state.last);
}

/** @param {State} state @param {"enter"|"tab"|"silence"} by @param {number} t @returns {Step} */
function over(state, by, t) {
  const last = state.alt ? add(state, altCharacter(state.alt), state.last) : state;
  if (last.text.length < CHARACTERS_MIN) {
    return { state: { ...quiet(), ended: state.ended }, bursts: [], typed: last.keys };
  }
  const burst = { text: last.text, times: last.times, by };
  return { state: { ...quiet(), ended: t }, bursts: [burst], typed: [] };
}

/** @param {State} state @param {string} text @param {number} t @returns {State} */
const add = (state, text, t) => (text ? { ...state, text: state.text + text,
  times: [...state.times, t], alt: "" } : { ...state, alt: "" });

/** @param {State} state @param {Key} key @param {string} layout @returns {Step} */
function take(state, key, layout) {
  const same = (/** @type {State} */ next) => ({ state: next, bursts: [], typed: [] });
  const digit = key.up ? null : altDigit(key);
  if (digit !== null) {
    return same({ ...state, alt: state.alt + digit, keys: [...state.keys, key], last: key.t });
  }
  if (isModifier(key)) {
    const done = key.up && key.code.startsWith("Alt") && state.alt;
    const next = done ? add(state, altCharacter(state.alt), key.t) : state;
    return same(state.keys.length ? { ...next, last: key.t } : next);
  }
  if (key.up) return same(state);
  const ready = state.alt ? add(state, altCharacter(state.alt), state.last) : state;
  const text = key.repeat ? "" : character(key, layout);
  const by = key.repeat ? "" : ending(key, text);
  if (by) return finish(ready, key, by);
  // a shortcut or a held key: a person is at the keyboard
  if (!text) {
    const step = ready.keys.length ? over(ready, "silence", ready.last) : same(ready);
    return { ...step, typed: [...step.typed, key] };
  }
  return same({ ...add(ready, text, key.t), keys: [...ready.keys, key], last: key.t });
}

/** @param {State} state @param {Key} key @param {"enter"|"tab"} by @returns {Step} */
function finish(state, key, by) {
  if (!state.keys.length && key.t - state.ended <= SUFFIX_MS) {
    return { state, bursts: [], typed: [] };
  }
  const step = state.keys.length ? over(state, by, key.t) : { state, bursts: [], typed: [] };
  return step.bursts.length ? step : { ...step, typed: [...step.typed, key] };
}

/**
 * Say which codes stand in a burst: cut before each symbology identifier, else where every part
 * is a complete code and the whole is none. Where that leaves it open the parts are only shown.
 * @param {string} text
 * @param {{today: string, times?: number[], known?: (text: string) => boolean}} context
 *   `known` says whether a text is bound or is a place: such a text is never cut
 * @returns {Division}
 */
export function divide(text, { today, times = [], known = () => false }) {
  // ^] is a separator, no identifier
  const marks = [...text.matchAll(IDENTIFIER)].map((mark) => mark.index)
    .filter((at) => at > 0 && text[at - 1] !== "^");
  if (marks.length) return division(cutAt(text, marks), true, "identifier");
  if (known(text)) return division([text], true, "whole");
  /** @type {Map<string, Verdict>} */
  const read = new Map();
  const verdict = (/** @type {string} */ part) => {
    const found = read.get(part) ?? parse(part, { today });
    read.set(part, found);
    return found;
  };
  const whole = verdict(text);
  const complete = isComplete(whole) && !repeats(whole);
  if (complete && !isOpen(whole)) return division([text], true, "whole");
  const found = partitions(text, verdict).filter((parts) => !complete
    || parts.slice(1).every((part) => verdict(part).carrier !== "gtin"));
  if (found.length === 1) return division(found[0], true, "parse");
  if (complete) return division([text], true, "whole");
  if (found.length) return division(found[0], false, "several");
  return doubtful(text, times);
}

/** @param {string[]} parts @param {boolean} decided @param {Division["by"]} by */
const division = (parts, decided, by) => ({ decided, by, scans: parts.map(
  (raw) => ({ raw, symbology: raw.match(/^\][A-Za-z][0-9A-Za-z]/)?.[0] ?? "" })) });

/** @param {string} text @param {number[]} marks @returns {string[]} */
const cutAt = (text, marks) => [0, ...marks].map((at, n) => text.slice(at, marks[n]));

/** @param {Verdict} verdict @returns {boolean} a code of some standard without a fault */
const isComplete = (verdict) => verdict.accepted
  && !["internal", "unreadable"].includes(verdict.carrier);

/** @param {Verdict} verdict @returns {boolean} whether it says one thing twice: two looks at it */
const repeats = ({ carrier, fields }) => carrier === "gs1"
  && new Set(fields.map(({ ai }) => ai)).size < fields.length;

/** @param {Verdict} verdict @returns {boolean} whether any text behind it would still fit */
const isOpen = ({ carrier, symbology }) => (carrier === "gs1" && !symbology) || carrier === "own"
  || carrier === "ma" || carrier === "digital_link";

/**
 * Return every way to cut a text into two or more complete codes, the fewest parts first.
 * @param {string} text @param {(part: string) => Verdict} verdict @returns {string[][]}
 */
function partitions(text, verdict) {
  if (text.length > DIVIDED_CHARACTERS_MAX) return [];
  const begins = new Set([...text.matchAll(BEGINNING)].map((mark) => mark.index));
  for (const length of GTIN_LENGTHS) {
    if (/^[0-9]+$/.test(text.slice(-length))) begins.add(text.length - length);
  }
  const ends = (/** @type {number} */ at) => [...new Set([
    ...GTIN_LENGTHS.map((length) => at + length).filter((end) => end <= text.length),
    ...[...begins].filter((end) => end > at + 1), text.length])];
  /** @type {string[][]} */
  const found = [];
  const walk = (/** @type {number} */ at, /** @type {string[]} */ parts) => {
    if (at === text.length && parts.length > 1) found.push(parts);
    if (at === text.length || parts.length === PARTS_MAX) return;
    for (const end of ends(at)) {
      const part = text.slice(at, end);
      if (part !== text && isComplete(verdict(part)) && !repeats(verdict(part))) {
        walk(end, [...parts, part]);
      }
    }
  };
  walk(0, []);
  return found.sort((one, other) => one.length - other.length);
}

/** @param {string} text @param {number[]} times @returns {Division} */
function doubtful(text, times) {
  const half = text.slice(0, text.length / 2);
  if (half.length >= DOUBLED_CHARACTERS_MIN && text === half + half
    && new Set(half).size >= DOUBLED_KINDS_MIN) return division([half, half], false, "doubled");
  const at = pauseAt(times);
  if (at && times.length === text.length) return division(cutAt(text, [at]), false, "pause");
  return division([text], true, "whole");
}

/** @param {number[]} times @returns {number} where the one long pause lies, or 0 */
function pauseAt(times) {
  const gaps = times.slice(1).map((t, n) => t - times[n]);
  const longest = Math.max(...gaps);
  const at = gaps.indexOf(longest);
  const others = gaps.filter((_, n) => n !== at);
  return others.length >= PAUSE_OTHERS_MIN && longest >= PAUSE_MS
    && longest >= PAUSE_TIMES * Math.max(...others) ? at + 1 : 0;
}

/**
 * Say what a scan is after those before it: `serial` one that was seen already (warn, one row),
 * `bounce` the same code again within 300 ms (ignored with a tick), or `new`.
 * @param {{code: string, serial: string|null, t: number}} scan  `serial` with its item
 * @param {{last: {code: string, t: number}|null, serials: Set<string>}} before
 * @returns {"serial"|"bounce"|"new"}
 */
export function again(scan, { last, serials }) {
  if (scan.serial !== null && serials.has(scan.serial)) return "serial";
  return last && last.code === scan.code && scan.t - last.t < BOUNCE_MS ? "bounce" : "new";
}
