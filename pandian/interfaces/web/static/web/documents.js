// What document forms do beyond plain forms: search as you type, scan, paste, walk by keyboard.
// Every form works without this file: rows are added, filled and pasted by buttons.

const ASK_AFTER_MS = 180;
const ROWS_MAX = 500;

/** @type {HTMLElement | null} */
let list = null;                // the list of finds that is open
/** @type {HTMLInputElement | null} */
let asking = null;              // the field it belongs to
let asked = 0;
let timer = 0;

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement)) return;
  if (field.dataset.pick) {
    clearTimeout(timer);
    timer = window.setTimeout(() => ask(field), ASK_AFTER_MS);
  }
  if (field.closest("[data-grows]")) growAfter(field);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || event.isComposing) return;
  if (field === asking && list) return walkList(event);
  if ("gridScan" in field.dataset) return scanKey(event, field);
  if (field.dataset.col) walkGrid(event, field);
});

document.addEventListener("focusout", () => window.setTimeout(() => {
  if (asking && document.activeElement !== asking) close();
}, 150));

document.addEventListener("paste", (event) => {
  const field = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!(field instanceof HTMLInputElement) || !field.dataset.col) return;
  if (!/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  pasteAt(field, text);
});

document.addEventListener("change", (event) => {
  const choice = event.target;
  if (choice instanceof HTMLSelectElement && "siteChoice" in choice.dataset) {
    const form = choice.closest("form");
    if (form) form.dataset.site = choice.value;
  }
});

// -- search as you type ---------------------------------------------------------------------------

/** Ask the server what fits, and show it under the field. */
async function ask(field) {
  const text = field.value.trim();
  if (!text) return close();
  const mine = ++asked;
  const site = field.closest("form")?.dataset.site ?? "";
  const query = new URLSearchParams({
    what: field.dataset.pick ?? "", q: text, site, of: field.dataset.of ?? "" });
  const answer = await fetch(`/documents/pick?${query}`).catch(() => null);
  if (!answer?.ok || mine !== asked || document.activeElement !== field) return;
  show(field, (await answer.json()).rows);
}

/** @param {HTMLInputElement} field @param {{code: string, name: string}[]} rows */
function show(field, rows) {
  close();
  if (!rows.length || (rows.length === 1 && rows[0].code === field.value)) {
    if (rows.length === 1) tellName(field, rows[0].name);
    return;
  }
  const made = document.createElement("ul");
  made.className = "picks";
  made.id = "picks";
  made.setAttribute("role", "listbox");
  rows.forEach((row, n) => {
    const option = document.createElement("li");
    option.id = `pick-${n}`;
    option.setAttribute("role", "option");
    option.dataset.code = row.code;
    option.dataset.name = row.name;
    const code = document.createElement("strong");
    code.textContent = row.code;
    const name = document.createElement("span");
    name.textContent = row.name;
    option.append(code, name);
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(option);
    });
    made.append(option);
  });
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "true");
  field.setAttribute("aria-controls", "picks");
  const box = field.getBoundingClientRect();
  document.body.append(made);
  made.style.left = `${Math.max(4, Math.min(box.left, innerWidth - 292)) + scrollX}px`;
  made.style.top = `${box.bottom + scrollY + 2}px`;
  list = made;
  asking = field;
}

function close() {
  list?.remove();
  asking?.removeAttribute("aria-activedescendant");
  asking?.setAttribute("aria-expanded", "false");
  list = asking = null;
}

