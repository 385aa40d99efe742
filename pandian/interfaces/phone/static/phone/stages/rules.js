// Small decisions of the stage nodes: pure, no store, no page.   作业规则

const TOGETHER = { scanned: ["accepted"] };
const KEYED_BLIND = new Set(["scanned", "arrived", "checked", "counted", "returned", "sampled"]);
const QUANTITY_MAX = 9_007_199_254_740_991;

/**
 * @typedef {{name: string, label: any, placed: boolean, sourced: boolean, zero: boolean,
 *   closing: boolean}} Measure
 * @typedef {{name: string, label: any, sources: string[], capability: string, needs: boolean,
 *   reason: boolean, settles: boolean, signers: number, evidence: string[], parcels?: boolean,
 *   measures: Measure[]}} Action
 * @typedef {{name: string, label: any, prefix: string, states: Record<string, any>,
 *   closing: string[], actions: Action[]}} Kind
 * @typedef {{line: number, item: string, lot: string, serial: string, asked?: number,
 *   source: string, target: string}} Line
 * @typedef {{line: number, measure: string, quantity: number, lot?: string, serial?: string,
 *   place?: string, source?: string, note?: string}} Fact
 * @typedef {{place: string, scan: string, tap: boolean, empty?: boolean, item?: string,
 *   lot?: string, serial?: string, quantity?: number, when?: string}} Proof
 */

/** What a state allows on a phone: signed actions are for the desk. @param {Kind} kind */
export function doable(kind, state) {
  const allowed = kind.actions.filter((action) => action.sources.includes(state));
  return { here: allowed.filter((action) => !action.signers),
    desk: allowed.filter((action) => action.signers) };
}

/** The action that a person most likely came for: one that takes quantities and needs no excuse. */
export const likely = (actions) => actions.find((one) => one.measures.length && !one.reason)
  ?? actions.find((one) => one.measures.length) ?? actions[0] ?? null;

/** The measures that one recorded quantity states: accepted goes with scanned. */
export function measuresOf(action, chosen) {
  const names = action.measures.map((each) => each.name);
  return [chosen, ...(TOGETHER[chosen] ?? []).filter((name) => names.includes(name))];
}

/** The measures a person chooses from: those that do not go along with another. */
export function choices(action) {
  const along = new Set(action.measures.flatMap((each) => TOGETHER[each.name] ?? []));
  const own = action.measures.filter((each) => !along.has(each.name));
  return own.length ? own : action.measures;
}

/** Which bins a quantity of this measure names. @param {Measure | undefined} measure */
export const roles = (measure) => [measure?.sourced ? "source" : "", measure?.placed ? "place" : ""]
  .filter(Boolean);

/**
 * What a scanned bin is: where goods go, or where they come from.  A source that the document
 * names itself need not be scanned; who scans it may say what is left there.
 */
export function roleOf({ code, bins, measure, lines, claims = [], holding }) {
  const wanted = roles(measure);
  const from = [...lines.map((line) => line.source), ...claims.map((one) => one.place)]
    .includes(code);
  const to = lines.some((line) => line.target === code);
  if (!wanted.includes("source")) {
    if (from && !to) return "source";
    return wanted.includes("place") ? "place" : "";
  }
  if (!wanted.includes("place")) return "source";
  return bins.source && (holding || bins.place) && code !== bins.source.code ? "place" : "source";
}

/** How much of a line is done: sums of the document and facts recorded here. */
export function doneOf(kind, line, sums, facts, measure) {
  const names = new Set(measure && !measure.closing ? [measure.name] : kind.closing);
  return [...sums, ...facts].filter((row) => row.line === line.line && names.has(row.measure))
    .reduce((sum, row) => sum + row.quantity, 0);
}

/** What to offer as the quantity: what is left, but never for what is to be counted. */
export function offered(measure, left, serial) {
  if (serial) return "1";
  return measure && measure.closing && !KEYED_BLIND.has(measure.name) && left > 0 ? `${left}` : "";
}

