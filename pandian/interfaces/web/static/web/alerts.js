// The bell of every page: how many alerts are mine, and whether one is late. Asked for now and
// then; a page that shows alerts renews itself only when the answer is another one.

import { renew } from "./count_live.js";

const BEAT_MS = 15_000;
const bell = document.querySelector("[data-bell]");

if (bell instanceof HTMLElement) {
  void ring(bell);
  setInterval(() => void ring(bell), BEAT_MS);
  document.addEventListener("visibilitychange", () => void ring(bell));
}

/** @param {HTMLElement} button */
async function ring(button) {
  if (document.hidden) return;
  try {
    const answer = await fetch(button.dataset.bell ?? "");
    if (!answer.ok || answer.redirected) return;
    tell(button, await answer.json());
  } catch { /* no connection: the next beat asks again */ }
}

/**
 * @param {HTMLElement} button
 * @param {{number: number, loud: number, late: number, said: string, stamp: string}} told
 */
function tell(button, told) {
  const more = told.loud > Number(button.dataset.loud ?? told.loud);
  button.dataset.loud = String(told.loud);
  button.dataset.late = told.late ? "yes" : "";
  button.title = told.said;
  const number = button.querySelector("[data-bell-number]");
  if (number instanceof HTMLElement) {
    number.hidden = !told.number;
    number.textContent = told.number > 99 ? "99+" : String(told.number);
  }
  const said = button.querySelector("[data-bell-said]");
  if (said) said.textContent = told.said;
  const announce = document.getElementById("announce");
  if (more && announce) announce.textContent = told.said;
  const list = document.querySelector("[data-alerts]");
  if (list instanceof HTMLElement && list.dataset.alerts !== told.stamp) void renew();
}
