// From a verdict to candidates: what a code means here, how sure that is, and why.   识别规则
// Twin of pandian/capture/resolution/rules.py; both run tests/vectors/resolution.json. Pure.

import { matchKey } from "./codes/index.js";
import { points, size, trim } from "./codes/text.js";

/**
 * @typedef {import("./codes/types.js").Verdict} Verdict
 * @typedef {import("./codes/types.js").Field} Field
 * @typedef {{scheme: string, key: string, written: string}} Key  scheme "": any but trade numbers
 */
/**
 * A code that stands for an item in one of its packs, with the span in which it does.
 * @typedef {{scheme: string, key: string, value?: string, item: string, unit: string,
 *   factor?: number, tracking?: string, valid_from?: string|null, valid_to?: string|null}} Binding
 */
/**
 * A lot of a matched item; `here` and `at_site`: it is likely in the place, at the site.
 * @typedef {{item: string, code: string, expires_on?: string|null, here?: boolean,
 *   at_site?: boolean}} KnownLot
 */
/**
 * All that one code is judged against. `longest` is the longest known lot of an item in
 * characters; `serials` says where a serial is known to be.
 * @typedef {{at: string, bindings?: Binding[], lots?: KnownLot[], longest?: Record<string, number>,
 *   serials?: {item: string, serial: string, place: string}[], place?: string,
 *   place_kind?: string, accepted_from?: number}} Context
 */
/**
 * What a code may mean; lot and serial null: the code does not say. The weightiest of the
 * reasons stands first, and in `reason`.
 * @typedef {{item: string, unit: string, factor: number, lot: string|null, serial: string|null,
 *   expires_on: string|null, made_on: string|null, confidence: number, reason: string,
 *   reasons: string[]}} Candidate
 */
/**
 * @typedef {{candidates: Candidate[], ask: boolean, reason: string}} Resolution
 * @typedef {{lot: string|null, serial: string|null, expires_on: string|null,
 *   made_on: string|null}} Cut
 * @typedef {{binding: Binding, confidence: number, reasons: string[]}} Match
 * @typedef {Map<string, KnownLot>} Lots
 */

const CERTAIN = 1_000;
const NEW_LOT = 800;
const LEFT_OVER = 700;
const LOOSE = 600;
const CONTRADICTED = 500;
const OTHER_CUT = 400;
const ACCEPTED_FROM = 900;
const CANDIDATES_MAX = 5;
const ANY_SCHEME = "";
const GTIN = "gtin";
const SUSPECTED = "separator_suspected";
const FREE_TEXTS = ["plain", "internal"];
const LAST_DAY = "9999-12-31";

/**
 * Return what to look a verdict up by, the most telling first: a trade number, the identifier of
 * another issuer, last the text itself.
 * @param {Verdict} reading @returns {Key[]}
 */
export function keysOf(reading) {
  const { gtin, key, scheme } = reading;
  const text = plainText(reading);
  return [
    ...(gtin ? [{ scheme: GTIN, key: gtin, written: gtin }] : []),
    ...(key && scheme && !gtin ? [{ scheme, key: matchKey(key), written: key }] : []),
    ...(text ? [{ scheme: ANY_SCHEME, key: matchKey(text), written: text }] : [])];
}

/** @param {Verdict} reading @returns {string} */
function plainText({ raw, symbology }) {
  const text = trim(raw);
  return symbology && text.startsWith(symbology) ? trim(text.slice(symbology.length)) : text;
}

/**
 * Return what a code may mean, best first, and whether a person has to pick.
 * @param {Verdict} reading @param {Context} context @returns {Resolution}
 */
export function resolve(reading, context) {
  const at = Date.parse(context.at);
  const found = matched(keysOf(reading), context.bindings ?? [], at)
    .flatMap((match) => candidatesOf(match, reading, context));
  const best = once(found).sort(byOrder).slice(0, CANDIDATES_MAX);
  if (!best.length) {
    const refused = !reading.accepted && !reading.gtin && !FREE_TEXTS.includes(reading.carrier);
    return { candidates: [], ask: true, reason: refused ? "code_refused" : "item_unknown" };
  }
  const ask = best[0].confidence < (context.accepted_from ?? ACCEPTED_FROM);
  return { candidates: best, ask, reason: best[0].reason };
}

/** @param {Candidate[]} found  @returns {Candidate[]} the surest of those that mean the same */
function once(found) {
  /** @type {Map<string, Candidate>} */
  const kept = new Map();
  for (const one of found) {
    const meant = JSON.stringify([one.item, one.unit, one.lot, one.serial]);
    const before = kept.get(meant);
    if (!before || before.confidence < one.confidence) kept.set(meant, one);
  }
  return [...kept.values()];
}

/** @param {Candidate} one @param {Candidate} other @returns {number} */
const byOrder = (one, other) => other.confidence - one.confidence
  || compare(one.item, other.item) || one.factor - other.factor
  || compare(one.unit, other.unit) || compare(one.lot ?? "", other.lot ?? "")
  || compare(one.serial ?? "", other.serial ?? "");

