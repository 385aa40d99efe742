// M8: does the scanner work, what does this device sound and look like, whose is it.   本机

import { parse } from "../codes/index.js";
import { button, choice, fill, h, icon, sheet, toast, toggle, visible } from "../ui.js";
import { LANGUAGES, side, t, wordOr } from "../words.js";
import * as sound from "../sound.js";
import { CameraView } from "./count_camera.js";
import { commandOf, dayOf } from "./count_rules.js";
import { reasonsOf } from "./count_sheets.js";
import { pinForm } from "./pin.js";

const GS = /\u001d/g;
const PITCHES = [-5, 0, 5];
const LAYOUT_NAMES = [["us", "US"], ["gb", "UK"], ["de", "DE"], ["fr", "FR"]];

/** @param {any} app */
export async function screen(app) {
  const device = await app.store.meta.get("device");
  return new DeviceScreen(app, device);
}

class DeviceScreen {
  constructor(app, device) {
    this.app = app;
    this.device = device;
    this.title = t("device");
    this.heard = null;
    this.test = h("div.test", { "aria-live": "polite" });
    this.camera = new CameraView(app, (scan) => this.scan(scan));
  }

  draw(main) {
    fill(main, h("div.device", {},
      h("section", {}, h("h2", {}, t("scanner_test")), h("p.quiet", {}, t("scanner_test_how")),
        this.test,
        choice("layout", t("layout"), LAYOUT_NAMES, this.app.settings.settings.layout,
          this.change("layout"))),
      this.sounds(), this.look(), this.own()));
    this.changed();
  }

  leave() {
    this.camera.close();
  }

  scan(scan) {
    this.heard = scan;
    this.changed();
    sound.ok();
  }

  changed() {
    const { camera, heard } = this;
    fill(this.test, camera.node(), h("div.tools", {}, camera.switcher()),
      heard && this.report(heard));
  }

  report(scan) {
    const verdict = parse(scan.raw, { symbology: scan.symbology ?? "", today: dayOf(new Date()) });
    const command = commandOf(verdict);
    const reasons = reasonsOf(verdict);
    const aim = verdict.symbology || scan.symbology;
    return h("dl.facts", {},
      fact("arrived", `${visible(scan.raw, 300)} · ${t("characters", scan.raw.length)}`),
      fact("via", wordOr(`entry_${scan.entry}`, "result_other", scan.entry)),
      fact("symbology", aim || t("no_symbology")),
      fact("separators", String(scan.raw.match(GS)?.length ?? 0)),
      fact("carrier", side() ? verdict.carrier_name.en : verdict.carrier_name.zh),
      command ? fact("own_code", t("command_is", t(command === "next" ? "next_place" : command)))
        : null,
      reasons.length ? fact("faults", reasons.map((text) => visible(text, 200)).join("；")) : null);
  }

  change(name) {
    return (value) => this.app.settings.change(this.app.store, name, value);
  }

  sounds() {
    const { settings } = this.app.settings;
    const hear = (word, play) => button("plain", "sound", t(word), async () => {
      await sound.unlock();
      play();
    });
    return h("section", {}, h("h2", {}, t("sounds")),
      h("div.hear", {}, hear("sound_ok", sound.ok), hear("sound_warn", sound.warn),
        hear("sound_blocked", () => sound.blocked(false)), hear("sound_done", sound.done)),
      h("label.stack", {}, h("span", {}, t("volume")), h("input", { type: "range", min: 0, max: 1,
        step: 0.1, value: settings.volume, onchange: (event) =>
          this.change("volume")(Number(event.target.value)) })),
      choice("pitch", t("pitch"), PITCHES.map((pitch, n) => [pitch, String(n + 1)]),
        settings.pitch, this.change("pitch")),
      toggle(t("silent"), settings.silent, this.change("silent"), t("silent_help")));
  }

  look() {
    const { settings } = this.app.settings;
    const again = (name) => async (value) => {
      await this.change(name)(value);
      this.app.open();
    };
    return h("section", {}, h("h2", {}, t("look_title")),
      choice("language", t("language"), LANGUAGES, this.app.settings.language(),
        again("language")),
      choice("theme", t("theme"), ["system", "light", "dark"].map((word) =>
        [word, t(`theme_${word}`)]), settings.theme, this.change("theme")),
      toggle(t("contrast"), document.documentElement.dataset.contrast === "high",
        (on) => this.change("contrast")(on ? "high" : "normal")),
      toggle(t("glove"), settings.glove, this.change("glove"), t("glove_help")),
      toggle(t("left_hand"), settings.left, this.change("left"), t("left_help")),
      toggle(t("ring"), settings.ring, this.change("ring"), t("ring_help")));
  }

  own() {
    const { device, app } = this;
    return h("section", {}, h("h2", {}, t("this_device")),
      h("dl.facts", {}, fact("person", device?.person_name ?? device?.person ?? ""),
        fact("site", device?.site ?? ""), fact("device", device?.name ?? ""),
        fact("install_id", app.store.install ?? ""),
        fact("version", document.documentElement.dataset.version ?? "")),
      h("div.pair", {},
        button("plain", "lock", t("lock_now"), async () => {
          await app.session.lock(app.store.meta);
          app.open();
        }),
        button("plain", "person", t("pin_change"), () => this.pin())),
      h("div.pair", {},
        h("a.plain", { href: "#/join" }, icon("qr"), h("span", {}, t("enrol_again"))),
        button("plain", "leave", t("leave_device"), () => this.quit())));
  }

  pin() {
    const made = sheet(t("pin_change"), (close) => pinForm(this.app, {
      title: t("pin_set"), help: t("pin_why"), onpin: async (pin) => {
        await this.app.session.setPin(this.app.store.meta, pin);
        close();
        toast(t("pin_saved"));
        return "";
      } }));
    return made;
  }

  /** The one dialog of this screen: it states the number of rows that stay. */
  async quit() {
    const { queued } = await this.app.store.counts();
    sheet(t("leave_device"), (close) => [h("p", {}, t("leave_sure", queued)), h("div.pair", {},
      button("plain", "close", t("cancel"), close),
      button("primary", "leave", t("leave_device"), async () => {
        close();
        await this.app.signOut();
      }))], { level: "warning" });
  }
}

const fact = (key, value) => [h("dt", {}, t(key)), h("dd", {}, visible(value, 400))];
