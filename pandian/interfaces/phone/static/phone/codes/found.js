// What one family's reader found in a text.   识读结果
// Twin of Found in pandian/codes/words.py and of Problem.at in its checks.

import { fault } from "./gs1.js";
import { NAMELESS } from "./words.js";

/**
 * @typedef {import("./types.js").Fault} Fault
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./checks.js").Problem} Problem
 */
/**
 * Fields, faults (`/fields/<n>`), doubts, the key and whose key it is.
 * @typedef {{fields: Field[], faults: Fault[], suspicions: string[], key: string|null,
 *   scheme: string|null}} Found
 */
/**
 * One field with what is wrong with it.
 * @typedef {{field: Field, problems: Problem[]}} Part
 */

/**
 * @param {Field[]} fields @param {Partial<Found>} [more] @returns {Found}
 */
export const found = (fields, more = {}) => (
  { fields, faults: [], suspicions: [], key: null, scheme: null, ...more });

/**
 * @param {string} ai @param {string} name @param {string} value @param {string} [meant]
 * @returns {Field}
 */
export const field = (ai, name, value, meant = "") => ({ ai, name, value, meant });

/**
 * @param {Field} each @param {...(Problem|null)} problems @returns {Part}
 */
export const judged = (each, ...problems) => ({
  field: each, problems: problems.filter((problem) => problem !== null) });

/**
 * Return the fault at a place; `where` names the field, if the sentence names one.
 * @param {Problem} problem @param {string} pointer @param {string} where @returns {Fault}
 */
export const faultAt = ({ code, params }, pointer, where) => fault(
  pointer, code, ...(NAMELESS.includes(code) ? params : [where, ...params]));

/**
 * Return the faults of fields that say, under one name, two things.
 * @param {Field[]} fields @param {(each: Field) => string} named @param {string} family
 * @returns {Fault[]}
 */
export function repeats(fields, named, family) {
  /** @type {Map<string, string>} */
  const seen = new Map();
  return fields.flatMap((each, n) => {
    const name = named(each);
    if (!seen.has(name)) seen.set(name, each.value);
    const first = /** @type {string} */ (seen.get(name));
    return each.ai && first !== each.value
      ? [fault(`/fields/${n}`, "repeat_differs", `${family} ${each.ai}`, first, each.value)] : [];
  });
}
