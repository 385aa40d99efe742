// MA codes cut at their dots.   MA 码规则
// Twin of pandian/codes/ma/rules.py. The check character is its issuer's: read, never verified.

import { aiDate, calendarDate, problem } from "./checks.js";
import { faultAt, field, found, judged, repeats } from "./found.js";
import { SHOWN_CHARACTERS_MAX } from "./gs1.js";
import { isDigits, part, points, size, visible } from "./text.js";
import { MA } from "./words.js";

/**
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./found.js").Part} Part
 * @typedef {import("./checks.js").Problem} Problem
 */

const MARKED = /^MA\.[0-9]{3}(?:\.|\n?$)/;
const MARKS = /** @type {Record<string, string>} */ (MA.marks);

/**
 * Read an MA code; null when the text does not begin as one.
 * @param {string} text @param {number} year @returns {Found|null}
 */
export function readMa(text, year) {
  if (!MARKED.test(text)) return null;
  const pieces = text.split(".");
  const head = pieces.slice(0, MA.identifier_parts);
  const parts = [identifier(head)];
  let at = size(head.join(".")) + 2;
  for (const piece of pieces.slice(MA.identifier_parts)) {
    parts.push(marked(piece, at, year));
    at += size(piece) + 1;
  }
  const fields = parts.map((each) => each.field);
  const faults = parts.flatMap(({ field: each, problems }, n) => problems.map((wrong) => (
    faultAt(wrong, `/fields/${n}`, `MA ${each.ai || each.name}`))));
  const sound = !parts[0].problems.length;
  return found(fields, {
    faults: [...faults, ...repeats(fields, (each) => each.ai, "MA")],
    suspicions: fields.some((each) => each.name === "check") ? ["check_unverifiable"] : [],
    key: sound ? fields[0].value : null, scheme: sound ? "ma" : null });
}

/** @param {string[]} head @returns {Part} */
function identifier(head) {
  const plain = field("", "identifier", head.join("."));
  const filled = head.filter(Boolean).length;
  return judged(plain, filled < MA.identifier_parts
    ? problem("identifier_incomplete", filled, MA.identifier_parts)
    : textProblem(plain.value.replaceAll(".", ""), MA.identifier_parts));
}

/** @param {string} text @param {number} [times] @returns {Problem|null} */
function textProblem(text, times = 1) {
  const most = MA.part_characters_max * times;
  const characters = points(text);
  if (!text) return problem("length", `1..${MA.part_characters_max}`, 0);
  if (characters.length > most) return problem("too_long", most, characters.length);
  const at = characters.findIndex((each) => !/^[!-~]$/.test(each));
  return at < 0 ? null : problem("character", visible(characters[at]), at + 1, "ASCII");
}

/** @param {string} piece @param {number} at @param {number} year @returns {Part} */
function marked(piece, at, year) {
  const [mark, value] = [part(piece, 0, 1), part(piece, 1)];
  if (!Object.hasOwn(MARKS, mark)) {
    return judged(field("", "unknown", piece),
      problem("unknown_ai", part(piece, 0, SHOWN_CHARACTERS_MAX), at));
  }
  const name = MARKS[mark];
  if (!MA.dates.includes(name)) return judged(field(mark, name, value), textProblem(value));
  const meant = day(value, year);
  return typeof meant === "string" ? judged(field(mark, name, value, meant))
    : judged(field(mark, name, value), meant);
}

/** @param {string} value @param {number} year @returns {string|Problem} */
function day(value, year) {
  if (!isDigits(value) || !MA.date_digits.includes(value.length)) {
    return problem("length", MA.date_digits.join(" | "), size(value));
  }
  return value.length === 6 ? aiDate(value, year, false)
    : calendarDate(Number(value.slice(0, 4)), value.slice(4, 6), value.slice(6), false);
}
