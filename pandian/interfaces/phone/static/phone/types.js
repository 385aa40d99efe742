/**
 * The shapes that the phone's modules hand each other.   手机端的数据形状
 *
 * Nothing runs here: the types are for people and for a type checker.
 *
 * @typedef {object} Scan  What a reader saw; `raw` is verbatim and keeps GS as U+001D.
 * @property {string} raw
 * @property {string} symbology  "]d2" or "" when the reader does not say
 * @property {'wedge'|'camera'|'keyed'} entry
 * @property {string[]} [parts]  back-to-back codes that nothing decides how to split
 *
 * @typedef {object} Draft  A row before it is durable: the push observation of the contract without
 *   id, seq, origin, mono_ms and observed_at, which the store adds.
 * @property {'set'|'add'|'empty'|'undo'} mode
 * @property {string} place
 * @property {string|null} [task]  null for a spot count
 * @property {string|null} [visit]
 * @property {string|null} [lease]
 * @property {string|null} [session]
 * @property {string|null} [code]  the raw scan, verbatim
 * @property {string[]} [codes]
 * @property {string} [symbology]
 * @property {string} [entry]
 * @property {string|null} [item]
 * @property {string|null} [lot]
 * @property {string|null} [serial]
 * @property {string|null} [status]
 * @property {string|null} [owner]
 * @property {object|null} [resolved]
 * @property {number|null} [quantity]  whole packs of `unit`
 * @property {string|null} [unit]  null = base unit
 * @property {number|null} [factor]
 * @property {string|null} [undoes]
 * @property {string[]} [condition]
 * @property {string[]} [photos]  SHA-256 of each
 * @property {string} [note]
 *
 * @typedef {object} Stored  A row of `outbox` or `sent`.
 * @property {string} install
 * @property {number} seq
 * @property {string} id
 * @property {'observation'|'visit'} kind
 * @property {string} task  "" for a spot count: an index holds no null
 * @property {string} place
 * @property {Record<string, any>} body  what is pushed, as it is
 * @property {{result: string, tray: string|null, message?: string, errors?: object[]}} [verdict]
 * @property {1} [red]  present on rows that were refused: a person decides
 *
 * @typedef {object} Row  A row as the screens see it: the body's fields and these.
 * @property {string} id
 * @property {number} seq
 * @property {'observation'|'visit'} kind
 * @property {'saved'|'uploaded'|'refused'} state
 * @property {{result: string, tray: string|null}|null} verdict
 * @property {string} [message]
 *
 * @typedef {object} Line  My own rows of one holding, folded.
 * @property {{item: string|null, lot: string|null, serial: string|null, code: string|null}} key
 * @property {string} place
 * @property {number} quantity  in `unit`s when all rows are of one unit, else in base units
 * @property {number} base  in base units
 * @property {string|null} unit
 * @property {number} factor
 * @property {string[]} rows  ids of the rows that count, oldest first
 * @property {string} last_at
 * @property {number} last_seq
 * @property {'saved'|'uploaded'|'refused'} state
 * @property {string|null} tray
 *
 * @typedef {object} Visit
 * @property {string} id
 * @property {string|null} task
 * @property {string} place
 * @property {string} opened_at
 * @property {string|null} closed_at
 * @property {boolean} complete
 *
 * @typedef {object} Device  What the enrolment gave.
 * @property {string} device
 * @property {string} token
 * @property {string} site
 * @property {string} name
 * @property {string} install
 *
 * @typedef {object} SyncState
 * @property {boolean} online
 * @property {'idle'|'pushing'|'pulling'|'waiting'} phase
 * @property {number} queued
 * @property {number} sent
 * @property {number} held
 * @property {number} refused
 * @property {number|null} last_ok_at  ms since 1970 by this phone's clock
 * @property {string|null} error  a word of sync.js's ERRORS
 * @property {number|null} offset_ms  server minus phone
 * @property {number|null} error_ms
 * @property {string|null} app_min
 * @property {'active'|'revoked'|string|null} device
 * @property {number|null} package_at  when the last complete pull was applied
 * @property {number[][]} gaps
 * @property {number} acked_seq
 * @property {number} last_seq
 * @property {number|null} retry_at
 * @property {number} photos
 */

export {};
