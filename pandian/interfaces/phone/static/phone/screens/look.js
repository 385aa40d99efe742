// M7: what is this? Any code or name, answered from this phone; no quantity of any book.   查询

import { parse } from "../codes/index.js";
import { resolve } from "../resolve.js";
import { button, fill, h, icon, refill, visible } from "../ui.js";
import { side, t, wordOr } from "../words.js";
import { CameraView } from "./count_camera.js";
import { commandOf, contextOf, dayOf, freshness, nameOf, placeOf } from "./count_rules.js";
import { reasonsOf } from "./count_sheets.js";

const FOUND_MAX = 20;
const LOTS_SHOWN = 12;
const QUIET_MS = 120;

/** @param {any} app */
export async function screen(app) {
  return new LookScreen(app);
}

class LookScreen {
  constructor(app) {
    this.app = app;
    this.title = t("look_up");
    this.answer = h("div.answer", { "aria-live": "polite" });
    this.camera = new CameraView(app, (scan) => this.scan(scan));
    this.view = h("div.view", {});
  }

  draw(main) {
    let timer;
    this.field = h("input#look", { type: "search", autocomplete: "off", autocapitalize: "none",
      spellcheck: "false", value: this.text ?? "", oninput: () => {
        clearTimeout(timer);
        timer = setTimeout(() => this.search(this.field.value), QUIET_MS);
      } });
    fill(main, h("div.look", {}, h("form", { onsubmit: (event) => {
      event.preventDefault();
      if (this.field.value) this.scan({ raw: this.field.value, symbology: "", entry: "keyed" });
    } }, h("label", { for: "look" }, t("look_hint")), h("div.field-row", {}, this.field,
      h("button.primary", { type: "submit", "aria-label": t("search") }, icon("look")))),
    this.view, this.answer));
    this.changed();
    const { carried } = this.app;
    this.app.carried = null;
    if (carried) setTimeout(() => this.scan(carried));
  }

  changed() {
    refill(this.view, this.camera.node(), h("div.tools", {}, this.camera.switcher()));
  }

  leave() {
    this.camera.close();
  }

  async search(text) {
    this.text = text;
    if (text.trim().length < 2) return refill(this.answer);
    const found = await this.app.store.searchItems(text, FOUND_MAX);
    return refill(this.answer, found.length ? h("ul.options", {}, found.map((item) => h("li", {},
      h("button.option", { type: "button", onclick: () => this.item(item.code, null) },
        h("span.option-name", {}, visible(nameOf(item), 80)),
        h("span.option-sub", {}, visible(item.code, 40)))))) : h("p.quiet", {}, t("no_match")));
  }

  async scan(scan) {
    const { store } = this.app;
    const today = dayOf(new Date());
    const verdict = parse(scan.raw, { symbology: scan.symbology ?? "", today });
    const command = commandOf(verdict);
    if (command) return this.say(verdict, h("p", {}, t("command_is", t(commandWord(command)))));
    const site = (await store.meta.get("device"))?.site ?? "";
    const place = await placeOf(verdict, store, site);
    if (place) return this.say(verdict, h("p.big", {}, t("place_is", visible(place.code, 40))));
    const flow = { store, task: null, place: null, today: () => new Date() };
    const { candidates = [] } = resolve(verdict, await contextOf(flow, verdict));
    const cards = [];
    for (const code of new Set(candidates.map((one) => one.item))) {
      cards.push(await this.cardOf(code, candidates.find((one) => one.item === code)));
    }
    return this.say(verdict, cards.length ? cards : h("p.big", {}, t("code_unknown")));
  }

  async item(code, candidate) {
    refill(this.answer, await this.cardOf(code, candidate));
  }

  say(verdict, body) {
    const reasons = reasonsOf(verdict);
    const { en, zh } = verdict.carrier_name;
    refill(this.answer, body, h("section.code-card", {}, h("h2", {}, side() ? en : zh),
      h("p.raw", {}, visible(verdict.raw, 4096)),
    reasons.length ? h("ul.reasons", {}, reasons.map((text) => h("li", {}, visible(text, 300))))
      : null,
    h("dl.facts", {}, verdict.fields.map((field) => [
      h("dt", {}, field.ai ? `(${field.ai})` : wordOr(field.name, "code")),
      h("dd", {}, visible(field.value, 200), field.meant && field.meant !== field.value
        ? h("small", {}, ` → ${visible(field.meant, 60)}`) : null)]))));
  }

  async cardOf(code, candidate) {
    const { store } = this.app;
    const [item, lots] = [await store.itemByCode(code), await store.lotsOf(code)];
    const packs = (item?.packs ?? []).map((pack) => t("pack_is", pack.unit, pack.factor,
      item.unit));
    return h("section.item-card", {},
      h("h2", {}, visible(nameOf(item) || code, 120)),
      h("dl.facts", {}, fact("item_code", code), fact("unit", item?.unit ?? ""),
        packs.length ? fact("packs", packs.join("；")) : null,
        fact("tracking", t(`track_${item?.tracking ?? "none"}`)),
        candidate?.lot ? fact("lot", candidate.lot) : null,
        candidate?.serial ? fact("serial", candidate.serial) : null,
        candidate?.expires_on ? [h("dt", {}, t("has_expiry")), h("dd", {},
          t("until", candidate.expires_on), " ", tag(candidate.expires_on))] : null),
      lots.length ? [h("h3", {}, t("known_lots")), h("ul.plain-list", {},
        lots.slice(0, LOTS_SHOWN).map((lot) => h("li", {}, h("span", {}, visible(lot.code, 40)),
          h("span", {}, lot.expires_on ? t("until", lot.expires_on) : "", " ",
            tag(lot.expires_on)))), lots.length > LOTS_SHOWN
          && h("li.quiet", {}, `… ${lots.length}`))] : null);
  }
}

const fact = (key, value) => [h("dt", {}, t(key)), h("dd", {}, visible(value, 120))];
const commandWord = (command) => command === "next" ? "next_place" : command;

function tag(expires) {
  const fresh = freshness(expires, new Date());
  return fresh ? h("span.tag", { "data-level": fresh === "expired" ? "blocked" : "warning" },
    t(fresh === "expired" ? "is_expired" : "near_expiry")) : "";
}
