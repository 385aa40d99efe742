// Our own codes: `PD:B:<site>.<place>`, `PD:C:UNDO`.   自用码规则
// Twin of pandian/codes/own/rules.py.

import { field, found } from "./found.js";
import { fault } from "./gs1.js";
import { isPrintable, part, points, shown, size } from "./text.js";
import { OWN } from "./words.js";

/**
 * @typedef {import("./found.js").Found} Found
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./types.js").Fault} Fault
 */

const SHOWN_MAX = 40;
const KINDS = /** @type {Record<string, string>} */ (OWN.kinds);

/**
 * Read a code of ours; null without our prefix.
 * @param {string} text @returns {Found|null}
 */
export function readOwn(text) {
  const length = OWN.prefix.length;
  if (part(text, 0, length).toUpperCase() !== OWN.prefix) return null;
  const tail = part(text, length);
  const colon = tail.indexOf(":");
  const letter = colon < 0 ? tail : tail.slice(0, colon);
  const mark = letter.toUpperCase();
  if (colon < 0 || !Object.hasOwn(KINDS, mark)) {
    return found([field("", "unknown", tail)], {
      faults: [fault("/fields/0", "unknown_ai", part(letter, 0, SHOWN_MAX), length + 1)] });
  }
  const fields = fieldsOf(mark, KINDS[mark], tail.slice(colon + 1));
  const faults = faultsOf(fields, text);
  const key = faults.length ? null
    : `${OWN.prefix}${mark}:${fields.map((each) => each.value).join(".")}`;
  return found(fields, { faults, key, scheme: key ? "own" : null });
}

/** @param {string} mark @param {string} kind @param {string} body @returns {Field[]} */
function fieldsOf(mark, kind, body) {
  if (kind !== "place") {
    return [field(mark, kind, kind === "command" ? body.toUpperCase() : body)];
  }
  const dot = body.indexOf(".");
  const [site, place] = dot < 0 ? [body, ""] : [body.slice(0, dot), body.slice(dot + 1)];
  return [field(mark, "site", site), field(mark, "place", place)];
}

/** @param {Field[]} fields @param {string} text @returns {Fault[]} */
function faultsOf(fields, text) {
  const faults = fields.flatMap((each, n) => (each.value ? []
    : [fault(`/fields/${n}`, "length", `${OWN.prefix}${each.ai} ${each.name}`, "1..", 0)]));
  const length = size(text);
  if (length > OWN.characters_max) {
    faults.push(fault("", "text_too_long", OWN.characters_max, length));
  }
  const wrong = points(text).filter((each) => !isPrintable(each));
  if (wrong.length) faults.push(fault("", "control_character", shown(wrong)));
  const command = fields.find((each) => each.name === "command")?.value;
  if (command && !OWN.commands.includes(command)) {
    faults.push(fault("/fields/0", "not_listed", `${OWN.prefix}C`, part(command, 0, SHOWN_MAX),
      OWN.commands.join(" ")));
  }
  return faults;
}
