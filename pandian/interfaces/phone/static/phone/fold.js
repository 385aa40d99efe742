/**
 * Rows to lines: what a person has counted here, in the order of his own acts.   行折叠
 *
 * Pure.  The server folds again and its word counts; this is what the screen shows meanwhile.
 */

/**
 * Fold the rows of one person at one place (or one task) into lines, in order of first touch.
 *
 * `set` replaces what was there for its key, `add` adds, `empty` says none (of an item, or of all
 * that the place had), `undo` takes one row back wherever it stands.
 * @param {import('./types.js').Stored[]} stored
 * @returns {import('./types.js').Line[]}
 */
export function fold(stored) {
  const rows = [...stored].sort((one, other) => one.seq - other.seq)
    .filter((row) => row.kind === 'observation');
  const undone = new Set(rows.map((row) => row.body.undoes).filter(Boolean));
  const lines = new Map();
  for (const row of rows) {
    if (row.body.mode === 'undo' || undone.has(row.id)) continue;
    if (row.body.mode === 'empty' && !names(row.body)) {
      for (const line of lines.values()) if (line.place === row.place) start(line, [], row);
      continue;
    }
    const key = `${row.place}\u0000${keyOf(row.body).join('\u0000')}`;
    if (!lines.has(key)) lines.set(key, blank(row));
    take(lines.get(key), row);
  }
  return [...lines.values()].map(shown);
}

/** @param {Record<string, any>} body */
function names(body) {
  return Boolean(body.item || body.code);
}

/**
 * What tells one holding of a place from another: item, lot and serial where the item is known,
 * else the raw code.
 * @param {any} body
 * @returns {(string|null)[]}
 */
export function keyOf(body) {
  const found = body.item ? body : body.resolved ?? {};
  if (!found.item) return [null, null, null, body.code ?? ''];
  return [found.item, found.lot ?? body.lot ?? null, found.serial ?? body.serial ?? null, null];
}

function blank(row) {
  const [item, lot, serial, code] = keyOf(row.body);
  return { place: row.place, key: { item, lot, serial, code }, parts: [], last: row };
}

function take(line, row) {
  if (row.body.mode === 'add') start(line, [...line.parts, row], row);
  else start(line, [row], row);
}

function start(line, parts, row) {
  line.parts = parts;
  line.last = row;
}

/** @returns {import('./types.js').Line} */
function shown(line) {
  const counted = line.parts.filter((row) => row.body.mode !== 'empty');
  const units = new Set(counted.map((row) => `${row.body.unit ?? ''} ${factor(row)}`));
  const base = counted.reduce((sum, row) => sum + count(row) * factor(row), 0);
  const one = units.size === 1;
  const touched = line.parts.length ? line.parts : [line.last];
  return {
    key: line.key,
    place: line.place,
    quantity: one ? counted.reduce((sum, row) => sum + count(row), 0) : base,
    base,
    unit: one ? counted[0].body.unit ?? null : null,
    factor: one ? factor(counted[0]) : 1,
    rows: touched.map((row) => row.id),
    last_at: line.last.body.observed_at,
    last_seq: line.last.seq,
    state: worst(touched),
    tray: touched.map((row) => row.verdict?.tray).find(Boolean) ?? null,
  };
}

function count(row) {
  return row.body.quantity ?? 1;
}

function factor(row) {
  return row.body.factor ?? 1;
}

/** @param {import('./types.js').Stored[]} rows */
function worst(rows) {
  if (rows.some((row) => row.red)) return 'refused';
  return rows.some((row) => !row.verdict) ? 'saved' : 'uploaded';
}
