// Signing in again by PIN. The outbox goes on uploading behind it.   PIN 登录

import { fill, h, icon } from "../ui.js";
import { t } from "../words.js";

/** @param {any} app */
export async function screen(app) {
  const has = await app.session.hasPin(app.store.meta);
  const device = await app.store.meta.get("device");
  const { queued } = await app.store.counts();
  const open = async (pin) => {
    const { right, wait } = await app.session.tryPin(app.store.meta, pin);
    if (right) {
      app.open();
      return "";
    }
    return wait ? `${t("pin_wrong")} · ${t("pin_wait", wait)}` : t("pin_wrong");
  };
  const node = h("div.join");
  const form = has ? pinForm(app, { title: t("pin_enter"), help: t("pin_idle"), onpin: open })
    : h("p.notice", { "data-level": "warning" }, icon("warning"), h("span", {}, t("pin_none")));
  return {
    title: t("sign_in"),
    draw: (main) => fill(main, fill(node,
      h("div.hero", {}, icon("person"), h("h2", {}, device?.person_name ?? device?.name ?? "")),
      form, queued ? h("p.help", {}, t("saved_not_sent", queued)) : null,
      has && h("p.help", {}, t("pin_forgotten")),
      h("a.plain.wide", { href: "#/join" }, t("enrol_again")))),
  };
}

/**
 * A number that is asked for: digits shown as dots, sent by its button or Enter.
 * @param {any} app @param {{title: string, help: string, onpin: (pin: string) => Promise<string>}}
 *   how `onpin` gives the fault to show, or ""
 */
export function pinForm(app, { title, help, onpin }) {
  const { PIN_DIGITS_MIN, PIN_DIGITS_MAX } = app.session;
  const fault = h("p.fault", { role: "alert" });
  const field = h("input#pin", {
    type: "password", inputmode: "numeric", pattern: "[0-9]*", maxlength: PIN_DIGITS_MAX,
    autocomplete: "off", "aria-describedby": "pin-help",
  });
  const submit = async (event) => {
    event.preventDefault();
    const pin = field.value.replace(/\D/g, "");
    fault.textContent = "";
    fault.textContent = pin.length < PIN_DIGITS_MIN ? t("pin_short") : await onpin(pin);
    field.value = "";
    field.focus();
  };
  return h("form.pin", { onsubmit: submit }, h("label", { for: "pin" }, title), field,
    h("p.help#pin-help", {}, help), fault,
    h("button.primary.wide", { type: "submit" }, icon("ok"), h("span", {}, t("confirm"))));
}
