// M3: what is not as it should be. The row is recorded even if nothing is filled in.   异常
//
// An unknown or faulty code, a damaged or missing label, a thing in the wrong bin: a photo, a note,
// what can be read of the label, and the items that fit it. Counting goes on: the next scan puts
// the thing down by itself.

import { tell } from "../messages.js";
import { button, h, icon, refill, sheet, visible } from "../ui.js";
import { t } from "../words.js";
import { nameOf } from "./count_rules.js";
import { reasonsOf } from "./count_sheets.js";

const CONDITIONS = ["damaged_label", "no_label", "damaged_goods", "expired", "seal_broken",
  "wrong_place", "two_labels"];
const WORDS_OF = { expired: "condition_expired", unlisted: "condition_unlisted" };
const PHOTO_SIDE_MAX = 1600;
const PHOTO_QUALITY = 0.8;
const PHOTO_BYTES_MAX = 2 * 1024 * 1024;
const PHOTOS_MAX = 4;
const CANDIDATES_MAX = 5;
const NOTE_CHARACTERS_MAX = 500;
const QUIET_MS = 250;

/** @param {any} screen @param {any} ask @param {any} how */
export function rescueSheet(screen, ask, how) {
  const { flow } = screen;
  const parts = { like: h("div.like", {}), photos: h("div.photos", {}) };
  const line = Boolean(ask.line);
  const made = sheet(t("exception_at", visible(flow.place.code, 40)), () => [
    scanned(ask), !line && reading(screen, ask, parts.like), parts.like,
    conditions(ask), parts.photos,
    h("div.pair", {}, photoButton(screen, ask, parts.photos), !line && stepper(flow, ask)),
    note(ask),
    button("primary.wide", line ? "ok" : "down", t(line ? "record_so" : "put_down"),
      () => flow.putDown(), { id: "put-down" }),
  ], { ...how, level: line ? "note" : "warning" });
  if (!line) like(screen, ask, parts.like);
  photos(ask, parts.photos);
  return { ...made, render: () => photos(ask, parts.photos) };
}

function scanned(ask) {
  const reasons = reasonsOf(ask.verdict);
  if (!ask.scan) return h("p.raw", {}, t("nothing_scanned"));
  return [h("p.raw", {}, h("span.quiet", {}, `${t("scanned")} `), visible(ask.scan.raw, 300)),
    reasons.length ? h("ul.reasons", {}, reasons.map((text) => h("li", {}, visible(text, 300))))
      : !ask.line && h("p", {}, t("code_unknown"))];
}

/** What can be read of a damaged label narrows the items; the field is never needed. */
function reading(screen, ask, box) {
  let timer;
  return h("label.stack", {}, h("span", {}, t("read_part")), h("input", {
    autocomplete: "off", autocapitalize: "none", spellcheck: "false", value: ask.read ?? "",
    placeholder: t("read_part_help"), oninput: (event) => {
      ask.read = event.target.value;
      clearTimeout(timer);
      timer = setTimeout(() => like(screen, ask, box), QUIET_MS);
    } }));
}

async function like(screen, ask, box) {
  const found = await candidatesOf(screen, ask);
  const rows = [];
  for (const candidate of found) {
    const item = await screen.app.store.itemByCode(candidate.item);
    rows.push(h("li", {}, h("span.option-name", {}, visible(nameOf(item) || candidate.item, 60),
      h("small", {}, ` ${visible(candidate.item, 30)} ${visible(candidate.lot ?? "", 30)}`)),
    button("plain", "ok", t("it_is"), () => screen.flow.pick(candidate))));
  }
  refill(box, rows.length ? [h("h3", {}, t("looks_like")), h("ul.likes", {}, rows)] : null);
}

/** Items that fit what can be read, those of this place first; never with a quantity. */
async function candidatesOf(screen, ask) {
  const { store } = screen.app;
  const read = (ask.read ?? "").trim();
  const found = new Map();
  const add = (candidate) => {
    const key = `${candidate.item}\u0000${candidate.lot ?? ""}`;
    if (!found.has(key)) found.set(key, candidate);
  };
  if (!read) ask.candidates.forEach(add);
  if (read) for (const code of await fitting(store, read)) add(code);
  if (read) {
    for (const item of await store.searchItems(read.replace(/[?*]/g, " "), 20)) {
      add({ item: item.code, unit: item.unit, factor: 1, lot: null, serial: null,
        confidence: 500 });
    }
  }
  const here = new Set((screen.task?.lines ?? [])
    .filter((line) => line.place === screen.flow.place?.code).map((line) => line.item));
  return [...found.values()].sort((a, b) => Number(here.has(b.item)) - Number(here.has(a.item)))
    .slice(0, CANDIDATES_MAX);
}

