// Photos of a step and its lines, and the parcels of a packing: what is seen is kept.   作业证据

import { shrunk } from "../screens/exception.js";
import { button, h, icon, visible } from "../ui.js";
import { s } from "./words.js";

const PHOTOS_MAX = 8;
const SSCC = /(?:^|00)(\d{18})$/;

/**
 * @typedef {{name: string, line: number|null, parcel?: string}} Picture
 * @typedef {{parcel: string, seal: string, temperature: string, weight_grams: string,
 *   sscc: string}} Parcel
 */

/** The SSCC that a scan holds, or "". @param {string} raw */
export function ssccOf(raw) {
  const digits = String(raw).replace(/^\]../, "").replace(/[()\s\u001d]/g, "");
  return SSCC.exec(digits)?.[1] ?? "";
}

/** The evidence that photos, parcels and scans while loading make, as the server reads them. */
export function evidenceOf({ pictures = [], parcels = [], loaded = [] }, action) {
  const whole = pictures.filter((one) => one.line === null && !one.parcel).map((one) => one.name);
  const lines = {};
  for (const one of pictures) if (one.line !== null) (lines[one.line] ??= []).push(one.name);
  const [first, ...rest] = whole;
  const all = action.evidence.includes("photos");
  return {
    ...(first && !all ? { photo: first } : {}),
    ...(all ? { photos: whole.join(" ") } : rest.length ? { photos: rest.join(" ") } : {}),
    ...(Object.keys(lines).length ? { line_photos: lines } : {}),
    ...(action.parcels ? { parcels: parcels.map((each) => ({ ...each, photos: pictures
      .filter((one) => one.parcel === each.parcel).map((one) => one.name).join(" ") })) } : {}),
    ...(loaded.length ? { parcels_loaded: loaded } : {}),
  };
}

/** A button that takes a photo and keeps it on this phone before anybody hears of it. */
export function photoButton(screen, word, key) {
  const input = h("input.hidden", { type: "file", accept: "image/*", capture: "environment",
    tabindex: "-1", "aria-label": word, onchange: async () => {
      const [file] = input.files;
      input.value = "";
      if (file) await take(screen, file, key);
    } });
  return h("span.photo-button", {}, input, button("plain", "camera", word, () => input.click()));
}

async function take(screen, file, { line = null, parcel = undefined }) {
  const pictures = screen.draft.pictures ?? [];
  try {
    const small = await shrunk(file);
    const name = await screen.app.store.addPhoto(small);
    screen.shown[name] = URL.createObjectURL(small);
    if (pictures.filter((one) => one.line === line && one.parcel === parcel).length
        >= PHOTOS_MAX) return screen.say("warning", s("photos_most", PHOTOS_MAX));
    const others = pictures.filter((one) => one.name !== name);
    return screen.change({ pictures: [...others, { name, line, ...(parcel ? { parcel } : {}) }] });
  } catch (/** @type {any} */ error) {
    return screen.say("warning", s("photo_failed", error?.reason ?? error?.name ?? ""));
  }
}

/** The photos taken for a line, a parcel, or the step as a whole. */
export function taken(screen, { line = null, parcel = undefined }) {
  const own = (screen.draft.pictures ?? []).filter((one) => one.line === line
    && one.parcel === parcel);
  return own.length > 0 && h("div.photos", {}, own.map((one, n) => h("span.photo", {},
    screen.shown[one.name] ? h("img", { src: screen.shown[one.name], alt: s("photo_n", n + 1) })
      : icon("camera"),
    h("button.plain", { type: "button", "aria-label": s("remove_photo", n + 1),
      onclick: () => screen.change({ pictures: screen.draft.pictures
        .filter((other) => other.name !== one.name) }) }, icon("close")))));
}

/** The parcels of a packing: which one is open, its seal, weight, number, photo. */
export function parcelsPart(screen) {
  const parcels = screen.parcels;
  const open = parcels[parcels.length - 1];
  const write = (name) => (event) => {
    open[name] = event.target.value.trim();
    screen.draft.parcels = parcels;
  };
  const field = (name, mode) => [h("label", { for: `parcel-${name}` }, s(`parcel_${name}`)),
    h("input", { id: `parcel-${name}`, autocomplete: "off", inputmode: mode, value: open[name],
      oninput: write(name), onchange: () => screen.kept.keepDraft(screen.id, screen.draft) })];
  return h("section.papers", { "aria-label": s("parcels") },
    h("h3", {}, `${s("parcel_n", open.parcel)}${open.sscc ? ` · ${visible(open.sscc, 20)}` : ""}`),
    h("p.quiet", {}, s("parcel_how")),
    field("seal", "text"), field("weight_grams", "numeric"), field("temperature", "decimal"),
    h("div.pair", {}, photoButton(screen, s("photo_parcel"), { parcel: open.parcel }),
      button("plain", "plus", s("parcel_next"), () => screen.change({ parcels: [...parcels,
        blank(parcels.length + 1)] }))),
    taken(screen, { parcel: open.parcel }));
}

/** @returns {Parcel} */
export const blank = (n) => ({ parcel: `${n}`, seal: "", temperature: "", weight_grams: "",
  sscc: "" });
