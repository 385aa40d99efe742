// HIBC labels: primary, secondary, combined, linked pairs.   HIBC 规则
// Twin of pandian/codes/hibc/rules.py. A label is never trimmed: its last character is its check
// character, and that may be a space. Nothing here throws on any text.

import { calendarDate, century, ordinalDate, problem } from "./checks.js";
import { faultAt, field, found, judged } from "./found.js";
import { SHOWN_CHARACTERS_MAX, fault } from "./gs1.js";
import { isDigits, part, points, shown, size, visible } from "./text.js";
import { HIBC } from "./words.js";

/**
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./found.js").Part} Part
 * @typedef {import("./checks.js").Problem} Problem
 */

const WEIGHTS = new Map([...HIBC.characters].map((character, n) => [character, n]));
const PRIMARY = /^\+[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9](?:\/.+)?.$/su;
const LINKED = /^\+(?:[$]|[0-9]{5})/;
const FORMS = /** @type {Record<string, string>} */ (HIBC.date_flags);
const QUANTITIES = /** @type {Record<string, number>} */ (HIBC.quantity_flags);

/**
 * Return the check character that belongs after a text of the 43.
 * @param {string} text @returns {string}
 */
function checkCharacter(text) {
  const sum = [...text].reduce((total, each) => total + (WEIGHTS.get(each) ?? 0), 0);
  return HIBC.characters[sum % HIBC.characters.length];
}

/** @param {string} text  @returns {boolean} whether it means to be a HIBC label, right or wrong */
export function isMarked(text) {
  const upper = text.toUpperCase();
  return upper.startsWith("+$") || PRIMARY.test(upper) || seams(text).length > 0;
}

/**
 * Read one label, or the two of a linked pair behind each other; null when it is no label.
 * @param {string} text @param {number} year @returns {Found|null}
 */
export function readHibc(text, year) {
  const length = size(text);
  if (length < 3 || length > HIBC.characters_max || text[0] !== "+") return null;
  const single = readSingle(text, year);
  const [at] = single.faults.length ? seams(text) : [];
  return at === undefined ? single
    : pair(readSingle(text.slice(0, at), year), readSingle(text.slice(at), year));
}

/** @param {string} text  @returns {number[]} where a sound secondary label begins */
function seams(text) {
  const places = [];
  for (let at = text.indexOf("+", 8); at >= 8 && at < text.length - 3;
    at = text.indexOf("+", at + 1)) {
    const tail = text.slice(at);
    if (isSound(text.slice(0, at)) && isSound(tail) && LINKED.test(tail)) places.push(at);
  }
  return places;
}

/** @param {string} text @returns {boolean} */
const isSound = (text) => [...text].every((each) => WEIGHTS.has(each))
  && checkCharacter(text.slice(0, -1)) === text.slice(-1);

/**
 * Join a primary label and its secondary one; the link must be the primary's check character.
 * @param {Found} primary @param {Found} secondary @returns {Found}
 */
export function pair(primary, secondary) {
  const valued = (/** @type {Found} */ from, /** @type {string} */ name) => (
    from.fields.find((each) => each.name === name)?.value ?? "");
  const [check, link] = [valued(primary, "check"), valued(secondary, "link")];
  const shift = primary.fields.length;
  const faults = [...primary.faults, ...secondary.faults.map((each) => (
    { ...each, pointer: shifted(each.pointer, shift) }))];
  if (check !== link) {
    const at = Math.max(0, secondary.fields.findIndex((each) => each.name === "link"));
    faults.push(fault(`/fields/${shift + at}`, "link_character", shownOne(link), shownOne(check)));
  }
  const doubts = new Set([...primary.suspicions, ...secondary.suspicions]);
  doubts.delete("item_missing");
  return found([...primary.fields, ...secondary.fields], { faults, suspicions: [...doubts],
    key: primary.key, scheme: primary.scheme });
}

/** @param {string} text  @returns {string} as a person can see it, also where there is nothing */
const shownOne = (text) => (text ? visible(text) : "");

/** @param {string} pointer @param {number} by @returns {string} */
function shifted(pointer, by) {
  const at = pointer.lastIndexOf("/") + 1;
  return pointer.slice(0, at) + (Number(pointer.slice(at)) + by);
}

/** @param {string} text @param {number} year @returns {Found} */
function readSingle(text, year) {
  const characters = points(text);
  const foreign = characters.filter((each) => !WEIGHTS.has(each));
  if (foreign.length) {
    const at = characters.indexOf(foreign[0]) + 1;
    return found([field("+", "unknown", part(text, 1))], {
      faults: [fault("/fields/0", "character", "HIBC", shown(foreign), at, HIBC.shown)] });
  }
  const [body, check] = [text.slice(1, -1), text.slice(-1)];
  const right = checkCharacter(text.slice(0, -1));
  const last = judged(field("", "check", check),
    check === right ? null : problem("check_digit", visible(check), visible(right)));
  if (/^[A-Z]/.test(body)) return assembled(text, [...primaryParts(body, year), last]);
  const link = judged(field("", "link", body.slice(-1)));
  return assembled(text, [...segment(body.slice(0, -1), year), link, last]);
}

