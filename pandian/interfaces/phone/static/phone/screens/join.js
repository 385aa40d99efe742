// Joining: the code of the QR, then a PIN. No name is typed here.   加入
//
// The address that the QR opened holds a secret: it is taken out of the address bar at once.

import { button, fill, h, icon } from "../ui.js";
import { side, t } from "../words.js";
import { CameraView } from "./count_camera.js";
import { pinForm } from "./pin.js";

const WORDS_OF_FAULTS = {
  enrolment_refused: "join_refused", contract_too_old: "join_old", too_fast: "join_busy",
  unreachable: "join_offline", malformed: "join_malformed", install_taken: "join_refused",
};

/** @param {any} app */
export async function screen(app) {
  let fragment = "";
  if (location.hash.startsWith("#enrol=")) {
    fragment = location.hash;
    history.replaceState(null, "", `${location.pathname}${location.search}#/join`);
  }
  const { queued } = await app.store.counts();
  const state = { fragment, busy: false, fault: "", device: null };
  const node = h("div.join");
  const camera = new CameraView(app, (scan) => join(app, state, scan.raw), () => app.redraw());
  const view = {
    title: t("join_title"),
    bare: !await app.store.meta.get("device"),
    leave: () => camera.close(),
    back: await app.store.meta.get("device") ? "#/device" : null,
    draw: (main) => fill(main, draw(app, state, node, { queued, camera })),
    scan: (scan) => join(app, state, scan.raw),
  };
  if (fragment) setTimeout(() => join(app, state, fragment));
  return view;
}

function draw(app, state, node, { queued, camera }) {
  if (state.device) return joined(app, state, node);
  const field = h("input#code", {
    name: "code", autocomplete: "off", autocapitalize: "none", spellcheck: "false",
    "aria-describedby": "code-help", value: state.busy ? "" : state.fragment,
  });
  const submit = (event) => {
    event.preventDefault();
    join(app, state, field.value);
  };
  return fill(node, camera.node() ?? h("div.hero", {}, icon("qr")),
    h("p.centre", {}, t("join_how")), camera.switcher(),
    state.fault && h("p.notice", { "data-level": "warning", role: "alert" }, icon("warning"),
      h("span", {}, h("strong", {}, t("join_failed")), " ", state.fault)),
    state.busy ? h("p.busy", { role: "status" }, t("joining")) : h("form", { onsubmit: submit },
      h("label", { for: "code" }, t("join_typed")), field,
      h("p.help#code-help", {}, t("join_typed_help")),
      h("button.primary.wide", { type: "submit" }, icon("ok"), h("span", {}, t("join")))),
    queued ? h("p.help", {}, t("join_again_note", queued)) : null,
    languages(app));
}

/** Words of the other language are one tap away, before anything else is set up. */
export function languages(app) {
  const other = side() ? ["zh-hans", "中文"] : ["en", "English"];
  return h("button.plain.languages", {
    type: "button", lang: other[0],
    onclick: async () => {
      await app.settings.change(app.store, "language", other[0]);
      app.open();
    },
  }, other[1]);
}

async function join(app, state, text) {
  const given = String(text).trim();
  if (!given || state.busy || state.device) return;
  Object.assign(state, { fragment: given, busy: true, fault: "" });
  app.redraw();
  try {
    state.device = await app.enrol(given);
  } catch (/** @type {any} */ error) {
    const key = WORDS_OF_FAULTS[error?.code ?? ""];
    state.fault = key ? t(key) : String(error?.message ?? error);
  }
  state.busy = false;
  app.redraw();
}

function joined(app, state, node) {
  const { device } = state;
  const done = () => { app.sync.syncNow(); app.go("#/tasks"); };
  return fill(node,
    h("div.hero", {}, icon("ok"),
      h("h2", {}, t("joined_as", device.person_name || device.person || device.name)),
      h("p.help", {}, [device.name, device.site].filter(Boolean).join(" · ")),
      h("p.help", {}, t("not_you"))),
    pinForm(app, { title: t("pin_set"), help: t("pin_why"), onpin: async (pin) => {
      await app.session.setPin(app.store.meta, pin);
      done();
      return "";
    } }),
    button("plain.wide", null, t("later"), done));
}
