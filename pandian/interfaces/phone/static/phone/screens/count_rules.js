// Small decisions of counting: pure, no store, no page.   盘点规则

import { matchKey } from "../codes/index.js";
import { keysOf } from "../resolve.js";
import { side } from "../words.js";
import { baseOf } from "./places.js";

export { baseOf, nextPlace, standing, totals } from "./places.js";

const OWN = /^PD:([A-Z]):(.*)$/is;
const COMMANDS = new Set(["confirm", "undo", "empty", "next", "exception"]);
const NEAR_EXPIRY_DAYS = 90;
const OWN_CODES_LOOKED_AT = 50;
const DAY_MS = 86_400_000;

/** The command that a code of ours stands for, or null. */
export function commandOf(verdict) {
  const own = ownOf(verdict);
  if (own?.kind !== "C") return null;
  const word = own.text.trim().toLowerCase();
  return COMMANDS.has(word) ? word : null;
}

/** What one of our own codes names: {kind, site, text}, or null for any other code. */
export function ownOf(verdict) {
  const found = OWN.exec(String(verdict?.raw ?? "").replace(/^\][A-Za-z][0-9]/, ""));
  if (!found) return null;
  const kind = found[1].toUpperCase();
  const text = found[2].trim();
  const dot = text.indexOf(".");
  return kind === "B" && dot > 0
    ? { kind, site: text.slice(0, dot), text: text.slice(dot + 1) } : { kind, site: "", text };
}

/** The place that a code names: a bin label of ours, or the bare code of a known place. */
export async function placeOf(verdict, store, site) {
  const own = ownOf(verdict);
  if (own?.kind === "B") {
    if (own.site && site && own.site !== site) return null;
    return await store.place(own.text) ?? { code: own.text };
  }
  if (own || verdict.carrier === "gs1" || verdict.gtin) return null;
  return await store.place(String(verdict.raw).trim()) ?? null;
}

/** An item's name in the language that is spoken. */
export const nameOf = (item) => (side() && item?.name_en) || item?.name || "";

