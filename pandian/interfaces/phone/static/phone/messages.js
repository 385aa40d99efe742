// The four levels of a message: ok, note, warning, blocked.   消息
//
// Colour, icon, word and sound say the same. Red means "not recorded": it fills the screen, sounds
// until it is tapped, and scans that come meanwhile wait.

import * as sound from "./sound.js";
import { announce, button, flash, h, icon, sheet, still, topSheet, visible } from "./ui.js";
import { t } from "./words.js";

const DONE = ["place_finished", "task_finished"];
/** @type {null | ReturnType<typeof sheet>} */
let red = null;
/** @type {(() => void)[]} */
let waiting = [];
/** @type {{level: string, text: string} | null} */
export let said = null;

/** Whether a red message waits for its tap. */
export const isRed = () => red !== null;

/** Do something as soon as no red message stands in the way. @param {() => void} work */
export function afterRed(work) {
  if (red) waiting.push(work);
  else work();
}

/**
 * Say something. `tick` is a line without sound or flash.
 * @param {"ok"|"note"|"warning"|"blocked"|"tick"} level
 * @param {string} key of words.js @param {...any} args
 */
export function tell(level, key, ...args) {
  const text = t(key, ...args.map(shown));
  said = { level, text };
  still(tell, () => document.getElementById("said")?.replaceChildren(saidLine()));
  document.body.dataset.said = level;
  announce(text, level === "blocked");
  if (level === "tick") return;
  flash(level);
  if (level === "ok") (DONE.includes(key) ? sound.done : sound.ok)();
  else if (level === "warning") sound.warn();
  else if (level === "blocked") stop(text);
}

/** The line that keeps the newest message in view. */
export function saidLine() {
  if (!said) return document.createDocumentFragment();
  const level = said.level === "tick" ? "note" : said.level;
  return h("p.said", { "data-level": level }, icon(level),
    h("span.hidden", {}, t(`level_${level}`)), h("span", {}, said.text));
}

/** Forget the newest message, as when another screen opens. */
export function hush() {
  said = null;
  delete document.body.dataset.said;
}

const shown = (arg) => Array.isArray(arg)
  ? arg.map((part) => `${part.quantity} ${part.unit ?? ""}`.trim()).join(" + ") : visible(arg, 120);

function stop(text) {
  sound.blocked(true);
  if (red) return;
  red = sheet(t("level_blocked"), (close) => [
    h("p.big", {}, text), h("p", {}, t("not_recorded_help")),
    button("primary.wide", "ok", t("understood"), close, { autofocus: true }),
  ], { level: "blocked", onclose: calm, firm: true });
}

function calm() {
  red = null;
  sound.acknowledge();
  const works = waiting;
  waiting = [];
  for (const work of works) work();
}

/** Whether some sheet lies over the screen. */
export const covered = () => topSheet() !== null;
