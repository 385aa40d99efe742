// Forms of rules: chips, more rows, only the fields that a strategy reads. Works without it too.

const PART = /[\s,;，；、]+/;

for (const button of document.querySelectorAll("[data-add-row]")) {
  if (button instanceof HTMLElement) button.hidden = false;
}
fit();

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const button = target?.closest("[data-add-row]");
  if (button instanceof HTMLElement) addRow(button);
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement || box instanceof HTMLSelectElement)) return;
  if (["f.strategy", "f.condition", "site"].includes(box.name)) fit();
  const found = box.closest("[data-found]");
  if (box instanceof HTMLInputElement && box.checked && found) choose(box);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !("chip" in field.dataset)) return;
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  for (const code of field.value.split(PART).filter(Boolean)) addChip(field, code);
  clear(field);
});

/** What was found and ticked is chosen; the search is over. */
function choose(box) {
  const field = box.closest("[data-chips]")?.querySelector("[data-chip]");
  if (!(field instanceof HTMLInputElement)) return;
  addChip(field, box.value);
  clear(field);
  field.focus();
}

/** Show a code as a chip, once: a box that can be unticked again. */
function addChip(field, code) {
  const chosen = field.closest("[data-chips]")?.querySelector("[data-chosen]");
  if (!chosen) return;
  for (const box of chosen.querySelectorAll("input")) {
    if (box.value === code) {
      box.checked = true;
      return;
    }
  }
  const label = document.createElement("label");
  label.className = "pill";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.name = field.name;
  box.value = code;
  box.checked = true;
  const word = document.createElement("span");
  word.textContent = code;
  label.append(box, " ", word);
  chosen.append(label);
}

function clear(field) {
  field.value = "";
  field.closest("[data-chips]")?.querySelector("[data-found]")?.replaceChildren();
}

/** One more row: the last one again, empty; bands get their own number. */
function addRow(button) {
  const rows = button.parentElement?.querySelector("[data-rows]");
  const all = rows?.querySelectorAll(":scope > [data-row]") ?? [];
  const last = all[all.length - 1];
  if (!(rows instanceof HTMLElement) || !(last instanceof HTMLElement)) return;
  const row = last.cloneNode(true);
  if (!(row instanceof HTMLElement)) return;
  const field = rows.dataset.numbered;
  if (field) renumber(row, field, all.length);
  for (const each of row.querySelectorAll("input, select")) empty(each);
  for (const each of row.querySelectorAll("[data-chosen], [data-found]")) each.replaceChildren();
  rows.append(row);
  const first = row.querySelector("input:not([type=hidden]), select");
  if (first instanceof HTMLElement) first.focus();
}

function empty(each) {
  if (each instanceof HTMLSelectElement) each.selectedIndex = 0;
  else if (each instanceof HTMLInputElement && each.type === "checkbox") each.checked = false;
  else if (each instanceof HTMLInputElement && each.type !== "hidden") each.value = "";
}

function renumber(row, field, number) {
  const head = new RegExp(`^${field.replaceAll(".", "\\.")}\\.\\d+\\.`);
  for (const each of row.querySelectorAll("[name], [id], [for], [list]")) {
    for (const name of ["name", "id", "for", "list"]) {
      const value = each.getAttribute(name);
      if (value) each.setAttribute(name, value.replace(head, `${field}.${number}.`));
    }
  }
  const hidden = row.querySelector("input[type=hidden]");
  if (hidden instanceof HTMLInputElement) hidden.value = String(number);
  const said = row.querySelector("[data-number]");
  if (said) said.textContent = String(number + 1);
}

/** Hide what the chosen strategy or condition never reads, unless something stands in it. */
function fit() {
  const strategy = document.querySelector("[name='f.strategy'], [name='f.condition']");
  const chosen = strategy instanceof HTMLSelectElement ? strategy.value : "";
  for (const box of document.querySelectorAll("[data-used-by]")) {
    if (!(box instanceof HTMLElement)) continue;
    const used = (box.dataset.usedBy ?? "").split(" ");
    box.hidden = Boolean(chosen) && !used.includes(chosen) && !filled(box);
  }
  for (const usual of document.querySelectorAll("[data-usual]")) { // what holds without a rule
    if (usual instanceof HTMLElement) usual.hidden = usual.dataset.usual !== chosen;
  }
  for (const group of document.querySelectorAll(".rule-group")) { // no heading without a field
    if (group instanceof HTMLElement) {
      const boxes = [...group.querySelectorAll(".rule-boxes > .rule-box")];
      group.hidden = boxes.every((box) => box instanceof HTMLElement && box.hidden);
    }
  }
  const site = document.querySelector("#f-site");
  const central = site instanceof HTMLSelectElement && site.value === "*";
  for (const box of document.querySelectorAll("[data-central]")) {
    if (box instanceof HTMLElement) box.hidden = !central;
  }
}

function filled(box) {
  return [...box.querySelectorAll("input, select")].some((each) => {
    if (each.closest("[data-central]")) return false;
    if (each instanceof HTMLInputElement && each.type === "checkbox") return each.checked;
    return each instanceof HTMLInputElement || each instanceof HTMLSelectElement
      ? each.value !== "" : false;
  });
}