/** Bindings whose code fits a pattern such as 0690123????892, or ends with the digits read. */
async function fitting(store, read) {
  const wild = /[?*？]/.test(read);
  const safe = read.normalize("NFKC").replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const text = safe.replace(/\?/g, ".").replace(/\*/g, ".*");
  if (text.replace(/\./g, "").length < 3) return [];
  const wanted = new RegExp(wild ? `^0?${text}$` : `${text}$`, "i");
  const rows = await store.package.all("code");
  return rows.filter((row) => wanted.test(row.key ?? "") || wanted.test(row.value ?? ""))
    .slice(0, CANDIDATES_MAX).map((row) => ({ item: row.item, unit: row.unit,
      factor: row.factor ?? 1, lot: null, serial: null, confidence: 500, reason: "looks_like" }));
}

function conditions(ask) {
  return h("fieldset.conditions", {}, h("legend", {}, t("what_is_wrong")),
    CONDITIONS.map((word) => h("label", {}, h("input", {
      type: "checkbox", checked: ask.condition.includes(word), onchange: (event) => {
        ask.condition = event.target.checked ? [...ask.condition, word]
          : ask.condition.filter((one) => one !== word);
      } }), h("span", {}, t(WORDS_OF[word] ?? word)))));
}

function stepper(flow, ask) {
  const field = h("input", { inputmode: "numeric", value: ask.digits, "aria-label": t("quantity"),
    maxlength: 9, oninput: (event) => {
      event.target.value = event.target.value.replace(/\D/g, "");
      ask.digits = event.target.value || "1";
    } });
  const by = (n) => () => {
    ask.digits = String(Math.max(0, Number(ask.digits || 0) + n));
    field.value = ask.digits;
  };
  return h("div.stepper", { role: "group", "aria-label": t("quantity") },
    h("button.plain", { type: "button", "aria-label": t("minus_one"), onclick: by(-1) }, "−"),
    field, h("button.plain", { type: "button", "aria-label": t("plus_one"), onclick: by(1) }, "+"));
}

function note(ask) {
  return h("label.stack", {}, h("span", {}, t("note")), h("input", {
    value: ask.note, maxlength: NOTE_CHARACTERS_MAX, autocomplete: "off",
    oninput: (event) => { ask.note = event.target.value; } }));
}

function photoButton(screen, ask, box) {
  const input = h("input.hidden", { type: "file", accept: "image/*", capture: "environment",
    tabindex: "-1", "aria-label": t("photo"), onchange: async () => {
      const [file] = input.files;
      input.value = "";
      if (file) await take(screen, ask, file, box);
    } });
  return h("span.photo-button", {}, input,
    button("plain", "camera", t("photo"), () => input.click()));
}

async function take(screen, ask, file, box) {
  try {
    const small = await shrunk(file);
    const name = await screen.app.store.addPhoto(small);
    ask.photos = [...new Set([...ask.photos, name])].slice(-PHOTOS_MAX);
    ask.shown = { ...ask.shown, [name]: URL.createObjectURL(small) };
  } catch (/** @type {any} */ error) {
    tell("warning", "photo_failed", error?.reason ?? error?.name ?? String(error));
  }
  photos(ask, box);
}

/** A picture small enough to send, without what the camera wrote into it (place, owner). */
export async function shrunk(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, PHOTO_SIDE_MAX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no_canvas");
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of [PHOTO_QUALITY, 0.5, 0.25]) {
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });
    if (blob && blob.size <= PHOTO_BYTES_MAX) return blob;
  }
  throw new Error("too_big");
}

function photos(ask, box) {
  refill(box, ask.photos.map((name, n) => h("span.photo", {},
    ask.shown?.[name] ? h("img", { src: ask.shown[name], alt: t("photo_n", n + 1) })
      : icon("camera"),
    h("button.plain", { type: "button", "aria-label": t("remove_photo", n + 1), onclick: () => {
      ask.photos = ask.photos.filter((one) => one !== name);
      photos(ask, box);
    } }, icon("close")))));
}