/** @param {string} one @param {string} other @returns {number} by code points */
function compare(one, other) {
  if (one === other) return 0;
  const [mine, others] = [points(one), points(other)];
  const at = mine.findIndex((each, n) => each !== others[n]);
  const code = (/** @type {string[]} */ row) => row[at]?.codePointAt(0) ?? -1;
  return at < 0 ? -1 : code(mine) - code(others);
}

/**
 * Return the bindings that fit the first key that any fits; valid and exact ones alone if any.
 * @param {Key[]} keys @param {Binding[]} bindings @param {number} at @returns {Match[]}
 */
function matched(keys, bindings, at) {
  for (const key of keys) {
    const fits = distinct(bindings.filter((binding) => isFit(key, binding)));
    if (fits.length) return tier(key, fits, at);
  }
  return [];
}

/** @param {Key} key @param {Binding} binding @returns {boolean} */
const isFit = (key, binding) => binding.key === key.key && (
  key.scheme === ANY_SCHEME ? binding.scheme !== GTIN : binding.scheme === key.scheme);

/** @param {string|null} [text] @returns {number|null} */
const instant = (text) => (text ? Date.parse(text) : null);

/** @param {Binding} binding @returns {string} */
const valueOf = ({ value, key }) => value ?? key;

/** @param {Binding[]} bindings @returns {Binding[]} one for each item, pack, writing and span */
function distinct(bindings) {
  /** @type {Map<string, Binding>} */
  const kept = new Map();
  for (const one of bindings) {
    const same = JSON.stringify([one.item, one.unit, valueOf(one), instant(one.valid_from),
      instant(one.valid_to)]);
    if (!kept.has(same)) kept.set(same, one);
  }
  return [...kept.values()];
}

/** @param {Key} key @param {Binding[]} fits @param {number} at @returns {Match[]} */
function tier(key, fits, at) {
  /** @type {Map<string, {binding: Binding, doubts: string[]}>} */
  const judged = new Map();
  for (const binding of fits) {
    const doubts = doubtsOf(key, binding, at);
    const pack = JSON.stringify([binding.item, binding.unit]);
    const held = judged.get(pack);
    if (!held || doubts.length < held.doubts.length) judged.set(pack, { binding, doubts });
  }
  const all = [...judged.values()];
  const sure = all.filter((each) => !each.doubts.length);
  const [chosen, most] = sure.length ? [sure, CERTAIN] : [all, LOOSE];
  const several = chosen.length > 1 ? ["item_ambiguous"] : [];
  return chosen.map(({ binding, doubts }) => ({ binding, reasons: [...several, ...doubts],
    confidence: Math.floor(most / chosen.length) }));
}

/** @param {Key} key @param {Binding} binding @param {number} at @returns {string[]} */
function doubtsOf(key, binding, at) {
  const [from, to] = [instant(binding.valid_from), instant(binding.valid_to)];
  const valid = (from === null || from <= at) && (to === null || at < to);
  const folded = key.scheme === ANY_SCHEME && trim(valueOf(binding)) !== key.written;
  return [...(valid ? [] : ["binding_expired"]), ...(folded ? ["case_folded"] : [])];
}

/**
 * Return what one binding makes of the code, cut as printed and cut otherwise.
 * @param {Match} match @param {Verdict} reading @param {Context} context @returns {Candidate[]}
 */
function candidatesOf(match, reading, context) {
  const { item, tracking = "none" } = match.binding;
  /** @type {Lots} */
  const lots = new Map((context.lots ?? []).filter((lot) => lot.item === item)
    .map((lot) => [lot.code, lot]));
  const { lot, serial, expires_on: expiresOn, made_on: madeOn } = reading;
  const printed = { lot, serial, expires_on: expiresOn, made_on: madeOn };
  const others = otherCuts(reading).filter((cut) => (
    tracking.includes("lot") || (tracking.includes("serial") && cut.serial !== null)));
  const doubt = separatorDoubt(reading, printed, others, lots, context.longest?.[item] ?? 0);
  const found = ofCut(match, printed, reading, context, lots);
  if (!doubt) return found;
  return [...found.map((one) => lowered(one, doubt, CONTRADICTED)),
    ...others.flatMap((cut) => ofCut(match, cut, reading, context, lots).map((one) => (
      lowered(one, "separator_lost", lots.has(cut.lot ?? "") ? LOOSE : OTHER_CUT))))];
}

/**
 * Return why the code may have lost a separator, or an empty text.
 * @param {Verdict} reading @param {Cut} printed @param {Cut[]} others @param {Lots} lots
 * @param {number} longest @returns {string}
 */
