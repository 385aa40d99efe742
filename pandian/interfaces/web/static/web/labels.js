// What the labels page does beyond a plain form. The page works without it.

const RENEW_AFTER_MS = 1_500;   // the file is on its way; the list and a fresh id follow

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const row = target?.closest("[data-add-line]");
  if (row instanceof HTMLElement) addLine(row.dataset.addLine ?? "");
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.name === "kind") {
    explain();
    const found = document.getElementById("l-found");
    if (found) found.textContent = "";
  }
});

document.addEventListener("submit", (event) => {
  const prints = document.getElementById("prints");
  // the form has a field named id, which hides its own
  if (!(event.target instanceof Element) || !event.target.matches("#label-form") || !prints) return;
  const address = prints.dataset.renew ?? "";
  setTimeout(() => window.htmx?.ajax("GET", address, { target: "#prints" }), RENEW_AFTER_MS);
});

// A wedge scanner sends the separator as Ctrl+]; a text field would drop it.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !("scan" in field.dataset)) return;
  if (event.ctrlKey && event.code === "BracketRight") {
    event.preventDefault();
    field.setRangeText("{GS}", field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  }
});

explain();

/** Show how a line is written for the kind that is chosen, and only for it. */
function explain() {
  const kind = document.querySelector('#label-form input[name="kind"]:checked');
  for (const line of document.querySelectorAll(".label-lines [data-kind]")) {
    if (line instanceof HTMLElement && kind instanceof HTMLInputElement) {
      line.hidden = line.dataset.kind !== kind.value;
    }
  }
}

/** Add a line to the list, once. */
function addLine(line) {
  const area = document.getElementById("l-things");
  if (!(area instanceof HTMLTextAreaElement)) return;
  const held = area.value.split("\n").filter((each) => each.trim());
  if (!held.includes(line)) held.push(line);
  area.value = held.join("\n");
}
