// Codes read on the phone: one strict verdict for any text.   码制规则
// Twin of pandian/codes/rules.py: the same JSON as `pandian codes parse` prints. Pure; `parse`
// never throws, and the raw text stays as it was.

import { asLikeliest } from "./attempts.js";
import { cut, cutPrinted, element, fault, isPrinted, judge } from "./gs1.js";
import { pair, readHibc } from "./hibc.js";
import { asGs1, asGtin, makeReady, said, separated, told, withMeaning } from "./opinion.js";
import { isBlank, size } from "./text.js";
import { CARRIERS, FAULTS, GS1_SYMBOLOGIES, GTIN_SYMBOLOGIES, ISSUERS, LIMITS } from "./words.js";

export { matchKey } from "./match.js";

/**
 * @typedef {import("./types.js").Fault} Fault
 * @typedef {import("./types.js").Text} Text
 * @typedef {import("./types.js").Opinion} Opinion
 * @typedef {import("./types.js").Verdict} Verdict
 * @typedef {{today: string, symbology?: string}} Context
 */

/** @param {string} today  an ISO date @returns {number} */
const yearOf = (today) => Number(today.slice(0, 4));

/**
 * Say what a scanned or typed text is, with everything that is wrong.
 * @param {string} raw
 * @param {Context} context  `today` decides the century; the symbology identifier may stand in
 *   front of the text or come by itself
 * @returns {Verdict}
 */
export function parse(raw, { today, symbology = "" }) {
  return answer(opinion(makeReady(raw, symbology ?? ""), yearOf(today)));
}

/** @param {Text} ready @param {number} year @returns {Opinion} */
function opinion(ready, year) {
  const unreadable = (/** @type {Fault} */ why) => said(
    ready, "unreadable", { faults: [why], suspicions: [] });
  const length = size(ready.raw);
  if (length > LIMITS.raw_characters_max) {
    return unreadable(fault("", "text_too_long", LIMITS.raw_characters_max, length));
  }
  if (isBlank(ready.text)) return unreadable(fault("", "blank"));
  if (GS1_SYMBOLOGIES.includes(ready.symbology ?? "")) return asGs1(ready, year);
  if (GTIN_SYMBOLOGIES.includes(ready.symbology ?? "")) return asGtin(ready);
  return asLikeliest(ready, year);
}

/**
 * Return one verdict for the codes of one label, or null when they do not belong together: a
 * HIBC primary code and its secondary one, or GS1 codes and plain numbers.
 * @param {Verdict[]} verdicts @param {{today: string}} context @returns {Verdict|null}
 */
export function join(verdicts, { today }) {
  if (!verdicts.length) return null;
  const year = yearOf(today);
  const texts = verdicts.map((each) => makeReady(each.raw, each.symbology ?? ""));
  const ready = { raw: verdicts.map((each) => each.raw).join("\n"),
    symbology: verdicts[0].symbology, text: "", suspicions: [] };
  const carriers = verdicts.map((each) => each.carrier);
  if (carriers.join(" ") === "hibc hibc") return joinHibc(ready, texts, year);
  if (carriers.some((each) => each !== "gs1" && each !== "gtin")) return null;
  const elements = verdicts.flatMap((each, n) => elementsOf(each, texts[n].text));
  const judged = judge(elements, year);
  return answer(withMeaning(said(ready, "gs1", {
    fields: judged.fields, faults: judged.faults,
    suspicions: [...new Set(verdicts.flatMap((each) => each.suspicions))],
    candidates: verdicts.flatMap((each) => each.candidates) }), judged, year));
}

/** @param {Text} ready @param {Text[]} texts @param {number} year @returns {Verdict|null} */
function joinHibc(ready, texts, year) {
  const read = texts.flatMap(({ text }) => readHibc(text, year) ?? []);
  const [first, second] = [...read.filter(({ fields }) => fields[0].name === "labeler"),
    ...read.filter(({ fields }) => fields[0].name !== "labeler")];
  return second ? answer(told(ready, "hibc", pair(first, second))) : null;
}

/** @param {Verdict} verdict @param {string} text */
function elementsOf(verdict, text) {
  if (verdict.carrier === "gtin") return [element("01", verdict.gtin || text, 1)];
  const ready = separated(text);
  return (isPrinted(ready) ? cutPrinted : cut)(ready).elements;
}

/** @param {Opinion} given @returns {Verdict} */
function answer({ faults, ...given }) {
  const names = /** @type {Record<string, {zh: string, en: string}>} */ (CARRIERS);
  const issuer = /** @type {Record<string, string>} */ (ISSUERS)[given.scheme ?? ""] ?? null;
  const { lot, serial, made_on: madeOn, expires_on: expiresOn } = given;
  const production = { lot, serial, made_on: madeOn, expires_on: expiresOn };
  const doubts = given.suspicions.map((code) => fault("", code));
  return { ...given, carrier_name: names[given.carrier],
    issuer, di: issuer && given.scheme !== "ahm" ? given.key : null,
    pi: Object.values(production).some(Boolean) ? production : null, accepted: !faults.length,
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
