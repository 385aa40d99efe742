// What the pages do beyond plain forms. Everything here is a convenience: each page works without it.

const BURST_GAP_MS = 50;      // a wedge scanner types faster than this, a person does not
const BURST_KEYS_MIN = 4;

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-theme-switch]")) switchTheme();
  const add = target?.closest("[data-add-code]");
  if (add instanceof HTMLElement) addCode(add.dataset.addTo ?? "", add.dataset.addCode ?? "");
  const me = document.querySelector("details.me[open]");
  if (me && target && !me.contains(target)) me.removeAttribute("open");
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement)) return;
  if (event.key === "Enter" && "noSubmit" in field.dataset) event.preventDefault();
  if (field.closest("[data-count-form]")) countKey(event, field);
});

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement) tellCodes(event.target);
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box instanceof HTMLInputElement && box.dataset.all) {
    for (const each of document.querySelectorAll(`input[name="${box.dataset.all}"]`)) {
      if (each instanceof HTMLInputElement) each.checked = box.checked;
    }
  }
  if (box instanceof HTMLInputElement && box.name === "mode") {
    document.querySelector(".scan")?.focus();
  }
});

document.addEventListener("htmx:after:swap", arrived);
arrived();

function switchTheme() {
  const root = document.documentElement;
  const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
  root.setAttribute("data-bs-theme", next);
  try { localStorage.setItem("pandian-theme", next); } catch { /* storage may be off */ }
}

/** Add a code to a pasted list, once. */
function addCode(id, code) {
  const area = document.getElementById(id);
  if (!(area instanceof HTMLTextAreaElement)) return;
  const held = area.value.split(/[\s,;，；、]+/).filter(Boolean);
  if (!held.includes(code)) held.push(code);
  area.value = held.join("\n");
  tellCodes(area);
}

function tellCodes(area) {
  const place = document.querySelector(`[data-code-count="${area.id}"]`);
  const held = new Set(area.value.split(/[\s,;，；、]+/).filter(Boolean));
  if (place) place.textContent = held.size ? `× ${held.size}` : "";
}

/** After every page and every swap: focus where work goes on, and say what happened. */
function arrived() {
  const focus = document.querySelector("[role=alert][data-focus]")
    ?? document.querySelector("input[data-focus]");
  if (focus instanceof HTMLElement) {
    if (focus.matches("[role=alert]")) {
      flash("blocked");
      focus.scrollIntoView({ block: "nearest" });
      (document.querySelector("[data-count-form] .scan") ?? focus).focus();
    } else {
      focus.focus();
    }
  }
  const fresh = document.querySelector("[data-fresh]");
  if (fresh instanceof HTMLElement) {
    flash(fresh.dataset.fresh ?? "ok");
    announce(fresh.innerText);
    delete fresh.dataset.fresh;
  }
  for (const area of document.querySelectorAll(".pick textarea")) tellCodes(area);
}

function announce(text) {
  const line = document.getElementById("announce");
  if (line) line.textContent = text.replace(/\s+/g, " ").trim();
}

/** A short frame around the page: green recorded, orange recorded with a warning, red not. */
function flash(look) {
  if (!document.querySelector("[data-counting]")) return;
  document.body.dataset.flash = look;
  setTimeout(() => { delete document.body.dataset.flash; }, look === "blocked" ? 900 : 260);
}

let lastKeyAt = 0;
let burstStart = 0;
let burstKeys = 0;

/**
 * The rhythm of counting: Enter after a scan asks for the number (or adds one), Enter after the
 * number records it, and a scan while the number has the focus records it and goes on.
 */
function countKey(event, field) {
  if (event.isComposing) return;
  const form = field.form;
  if (!form) return;
  const quantity = form.elements.namedItem("quantity");
  if (field === quantity && event.key.length === 1) {
    const now = performance.now();
    if (now - lastKeyAt > BURST_GAP_MS) {
      burstStart = field.value.length;
      burstKeys = 0;
    }
    burstKeys += 1;
    lastKeyAt = now;
    return;
  }
  if (event.key !== "Enter") return;
  if (field.name === "code" && quantity instanceof HTMLInputElement) {
    const adding = form.querySelector("input[name=mode][value=add]:checked");
    if (field.value.trim() && !adding && !quantity.value && !isPlace(field.value)) {
      event.preventDefault();
      quantity.focus();
    }
    return;
  }
  if (field === quantity && burstKeys >= BURST_KEYS_MIN && burstStart > 0) {
    const next = form.elements.namedItem("next");
    if (next instanceof HTMLInputElement) next.value = field.value.slice(burstStart);
    field.value = field.value.slice(0, burstStart);
    burstKeys = 0;
  }
}

function isPlace(text) {
  const wanted = text.trim().toLowerCase();
  if (wanted.startsWith("pd:b:")) return true;
  return [...document.querySelectorAll(".places a > span:first-child")]
    .some((each) => each.textContent?.trim().toLowerCase() === wanted);
}