/** @param {KeyboardEvent} event */
function walkList(event) {
  const options = [...(list?.children ?? [])];
  const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") return close();
  if (event.key === "Tab") return at >= 0 ? take(options[at]) : close();
  if (event.key === "Enter") {
    event.preventDefault();
    return take(options[Math.max(0, at)]);
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = options[(at + step + options.length) % options.length];
  options.forEach((each) => each.setAttribute("aria-selected", String(each === next)));
  asking?.setAttribute("aria-activedescendant", next.id);
}

/** Take one find into its field. */
function take(option) {
  const field = asking;
  if (!field || !(option instanceof HTMLElement)) return close();
  asked += 1;
  field.value = option.dataset.code ?? "";
  tellName(field, option.dataset.name ?? "");
  close();
  growAfter(field);
}

function tellName(field, name) {
  const place = field.parentElement?.querySelector(".cell-name");
  if (place) place.textContent = name;
}

// -- rows and cells -------------------------------------------------------------------------------

/** @param {Element} row @param {string} name @returns {HTMLInputElement | null} */
function cell(row, name) {
  return row.querySelector(`[data-col="${name}"]`);
}

function valueOf(row, name) {
  return cell(row, name)?.value ?? "";
}

function rowsOf(root) {
  return [...root.querySelectorAll("tr[data-row]")];
}

/** Enter and the arrows go down and up a column, as in a spreadsheet. */
function walkGrid(event, field) {
  if (!["Enter", "ArrowDown", "ArrowUp"].includes(event.key)) return;
  const row = field.closest("tr");
  const rows = rowsOf(row.parentElement);
  const next = rows[rows.indexOf(row) + (event.key === "ArrowUp" ? -1 : 1)];
  event.preventDefault();
  const there = next ? cell(next, field.dataset.col) : null;
  if (there) {
    there.focus();
    there.select?.();
  }
}

/** Keep an empty row at the end of a grid that grows. */
function growAfter(field) {
  const table = field.closest("[data-grows]");
  if (!table) return;
  const rows = rowsOf(table);
  if (field.closest("tr") === rows.at(-1) && field.value && rows.length < ROWS_MAX) addRow(table);
}

function addRow(table) {
  const rows = rowsOf(table);
  const last = rows.at(-1);
  if (!last) return null;
  const made = /** @type {HTMLElement} */ (last.cloneNode(true));
  made.classList.remove("wrong");
  made.querySelectorAll(".cell-fault").forEach((each) => each.remove());
  made.querySelectorAll(".cell-name").forEach((each) => { each.textContent = ""; });
  for (const each of made.querySelectorAll("input, select")) {
    if (each instanceof HTMLInputElement || each instanceof HTMLSelectElement) each.value = "";
    each.removeAttribute("aria-invalid");
    each.removeAttribute("aria-describedby");
    const word = each.getAttribute("aria-label")?.replace(/\d+$/, String(rows.length + 1));
    if (word) each.setAttribute("aria-label", word);
  }
  const number = made.querySelector("td.n");
  if (number) number.textContent = String(rows.length + 1);
  last.after(made);
  return made;
}

/** Put a copied table into the cells from a field on, to the right and down. */
function pasteAt(field, text) {
  const table = field.closest("table");
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  const names = [...field.closest("tr").querySelectorAll("[data-col]")]
    .map((each) => each.dataset.col);
  const from = names.indexOf(field.dataset.col);
  let at = rowsOf(table).indexOf(field.closest("tr"));
  for (const line of lines) {
    const row = rowsOf(table)[at] ?? ("grows" in table.dataset ? addRow(table) : null);
    if (!row || at >= ROWS_MAX) break;
    line.split("\t").forEach((value, n) => {
      const there = names[from + n] ? cell(row, names[from + n]) : null;
      if (there) there.value = value.trim();
    });
    at += 1;
  }
  const last = rowsOf(table).at(-1);
  const first = last?.querySelector("input[data-col]");
  if (first instanceof HTMLInputElement) growAfter(first);
}

// -- scanning -------------------------------------------------------------------------------------

/** A wedge scanner types and sends Enter; its separator comes as Ctrl+]. */
function scanKey(event, field) {
  if (event.ctrlKey && event.code === "BracketRight") {
    event.preventDefault();
    field.setRangeText("{GS}", field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  }
  if (event.key !== "Enter") return;
  event.preventDefault();
  const code = field.value.trim();
  field.value = "";
  if (code) scanned(field, code);
}

async function scanned(field, code) {
  const form = field.closest("[data-grid-form]");
  const said = form.querySelector(".scan-said");
  const query = new URLSearchParams({ code, site: form.dataset.site ?? "" });
  const answer = await fetch(`/documents/scan?${query}`).catch(() => null);
  const found = answer?.ok ? await answer.json() : { unknown: true };
  const row = found.place ? placed(form, found.place) : found.item ? counted(form, found) : null;
  said.textContent = row ? `✓ ${[found.place, found.item, found.lot, found.serial]
    .filter(Boolean).join(" ")}` : `✕ ${code}`;
  said.classList.toggle("bad", !row);
  for (const each of form.querySelectorAll("tr.fresh")) each.classList.remove("fresh");
  row?.classList.add("fresh");
  row?.scrollIntoView({ block: "nearest" });
}

/** A scanned place goes into the first row that has goods and no place yet, else the fresh one. */
function placed(form, place) {
  const rows = rowsOf(form).filter((row) => cell(row, "place"));
  const row = form.querySelector("tr.fresh") ?? rows.find((each) => !valueOf(each, "place"));
  const there = row ? cell(row, "place") : null;
  if (there) there.value = place;
  return there ? row : null;
}

/** Scanned goods raise the number of their row; in a grid that grows they may open one. */
function counted(form, found) {
  const table = form.querySelector("table.cells");
  const grows = "grows" in table.dataset;
  const rows = rowsOf(form);
  let row = rows.find((each) => fits(each, found, grows));
  if (!row && grows) {
    row = rows.find((each) => !valueOf(each, "item")) ?? addRow(table);
    if (!row) return null;
    for (const name of ["item", "lot", "serial"]) {
      const there = cell(row, name);
      if (there) there.value = found[name] ?? "";
    }
  }
  const number = row?.querySelector("input.n[data-col]");
  if (!(number instanceof HTMLInputElement)) return null;
  for (const name of ["lot", "serial"]) {
    const there = cell(row, name);
    if (there && !there.value) there.value = found[name] ?? "";
  }
  number.value = String((Number(number.value) || 0) + found.quantity);
  growAfter(number);
  return row;
}

function fits(row, found, grows) {
  const item = grows ? valueOf(row, "item") : row.dataset.item;
  if (item !== found.item) return false;
  return ["lot", "serial"].every((name) => {
    const held = valueOf(row, name) || row.dataset[name] || "";
    return !held || !found[name] || held === found[name];
  });
}
