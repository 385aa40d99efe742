// The table of GS1 application identifiers, ready for use.   应用标识符表
// Twin of pandian/codes/gs1/words.py; the rows come from its data file by way of table.js.

import { IDENTIFIERS as ROWS } from "./table.js";

/**
 * One part of a field: its alphabet, its shortest and longest length, the checks' names.
 * @typedef {{kind: string, least: number, most: number, optional: boolean, checks: string[]}}
 *   Component
 */
/**
 * One application identifier. `requires` holds groups: of each group one alternative must stand
 * in full. `linkKey` holds the orders of qualifiers where it is the key of a Digital Link.
 * @typedef {object} Identifier
 * @property {string} ai
 * @property {string} name
 * @property {Component[]} components
 * @property {number} least
 * @property {number} most
 * @property {boolean} predefined  needs no separator after it
 * @property {boolean} variable  whether values differ in length
 * @property {string} lengthShown
 * @property {string[][][]} requires
 * @property {string} requiresShown
 * @property {string[]} excludes
 * @property {number|null} decimals  digits behind the point where the identifier says it
 * @property {boolean} link  may be an attribute of a Digital Link
 * @property {string[][]|null} linkKey
 */
/** @typedef {{ai: string, row: string[]}} Row  one identifier with the columns of table.js */

const COMPONENT = /^(?:(\d)\*)?(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)$/;

/** @param {string} text  `N3,iso3166`, `X..20`, `4*[N3],iso3166` @returns {Component[]} */
function components(text) {
  const [, times, optional, kind, upto, most, checks] =
    /** @type {RegExpExecArray} */ (COMPONENT.exec(text));
  return Array(Number(times ?? 1)).fill({ kind, least: upto ? 1 : Number(most),
    most: Number(most), optional: optional !== "", checks: checks.split(",").slice(1) });
}

/** @param {string} numbers  `3100-3105` is six identifiers, `10` is one @returns {string[]} */
function expand(numbers) {
  const [first, last = first] = numbers.split("-");
  const found = [];
  for (let n = Number(first); n <= Number(last); n += 1) {
    found.push(String(n).padStart(first.length, "0"));
  }
  return found;
}

/** @param {string} pattern @param {string[]} known @returns {string[]} */
function matching(pattern, known) {
  const wanted = new RegExp(`^${pattern.replaceAll("n", "[0-9]")}$`);
  return known.filter((ai) => wanted.test(ai));
}

/** @param {string[]} group @param {string[]} known @returns {string[][]} */
function alternatives(group, known) {
  // 01+31nn: 01 and any one of the identifiers that fit 31nn
  return group.flatMap((alternative) => alternative.split("+").reduce(
    (sets, pattern) => sets.flatMap((held) => matching(pattern, known).map((ai) => [...held, ai])),
    /** @type {string[][]} */ ([[]])));
}

/** @param {Row} given @param {string[]} known @returns {Identifier} */
function identifier({ ai, row }, known) {
  const [, name, format, flags = "", requires = "", excludes = "", orders = ""] = row;
  const parts = format.split(" ").flatMap(components);
  const groups = requires ? requires.split(";").map((group) => group.split(",")) : [];
  const least = parts.reduce((sum, each) => sum + (each.optional ? 0 : each.least), 0);
  const most = parts.reduce((sum, each) => sum + each.most, 0);
  return {
    ai, name, components: parts, least, most, predefined: flags.includes("p"),
    variable: least !== most, lengthShown: least === most ? String(most) : `${least}..${most}`,
    requires: groups.map((group) => alternatives(group, known)),
    requiresShown: groups.map((group) => group.map((text) => `(${text})`).join(" | ")).join("; "),
    excludes: [...new Set(excludes.split(",").flatMap((text) => matching(text, known)))]
      .filter((other) => other !== ai),
    decimals: flags.includes("d") ? Number(ai.slice(-1)) : null,
    link: flags.includes("a"),
    linkKey: flags.includes("k")
      ? orders.split(";").map((text) => (text ? text.split(",") : [])) : null,
  };
}

/** @returns {Map<string, Identifier>} */
function table() {
  const rows = ROWS.map((text) => text.split("|"))
    .flatMap((row) => expand(row[0]).map((ai) => ({ ai, row })));
  const known = rows.map(({ ai }) => ai);
  return new Map(rows.map((row) => [row.ai, identifier(row, known)]));
}

/** Every application identifier by its number. */
export const IDENTIFIERS = table();

/** What commonly follows on a label: these make a lost separator likely. */
export const COMPANIONS = new Set(["10", "21", "37",
  ...[...IDENTIFIERS.values()].filter((row) => row.predefined && row.ai !== "20")
    .map((row) => row.ai)]);

/**
 * Return the identifier that the characters have at a position, or null.
 * @param {string[]} characters @param {number} [at] @returns {Identifier|null}
 */
export function identify(characters, at = 0) {
  let text = characters[at] ?? "";
  for (let digits = 2; digits <= 4; digits += 1) {
    text += characters[at + digits - 1] ?? "";
    const row = IDENTIFIERS.get(text);
    if (row) return row;
  }
  return null;
}
