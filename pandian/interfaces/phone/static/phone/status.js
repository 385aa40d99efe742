// The line at the top that never hides: where, and what is not yet on the server.   状态行

import { capabilities } from "./device.js";
import { clock, fill, h, icon } from "./ui.js";
import { t } from "./words.js";

const HALTED = ["install_forked", "install_restored", "install_unknown"];
const SKEW_SHOWN_MS = 300_000;

/**
 * What the chip says: a shape, a word and a level, so that colour alone says nothing.
 * @param {any} state of sync.js
 */
export function standing(state) {
  const { online, queued = 0, refused = 0 } = state;
  if (state.error === "store") return { shape: "■", level: "blocked", word: t("error_store") };
  if (refused) return { shape: "■", level: "blocked", word: t("refused_n", refused) };
  if (!online) {
    return { shape: "▲", level: queued ? "warning" : "note", word: t("offline"),
      more: queued ? t("queued", queued) : "" };
  }
  if (queued) return { shape: "●", level: "note", word: t("queued", queued) };
  return { shape: "●", level: "ok", word: t("all_sent") };
}

/** Draw the top line. @param {any} view the screen that is open @param {any} state of sync.js */
export function top(view, state) {
  const bar = document.getElementById("top");
  if (!bar) return;
  const back = view.back && h("a.plain.square", { href: view.back, "aria-label": t("back") },
    icon("back"));
  const title = view.heading ? view.heading() : h("h1", {}, view.title);
  fill(bar, back || h("span.mark", {}, icon("mark")), title,
    view.bare ? null : h("a.chip", { href: "#/sync", id: "chip" }));
  chip(state);
}

/** Redraw only the chip: the rest of the line may be in somebody's hand. */
export function chip(state) {
  const { shape, level, word, more = "" } = standing(state);
  const node = document.getElementById("chip");
  if (!node || (node.dataset.level === level && node.textContent === shape + word + more)) return;
  node.dataset.level = level;
  fill(node, h("span.shape", { "aria-hidden": "true" }, shape), h("span", {}, h("span", {}, word),
    more && h("span", {}, more)));
}

/** What a person should know of this device, most pressing first. @returns {[string, string][]} */
export function notices(state) {
  const found = [];
  if (state.device === "revoked") found.push(["blocked", t("device_revoked")]);
  if (["forked", "written_off"].includes(state.device) || HALTED.includes(state.error)) {
    found.push(["blocked", t("device_forked")]);
  }
  if (state.error === "signed_out") found.push(["warning", t("signed_out")]);
  if (tooOld(state) || state.error === "update_needed") found.push(["warning", t("update_needed")]);
  if (capabilities().wedgeOnly) {
    found.push(["warning", `${t("no_offline")} ${t("how_to_https")}`]);
  }
  const skew = state.offset_ms ?? 0;
  if (Math.abs(skew) >= SKEW_SHOWN_MS) {
    const much = t("minutes", Math.round(Math.abs(skew) / 60_000));
    found.push(["note", t(skew < 0 ? "clock_fast" : "clock_slow", much)]);
  }
  return found;
}

function tooOld(state) {
  const own = document.documentElement.dataset.version ?? "";
  if (!state.app_min || !own) return false;
  const [one, other] = [own, state.app_min].map((text) => text.split(".").map(Number));
  for (let n = 0; n < 3; n += 1) {
    if ((one[n] || 0) !== (other[n] || 0)) return (one[n] || 0) < (other[n] || 0);
  }
  return false;
}

/** How old the tasks on this phone are. */
export const age = (state) => state.package_at
  ? t("data_as_of", clock(state.package_at)) : t("data_never");
