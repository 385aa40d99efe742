// What a person chose for this device: words, look, sounds.   本机设置
//
// Kept in the store; the look is mirrored where theme.js finds it before the first paint.

import * as sound from "./sound.js";
import { speak } from "./words.js";

const MIRROR = "pandian-look";

/** @type {Record<string, any>} */
export const DEFAULTS = {
  language: null, theme: "system", contrast: null, glove: false, left: false, ring: false,
  silent: false, volume: 0.8, pitch: 0, mode: null, camera: false, layout: "us",
};

/** @type {Record<string, any>} what holds now; change it by `change` only */
export const settings = { ...DEFAULTS };

/** Read what was chosen, and make the page so. */
export async function load(store) {
  Object.assign(settings, DEFAULTS, await store.meta.get("settings") ?? {});
  apply();
}

/** Change one setting, at once and for good. */
export async function change(store, name, value) {
  settings[name] = value;
  apply();
  await store.meta.set("settings", { ...settings });
}

/** The language that holds: the chosen one, else the browser's. */
export function language() {
  const asked = new URLSearchParams(location.search).get("lang");
  const system = navigator.language.toLowerCase().startsWith("zh") ? "zh-hans" : "en";
  return asked ?? settings.language ?? system;
}

/** Make words, look and sounds follow the settings. */
export function apply() {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const sharp = matchMedia("(prefers-contrast: more)").matches;
  const { theme, contrast, glove, left, ring, silent, pitch, volume } = settings;
  root.dataset.theme = theme === "system" ? (dark ? "dark" : "light") : theme;
  root.dataset.contrast = (contrast ?? (sharp ? "high" : "normal"));
  root.dataset.glove = String(glove);
  root.dataset.hand = left ? "left" : "right";
  root.dataset.ring = String(ring);
  speak(language());
  sound.setMode({ silent, pitch, volume });
  const look = { theme, contrast, glove, left, ring, language: document.documentElement.lang };
  try { localStorage.setItem(MIRROR, JSON.stringify(look)); } catch { /* storage may be off */ }
}
