// GS1 element strings: cut into fields, judge every field and their company.   单元数据串
// Twin of pandian/codes/gs1/rules.py. Nothing here throws on any text.

import { ALPHABETS, CHECKS, aiDate, century } from "./checks.js";
import { COMPANIONS, IDENTIFIERS, identify } from "./identifiers.js";
import { isDigits, part, points, shown, size, strip } from "./text.js";

/**
 * @typedef {import("./types.js").Element} Element
 * @typedef {import("./types.js").Fault} Fault
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./identifiers.js").Identifier} Identifier
 * @typedef {import("./identifiers.js").Component} Component
 * @typedef {{elements: Element[], repeated: boolean}} Cut
 * @typedef {{fields: Field[], faults: Fault[], bad: Set<number>}} Judged
 * @typedef {{likely: boolean, fields: Field[]}} Split
 */

export const GS = "\x1d";
/** Faults that say that the text may be no element string at all. */
export const STRUCTURAL = new Set(["unknown_ai", "length", "too_long", "character",
  "separator_missing"]);
const CANDIDATES_MAX = 5;
export const SHOWN_CHARACTERS_MAX = 40;
const LOT_CHARACTERS_USUAL = 12;
const DATED_YEARS_BACK = 15;
const DATED_YEARS_AHEAD = 2;
const AI_DIGITS_MIN = 2;
const PRINTED = /\(([0-9]{2,4})\)/g;

/**
 * @param {string} ai @param {string} value @param {number} at
 * @param {boolean} [separated] @param {boolean} [crowded] @returns {Element}
 */
export const element = (ai, value, at, separated = true, crowded = false) => (
  { ai, value, at, separated, crowded });

/** @param {string} pointer @param {string} code @param {...(string|number)} params */
export const fault = (pointer, code, ...params) => ({ pointer, code, params });

/**
 * Cut an element string at its separators and at the ends of fields of known length.
 * @param {string} text @returns {Cut}
 */
export function cut(text) {
  const characters = points(text);
  /** @type {Element[]} */
  const elements = [];
  let at = characters[0] === GS ? 1 : 0;
  let repeated = false;
  while (at < characters.length) {
    if (characters[at] === GS) {
      at += 1;
      repeated = true;
      continue;
    }
    const found = characters.indexOf(GS, at);
    const end = found < 0 ? characters.length : found;
    const [next, stop] = oneElement(characters, at, end);
    elements.push(next);
    at = stop === end ? stop + 1 : stop;
  }
  return { elements, repeated };
}

/** @param {string[]} characters @param {number} at @param {number} end */
function oneElement(characters, at, end) {
  const row = identify(characters, at);
  if (row === null) {
    const rest = element("", characters.slice(at, end).join(""), at + 1);
    return /** @type {[Element, number]} */ ([rest, end]);
  }
  const start = at + row.ai.length;
  const stop = row.variable ? end : Math.min(start + row.most, end);
  const separated = !row.variable || end < characters.length;
  const crowded = !row.predefined && stop < end;
  const value = characters.slice(start, stop).join("");
  return /** @type {[Element, number]} */ (
    [element(row.ai, value, at + 1, separated, crowded), stop]);
}

/** @param {string} text  @returns {boolean} whether it begins like `(01)...` */
export const isPrinted = (text) => /^\([0-9]{2,4}\)/.test(text);

/**
 * Cut the human-readable form `(01)...(17)...` at its parenthesised identifiers.
 * @param {string} text @returns {Cut}
 */
export function cutPrinted(text) {
  const marks = [...text.matchAll(PRINTED)];
  const elements = marks.map((mark, n) => {
    const end = marks[n + 1]?.index ?? text.length;
    const value = strip(text.slice(mark.index + mark[0].length, end), " ");
    const at = size(text.slice(0, mark.index)) + 1;
    return IDENTIFIERS.has(mark[1]) ? element(mark[1], value, at)
      : element("", mark[0] + value, at);
  });
  return { elements, repeated: false };
}

/**
 * Judge every element by the table, then the company that the elements keep.
 * @param {Element[]} elements @param {number} year  the reference of the sliding century
 * @returns {Judged}
 */
export function judge(elements, year) {
  /** @type {Fault[]} */
  const faults = [];
  /** @type {Set<number>} */
  const bad = new Set();
  const fields = elements.map((each, n) => {
    const found = fieldFaults(each, `/fields/${n}`, year);
    faults.push(...found);
    if (found.length) bad.add(n);
    return field(each, !found.length, year);
  });
  for (const each of companyFaults(elements)) {
    faults.push(each);
    if (each.code === "repeat_differs") bad.add(indexOf(each));
  }
  return { fields, faults, bad };
}

