// ISBT 128 texts cut into their data structures.   ICCBBA 规则
// Twin of pandian/codes/iccbba/rules.py. Every structure has a known length. Nothing here throws.

import { ordinalDate, problem } from "./checks.js";
import { faultAt, field, found, judged, repeats } from "./found.js";
import { SHOWN_CHARACTERS_MAX } from "./gs1.js";
import { points, visible } from "./text.js";
import { ICCBBA } from "./words.js";

/**
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./found.js").Part} Part
 * @typedef {{mark: string, name: string, form: string}} Structure
 */

const KEYS = ["identifier", "container"];
const STRUCTURES = /** @type {Record<string, string[]>} */ (ICCBBA.structures);
const CENTURIES = /** @type {Record<string, number>} */ (ICCBBA.centuries);

/**
 * Return the data structure that begins at a position, or null.
 * @param {string[]} characters @param {number} at @returns {Structure|null}
 */
function structureAt(characters, at) {
  for (const mark of [characters.slice(at, at + 3).join(""),
    characters.slice(at, at + 2).join("")]) {
    if (Object.hasOwn(STRUCTURES, mark)) {
      const [name, form] = STRUCTURES[mark];
      return { mark, name, form };
    }
  }
  const donation = characters[at] === "=" && /^[1-9A-NP-Z]$/.test(characters[at + 1] ?? "");
  const [name, form] = ICCBBA.donation;
  return donation ? { mark: "=", name, form } : null;
}

/** @param {string} text  @returns {boolean} whether it begins with one whole right structure */
export function isMarked(text) {
  const characters = points(text);
  const known = structureAt(characters, 0);
  if (known === null) return false;
  const value = characters.slice(known.mark.length, known.mark.length + known.form.length);
  return value.length === known.form.length && wrongCharacter(value, known.form) === null;
}

/**
 * Read all data structures of a text; null when it does not begin with one.
 * @param {string} text @returns {Found|null}
 */
export function readIccbba(text) {
  const characters = points(text);
  if (structureAt(characters, 0) === null) return null;
  const parts = [...partsOf(characters)];
  const fields = parts.map((each) => each.field);
  const faults = [
    ...parts.flatMap(({ field: each, problems }, n) => problems.map((wrong) => (
      faultAt(wrong, `/fields/${n}`, `ISBT 128 ${each.ai || each.name}`)))),
    ...repeats(fields, (each) => each.name, "ISBT 128")];
  const bad = new Set(faults.map((each) => each.pointer));
  const key = KEYS.flatMap((name) => fields.filter((each, n) => (
    each.name === name && !bad.has(`/fields/${n}`))))[0]?.value ?? null;
  const named = fields.some((each) => KEYS.includes(each.name));
  return found(fields, { faults, suspicions: named ? [] : ["item_missing"], key,
    scheme: key ? "iccbba" : null });
}

/** @param {string[]} characters @returns {Generator<Part>} */
function* partsOf(characters) {
  let at = 0;
  while (at < characters.length) {
    const known = structureAt(characters, at);
    if (known === null) {
      const tail = characters.slice(at);
      yield judged(field("", "unknown", tail.join("")),
        problem("unknown_ai", tail.slice(0, SHOWN_CHARACTERS_MAX).join(""), at + 1));
      return;
    }
    at += known.mark.length;
    yield judgedStructure(known, characters.slice(at, at + known.form.length));
    at += known.form.length;
  }
}

/** @param {Structure} known @param {string[]} characters @returns {Part} */
function judgedStructure({ mark, name, form }, characters) {
  const value = characters.join("");
  const plain = field(mark, name, value);
  if (characters.length < form.length) {
    return judged(plain, problem("length", form.length, characters.length));
  }
  const wrong = wrongCharacter(characters, form);
  if (wrong || !form.startsWith("C")) return judged(plain, wrong);
  if (!Object.hasOwn(CENTURIES, value[0])) {
    return judged(plain, problem("date_year", value.slice(0, 3)));
  }
  const day = ordinalDate(CENTURIES[value[0]] + Number(value.slice(1, 3)), value.slice(3, 6));
  if (typeof day !== "string") return judged(plain, day);
  const clock = value.slice(6);
  if (clock && (Number(clock.slice(0, 2)) > 23 || Number(clock.slice(2)) > 59)) {
    return judged(plain, problem("time", clock));
  }
  const hour = clock ? `T${clock.slice(0, 2)}:${clock.slice(2)}` : "";
  return judged(field(mark, name, value, day + hour));
}

/** @param {string[]} characters @param {string} form */
function wrongCharacter(characters, form) {
  const at = characters.findIndex((each, n) => (
    !(form[n] === "A" ? /^[0-9A-Z]$/ : /^[0-9]$/).test(each)));
  return at < 0 ? null : problem("character", visible(characters[at]), at + 1,
    form[at] === "A" ? "0-9 A-Z" : "0-9");
}
