// Codes read on the phone: one strict verdict for any text.   码制规则
// Twin of pandian/codes/rules.py: the same JSON as `pandian codes parse` prints. Pure; `parse`
// never throws, and the raw text stays as it was.

import { checkDigit } from "./checks.js";
import { GS, STRUCTURAL, cut, cutPrinted, dateOf, fault, isPrinted, judge, splits } from "./gs1.js";
import { IDENTIFIERS, ITEM_KEYS, identify } from "./identifiers.js";
import { readLink } from "./links.js";
import { CARRIERS, FAULTS, GS1_SYMBOLOGIES, GS_SUBSTITUTES, GTIN_SYMBOLOGIES, LIMITS }
  from "./table.js";
import { halfWidth, isBlank, isDigits, part, points, shown, size, strip } from "./text.js";

/**
 * @typedef {import("./types.js").Fault} Fault
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./types.js").Text} Text
 * @typedef {import("./types.js").Verdict} Verdict
 * @typedef {import("./gs1.js").Cut} Cut
 * @typedef {import("./gs1.js").Judged} Judged
 */
/**
 * A verdict before its sentences: what the rules pass on to one another.
 * @typedef {Omit<Verdict, "carrier_name"|"accepted"|"verdict"|"reasons"> & {faults: Fault[]}}
 *   Opinion
 */

