// What is near a place on the walk, and which counts are offered there: pure.   附近规则

const LEVELS_FROM_PARTS = 4;
const SIGNS = "-.";

/**
 * @typedef {{task: string, place: string, seconds: number, own: boolean, until?: string | null}}
 *   Offer  own: a task of mine that this phone holds; else one that has to be taken first
 */

/** The row that a place stands in: its code up to the last dash or dot; a level is no step. */
export function aisleOf(code) {
  const cuts = [];
  for (let at = 1; at < code.length; at += 1) if (SIGNS.includes(code[at])) cuts.push(at);
  if (cuts.length + 1 >= LEVELS_FROM_PARTS) cuts.pop();
  return cuts.length ? code.slice(0, cuts[cuts.length - 1]) : "";
}

/**
 * How many places away each place of the same aisle is; twin of counting/nearby/rules.py.
 * @param {string[]} walk codes in walking order @param {string} at @param {number} within
 * @returns {Record<string, number>}
 */
export function near(walk, at, within) {
  const own = aisleOf(at);
  const aisle = walk.filter((code) => aisleOf(code) === own);
  const here = aisle.indexOf(at);
  if (within < 1 || here < 0) return {};
  return Object.fromEntries(aisle.map((code, n) => [code, Math.abs(n - here)])
    .filter(([, steps]) => Number(steps) <= within));
}

/**
 * Places that a step touches which is not handed in: a count there would be compared with a book
 * that knows nothing of it.
 * @param {{document: any, draft: any}[]} drafts @param {string} open id of the document on screen
 */
export function touched(drafts, open) {
  const found = [];
  for (const { document, draft } of drafts) {
    const { facts = [], proofs = [], bins = {} } = draft;
    if (facts.length || document?.id === open) {
      found.push(...Object.values(bins).map((bin) => bin.code));
    }
    found.push(...proofs.map((proof) => proof.place));
    for (const fact of facts) {
      const own = [...document?.lines ?? [], ...document?.claims ?? []]
        .filter((each) => each.line === fact.line);
      for (const each of [fact, ...own]) found.push(each.source, each.place, each.target);
    }
  }
  return found.filter(Boolean);
}

/** Places in the order in which the site is walked. @param {any[]} places as they were pulled */
export const walkOf = (places) => places.filter((each) => each.active !== false)
  .map((each) => [each.sequence, each.place])
  .sort(([one, a], [other, b]) => one - other || (a < b ? -1 : a > b ? 1 : 0))
  .map(([, code]) => code);

/**
 * Each place once, mine before one to take, the nearest first; what is over or silent is left out.
 * @param {Offer[]} offers @param {Record<string, number>} steps @param {string[]} silent
 * @param {number} now ms
 */
export function chosen(offers, steps, silent, now) {
  const found = new Map();
  for (const each of [...offers].sort((a, b) => Number(b.own) - Number(a.own))) {
    if (each.place in steps && !silent.includes(each.place) && !found.has(each.place)
      && !(each.until && Date.parse(each.until) <= now)) found.set(each.place, each);
  }
  return [...found.values()].sort((a, b) => steps[a.place] - steps[b.place]
    || (a.place < b.place ? -1 : 1));
}
