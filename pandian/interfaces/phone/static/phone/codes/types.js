// The shapes that a verdict is made of; the same as what `pandian codes parse` prints.   判定的形状

/**
 * One field, in the order in which it was printed. `meant` says what the value means where that
 * differs from what is written: an ISO date or instant, or a measure with its decimal point.
 * @typedef {{ai: string, name: string, value: string, meant: string}} Field
 */
/**
 * One thing that is wrong; `params` fill the sentence of its code.
 * @typedef {{pointer: string, code: string, params: (string|number)[]}} Fault
 */
/**
 * A fault in both languages.
 * @typedef {Fault & {zh: string, en: string}} Reason
 */
/**
 * What a raw text is, and everything that is wrong or doubtful about it. `candidates` are the
 * other ways in which it could be cut if a separator was lost, likeliest first; `others` are the
 * carriers that the text would also have fitted.
 * @typedef {object} Verdict
 * @property {string} raw
 * @property {string} carrier
 * @property {string|null} symbology
 * @property {Field[]} fields
 * @property {string|null} gtin  14 digits
 * @property {string|null} lot
 * @property {string|null} serial
 * @property {string|null} expires_on  ISO date
 * @property {string|null} made_on  ISO date
 * @property {number|null} quantity  the count that the label states
 * @property {string[]} suspicions
 * @property {Field[][]} candidates
 * @property {string[]} others
 * @property {string|null} key  what the text identifies: an item, a logistic unit, a place...
 * @property {string|null} scheme  whose number the key is
 * @property {string} taken  the attempt that read a text whose symbology says nothing
 * @property {{zh: string, en: string}} carrier_name
 * @property {string|null} issuer  of device identifiers
 * @property {string|null} di  the device identifier
 * @property {{lot: string|null, serial: string|null, made_on: string|null,
 *   expires_on: string|null}|null} pi  the production identifier
 * @property {boolean} accepted
 * @property {"valid"|"warned"|"refused"} verdict
 * @property {Reason[]} reasons
 */
/**
 * A verdict before its sentences: what the readers pass on to one another.
 * @typedef {Omit<Verdict, "carrier_name"|"issuer"|"di"|"pi"|"accepted"|"verdict"|"reasons">
 *   & {faults: Fault[]}} Opinion
 */
/**
 * One field as cut from the text. `ai` is empty where no identifier is known; `at` counts from 1.
 * @typedef {{ai: string, value: string, at: number, separated: boolean, crowded: boolean}} Element
 */
/**
 * A raw text made ready: its symbology identifier taken off, full-width made half-width.
 * @typedef {{raw: string, symbology: string|null, text: string, suspicions: string[]}} Text
 */

export {};
