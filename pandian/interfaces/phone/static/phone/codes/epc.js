// RFID tags read exactly: from hexadecimal or a URI to GS1 fields.   电子标签规则
// Twin of the reading half of pandian/codes/epc/rules.py. Nothing here throws on any text.

import { CSET_82, checkDigit } from "./checks.js";
import { fault } from "./gs1.js";
import { isDigits, part, points, trim } from "./text.js";
import { EPC } from "./words.js";

/**
 * @typedef {import("./types.js").Fault} Fault
 * @typedef {{kind: string, prefix: string, reference: string, serial: string}} Tag
 * @typedef {{tag: Tag|null, faults: Fault[]}} Reading
 * @typedef {{kind: string, bits: number, referenceBits: number[], serialBits: number,
 *   textCharacters: number[]}} Scheme
 */

const TAG = "urn:epc:tag:";
const IDENTITY = "urn:epc:id:";
const PLACES = 7;
const SHOWN_MAX = 40;
const ALLOWED = new Set(CSET_82);
/** @type {Map<string, Scheme>} */
const SCHEMES = new Map();
/** @type {Map<number, string>} */
const HEADERS = new Map();
/** @type {Map<string, {digits: number, serial: boolean}>} */
const KINDS = new Map();

for (const [name, row] of Object.entries(EPC.schemes)) {
  const [kind, header, bits, referenceBits, serialBits, textCharacters] =
    /** @type {[string, number, number, number[], number, number[]]} */ (row);
  SCHEMES.set(name, { kind, bits, referenceBits, serialBits, textCharacters });
  HEADERS.set(header, name);
}
for (const [name, [digits, serial]] of Object.entries(EPC.kinds)) {
  KINDS.set(name, { digits: Number(digits), serial: Boolean(serial) });
}

/** @param {string} text  @returns {boolean} whether it begins as a URI of a tag */
export const isNamed = (text) => part(text, 0, 8).toLowerCase() === "urn:epc:";

/** @param {string} text  @returns {boolean} whether it has form, header and length of a tag */
export function looksLikeTag(text) {
  if (!/^[0-9A-Fa-f]+$/.test(text)) return false;
  const scheme = SCHEMES.get(HEADERS.get(Number.parseInt(text.slice(0, 2), 16)) ?? "");
  return scheme !== undefined && fits(scheme, 4 * text.length);
}

/** @param {number} bits @returns {number} */
const padded = (bits) => Math.ceil(bits / EPC.word_bits) * EPC.word_bits;

/** @param {Scheme} scheme @param {number} size @returns {boolean} */
const fits = (scheme, size) => scheme.bits <= size && size <= padded(scheme.bits);

/** @param {...Fault} faults @returns {Reading} */
const refused = (...faults) => ({ tag: null, faults });

/** @param {Tag|null} tag @param {Fault[]} faults @returns {Reading} */
const unless = (tag, faults) => ({ tag: faults.length ? null : tag, faults });

/**
 * Read a tag from hexadecimal or from a URI.
 * @param {string} text @returns {Reading}
 */
export function readTag(text) {
  const given = trim(text);
  if (!isNamed(given)) return readBits(BigInt(`0x${given}`), 4 * given.length);
  if (part(given, 0, 12).toLowerCase() === TAG) return readTagUri(part(given, 12));
  if (part(given, 0, 11).toLowerCase() === IDENTITY) {
    const [kind, rest] = halves(part(given, 11), ":");
    return readParts(kind, "", rest);
  }
  const [, bits = "", hex = ""] =
    /^urn:epc:raw:([0-9]{1,4})\.x([0-9A-Fa-f]{1,1024})$/.exec(given) ?? [];
  const whole = hex && Math.ceil(Number(bits) / 4) === hex.length;
  return whole ? readBits(BigInt(`0x${hex}`), Number(bits)) : refused(fault("", "not_an_epc"));
}

