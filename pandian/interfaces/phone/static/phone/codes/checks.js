// The checks that a component of a field must pass, by the names of the GS1 dictionary.  字段校验
// Twin of pandian/codes/gs1/checks. Each check takes the component (length and alphabet are right
// already) and the year that decides the century; it returns what is wrong, or null.

import { LISTS } from "./table.js";
import { isDigits } from "./text.js";

/**
 * Why one check failed: a code of FAULTS and what its sentence needs.
 * @typedef {{code: string, params: (string|number)[]}} Problem
 * @typedef {(text: string, year: number) => Problem|null} Check
 * @typedef {{characters: Set<string>, shown: string}} Alphabet
 */

export const DIGITS = "0123456789";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
export const CSET_82 = `!"%&'()*+,-./${DIGITS}:;<=>?${UPPER}_${LOWER}`;
const CSET_39 = `#-/${DIGITS}${UPPER}`;
const CSET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CSET_64 = `-${DIGITS}${UPPER}_${LOWER}=`;
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73,
  79, 83];
const PREFIX_DIGITS_MIN = 4;
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @type {Record<string, Alphabet>} */
export const ALPHABETS = {
  N: { characters: new Set(DIGITS), shown: "0-9" },
  X: { characters: new Set(CSET_82), shown: "CSET 82" },
  Y: { characters: new Set(CSET_39), shown: "CSET 39" },
  Z: { characters: new Set(CSET_64), shown: "CSET 64" },
};

/** @type {Record<string, Set<string>>} */
const LISTED = Object.fromEntries(Object.entries(LISTS).map(
  ([name, lines]) => [name, new Set(lines.join(" ").split(" "))]));

/** @param {string} code @param {...(string|number)} params @returns {Problem} */
export const problem = (code, ...params) => ({ code, params });

/**
 * Return the check digit that belongs after these digits (weights 3, 1, 3... from the right).
 * @param {string} digits @returns {number}
 */
export function checkDigit(digits) {
  let sum = 0;
  for (let n = 0; n < digits.length; n += 1) {
    sum += Number(digits[digits.length - 1 - n]) * (n % 2 ? 1 : 3);
  }
  return (10 - (sum % 10)) % 10;
}

/**
 * Return the two check characters of a model number, by primes modulo 1021.
 * @param {string} text @returns {string}
 */
export function checkPair(text) {
  let total = 0;
  for (let n = 0; n < text.length; n += 1) {
    total += CSET_82.indexOf(text[text.length - 1 - n]) * PRIMES[n];
  }
  total %= 1021;
  return CSET_32[total >> 5] + CSET_32[total & 31];
}

/**
 * Return the full year of a two-digit one, in the window that slides with `year`.
 * @param {number} yy @param {number} year @returns {number}
 */
export function century(yy, year) {
  const ahead = yy - (year % 100);
  const shift = ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0;
  return year - (year % 100) + yy + shift;
}

/** @param {number} year @param {number} month 1 to 12 @returns {number} its days */
export function daysOf(year, month) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : MONTHS[month - 1];
}

/**
 * Return the ISO text of a date, or what is wrong with it; day 00 is the last where allowed.
 * @param {number} year @param {string} month @param {string} day @param {boolean} dayZero
 * @returns {string|Problem}
 */
export function calendarDate(year, month, day, dayZero) {
  if (!(year >= 1 && year <= 9999)) return problem("date_year", year);
  if (!(Number(month) >= 1 && Number(month) <= 12)) return problem("date_month", month);
  const last = daysOf(year, Number(month));
  const head = `${String(year).padStart(4, "0")}-${month}`;
  if (day === "00") return dayZero ? `${head}-${last}` : problem("date_day_zero");
  return Number(day) > last ? problem("date_day", day, head) : `${head}-${day}`;
}

/**
 * Return the ISO text of a day of the year, 001 to 365 or 366, or what is wrong with it.
 * @param {number} year @param {string} day @returns {string|Problem}
 */
export function ordinalDate(year, day) {
  if (!(year >= 1 && year <= 9999)) return problem("date_year", year);
  const shown = String(year).padStart(4, "0");
  let left = Number(day);
  for (let month = 1; left >= 1 && month <= 12; month += 1) {
    const days = daysOf(year, month);
    if (left <= days) {
      return `${shown}-${String(month).padStart(2, "0")}-${String(left).padStart(2, "0")}`;
    }
    left -= days;
  }
  return problem("date_day", day, shown);
}

/**
 * Read six digits YYMMDD.
 * @param {string} text @param {number} year @param {boolean} [dayZero] @returns {string|Problem}
 */
export function aiDate(text, year, dayZero = true) {
  const full = century(Number(text.slice(0, 2)), year);
  return calendarDate(full, text.slice(2, 4), text.slice(4, 6), dayZero);
}