/** @param {Fault} each  @returns {number} the number of the field that it points to */
const indexOf = (each) => Number(each.pointer.slice(each.pointer.lastIndexOf("/") + 1));

/** @param {Element} each @param {string} pointer @param {number} year @returns {Fault[]} */
function fieldFaults(each, pointer, year) {
  const row = IDENTIFIERS.get(each.ai);
  if (!row) {
    return [fault(pointer, "unknown_ai", part(each.value, 0, SHOWN_CHARACTERS_MAX), each.at)];
  }
  const faults = valueFaults(row, each.value, pointer, year);
  if (each.crowded) faults.push(fault(pointer, "separator_missing", `(${row.ai})`));
  return faults;
}

/**
 * Return everything that is wrong with one value by itself.
 * @param {Identifier} row @param {string} value @param {string} pointer @param {number} year
 * @returns {Fault[]}
 */
function valueFaults(row, value, pointer, year) {
  const where = `(${row.ai})`;
  const characters = points(value);
  /** @type {Fault[]} */
  const faults = [];
  if (characters.length < row.least) {
    faults.push(fault(pointer, "length", where, row.lengthShown, characters.length));
  } else if (characters.length > row.most) {
    const code = row.variable ? "too_long" : "length";
    faults.push(fault(pointer, code, where, row.most, characters.length));
  }
  let at = 0;
  for (const each of row.components) {
    const piece = characters.slice(at, at + each.most);
    if (!piece.length) break;
    for (const { code, params } of pieceProblems(each, piece, at, year)) {
      faults.push(fault(pointer, code, where, ...params));
    }
    at += each.most;
  }
  return faults;
}

/** @param {Component} each @param {string[]} piece @param {number} at @param {number} year */
function pieceProblems(each, piece, at, year) {
  const alphabet = ALPHABETS[each.kind];
  const wrong = piece.filter((character) => !alphabet.characters.has(character));
  if (wrong.length) {
    const first = at + piece.indexOf(wrong[0]) + 1;
    return [{ code: "character", params: [shown(wrong), first, alphabet.shown] }];
  }
  if (piece.length < each.least) {
    // an optional part that is cut short; a required one is named by the whole length
    return each.optional
      ? [{ code: "length", params: [at + each.most, at + piece.length] }] : [];
  }
  const text = piece.join("");
  return each.checks.flatMap((name) => CHECKS[name](text, year) ?? []);
}

/** @param {Element[]} elements @returns {Fault[]} */
function companyFaults(elements) {
  const present = new Set(elements.map((each) => each.ai).filter(Boolean));
  /** @type {Map<string, string>} */
  const seen = new Map();
  /** @type {Fault[]} */
  const faults = [];
  elements.forEach((each, n) => {
    const row = IDENTIFIERS.get(each.ai);
    if (!row) return;
    const [pointer, where] = [`/fields/${n}`, `(${each.ai})`];
    const before = seen.get(each.ai);
    if (before !== undefined) {
      if (before !== each.value) {
        faults.push(fault(pointer, "repeat_differs", where, before, each.value));
      }
      return;
    }
    seen.set(each.ai, each.value);
    if (!row.requires.every((group) => group.some((all) => all.every((ai) => present.has(ai))))) {
      faults.push(fault(pointer, "missing_partner", where, row.requiresShown));
    }
    for (const other of row.excludes.filter((ai) => present.has(ai)).sort()) {
      faults.push(fault(pointer, "excluded_partner", where, `(${other})`));
    }
  });
  return faults;
}

/** @param {Element} each @param {boolean} good @param {number} year @returns {Field} */
function field(each, good, year) {
  const row = IDENTIFIERS.get(each.ai);
  if (!row) return { ai: "", name: "unknown", value: each.value, meant: "" };
  return { ai: row.ai, name: row.name, value: each.value,
    meant: good ? meant(row, each.value, year) : "" };
}

/** @param {Identifier} row @param {string} value @param {number} year @returns {string} */
function meant(row, value, year) {
  if (row.decimals !== null) {
    const head = row.components.slice(0, -1).reduce((sum, each) => sum + each.most, 0);
    return `${value.slice(0, head)} ${pointed(value.slice(head), row.decimals)}`.trim();
  }
  const [first = ""] = row.components[0].checks;
  return first.startsWith("y") ? instant(row, value, year) : "";
}

