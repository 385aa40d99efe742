// The trial page: a press on a code types it into the phone as a scanner would; the airplane
// button takes the network from the frame. The phone itself is the real one and knows nothing.

const SHIFTED = { "!": "Digit1", "@": "Digit2", "#": "Digit3", "$": "Digit4", "%": "Digit5",
  "^": "Digit6", "&": "Digit7", "*": "Digit8", "(": "Digit9", ")": "Digit0", "_": "Minus",
  "+": "Equal", "{": "BracketLeft", "}": "BracketRight", "|": "Backslash", ":": "Semicolon",
  '"': "Quote", "<": "Comma", ">": "Period", "?": "Slash", "~": "Backquote" };
const PLAIN = { "-": "Minus", "=": "Equal", "[": "BracketLeft", "]": "BracketRight",
  "\\": "Backslash", ";": "Semicolon", "'": "Quote", ",": "Comma", ".": "Period", "/": "Slash",
  "`": "Backquote", " ": "Space" };
const GS = "\u001d";

const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("phone"));
const airplane = /** @type {HTMLElement} */ (document.getElementById("airplane"));
/** The phone's window; its own constructors make its own events. */
const inside = () => /** @type {Window & typeof globalThis} */ (frame.contentWindow);
let flying = false;

document.addEventListener("click", (event) => {
  const code = event.target instanceof Element ? event.target.closest("[data-scan]") : null;
  if (code instanceof HTMLElement) type(code.dataset.scan ?? "");
});
airplane.addEventListener("click", () => { flying = !flying; fly(); });
frame.addEventListener("load", () => {
  fly();
  inside().addEventListener("hashchange", follow);
  follow();
});

/**
 * Send the keys of a scan to the phone's document, Enter at the end: all at once.  A made key
 * carries the instant of its making, so a pause of a busy browser would cut the scan in two.
 */
function type(text) {
  const phone = inside();
  const target = phone.document;
  phone.focus();
  const events = [...[...text].map(keyOf), { code: "Enter", key: "Enter" }].flatMap((key) =>
    ["keydown", "keyup"].map((kind) => new phone.KeyboardEvent(kind, {
      ...key, bubbles: true, cancelable: true })));
  for (const event of events) (target.activeElement ?? target.body).dispatchEvent(event);
}

/** Show the shelves of the task that the phone has opened: it may have a more urgent one. */
async function follow() {
  const opened = () => /^#\/count\/([\da-f-]{36})/.exec(inside().location.hash)?.[1];
  const task = opened();
  const shelves = /** @type {HTMLElement} */ (document.querySelector(".trial-shelves"));
  if (!task || task === shelves.dataset.task) return;
  const answer = await fetch(`/try?task=${task}`).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (opened() !== task) return;
  for (const part of [".trial-shelves", "#trial-desk"]) {
    document.querySelector(part)?.replaceWith(page.querySelector(part) ?? "");
  }
}

/** What a US keyboard presses for one character. */
function keyOf(char) {
  if (char === GS) return { code: "BracketRight", key: "]", ctrlKey: true };
  if (/[a-z]/.test(char)) return { code: `Key${char.toUpperCase()}`, key: char };
  if (/[A-Z]/.test(char)) return { code: `Key${char}`, key: char, shiftKey: true };
  if (/[0-9]/.test(char)) return { code: `Digit${char}`, key: char };
  if (char in SHIFTED) return { code: SHIFTED[char], key: char, shiftKey: true };
  return { code: PLAIN[char] ?? "Unidentified", key: char };
}

/** Take the network from the frame, or give it back. */
function fly() {
  const phone = inside();
  if (!phone.pandianFetch) phone.pandianFetch = phone.fetch.bind(phone);
  phone.fetch = flying ? () => Promise.reject(new TypeError("airplane mode"))
    : phone.pandianFetch;
  Object.defineProperty(phone.navigator, "onLine", { configurable: true, get: () => !flying });
  phone.dispatchEvent(new phone.Event(flying ? "offline" : "online"));
  airplane.setAttribute("aria-pressed", String(flying));
  airplane.textContent = (flying ? airplane.dataset.on : airplane.dataset.off) ?? "";
}