/** @param {string} text @param {string} mark @returns {[string, string]} */
function halves(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** @param {bigint} value @param {number} size  in bits @returns {Reading} */
function readBits(value, size) {
  const header = size >= EPC.header_bits ? Number(value >> BigInt(size - EPC.header_bits)) : -1;
  const name = HEADERS.get(header) ?? "";
  const scheme = SCHEMES.get(name);
  if (!scheme) {
    const shown = Math.max(header, 0).toString(16).toUpperCase().padStart(2, "0");
    return refused(fault("/header", "header_unknown", shown));
  }
  if (!fits(scheme, size)) {
    return refused(fault("", "tag_length", name, scheme.bits, padded(scheme.bits), size));
  }
  const pad = BigInt(size - scheme.bits);
  const faults = value & ((1n << pad) - 1n) ? [fault("/pad", "pad_not_zero", name)] : [];
  const taken = take(name, scheme, value >> pad);
  return unless(taken.tag, [...faults, ...taken.faults]);
}

/** @param {string} name @param {Scheme} scheme @param {bigint} value @returns {Reading} */
function take(name, scheme, value) {
  let left = scheme.bits - EPC.header_bits - 3;
  const next = (/** @type {number} */ bits) => {
    left -= bits;
    return (value >> BigInt(left)) & ((1n << BigInt(bits)) - 1n);
  };
  const partition = Number(next(3));
  if (partition >= PLACES) return refused(fault("/partition", "partition_wrong", partition));
  const digits = EPC.prefix_digits_max - partition;
  /** @type {Fault[]} */
  const faults = [];
  const prefix = number(next(EPC.prefix_bits[partition]), digits, "prefix", faults);
  const kind = /** @type {{digits: number, serial: boolean}} */ (KINDS.get(scheme.kind));
  const bits = scheme.referenceBits[partition];
  if (!kind.digits) {
    const reference = lastField(name, scheme, next(bits), bits, partition, faults);
    return { tag: { kind: scheme.kind, prefix, reference, serial: "" }, faults };
  }
  const reference = number(next(bits), kind.digits - digits, "reference", faults);
  const serial = kind.serial ? lastField(name, scheme, next(scheme.serialBits),
    scheme.serialBits, partition, faults) : "";
  if (left && next(left)) faults.push(fault("/reserved", "reserved_not_zero", name));
  return { tag: { kind: scheme.kind, prefix, reference, serial }, faults };
}

/** @param {bigint} value @param {number} digits @param {string} what @param {Fault[]} faults */
function number(value, digits, what, faults) {
  if (value >= 10n ** BigInt(digits)) {
    faults.push(fault(`/${what}`, `${what}_overflow`, Number(value), digits));
  }
  return digits ? String(value).padStart(digits, "0") : "";
}

/**
 * Take the last field: a number in short tags, a text in long ones.
 * @param {string} name @param {Scheme} scheme @param {bigint} value @param {number} size
 * @param {number} partition @param {Fault[]} faults @returns {string}
 */
function lastField(name, scheme, value, size, partition, faults) {
  if (!scheme.textCharacters.length) return String(value);
  const most = scheme.textCharacters[partition];
  let text = "";
  for (let n = 0; n < most; n += 1) {
    const code = Number((value >> BigInt(size - EPC.character_bits * (n + 1))) & 0x7fn);
    if (code === 0) break;
    if (!ALLOWED.has(String.fromCharCode(code))) {
      faults.push(fault("/serial", "text_broken", name, n + 1));
      return text;
    }
    text += String.fromCharCode(code);
  }
  const left = BigInt(size - EPC.character_bits * text.length);
  if (value & ((1n << left) - 1n)) {
    faults.push(fault("/serial", "text_broken", name, text.length + 1));
  }
  if (!text) faults.push(fault("/serial", "text_empty", name));
  return text;
}

/** @param {string} rest @returns {Reading} */
function readTagUri(rest) {
  const [name, parts] = halves(rest, ":");
  const scheme = SCHEMES.get(name);
  if (!scheme) {
    return refused(fault("/scheme", "scheme_unknown", part(name, 0, SHOWN_MAX),
      [...SCHEMES.keys()].join(" ")));
  }
  const [filter, tail] = halves(parts, ".");
  const good = /^[0-9]$/.test(filter) && Number(filter) <= EPC.filter_max;
  const faults = good ? [] : [fault("/filter", "filter_wrong", part(filter, 0, SHOWN_MAX))];
  const reading = readParts(scheme.kind, name, tail);
  const more = reading.tag ? unwritable(reading.tag, name, scheme) : [];
  return unless(reading.tag, [...faults, ...reading.faults, ...more]);
}

/**
 * Read prefix, reference and serial of a URI; only the last part may hold dots.
 * @param {string} kind @param {string} scheme @param {string} rest @returns {Reading}
 */
function readParts(kind, scheme, rest) {
  const known = KINDS.get(kind);
  if (!known) {
    return refused(fault("/scheme", "scheme_unknown", part(kind, 0, SHOWN_MAX),
      [...KINDS.keys()].join(" ")));
  }
  const wanted = known.serial ? 3 : 2;
  const pieces = rest.split(".");
  if (pieces.length < wanted) {
    const shape = known.serial ? "prefix.reference.serial" : "prefix.reference";
    return refused(fault("", "uri_shape", scheme || kind, shape));
  }
  const parts = [...pieces.slice(0, wanted - 1), pieces.slice(wanted - 1).join(".")];
  /** @type {Fault[]} */
  const faults = [];
  if (known.serial || !known.digits) {
    parts[wanted - 1] = unescaped(parts[wanted - 1], faults);
  }
  const [prefix, reference, serial = ""] = parts;
  const tag = { kind, prefix, reference, serial };
  faults.push(...misshapen(tag, known));
  return unless(tag, faults);
}

/** @param {string} text @param {Fault[]} faults @returns {string} */
function unescaped(text, faults) {
  const characters = points(text);
  let answer = "";
  for (let at = 0; at < characters.length;) {
    const three = characters.slice(at, at + 3).join("");
    const code = /^%([0-9A-Fa-f]{2})$/.exec(three)?.[1];
    const each = code ? String.fromCharCode(Number.parseInt(code, 16)) : characters[at];
    const escaped = EPC.escaped.includes(each);
    if (code ? !escaped : !ALLOWED.has(each) || escaped) {
      faults.push(fault("/serial", "uri_escape", "URI", at + 1, three));
      return answer || "0";
    }
    answer += each;
    at += code ? 3 : 1;
  }
  return answer;
}

/**
 * Return what is wrong with the parts of a tag whatever the scheme.
 * @param {Tag} tag @param {{digits: number, serial: boolean}} kind @returns {Fault[]}
 */
function misshapen(tag, kind) {
  const faults = [];
  const { prefix_digits_min: least, prefix_digits_max: most } = EPC;
  const sound = isDigits(tag.prefix) && tag.prefix.length >= least && tag.prefix.length <= most;
  if (!sound) faults.push(fault("/prefix", "prefix_digits", part(tag.prefix, 0, SHOWN_MAX)));
  if (kind.digits && sound) {
    const wanted = kind.digits - tag.prefix.length;
    const digits = isDigits(tag.reference) || (wanted === 0 && !tag.reference);
    if (!digits || tag.reference.length !== wanted) {
      faults.push(
        fault("/reference", "reference_digits", part(tag.reference, 0, SHOWN_MAX), wanted));
    }
  }
  if (kind.serial && !tag.serial) faults.push(fault("/serial", "serial_missing", tag.kind));
  if (!kind.digits && !tag.reference) {
    faults.push(fault("/reference", "serial_missing", tag.kind));
  }
  const last = kind.serial ? tag.serial : kind.digits ? "" : tag.reference;
  if (points(last).some((each) => !ALLOWED.has(each))) {
    faults.push(fault("/serial", "not_encodable", part(last, 0, SHOWN_MAX), "CSET 82"));
  }
  return faults;
}

/**
 * Return why a sound tag cannot be written in a scheme.
 * @param {Tag} tag @param {string} name @param {Scheme} scheme @returns {Fault[]}
 */
function unwritable(tag, name, scheme) {
  const kind = /** @type {{digits: number, serial: boolean}} */ (KINDS.get(tag.kind));
  if (kind.digits && !kind.serial) return [];
  const partition = EPC.prefix_digits_max - tag.prefix.length;
  const last = kind.digits ? tag.serial : tag.reference;
  const size = kind.digits ? scheme.serialBits : scheme.referenceBits[partition];
  const why = unfit(last, size, scheme.textCharacters[partition] ?? 0);
  return why ? [fault("/serial", "not_encodable", last.slice(0, 60), `${name} ${why}`)] : [];
}

/** @param {string} last @param {number} size @param {number} most @returns {string} */
function unfit(last, size, most) {
  if (most) return last.length > most ? `> ${most}` : "";
  if (!isDigits(last)) return "0-9";
  if (last[0] === "0" && last !== "0") return "0...";
  const limit = 1n << BigInt(size);
  return last.length > size || BigInt(last) >= limit ? `> ${limit - 1n}` : "";
}

/**
 * Return the application identifiers and values that a barcode of the same thing holds.
 * @param {Tag} tag @returns {[string, string][]}
 */
export function elementsOf(tag) {
  if (tag.kind === "giai") return [["8004", tag.prefix + tag.reference]];
  const trade = tag.kind === "sgtin" || tag.kind === "sscc";
  const body = trade ? tag.reference[0] + tag.prefix + tag.reference.slice(1)
    : tag.prefix + tag.reference;
  const key = `${body}${checkDigit(body)}`;
  if (tag.kind === "sgtin") return [["01", key], ["21", tag.serial]];
  if (tag.kind === "sscc") return [["00", key]];
  if (tag.kind === "grai") return [["8003", `0${key}${tag.serial}`]];
  return tag.serial === "0" ? [["414", key]] : [["414", key], ["254", tag.serial]];
}