/** @param {string|Problem} found @returns {Problem|null} */
const onlyProblem = (found) => (typeof found === "string" ? null : found);

/** @param {number} at @returns {Check} */
const prefix = (at) => (text) => {
  const head = text.slice(at, at + PREFIX_DIGITS_MIN);
  return head.length === PREFIX_DIGITS_MIN && isDigits(head) ? null : problem("company_prefix");
};

/** @param {...number} limits @returns {Check} */
const clock = (...limits) => (text) => {
  const good = limits.every((limit, n) => Number(text.slice(2 * n, 2 * n + 2)) < limit);
  return good ? null : problem("time", text);
};

/** @param {string} name @param {string} [also] @returns {Check} */
const listed = (name, also = "") => (text) => (
  LISTED[name].has(text) || text === also ? null : problem("not_listed", text, name));

/** @param {string} characters @returns {Check} */
const oneOf = (characters) => (text) => (
  [...text].every((c) => characters.includes(c))
    ? null : problem("not_listed", text, [...characters].join(" ")));

/** @param {number} limit @param {string} shown @returns {Check} */
const span = (limit, shown) => (text) => (
  Number(text) <= limit ? null : problem("out_of_range", text, shown));

/** @param {string} text */
function iban(text) {
  if (!/^[A-Z]{2}[0-9]{2}[0-9A-Z]{1,30}$/.test(text)) return problem("iban");
  let rest = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1 ? null : problem("iban");
}

/** @param {string} text */
function position(text) {
  const good = text[1] === "/" && isDigits(text[0] + text[2])
    && Number(text[0]) >= 1 && Number(text[0]) <= Number(text[2]);
  return good ? null : problem("piece_of_total", text);
}

/** @param {string} text */
function csum(text) {
  const right = checkDigit(text.slice(0, -1));
  return Number(text.slice(-1)) === right ? null : problem("check_digit", text.slice(-1), right);
}

/** @param {string} text */
function csumalpha(text) {
  if (text.length < 3) return problem("length", "3..25", text.length);
  const right = checkPair(text.slice(0, -2));
  return text.slice(-2) === right ? null : problem("check_pair", text.slice(-2), right);
}

/** @param {string} text */
function pieceOfTotal(text) {
  const [piece, total] = [Number(text.slice(0, 2)), Number(text.slice(2))];
  return piece >= 1 && piece <= total ? null : problem("piece_of_total", text);
}

const IMPORTER = `-${DIGITS}${UPPER}_${LOWER}`;
const BROKEN_PERCENT = /%(?![0-9A-Fa-f]{2})[^\n]{0,2}/gu;

/** @param {string} text  @returns {string[]} the percent codes that are not whole */
export const brokenPercents = (text) => text.match(BROKEN_PERCENT) ?? [];

/** @type {Record<string, Check>} every check by its name in the dictionary */
export const CHECKS = {
  csum,
  csumalpha,
  gcppos1: prefix(0),
  gcppos2: prefix(1),
  yymmd0: (text, year) => onlyProblem(aiDate(text, year)),
  yymmdd: (text, year) => onlyProblem(aiDate(text, year, false)),
  yyyymmdd: (text) => onlyProblem(
    calendarDate(Number(text.slice(0, 4)), text.slice(4, 6), text.slice(6), false)),
  hh: clock(24),
  hhmi: clock(24, 60),
  mi: clock(60),
  ss: clock(60),
  iso3166: listed("iso3166"),
  iso3166999: listed("iso3166", "999"),
  iso3166alpha2: listed("iso3166alpha2"),
  iso4217: listed("iso4217"),
  mediatype: listed("mediatype"),
  iso5218: oneOf("0129"),
  yesno: oneOf("01"),
  winding: oneOf("019"),
  hyphen: oneOf("-"),
  packagetype: oneOf(DIGITS + UPPER),
  importeridx: oneOf(IMPORTER),
  couponcode: oneOf(DIGITS),
  couponposoffer: oneOf(DIGITS),
  pieceoftotal: pieceOfTotal,
  posinseqslash: position,
  zero: (text) => (/[^0]/.test(text) ? problem("must_be_zero", text) : null),
  nonzero: (text) => (/[^0]/.test(text) ? null : problem("may_not_be_zero")),
  nozeroprefix: (text) => (
    text.length > 1 && text[0] === "0" ? problem("leading_zero", text) : null),
  hasnondigit: (text) => (isDigits(text) ? problem("needs_letter") : null),
  pcenc: (text) => {
    const [broken] = brokenPercents(text);
    return broken === undefined ? null : problem("percent_encoding", broken);
  },
  latitude: span(1_800_000_000, "0..1800000000"),
  longitude: span(3_600_000_000, "0..3600000000"),
  iban,
};
