/**
 * The last rescue: rows as a file that the desktop imports.   导出文件
 *
 * First line: the head of a push without its rows.  Then a row a line, exactly as it would have
 * been pushed; a visit as {"visit": {...}}.  Last line: {"sha256": digest of all bytes before it}.
 */

import { appVersion } from './device.js';
import { sha256, uuid7 } from './ids.js';

/**
 * @param {any} head  install, last_seq, samples, sent_at
 * @param {import('./types.js').Stored[]} rows
 * @returns {Promise<any>} a Blob with its file name in `name`
 */
export async function exported(head, rows) {
  const sorted = [...rows].sort((one, other) => one.seq - other.seq);
  const first = { contract: 1, push: uuid7(), install: head.install, app_version: appVersion(),
    sent_at: head.sent_at, last_seq: head.last_seq, samples: head.samples.map(({ sent, ...each }) =>
      each) };
  const lines = [first, ...sorted.map((row) =>
    (row.kind === 'visit' ? { visit: row.body } : row.body))];
  const bytes = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const end = `${JSON.stringify({ sha256: await sha256(bytes) })}\n`;
  const blob = new Blob([bytes, end], { type: 'application/x-ndjson' });
  const [from, to] = [sorted[0]?.seq ?? 0, sorted[sorted.length - 1]?.seq ?? 0];
  return Object.assign(blob, { name: `observations-${head.install}-${from}-${to}.jsonl` });
}