/** An instant as an ISO date by this phone's calendar. @param {Date} at */
export function dayOf(at) {
  const two = (n) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/**
 * What a code is judged against, from the package of this phone. No book is known here: where the
 * task names lots for this place (an open count), they are the ones that are likely.
 */
export async function contextOf(flow, verdict) {
  const { store, task, place } = flow;
  const keys = keysOf(verdict);
  const found = await store.bindingsFor([...new Set(keys.map((each) => each.key))]);
  const bindings = [...Object.values(found).flat(), ...await ownCode(store, keys)];
  const lots = [];
  for (const item of new Set(bindings.map((binding) => binding.item))) {
    for (const lot of await store.lotsOf(item)) lots.push(known(task, place, item, lot));
  }
  return {
    at: flow.today().toISOString(), place: place?.code ?? "", place_kind: place?.kind ?? "",
    accepted_from: (await store.policy())?.accepted_from ?? 900, bindings, lots, longest: {},
    serials: [], task,
  };
}

/** An item's own code stands for its smallest unit, as every other binding does for its pack. */
async function ownCode(store, keys) {
  const text = keys.find((each) => each.scheme === "");
  if (!text?.key) return [];
  const exact = await store.itemByCode(text.written);
  const item = exact ?? (await store.searchItems(text.key, OWN_CODES_LOOKED_AT))
    .find((one) => matchKey(one.code) === text.key);
  return item ? [{ scheme: "item", key: text.key, value: item.code, item: item.code,
    unit: item.unit, factor: 1, tracking: item.tracking ?? "none", valid_from: null,
    valid_to: null }] : [];
}

function known(task, place, item, lot) {
  const code = lot.lot ?? lot.code;
  const listed = (task?.lines ?? []).filter((line) => line.item === item && line.lot === code);
  return { item, code, expires_on: lot.expires_on ?? null,
    here: listed.some((line) => line.place === place?.code), at_site: true };
}

/** Whether this serial was recorded before in this task: its line, or null. */
export function seenBefore(lines, candidate) {
  return lines.find((line) => line.key.serial && line.key.serial === candidate.serial
    && line.key.item === candidate.item && baseOf(line) !== 0) ?? null;
}

/**
 * The observation that a line in hand states. What a person chose is stated as chosen; what the
 * phone only believes stands in `resolved`.
 */
export function rowOf(flow, line, part, mode) {
  const { scan = null, candidate = null, chosen = false } = line ?? {};
  const stated = candidate && (chosen || !scan);
  return {
    task: flow.task?.task ?? null, lease: flow.task?.lease?.id ?? null,
    visit: flow.visit?.id ?? null, place: flow.place.code,
    code: scan?.raw ?? (line && !candidate ? "?" : null), codes: scan?.codes ?? [],
    symbology: scan?.symbology ?? "", entry: scan?.entry ?? "keyed",
    item: stated ? candidate.item : null, lot: stated ? candidate.lot ?? null : null,
    serial: stated ? candidate.serial ?? null : null, status: null, owner: null,
    resolved: candidate ? belief(candidate) : null,
    mode, quantity: mode === "empty" ? 0 : part.quantity, unit: part.unit || null,
    factor: part.factor ?? 1, undoes: null, condition: line?.condition ?? [],
    photos: line?.photos ?? [], note: line?.note ?? "",
  };
}

/** The observation that states a line of mine again, with `changes` to it. */
export function restated(flow, line, changes) {
  const { item, lot, serial, code } = line.key;
  return {
    task: flow.task?.task ?? null, lease: flow.task?.lease?.id ?? null,
    visit: flow.visit?.id ?? null, place: line.place, code: item ? null : code, entry: "keyed",
    item: item ?? null, lot: item ? lot ?? null : null, serial: item ? serial ?? null : null,
    mode: "set", quantity: line.quantity, unit: line.unit ?? null, factor: line.factor ?? 1,
    condition: [], photos: [], note: "", ...changes,
  };
}

function belief(candidate) {
  const { item, unit, lot, serial, confidence } = candidate;
  return {
    item, unit: unit ?? null, lot: lot ?? null, serial: serial ?? null,
    expires_on: candidate.expires_on ?? null, confidence: confidence ?? 0,
  };
}

/** The packs of an item, smallest unit first: [{unit, factor}]. */
export function unitsOf(item, candidate) {
  const units = new Map([[item?.unit ?? "", 1]]);
  for (const pack of item?.packs ?? []) units.set(pack.unit, pack.factor);
  if (candidate?.unit) units.set(candidate.unit, candidate.factor ?? 1);
  return [...units].filter(([unit]) => unit).map(([unit, factor]) => ({ unit, factor }))
    .sort((a, b) => a.factor - b.factor);
}

/** How near an expiry is: "expired", "near" or "". Usable through the end of its day. */
export function freshness(expires, today, days = NEAR_EXPIRY_DAYS) {
  if (!expires) return "";
  const [year, month, day] = expires.split("-").map(Number);
  const left = (new Date(year, month - 1, day + 1).getTime() - today.getTime()) / DAY_MS;
  return left <= 0 ? "expired" : left <= days ? "near" : "";
}

/**
 * What a finished place shows: what was recorded, what is not where the list has it, and - only
 * where the task shows its book - what nobody saw.
 */
export function summary(task, place, lines) {
  const here = lines.filter((line) => line.place === place);
  const listed = (task?.lines ?? []).filter((line) => !line.place || line.place === place);
  const same = (line, row) => row.item === line.key.item
    && (!row.lot || row.lot === line.key.lot) && (!row.serial || row.serial === line.key.serial);
  const known = listed.length > 0;
  const unknown = here.filter((line) => !line.key.item);
  const strange = known ? here.filter((line) => line.key.item
    && !listed.some((row) => same(line, row))) : [];
  const missing = task?.blind === false
    ? listed.filter((row) => row.place && !here.some((line) => same(line, row))) : null;
  return { strange, unknown, missing };
}