/**
 * The line that scanned goods mean: same item, and the lot that the code names.  What has
 * something left goes first.
 * @param {Line[]} lines @param {{item: string, lot: string|null, serial: string|null}[]} found
 * @param {(line: Line) => number} left
 */
export function lineOf(lines, found, left) {
  for (const candidate of found) {
    const fits = lines.filter((line) => line.item === candidate.item
      && (!line.lot || !candidate.lot || line.lot === candidate.lot)
      && (!line.serial || !candidate.serial || line.serial === candidate.serial));
    const best = fits.find((line) => left(line) > 0) ?? fits[0];
    if (best) return { line: best, candidate };
  }
  return null;
}

/** What the document holds for a line in a bin: the lot, and how much is to be taken there. */
export function claimOf(claims, line, place, lot) {
  return claims.find((one) => one.line === line && (!place || one.place === place)
    && (!lot || !one.lot || one.lot === lot)) ?? null;
}

/** A quantity as typed, or null: digits only, at least `least`. */
export function whole(text, least) {
  const plain = String(text).normalize("NFKC").trim();
  if (!/^[0-9]{1,16}$/.test(plain)) return null;
  const value = Number(plain);
  return value >= least && value <= QUANTITY_MAX ? value : null;
}

/** The facts of one recorded quantity, or the word for what is wrong. */
export function factsOf({ action, measure, pending, quantity, bins, facts, left, note = "" }) {
  for (const role of roles(measure)) {
    if (!bins[role]) return { fault: ["bin_first"] };
  }
  const least = measure?.zero ? 0 : 1;
  const many = whole(quantity, least);
  if (many === null) return { fault: ["whole_number", least] };
  if (measure?.closing && many > left) return { fault: ["more_than_left", left] };
  const { line, lot, serial } = pending;
  if (serial && facts.some((fact) => fact.serial === serial && fact.line === line)) {
    return { fault: ["serial_again", serial] };
  }
  return { facts: measuresOf(action, measure.name).map((name) => ({
    line, measure: name, quantity: many, ...(lot ? { lot } : {}), ...(serial ? { serial } : {}),
    ...(measure.placed ? { place: bins.place.code } : {}),
    ...(measure.sourced ? { source: bins.source.code } : {}), ...(note ? { note } : {}) })) };
}

/** Facts with the same line, measure, lot, serial and bins become one: serials never do. */
export function merged(facts) {
  const found = new Map();
  for (const fact of facts) {
    const { quantity, ...key } = fact;
    const name = JSON.stringify(key);
    const known = found.get(name);
    found.set(name, known ? { ...known, quantity: known.quantity + quantity } : fact);
  }
  return [...found.values()];
}

/** What a bin was seen to be, stated once: by its scan and a tap. */
export function stated(proofs, proof) {
  const same = (one) => one.place === proof.place && one.item === proof.item
    && one.lot === proof.lot && one.serial === proof.serial && one.when === proof.when;
  return [...proofs.filter((one) => !same(one)), proof];
}

/** What is lacking before an action may be handed in: names of papers, "reason", "amounts". */
export function lacking(action, { facts, papers, reason }) {
  const missing = action.evidence.filter((name) => !String(papers[name] ?? "").trim());
  if (action.reason && !reason.trim()) missing.push("reason");
  if (action.needs && !facts.length) missing.push("amounts");
  return missing;
}

/** Whether a step was done, looks wrong, and nobody has said here that he looked. */
export const doubted = (step) => step.state === "uploaded" && !step.seen
  && (step.verdict?.warnings ?? []).length > 0;

/** The request of one action, as the server takes it and as it is sent again word for word. */
export function bodyOf(id, { action, version, facts, proofs, papers, reason, at }) {
  return { id, action: action.name, version, amounts: merged(facts),
    evidence: { ...papers, ...(proofs.length ? { proofs } : {}) }, reason,
    ...(at ? { effective_at: at } : {}) };
}