function separatorDoubt(reading, printed, others, lots, longest) {
  const known = (/** @type {Cut} */ cut) => lots.has(cut.lot ?? "");
  const same = (/** @type {Cut} */ cut) => cut.lot === printed.lot;
  if (others.some((cut) => known(cut) && !same(cut))) return SUSPECTED;
  if (!others.length || (known(printed) && !others.some(same))) return "";
  if (reading.suspicions.includes(SUSPECTED)) return SUSPECTED;
  if (known(printed)) return "";
  const most = Math.max(longest, ...[...lots.keys()].map(size));
  return printed.lot && most && size(printed.lot) > most ? "lot_longer" : "";
}

/** @param {Verdict} reading @returns {Cut[]} */
function otherCuts(reading) {
  return reading.candidates.map((fields) => {
    const said = (/** @type {string} */ ai) => fields.find((field) => field.ai === ai);
    const day = (/** @type {string} */ ai) => said(ai)?.meant.slice(0, 10) || null;
    return { lot: said("10")?.value ?? null, serial: said("21")?.value ?? null,
      expires_on: day("17") ?? reading.expires_on, made_on: day("11") ?? reading.made_on };
  });
}

/**
 * Return the candidates of one binding and one cut: one, or one for each lot that may be meant.
 * @param {Match} match @param {Cut} cut @param {Verdict} reading @param {Context} context
 * @param {Lots} lots @returns {Candidate[]}
 */
function ofCut({ binding, confidence, reasons }, cut, reading, context, lots) {
  const { item, unit, factor = 1, tracking = "none" } = binding;
  const serial = tracking.includes("serial") ? cut.serial : null;
  const first = contradicted({ item, unit, factor, lot: null, serial,
    expires_on: cut.expires_on, made_on: cut.made_on, confidence,
    reason: reasons[0] ?? "", reasons }, reading, context);
  const found = !tracking.includes("lot") ? [first]
    : cut.lot ? [ofLot({ ...first, lot: cut.lot }, lots.get(cut.lot))]
      : ofContext(first, [...lots.values()]);
  return found.map((one) => (one.reasons.length ? one
    : { ...one, reason: "known", reasons: ["known"] }));
}

/** @param {Candidate} given @param {Verdict} reading @param {Context} context */
function contradicted(given, reading, context) {
  let one = given;
  if (!reading.accepted && (reading.gtin || !FREE_TEXTS.includes(reading.carrier))) {
    one = lowered(one, "code_refused", CONTRADICTED);
  }
  const elsewhere = one.serial ? (context.serials ?? []).findLast((each) => (
    each.item === one.item && each.serial === one.serial))?.place : "";
  if (context.place && elsewhere && elsewhere !== context.place) {
    one = lowered(one, "serial_elsewhere", CONTRADICTED);
  }
  return context.place_kind === "piece_bin" && one.factor > 1
    ? lowered(one, "carton_in_piece_bin", CONTRADICTED) : one;
}

/** @param {Candidate} one @param {KnownLot} [known] @returns {Candidate} */
function ofLot(one, known) {
  if (!known) return lowered(one, "lot_new", NEW_LOT);
  if (one.expires_on && known.expires_on && one.expires_on !== known.expires_on) {
    return lowered(one, "expiry_differs", CONTRADICTED);
  }
  return { ...one, expires_on: one.expires_on ?? known.expires_on ?? null };
}

/**
 * Return a candidate for every lot that may be meant where the code names none: those in the
 * place before those of the site, without those of another expiry.
 * @param {Candidate} one @param {KnownLot[]} lots @returns {Candidate[]}
 */
function ofContext(one, lots) {
  const known = lots.filter((lot) => !one.expires_on || !lot.expires_on
    || lot.expires_on === one.expires_on);
  const here = known.filter((lot) => lot.here);
  const fits = here.length ? here : known.filter((lot) => lot.at_site);
  if (!fits.length) return [lowered(one, "lot_missing", CONTRADICTED)];
  const alone = here.length ? "lot_here" : "lot_at_site";
  const reason = fits.length > 1 ? "lots_several" : alone;
  const most = Math.floor(LEFT_OVER / fits.length);
  return fits.sort(bySoonest).map((lot) => lowered(
    { ...one, lot: lot.code, expires_on: one.expires_on ?? lot.expires_on ?? null },
    reason, most));
}

/** @param {KnownLot} one @param {KnownLot} other @returns {number} */
const bySoonest = (one, other) => compare(one.expires_on || LAST_DAY, other.expires_on || LAST_DAY)
  || compare(one.code, other.code);

/**
 * Cap the confidence; the reason that weighs most stands first.
 * @param {Candidate} one @param {string} reason @param {number} most @returns {Candidate}
 */
function lowered(one, reason, most) {
  const others = one.reasons.filter((each) => each !== "known");
  const reasons = most <= one.confidence ? [reason, ...others] : [...others, reason];
  return { ...one, confidence: Math.min(one.confidence, most), reason: reasons[0], reasons };
}
