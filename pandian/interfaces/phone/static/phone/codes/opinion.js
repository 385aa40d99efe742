// What a text says, before its sentences: GS1, trade numbers, other issuers, free text.   判读
// Twin of the readers in pandian/codes/rules.py.

import { found, field } from "./found.js";
import { GS, cut, cutPrinted, dateOf, fault, isPrinted, judge, splits } from "./gs1.js";
import { checkDigit } from "./checks.js";
import { GS1_SYMBOLOGIES, GS_SUBSTITUTES, ITEM_KEYS, LIMITS, OTHER_KEYS } from "./words.js";
import { halfWidth, isDigits, part, points, shown, strip } from "./text.js";

/**
 * @typedef {import("./types.js").Fault} Fault
 * @typedef {import("./types.js").Text} Text
 * @typedef {import("./types.js").Opinion} Opinion
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./gs1.js").Cut} Cut
 * @typedef {import("./gs1.js").Judged} Judged
 */

const GTIN_DIGITS = [8, 12, 13, 14];
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;
const SUBSTITUTE = new RegExp(
  GS_SUBSTITUTES.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");

/** @param {string} text  @returns {string} with real separators for their substitutes */
export const separated = (text) => text.replace(SUBSTITUTE, GS);

/**
 * Take the symbology identifier off a text and make full-width characters half-width.
 * @param {string} raw @param {string} symbology @returns {Text}
 */
export function makeReady(raw, symbology) {
  const wide = halfWidth(raw);
  const text = strip(wide, "\r\n\t");
  const suspicions = wide === raw ? [] : ["full_width_input"];
  const [mark] = SYMBOLOGY.exec(text) ?? [];
  const own = mark !== undefined && (symbology === "" || symbology === mark);
  return own ? { raw, symbology: mark, text: text.slice(3), suspicions }
    : { raw, symbology: symbology || null, text, suspicions };
}

/**
 * @param {Text} ready @param {string} carrier @param {Partial<Opinion>} [more]
 * @returns {Opinion}
 */
export const said = (ready, carrier, more = {}) => ({
  raw: ready.raw, carrier, symbology: ready.symbology, fields: [], gtin: null, lot: null,
  serial: null, expires_on: null, made_on: null, quantity: null, faults: [],
  suspicions: ready.suspicions, candidates: [], others: [], key: null, scheme: null, taken: "",
  ...more });

/** @param {Text} ready @param {number} year @returns {Opinion} */
export function asGs1(ready, year) {
  const text = separated(ready.text);
  const marks = ready.symbology !== null && !GS1_SYMBOLOGIES.includes(ready.symbology)
    ? ["wrong_symbology"] : [];
  if (isPrinted(text)) {
    if (ready.symbology) marks.push("printed_parentheses");
    return gs1Opinion(ready, cutPrinted(text), year, marks);
  }
  const pieces = cut(text);
  if (pieces.repeated) marks.push("separator_repeated");
  return gs1Opinion(ready, pieces, year, marks);
}

/** @param {Text} ready @param {Cut} pieces @param {number} year @param {string[]} marks */
function gs1Opinion(ready, pieces, year, marks) {
  const judged = judge(pieces.elements, year);
  const otherCuts = splits(pieces.elements, year);
  if (otherCuts.some((each) => each.likely)) marks.push("separator_suspected");
  return withMeaning(said(ready, "gs1", {
    fields: judged.fields, faults: pieces.elements.length ? judged.faults : [fault("", "blank")],
    suspicions: [...ready.suspicions, ...marks],
    candidates: otherCuts.map((each) => each.fields),
  }), judged, year);
}

/**
 * Fill in what the sound fields of GS1 elements mean.
 * @param {Opinion} given @param {Judged} judged @param {number} year @returns {Opinion}
 */
export function withMeaning(given, judged, year) {
  /** @type {Map<string, string>} */
  const sound = new Map();
  const spoilt = new Set([...judged.bad].map((n) => judged.fields[n].ai));
  for (const { ai, value } of judged.fields) {
    if (ai && !spoilt.has(ai) && !sound.has(ai)) sound.set(ai, value);
  }
  const item = sound.get(ITEM_KEYS.find((ai) => sound.has(ai)) ?? "");
  const gtin = item === undefined ? null : part(item, 0, 14);
  const [key, scheme] = gtin ? [gtin, "gtin"] : otherKey(sound);
  const first = (/** @type {string[]} */ ...numbers) => (
    numbers.map((ai) => sound.get(ai)).find((value) => value));
  const [expires, made, count] = [first("17", "7003"), first("11", "8008"), first("37", "30")];
  return { ...given, key, scheme, gtin,
    lot: sound.get("10") ?? null, serial: sound.get("21") ?? null,
    expires_on: expires ? dateOf(expires, year) : null,
    made_on: made ? dateOf(made, year) : null,
    quantity: count ? Number(count) : null };
}

/** @param {Map<string, string>} sound @returns {[string|null, string|null]} */
function otherKey(sound) {
  for (const [ai, scheme, extension] of OTHER_KEYS) {
    const value = sound.get(ai);
    const more = sound.get(extension);
    if (value !== undefined) return [more ? `${value}.${more}` : value, scheme];
  }
  return [null, null];
}

/** @param {Text} ready @returns {Opinion} */
export const asGtin = (ready) => told(ready, "gtin", readGtin(strip(ready.text, " ")));

/** @param {string} text @returns {Found} */
function readGtin(text) {
  const faults = gtinFaults(text);
  const key = faults.length ? null : text.padStart(14, "0");
  return found([field("", "gtin", text, key ?? "")], { faults, key, scheme: key && "gtin" });
}

/** @param {string} text @returns {Fault[]} */
function gtinFaults(text) {
  if (!text) return [fault("", "blank")];
  const characters = points(text);
  const wrong = characters.filter((character) => !isDigits(character));
  const faults = [];
  if (wrong.length) {
    const first = characters.indexOf(wrong[0]) + 1;
    faults.push(fault("", "character", "GTIN", shown(wrong), first, "0-9"));
  }
  if (!GTIN_DIGITS.includes(characters.length)) {
    faults.push(fault("", "not_a_gtin", characters.length));
  }
  if (faults.length) return faults;
  if (!/[^0]/.test(text)) return [fault("", "all_zero", "GTIN")];
  const right = checkDigit(text.slice(0, -1));
  const last = text.slice(-1);
  return Number(last) === right ? [] : [fault("", "check_digit", "GTIN", last, right)];
}

/**
 * Return the opinion of what a family's reader found, with what its sound fields mean.
 * @param {Text} ready @param {string} carrier @param {Found} given @returns {Opinion}
 */
export function told(ready, carrier, given) {
  const bad = new Set(given.faults.map((each) => each.pointer));
  const sound = (/** @type {string} */ name) => given.fields.find((each, n) => (
    each.name === name && !bad.has(`/fields/${n}`)));
  const day = (/** @type {string} */ name) => sound(name)?.meant.slice(0, 10) ?? null;
  const count = sound("quantity")?.value;
  return said(ready, carrier, {
    fields: given.fields, gtin: given.scheme === "gtin" ? given.key : null,
    lot: sound("lot")?.value ?? null, serial: sound("serial")?.value ?? null,
    made_on: day("made_on"), expires_on: day("expires_on") ?? day("valid_until"),
    quantity: count ? Number(count) : null, faults: given.faults,
    suspicions: [...ready.suspicions, ...given.suspicions], key: given.key,
    scheme: given.scheme });
}

/** @param {Text} ready @returns {Opinion} */
export function asInternal(ready) {
  const characters = points(ready.text);
  const control = characters.filter((character) => /[\p{Cc}\p{Cs}]/u.test(character));
  const faults = [];
  if (control.length) faults.push(fault("", "control_character", shown(control)));
  const most = LIMITS.plain_characters_max;
  if (characters.length > most) {
    faults.push(fault("", "text_too_long", most, characters.length));
  }
  return said(ready, control.length ? "unreadable" : "internal",
    { fields: [field("", "text", ready.text)], faults });
}
