// The pieces every screen is made of: nodes, icons, sheets, messages.   界面零件
//
// Text from outside (codes, names, notes) only ever becomes text nodes: there is no innerHTML here.

import { t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("./icons.svg", import.meta.url).href;
const TOAST_MS = 10_000;
const FLASH_MS = { ok: 150, note: 250, warning: 450 };
/** A finger that was lifted is followed by its click within this time, or by none, ms. */
const CLICK_MS = 500;
const CONTROLS = "a, button, input, label, summary";

/** @type {Record<string, string>} control characters that scanners send */
const NAMES = { "\0": "NUL", "\t": "TAB", "\n": "LF", "\r": "CR", "\u001b": "ESC",
  "\u001c": "FS", "\u001d": "GS", "\u001e": "RS", "\u001f": "US", "\u007f": "DEL" };
/** What a code holds that no eye sees, and the sign that stands for it. */
const BIDI = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/**
 * Show a text from outside so that nothing in it hides: control characters get their names,
 * characters that turn the direction of writing get their number.
 * @param {unknown} text @param {number} [most] cut after this many characters
 */
export function visible(text, most = 400) {
  const plain = String(text ?? "");
  const seen = plain.slice(0, most)
    .replace(CONTROL, (sign) => `[${NAMES[sign] ?? hex(sign)}]`)
    .replace(BIDI, (sign) => `[${hex(sign)}]`)
    .replace(/[\ud800-\udfff]/g, (sign, at, all) => lone(all, at) ? `[${hex(sign)}]` : sign);
  return plain.length > most ? `${seen}… (${plain.length})` : seen;
}

const hex = (sign) => `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

function lone(text, at) {
  const code = text.charCodeAt(at);
  const [other, low] = code < 0xdc00 ? [text.charCodeAt(at + 1), 0xdc00]
    : [text.charCodeAt(at - 1), 0xd800];
  return !(other >= low && other < low + 0x400);
}

/**
 * Make an element: h("button.key", {onclick, "aria-label": "x"}, "text", node, ...).
 * @param {string} name tag with classes and #id @param {object} [attributes]
 * @param {...(Node|string|number|null|undefined|false|Array)} children
 * @returns {any}
 */
export function h(name, attributes = {}, ...children) {
  const [, tag, rest] = /^([a-z0-9-]+)(.*)$/.exec(name) ?? [name, "div", ""];
  const node = document.createElement(tag);
  for (const part of rest.match(/[.#][\w-]+/g) ?? []) {
    if (part[0] === "#") node.id = part.slice(1);
    else node.classList.add(part.slice(1));
  }
  for (const [key, value] of Object.entries(attributes ?? {})) set(node, key, value);
  put(node, children);
  return node;
}

function set(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "value" || key === "checked") node[key] = value;
  else node.setAttribute(key, value === true ? "" : String(value));
}

/** Append children, leaving out what is null, undefined or false. */
export function put(node, children) {
  for (const child of [children].flat(5)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replace everything inside a node. */
export function fill(node, ...children) {
  node.replaceChildren();
  return put(node, children);
}

/** What waits to be drawn, the newest of each key; `held`: a finger is on a control. */
const waiting = new Map();
let held = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let lift;

/**
 * Draw now, or after the click of a finger that is on a control: when what is under the finger is
 * replaced or moves, the browser sends no click and the tap is lost.
 * @param {any} key the newest drawing of a key holds @param {() => void} draw
 */
export function still(key, draw) {
  if (held) return void waiting.set(key, draw);
  waiting.delete(key);
  draw();
}

addEventListener("pointerdown", ({ isPrimary, target }) => {
  if (!isPrimary) return;
  clearTimeout(lift);
  held = target instanceof Element && target.closest(CONTROLS) !== null;
}, true);
addEventListener("pointerup", ({ isPrimary }) => {
  if (isPrimary) lift = setTimeout(lifted, CLICK_MS);
}, true);
// what the click itself draws is drawn at once, and what waited after it
addEventListener("click", lifted, true);
addEventListener("pointercancel", lifted, true);
addEventListener("blur", lifted);

function lifted() {
  held = false;
  clearTimeout(lift);
  setTimeout(() => {
    for (const [key, draw] of held ? [] : waiting) still(key, draw);
  });
}

/** Replace everything inside a node, as soon as no finger is on a control. */
export function refill(node, ...children) {
  still(node, () => replace(node, children));
}

/** Who was on a control there stays on it, with what was selected: a digit must replace it. */
function replace(node, children) {
  const active = document.activeElement;
  const nameOf = (one) => one.id || one.getAttribute("href") || one.textContent;
  const name = active && active !== node && node.contains(active) ? nameOf(active) : "";
  const { selectionStart: from, selectionEnd: to } = /** @type {HTMLInputElement} */ (active ?? {});
  fill(node, ...children);
  if (!name) return;
  const same = /** @type {HTMLInputElement | undefined} */ ([...node.querySelectorAll(
    "a, button, input")].find((one) => nameOf(one) === name));
  same?.focus({ preventScroll: true });
  if (typeof from === "number") same?.setSelectionRange(from, to);
}

/** An icon of the sprite; it says nothing to a screen reader, the word beside it does. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

/** A button with an icon and a word. */
export function button(kind, sign, word, onclick, more = {}) {
  return h(`button.${kind}`, { type: "button", onclick, ...more }, sign && icon(sign),
    h("span", {}, word));
}

/** Uncounted is a grey dash, zero a bold 0, anything else a number: three looks. */
export function amount(quantity, unit = "") {
  if (quantity === null || quantity === undefined) {
    return h("span.amount.uncounted", {}, h("span", { "aria-hidden": "true" }, "–"),
      h("span.hidden", {}, t("uncounted")));
  }
  return h(quantity === 0 ? "span.amount.zero" : "span.amount.number", {}, String(quantity),
    unit && h("small", {}, ` ${unit}`));
}

/** Say something to those who hear the page. */
export function announce(text, urgent = false) {
  const region = document.getElementById(urgent ? "alert" : "announce");
  if (!region) return;
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** Fill the screen with the colour of a message for a moment; the word stands in the line. */
export function flash(level) {
  const pane = document.getElementById("flash");
  if (!pane) return;
  pane.dataset.level = level;
  pane.replaceChildren(icon(level));
  clearTimeout(flash.timer);
  flash.timer = setTimeout(() => { pane.dataset.level = ""; }, FLASH_MS[level] ?? 250);
}
/** @type {ReturnType<typeof setTimeout> | undefined} */
flash.timer = undefined;

/**
 * A sheet that lies over the screen. Escape and the button at its top close it.
 * @param {string} title @param {(close: () => void) => any} body
 * @param {{onclose?: () => void, level?: string, firm?: boolean}} [how] firm: no way out but its
 *   own buttons
 */
export function sheet(title, body, how = {}) {
  const active = document.activeElement;
  const before = active?.matches(":focus-visible") ? active : document.getElementById("main");
  const box = h("dialog.sheet", { "aria-labelledby": "sheet-title" });
  if (how.level) box.dataset.level = how.level;
  const close = () => box.close();
  fill(box, h("header", {}, how.level && icon(how.level),
    h("h2#sheet-title", { tabindex: "-1" }, title),
    !how.firm && h("button.plain", { type: "button", onclick: close, "aria-label": t("close") },
      icon("close"))));
  put(box, h("div.sheet-body", {}, body(close)));
  box.addEventListener("cancel", (event) => { if (how.firm) event.preventDefault(); });
  box.addEventListener("close", () => {
    box.remove();
    how.onclose?.();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });
  document.body.append(box);
  box.showModal();
  return { node: box, close };
}

/** The sheet on top, or null. */
export const topSheet = () => {
  const open = document.querySelectorAll("dialog[open]");
  return /** @type {HTMLDialogElement | null} */ (open[open.length - 1] ?? null);
};

/** Close every sheet that a person may leave, as when another screen opens. */
export function closeSheets() {
  for (const open of document.querySelectorAll("dialog[open]:not([data-level=blocked])")) {
    /** @type {HTMLDialogElement} */ (open).close();
  }
}

/**
 * A line at the bottom that goes by itself, with one thing to do about it.
 * @param {string} text @param {{word: string, run: () => void} | null} [action]
 */
export function toast(text, action = null) {
  const shelf = document.getElementById("toasts");
  if (!shelf) return;
  const line = h("div.toast", {}, h("span", {}, text), action && h("button.plain", {
    type: "button",
    onclick: () => { line.remove(); action.run(); },
  }, action.word));
  still(shelf, () => shelf.replaceChildren(line));
  setTimeout(() => still(line, () => line.remove()), TOAST_MS);
}

/** A row of choices of which one holds; arrows move, as in every radio group. */
export function choice(name, label, options, chosen, onchoose) {
  return h("fieldset.choice", {}, h("legend", {}, label), h("div.choices", {},
    options.map(([value, word]) => h("label", {}, h("input", {
      type: "radio", name, value, checked: value === chosen, onchange: () => onchoose(value),
    }), h("span", {}, word)))));
}

/** A switch with its word. */
export function toggle(label, on, onswitch, help = "") {
  return h("label.toggle", {}, h("span", {}, label, help && h("small", {}, help)), h("input", {
    type: "checkbox", role: "switch", checked: on,
    onchange: (event) => onswitch(event.target.checked),
  }));
}

/** Hours, minutes and seconds of an instant, as this device's clock shows them. */
export function clock(instant, seconds = true) {
  if (!instant) return "–";
  const at = new Date(instant);
  const two = (n) => String(n).padStart(2, "0");
  const parts = [at.getHours(), at.getMinutes(), ...seconds ? [at.getSeconds()] : []];
  const time = parts.map(two).join(":");
  if (at.toDateString() === new Date().toDateString()) return time;
  return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}
