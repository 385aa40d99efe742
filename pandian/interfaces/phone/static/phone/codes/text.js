// Texts as Python sees them: counted in code points, with its idea of white space.   文本
// The rooms of pandian/codes are twins of these modules: what differs between the two languages
// is settled here, so that both give one verdict.

/** What Python's `str.isspace` is true for, to stand inside the brackets of an expression. */
export const SPACE_CLASS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f"
  + "\\u205f\\u3000";
/** Digits that are no decimals (superscripts, circled...): `str.isdigit` is true for them. */
const ODD_DIGIT = new RegExp("[\\u00b2\\u00b3\\u00b9\\u1369-\\u1371\\u19da\\u2070\\u2074-\\u2079"
  + "\\u2080-\\u2089\\u2460-\\u2468\\u2474-\\u247c\\u2488-\\u2490\\u24ea\\u24f5-\\u24fd\\u24ff"
  + "\\u2776-\\u277e\\u2780-\\u2788\\u278a-\\u2792\\u{10a40}-\\u{10a43}\\u{10e60}-\\u{10e68}"
  + "\\u{11052}-\\u{1105a}\\u{1f100}-\\u{1f10a}]", "u");
const SURROGATE = /[\ud800-\udfff]/;
const ONLY_SPACE = new RegExp(`^[${SPACE_CLASS}]*$`);
const OUTER_SPACE = new RegExp(`^[${SPACE_CLASS}]+|[${SPACE_CLASS}]+$`, "g");
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/g;

/** @param {string} text  @returns {string[]} its code points, each a text */
export const points = (text) => (SURROGATE.test(text) ? Array.from(text) : text.split(""));

/** @param {string} text  @returns {number} how many code points it has */
export const size = (text) => (SURROGATE.test(text) ? Array.from(text).length : text.length);

/**
 * Cut a text by code points, as `text[from:to]` does.
 * @param {string} text @param {number} from @param {number} [to] @returns {string}
 */
export function part(text, from, to) {
  return SURROGATE.test(text) ? Array.from(text).slice(from, to).join("") : text.slice(from, to);
}

/** @param {string} text  @returns {boolean} whether it is one or more of the digits 0 to 9 */
export const isDigits = (text) => /^[0-9]+$/.test(text);

/** @param {string} character  @returns {boolean} whether any script calls it a digit */
export const isAnyDigit = (character) => /^\p{Nd}/u.test(character) || ODD_DIGIT.test(character);

/** @param {string} text  @returns {boolean} whether it is empty or only white space */
export const isBlank = (text) => ONLY_SPACE.test(text);

/**
 * Take all leading and trailing characters of a set off a text.
 * @param {string} text @param {string} characters @returns {string}
 */
export function strip(text, characters) {
  let from = 0;
  let to = text.length;
  while (from < to && characters.includes(text[from])) from += 1;
  while (to > from && characters.includes(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

/** @param {string} text  @returns {string} with full-width letters and digits made half-width */
export const halfWidth = (text) => text.replace(FULL_WIDTH, (character) => (
  character === "\u3000" ? " " : String.fromCharCode(character.charCodeAt(0) - 0xfee0)));

/**
 * Show a character so that a person can see it: `#`, `␠`, `U+001D`.
 * @param {string} character @returns {string}
 */
export function visible(character) {
  if (character === " ") return "␠";
  if (isPrintable(character)) return character;
  const code = /** @type {number} */ (character.codePointAt(0));
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** @param {string} character  @returns {boolean} whether a person can see it */
export const isPrintable = (character) => (
  character === " " || !/[\p{C}\p{Z}]/u.test(character));

/**
 * Take white space off both ends, as `str.strip` does.
 * @param {string} text @returns {string}
 */
export const trim = (text) => text.replace(OUTER_SPACE, "");

/** @param {string[]} characters  @returns {string} each one once, made visible */
export const shown = (characters) => [...new Set(characters.map(visible))].join(" ");

/**
 * Decode percent codes as UTF-8; broken ones stay, bytes that are no UTF-8 become U+FFFD.
 * @param {string} text @returns {string}
 */
export function unquote(text) {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split("%"), (pair) => Number.parseInt(pair, 16));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  });
}