const GTIN_DIGITS = [8, 12, 13, 14];
const ITF = ["]I0", "]I1"];
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;
const SUBSTITUTE = new RegExp(
  GS_SUBSTITUTES.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");

/**
 * Say what a scanned or typed text is, with everything that is wrong.
 * @param {string} raw
 * @param {{today: string, symbology?: string}} context  `today` is an ISO date: it decides the
 *   century; the symbology identifier may stand in front of the text or come by itself
 * @returns {Verdict}
 */
export function parse(raw, { today, symbology = "" }) {
  return answer(opinion(raw, symbology, Number(today.slice(0, 4))));
}

/** @param {string} raw @param {string} symbology @param {number} year @returns {Opinion} */
function opinion(raw, symbology, year) {
  const ready = makeReady(raw, symbology);
  if (size(raw) > LIMITS.raw_characters_max) {
    const long = fault("", "text_too_long", LIMITS.raw_characters_max, size(raw));
    return unreadable(ready, long);
  }
  if (isBlank(ready.text)) return unreadable(ready, fault("", "blank"));
  if (GS1_SYMBOLOGIES.includes(ready.symbology ?? "")) return asGs1(ready, year);
  if (GTIN_SYMBOLOGIES.includes(ready.symbology ?? "")) return asGtin(ready);
  return asAny(ready, year);
}

/** @param {string} raw @param {string} symbology @returns {Text} */
function makeReady(raw, symbology) {
  const wide = halfWidth(raw);
  const text = strip(wide, "\r\n\t");
  const suspicions = wide === raw ? [] : ["full_width_input"];
  const [found] = SYMBOLOGY.exec(text) ?? [];
  const own = found !== undefined && (symbology === "" || symbology === found);
  return own ? { raw, symbology: found, text: text.slice(3), suspicions }
    : { raw, symbology: symbology || null, text, suspicions };
}

/**
 * @param {Text} ready @param {string} carrier @param {Partial<Opinion>} [more]
 * @returns {Opinion}
 */
const said = (ready, carrier, more = {}) => ({
  raw: ready.raw, carrier, symbology: ready.symbology, fields: [], gtin: null, lot: null,
  serial: null, expires_on: null, made_on: null, quantity: null, faults: [],
  suspicions: ready.suspicions, candidates: [], others: [], ...more });

/** @param {Text} ready @param {Fault} reason @returns {Opinion} */
const unreadable = (ready, reason) => said(
  ready, "unreadable", { faults: [reason], suspicions: [] });

/** @param {Text} ready @returns {Opinion} */
function asGtin(ready) {
  const text = strip(ready.text, " ");
  const faults = gtinFaults(text);
  const key = faults.length ? null : text.padStart(14, "0");
  const fields = [{ ai: "", name: "gtin", value: text, meant: key ?? "" }];
  return said(ready, "gtin", { fields, gtin: key, faults });
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

/** @param {Text} ready @param {number} year @returns {Opinion} */
function asGs1(ready, year) {
  const text = ready.text.replace(SUBSTITUTE, GS);
  const marks = ready.symbology !== null && !GS1_SYMBOLOGIES.includes(ready.symbology)
    ? ["wrong_symbology"] : [];
  if (isPrinted(text)) {
    if (ready.symbology) marks.push("printed_parentheses");
    return gs1Opinion(ready, cutPrinted(text), year, marks);
  }
  const found = cut(text);
  if (found.repeated) marks.push("separator_repeated");
  return gs1Opinion(ready, found, year, marks);
}

/** @param {Text} ready @param {Cut} found @param {number} year @param {string[]} marks */
function gs1Opinion(ready, found, year, marks) {
  const judged = judge(found.elements, year);
  const otherCuts = splits(found.elements, year);
  if (otherCuts.some((each) => each.likely)) marks.push("separator_suspected");
  return withMeaning(said(ready, "gs1", {
    fields: judged.fields, faults: found.elements.length ? judged.faults : [fault("", "blank")],
    suspicions: [...ready.suspicions, ...marks],
    candidates: otherCuts.map((each) => each.fields),
  }), judged, year);
}

/** @param {Opinion} given @param {Judged} judged @param {number} year @returns {Opinion} */
function withMeaning(given, judged, year) {
  /** @type {Map<string, string>} */
  const sound = new Map();
  const spoilt = new Set([...judged.bad].map((n) => judged.fields[n].ai));
  for (const { ai, value } of judged.fields) {
    if (ai && !spoilt.has(ai) && !sound.has(ai)) sound.set(ai, value);
  }
  const key = ITEM_KEYS.find((ai) => sound.has(ai));
  const first = (/** @type {string[]} */ ...numbers) => (
    numbers.map((ai) => sound.get(ai)).find((value) => value));
  const [expires, made, count] = [first("17", "7003"), first("11", "8008"), first("37", "30")];
  return { ...given,
    gtin: key === undefined ? null : part(/** @type {string} */ (sound.get(key)), 0, 14),
    lot: sound.get("10") ?? null, serial: sound.get("21") ?? null,
    expires_on: expires ? dateOf(expires, year) : null,
    made_on: made ? dateOf(made, year) : null,
    quantity: count ? Number(count) : null };
}

/** @param {Text} ready @param {number} year @returns {Opinion} */
function asAny(ready, year) {
  if (isPrinted(ready.text)) return asGs1(ready, year);
  return asLink(ready, year) ?? asLikeliest(ready, year);
}

/** @param {Text} ready @param {number} year @returns {Opinion|null} */
function asLink(ready, year) {
  const link = readLink(strip(ready.text, " "));
  if (link === null) return null;
  const judged = judge(link.elements, year);
  return withMeaning(said(ready, "digital_link", {
    fields: judged.fields, faults: [...judged.faults, ...link.faults] }), judged, year);
}

/** @param {Text} ready @param {number} year @returns {Opinion} */
function asLikeliest(ready, year) {
  const begins = points(strip(ready.text, GS));
  const gs1 = identify(begins) ? asGs1(ready, year) : null;
  const gtin = asGtin(ready);
  const chosen = likeliest(ready, gs1, gtin);
  const others = [gs1, gtin].flatMap((each) => (
    each && !each.faults.length && each.carrier !== chosen.carrier ? [each.carrier] : []));
  return { ...chosen, others };
}

/** @param {Text} ready @param {Opinion|null} gs1 @param {Opinion} gtin @returns {Opinion} */
function likeliest(ready, gs1, gtin) {
  if (gs1 && !gs1.faults.length && hasKey(gs1)) return gs1;
  const length = size(ready.text);
  if (!gtin.faults.length || (ITF.includes(ready.symbology ?? "") && length === 14)) return gtin;
  if (gs1 && isBrokenGs1(gs1)) return gs1;
  if (isDigits(ready.text) && [12, 13, 14].includes(length)) return gtin;
  return asPlain(ready);
}

/** @param {Opinion} given @returns {boolean} */
function hasKey(given) {
  const row = IDENTIFIERS.get(given.fields[0]?.ai ?? "");
  return given.fields.some(({ ai }) => ai === "00" || ITEM_KEYS.includes(ai))
    || (row !== undefined && row.linkKey !== null && row.predefined);
}

/**
 * Say whether a faulty text without a symbology is more likely a GS1 label than free text.
 * @param {Opinion} given @returns {boolean}
 */
function isBrokenGs1(given) {
  const leads = ["00", ...ITEM_KEYS].includes(given.fields[0].ai);
  const wrong = given.faults.filter((each) => each.pointer === "/fields/0");
  const torn = wrong.some((each) => STRUCTURAL.has(each.code));
  if (given.raw.replace(SUBSTITUTE, GS).includes(GS)) return !torn;
  const structural = given.faults.some((each) => STRUCTURAL.has(each.code));
  return leads && !torn && (!wrong.length || !structural);
}

/** @param {Text} ready @returns {Opinion} */
function asPlain(ready) {
  const characters = points(ready.text);
  const control = characters.filter((character) => /[\p{Cc}\p{Cs}]/u.test(character));
  const faults = [];
  if (control.length) faults.push(fault("", "control_character", shown(control)));
  const most = LIMITS.plain_characters_max;
  if (characters.length > most) {
    faults.push(fault("", "text_too_long", most, characters.length));
  }
  const fields = [{ ai: "", name: "text", value: ready.text, meant: "" }];
  return said(ready, control.length ? "unreadable" : "plain", { fields, faults });
}

/** @param {Opinion} given @returns {Verdict} */
function answer({ faults, ...given }) {
  const names = /** @type {Record<string, {zh: string, en: string}>} */ (CARRIERS);
  const doubts = given.suspicions.map((code) => fault("", code));
  return { ...given, carrier_name: names[given.carrier], accepted: !faults.length,
    verdict: faults.length ? "refused" : given.suspicions.length ? "warned" : "valid",
    reasons: [...faults, ...doubts].map(reason) };
}

/** @param {Fault} each @returns {import("./types.js").Reason} */
function reason(each) {
  const [zh, en] = /** @type {Record<string, string[]>} */ (FAULTS)[each.code];
  const filled = (/** @type {string} */ text) => text.replace(
    /\{(\d+)\}/g, (_, n) => String(each.params[Number(n)]));
  return { ...each, zh: filled(zh), en: filled(en) };
}
