// A text whose symbology says nothing, judged by what it looks like.   试读
// Twin of ATTEMPTS in pandian/codes/rules.py.

import { elementsOf, isNamed, looksLikeTag, readTag } from "./epc.js";
import { field, found } from "./found.js";
import { GS, STRUCTURAL, element, isPrinted, judge } from "./gs1.js";
import { isMarked as isMarkedHibc, readHibc } from "./hibc.js";
import { isMarked as isMarkedIccbba, readIccbba } from "./iccbba.js";
import { IDENTIFIERS, identify } from "./identifiers.js";
import { readLink } from "./links.js";
import { readMa } from "./ma.js";
import { asGs1, asGtin, asInternal, said, separated, told, withMeaning } from "./opinion.js";
import { readOwn } from "./own.js";
import { isDigits, points, size, strip } from "./text.js";
import { ITEM_KEYS } from "./words.js";

/**
 * @typedef {import("./types.js").Text} Text
 * @typedef {import("./types.js").Opinion} Opinion
 * @typedef {import("./found.js").Found} Found
 * @typedef {{claim: number, opinion: Opinion}} Tried
 * @typedef {(ready: Text, year: number) => Tried|null} Attempt
 */

/** How strongly an attempt claims a text: it would fit too; what is left; faulty, yet surely
 * meant so; right, or marked beyond doubt. */
const [POSSIBLE, LEFT, MEANT, SOUND] = [0, 1, 2, 3];
const ITF = ["]I0", "]I1"];
const AHM = /^AHM[0-9A-Za-z.:/-]{8,}$/;

/** @type {[string, Attempt][]} of equal claims the first one takes the text */
const ATTEMPTS = [
  ["hri", (ready, year) => (
    isPrinted(ready.text) ? { claim: SOUND, opinion: asGs1(ready, year) } : null)],
  ["element_string", tryElements],
  ["digital_link", tryLink],
  ["epc", tryEpc],
  ["hibc", (ready, year) => claimed(
    ready, "hibc", readHibc(ready.text, year), () => isMarkedHibc(ready.text))],
  ["iccbba", (ready) => claimed(
    ready, "iccbba", readIccbba(ready.text), () => isMarkedIccbba(ready.text))],
  ["ma", (ready, year) => claimed(ready, "ma", readMa(strip(ready.text, " "), year))],
  ["ahm", tryAhm],
  ["own", (ready) => claimed(ready, "own", readOwn(strip(ready.text, " ")))],
  ["gtin", tryGtin],
  ["internal", (ready) => ({ claim: LEFT, opinion: asInternal(ready) })],
];

/**
 * Judge a text whose symbology says nothing.
 * @param {Text} ready @param {number} year @returns {Opinion}
 */
export function asLikeliest(ready, year) {
  const tried = ATTEMPTS.flatMap(([name, attempt]) => {
    const each = attempt(ready, year);
    return each ? [{ name, ...each }] : [];
  });
  const best = tried.reduce((one, other) => (other.claim > one.claim ? other : one));
  const others = new Set(tried.filter(({ claim, opinion }) => (
    !opinion.faults.length && claim !== LEFT)).map(({ opinion }) => opinion.carrier));
  others.delete(best.opinion.carrier);
  return { ...best.opinion, taken: best.name, others: [...others] };
}

/** @type {Attempt} */
function tryElements(ready, year) {
  if (!identify(points(strip(ready.text, GS)))) return null;
  const opinion = asGs1(ready, year);
  if (!opinion.faults.length && hasKey(opinion)) return { claim: SOUND, opinion };
  return { claim: isBrokenGs1(opinion) ? MEANT : POSSIBLE, opinion };
}

/** @type {Attempt} */
function tryLink(ready, year) {
  const link = readLink(strip(ready.text, " "));
  if (link === null) return null;
  const judged = judge(link.elements, year);
  const opinion = said(ready, "digital_link", {
    fields: judged.fields, faults: [...judged.faults, ...link.faults] });
  return { claim: SOUND, opinion: withMeaning(opinion, judged, year) };
}

/** @type {Attempt} */
function tryEpc(ready, year) {
  const named = isNamed(ready.text);
  if (!named && !looksLikeTag(ready.text)) return null;
  const { tag, faults } = readTag(ready.text);
  if (tag === null) {
    const opinion = told(ready, "epc", found([field("", "epc", ready.text)], { faults }));
    return named ? { claim: SOUND, opinion } : null;
  }
  const judged = judge(elementsOf(tag).map(([ai, value], n) => element(ai, value, n + 1)), year);
  const opinion = said(ready, "epc", { fields: judged.fields, faults: judged.faults });
  return { claim: SOUND, opinion: withMeaning(opinion, judged, year) };
}

/** @type {Attempt} */
function tryAhm(ready) {
  const text = strip(ready.text, " ");
  return AHM.test(text) ? claimed(ready, "ahm", found([field("", "text", text)], {
    suspicions: ["check_unverifiable"], key: text, scheme: "ahm" })) : null;
}

/** @type {Attempt} */
function tryGtin(ready) {
  const text = strip(ready.text, " ");
  const length = size(text);
  const itf = ITF.includes(ready.symbology ?? "") && length === 14;
  if (!isDigits(text) && !itf) return null;
  const opinion = asGtin(ready);
  const faulty = [12, 13, 14].includes(length) ? MEANT : POSSIBLE;
  return { claim: !opinion.faults.length || itf ? SOUND : faulty, opinion };
}

/**
 * @param {Text} ready @param {string} carrier @param {Found|null} given
 * @param {() => boolean} [meant] @returns {Tried|null}
 */
function claimed(ready, carrier, given, meant = () => true) {
  if (given === null) return null;
  const claim = !given.faults.length ? SOUND : meant() ? MEANT : POSSIBLE;
  return { claim, opinion: told(ready, carrier, given) };
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
  if (separated(given.raw).includes(GS)) return !torn;
  const structural = given.faults.some((each) => STRUCTURAL.has(each.code));
  return leads && !torn && (!wrong.length || !structural);
}