/** @param {string} digits @param {number} decimals @returns {string} */
function pointed(digits, decimals) {
  const whole = (/** @type {string} */ text) => text.replace(/^0+(?=[0-9])/, "");
  if (!decimals) return whole(digits);
  const padded = digits.padStart(decimals + 1, "0");
  return `${whole(padded.slice(0, -decimals))}.${padded.slice(-decimals)}`;
}

/** @param {Identifier} row @param {string} value @param {number} year @returns {string} */
function instant(row, value, year) {
  let text = "";
  let at = 0;
  for (const each of row.components) {
    const piece = value.slice(at, at + each.most);
    const [check = ""] = each.checks;
    if (!piece || !check) break;
    if (check === "yyyymmdd") {
      text = `${piece.slice(0, 4)}-${piece.slice(4, 6)}-${piece.slice(6)}`;
    } else if (check.startsWith("yy")) {
      text += (text ? "/" : "") + (dateOf(piece, year) ?? "None");
    } else if (check === "hhmi") {
      text += `T${piece.slice(0, 2)}:${piece.slice(2)}`;
    } else {
      text += (check === "hh" ? "T" : ":") + piece;
    }
    at += each.most;
  }
  return text;
}

/**
 * Return the ISO date that the first six digits of a sound value state, day 00 the last.
 * @param {string} text @param {number} year @returns {string|null}
 */
export function dateOf(text, year) {
  const found = aiDate(text.slice(0, 6), year);
  return typeof found === "string" ? found : null;
}

/**
 * Return how many digits at the start read as the day that a lot may be named after, or 0.
 * @param {string} value @param {number} year @returns {number}
 */
function datedUntil(value, year) {
  for (const [digits, head] of [[8, 4], [6, 2]]) {
    const text = value.slice(0, digits);
    if (text.length !== digits || !isDigits(text)) continue;
    const full = head === 4 ? Number(text.slice(0, 4)) : century(Number(text.slice(0, 2)), year);
    const near = full - year >= -DATED_YEARS_BACK && full - year <= DATED_YEARS_AHEAD;
    if (near && dateOf(text.slice(head - 2), year) && !text.endsWith("00")) return digits;
  }
  return 0;
}

/**
 * Return how the last field may have swallowed others, likeliest first, at most five. A cut
 * counts when both sides pass every check, no identifier repeats and the company is right.
 * @param {Element[]} elements @param {number} year @returns {Split[]}
 */
export function splits(elements, year) {
  const last = elements.at(-1);
  if (!last || last.separated) return [];
  const characters = points(last.value);
  const dated = datedUntil(last.value, year);
  /** @type {Split[]} */
  const found = [];
  // what is left of the field may not be longer than the field can be
  const most = /** @type {Identifier} */ (IDENTIFIERS.get(last.ai)).most + 1;
  for (let at = 1; at < Math.min(characters.length - AI_DIGITS_MIN, most); at += 1) {
    const row = identify(characters, at);
    if (row === null || characters.length - at - row.ai.length < row.least) continue;
    const fields = split(elements, characters, at, year);
    if (fields) {
      const likely = at >= dated
        && areCompanions(last, characters.length, fields.slice(elements.length));
      found.push({ likely, fields });
    }
  }
  return [...found.filter((each) => each.likely), ...found.filter((each) => !each.likely)]
    .slice(0, CANDIDATES_MAX);
}

/** @param {Element} last @param {number} length @param {Field[]} tail @returns {boolean} */
function areCompanions(last, length, tail) {
  // half of all honest lots can be cut at some rare identifier, so those alone are no evidence
  return (last.ai === "10" && length > LOT_CHARACTERS_USUAL)
    || tail.every((each) => COMPANIONS.has(each.ai));
}

/**
 * @param {Element[]} elements @param {string[]} characters @param {number} at
 * @param {number} year @returns {Field[]|null}
 */
function split(elements, characters, at, year) {
  const before = elements.slice(0, -1);
  const last = elements[before.length];
  const tail = cut(characters.slice(at).join("")).elements;
  const present = new Set(elements.map((each) => each.ai));
  const numbers = tail.map((each) => each.ai);
  if (numbers.some((ai) => present.has(ai)) || new Set(numbers).size < numbers.length
    || tail.some((each) => each.crowded || !each.ai)) return null;
  const head = element(last.ai, characters.slice(0, at).join(""), last.at);
  if ([...tail, head].some((each) => fieldFaults(each, "", year).length)) return null;
  const judged = judge([...before, head, ...tail], year);
  return judged.faults.some((each) => indexOf(each) >= before.length) ? null : judged.fields;
}
