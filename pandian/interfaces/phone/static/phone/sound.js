/**
 * Four messages for ear and hand: ok, warning, blocked, done.   声音与振动
 *
 * The success tone is a promise: only a caller that holds a durable row may ask for it.
 */

/** @type {AudioContext|null} */
let context = null;
let mode = { silent: false, pitch: 0, volume: 1 };
let repeating = 0;
const BLOCKED_EVERY_MS = 2000;

/** Let the browser play: call it inside the first tap. @returns {Promise<boolean>} */
export async function unlock() {
  const Context = globalThis.AudioContext;
  if (!Context) return false;
  context ??= new Context({ latencyHint: 'interactive' });
  if (context.state !== 'running') await context.resume().catch(() => {});
  return context.state === 'running';
}

/**
 * @param {{silent?: boolean, pitch?: number, volume?: number}} change  pitch in half tones, so
 *   that two phones side by side can be told apart; volume 0..1
 */
export function setMode(change) {
  mode = { ...mode, ...change };
}

/** Recorded: one short high tone, a short buzz. */
export function ok() {
  tones([[2000, 0, 60]]);
  buzz([30]);
}

/** Recorded, with something to look at: two mid tones. */
export function warn() {
  tones([[880, 0, 90], [740, 130, 120]]);
  buzz([60, 60, 60]);
}

/**
 * Not recorded: long and low, twice.
 * @param {boolean} [repeatUntilAck]  again and again until somebody answers
 * @returns {() => void} the answer
 */
export function blocked(repeatUntilAck = false) {
  acknowledge();
  const sound = () => {
    tones([[220, 0, 400], [220, 500, 400]]);
    buzz([200, 100, 200, 100, 200]);
  };
  sound();
  if (repeatUntilAck) repeating = setInterval(sound, BLOCKED_EVERY_MS);
  return acknowledge;
}

/** Stop the repeated alarm. */
export function acknowledge() {
  clearInterval(repeating);
  repeating = 0;
}

/** A task is done: rising. */
export function done() {
  tones([[660, 0, 90], [880, 110, 90], [1320, 220, 160]]);
  buzz([40, 40, 80]);
}

/** @param {[number, number, number][]} notes  frequency in Hz, start and length in ms */
function tones(notes) {
  if (mode.silent || !context || context.state !== 'running') return;
  const begin = context.currentTime;
  for (const [frequency, startMs, lengthMs] of notes) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const from = begin + startMs / 1000;
    const to = from + lengthMs / 1000;
    tone.type = 'square';
    tone.frequency.value = frequency * 2 ** (mode.pitch / 12);
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(0.4 * mode.volume, from + 0.004);
    gain.gain.setValueAtTime(0.4 * mode.volume, to - 0.008);
    gain.gain.linearRampToValueAtTime(0, to);
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(to);
  }
}

/** @param {number[]} pattern */
function buzz(pattern) {
  try {
    navigator.vibrate?.(pattern);
  } catch { /* a browser may refuse before the first tap */ }
}
