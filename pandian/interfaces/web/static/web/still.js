// Nothing is replaced under a finger.  When what was pressed is gone before the finger is lifted,
// the browser sends no click and the act is lost; so what comes by itself is drawn after the click.

const CONTROLS = "a, button, input, label, summary";
const CLICK_MS = 500;         // a finger that was lifted is followed by its click, or by none

/** What waits to be drawn, the newest of each key; `held`: a finger is on a control. */
const waiting = new Map();
let held = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let lift;

addEventListener("pointerdown", ({ isPrimary, target }) => {
  if (!isPrimary) return;
  clearTimeout(lift);
  held = target instanceof Element && target.closest(CONTROLS) !== null;
}, true);
addEventListener("pointerup", ({ isPrimary }) => {
  if (isPrimary) lift = setTimeout(lifted, CLICK_MS);
}, true);
addEventListener("click", lifted, true);
addEventListener("pointercancel", lifted, true);
addEventListener("blur", lifted);

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (!held) return void waiting.delete(ctx.target);
  event.preventDefault();
  still(ctx.target, () => globalThis.htmx?.swap(ctx));
});

/**
 * Draw now, or after the click of a finger that is on a control.
 * @param {any} key the newest drawing of a key holds @param {() => void} draw
 */
export function still(key, draw) {
  if (held) return void waiting.set(key, draw);
  waiting.delete(key);
  draw();
}

function lifted() {
  held = false;
  clearTimeout(lift);
  setTimeout(() => {
    for (const [key, draw] of held ? [] : waiting) still(key, draw);
  });
}
