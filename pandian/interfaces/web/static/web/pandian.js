// What the pages do beyond plain forms. Everything here is a convenience: pages work without it.

import "./still.js";

const AGE_CHECK_MS = 5_000;
const MENUS = "details.me[open], details.more-nav[open], details.print-menu[open], "
  + "details.alert-menu[open]";
const STALE_MS = 40_000;      // a live figure that was not renewed for so long is marked

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-theme-switch]")) switchTheme();
  const add = target?.closest("[data-add-code]");
  if (add instanceof HTMLElement) addCode(add.dataset.addTo ?? "", add.dataset.addCode ?? "");
  for (const menu of document.querySelectorAll(MENUS)) {
    if (target && !menu.contains(target)) menu.removeAttribute("open");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenu();
  const field = event.target;
  if (!(field instanceof HTMLInputElement)) return;
  if (event.key === "Enter" && "noSubmit" in field.dataset) event.preventDefault();
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
});

document.addEventListener("htmx:after:swap", arrived);
arrived();
showActor();
setInterval(tellAge, AGE_CHECK_MS);

/** Escape closes the menu that is open, and its button has the focus again. */
function closeMenu() {
  const menu = document.querySelector(MENUS);
  menu?.removeAttribute("open");
  const button = menu?.querySelector("summary");
  if (button instanceof HTMLElement) button.focus();
}

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

/** The role bar scrolls sideways: the person who acts must be in view. */
function showActor() {
  const bar = document.querySelector(".rolebar");
  const actor = bar?.querySelector("[aria-current]");
  if (!(bar instanceof HTMLElement) || !(actor instanceof HTMLElement)) return;
  bar.scrollLeft = actor.offsetLeft - (bar.clientWidth - actor.offsetWidth) / 2;
}

/** After every page and every swap: focus where work goes on. */
function arrived() {
  const focus = document.querySelector("[role=alert][data-focus]")
    ?? document.querySelector("input[data-focus]");
  if (focus instanceof HTMLElement && !document.querySelector("[data-counting]")) focus.focus();
  for (const area of document.querySelectorAll(".pick textarea")) tellCodes(area);
}

/** A screen shows its age: live figures that are not renewed any more say so. */
function tellAge() {
  /** @type {NodeListOf<HTMLElement>} */
  const times = document.querySelectorAll("#live [data-age]");
  for (const time of times) {
    const seen = Number(time.dataset.seenAt ?? 0);
    if (!seen) time.dataset.seenAt = String(Date.now());
    else if (Date.now() - seen > STALE_MS) time.closest(".age")?.classList.add("stale");
  }
}
