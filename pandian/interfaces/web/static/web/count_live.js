// A count grows while people count: the page asks for a stamp and renews what changed.
// What somebody is working on (ticked lines, a field with the cursor) is never taken from him.

import { still } from "./still.js";

const BEAT_MS = 2_000;

setInterval(beat, BEAT_MS);

async function beat() {
  const shown = document.querySelector("[data-pulse]");
  if (!(shown instanceof HTMLElement) || document.hidden) return;
  try {
    const answer = await fetch(shown.dataset.pulse ?? "");
    if (!answer.ok) return;
    const { stamp } = await answer.json();
    if (stamp !== shown.dataset.stamp) await renew();
  } catch { /* no connection: the next beat asks again */ }
}

/** Renew every part of the page that somebody is not at work in. */
export async function renew() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  still(renew, () => exchange(fresh));
}

function exchange(fresh) {
  let kept = false;
  /** @type {NodeListOf<HTMLElement>} */
  const parts = document.querySelectorAll("[data-live]");
  for (const part of parts) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!next || next.innerHTML === part.innerHTML) continue;
    if (inUse(part)) kept = true;
    else replace(part, next);
  }
  const notice = document.querySelector("[data-newer]");
  if (notice instanceof HTMLElement) notice.hidden = !kept;
}

function replace(part, next) {
  const node = document.importNode(next, true);
  part.replaceWith(node);
  globalThis.htmx?.process(node);
}

/** Whether a person is at work in this part. */
function inUse(part) {
  const field = document.activeElement;
  if (field && part.contains(field) && field.matches("input, select, textarea")) return true;
  if (part.querySelector("details[open]")) return true;
  if ([...part.querySelectorAll("select")].some(chosen)) return true;
  return [...part.querySelectorAll("input, textarea")].some((each) => (
    each.type === "checkbox" || each.type === "radio" ? each.checked !== each.defaultChecked
      : each.type !== "hidden" && each.value !== each.defaultValue));
}

/** Whether something else was chosen than what stood there. */
function chosen(select) {
  const stood = [...select.options].findIndex((option) => option.defaultSelected);
  return select.selectedIndex !== Math.max(stood, 0);
}
