// The rhythm of counting at a keyboard or with a wedge scanner. The page works without it.
//
// Enter after a scan asks for the number (or adds one); Enter after the number records it; a scan
// while the number has the focus records it and goes on. What is typed while a row is on its way
// is kept, and a row that did not arrive comes back into the form.

const BURST_GAP_MS = 50;      // a wedge scanner types faster than this, a person does not
const BURST_KEYS_MIN = 4;
const FLASH_MS = { ok: 260, warn: 500, blocked: 900 };

/** @type {{code: string, quantity: string} | null} the row that is on its way */
let sent = null;
let enterWaits = false;
let lastKeyAt = 0;
let burstStart = 0;
let burstKeys = 0;

/** @returns {HTMLFormElement | null} */
const form = () => document.querySelector("[data-count-form]");
const field = (name) => /** @type {HTMLInputElement | null | undefined} */ (
  form()?.elements.namedItem(name));

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (!(target instanceof HTMLInputElement) || !target.closest("[data-count-form]")) return;
  if (event.isComposing) return;
  if (event.key !== "Enter") {
    if (target.name === "quantity" && event.key.length === 1) rhythm(target);
    return;
  }
  if (sent) {
    event.preventDefault();
    enterWaits = true;
    return;
  }
  entered(event, target);
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.name === "mode") {
    field("code")?.focus();
  }
});

/** "I saw everything here" and "empty" are not said while something scanned is not recorded. */
document.addEventListener("submit", (event) => {
  const sender = event.target;
  const note = document.querySelector("[data-unrecorded]");
  if (!(sender instanceof HTMLFormElement) || !(note instanceof HTMLElement)) return;
  const empty = event.submitter instanceof HTMLButtonElement && event.submitter.value === "empty";
  const states = empty || /\/close(-place)?$/.test(sender.getAttribute("action") ?? "");
  note.hidden = !(states && field("code")?.value.trim());
  if (note.hidden) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  flash("blocked");
  (field("quantity") ?? field("code"))?.focus();
}, { capture: true });

document.addEventListener("htmx:before:request", (event) => {
  if (event.target !== form()) return;
  const code = field("code");
  const quantity = field("quantity");
  sent = { code: code?.value ?? "", quantity: quantity?.value ?? "" };
  setTimeout(() => {
    if (!sent || !code) return;
    code.value = "";
    if (quantity) quantity.value = "";
    code.focus();
  });
});

document.addEventListener("htmx:before:swap", (event) => {
  const { response, text } = event.detail?.ctx ?? {};
  if (sent && response && response.status >= 500) {
    event.preventDefault();
    problem(text);
  }
});

document.addEventListener("htmx:error", () => {
  if (sent) problem("");
});

document.addEventListener("htmx:before:swap", (event) => {
  if (sent && !event.defaultPrevented) carried = field("code")?.value ?? "";
});
let carried = "";

document.addEventListener("htmx:after:swap", arrived);
requestAnimationFrame(arrived);  // after the browser has done its own autofocus

/** After the page came, or a step was answered: focus, flash, and go on with what was typed. */
function arrived() {
  sent = null;
  const refused = document.querySelector("[data-counting] [role=alert]");
  const fresh = document.querySelector("[data-fresh]");
  if (refused) flash("blocked");
  if (fresh instanceof HTMLElement) {
    flash(fresh.dataset.fresh ?? "ok");
    announce(fresh.innerText);
    delete fresh.dataset.fresh;
  }
  const focus = document.querySelector("[data-count-form] [data-focus]") ?? field("code");
  if (focus instanceof HTMLInputElement) {
    if (document.activeElement !== focus) focus.focus();
    if (refused) focus.select();  // the next scan replaces what was refused
  }
  const code = field("code");
  if (carried && code && !refused && !code.value) {
    code.value = carried;
    if (enterWaits) press(code);
  }
  carried = "";
  enterWaits = false;
}

/** Do what Enter in a field does. */
function press(target) {
  const event = new KeyboardEvent("keydown", { key: "Enter", cancelable: true });
  entered(event, target);
  if (!event.defaultPrevented) form()?.requestSubmit();
}

function entered(event, target) {
  const quantity = field("quantity");
  if (target.name === "code" && quantity) {
    const adding = form()?.querySelector("input[name=mode][value=add]:checked");
    if (target.value.trim() && !adding && !quantity.value && !isPlace(target.value)) {
      event.preventDefault();
      quantity.focus();
    }
    return;
  }
  if (target === quantity && burstKeys >= BURST_KEYS_MIN && burstStart > 0) {
    const next = field("next");
    if (next) next.value = target.value.slice(burstStart);
    target.value = target.value.slice(0, burstStart);
    burstKeys = 0;
  }
}

/** Tell a scanner's burst from a person's digits by the time between keys. */
function rhythm(target) {
  const now = performance.now();
  if (now - lastKeyAt > BURST_GAP_MS) {
    burstStart = target.value.length;
    burstKeys = 0;
  }
  burstKeys += 1;
  lastKeyAt = now;
}

function isPlace(text) {
  const wanted = text.trim().toLowerCase();
  if (wanted.startsWith("pd:b:")) return true;
  return [...document.querySelectorAll(".places a > span:first-child")]
    .some((each) => each.textContent?.trim().toLowerCase() === wanted);
}

/** The row did not arrive: say so, and put it back into the form, to be sent with the same id. */
function problem(html) {
  const place = document.querySelector("[data-problem]");
  if (place instanceof HTMLElement) {
    if (html) place.innerHTML = html;
    place.hidden = false;
  }
  const quantity = field("quantity");
  const code = field("code");
  if (code && sent) code.value = sent.code;
  if (quantity && sent) quantity.value = sent.quantity;
  sent = null;
  flash("blocked");
  (quantity?.value ? quantity : code)?.focus();
}

/** A short frame around the page: green recorded, orange with a warning, red not recorded. */
function flash(look) {
  document.body.dataset.flash = look;
  setTimeout(() => { delete document.body.dataset.flash; }, FLASH_MS[look] ?? FLASH_MS.ok);
}

function announce(text) {
  const line = document.getElementById("announce");
  if (line) line.textContent = text.replace(/\s+/g, " ").trim();
}