/** @param {string} text @param {Part[]} parts @returns {Found} */
function assembled(text, parts) {
  const fields = parts.map((each) => each.field);
  const faults = parts.flatMap(({ field: each, problems }, n) => problems.map((wrong) => (
    wrong.code === "unknown_ai"
      ? fault(`/fields/${n}`, wrong.code, each.value.slice(0, SHOWN_CHARACTERS_MAX),
        text.indexOf(each.value, 1) + 1)
      : faultAt(wrong, `/fields/${n}`, `HIBC ${each.ai || each.name}`))));
  if (fields[0].name !== "labeler") return found(fields, { faults, suspicions: ["item_missing"] });
  const spoilt = parts.slice(0, 3).some((each) => each.problems.length);
  const key = spoilt ? null : fields.slice(0, 3).map((each) => each.value).join("");
  return found(fields, { faults, key, scheme: key ? "hibcc" : null });
}

/** @param {string} body @param {number} year @returns {Part[]} */
function primaryParts(body, year) {
  const [head, ...segments] = body.split("/");
  const letters = HIBC.labeler_characters;
  const [labeler, product] = [head.slice(0, letters), head.slice(letters, -1)];
  const unit = head.slice(letters).slice(-1);
  const wrong = isDigits(unit) ? null
    : unit ? problem("character", visible(unit), 1, "0-9") : problem("length", "1", 0);
  return [
    judged(field("+", "labeler", labeler), alphanumeric(labeler, letters)),
    judged(field("", "product", product), alphanumeric(product, HIBC.product_characters_max)),
    judged(field("", "unit_of_measure", unit), wrong),
    ...segments.flatMap((each) => segment(each, year))];
}

/** @param {string} text @param {number} most @returns {Problem|null} */
function alphanumeric(text, most) {
  if (!text) return problem("length", `1..${most}`, 0);
  if (text.length > most) return problem("too_long", most, text.length);
  const at = text.search(/[^0-9A-Z]/);
  return at < 0 ? null : problem("character", visible(text[at]), at + 1, "0-9 A-Z");
}

/**
 * Return the fields of one segment: dates and quantity before lot or serial, as flagged.
 * @param {string} text @param {number} year @returns {Part[]}
 */
function segment(text, year) {
  const mark = text.slice(0, 3);
  if (mark === "16D") return [dated(mark, "made_on", text.slice(3), HIBC.long, year)];
  if (mark === "14D") return [dated(mark, "expires_on", text.slice(3), HIBC.long, year)];
  if (text[0] === "$") return flagged(text, year);
  if (text[0] === "S") return [worded("S", "serial", text.slice(1))];
  if (text[0] === "Q") {
    const most = HIBC.quantity_digits_max;
    const good = isDigits(text.slice(1)) && text.length <= most + 1;
    return [judged(field("Q", "quantity", text.slice(1)),
      good ? null : problem("length", `1..${most}`, text.length - 1))];
  }
  if (/^[0-9]{5}/.test(text)) {
    return [dated("", "expires_on", text.slice(0, 5), HIBC.ordinal, year),
      ...rest("", "lot", text.slice(5))];
  }
  return [judged(field("", "unknown", text), problem("unknown_ai"))];
}

/** @param {string} text @param {number} year @returns {Part[]} */
function flagged(text, year) {
  let [, flag, plus, left] = /** @type {RegExpExecArray} */ (/^(\$\$?)(\+?)(.*)$/s.exec(text));
  const name = plus ? "serial" : "lot";
  flag += plus;
  if (!flag.startsWith("$$")) return [worded(flag, name, left)];
  /** @type {Part[]} */
  const parts = [];
  const digits = QUANTITIES[left[0]];
  if (digits !== undefined) {
    const number = left.slice(1, 1 + digits);
    const good = isDigits(number) && number.length === digits;
    parts.push(judged(field(flag + left[0], "quantity", number),
      good ? null : problem("length", digits, number.length)));
    left = left.slice(1 + digits);
    if (!left) return parts;
  }
  let form = FORMS[left[0]];
  if (form === undefined) form = HIBC.month;
  else [flag, left] = [flag + left[0], left.slice(1)];
  if (form) parts.push(dated(flag, "expires_on", left.slice(0, form.length), form, year));
  return [...parts, ...rest(flag, name, left.slice(form.length))];
}

/** @param {string} flag @param {string} name @param {string} text @returns {Part[]} */
const rest = (flag, name, text) => (text ? [worded(flag, name, text)] : []);

/** @param {string} flag @param {string} name @param {string} text @returns {Part} */
function worded(flag, name, text) {
  const most = HIBC.lot_characters_max;
  return judged(field(flag, name, text), !text ? problem("length", `1..${most}`, 0)
    : text.length > most ? problem("too_long", most, text.length) : null);
}

/**
 * @param {string} flag @param {string} name @param {string} text @param {string} form
 * @param {number} year @returns {Part}
 */
function dated(flag, name, text, form, year) {
  const wrong = (/** @type {Problem} */ why) => judged(field(flag, name, text), why);
  if (text.length !== form.length) return wrong(problem("length", form.length, text.length));
  const at = text.search(/[^0-9]/);
  if (at >= 0) return wrong(problem("character", visible(text[at]), at + 1, "0-9"));
  const digits = (/** @type {string} */ letter) => (
    [...text].filter((_, n) => form[n] === letter).join(""));
  const [written, day, hour] = [digits("Y"), digits("J"), digits("H")];
  const full = written.length === 4 ? Number(written) : century(Number(written), year);
  const meant = day ? ordinalDate(full, day)
    : calendarDate(full, digits("M"), digits("D") || "00", form === HIBC.month);
  if (typeof meant !== "string") return wrong(meant);
  if (Number(hour) > 23) return wrong(problem("time", hour));
  return judged(field(flag, name, text, meant + (hour ? `T${hour}` : "")));
}
