// GS1 Digital Links: key and qualifiers in the path, attributes in the query.   数字链接
// Twin of pandian/codes/gs1/links/rules.py.

import { brokenPercents } from "./checks.js";
import { element, fault } from "./gs1.js";
import { IDENTIFIERS } from "./identifiers.js";
import { SPACE_CLASS, isAnyDigit, isDigits, size, unquote } from "./text.js";

/**
 * @typedef {import("./types.js").Element} Element
 * @typedef {import("./types.js").Fault} Fault
 */

const CANONICAL = "id.gs1.org";       // a name to compare with; no address is ever fetched
const KEY_CHARACTERS_MIN = 8;
const ADDRESS = new RegExp(
  `^(https?://[^/?#${SPACE_CLASS}]+)(/[^?#]*)?(?:\\?([^#]*))?(?:#.*)?$`, "isu");
const WORDS = new Set(["gtin", "itip", "gmn", "cpid", "sscc", "gln", "gsin", "ginc", "grai",
  "giai", "gsrn", "gsrnp", "gcn", "gdti"]);

/** @param {string} ai  @returns {string[][]|null} the orders of its qualifiers, if it is a key */
const ordersOf = (ai) => IDENTIFIERS.get(ai)?.linkKey ?? null;

/**
 * Read a web address as a Digital Link; null when it does not mean to be one.
 * @param {string} text @returns {{elements: Element[], faults: Fault[]}|null}
 */
export function readLink(text) {
  const match = ADDRESS.exec(text);
  if (match === null) return null;
  const [, site, path = "", query = ""] = match;
  const canonical = site.toLowerCase() === `https://${CANONICAL}`;
  const parts = path.replace(/\/+$/, "").split("/").slice(1);
  const at = keyPosition(parts, canonical);
  if (at < 0) {
    const named = parts.some((each, n) => n + 1 < parts.length
      && WORDS.has(each.toLowerCase()) && isAnyDigit(parts[n + 1]));
    return named || canonical ? { elements: [], faults: [fault("/fields", "no_link_key")] } : null;
  }
  const inside = pairs(parts.slice(at)).map(([ai, value]) => linkElement(ai, value));
  const outside = query.split(/[&;]/).map(halves).filter(([ai]) => isDigits(ai))
    .map(([ai, value]) => linkElement(ai, value));
  const faults = [...pathFaults(inside), ...queryFaults(outside, inside.length),
    ...[...parts.slice(at), query].flatMap(brokenPercents)
      .map((broken) => fault("/fields", "percent_encoding", "URL", broken))];
  return { elements: [...inside, ...outside], faults };
}

/** @param {string} word  @returns {[string, string]} what stands before and after the first = */
function halves(word) {
  const at = word.indexOf("=");
  return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

/** @param {string[]} parts @param {boolean} canonical @returns {number} */
const keyPosition = (parts, canonical) => parts.findIndex((each, n) => n + 1 < parts.length
  && ordersOf(each) !== null && (canonical || size(parts[n + 1]) >= KEY_CHARACTERS_MIN));

/** @param {string[]} parts @returns {[string, string][]} */
function pairs(parts) {
  /** @type {[string, string][]} */
  const found = [];
  for (let n = 0; n < parts.length; n += 2) found.push([parts[n], parts[n + 1] ?? ""]);
  return found;
}

/** @param {string} ai @param {string} value @returns {Element} */
function linkElement(ai, value) {
  const text = unquote(value);
  return IDENTIFIERS.has(ai) ? element(ai, text, 1) : element("", `${ai}/${text}`, 1);
}

/** @param {Element[]} inside @returns {Fault[]} */
function pathFaults([key, ...rest]) {
  const orders = ordersOf(key.ai)?.length ? /** @type {string[][]} */ (ordersOf(key.ai)) : [[]];
  const found = rest.map((each) => each.ai).filter(Boolean);
  const faults = rest.flatMap((each, n) => (
    each.ai && !orders.some((order) => order.includes(each.ai))
      ? [fault(`/fields/${n + 1}`, "not_in_path", `(${each.ai})`)] : []));
  if (!faults.length && !orders.some((order) => inOrder(found, order))) {
    const right = orders.map((order) => order.join(", ")).join(" | ");
    faults.push(fault("/fields/1", "qualifier_order", found.join(", "), right));
  }
  return faults;
}

/** @param {string[]} found @param {string[]} order @returns {boolean} */
const inOrder = (found, order) => (
  found.join(" ") === order.filter((ai) => found.includes(ai)).join(" "));

/** @param {Element[]} outside @param {number} first @returns {Fault[]} */
const queryFaults = (outside, first) => outside.flatMap((each, n) => (
  each.ai && !IDENTIFIERS.get(each.ai)?.link
    ? [fault(`/fields/${first + n}`, "not_in_query", `(${each.ai})`)] : []));
